package doc

import (
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/shift"
	"huiliu/engine/stat"
)

// shiftSheet says why the churn of two periods differs.
func (c *composer) shiftSheet() (Sheet, bool) {
	if c.r.Shift.Skipped != "" || c.r.Shift.After.Churn.Base == 0 {
		return Sheet{}, false
	}
	s := c.sheet("shift")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "shift", Kind: ChartBars, Table: "shift", X: "by", Series: []ChartColumn{{"mix", ToneNeutral}, {"rate", ToneAccent}}})...)
	for _, t := range []*Table{c.shiftPeriods(), c.shiftSplits(), c.shiftCauses(), c.shiftParts()} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

func (c *composer) shiftPeriods() *Table {
	r := &c.r.Shift
	t := c.table("shift_periods", "period:text", "from:day", "to:day", "base:int", "events:int", "rate:percent", "low:percent", "high:percent")
	add := func(key string, p *shift.Period) {
		v := rateCells(p.Churn)
		t.add(key, c.say("report.shift."+key, nil), p.From, p.To, p.Churn.Base, p.Churn.Events, v[0], v[1], v[2])
	}
	add("before", &r.Before)
	add("after", &r.After)
	d := &r.Change
	t.add("change", c.say("report.shift.change", nil), nil, nil, nil, nil, d.Diff, d.Low, d.High)
	return t
}

// byName names a way of grouping.
func byName(w *assets.Words, by string) string { return w.Say("report.shift.by."+by, nil) }

// groupName names a group of a split: a value of the file, or one of our own.
func (c *composer) groupName(by, key string) string {
	if by == shift.ByChannel || by == shift.ByCategory {
		switch key {
		case shift.Other:
			return c.say("common.other", nil)
		case shift.Unknown:
			return c.say("common.unknown", nil)
		}
		return key
	}
	return c.say("report.shift."+by+"."+key, nil)
}

func (c *composer) shiftSplits() *Table {
	t := c.table("shift", "by:text", "change:percent2", "mix:percent2", "mix_low:percent2", "mix_high:percent2", "rate:percent2", "rate_low:percent2", "rate_high:percent2", "verdict:text")
	for i := range c.r.Shift.Splits {
		s := &c.r.Shift.Splits[i]
		t.add(s.By, byName(c.w, s.By), s.Change, s.Mix.Value, s.Mix.Low, s.Mix.High, s.Rate.Value, s.Rate.Low, s.Rate.High, c.say("report.shift.verdict."+splitVerdict(s), nil))
	}
	return t
}

// splitVerdict names the part of the change that is visible.
func splitVerdict(s *shift.Split) string {
	switch mix, rate := s.Mix.Sign() != 0, s.Rate.Sign() != 0; {
	case mix && rate:
		return "both"
	case mix:
		return "mix"
	case rate:
		return "rate"
	}
	return "none"
}

func (c *composer) shiftParts() *Table {
	t := c.table("shift_parts", "by:text", "group:text", "base:int", "after_base:int", "share_before:percent", "share_after:percent", "churn_before:percent", "churn_after:percent", "mix:percent2", "rate:percent2", "together:percent2")
	t.Group = true
	for i := range c.r.Shift.Splits {
		s := &c.r.Shift.Splits[i]
		for _, p := range s.Parts {
			t.add(s.By+"/"+p.Key, byName(c.w, s.By), c.groupName(s.By, p.Key), p.Before.Base, p.After.Base, p.ShareBefore, p.ShareAfter,
				rateCells(p.Before)[0], rateCells(p.After)[0], p.Mix, p.Rate, p.Mix+p.Rate)
		}
	}
	return t
}

// shiftCauses is the same change by what leaving is associated with.
func (c *composer) shiftCauses() *Table {
	t := c.table("shift_causes", "cause:text", "before:percent", "after:percent", "change:percent2", "low:percent2", "high:percent2", "mix:percent2", "rate:percent2", "verdict:text")
	for i := range c.r.Shift.Causes {
		p := &c.r.Shift.Causes[i]
		t.add(p.Key, c.causeName(p.Key), rateCells(p.Before)[0], rateCells(p.After)[0], p.Change.Diff, p.Change.Low, p.Change.High, p.Mix, p.Rate, c.say("report.shift.cause."+changeVerdict(&p.Change), nil))
	}
	return t
}

// changeVerdict says in a word whether a change is visible.
func changeVerdict(d *stat.Difference) string {
	switch d.Sign() {
	case 1:
		return "more"
	case -1:
		return "less"
	}
	return "none"
}

// sayShift says whether churn changed and by what part.
func (c *composer) sayShift() (Sentence, bool) {
	r := &c.r.Shift
	if r.Skipped != "" || r.After.Churn.Base < engine.SmallBase || r.Before.Churn.Base < engine.SmallBase {
		return Sentence{}, false
	}
	s := c.sentence().ref("before", "shift_periods", "before", "rate").ref("after", "shift_periods", "after", "rate").
		ref("from", "shift_periods", "after", "from").ref("to", "shift_periods", "after", "to").
		ref("low", "shift_periods", "change", "low").ref("high", "shift_periods", "change", "high").
		word("than", c.say("report.shift.than."+thanWhat(r), nil))
	if r.Change.Sign() == 0 || len(r.Splits) == 0 {
		return s.end("shift", "report.say.shift.none")
	}
	first := r.Splits[0].By
	s.ref("mix", "shift", first, "mix").ref("rate", "shift", first, "rate").word("by", byName(c.w, first)).
		word("way", c.say("report.shift.way."+wayOf(&r.Change), nil)).word("verdict", c.say("report.shift.verdict."+splitVerdict(&r.Splits[0]), nil))
	return s.end("shift", "report.say.shift")
}

func thanWhat(r *shift.Result) string {
	if r.YearAgo {
		return "year"
	}
	return "period"
}

func wayOf(d *stat.Difference) string {
	if d.Sign() > 0 {
		return "up"
	}
	return "down"
}

// shift draws mix and rate by every way of grouping.
func (g *gallery) shift() Chart {
	r := &g.r.Shift
	if len(r.Splits) == 0 {
		return Chart{}
	}
	c := g.new("shift", ChartBars, map[string]any{"before": g.w.Percent(float64(r.Before.Churn.Value), 1), "after": g.w.Percent(float64(r.After.Churn.Value), 1)})
	mix := Series{Name: g.w.Say("report.chart.shift.mix", nil), Tone: ToneNeutral}
	rate := Series{Name: g.w.Say("report.chart.shift.rate", nil), Tone: ToneAccent}
	for i := range r.Splits {
		s := &r.Splits[i]
		c.Categories = append(c.Categories, byName(g.w, s.By))
		mix.addEffect(s.Mix)
		rate.addEffect(s.Rate)
	}
	c.Unit, c.Digits, c.Series = UnitPercent, 1, []Series{mix, rate}
	return c
}

func (s *Series) addEffect(e shift.Effect) {
	s.Y, s.Low, s.High = append(s.Y, float64(e.Value)), append(s.Low, float64(e.Low)), append(s.High, float64(e.High))
}
