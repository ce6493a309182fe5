package platform

import (
	"slices"

	"huiliu/engine/ingest"
)

// Why is the reason of columns mapped by the description of their platform.
const Why = "platform"

// sure is the confidence of a column the description names and whose values fit.
const sure = 0.98

// Apply finds the platform of every source and maps its columns as described. A table
// no description fits stays as it was recognised.
func Apply(sources []ingest.Source, known []Platform) {
	for i := range sources {
		if p, found := Find(&sources[i], known); p != nil {
			p.apply(&sources[i])
			sources[i].Platform = found
		}
	}
}

// Find returns the description that fits the table best, nil when none does: all its
// required headers are there and none of the forbidden. Of several the one that knows
// most columns of the table wins, then the one that misses fewest.
func Find(s *ingest.Source, known []Platform) (*Platform, ingest.Platform) {
	if s.HeaderLine == 0 && s.Kind != "jsonl" && s.Kind != "parquet" {
		return nil, ingest.Platform{}
	}
	there := headersOf(&s.Mapping)
	var best *Platform
	var at ingest.Platform
	for i := range known {
		seen, all, ok := known[i].match(there)
		if ok && (best == nil || seen > at.Seen || seen == at.Seen && all < at.Known) {
			best = &known[i]
			at = ingest.Platform{ID: best.ID, Confidence: float64(seen) / float64(all), Seen: seen, Known: all}
		}
	}
	if best != nil && !best.possible(s, there) {
		return nil, ingest.Platform{}
	}
	return best, at
}

// headers knows which headers a table has.
type headers struct {
	whole map[string][]int // columns by all letters of their header
	short map[string][]int // columns by their header without what is in parentheses
}

func headersOf(m *ingest.Mapping) headers {
	h := headers{map[string][]int{}, map[string][]int{}}
	for i := range m.Columns {
		whole, short := ingest.Letters(m.Columns[i].Header), ingest.Fold(m.Columns[i].Header)
		h.whole[whole] = append(h.whole[whole], i)
		h.short[short] = append(h.short[short], i)
	}
	return h
}

// columns returns the columns called so. A unit in parentheses may be missing on one
// side: 实付款 is 实付款(元), but 价格(单件) is not 价格(总共).
func (h headers) columns(name string) []int {
	whole, short := ingest.Letters(name), ingest.Fold(name)
	if at := h.whole[whole]; len(at) > 0 {
		return at
	}
	if whole != short {
		return h.whole[short]
	}
	return h.short[short]
}

// has reports whether a column has one of the names of the header.
func (h headers) has(header string) bool {
	return slices.ContainsFunc(names(header), func(n string) bool { return len(h.columns(n)) > 0 })
}

// match counts the headers of the description that are there.
func (p *Platform) match(there headers) (seen, all int, ok bool) {
	if slices.ContainsFunc(p.Forbidden, there.has) {
		return 0, 0, false
	}
	for _, h := range p.Required {
		if !there.has(h) {
			return 0, 0, false
		}
	}
	for _, header := range p.known() {
		all++
		if there.has(header) {
			seen++
		}
	}
	return seen, all, true
}

// known returns the headers of the description. Headers of fields that are other names
// of a required or optional one are not counted twice.
func (p *Platform) known() []string {
	var out []string
	done := map[string]bool{}
	add := func(header string) {
		group := names(header)
		if slices.ContainsFunc(group, func(n string) bool { return done[ingest.Letters(n)] }) {
			return
		}
		for _, n := range group {
			done[ingest.Letters(n)] = true
		}
		out = append(out, header)
	}
	for _, list := range [][]string{p.Required, p.Optional} {
		for _, h := range list {
			add(h)
		}
	}
	for _, f := range ingest.FieldsOf(p.Role) {
		for _, h := range p.Fields[f] {
			add(h)
		}
	}
	return out
}

// possible reports whether the values allow what the description says about who and
// when; a table that only shares names with the export is none.
func (p *Platform) possible(s *ingest.Source, there headers) bool {
	for _, f := range []ingest.Field{ingest.FieldOrderAt, ingest.FieldAmount} {
		found, fits := false, false
		for _, h := range p.Fields[f] {
			for _, i := range there.columns(h) {
				c := &s.Mapping.Columns[i]
				found, fits = found || c.Filled > 0, fits || c.Filled > 0 && c.Holds(f)
			}
		}
		if found && !fits {
			return false
		}
	}
	return true
}

func (p *Platform) apply(s *ingest.Source) {
	s.Mapping.Columns = slices.Clone(s.Mapping.Columns)
	m := &s.Mapping
	if m.Role != p.Role && s.SetRole(p.Role) != nil {
		return
	}
	c := claims{s: s, there: headersOf(m), taken: make([]bool, len(m.Columns))}
	for _, f := range ingest.FieldsOf(p.Role) {
		c.give(f, p.Fields[f])
	}
	m.RowIDs = m.Role == ingest.RoleCustomers && m.Find(ingest.FieldCustomerID) < 0
	p.details(s)
	s.FindUnit()
	s.FindOrderTotals()
	s.Review()
}

// claims gives the columns of a table their fields, each one at most.
type claims struct {
	s     *ingest.Source
	there headers
	taken []bool
}

// give gives field f to the best of the columns called so, and takes it from the one
// it had. Several columns may be attributes or ignored.
func (c *claims) give(f ingest.Field, called []string) {
	m := &c.s.Mapping
	many := f.Many()
	best := -1
	for _, h := range called {
		for _, i := range c.there.columns(h) {
			switch {
			case c.taken[i] || !m.Columns[i].Holds(f):
			case many:
				c.take(i, f)
			case best < 0, better(c.s, f, i, best):
				best = i
			}
		}
	}
	if many || best < 0 {
		return
	}
	for i := range m.Columns {
		if col := &m.Columns[i]; col.Field == f {
			col.Field = ingest.FieldIgnore
		}
	}
	c.take(best, f)
}

func (c *claims) take(i int, f ingest.Field) {
	c.taken[i] = true
	col := &c.s.Mapping.Columns[i]
	col.Field, col.Confidence, col.Why = f, sure, Why
}

// better reports whether column i suits f better than an earlier one: it has values
// where that has none, and tells customers apart where that is masked.
func better(s *ingest.Source, f ingest.Field, i, best int) bool {
	a, b := &s.Mapping.Columns[i], &s.Mapping.Columns[best]
	if a.Filled == 0 || b.Filled == 0 {
		return a.Filled > b.Filled
	}
	return f == ingest.FieldCustomerID && s.Masked(best) && !s.Masked(i)
}

func (p *Platform) details(s *ingest.Source) {
	m := &s.Mapping
	if p.CancelPrefix != "" {
		m.CancelPrefix = p.CancelPrefix
	}
	if p.DateOrder != "" && m.DateAsk {
		s.SetDateOrder(p.DateOrder)
	}
	m.AmountUnit, m.Once = p.AmountUnit, slices.Clone(p.Once)
	m.Statuses = ingest.Statuses{}
	for kind, list := range p.Statuses {
		for _, word := range list {
			m.Statuses[ingest.FoldStatus(word)] = kind
		}
	}
}
