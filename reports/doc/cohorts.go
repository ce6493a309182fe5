package doc

import (
	"huiliu/engine"
	"huiliu/engine/roster"
)

// maxCohortMonths bounds the triangle on paper.
const maxCohortMonths = 13

// maxCohortRows is how many of the latest cohorts are printed; older ones are folded.
const maxCohortRows = 24

// cohortSheet is the monthly flow and the cohort triangle.
func (c *composer) cohortSheet() (Sheet, bool) {
	s := c.sheet("cohorts")
	if len(c.r.Describe.Flow) > 0 {
		s.Blocks = append(s.Blocks, c.chart(c.flowChartRef())...)
		s.Blocks = append(s.Blocks, tableBlock(c.flowTable()))
	}
	if len(c.r.Describe.Cohorts.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.triangleTable()))
	}
	return s, len(s.Blocks) > 0
}

// flowChartRef draws the months that are printed.
func (c *composer) flowChartRef() ChartRef {
	return ChartRef{Key: "flow", Kind: ChartBars, Table: "flow", X: "month", Stacked: true, From: max(0, len(c.r.Describe.Flow)-maxFlowMonths),
		Series: []ChartColumn{{"new", ToneGood}, {"returned", ToneAccent}, {"lapsed_minus", ToneWarning}}}
}

// cohortGroup is the customers of a cohort who bought k months later.
func cohortGroup(month engine.Day, k int) Group {
	return group(roster.Cohort, monthKey(month), itoa(k))
}

// foldAll folds all but the last n rows.
func (t *Table) foldAll(n int) {
	for i := range max(0, len(t.Rows)-n) {
		t.Rows[i].Minor = true
	}
}

func (c *composer) flowTable() *Table {
	t := c.table("flow", "month:month", "start:int", "new:int", "returned:int", "lapsed:int", "end:int", "kept:int", "adds_up:text", "lapsed_minus:int!")
	yes, no := c.say("report.check.ok", nil), c.say("report.check.bad", nil)
	for _, m := range c.r.Describe.Flow {
		ok := yes
		if m.Start-m.Lapsed+m.New+m.Returned != m.Active {
			ok = no
		}
		in := func(n int64, part string) TableCell { return counted(n, group(roster.Flow, part, monthKey(m.End))) }
		t.add(m.End.String(), m.End, in(m.Start, "start"), in(m.New, "new"), in(m.Returned, "returned"), in(m.Lapsed, "lapsed"), in(m.Active, "end"), in(m.Kept, "kept"),
			TableCell{Value: ok, Formula: "IF({start}+{new}+{returned}-{lapsed}={end},\"" + yes + "\",\"" + no + "\")"},
			TableCell{Value: -m.Lapsed, Formula: "-{lapsed}"})
	}
	t.foldAll(maxFlowMonths)
	return t
}

// triangleTable shows the share of each cohort that bought k months later; months
// that have not ended are said to be open, never zero.
func (c *composer) triangleTable() *Table {
	rows := c.r.Describe.Cohorts.Rows
	width := 0
	for _, r := range rows {
		width = max(width, min(len(r.Cells), maxCohortMonths))
	}
	columns := []string{"month:month", "size:int"}
	t := c.table("cohorts", columns...)
	for k := range width {
		t.Columns = append(t.Columns, Column{Key: "k" + itoa(k), Header: c.say("report.cohort.month", map[string]any{"k": itoa(k)}), Kind: KindPercent, Blank: true, Width: 8})
	}
	if width > 1 {
		t.Heat = [2]string{"k1", "k" + itoa(width-1)}
	}
	open := TableCell{Value: c.say("report.open", nil), Kind: KindText, Muted: true}
	for _, r := range rows {
		values := []any{r.Month, counted(r.Size, cohortGroup(r.Month, 0))}
		for k := range width {
			var cell any
			switch {
			case k >= len(r.Cells):
			case r.Cells[k].Open:
				cell = open
			default:
				cell = TableCell{Value: share(float64(r.Cells[k].Customers), float64(r.Size)), Group: cohortGroup(r.Month, k)}
			}
			values = append(values, cell)
		}
		t.add(r.Month.String(), values...)
	}
	t.foldAll(maxCohortRows)
	return t
}
