package doc

import (
	"strconv"

	"huiliu/engine"
	"huiliu/engine/lifetime"
	"huiliu/engine/roster"
	"huiliu/engine/snapshot"
)

// lifetimeSheet says how long customers stay.
func (c *composer) lifetimeSheet() (Sheet, bool) {
	l := &c.r.Lifetime
	if len(l.Table) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("lifetime")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "lifetime", Kind: ChartLine, Table: "lifetime_curve", X: "time", Beside: true,
		Series: []ChartColumn{{"share", ToneAccent}, {"low", ToneNeutral}, {"high", ToneNeutral}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.lifeFacts()), tableBlock(c.curveTable()))
	if t := c.lifeGroups(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	if t := c.lifePairs(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	if t := c.remainingTable(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	if l.Cox != nil && len(l.Cox.Lines) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.coxFacts()), tableBlock(c.coxTable()))
	}
	return s, true
}

// lifeFacts is what is followed, and for how long.
func (c *composer) lifeFacts() *Table {
	l := &c.r.Lifetime
	t := c.table("lifetime", "item:text", "value:int", "low:int", "high:int", "note:text")
	t.Note = c.say("report.note.lifetime."+l.Unit, map[string]any{"window": l.Window})
	add := func(key string, v, low, high any) {
		blank := TableCell{Value: ""}
		if low == nil {
			low, high = blank, blank
		}
		t.add(key, c.say("report.lifetime."+key, nil), v, low, high, c.say("report.lifetime."+key+".note."+l.Unit, nil))
	}
	add("lives", counted(l.Lives, group(roster.Life, roster.All, "")), nil, nil)
	add("events", counted(l.Events, group(roster.Life, roster.Ended, "")), nil, nil)
	if l.Unknown > 0 {
		add("unknown", counted(l.Unknown, group(roster.Life, roster.Unknown, "")), nil, nil)
	}
	if l.Late > 0 {
		add("late", counted(l.Late, group(roster.Life, roster.Late, "")), nil, nil)
	}
	g := &l.Overall
	unit := func(n engine.Number) any {
		if !n.Defined() {
			return nil
		}
		return TableCell{Value: float64(n), Kind: KindInt}
	}
	add("median", unit(g.Median), orDash(unit(g.MedianLow)), orDash(unit(g.MedianHigh)))
	add("mean", unit(g.Mean), orDash(unit(g.MeanLow)), orDash(unit(g.MeanHigh)))
	add("horizon", TableCell{Value: l.Horizon, Kind: KindInt}, nil, nil)
	return t
}

// orDash keeps an undefined end of an interval apart from no interval.
func orDash(v any) any {
	if v == nil {
		return TableCell{}
	}
	return v
}

// curveTable is the at-risk table.
func (c *composer) curveTable() *Table {
	t := c.table("lifetime_curve", "time:int", "at_risk:int", "share:percent", "low:percent", "high:percent")
	t.Columns[0].Header = c.say("report.column.lifetime_curve.time."+c.r.Lifetime.Unit, nil)
	for _, p := range c.r.Lifetime.Table {
		t.add(c.w.Decimal(p.Time, 0), TableCell{Value: p.Time}, counted(p.AtRisk, lifeGroup(p.Time)), p.Share, p.Low, p.High)
	}
	return t
}

func (c *composer) groupingName(name string, built bool) string {
	if built {
		return c.label("describe.attribute", name)
	}
	return name
}

func (c *composer) lifeLabel(g *lifetime.Group) string {
	if g.Key {
		return c.say("lifetime.level."+g.Label, nil)
	}
	return c.levelText(g.Label)
}

// levelText names a level of a snapshot column.
func (c *composer) levelText(level string) string {
	switch level {
	case snapshot.Other:
		return c.label("describe.level", "other")
	case snapshot.Unknown, "":
		return c.label("describe.level", "unknown")
	}
	return level
}

func (c *composer) lifeGroups() *Table {
	l := &c.r.Lifetime
	t := c.table("lifetime_groups", "attribute:text", "level:text", "lives:int", "events:int", "median:decimal1", "median_low:decimal1", "median_high:decimal1",
		"mean:decimal1", "mean_low:decimal1", "mean_high:decimal1", "q:decimal4", "remark:text")
	t.Note = c.say("report.note.lifetime_groups."+l.Unit, map[string]any{"horizon": c.w.Decimal(l.Horizon, 0)})
	for i := range l.Groupings {
		by := &l.Groupings[i]
		for j := range by.Groups {
			g := &by.Groups[j]
			remark := ""
			switch {
			case g.Small:
				remark = c.say("report.remark.small", nil)
			case !g.Mean.Defined():
				remark = c.say("report.remark.unobserved", nil)
			case !g.Median.Defined():
				remark = c.say("report.remark.median", nil)
			}
			t.add(by.Name+"/"+g.Label, c.groupingName(by.Name, by.Built), c.lifeLabel(g), counted(g.Lives, group(roster.LifeGroup, by.Name, g.Label)), counted(g.Events, group(roster.LifeEnded, by.Name, g.Label)), g.Median, g.MedianLow, g.MedianHigh,
				g.Mean, g.MeanLow, g.MeanHigh, by.Q, remark)
		}
	}
	t.Group = true
	return t
}

// shownPairs bounds the comparisons of two groups on paper.
const shownPairs = 15

func (c *composer) lifePairs() *Table {
	t := c.table("lifetime_pairs", "attribute:text", "a:text", "b:text", "p:decimal4", "holm:decimal4", "verdict:text")
	for i := range c.r.Lifetime.Groupings {
		by := &c.r.Lifetime.Groupings[i]
		name := map[string]string{}
		for j := range by.Groups {
			name[by.Groups[j].Label] = c.lifeLabel(&by.Groups[j])
		}
		for _, p := range by.Pairs {
			verdict := c.say("common.no_difference", nil)
			if p.Holm.Defined() && p.Holm < 0.05 {
				verdict = c.say("report.lifetime.differ", nil)
			}
			row := t.add(by.Name+"/"+p.A+"/"+p.B, c.groupingName(by.Name, by.Built), name[p.A], name[p.B], p.P, p.Holm, verdict)
			row.Minor = len(t.Rows) > shownPairs
		}
	}
	t.Group = true
	return t
}

// remainingTable is how much longer the present customers stay: by the observed curve and,
// for contracts, by a model of their own attributes.
func (c *composer) remainingTable() *Table {
	l := &c.r.Lifetime
	columns := []string{"age:text", "customers:int", "stay:percent", "mean:decimal1"}
	if l.Fitted != nil {
		columns = append(columns, "fitted_stay:percent", "fitted_half:decimal1")
	}
	t := c.table("remaining", append(columns, "remark:text")...)
	t.Note = c.say("report.note.remaining."+l.Unit, nil) + c.familyNote()
	for _, r := range l.Remaining {
		remark := ""
		switch {
		case !r.Stay.Defined():
			remark = c.say("report.remark.unobserved", nil)
		case r.FittedStay.Defined() && !r.FittedHalf.Defined():
			remark = c.say("report.remark.beyond", nil)
		}
		args := map[string]any{"from": r.From, "to": r.To - 1}
		key := "both"
		if r.To == 0 {
			key = "from"
		}
		behind := counted(r.Customers, group(roster.Remaining, itoa(r.From), itoa(r.To)))
		cells := []any{c.say("report.bounds.age."+key+"."+l.Unit, args), behind, r.Stay, r.Mean}
		if l.Fitted != nil {
			cells = append(cells, r.FittedStay, r.FittedHalf)
		}
		t.add(itoa(r.From), append(cells, remark)...)
	}
	return t
}

// farOff is the distance from the observed curve from which a model of lifetimes should
// not be gone by.
const farOff = 0.05

// familyNote says what the model of lifetimes is and how well it fits.
func (c *composer) familyNote() string {
	f := c.r.Lifetime.Fitted
	if f == nil {
		return ""
	}
	note := c.say("report.note.remaining.model", map[string]any{"family": c.say("lifetime.family."+f.Family, nil), "off": c.w.Decimal(100*float64(f.Off), 1)})
	if f.Off > farOff {
		note += c.say("report.note.remaining.far", nil)
	}
	return note
}

func (c *composer) coxFacts() *Table {
	x := c.r.Lifetime.Cox
	t := c.table("cox", "item:text", "value:decimal3", "note:text")
	add := func(key string, v any) {
		t.add(key, c.say("report.cox."+key, nil), v, c.say("report.cox."+key+".note", nil))
	}
	add("rows", TableCell{Value: int64(x.Rows), Kind: KindInt})
	add("events", TableCell{Value: int64(x.Events), Kind: KindInt})
	add("concordance", x.Concordance)
	add("global", x.Global)
	return t
}

// coxTable is the hazard ratios.
func (c *composer) coxTable() *Table {
	t := c.table("cox_lines", "attribute:text", "level:text", "ratio:decimal", "low:decimal", "high:decimal", "p:decimal4", "changes:decimal4", "verdict:text")
	for i, h := range c.r.Lifetime.Cox.Lines {
		level := c.stepText(h.Level, h.Reference, h.Unit)
		t.add(itoa(i+1), c.groupingName(h.Column, h.Built), level, h.Ratio, h.Low, h.High, h.P, h.Changes, c.ratioVerdict(h.Ratio, h.Low, h.High, "report.cox."))
	}
	t.Group = true
	return t
}

// decimalsOf is how many decimals a step needs.
func decimalsOf(unit float64) int {
	n := 0
	for unit < 1 && n < 6 {
		unit *= 10
		n++
	}
	return n
}

// ratioVerdict says in words what an interval of a ratio says.
func (c *composer) ratioVerdict(ratio, low, high engine.Number, area string) string {
	switch {
	case !ratio.Defined() || !low.Defined() || !high.Defined():
		return c.say(area+"unknown", nil)
	case low > 1:
		return c.say(area+"more", nil)
	case high < 1:
		return c.say(area+"less", nil)
	}
	return c.say("common.no_difference", nil)
}

// sayLifetime says how many are still there at the last round time that is well observed.
func (c *composer) sayLifetime() (Sentence, bool) {
	l := &c.r.Lifetime
	if len(l.Table) == 0 {
		return Sentence{}, false
	}
	at := l.Table[len(l.Table)-1]
	for _, p := range l.Table {
		if p.Time == 365 || p.Time == 12 {
			at = p
		}
	}
	row := c.w.Decimal(at.Time, 0)
	s := c.sentence().ref("lives", "lifetime", "lives", "value").ref("time", "lifetime_curve", row, "time").ref("share", "lifetime_curve", row, "share")
	s.ref("low", "lifetime_curve", row, "low").ref("high", "lifetime_curve", row, "high")
	median := s.part("report.say.lifetime.median."+l.Unit, "", map[string][3]string{"median": {"lifetime", "median", "value"}})
	if median == "" {
		median = c.say("report.say.lifetime.unreached", nil)
	}
	s.word("median", median).word("by", s.mostDifferent())
	return s.end("lifetime", "report.say.lifetime."+l.Unit)
}

// mostDifferent names the grouping whose curves differ most beyond chance.
func (s *sentence) mostDifferent() string {
	c := s.c
	for i := range c.r.Lifetime.Groupings {
		by := &c.r.Lifetime.Groupings[i]
		if by.Q.Defined() && by.Q < 0.05 {
			return s.part("report.say.lifetime.by", "_by", map[string][3]string{"name": {"lifetime_groups", by.Name + "/" + by.Groups[0].Label, "attribute"}})
		}
	}
	return c.say("report.say.lifetime.alike", nil)
}

// lifetimes draws the curve of all, and those of the most different groups.
func (g *gallery) lifetimes() []Chart {
	l := &g.r.Lifetime
	if len(l.Table) == 0 {
		return nil
	}
	whole := g.lifeChart("lifetime", nil)
	whole.Series = []Series{curveSeries(g.w.Say("report.chart.lifetime.series", nil), l.Curve, true)}
	whole.Series[0].Tone = ToneAccent
	if m := l.Overall.Median; m.Defined() {
		args := map[string]any{"median": g.w.Decimal(float64(m), 0)}
		whole.Title = g.w.Say("report.chart.lifetime.median."+l.Unit, args)
		whole.Marks = []Mark{{X: float64(m), Y: 0.5, Label: g.w.Say("report.chart.lifetime.mark", args)}}
	}
	out := []Chart{whole}
	for i := range l.Groupings {
		by := &l.Groupings[i]
		name := by.Name
		if by.Built {
			name = labelOf(g.w, "describe.attribute", name)
		}
		c := g.lifeChart("lifetime_groups", map[string]any{"name": name})
		if by.Q.Defined() && by.Q >= 0.05 {
			c.Title = g.w.Say("report.chart.lifetime_groups.alike", map[string]any{"name": name})
		}
		for _, one := range largestGroups(by.Groups) {
			label := one.Label
			if one.Key {
				label = g.w.Say("lifetime.level."+label, nil)
			}
			c.Series = append(c.Series, curveSeries(label, one.Curve, false))
		}
		if len(c.Series) > 1 {
			return append(out, c)
		}
	}
	return out
}

// drawnGroups is how many curves a picture can hold.
const drawnGroups = 5

// largestGroups are at most drawnGroups that are not small, in their order.
func largestGroups(groups []lifetime.Group) []lifetime.Group {
	var out []lifetime.Group
	for _, g := range groups {
		if !g.Small {
			out = append(out, g)
		}
	}
	if len(out) > drawnGroups {
		out = out[len(out)-drawnGroups:]
	}
	return out
}

func (g *gallery) lifeChart(key string, args map[string]any) Chart {
	l := &g.r.Lifetime
	if args == nil {
		args = map[string]any{}
	}
	args["horizon"] = g.w.Decimal(l.Horizon, 0)
	c := g.new(key, ChartLine, args)
	c.XLabel = g.w.Say("report.chart.lifetime.x."+l.Unit, nil)
	c.YLabel = g.w.Say("report.chart.lifetime.y", nil)
	c.Note = g.w.Say("report.chart.lifetime.note."+l.Unit, map[string]any{"window": l.Window})
	c.Unit, c.XUnit, c.FixedRange = UnitPercent, UnitCount, &[2]float64{0, 1}
	return c
}

// lifeGroup is the lives that are watched at a time.
func lifeGroup(time float64) Group {
	return group(roster.Life, strconv.FormatFloat(time, 'f', -1, 64), "")
}

func curveSeries(name string, points []lifetime.Point, band bool) Series {
	s := Series{Name: name, Steps: true}
	for _, p := range points {
		s.X, s.Y = append(s.X, p.Time), append(s.Y, float64(p.Share))
		s.Of = append(s.Of, float64(p.AtRisk))
		if band {
			s.Groups = append(s.Groups, lifeGroup(p.Time))
			s.Low, s.High = append(s.Low, float64(p.Low)), append(s.High, float64(p.High))
		}
	}
	return s
}
