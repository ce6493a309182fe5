package page

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// sheet is the shape all screens of results share.
type sheet struct {
	host    *Host
	root    *fyne.Container
	outer   *fyne.Container // scrolls when the window is low
	layout  *sheetLayout
	answer  *widget.Text
	more    *widget.Text
	notice  *widget.Text
	terms   *fyne.Container
	charts  *widget.Tabs
	chart   *widget.ChartView
	menu    *widget.Press
	next    *fyne.Container
	names   *widget.Tabs
	folded  *fynewidget.Select
	find    *fynewidget.Entry
	count   *widget.Text
	rows    *widget.Table
	note    *widget.Text
	empty   *fyne.Container
	view    screen.View
	actions []screen.Action
	shown   []screen.Term
	close   *widget.Press      // puts the list of customers away
	back    string             // key of the table shown before the list
	listed  int                // id of the list of customers shown, 0 for none
	chosen  string             // key of the table shown
	button  *fynewidget.Button // the first next step, in compact screens
	at      string             // after the key of the first chart: what is being tried on it
}

// newSheet builds the shape; left and side are the screen's own controls, nil for none.
func newSheet(h *Host, left, side fyne.CanvasObject) *sheet {
	s := &sheet{host: h, answer: widget.NewAnswer(""), more: widget.NewText(""), notice: widget.NewText(""), note: widget.NewCaption(""), count: widget.NewCaption("")}
	s.terms = widget.NewRow(widget.Row{Gap: 2 * theme.Grid, Wrap: true})
	s.notice.Color = "warning"
	s.charts = widget.NewTabs(func(int) { s.chooseChart() })
	s.chart = widget.NewChartView(h.Draw, h.Async)
	s.chart.OnMenu = s.chartMenu
	s.chart.Hint = h.say("ui.read.list")
	s.chart.OnOpen = func(series, item int) {
		if c, ok := s.present(); ok {
			h.Desk.Behind(c.Key, series, item)
		}
	}
	s.menu = chartButton(h.say("ui.chart.menu"), func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.menu)
		s.chartMenu(at.AddXY(0, s.menu.Size().Height))
	})
	s.next = widget.NewCards(theme.Grid)
	s.names = widget.NewTabs(func(i int) { s.fold(i); s.showTable() })
	s.folded = fynewidget.NewSelect(nil, nil)
	s.folded.OnChanged = func(string) {
		if i := s.folded.SelectedIndex(); i >= 0 && i != s.names.Chosen() {
			s.names.Choose(i)
		}
	}
	s.find = fynewidget.NewEntry()
	s.find.SetPlaceHolder(h.say("ui.table.find"))
	s.rows = widget.NewTable()
	s.rows.OnCount = s.showCount
	s.rows.OnOpen = s.openRow
	s.rows.OnCell = func(row, column int) {
		if t, ok := s.presentTable(); ok {
			h.Desk.BehindCell(t.Key, row, column)
		}
	}
	s.find.OnChanged = s.rows.Filter
	s.empty = widget.NewColumn(2 * theme.Grid)
	s.note.Lines = 2
	s.build(left, side)
	return s
}

func chartButton(text string, tap func()) *widget.Press {
	word := widget.NewCaption(text)
	word.Lines = 1
	return widget.NewPress(widget.NewPad(widget.Pad{Top: 4, Right: 8, Bottom: 4, Left: 8}, widget.NewFixed(word.NaturalWidth()+2, 0, word)), tap)
}

func (s *sheet) build(left, side fyne.CanvasObject) {
	copyButton := chartButton(s.host.say("ui.table.copy"), func() { s.host.Copy(s.rows.TSV()) })
	exportButton := chartButton(s.host.say("ui.table.export"), s.exportTable)
	s.close = chartButton(s.host.say("ui.list.close"), func() { s.host.Desk.CloseList() })
	s.close.Hide()
	tools := widget.NewRow(widget.Row{Gap: theme.Grid / 2}, s.close, widget.NewFixed(80, 0, s.count), widget.NewFixed(150, 0, s.find), copyButton, exportButton)
	s.layout = &sheetLayout{
		answer: s.answer, more: s.more,
		head:   widget.NewColumn(theme.Grid, s.answer, s.more, s.terms, s.notice),
		picks:  widget.NewRow(widget.Row{Gap: theme.Grid, Grow: 1}, s.charts.Object, s.menu),
		chart:  s.chart,
		left:   left,
		side:   widget.NewColumn(2 * theme.Grid),
		names:  s.names.Object,
		folded: s.folded,
		tools:  tools,
		note:   s.note,
		table:  s.rows,
		empty:  s.empty,
	}
	if side != nil {
		s.layout.side.Add(side)
	}
	s.layout.side.Add(s.next)
	l := s.layout
	s.root = &fyne.Container{Layout: l}
	s.outer = &fyne.Container{Layout: &scrolled{sheet: l}, Objects: []fyne.CanvasObject{container.NewVScroll(s.root)}}
	for _, o := range []fyne.CanvasObject{l.head, l.picks, l.chart, l.side, l.names, l.folded, l.tools, l.note, l.table, l.empty} {
		s.root.Add(o)
	}
	if left != nil {
		s.root.Add(left)
	}
}

func (s *sheet) object() fyne.CanvasObject { return s.outer }
func (s *sheet) table() *widget.Table      { return s.rows }

func (s *sheet) search() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.find); c != nil && s.find.Visible() {
		c.Focus(s.find)
	}
}

func (s *sheet) apply(v screen.View) {
	s.view = v
	p := v.Page
	s.answer.SetText(p.Answer)
	setOrHide(s.more, join(p.More))
	s.applyTerms(p.Terms)
	blank := p.State != screen.StateReady && p.State != screen.StateStale && p.State != screen.StateSmall
	setOrHide(s.notice, "")
	if !blank {
		setOrHide(s.notice, p.Notice)
	}
	s.layout.blank = blank
	s.layout.hasChart, s.layout.hasTable = len(p.Charts) > 0, len(p.Tables) > 0
	s.applyEmpty(p, blank)
	s.applyNext(p.Next, blank)
	names := make([]string, len(p.Charts))
	for i, c := range p.Charts {
		names[i] = c.Name
	}
	if len(names) == 1 {
		names[0] = "" // the chart's own title is enough
	}
	s.charts.Set(names)
	s.chart.SetPale(p.State == screen.StateStale)
	s.showChart()
	s.applyTables(p)
	s.outer.Refresh()
}

func setOrHide(t *widget.Text, text string) {
	t.SetText(text)
	if text == "" {
		t.Hide()
	} else {
		t.Show()
	}
}

func join(list []string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += "\n"
		}
		out += s
	}
	return out
}

func (s *sheet) applyTerms(terms []screen.Term) {
	if slices.Equal(s.shown, terms) && len(s.terms.Objects) > 0 {
		return
	}
	s.shown = terms
	fillTerms(s.host, s.terms, terms, s.view.Shell.Current)
}

// fillTerms makes the words of the terms line; each explains itself.
func fillTerms(h *Host, row *fyne.Container, terms []screen.Term, current screen.Key) {
	row.Objects = nil
	for _, t := range terms {
		row.Add(widget.NewTerm(t.Text, func(anchor fyne.CanvasObject) {
			n := widget.Note{Title: t.Title, Body: t.Body}
			if t.Intent != "" && t.Intent != "go:"+string(current) {
				n.Action, n.OnAction = h.say("ui.term.change"), func() { h.do(t.Intent) }
			}
			widget.ShowNote(n, anchor)
		}))
	}
	// Without a definition among the terms there is no day or definition to change.
	rests := slices.ContainsFunc(terms, func(t screen.Term) bool { return t.Intent == "go:"+string(screen.Definition) })
	if rests && current != screen.Data {
		row.Add(chartButton(h.say("ui.term.as_of.change"), func() { h.do("as_of") }))
		if current != screen.Definition {
			row.Add(chartButton(h.say("ui.term.definition.change"), func() { h.do("go:" + string(screen.Definition)) }))
		}
	}
	row.Hidden = len(terms) == 0
}

// applyEmpty fills what stands in for evidence and table while there is neither.
func (s *sheet) applyEmpty(p screen.Page, blank bool) {
	s.empty.Objects = nil
	s.empty.Hidden = !blank
	if !blank {
		return
	}
	s.empty.Add(widget.NewText(p.Notice))
	row := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true})
	for _, a := range p.Next {
		b := fynewidget.NewButton(a.Text, func() { s.host.do(a.Intent) })
		if a.Primary {
			b.Importance = fynewidget.HighImportance
		}
		row.Add(b)
	}
	s.empty.Add(row)
}

func (s *sheet) applyNext(actions []screen.Action, blank bool) {
	if blank {
		actions = nil
	}
	if slices.Equal(actions, s.actions) {
		return
	}
	s.actions = actions
	s.next.Objects = nil
	if s.button != nil {
		s.button.Hidden = len(actions) == 0
		if len(actions) > 0 {
			s.button.SetText(actions[0].Text)
			s.button.OnTapped = func() { s.act(actions[0].Intent) }
		}
		return
	}
	for _, a := range actions {
		s.next.Add(s.actionCard(a))
	}
	s.next.Refresh()
}

// lead puts the first next step as a button beside the chart's name, where there is
// no room for cards.
func (s *sheet) lead() {
	s.button = fynewidget.NewButton("", nil)
	s.button.Importance = fynewidget.HighImportance
	s.layout.picks.Add(s.button)
}

func (s *sheet) actionCard(a screen.Action) fyne.CanvasObject {
	title := widget.NewHeading(a.Text)
	column := widget.NewColumn(2, title)
	if a.Note != "" {
		column.Add(widget.NewCaption(a.Note))
	}
	press := widget.NewPress(widget.NewPad(widget.Pad{Top: 8, Right: 12, Bottom: 8, Left: 12}, column), func() { s.act(a.Intent) })
	press.Fill = theme.Stripe
	if a.Primary {
		press.Fill = theme.Soft
		title.Color = "primary"
	}
	return press
}

func (s *sheet) act(intent string) {
	if intent == "table" {
		s.host.Copy(s.rows.TSV())
		return
	}
	s.host.do(intent)
}

// present is the chart shown; ok is false when there is none.
func (s *sheet) present() (c screen.ChartRef, ok bool) {
	charts := s.view.Page.Charts
	if i := s.charts.Chosen(); i >= 0 && i < len(charts) {
		return charts[i], true
	}
	return c, false
}

// presentTable is the table shown; ok is false when there is none.
func (s *sheet) presentTable() (t screen.Table, ok bool) {
	tables := s.view.Page.Tables
	if i := s.names.Chosen(); i >= 0 && i < len(tables) {
		return tables[i], true
	}
	return t, false
}

func (s *sheet) showChart() {
	if c, ok := s.present(); ok {
		key := c.Key
		if s.charts.Chosen() == 0 {
			key += s.at
		}
		s.chart.SetChart(key, s.view.Rev)
	}
}

// chooseChart shows another chart, and the table with its numbers.
func (s *sheet) chooseChart() {
	s.showChart()
	c, ok := s.present()
	i := slices.IndexFunc(s.view.Page.Tables, func(t screen.Table) bool { return ok && t.Key == c.Table })
	if i >= 0 && i != s.names.Chosen() {
		s.names.Choose(i)
	}
}

// applyTables shows the tables; a new list of customers comes to the front, and when it
// is put away the table that was there before.
func (s *sheet) applyTables(p screen.Page) {
	before := s.chosen
	names := make([]string, len(p.Tables))
	at := -1
	for i, t := range p.Tables {
		names[i] = t.Name
		if t.Key == before {
			at = i
		}
	}
	s.names.Set(names)
	s.folded.Options = names
	listed := 0
	if p.Listing {
		listed = p.Tables[0].ID - 1
	}
	switch {
	case p.Listing && s.listed == 0: // a list comes: it is what was asked for
		s.back, at = before, 0
	case !p.Listing && s.listed != 0:
		at = slices.IndexFunc(p.Tables, func(t screen.Table) bool { return t.Key == s.back })
	case p.Listing && listed != s.listed:
		at = 0
	}
	s.listed = listed
	s.close.Hidden = !p.Listing
	if at >= 0 && at != s.names.Chosen() {
		s.names.Mark(at)
	}
	s.fold(s.names.Chosen())
	s.showTable()
}

// exportTable asks where and writes the table shown.
func (s *sheet) exportTable() {
	if t, ok := s.presentTable(); ok {
		s.host.Choose(t.Key+".csv", func(path string) { s.host.Desk.ExportTable(t.Key, path) })
	}
}

func (s *sheet) chartMenu(at fyne.Position) {
	c, ok := s.present()
	canvas := fyne.CurrentApp().Driver().CanvasForObject(s.chart)
	if !ok || canvas == nil {
		return
	}
	item := func(key string, f func()) *fyne.MenuItem { return fyne.NewMenuItem(s.host.say(key), f) }
	save := func(ending string) *fyne.MenuItem {
		return item("ui.chart.save."+ending, func() {
			s.host.Choose(c.Key+"."+ending, func(path string) { s.host.Desk.ExportChart(c.Key, path) })
		})
	}
	menu := fyne.NewMenu("",
		item("ui.chart.image", func() { s.host.Picture(c.Key) }),
		save("png"), save("svg"), save("pdf"), fyne.NewMenuItemSeparator(),
		item("ui.chart.tsv", func() { s.host.Copy(s.host.Desk.ChartTSV(c.Key)) }),
		item("ui.chart.title", func() { s.host.Copy(c.Title) }))
	fynewidget.ShowPopUpMenuAtPosition(menu, canvas, at)
}

// fold keeps the list to open in step with the names.
func (s *sheet) fold(i int) {
	if i < len(s.folded.Options) && s.folded.SelectedIndex() != i {
		s.folded.SetSelectedIndex(i)
	}
}

func (s *sheet) showTable() {
	t, ok := s.presentTable()
	if !ok {
		return
	}
	s.chosen = t.Key
	s.rows.SetData(tableData(t))
	s.note.SetText(t.Note)
	s.showCount(s.rows.Count(), len(t.Rows))
	s.root.Refresh()
}

// openRow opens the card of the customer of a row.
func (s *sheet) openRow(row int) {
	tables := s.view.Page.Tables
	if i := s.names.Chosen(); i < len(tables) && row < len(tables[i].IDs) {
		s.host.Desk.OpenCard(tables[i].IDs[row])
	}
}

func (s *sheet) showCount(shown, all int) {
	key := "ui.table.count"
	switch {
	case shown != all:
		key = "ui.table.found"
	case all == 1:
		key = "ui.table.count.one"
	}
	s.count.Align = fyne.TextAlignTrailing
	s.count.SetText(s.host.Words.Say(key, map[string]any{"shown": shown, "all": all}))
}
