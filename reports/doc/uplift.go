package doc

import (
	"huiliu/engine"
	"huiliu/engine/campaign"
)

// campaignUplift judges an order of whom to treat.
func (c *composer) campaignUplift() *Table {
	t := c.table("campaign_uplift", "campaign:text", "offer:text", "train:int", "test:int", "all:percent2", "top_10:percent2", "top_20:percent2", "top_30:percent2", "top_50:percent2",
		"qini:decimal4", "low:decimal4", "high:decimal4", "verdict:text")
	for _, k := range c.r.Campaigns.Campaigns {
		for _, u := range k.Uplift {
			var tops [4]any
			for i := range min(len(u.Tops), len(tops)) {
				tops[i] = u.Tops[i].Effect.Diff
			}
			verdict := "idle"
			if u.Tells {
				verdict = "tells"
			}
			t.add(itoa(len(t.Rows)+1), k.Name, u.Arm, int64(u.Train), int64(u.Test), u.All, tops[0], tops[1], tops[2], tops[3], u.Qini, u.Low, u.High, c.say("report.campaign.uplift."+verdict, nil))
		}
	}
	return t
}

// campaignUpliftMore is the other way to learn the order, and what the order is worth.
func (c *composer) campaignUpliftMore() *Table {
	t := c.table("campaign_uplift_more", "campaign:text", "offer:text", "item:text", "value:text", "low:text", "high:text")
	for _, k := range c.r.Campaigns.Campaigns {
		for _, u := range k.Uplift {
			add := func(key string, show func(engine.Number) TableCell, v, low, high engine.Number) {
				if v.Defined() {
					t.add(itoa(len(t.Rows)+1), k.Name, u.Arm, c.say("report.campaign.uplift."+key, nil), show(v), show(low), show(high))
				}
			}
			qini := func(n engine.Number) TableCell { return TableCell{Value: number(n), Kind: KindDecimal, Digits: 4} }
			money := func(n engine.Number) TableCell {
				cell := c.ofRevenue(n)
				cell.Kind = KindMoney
				return cell
			}
			add("two_models", qini, u.Qini, u.Low, u.High)
			add("switched", qini, u.Switched.Qini, u.Switched.Low, u.Switched.High)
			key := ""
			if c.r.Narrow {
				key = ".revenue"
			}
			add("worth_all"+key, money, u.Everybody.Gain, u.Everybody.Low, u.Everybody.High)
			add("worth_third"+key, money, u.Third.Gain, u.Third.Low, u.Third.High)
		}
	}
	return t
}

// sayUplift says whether it can be told whom a campaign persuades.
func (c *composer) sayUplift() (Sentence, bool) {
	n := 0
	for _, k := range c.r.Campaigns.Campaigns {
		for _, u := range k.Uplift {
			n++
			if !u.Tells {
				continue
			}
			row := itoa(n)
			s := c.sentence().ref("name", "campaign_uplift", row, "campaign").ref("all", "campaign_uplift", row, "all").ref("top", "campaign_uplift", row, "top_30")
			s.word("what", "")
			if u.Arm != "" {
				s.word("what", s.part("report.say.campaign.offer", "", map[string][3]string{"offer": {"campaign_uplift", row, "offer"}}))
			}
			return s.end("uplift", "report.say.uplift.tells")
		}
	}
	if n == 0 {
		return Sentence{}, false
	}
	return c.sentence().ref("name", "campaign_uplift", itoa(n), "campaign").end("uplift", "report.say.uplift.idle")
}

// upliftCurve draws the additional responses by the share of customers treated, for
// the offers of the latest campaign large enough.
func (g *gallery) upliftCurve() Chart {
	var k *campaign.Campaign
	for i := range g.r.Campaigns.Campaigns {
		if len(g.r.Campaigns.Campaigns[i].Uplift) > 0 {
			k = &g.r.Campaigns.Campaigns[i]
		}
	}
	if k == nil {
		return Chart{}
	}
	key := "idle"
	for _, u := range k.Uplift {
		if u.Tells {
			key = "tells"
		}
	}
	c := g.new("uplift", ChartLine, map[string]any{"finding": g.w.Say("report.campaign.uplift."+key, nil)})
	c.Unit, c.XUnit, c.Digits = UnitPercent, UnitPercent, 1
	tones := []Tone{ToneAccent, ToneContrast}
	for i, u := range k.Uplift {
		tone := ToneNeutral
		if i < len(tones) {
			tone = tones[i]
		}
		name := u.Arm
		if name == "" {
			name = k.Name
		}
		s := Series{Name: name, Tone: tone}
		for _, p := range u.Curve {
			s.X, s.Y = append(s.X, p.Share), append(s.Y, p.Gain)
		}
		lots := Series{Name: g.w.Say("report.chart.uplift.lots", map[string]any{"offer": name}), Tone: tone, Dashed: true, X: []float64{0, 1}, Y: []float64{0, float64(u.All)}}
		c.Series = append(c.Series, s, lots)
	}
	return c
}
