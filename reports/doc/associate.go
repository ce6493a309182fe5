package doc

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/associate"
)

// associateSheet says which properties go together with leaving.
func (c *composer) associateSheet() (Sheet, bool) {
	a := &c.r.Associate
	if len(a.Single) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("associate")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "associate", Kind: ChartBarH, Table: "associate", X: "attribute", To: min(len(a.Single), shownAssociations),
		Series: []ChartColumn{{"strength", ToneAccent}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.associateTable()))
	if a.Together != nil {
		s.Blocks = append(s.Blocks, tableBlock(c.logisticFacts()), tableBlock(c.logisticTable()))
	}
	if len(a.Dropped) > 0 {
		t := c.table("associate_dropped", "attribute:text", "reason:text")
		for i, d := range a.Dropped {
			t.add(itoa(i), propertyLabel(c, d.Name), c.say("snapshot.dropped."+d.Code, nil))
		}
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	return s, true
}

// shownAssociations is how many bars the picture has.
const shownAssociations = 12

// propertyLabel names a column of a snapshot: ours by the word catalogue.
func propertyLabel(c *composer, name string) string {
	for _, area := range []string{"feature.", "describe.attribute."} {
		if c.w.Has(area + name) {
			return c.say(area+name, nil)
		}
	}
	return name
}

func (c *composer) associateTable() *Table {
	a := &c.r.Associate
	t := c.table("associate", "attribute:text", "strength:decimal3", "measure:text", "median_left:decimal", "median_stayed:decimal", "larger:percent", "larger_low:percent", "larger_high:percent", "p:decimal4", "q:decimal4", "verdict:text")
	t.Note = c.say("report.note.associate.contract", nil)
	if a.AsOf != engine.NoDay {
		t.Note = c.say("report.note.associate", map[string]any{"as_of": a.AsOf.String(), "days": a.Horizon})
	}
	for _, s := range a.Single {
		measure := "report.associate.spearman"
		if s.Kind == associate.Levels {
			measure = "report.associate.cramer"
		}
		t.add(s.Column, propertyLabel(c, s.Column), s.Strength, c.say(measure, nil), s.MedianLeft, s.MedianStayed, s.Larger, s.LargerLow, s.LargerHigh, s.P, s.Q, c.associateVerdict(&s))
	}
	return t
}

// associateVerdict says in words what the corrected test says.
func (c *composer) associateVerdict(s *associate.Single) string {
	switch {
	case !s.Q.Defined() || s.Q >= 0.05:
		return c.say("common.no_difference", nil)
	case s.Kind == associate.Levels:
		return c.say("report.associate.related", nil)
	case s.Spearman > 0:
		return c.say("report.associate.higher", nil)
	}
	return c.say("report.associate.lower", nil)
}

func (c *composer) logisticFacts() *Table {
	m := c.r.Associate.Together
	t := c.table("logistic", "item:text", "value:decimal3", "low:decimal3", "high:decimal3", "note:text")
	blank := TableCell{Value: ""}
	t.add("rows", c.say("report.cox.rows", nil), TableCell{Value: m.Rows, Kind: KindInt}, blank, blank, "")
	t.add("events", c.say("report.cox.events", nil), TableCell{Value: m.Events, Kind: KindInt}, blank, blank, c.say("report.logistic.events.note", nil))
	note := c.say("report.logistic.auc.note", nil)
	if m.Firth {
		note += c.say("report.logistic.firth", nil)
	}
	t.add("auc", c.say("report.logistic.auc", nil), m.AUC, m.AUCLow, m.AUCHigh, note)
	return t
}

func (c *composer) logisticTable() *Table {
	t := c.table("logistic_lines", "attribute:text", "level:text", "odds:decimal", "low:decimal", "high:decimal", "effect:percent", "effect_low:percent", "effect_high:percent",
		"coef:decimal3", "se:decimal3", "z:decimal", "p:decimal4", "vif:decimal1", "verdict:text")
	for i, l := range c.r.Associate.Together.Lines {
		verdict := c.ratioVerdict(l.Odds, l.OddsLow, l.OddsHigh, "report.logistic.")
		if l.VIF.Defined() && l.VIF > 10 && l.Odds.Defined() {
			verdict = c.say("report.logistic.collinear", nil)
		}
		t.add(itoa(i+1), propertyLabel(c, l.Column), c.stepText(l.Level, l.Reference, l.Unit), l.Odds, l.OddsLow, l.OddsHigh,
			l.Effect, l.EffectLow, l.EffectHigh, l.Coef, l.SE, l.Z, l.P, l.VIF, verdict)
	}
	t.Group = true
	return t
}

// stepText says what one unit of a coefficient is.
func (c *composer) stepText(level, reference string, unit float64) string {
	switch {
	case level != "":
		return c.say("report.cox.against", map[string]any{"level": c.levelText(level), "reference": c.levelText(reference)})
	case unit == 1:
		return c.say("report.cox.one", nil)
	}
	return c.say("report.cox.step", map[string]any{"unit": c.w.Decimal(unit, decimalsOf(unit))})
}

func (c *composer) sayAssociate() (Sentence, bool) {
	a := &c.r.Associate
	if len(a.Single) == 0 {
		return Sentence{}, false
	}
	s := c.sentence()
	if !a.Single[0].Q.Defined() || a.Single[0].Q >= 0.05 {
		return s.end("associate", "report.say.associate.none")
	}
	top := a.Single[0]
	s.ref("name", "associate", top.Column, "attribute").ref("strength", "associate", top.Column, "strength")
	detail := ""
	if top.Kind == associate.Numbers {
		detail = s.part("report.say.associate.medians", "", map[string][3]string{"left": {"associate", top.Column, "median_left"}, "stayed": {"associate", top.Column, "median_stayed"}})
	}
	return s.word("detail", detail).end("associate", "report.say.associate")
}

// associations draws the strongest ones.
func (g *gallery) associations() Chart {
	list := g.r.Associate.Single
	if len(list) == 0 {
		return Chart{}
	}
	c := &composer{r: g.r, w: g.w}
	s := Series{Name: g.w.Say("report.chart.associate.series", nil)}
	out := g.new("associate", ChartBarH, map[string]any{"name": propertyLabel(c, list[0].Column)})
	for _, one := range list[:min(len(list), shownAssociations)] {
		tone := ToneAccent
		if !one.Q.Defined() || one.Q >= 0.05 {
			tone = ToneNeutral
		}
		v := float64(one.Strength)
		if math.IsNaN(v) {
			v = 0
		}
		out.Categories = append(out.Categories, propertyLabel(c, one.Column))
		s.Y, s.Tones = append(s.Y, v), append(s.Tones, tone)
	}
	out.Unit, out.Digits, out.Series = UnitDecimal, 3, []Series{s}
	return out
}
