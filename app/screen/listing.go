package screen

import (
	"context"
	"math"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/app/job"
	"huiliu/engine"
	"huiliu/reports/doc"
)

// listing is the list of the customers behind a number.
type listing struct {
	on        Key // the screen it was asked for on, "" for none
	group     doc.Group
	title     string
	customers []app.Customer
	known     bool // customers have been read
	table     Table
	job       *job.Job
}

// shownCustomers bounds the rows of a list on screen; all are counted and exported.
const shownCustomers = 5000

// Behind lists the customers behind a mark of a chart; of a heat table series and item
// are row and column.
func (d *Desk) Behind(chart string, series, item int) {
	var g doc.Group
	var title string
	if c, w, ok := d.chart(chart); ok {
		if g = groupBehind(&c, series, item); !g.None() {
			r := newReader(&c, w)
			title, _ = r.read(series, item)
		}
	}
	d.list(g, title)
}

// BehindCell lists the customers behind a cell of a table as shown.
func (d *Desk) BehindCell(table string, row, column int) {
	d.mu.Lock()
	var g doc.Group
	var title string
	if d.document != nil {
		if _, t := d.document.FindTable(table); t != nil {
			if shown := shownColumns(t); column >= 0 && column < len(shown) {
				g, title = d.cellGroup(t, row, shown[column])
			}
		}
	}
	d.mu.Unlock()
	d.list(g, title)
}

// behindNamed lists the customers behind a cell named table:row:column.
func (d *Desk) behindNamed(name string) {
	d.mu.Lock()
	var g doc.Group
	var title string
	if parts := strings.Split(name, ":"); len(parts) == 3 && d.document != nil {
		if _, t := d.document.FindTable(parts[0]); t != nil {
			g, title = d.cellGroup(t, t.RowIndex(parts[1]), t.ColumnIndex(parts[2]))
		}
	}
	d.mu.Unlock()
	d.list(g, title)
}

// cellGroup is the customers behind a cell of the report, and what the cell is about.
func (d *Desk) cellGroup(t *doc.Table, row, column int) (doc.Group, string) {
	if row < 0 || row >= len(t.Rows) || column < 0 || column >= len(t.Rows[row].Cells) {
		return doc.Group{}, ""
	}
	cells := t.Rows[row].Cells
	var names []string
	for j := 0; j < column && j < 2; j++ { // the texts a row is known by
		kind, digits := t.CellKind(j, cells[j])
		if numeric(kind) {
			break
		}
		if s := showCell(cells[j], kind, digits, d.words, false).Text; s != "" {
			names = append(names, s)
		}
	}
	if column > 0 && t.Columns[column].Header != "" {
		names = append(names, t.Columns[column].Header)
	}
	return cells[column].Group, strings.Join(names, " · ")
}

// list reads the customers of a group and shows them below the present question.
func (d *Desk) list(g doc.Group, title string) {
	d.mu.Lock()
	s, r := d.session, d.results
	if s == nil || r == nil || g.None() || d.stale {
		d.mu.Unlock()
		return
	}
	old := d.listing.job
	d.listing = listing{on: d.current, group: g, title: title}
	d.mu.Unlock()
	if old != nil {
		old.Cancel()
	}
	j := d.runner.Submit("job.list", func(ctx context.Context, _ engine.Progress) error {
		customers, err := s.Behind(ctx, r, g)
		if err != nil {
			return err
		}
		d.change(func() {
			if d.listing.group == g && d.results == r {
				d.listing.customers, d.listing.known = customers, true
				d.rewriteListing()
			}
		})
		return nil
	})
	d.change(func() { d.listing.job = j })
}

// CloseList puts the list of customers away; false when there is none.
func (d *Desk) CloseList() bool {
	d.mu.Lock()
	open := d.listing.on != ""
	d.mu.Unlock()
	if open {
		d.change(func() { d.listing = listing{} })
	}
	return open
}

// rewriteListing writes the list in the present language. Call with mu held.
func (d *Desk) rewriteListing() {
	l := &d.listing
	if !l.known {
		return
	}
	l.table = customerTable(l.customers, d.words, d.results)
	d.listings++
	l.table.ID = -d.listings
}

// customerTable is a list of customers as shown.
func customerTable(list []app.Customer, w wordsOf, r *doc.Results) Table {
	t := Table{Key: listTable}
	contract := r.Contractual()
	columns := []string{"id:", "first:", "last:", "days:r", "silence:r", "revenue:r", "year:r", "state:"}
	if contract {
		columns = []string{"id:", "tenure:r", "fee:r", "total:r", "state:"}
	}
	for _, c := range columns {
		key, right, _ := strings.Cut(c, ":")
		header := w.Say("ui.list."+key, nil)
		t.Columns = append(t.Columns, Column{Header: header, Right: right != "", Chars: headerWidth(header)})
	}
	text := func(s string) Cell { return Cell{Text: s, Number: math.NaN()} }
	count := func(n int64) Cell { return Cell{Text: w.Int(n), Number: float64(n)} }
	money := func(m engine.Money) Cell { return Cell{Text: w.Decimal(m.Float(), 2), Number: m.Float()} }
	day := func(d engine.Day) Cell {
		if d == engine.NoDay {
			return Cell{Text: "—", Number: math.NaN(), Muted: true}
		}
		return Cell{Text: d.String(), Number: float64(d)}
	}
	for i := range list[:min(len(list), shownCustomers)] {
		c := &list[i]
		state := w.Say("ui.list.active", nil)
		if c.Churned {
			state = w.Say("ui.list.lost", nil)
		}
		row := []Cell{text(c.ID), day(c.First), day(c.Last), count(c.Days), count(int64(c.Silence)), money(c.Revenue), money(c.Year), text(state)}
		if contract {
			tenure := Cell{Text: "—", Number: math.NaN(), Muted: true}
			if c.Tenure.Defined() {
				tenure = Cell{Text: w.Decimal(float64(c.Tenure), 0), Number: float64(c.Tenure)}
			}
			row = []Cell{text(c.ID), tenure, money(c.Year), money(c.Revenue), text(state)}
		}
		for j := range row {
			t.Columns[j].Chars = max(t.Columns[j].Chars, min(TextWidth(row[j].Text)+1, widestCell))
		}
		t.Rows, t.IDs = append(t.Rows, row), append(t.IDs, c.ID)
	}
	return t
}

// listTable is the key of a list of customers among the tables of a screen.
const listTable = "list"

// wordsOf is what writing a table needs of the catalogue.
type wordsOf interface {
	Say(key string, args map[string]any) string
	Int(n int64) string
	Decimal(v float64, digits int) string
}

// withList puts the list of customers before the tables of the screen it was asked for on.
func (f *frame) withList(p *Page) {
	l := &f.listing
	if l.on != f.current {
		return
	}
	t := l.table
	t.Key, t.Name = listTable, f.say("ui.list.tab", nil)
	args := map[string]any{"title": l.title, "n": len(l.customers), "shown": shownCustomers}
	switch {
	case !l.known:
		t.Note = f.say("ui.list.reading", args)
		t.Columns = []Column{{Header: f.say("ui.list.id", nil), Chars: 12}}
	case len(l.customers) > shownCustomers:
		t.Note = f.say("ui.list.note.more", args)
	default:
		t.Note = f.say(oneKey("ui.list.note", int64(len(l.customers))), args)
	}
	p.Tables = slices.Insert(p.Tables, 0, t)
	p.Listing = true
}

// ExportTable writes a table of the present screen to a .csv file; the list of
// customers with all of them, not only those shown.
func (d *Desk) ExportTable(key, path string) {
	v := d.View()
	i := slices.IndexFunc(v.Page.Tables, func(t Table) bool { return t.Key == key })
	if i < 0 {
		return
	}
	t := v.Page.Tables[i]
	if key == listTable {
		d.mu.Lock()
		list, w, r := d.listing.customers, d.words, d.results
		d.mu.Unlock()
		if r != nil {
			t.Rows = nil
			for from := 0; from < len(list); from += shownCustomers {
				t.Rows = append(t.Rows, customerTable(list[from:], w, r).Rows...)
			}
		}
	}
	out := exported(t)
	if v.Card != nil && v.Page.Key == Card {
		out = cardText(v, out)
	}
	d.submit("job.export", func(context.Context, engine.Progress) error { return app.WriteTable(path, out) })
}

// cardText puts what is said of the customer above a table of the card.
func cardText(v View, t app.TableText) app.TableText {
	out := app.TableText{Headers: []string{v.Page.Answer}}
	for _, more := range v.Page.More {
		out.Rows = append(out.Rows, []string{more})
	}
	for _, m := range v.Card.Facts {
		out.Rows = append(out.Rows, []string{m.Label, m.Value, m.Note})
	}
	out.Rows = append(append(out.Rows, []string{""}, t.Headers), t.Rows...)
	return out
}

// exported is a table as plain texts; numbers without separators, for a program to read.
func exported(t Table) app.TableText {
	var out app.TableText
	for _, c := range t.Columns {
		out.Headers = append(out.Headers, c.Header)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = c.Text
			if t.Columns[i].Right {
				cells[i] = strings.ReplaceAll(c.Text, ",", "")
			}
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// ExportChart writes a chart to a .png, .svg or .pdf file.
func (d *Desk) ExportChart(key, path string) {
	if c, _, ok := d.chart(key); ok {
		d.submit("job.export", func(context.Context, engine.Progress) error { return app.WriteChart(c, path) })
	}
}

// ChartTSV is the numbers of a chart for a spreadsheet, a row per mark.
func (d *Desk) ChartTSV(key string) string {
	c, w, ok := d.chart(key)
	if !ok {
		return ""
	}
	return tsvOf(&c, w)
}
