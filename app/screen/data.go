package screen

import (
	"math"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// data is the screen of what came in: what each table seems to be before loading,
// where every row went after.
func (f *frame) data() (Page, *DataView) {
	p := Page{Key: Data, Title: f.say("ui.nav.data", nil), State: StateReady}
	if len(f.sources) > 0 {
		return f.looked(p)
	}
	v := &DataView{}
	switch {
	case f.open:
		p = f.loaded(p)
	case f.busy:
		p.State, p.Answer, p.Notice = StateLoading, f.say("ui.state.looking", nil), f.say("ui.state.loading.hint", nil)
	default:
		p.State, p.Answer, p.Notice = StateEmpty, f.say("ui.empty.data", nil), f.say("ui.empty.hint", nil)
		p.Next = f.actions([]string{"open", "sample"})
	}
	return p, v
}

// looked shows the tables that were looked at, not loaded yet.
func (f *frame) looked(p Page) (Page, *DataView) {
	v := &DataView{CanAdd: f.open}
	var rows int64
	missing := 0
	for i := range f.sources {
		s := f.source(i)
		if s.Missing != "" {
			missing++
		}
		rows += f.sources[i].Rows
		v.Sources = append(v.Sources, s)
	}
	p.Answer = f.say("ui.data.looked", map[string]any{"tables": len(f.sources), "rows": rows})
	p.More = []string{f.say("ui.data.check", nil)}
	if missing > 0 {
		p.Notice = f.say("ui.data.incomplete", map[string]any{"tables": missing})
	}
	intents := []string{"import", "forget"}
	if f.open {
		intents = []string{"add", "import", "forget"}
	}
	p.Next = f.actions(intents)
	return p, v
}

func (f *frame) source(i int) SourceView {
	s := &f.sources[i]
	v := SourceView{Index: i, Name: fileLabel(s.Name, s.Sheet), Role: string(s.Mapping.Role)}
	v.Facts = strings.Join([]string{strings.ToUpper(s.Kind), encodingLabel(s.Encoding), f.say("ui.data.rows", map[string]any{"rows": s.Rows})}, " · ")
	for _, r := range []ingest.Role{ingest.RoleOrders, ingest.RoleCustomers, ingest.RoleTickets, ingest.RoleFeedback, ingest.RoleContacts, ingest.RoleUnknown} {
		v.Roles = append(v.Roles, Choice{Key: string(r), Text: f.roleText(string(r))})
	}
	for _, field := range fieldsOf(s.Mapping.Role) {
		v.Fields = append(v.Fields, Choice{Key: string(field), Text: f.fieldText(string(field))})
	}
	for j := range s.Mapping.Columns {
		v.Columns = append(v.Columns, f.columnView(j, &s.Mapping.Columns[j]))
	}
	if s.BlankRows > 0 {
		v.Notes = append(v.Notes, f.say("ui.data.blank", map[string]any{"rows": s.BlankRows}))
	}
	if s.Duplicates > 0 {
		v.Notes = append(v.Notes, f.say("ui.data.repeated", map[string]any{"rows": s.Duplicates}))
	}
	for _, k := range s.Warnings {
		v.Notes = append(v.Notes, f.warning(k))
	}
	v.Missing = f.lacks(&s.Mapping)
	return v
}

func (f *frame) warning(k engine.Warning) string {
	for _, key := range []string{"warning." + k.Code, "import.warning." + k.Code} {
		if f.w.Has(key) {
			args := map[string]any{"file": k.Place.File, "column": k.Place.Column, "sheet": k.Place.Sheet}
			for name, v := range k.Args {
				args[name] = v
			}
			return f.say(key, args)
		}
	}
	return k.Code
}

func fileLabel(file, sheet string) string {
	if sheet == "" {
		return file
	}
	return file + " · " + sheet
}

func encodingLabel(e string) string {
	if e == "" {
		return "Excel"
	}
	return strings.ToUpper(e)
}

func (f *frame) roleText(role string) string   { return f.areaText("role", role) }
func (f *frame) fieldText(field string) string { return f.areaText("field", field) }

// areaText finds a word of the import.
func (f *frame) areaText(area, key string) string {
	for _, a := range []string{"import." + area, area} {
		if t := f.label(a, key); t != "" {
			return t
		}
	}
	return key
}

// sureAbove is the confidence above which a column need not be checked.
const sureAbove = 0.75

func (f *frame) columnView(j int, c *ingest.Column) ColumnView {
	v := ColumnView{Index: j, Header: c.Header, Field: string(c.Field), Samples: strings.Join(c.Samples[:min(len(c.Samples), 3)], " · ")}
	v.Why = f.areaText("why", c.Why)
	passive := c.Field == ingest.FieldAttribute || c.Field == ingest.FieldIgnore
	switch {
	case c.Why == "user":
		v.Sure = f.say("ui.data.yours", nil)
		v.Why = ""
	case passive:
		v.Sure = ""
	case c.Confidence >= sureAbove:
		v.Sure = f.say("ui.data.sure", nil)
	default:
		v.Sure, v.Doubt = f.say("ui.data.doubt", nil), true
	}
	return v
}

// lacks says which column a role cannot do without and is not there.
func (f *frame) lacks(m *ingest.Mapping) string {
	has := func(list ...ingest.Field) bool {
		for _, x := range list {
			if m.Find(x) >= 0 {
				return true
			}
		}
		return false
	}
	var missing []string
	need := func(label ingest.Field, any ...ingest.Field) {
		if !has(append(any, label)...) {
			missing = append(missing, f.fieldText(string(label)))
		}
	}
	switch m.Role {
	case ingest.RoleOrders:
		need(ingest.FieldCustomerID)
		need(ingest.FieldOrderAt)
		need(ingest.FieldAmount, ingest.FieldUnitPrice)
	case ingest.RoleTickets, ingest.RoleFeedback, ingest.RoleContacts:
		need(ingest.FieldCustomerID)
	case ingest.RoleUnknown:
		return f.say("ui.data.unknown", nil)
	}
	if len(missing) == 0 {
		return ""
	}
	return f.say("ui.data.lacks", map[string]any{"fields": strings.Join(missing, f.say("common.list.separator", nil))})
}

// fieldsOf lists what a column of a role may be, in the order people think.
func fieldsOf(r ingest.Role) []ingest.Field {
	var own []ingest.Field
	switch r {
	case ingest.RoleOrders:
		own = []ingest.Field{ingest.FieldCustomerID, ingest.FieldOrderID, ingest.FieldOrderAt, ingest.FieldAmount, ingest.FieldQuantity, ingest.FieldUnitPrice,
			ingest.FieldDiscount, ingest.FieldCost, ingest.FieldStatus, ingest.FieldRefundAmount, ingest.FieldRefundAt, ingest.FieldProductID,
			ingest.FieldProduct, ingest.FieldCategory, ingest.FieldCoupon, ingest.FieldChannel, ingest.FieldRegion, ingest.FieldPromised, ingest.FieldActual}
	case ingest.RoleCustomers:
		own = []ingest.Field{ingest.FieldCustomerID, ingest.FieldName, ingest.FieldJoined, ingest.FieldEnded, ingest.FieldChurned, ingest.FieldTenure,
			ingest.FieldMonthlyAmount, ingest.FieldTotalAmount, ingest.FieldReason, ingest.FieldDoNotContact, ingest.FieldChannel, ingest.FieldRegion}
	case ingest.RoleTickets:
		own = []ingest.Field{ingest.FieldCustomerID, ingest.FieldTicketID, ingest.FieldTicketAt, ingest.FieldTopic, ingest.FieldText, ingest.FieldResolved}
	case ingest.RoleFeedback:
		own = []ingest.Field{ingest.FieldCustomerID, ingest.FieldAnsweredAt, ingest.FieldScore, ingest.FieldReason, ingest.FieldText}
	case ingest.RoleContacts:
		own = []ingest.Field{ingest.FieldCustomerID, ingest.FieldCampaign, ingest.FieldArm, ingest.FieldOffer, ingest.FieldContactCost, ingest.FieldContactedAt}
	}
	return append(own, ingest.FieldAttribute, ingest.FieldIgnore)
}

// loaded accounts for every row of the project.
func (f *frame) loaded(p Page) Page {
	var read, loaded, rejected, merged int64
	for _, r := range f.accounting.Files {
		read, loaded, rejected, merged = read+r.Read, loaded+r.Loaded, rejected+r.Rejected, merged+r.Merged
	}
	p.Answer = f.say("ui.data.loaded", map[string]any{"read": read, "loaded": loaded, "rejected": rejected, "merged": merged})
	a := &f.accounting
	if a.Customers > 0 {
		p.More = append(p.More, f.say("ui.data.holds", map[string]any{"customers": a.Customers, "orders": a.Orders, "first": dayText(a.FirstDay), "last": dayText(a.LastDay)}))
	}
	p.Tables = f.accountingTables()
	if f.results == nil {
		p.Next = f.actions([]string{"analyse", "open"})
		if f.busy {
			p.Next = nil
		}
	} else {
		p.Next = f.actions([]string{"go:definition", "go:overview", "open:more"})
	}
	return p
}

func dayText(d engine.Day) string {
	if d == engine.NoDay {
		return "—"
	}
	return d.String()
}

// accountingTables are built here because they are due before there are results.
func (f *frame) accountingTables() []Table {
	files := Table{Key: "files", Name: f.say("ui.data.table.files", nil), ID: f.cache.rev*tablesPerRev + tablesPerRev - 2}
	for _, c := range []string{"file", "role", "format", "read", "loaded", "rejected", "merged"} {
		header := f.say("ui.data.column."+c, nil)
		files.Columns = append(files.Columns, Column{Header: header, Chars: headerWidth(header)})
	}
	rejects := Table{Key: "rejects", Name: f.say("ui.data.table.rejects", nil), ID: f.cache.rev*tablesPerRev + tablesPerRev - 1}
	for _, c := range []string{"file", "reason", "rows"} {
		header := f.say("ui.data.column."+c, nil)
		rejects.Columns = append(rejects.Columns, Column{Header: header, Chars: headerWidth(header)})
	}
	for _, r := range f.accounting.Files {
		name := fileLabel(r.File, r.Sheet)
		files.addRow(textCell(name), textCell(f.roleText(r.Role)), textCell(strings.ToUpper(r.Kind)+" "+strings.ToUpper(r.Encoding)),
			f.count(r.Read), f.count(r.Loaded), f.count(r.Rejected), f.count(r.Merged))
		for _, reason := range r.Reasons {
			rejects.addRow(textCell(name), textCell(f.areaText("reject", reason.Reason)), f.count(reason.Rows))
		}
	}
	out := []Table{files}
	if len(rejects.Rows) > 0 {
		out = append(out, rejects)
	}
	return out
}

func (t *Table) addRow(cells ...Cell) {
	for i := range cells {
		t.Columns[i].Chars = max(t.Columns[i].Chars, min(textWidth(cells[i].Text)+1, widestCell))
		t.Columns[i].Right = !math.IsNaN(cells[i].Number)
	}
	t.Rows = append(t.Rows, cells)
}

func textCell(s string) Cell        { return Cell{Text: s, Number: math.NaN()} }
func (f *frame) count(n int64) Cell { return Cell{Text: f.w.Int(n), Number: float64(n)} }
