package ingest

import (
	"slices"
	"strings"

	"huiliu/engine"
)

// mappingWarnings are the codes that depend on how the columns are mapped.
var mappingWarnings = []string{"import.no_header", "import.duplicate_rows", "import.row_ids", "import.no_customer_column",
	"import.unknown_role", "import.no_date_column", "import.broken_quotes", "import.amount_computed", "import.no_amount", "import.amount_in_fen",
	"import.masked_customer", "import.anonymous", "import.tenure_unit",
	"import.no_items", "import.side_assumed", "import.side_customer", "import.side_staff", "import.side_audit"}

// Review renews the warnings that depend on the mapping; call it after changing it.
func (s *Source) Review() {
	s.Warnings = slices.DeleteFunc(slices.Clone(s.Warnings), func(w engine.Warning) bool {
		return slices.Contains(mappingWarnings, w.Code)
	})
	if s.Correction {
		return // its rows are read as the tables they came from
	}
	m := &s.Mapping
	if s.headless() {
		s.Warn("import.no_header", nil)
	}
	if s.Duplicates > 0 && m.Role == RoleOrders {
		s.Warn("import.duplicate_rows", engine.Args{"rows": s.Duplicates})
	}
	if m.RowIDs {
		s.Warn("import.row_ids", nil)
	}
	if err := missingColumn(s); err != nil {
		s.Warn(err.Code, err.Args)
	} else if m.Anonymous() {
		s.Warn("import.anonymous", engine.Args{"rows": s.Rows - s.BlankRows})
	}
	if code := m.sideRemark(); code != "" {
		s.Warn(code, nil)
	}
	if i := m.Find(FieldTenure); i >= 0 && m.TenureUnit == UnitOwn {
		s.Warn("import.tenure_unit", engine.Args{"column": m.Columns[i].Header})
	}
	if m.Role == RoleOrders && m.Find(FieldAmount) < 0 {
		if m.Find(FieldUnitPrice) >= 0 && m.Find(FieldQuantity) >= 0 {
			s.Warn("import.amount_computed", nil)
		} else {
			s.Warn("import.no_amount", nil)
		}
	}
	if i := m.Find(FieldCustomerID); s.Masked(i) {
		s.Warn("import.masked_customer", engine.Args{"column": m.Columns[i].Header})
	}
	if fen := m.fenColumns(); fen != "" {
		s.Warn("import.amount_in_fen", engine.Args{"columns": fen})
	}
}

// SetDateOrder says how dates with a short first part are read: ymd, dmy or mdy. It
// answers the question of Mapping.DateAsk.
func (s *Source) SetDateOrder(order string) {
	s.Mapping.DateOrder, s.Mapping.DateAsk = order, false
	s.Warnings = slices.DeleteFunc(slices.Clone(s.Warnings), func(w engine.Warning) bool { return w.Code == "import.date_order" })
}

// headless reports whether the table has no names of columns.
func (s *Source) headless() bool {
	return s.HeaderLine == 0 && s.Kind != kindJSON && s.Kind != kindParquet
}

// Warn adds a warning about this table.
func (s *Source) Warn(code string, args engine.Args) {
	if args == nil {
		args = engine.Args{}
	}
	args["file"] = s.Name
	s.Warnings = append(s.Warnings, engine.Warning{Code: code, Place: engine.Place{File: s.Name, Sheet: s.Sheet}, Args: args})
}

// fenColumns names the columns that count hundredths.
func (m *Mapping) fenColumns() string {
	var names []string
	for _, c := range m.Columns {
		if m.inFen(c.Field) {
			names = append(names, c.Header)
		}
	}
	return strings.Join(names, ", ")
}
