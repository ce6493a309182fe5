package doc

import (
	"math"
	"strings"

	"huiliu/engine"
	"huiliu/engine/pattern"
	"huiliu/engine/roster"
)

// rulesSheet says what is found together with leaving, and what came before it.
func (c *composer) rulesSheet() (Sheet, bool) {
	r := &c.r.Rules
	if r.Tried == 0 && len(r.Paths.Patterns) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("rules")
	if r.Tried > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.ruleFacts()))
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "rules", Kind: ChartBarH, Table: "rules", X: "rule", To: min(len(r.Rules), shownDots), Series: []ChartColumn{{"lift_again", ToneAccent}}})...)
		if len(r.Rules) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(c.ruleTable()), tableBlock(c.ruleMeasures()))
		}
	}
	if len(r.Paths.Patterns) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.pathTable()))
		if len(r.Paths.Steps) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(c.stepTable()))
		}
	}
	return s, true
}

// Rows that are printed before the others are folded, and dots in the picture.
const (
	shownRules = 20
	shownPaths = 25
	shownDots  = 12
)

func (c *composer) ruleTable() *Table {
	r := &c.r.Rules
	t := c.table("rules", "rule:text", "verdict:text", "now:int", "rate:percent", "base:int", "lift:decimal", "again:percent", "again_base:int", "lift_again:decimal", "lift_low:decimal", "lift_high:decimal")
	t.Columns[0].Width = 46
	key := "report.note.rules." + r.Design
	t.Note = c.say(key, map[string]any{"found": r.Found.String(), "checked": r.Checked.String(), "days": r.Horizon})
	for i := range r.Rules {
		one := &r.Rules[i]
		t.add(itoa(i+1), c.ruleText(one, ""), TableCell{Value: c.say("report.rule.verdict."+one.Verdict, nil), Tone: ruleTone(one.Verdict)}, counted(one.Now, group(roster.Rule, itoa(i), "")),
			one.Rate.Value, one.Rate.Base, one.Lift, rateCells(one.Again)[0], one.Again.Base, one.LiftAgain, one.Low, one.High)
	}
	t.foldAfter(shownRules)
	return t
}

func ruleTone(verdict string) Tone {
	switch verdict {
	case pattern.Holds:
		return ToneAccent
	case pattern.Reversed:
		return ToneWarning
	}
	return ToneNeutral
}

// ruleMeasures are the figures people compare rules by.
func (c *composer) ruleMeasures() *Table {
	t := c.table("rule_measures", "rule:text", "left:int", "support:percent", "confidence:percent", "low:percent", "high:percent", "leverage:percent2", "conviction:decimal", "p:decimal4", "q:decimal4")
	t.Columns[0].Width = 46
	for i := range c.r.Rules.Rules {
		one := &c.r.Rules.Rules[i]
		t.add(itoa(i+1), c.ruleText(one, ""), one.Rate.Events, one.Support, one.Rate.Value, one.Rate.Low, one.Rate.High, one.Leverage, one.Conviction, one.P, one.Q)
	}
	t.foldAfter(shownRules)
	return t
}

// ruleFacts say how the rules were looked for.
func (c *composer) ruleFacts() *Table {
	r := &c.r.Rules
	t := c.table("rule_facts", "item:text", "value:int", "note:text")
	t.Columns[2].Width = 60
	add := func(key string, n int64, note string) { t.add(key, c.say("report.rule.fact."+key, nil), n, note) }
	add("customers", r.Left.Base, c.shareNote(r.Left))
	add("again", r.LeftThen.Base, c.shareNote(r.LeftThen))
	add("least", r.Least, c.say("report.rule.fact.least.note", nil))
	add("tried", r.Tried, c.say("report.rule.fact.tried.note", nil))
	add("likely", r.Likely, c.say("report.rule.fact.likely.note", nil))
	add("kept", r.Kept, c.say("report.rule.fact.kept.note", nil))
	add("different", r.Different, c.say("report.rule.fact.different.note", nil))
	add("held", r.Held, c.say("report.rule.fact.held.note", nil))
	if n := len(r.Dropped); n > 0 {
		var names []string
		for _, d := range r.Dropped {
			names = append(names, d.Name)
		}
		add("dropped", int64(n), strings.Join(names, ", "))
	}
	return t
}

func (c *composer) shareNote(r engine.Rate) string {
	return c.say("report.rule.fact.left", map[string]any{"left": c.w.Int(r.Events), "rate": c.w.Percent(float64(r.Value), 1)})
}

// ruleText writes the left side of a rule; length ".short" where there is little room.
func (c *composer) ruleText(r *pattern.Rule, length string) string {
	parts := make([]string, len(r.If))
	for i := range r.If {
		parts[i] = c.itemText(&r.If[i], length)
	}
	return strings.Join(parts, c.say("report.rule.and"+length, nil))
}

func (c *composer) itemText(i *pattern.Item, length string) string {
	name := propertyLabel(c, i.Name)
	if i.Low.Defined() || i.High.Defined() {
		key, args := "between", map[string]any{"name": name}
		if i.Low.Defined() {
			args["low"] = c.w.Decimal(float64(i.Low), boundDigits(i.Low))
		} else {
			key = "up_to"
		}
		if i.High.Defined() {
			args["high"] = c.w.Decimal(float64(i.High), boundDigits(i.High))
		} else {
			key = "above"
		}
		return c.say("report.rule.item."+key, args)
	}
	key := "report.rule.item." + i.Kind
	if c.w.Has(key + "." + i.Value) {
		key += "." + i.Value
	}
	if c.w.Has(key + length) {
		key += length
	}
	return c.say(key, map[string]any{"name": name, "value": i.Value})
}

// boundDigits writes whole numbers without decimals.
func boundDigits(n engine.Number) int {
	if n == engine.Number(math.Trunc(float64(n))) {
		return 0
	}
	return 2
}

// eventText names a kind of event.
func (c *composer) eventText(e *pattern.Event) string {
	if e.Name == "" {
		return c.say("report.event."+e.Code, nil)
	}
	return c.say("report.event."+e.Code+".named", map[string]any{"name": e.Name})
}

func (c *composer) pathTable() *Table {
	p := &c.r.Rules.Paths
	t := c.table("rule_paths", "path:text", "left:percent", "stayed:percent", "difference:percent", "low:percent", "high:percent", "q:decimal4", "verdict:text")
	t.Columns[0].Width = 40
	t.Note = c.say("report.note.rule_paths", map[string]any{"matched": c.w.Int(p.Matched), "lost": c.w.Int(p.Lost), "from": p.From.String(), "days": p.Days, "reach": p.Reach, "after": p.After})
	for i := range p.Patterns {
		one := &p.Patterns[i]
		var names []string
		for j := range one.Events {
			names = append(names, c.eventText(&one.Events[j]))
		}
		verdict := "alike"
		switch {
		case !one.Q.Defined() || one.Q >= 0.05 || one.Diff.Sign() == 0:
		case one.Diff.Sign() > 0:
			verdict = "more"
		default:
			verdict = "less"
		}
		t.add(itoa(i+1), strings.Join(names, " → "), one.Left.Value, one.Stayed.Value, one.Diff.Diff, one.Diff.Low, one.Diff.High, one.Q, c.say("report.path."+verdict, nil))
	}
	t.foldAfter(shownPaths)
	return t
}

// stepTable is how often one event follows another.
func (c *composer) stepTable() *Table {
	t := c.table("rule_steps", "from:text", "to:text", "left:percent", "left_base:int", "stayed:percent", "stayed_base:int")
	for i := range c.r.Rules.Paths.Steps {
		s := &c.r.Rules.Paths.Steps[i]
		t.add(itoa(i+1), c.eventText(&s.From), c.eventText(&s.To), s.Left.Value, s.Left.Base, s.Stayed.Value, s.Stayed.Base)
	}
	t.Group = true
	t.foldAfter(shownPaths)
	return t
}

// sayRules tells the strongest rule that holds again.
func (c *composer) sayRules() (Sentence, bool) {
	r := &c.r.Rules
	if r.Tried == 0 {
		return Sentence{}, false
	}
	s := c.sentence().ref("tried", "rule_facts", "tried", "value")
	for i := range r.Rules {
		if r.Rules[i].Verdict != pattern.Holds {
			continue
		}
		row := itoa(i + 1)
		s.ref("kept", "rule_facts", "different", "value").ref("held", "rule_facts", "held", "value")
		s.ref("rule", "rules", row, "rule").ref("rate", "rules", row, "rate").ref("again", "rules", row, "again")
		s.ref("lift", "rules", row, "lift_again").ref("low", "rules", row, "lift_low").ref("high", "rules", row, "lift_high")
		return s.end("rules", "report.say.rules."+r.Design)
	}
	return s.end("rules", "report.say.rules.none")
}

// sayPaths tells what was most often found before a silence beyond what is usual.
func (c *composer) sayPaths() (Sentence, bool) {
	list, s := c.r.Rules.Paths.Patterns, c.sentence()
	switch {
	case len(list) == 0 && c.r.Rules.Paths.Skipped == "contractual" && c.r.Rules.Tried > 0:
		return s.end("rule_paths", "report.say.paths.contractual")
	case len(list) == 0:
		return Sentence{}, false
	}
	if top := list[0]; !(top.Q < 0.05) || top.Diff.Sign() <= 0 {
		return s.end("rule_paths", "report.say.paths.none")
	}
	s.ref("path", "rule_paths", "1", "path").ref("left", "rule_paths", "1", "left").ref("stayed", "rule_paths", "1", "stayed")
	return s.ref("low", "rule_paths", "1", "low").ref("high", "rule_paths", "1", "high").end("rule_paths", "report.say.paths")
}

// rules draws how strongly the rules held again, with their intervals.
func (g *gallery) rules() Chart {
	r := &g.r.Rules
	if len(r.Rules) == 0 {
		return Chart{}
	}
	c := &composer{r: g.r, w: g.w}
	out := g.new("rules", ChartDots, map[string]any{"kept": g.w.Int(r.Different), "held": g.w.Int(r.Held)})
	s := Series{Name: g.w.Say("report.chart.rules.series", nil), Tone: ToneAccent}
	for i := range r.Rules[:min(len(r.Rules), shownDots)] {
		one := &r.Rules[i]
		if one.Verdict == pattern.Thin {
			break // they come last
		}
		v, low, high := float64(one.LiftAgain), float64(one.Low), float64(one.High)
		out.Categories = append(out.Categories, c.ruleText(one, ".short"))
		s.Y, s.Low, s.High, s.Tones = append(s.Y, v), append(s.Low, low), append(s.High, high), append(s.Tones, ruleTone(one.Verdict))
		s.Count, s.Of = append(s.Count, float64(one.Again.Events)), append(s.Of, float64(one.Again.Base))
	}
	out.Unit, out.Digits, out.Series = UnitDecimal, 2, []Series{s}
	out.References = []Reference{{Value: 1, Label: g.w.Say("report.chart.rules.one", nil)}}
	return out
}
