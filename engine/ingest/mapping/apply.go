package mapping

import (
	"slices"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// Apply maps every source whose layout is saved and returns the index of the mapping
// each took, -1 for none. The last mapping that fits wins, those with a fingerprint
// before those without. A mapping whose columns hold values that cannot be of their
// fields is not used: the source keeps what was recognised and gets the warning
// import.mapping_misfit.
func Apply(sources []ingest.Source, saved []Saved) []int {
	matched := make([]int, len(sources))
	for i := range sources {
		matched[i] = choose(&sources[i], saved)
		if matched[i] >= 0 && !saved[matched[i]].apply(&sources[i]) {
			matched[i] = -1
		}
	}
	return matched
}

func choose(s *ingest.Source, saved []Saved) int {
	print, loose := s.Mapping.Fingerprint(), -1
	for i := len(saved) - 1; i >= 0; i-- {
		switch {
		case saved[i].Fingerprint == print && print != "":
			return i
		case saved[i].Fingerprint == "" && loose < 0 && saved[i].places(&s.Mapping) != nil:
			loose = i
		}
	}
	return loose
}

// places returns for every saved column where it stands in the table, nil when one is
// not there.
func (s *Saved) places(m *ingest.Mapping) []int {
	exact := headers(m)
	loose := make([]string, len(exact))
	for i := range exact {
		loose[i] = ingest.Letters(exact[i])
	}
	at := make([]int, len(s.Columns))
	for i, c := range s.Columns {
		if at[i] = slices.Index(exact, c.Header); at[i] < 0 {
			at[i] = slices.Index(loose, ingest.Letters(c.Header))
		}
		if at[i] < 0 {
			return nil
		}
	}
	return at
}

// apply maps the table, or says why not and leaves it as it was.
func (s *Saved) apply(src *ingest.Source) bool {
	at := s.places(&src.Mapping)
	if at == nil {
		return false // another layout with the same fingerprint: not believed
	}
	for i, c := range s.Columns {
		if col := &src.Mapping.Columns[at[i]]; !col.Holds(c.Field) {
			src.Warn("import.mapping_misfit", engine.Args{"name": s.Name, "column": col.Header, "field": string(c.Field)})
			return false
		}
	}
	src.Mapping.Columns = slices.Clone(src.Mapping.Columns)
	if s.Role != src.Mapping.Role && src.SetRole(s.Role) != nil {
		return false
	}
	s.assign(&src.Mapping, at)
	s.details(src)
	src.FindUnit()
	src.FindOrderTotals()
	if s.Once != nil {
		src.SetOnce(s.Once)
	}
	src.Review()
	return true
}

// assign gives the columns their fields. A column the mapping does not name keeps
// its own field unless a named one has it now.
func (s *Saved) assign(m *ingest.Mapping, at []int) {
	for i := range m.Columns {
		c := &m.Columns[i]
		taken := slices.ContainsFunc(s.Columns, func(o Column) bool { return o.Field == c.Field })
		if taken && !c.Field.Many() {
			c.Field = ingest.FieldIgnore
		}
	}
	for i, c := range s.Columns {
		col := &m.Columns[at[i]]
		col.Field, col.Confidence, col.Why = c.Field, 1, Why
	}
	m.RowIDs = m.Role == ingest.RoleCustomers && m.Find(ingest.FieldCustomerID) < 0
}

func (s *Saved) details(src *ingest.Source) {
	m := &src.Mapping
	if s.DateOrder != "" {
		src.SetDateOrder(s.DateOrder)
	}
	switch s.Decimal {
	case point:
		m.Decimal = ""
	case ",":
		m.Decimal = ","
	}
	if s.CancelPrefix != "" {
		m.CancelPrefix = s.CancelPrefix
	}
	if s.AmountUnit != "" {
		m.AmountUnit = s.AmountUnit
	}
	if len(s.Statuses) > 0 {
		m.Statuses = s.Statuses
	}
}
