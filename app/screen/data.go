package screen

import (
	"math"
	"strings"

	"huiliu/engine"
)

// data is the screen of what came in: what each table seems to be before loading,
// where every row went after.
func (f *frame) data() (Page, *DataView) {
	p := Page{Key: Data, Title: f.say("ui.nav.data", nil), State: StateReady}
	if len(f.intake.tables) > 0 {
		return f.importPage(p)
	}
	switch {
	case f.open:
		p = f.loaded(p)
	case f.busy:
		p.State, p.Answer, p.Notice = StateLoading, f.say("ui.state.looking", nil), f.say("ui.state.loading.hint", nil)
	default:
		p.State, p.Answer, p.Notice = StateEmpty, f.say("ui.empty.data", nil), f.say("ui.empty.hint", nil)
		p.Next = f.actions([]string{"open", "sample"})
	}
	return p, &DataView{}
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
		t.Columns[i].Chars = max(t.Columns[i].Chars, min(TextWidth(cells[i].Text)+1, widestCell))
		t.Columns[i].Right = !math.IsNaN(cells[i].Number)
	}
	t.Rows = append(t.Rows, cells)
}

func textCell(s string) Cell        { return Cell{Text: s, Number: math.NaN()} }
func (f *frame) count(n int64) Cell { return Cell{Text: f.w.Int(n), Number: float64(n)} }
