package doc

import "huiliu/engine/winback"

// campaignSheet measures past campaigns against their control groups.
func (c *composer) campaignSheet() (Sheet, bool) {
	if len(c.r.Winback.Campaigns) == 0 {
		return Sheet{}, false
	}
	t := c.table("campaigns", "campaign:text", "day:day", "horizon:int", "treated:percent", "treated_base:int", "control:percent", "control_base:int",
		"effect:percent", "low:percent", "high:percent", "p:decimal4", "ratio_p:decimal4", "margin_each:money", "margin_low:money", "margin_high:money", "cost:money", "verdict:text")
	for i := range c.r.Winback.Campaigns {
		k := &c.r.Winback.Campaigns[i]
		treated, control := rateCells(k.Treated), rateCells(k.Control)
		t.add(itoa(i+1), k.Name, k.Day, k.HorizonDays, treated[0], k.Treated.Base, control[0], k.Control.Base,
			k.Effect, k.Low, k.High, k.P, k.RatioP, k.MarginEach, k.MarginLow, k.MarginHigh, k.Cost,
			TableCell{Value: c.say("report.campaign.verdict."+campaignCode(k), nil), Tone: campaignTone(campaignCode(k))})
	}
	return c.sheet("campaigns", tableBlock(t)), true
}

// latestCampaign is the place of the campaign with the latest day.
func latestCampaign(list []winback.Campaign) (int, bool) {
	last := 0
	for i := range list {
		if list[i].Day > list[last].Day {
			last = i
		}
	}
	return last, len(list) > 0
}

// campaignTone colours a verdict.
func campaignTone(code string) Tone {
	switch code {
	case "works":
		return ToneGood
	case "hurts", "broken_split":
		return ToneWarning
	}
	return ToneNeutral
}

// campaignCode decides by what the interval says; a broken split or an open horizon
// is not to be read at all.
func campaignCode(k *winback.Campaign) string {
	switch {
	case k.Open || k.Code == "open":
		return "open"
	case k.Code == "no_control" || k.Control.Base == 0:
		return "no_control"
	case k.Code == "broken_split" || k.RatioP.Defined() && k.RatioP < 0.001:
		return "broken_split"
	case k.Treated.Small() || k.Control.Small() || !k.Low.Defined() || !k.High.Defined():
		return "small"
	case k.Low <= 0 && k.High >= 0:
		return "no_difference"
	case k.Low > 0:
		return "works"
	}
	return "hurts"
}
