package cause

import (
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// GroupCell is how often those of one group left for a cause, beside those of the others.
type GroupCell struct {
	Column string
	Level  string // a word of the file, [NoValue] or [OtherValues]
	Key    string // cause
	Rate   engine.Rate
	Others engine.Rate
	// Q is the p of the difference after Benjamini and Hochberg over all cells of all
	// columns. Sign is +1 or −1 where Q is at most 0.05 and both groups are large enough.
	Q    engine.Number
	Sign int
}

// Compare sets every cause beside every group of the columns that go with the cause most,
// at most so many; small groups are put together as in Shown. The counts of a column add
// up to the lost.
func (p *Pivots) Compare(most int) []GroupCell {
	var out []GroupCell
	for k := range p.Groups[:min(most, len(p.Groups))] {
		out = append(out, p.compare(k)...)
	}
	ps := make([]float64, len(out))
	for i := range out {
		c := &out[i]
		d := stat.TwoProportions(c.Rate.Events, c.Rate.Base, c.Others.Events, c.Others.Base)
		ps[i], c.Sign = float64(d.P), d.Sign()
	}
	for i, q := range stat.BenjaminiHochberg(ps) {
		c := &out[i]
		if c.Q = engine.Number(q); !(q <= 0.05) || c.Rate.Small() || c.Others.Small() {
			c.Sign = 0
		}
	}
	return out
}

func (p *Pivots) compare(k int) []GroupCell {
	c := p.Shown(k)
	if len(c.Levels) < 2 {
		return nil
	}
	total, all := p.totals(&c), int64(0)
	for _, n := range total {
		all += n
	}
	var out []GroupCell
	for j, level := range c.Levels {
		for i := range p.Rows {
			if p.Rows[i].Text != "" {
				continue
			}
			n, whole := c.Counts[i][j], sum(c.Counts[i])
			out = append(out, GroupCell{Column: c.Column, Level: level, Key: p.Rows[i].Key,
				Rate: engine.NewRate(n, total[j]), Others: engine.NewRate(whole-n, all-total[j])})
		}
	}
	return out
}

// Whole are the rows of causes, without those of reasons.
func (p *Pivots) Whole() []int {
	var out []int
	for i := range p.Rows {
		if p.Rows[i].Text == "" {
			out = append(out, i)
		}
	}
	return out
}

// Reasons are the rows of reasons as written, most customers first.
func (p *Pivots) Reasons() []int {
	var out []int
	for i := range p.Rows {
		if p.Rows[i].Text != "" {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return int(p.Rows[b].Customers - p.Rows[a].Customers) })
	return out
}
