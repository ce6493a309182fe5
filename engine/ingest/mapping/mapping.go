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
	DateOrder    string // ymd, dmy, mdy; "" when nobody has said and no value told
	Decimal      string // "," or ".": what stands before the decimals
	AmountUnit   string // one of the units of ingest
	CancelPrefix string // order ids beginning with it are cancellations
	Encoding     string // as ingest.Choice, "" to find it out
	Delimiter    string // as ingest.Choice, "" to find it out
	Header       int64  // as ingest.Choice, 0 to find it
	// What is told of the order and not of its row, see ingest.Mapping; nil leaves it to
	// recognition, and an empty list says that every row counts.
	Once     []ingest.Field
	Columns  []Column
	Statuses ingest.Statuses
}

// Of returns the mapping of a table, to be saved.
func Of(s *ingest.Source) Saved {
	m := &s.Mapping
	out := Saved{
		Name: s.Name, Fingerprint: m.Fingerprint(), Role: m.Role, DateOrder: m.DateOrder, Decimal: m.Decimal,
		AmountUnit: m.AmountUnit, CancelPrefix: m.CancelPrefix, Statuses: m.Statuses,
		Encoding: s.Choice.Encoding, Delimiter: s.Choice.Delimiter, Header: s.Choice.Header,
	}
	if m.DateAsk {
		out.DateOrder = "" // a guess is none
	}
	if out.Decimal == "" {
		out.Decimal = point
	}
	if m.Role == ingest.RoleOrders {
		out.Once = append([]ingest.Field{}, m.Once...)
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

// point is the Decimal of numbers like 1,234.56.
const point = "."

// reading returns how the person wanted such a file to be read.
func (s *Saved) reading() ingest.Choice {
	return ingest.Choice{Encoding: s.Encoding, Delimiter: s.Delimiter, Header: s.Header}
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
