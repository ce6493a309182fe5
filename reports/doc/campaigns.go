package doc

import (
	"math"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/campaign"
	"huiliu/engine/stat"
	"huiliu/engine/trial"
)

// campaignSheet measures past campaigns against their control groups.
func (c *composer) campaignSheet() (Sheet, bool) {
	if len(c.r.Campaigns.Campaigns) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("campaigns")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "campaigns", Kind: ChartBarH, Table: "campaigns", X: c.campaignAxis(), Series: []ChartColumn{{"effect", ToneAccent}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.campaignTable()))
	for _, t := range []*Table{c.campaignMoney(), c.campaignCost(), c.campaignLead(), c.campaignWaves(), c.campaignFurther(), c.campaignUplift(), c.campaignUpliftMore(), c.campaignGroups(), c.campaignBalance()} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

// campaignAxis is the column that tells the effects apart in a picture.
func (c *composer) campaignAxis() string {
	if len(c.r.Campaigns.Campaigns) == 1 && c.r.Campaigns.Campaigns[0].Effects[0].Offer != "" {
		return "offer"
	}
	return "campaign"
}

// offered is one offer of one campaign, with its row key.
type offered struct {
	key    string
	of     *campaign.Campaign
	effect *campaign.Effect
}

// offers are all offers of all campaigns, in the order of the table.
func offers(r *campaign.Result) []offered {
	var out []offered
	for i := range r.Campaigns {
		k := &r.Campaigns[i]
		for j := range k.Effects {
			out = append(out, offered{itoa(len(out) + 1), k, &k.Effects[j]})
		}
	}
	return out
}

func (c *composer) campaignTable() *Table {
	t := c.table("campaigns", "campaign:text", "offer:text", "day:day", "treated:percent2", "treated_base:int", "control:percent2", "control_base:int",
		"effect:percent2", "low:percent2", "high:percent2", "verdict:text")
	for _, o := range offers(&c.r.Campaigns) {
		e := o.effect
		treated, control := rateCells(e.Treated), rateCells(e.Control)
		t.add(o.key, o.of.Name, e.Offer, dayCell(o.of.Day), treated[0], e.Treated.Base, control[0], e.Control.Base, e.Response.Diff, e.Response.Low, e.Response.High,
			TableCell{Value: c.say("report.campaign.verdict."+verdictOf(e), nil), Tone: campaignTone(verdictOf(e))})
	}
	t.foldAfter(shownEffects)
	return t
}

// campaignCost is what each offer brought and cost, and the tests behind the verdict.
func (c *composer) campaignCost() *Table {
	t := c.table("campaign_cost", "campaign:text", "offer:text", "horizon:int", "additional:int", "cost:money", "cost_each:money", "cost_return:money", "p:decimal4", "p_holm:decimal4", "ratio_p:decimal4")
	for _, o := range offers(&c.r.Campaigns) {
		e := o.effect
		var horizon, cost, additional any
		if o.of.HorizonDays > 0 {
			horizon = o.of.HorizonDays
		}
		if e.Cost > 0 {
			cost = e.Cost
		}
		if e.Additional.Defined() {
			additional = int64(math.Round(float64(e.Additional)))
		}
		t.add(o.key, o.of.Name, e.Offer, horizon, additional, cost, e.Each, e.PerReturn, e.Response.P, e.Adjusted, o.of.Ratio.P)
	}
	t.foldAfter(shownEffects)
	return t
}

// shownEffects is how many rows of a table of effects are printed; the others are folded.
const shownEffects = 40

// campaignMoney is the margin per assigned customer, plain and with what they were
// worth before taken out.
func (c *composer) campaignMoney() *Table {
	t := c.table("campaign_money", "campaign:text", "offer:text", "item:text", "margin:money", "low:money", "high:money", "p_holm:decimal4", "total:money", "note:text")
	for _, o := range offers(&c.r.Campaigns) {
		e := o.effect
		if !readable(e.Code) || !e.Money.Diff.Defined() {
			continue
		}
		add := func(key, note string, m stat.Means, p engine.Number, total any) {
			t.add(o.key+"/"+key, o.of.Name, e.Offer, c.say("report.campaign."+key, nil), c.ofRevenue(m.Diff), c.ofRevenue(m.Low), c.ofRevenue(m.High), p, total, note)
		}
		add("plain", "", e.Money, e.MoneyAdjusted, c.ofRevenue(e.MoneyTotal))
		if e.Cuped.Diff.Defined() {
			add("adjusted", c.say("report.campaign.adjusted.note", map[string]any{"before": c.beforeName(o.of.Before),
				"less": c.w.Percent(1-float64(e.Cuped.Variance), 1)}), e.Cuped.Means, engine.Undefined(), nil)
		}
	}
	return c.headed(t, "margin", "total")
}

// ofRevenue is the margin of a revenue, following the margin rate of the assumptions;
// where there is no margin rate, the revenue.
func (c *composer) ofRevenue(v engine.Number) TableCell {
	if c.r.Narrow {
		return TableCell{Value: number(v)}
	}
	return c.byMargin(v * engine.Number(c.r.Describe.Loss.MarginRate))
}

// headed names money columns after what they are: margin, or revenue where there is no margin rate.
func (c *composer) headed(t *Table, columns ...string) *Table {
	if c.r.Narrow {
		for _, key := range columns {
			t.Columns[t.ColumnIndex(key)].Header = c.moneyHeader(c.say("report.campaign.revenue."+key, nil))
		}
	}
	return t
}

// beforeName is a figure known before the draw: one of ours, or a header of the table.
func (c *composer) beforeName(name string) string { return c.label("campaign.before", name) }

func (c *composer) campaignLead() *Table {
	t := c.table("campaign_lead", "campaign:text", "best:text", "next:text", "margin:money", "low:money", "high:money", "verdict:text", "earns:text")
	for i, k := range c.r.Campaigns.Campaigns {
		if l := k.Lead; l != nil {
			verdict := "alike"
			if l.Clear {
				verdict = "clear"
			}
			t.add(itoa(i+1), k.Name, l.Best, l.Next, c.ofRevenue(l.Money.Diff), c.ofRevenue(l.Money.Low), c.ofRevenue(l.Money.High), c.say("report.campaign.lead."+verdict, nil), c.say("report.campaign.earns."+strconv.FormatBool(l.Earns), nil))
		}
	}
	return c.headed(t, "margin")
}

func (c *composer) campaignWaves() *Table {
	t := c.table("campaign_waves", "offer:text", "campaigns:int", "effect:percent", "low:percent", "high:percent", "p:decimal4")
	for i, w := range c.r.Campaigns.Waves {
		t.add(itoa(i+1), w.Offer, int64(w.Campaigns), w.Effect.Diff, w.Effect.Low, w.Effect.High, w.Effect.P)
	}
	return t
}

func (c *composer) campaignFurther() *Table {
	t := c.table("campaign_further", "campaign:text", "outcome:text", "offer:text", "treated:percent2", "control:percent2", "effect:percent2", "low:percent2", "high:percent2", "p_holm:decimal4")
	for _, k := range c.r.Campaigns.Campaigns {
		for _, f := range k.Further {
			for _, e := range f.Effects {
				treated, control := rateCells(e.Treated), rateCells(e.Control)
				t.add(itoa(len(t.Rows)+1), k.Name, f.Name, e.Arm, treated[0], control[0], e.Response.Diff, e.Response.Low, e.Response.High, e.Adjusted)
			}
		}
	}
	return t
}

// campaignGroups is the effect within groups; groups too small to be read are left out.
func (c *composer) campaignGroups() *Table {
	t := c.table("campaign_groups", "campaign:text", "column:text", "level:text", "offer:text", "treated:percent2", "treated_base:int", "control:percent2", "control_base:int",
		"effect:percent2", "low:percent2", "high:percent2", "p_holm:decimal4")
	for _, k := range c.r.Campaigns.Campaigns {
		for _, g := range k.Groups {
			for _, l := range g.Levels {
				for _, e := range l.Effects {
					if e.Treated.Small() || e.Control.Small() {
						continue
					}
					treated, control := rateCells(e.Treated), rateCells(e.Control)
					t.add(itoa(len(t.Rows)+1), k.Name, c.beforeName(g.Column), l.Level, e.Arm, treated[0], e.Treated.Base, control[0], e.Control.Base,
						e.Response.Diff, e.Response.Low, e.Response.High, e.Adjusted)
				}
			}
		}
	}
	t.foldAfter(shownEffects)
	return t
}

func (c *composer) campaignBalance() *Table {
	t := c.table("campaign_balance", "campaign:text", "column:text", "offer:text", "treated_mean:decimal2", "control_mean:decimal2", "difference:decimal3", "p_holm:decimal4", "verdict:text")
	for _, k := range c.r.Campaigns.Campaigns {
		for _, b := range k.Balance {
			t.add(itoa(len(t.Rows)+1), k.Name, c.beforeName(b.Column), b.Arm, b.Treated, b.Control, b.Difference, b.P, c.balanced(b.Difference))
		}
	}
	t.foldAfter(shownEffects)
	return t
}

// balanced says whether a standardised difference is worth a word.
func (c *composer) balanced(d engine.Number) string {
	switch {
	case !d.Defined():
		return ""
	case math.Abs(float64(d)) >= trial.Notable:
		return c.say("report.campaign.balance.notable", nil)
	}
	return c.say("report.campaign.balance.even", nil)
}

// latestOffer is the offer a sentence speaks of: of the latest campaign the one with
// most money, or the first.
func latestOffer(r *campaign.Result) (offered, bool) {
	var last offered
	for _, o := range offers(r) {
		switch {
		case last.of == nil, o.of.Day > last.of.Day, o.of == last.of && o.of.Lead != nil && o.of.Lead.Best == o.effect.Offer:
			last = o
		}
	}
	return last, last.of != nil
}

// campaignTone colours a verdict.
func campaignTone(code string) Tone {
	switch code {
	case campaign.Works:
		return ToneGood
	case campaign.Hurts, campaign.BrokenSplit:
		return ToneWarning
	}
	return ToneNeutral
}

// readable reports whether an effect may be spoken of.
func readable(code string) bool {
	return code == campaign.Works || code == campaign.Hurts || code == campaign.NoDifference
}

// verdictOf decides by what interval and correction say; what cannot be read keeps
// its reason.
func verdictOf(e *campaign.Effect) string {
	switch {
	case !readable(e.Code):
		return e.Code
	case e.Response.Sign() == 0 || float64(e.Adjusted) >= 0.05:
		return campaign.NoDifference
	case e.Response.Sign() > 0:
		return campaign.Works
	}
	return campaign.Hurts
}

// sayCampaign reads the latest campaign; the others are in their table.
func (c *composer) sayCampaign() (Sentence, bool) {
	o, ok := latestOffer(&c.r.Campaigns)
	if !ok {
		return Sentence{}, false
	}
	s := c.sentence().ref("name", "campaigns", o.key, "campaign")
	s.word("what", "")
	if o.effect.Offer != "" {
		s.word("what", s.part("report.say.campaign.offer", "", map[string][3]string{"offer": {"campaigns", o.key, "offer"}}))
	}
	s.word("rate", c.say("report.campaign.rate."+o.of.Source, nil)).word("lead", "")
	if readable(o.effect.Code) {
		s.ref("treated", "campaigns", o.key, "treated").ref("control", "campaigns", o.key, "control")
		s.ref("effect", "campaigns", o.key, "effect").ref("low", "campaigns", o.key, "low").ref("high", "campaigns", o.key, "high")
		s.word("lead", c.campaignContest(s, o.of))
	}
	return s.end("campaign", "report.say.campaign."+verdictOf(o.effect))
}

// campaignContest says whether the best offer can be told from the next.
func (c *composer) campaignContest(s *sentence, k *campaign.Campaign) string {
	if k.Lead == nil || !k.Lead.Money.Low.Defined() {
		return ""
	}
	row := ""
	for i := range c.r.Campaigns.Campaigns {
		if &c.r.Campaigns.Campaigns[i] == k {
			row = itoa(i + 1)
		}
	}
	key := "report.say.campaign.lead.alike"
	if k.Lead.Clear {
		key = "report.say.campaign.lead.clear"
	}
	if c.r.Narrow {
		key += ".revenue"
	}
	return s.part(key, "_lead", map[string][3]string{"best": {"campaign_lead", row, "best"}, "next": {"campaign_lead", row, "next"},
		"margin": {"campaign_lead", row, "margin"}, "from": {"campaign_lead", row, "low"}, "to": {"campaign_lead", row, "high"}})
}

// campaigns draws the effect of every offer with its interval.
func (g *gallery) campaigns() Chart {
	list := offers(&g.r.Campaigns)
	list = list[max(0, len(list)-shownCampaigns):]
	last, ok := latestOffer(&g.r.Campaigns)
	if !ok {
		return Chart{}
	}
	c := g.new("campaigns", ChartDots, map[string]any{"verdict": g.w.Say("report.campaign.verdict."+verdictOf(last.effect), nil), "name": last.of.Name})
	s := Series{Tone: ToneAccent}
	for _, o := range list {
		if !readable(o.effect.Code) {
			continue
		}
		name := o.of.Name
		if o.effect.Offer != "" {
			name = o.effect.Offer
			if len(g.r.Campaigns.Campaigns) > 1 {
				name = o.of.Name + " · " + o.effect.Offer
			}
		}
		r := o.effect.Response
		c.Categories = append(c.Categories, name)
		s.Y, s.Low, s.High = append(s.Y, float64(r.Diff)), append(s.Low, float64(r.Low)), append(s.High, float64(r.High))
		s.Tones = append(s.Tones, campaignTone(verdictOf(o.effect)))
	}
	c.Unit, c.Digits, c.Series = UnitPercent, 2, []Series{s}
	c.References = []Reference{{Value: 0, Label: g.w.Say("report.chart.campaigns.zero", nil)}}
	return c
}

// shownCampaigns is how many effects the chart has room for.
const shownCampaigns = 12
