package doc

import (
	"slices"

	"huiliu/engine/cause"
)

const (
	mostAmounts = 6 // columns of money shown
	mostGroups  = 6 // columns of words shown
)

// amountTable adds the amounts of the lost up by cause.
func (c *composer) amountTable() *Table {
	p := &c.r.Causes.Pivots
	t := c.table("cause_amounts", "cause:text", "customers:int")
	for _, i := range p.Whole() {
		c.amountRow(t, p, i, p.Rows[i].Key, c.causeName(p.Rows[i].Key))
	}
	return c.amountColumns(t, p)
}

// reasonAmounts adds them up by reason as written.
func (c *composer) reasonAmounts() *Table {
	p := &c.r.Causes.Pivots
	t := c.table("reason_amounts", "reason:text", "cause:text", "customers:int")
	for _, i := range p.Reasons() {
		c.amountRow(t, p, i, p.Rows[i].Key+"/"+p.Rows[i].Text, p.Rows[i].Text, c.causeName(p.Rows[i].Key))
	}
	return c.amountColumns(t, p)
}

func (c *composer) amountRow(t *Table, p *cause.Pivots, i int, key string, names ...any) {
	values := append(names, p.Rows[i].Customers)
	for k := range p.Amounts[:min(mostAmounts, len(p.Amounts))] {
		if p.Amounts[k].Known[i] == 0 {
			values = append(values, nil)
			continue
		}
		values = append(values, p.Amounts[k].Sums[i])
	}
	t.add(key, values...)
}

// amountColumns gives the table its columns of money; without any it has no rows.
func (c *composer) amountColumns(t *Table, p *cause.Pivots) *Table {
	sums := []string{"customers"}
	for k := range p.Amounts[:min(mostAmounts, len(p.Amounts))] {
		name := p.Amounts[k].Column
		t.Columns = append(t.Columns, Column{Key: name, Header: c.moneyHeader(propertyLabel(c, name)), Kind: KindMoney})
		sums = append(sums, name)
	}
	if len(p.Amounts) == 0 || len(t.Rows) == 0 {
		t.Rows = nil
		return t
	}
	t.total(c.say("common.total", nil), sums...)
	return t
}

// causeGroups sets causes beside what else the tables tell of the lost.
func (c *composer) causeGroups() *Table {
	t := c.table("cause_groups", "attribute:text", "level:text", "cause:text", "base:int", "events:int", "rate:percent", "low:percent", "high:percent", "others:percent", "q:decimal3", "verdict:text")
	t.Group = true
	cells := c.r.Causes.Pivots.Compare(mostGroups)
	differs := slices.ContainsFunc(cells, func(g cause.GroupCell) bool { return g.Sign != 0 })
	for _, g := range cells {
		v, others := rateCells(g.Rate), rateCells(g.Others)
		t.add(g.Column+"/"+g.Level+"/"+g.Key, propertyLabel(c, g.Column), c.levelName(g.Level), c.causeName(g.Key), g.Rate.Base, g.Rate.Events,
			v[0], v[1], v[2], others[0], g.Q, c.say("report.evidence."+groupVerdict(&g), nil)).Minor = g.Sign == 0 && (differs || g.Column != cells[0].Column) // something is always printed
	}
	return t
}

// levelName is a word of the file, or ours for those without one or too few.
func (c *composer) levelName(level string) string {
	switch level {
	case cause.NoValue:
		return c.say("common.unknown", nil)
	case cause.OtherValues:
		return c.say("common.other", nil)
	}
	return level
}

// groupVerdict says in a word what a group shows.
func groupVerdict(g *cause.GroupCell) string {
	switch {
	case g.Rate.Small() || g.Others.Small():
		return "small"
	case g.Sign > 0:
		return "more"
	case g.Sign < 0:
		return "less"
	}
	return "none"
}
