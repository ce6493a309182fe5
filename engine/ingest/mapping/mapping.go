// Package mapping keeps how tables were read: which column is which field, of every
// layout of columns somebody has mapped. It writes and reads mappings as TOML and
// applies them to tables looked at later.
//
//	saved, err := mapping.Read("m.toml", text)
//	matched := mapping.Apply(sources, saved)   // one entry per source, -1 for none
package mapping

import (
	"slices"
	"strconv"

	"huiliu/engine/ingest"
)

// Why is the reason of columns mapped by a saved mapping.
const Why = "remembered"

// Column is one column of a layout. The second column called 备注 has the header
// "备注 #2".
type Column struct {
	Header string
	Field  ingest.Field
}

// Saved is how tables of one layout are read. Empty texts leave to recognition what
// they would say.
type Saved struct {
	Name         string // what the user knows it by: the file it was made from
	Fingerprint  string // of the layout; "" fits every table that has the columns
	Role         ingest.Role
	DateOrder    string // ymd, dmy, mdy
	AmountUnit   string // one of the units of ingest
	CancelPrefix string // order ids beginning with it are cancellations
	Columns      []Column
	Statuses     ingest.Statuses
}

// Of returns the mapping of a table, to be saved.
func Of(s *ingest.Source) Saved {
	m := &s.Mapping
	out := Saved{
		Name: s.Name, Fingerprint: m.Fingerprint(), Role: m.Role, DateOrder: m.DateOrder,
		AmountUnit: m.AmountUnit, CancelPrefix: m.CancelPrefix, Statuses: m.Statuses,
	}
	if out.AmountUnit == "" {
		out.AmountUnit = ingest.UnitYuan
	}
	names := headers(m)
	for i := range m.Columns {
		out.Columns = append(out.Columns, Column{names[i], m.Columns[i].Field})
	}
	return out
}

// headers returns the names of the columns, each only once.
func headers(m *ingest.Mapping) []string {
	names, count := make([]string, len(m.Columns)), map[string]int{}
	for i := range m.Columns {
		name := m.Columns[i].Header
		if count[name]++; count[name] > 1 {
			name += " #" + strconv.Itoa(count[name])
		}
		names[i] = name
	}
	return names
}

// Put adds a mapping; it takes the place of one of the same layout.
func Put(list []Saved, s Saved) []Saved {
	list = slices.Clone(list)
	for i := range list {
		if list[i].Fingerprint == s.Fingerprint && s.Fingerprint != "" {
			list[i] = s
			return list
		}
	}
	return append(list, s)
}

// Drop removes the mapping of that layout.
func Drop(list []Saved, fingerprint string) []Saved {
	return slices.DeleteFunc(slices.Clone(list), func(s Saved) bool { return s.Fingerprint == fingerprint })
}
