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
	there := map[string]bool{}
	for i := range s.Mapping.Columns {
		there[ingest.Fold(s.Mapping.Columns[i].Header)] = true
	}
	var best *Platform
	var at ingest.Platform
	for i := range known {
		seen, all, ok := known[i].match(there)
		if ok && (best == nil || seen > at.Seen || seen == at.Seen && all < at.Known) {
			best = &known[i]
			at = ingest.Platform{ID: best.ID, Confidence: float64(seen) / float64(all), Seen: seen, Known: all}
		}
	}
	if best != nil && !best.possible(s) {
		return nil, ingest.Platform{}
	}
	return best, at
}

// match counts the headers of the description that are there.
func (p *Platform) match(there map[string]bool) (seen, all int, ok bool) {
	has := func(header string) bool {
		return slices.ContainsFunc(names(header), func(n string) bool { return there[n] })
	}
	for _, h := range p.Forbidden {
		if has(h) {
			return 0, 0, false
		}
	}
	for _, h := range p.Required {
		if !has(h) {
			return 0, 0, false
		}
	}
	for _, group := range p.known() {
		all++
		if slices.ContainsFunc(group, func(n string) bool { return there[n] }) {
			seen++
		}
	}
	return seen, all, true
}

// known returns the headers of the description, each as its folded names. Headers of
// fields that are other names of a required or optional one are not counted twice.
func (p *Platform) known() [][]string {
	var out [][]string
	done := map[string]bool{}
	add := func(header string) {
		group := names(header)
		if slices.ContainsFunc(group, func(n string) bool { return done[n] }) {
			return
		}
		for _, n := range group {
			done[n] = true
		}
		out = append(out, group)
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
func (p *Platform) possible(s *ingest.Source) bool {
	for _, f := range []ingest.Field{ingest.FieldOrderAt, ingest.FieldAmount} {
		found, fits := false, false
		for _, h := range p.Fields[f] {
			for _, i := range columns(&s.Mapping, h) {
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

// columns returns the columns called that.
func columns(m *ingest.Mapping, header string) []int {
	var out []int
	name := ingest.Fold(header)
	for i := range m.Columns {
		if ingest.Fold(m.Columns[i].Header) == name {
			out = append(out, i)
		}
	}
	return out
}

func (p *Platform) apply(s *ingest.Source) {
	s.Mapping.Columns = slices.Clone(s.Mapping.Columns)
	m := &s.Mapping
	if m.Role != p.Role && s.SetRole(p.Role) != nil {
		return
	}
	claimed := make([]bool, len(m.Columns))
	for _, f := range ingest.FieldsOf(p.Role) {
		p.claim(s, f, claimed)
	}
	m.RowIDs = m.Role == ingest.RoleCustomers && m.Find(ingest.FieldCustomerID) < 0
	p.details(m)
	s.FindUnit()
	s.Review()
}

// claim gives field f the best of its columns, and takes f from the one it had.
func (p *Platform) claim(s *ingest.Source, f ingest.Field, claimed []bool) {
	m := &s.Mapping
	many := f == ingest.FieldIgnore || f == ingest.FieldAttribute
	best := -1
	for _, h := range p.Fields[f] {
		for _, i := range columns(m, h) {
			c := &m.Columns[i]
			switch {
			case claimed[i] || !c.Holds(f):
			case many:
				claimed[i] = true
				c.Field, c.Confidence, c.Why = f, sure, Why
			case best < 0, better(s, f, i, best):
				best = i
			}
		}
	}
	if many || best < 0 {
		return
	}
	for i := range m.Columns {
		if c := &m.Columns[i]; c.Field == f {
			c.Field = ingest.FieldIgnore
		}
	}
	claimed[best] = true
	c := &m.Columns[best]
	c.Field, c.Confidence, c.Why = f, sure, Why
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

func (p *Platform) details(m *ingest.Mapping) {
	if p.CancelPrefix != "" {
		m.CancelPrefix = p.CancelPrefix
	}
	m.AmountUnit, m.Once = p.AmountUnit, slices.Clone(p.Once)
	m.Statuses = ingest.Statuses{}
	for kind, list := range p.Statuses {
		for _, word := range list {
			m.Statuses[ingest.FoldStatus(word)] = kind
		}
	}
}
