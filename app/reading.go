package app

import "huiliu/engine/ingest"

// Reading is how one table is read, for people.
type Reading struct {
	Source   *ingest.Source
	Platform string // its name, "" when unknown
}

// UsedColumn is a column and the field it is taken for.
type UsedColumn struct{ Field, Header string }

// Name names the file and, in a workbook or archive, the sheet.
func (r Reading) Name() string {
	if r.Source.Sheet == "" {
		return r.Source.Name
	}
	return r.Source.Name + " · " + r.Source.Sheet
}

// Role is what the table is about, see ingest.Role.
func (r Reading) Role() string { return string(r.Source.Mapping.Role) }

// Columns returns the columns that are used and the headers of those that are not.
func (r Reading) Columns() (used []UsedColumn, unused []string) {
	for _, c := range r.Source.Mapping.Columns {
		if c.Field == ingest.FieldIgnore {
			unused = append(unused, c.Header)
		} else {
			used = append(used, UsedColumn{string(c.Field), c.Header})
		}
	}
	return used, unused
}
