package page

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// data shows what came in: before loading what each table seems to be, after it
// where every row went.
type data struct {
	host    *Host
	root    *fyne.Container
	loaded  *sheet
	mapping *fyne.Container
	head    *fyne.Container
	tabs    *widget.Tabs
	table_  *fyne.Container
	actions *fyne.Container
	view    screen.View
	shown   string // what the mapping was built for
}

func newData(h *Host) *data {
	d := &data{host: h, loaded: newSheet(h, nil, nil)}
	d.tabs = widget.NewTabs(func(int) { d.showSource() })
	d.head = widget.NewColumn(theme.Grid)
	d.table_ = container.NewStack()
	d.actions = widget.NewRow(widget.Row{Gap: theme.Grid})
	d.mapping = &fyne.Container{Layout: &dataLayout{}, Objects: []fyne.CanvasObject{d.head, d.tabs.Object, d.table_, d.actions}}
	d.root = container.NewStack(d.loaded.object(), d.mapping)
	return d
}

func (d *data) object() fyne.CanvasObject { return d.root }
func (d *data) table() *widget.Table      { return d.loaded.table() }
func (d *data) search()                   { d.loaded.search() }

func (d *data) apply(v screen.View) {
	d.view = v
	if v.Data == nil || len(v.Data.Sources) == 0 {
		d.mapping.Hide()
		d.loaded.object().Show()
		d.loaded.apply(v)
		d.shown = ""
		return
	}
	d.loaded.object().Hide()
	d.mapping.Show()
	print := fmt.Sprint(v.Page, v.Data.Sources)
	if print == d.shown {
		return
	}
	d.shown = print
	d.head.Objects = nil
	d.head.Add(widget.NewAnswer(v.Page.Answer))
	d.head.Add(widget.NewText(join(v.Page.More)))
	if v.Page.Notice != "" {
		notice := widget.NewText(v.Page.Notice)
		notice.Color = fynetheme.ColorNameWarning
		d.head.Add(notice)
	}
	names := make([]string, len(v.Data.Sources))
	for i, s := range v.Data.Sources {
		names[i] = s.Name
	}
	d.tabs.Set(names)
	d.actions.Objects = nil
	for _, a := range v.Page.Next {
		b := fynewidget.NewButton(a.Text, func() { d.host.do(a.Intent) })
		if a.Primary {
			b.Importance = fynewidget.HighImportance
		}
		d.actions.Add(b)
	}
	d.showSource()
	d.mapping.Refresh()
}

// showSource builds the columns of the chosen table.
func (d *data) showSource() {
	if d.view.Data == nil || d.tabs.Chosen() >= len(d.view.Data.Sources) {
		return
	}
	s := d.view.Data.Sources[d.tabs.Chosen()]
	role := choose(s.Roles, s.Role, func(key string) { d.host.Desk.SetRole(s.Index, key) })
	facts := widget.NewCaption(s.Facts)
	line := widget.NewRow(widget.Row{Gap: gap}, fixedText(widget.NewText(d.host.say("ui.data.role"))), widget.NewFixed(200, 0, role), fixedText(facts))
	top := widget.NewColumn(theme.Grid, line)
	if s.Missing != "" {
		missing := widget.NewText(s.Missing)
		missing.Color = fynetheme.ColorNameWarning
		top.Add(missing)
	}
	for _, n := range s.Notes {
		top.Add(widget.NewCaption(n))
	}
	rows := widget.NewColumn(2)
	for _, c := range s.Columns {
		rows.Add(d.columnRow(s, c))
	}
	header := &fyne.Container{Layout: &columnLayout{}}
	for _, key := range []string{"header", "samples", "field", "sure"} {
		header.Add(widget.NewCaption(d.host.say("ui.data.head." + key)))
	}
	rule := canvas.NewRectangle(fynetheme.Color(fynetheme.ColorNameSeparator))
	rule.SetMinSize(fyne.NewSize(1, 1))
	offset := fyne.Position{}
	if old, ok := scrollOf(d.table_); ok {
		offset = old.Offset
	}
	scroll := container.NewVScroll(rows)
	d.table_.Objects = []fyne.CanvasObject{&fyne.Container{Layout: &topped{}, Objects: []fyne.CanvasObject{
		widget.NewColumn(theme.Grid, top, header, rule), scroll}}}
	d.table_.Refresh()
	scroll.ScrollToOffset(offset)
}

func scrollOf(c *fyne.Container) (*container.Scroll, bool) {
	if len(c.Objects) == 0 {
		return nil, false
	}
	s, ok := c.Objects[0].(*fyne.Container).Objects[1].(*container.Scroll)
	return s, ok
}

func fixedText(t *widget.Text) fyne.CanvasObject {
	t.Lines = 1
	return widget.NewFixed(t.NaturalWidth()+4, 0, t)
}

func (d *data) columnRow(s screen.SourceView, c screen.ColumnView) fyne.CanvasObject {
	name := widget.NewHeading(c.Header)
	name.Lines = 1
	samples := widget.NewCaption(c.Samples)
	samples.Lines = 1
	field := choose(s.Fields, c.Field, func(key string) { d.host.Desk.SetField(s.Index, c.Index, key) })
	why := c.Sure
	if c.Why != "" {
		if why != "" {
			why += " · "
		}
		why += c.Why
	}
	sure := widget.NewCaption(why)
	sure.Lines = 2
	if c.Doubt {
		sure.Color = fynetheme.ColorNameWarning
	}
	return &fyne.Container{Layout: &columnLayout{}, Objects: []fyne.CanvasObject{name, samples, field, sure}}
}

// choose makes a list to choose from whose words may repeat; identity is the position.
func choose(choices []screen.Choice, chosen string, changed func(key string)) *fynewidget.Select {
	texts := make([]string, len(choices))
	at := -1
	for i, c := range choices {
		texts[i] = c.Text
		if c.Key == chosen {
			at = i
		}
	}
	s := fynewidget.NewSelect(texts, nil)
	s.PlaceHolder = "—"
	if at >= 0 {
		s.SetSelectedIndex(at)
	}
	s.OnChanged = func(string) {
		if i := s.SelectedIndex(); i >= 0 && choices[i].Key != chosen {
			changed(choices[i].Key)
		}
	}
	return s
}

// columnLayout is one row of the mapping: header, samples, field, how sure.
type columnLayout struct{}

func (columnLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(18)
	if len(o) > 2 {
		h = max(h, o[2].MinSize().Height)
	}
	return fyne.NewSize(600, h)
}

func (l columnLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	shares := [...]float32{0.20, 0.32, 0.22, 0.26}
	x := float32(0)
	for i, c := range o {
		w := size.Width*shares[i] - gap
		h := min(widget.HeightOf(c, w), size.Height)
		put(c, x, (size.Height-h)/2, w, h)
		x += size.Width * shares[i]
	}
}

// topped puts the first object on top and gives the second the rest.
type topped struct{}

func (topped) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 200) }
func (topped) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := widget.HeightOf(o[0], size.Width)
	put(o[0], 0, 0, size.Width, h)
	put(o[1], 0, h+4, size.Width, max(80, size.Height-h-4))
}

// dataLayout is the mapping: answer, names of the tables, columns, buttons.
type dataLayout struct{}

func (dataLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 480) }
func (dataLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := size.Width - 2*margin
	y := float32(margin) - 4
	for i, c := range o[:2] {
		h := widget.HeightOf(c, width)
		put(c, margin, y, width, h)
		y += h + gap
		_ = i
	}
	buttons := o[3].MinSize()
	put(o[3], margin, size.Height-buttons.Height-gap, width, buttons.Height)
	put(o[2], margin, y, width, max(120, size.Height-y-buttons.Height-2*gap))
}
