package doc

import (
	"math"
	"strings"

	"huiliu/engine"
	"huiliu/engine/cause"
)

// evidenceSheet lays what lost customers said beside what happened to them, and says how
// much each kind of evidence covers.
func (c *composer) evidenceSheet() (Sheet, bool) {
	if len(c.r.Causes.Causes) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("evidence")
	s.Blocks = append(s.Blocks, paragraph(c.say("report.causes.wording", nil)))
	for _, t := range []*Table{c.agreementTable(), c.evidenceMap(), c.evidenceTable(), c.sourceTable(), c.learntTable()} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

// agreementTable is how far words and events agree, and how many answered.
func (c *composer) agreementTable() *Table {
	r := &c.r.Causes
	t := c.table("cause_agreement", "item:text", "value:text", "low:text", "high:text", "note:text")
	t.Columns[4].Width = 60
	if r.Agreement.Defined() {
		cell := func(v engine.Number) TableCell { return TableCell{Value: number(v), Kind: KindDecimal, Digits: 2} }
		t.add("kappa", c.say("report.agreement.kappa", nil), cell(r.Agreement), cell(r.AgreementLow), cell(r.AgreementHigh),
			c.say("report.agreement.kappa.note", map[string]any{"pairs": r.AgreementPairs}))
	}
	if a := r.Answered; a.Events > 0 {
		cell := func(v engine.Number) TableCell { return TableCell{Value: number(v), Kind: KindPercent, Digits: 1} }
		t.add("answered", c.say("report.agreement.answered", nil), cell(a.Value), cell(a.Low), cell(a.High),
			c.say("report.agreement.answered.note", map[string]any{"answered": a.Events, "lost": a.Base}))
	}
	return t
}

// signName is the short name of what happened, for narrow columns.
func (c *composer) signName(source string) string { return c.label("cause.sign", source) }

// evidenceMap is the heat map as a coloured table: stated causes × what happened.
func (c *composer) evidenceMap() *Table {
	t := c.table("evidence_map", "cause:text", "base:int")
	rows := c.r.Causes.Heat
	if len(rows) == 0 || len(rows[0].Cells) == 0 {
		return t
	}
	for _, cell := range rows[0].Cells {
		t.Columns = append(t.Columns, Column{Key: cell.Source, Header: c.signName(cell.Source), Kind: KindPercent, Digits: 1})
	}
	t.Columns = append(t.Columns, c.column("evidence_map", "words", "text"))
	t.Columns[len(t.Columns)-1].Width = 44
	t.Heat = [2]string{rows[0].Cells[0].Source, rows[0].Cells[len(rows[0].Cells)-1].Source}
	for _, row := range rows {
		values := []any{c.causeName(row.Key), row.Customers}
		for _, cell := range row.Cells {
			values = append(values, rateCells(cell.Rate)[0])
		}
		var words []string
		for _, w := range row.Words {
			words = append(words, c.label("cause.source", w.Source)+" "+c.w.Int(w.Customers))
		}
		t.add(row.Key, append(values, strings.Join(words, c.say("common.list.separator", nil)))...)
	}
	return t
}

func (c *composer) evidenceTable() *Table {
	t := c.table("evidence", "cause:text", "sign:text", "base:int", "events:int", "rate:percent", "low:percent", "high:percent", "others:percent", "q:decimal3", "verdict:text")
	t.Group = true
	for _, row := range c.r.Causes.Heat {
		for _, cell := range row.Cells {
			v := rateCells(cell.Rate)
			others := rateCells(cell.Others)
			t.add(row.Key+"/"+cell.Source, c.causeName(row.Key), c.label("cause.source", cell.Source), cell.Rate.Base, cell.Rate.Events,
				v[0], v[1], v[2], others[0], cell.Q, c.say("report.evidence."+heatVerdict(&cell), nil)).Minor = cell.Sign == 0 && !cell.Match
		}
	}
	return t
}

// heatVerdict says in a word what a cell of the heat map shows.
func heatVerdict(cell *cause.HeatCell) string {
	switch {
	case cell.Rate.Small():
		return "small"
	case cell.Sign > 0 && cell.Match:
		return "agrees"
	case cell.Sign > 0:
		return "more"
	case cell.Sign < 0:
		return "less"
	}
	return "none"
}

// sourceTable is how many lost customers each kind of evidence covers, beside those who
// stayed, and when it happened.
func (c *composer) sourceTable() *Table {
	t := c.table("cause_sources", "source:text", "events:int", "base:int", "rate:percent", "low:percent", "high:percent", "stayed:percent_", "decides:text", "early:int_", "median:int_", "late:int_")
	for _, s := range c.r.Causes.Sources {
		if !s.Available && s.Customers.Events == 0 {
			continue
		}
		v := rateCells(s.Customers)
		decides := "no"
		if s.Counts {
			decides = "yes"
		}
		t.add(s.Key, c.label("cause.source", s.Key), s.Customers.Events, s.Customers.Base, v[0], v[1], v[2], s.Stayed.Value,
			c.say("report.decides."+decides, nil), days(s.Before.Early), days(s.Before.Median), days(s.Before.Late))
	}
	return t
}

// days is a whole number of days, nothing when undefined.
func days(n engine.Number) any {
	if !n.Defined() {
		return nil
	}
	return int64(math.Round(float64(n)))
}

// evidence draws reasons × what happened.
func (g *gallery) evidence() Chart {
	rows := g.r.Causes.Heat
	if len(rows) == 0 || len(rows[0].Cells) == 0 {
		return Chart{}
	}
	k := &composer{r: g.r, w: g.w}
	c := g.new("evidence", ChartHeat, map[string]any{"pairs": g.w.Int(g.r.Causes.AgreementPairs)})
	if n := g.r.Causes.Agreement; n.Defined() {
		c.Title = g.w.Say("report.chart.evidence.kappa", map[string]any{"kappa": g.w.Decimal(float64(n), 2), "pairs": g.w.Int(g.r.Causes.AgreementPairs)})
	}
	c.Unit = UnitPercent
	for _, cell := range rows[0].Cells {
		c.Columns = append(c.Columns, k.signName(cell.Source))
	}
	for _, r := range rows {
		c.Categories = append(c.Categories, k.causeName(r.Key))
		var cells []Cell
		for _, cell := range r.Cells {
			cells = append(cells, Cell{Value: float64(cell.Rate.Value), Small: cell.Rate.Small(), Count: float64(cell.Rate.Events), Of: float64(cell.Rate.Base)})
		}
		c.Cells = append(c.Cells, cells)
	}
	return c
}
