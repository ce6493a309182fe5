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
		return f.heldPage(p)
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

func dayText(d engine.Day) string {
	if d == engine.NoDay {
		return "—"
	}
	return d.String()
}

func (t *Table) addRow(cells ...Cell) {
	for i := range cells {
		t.Columns[i].Chars = max(t.Columns[i].Chars, min(TextWidth(cells[i].Text)+1, widestCell))
		t.Columns[i].Right = !math.IsNaN(cells[i].Number)
	}
	t.Rows = append(t.Rows, cells)
}

// newTable begins a table of this screen; its id says nothing about its rows.
func (f *frame) newTable(key string, columns ...string) Table {
	t := Table{Key: key, Name: f.say("ui.held.table."+key, nil)}
	for _, c := range columns {
		header := f.say("ui.data.column."+c, nil)
		t.Columns = append(t.Columns, Column{Header: header, Chars: headerWidth(header)})
	}
	return t
}

func textCell(s string) Cell        { return Cell{Text: s, Number: math.NaN()} }
func (f *frame) count(n int64) Cell { return Cell{Text: f.w.Int(n), Number: float64(n)} }
