package page

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// columnsPane is the step in which the table and its columns get their meaning.
type columnsPane struct {
	host     *Host
	root     *fyne.Container
	role     *widget.Choose
	skip     *widget.Button
	source   *widget.Text // platform and remembered mapping
	forget   *widget.Button
	missing  *widget.Text
	sentence *widget.Text
	dates    *askLine
	amounts  *askLine
	side     *askLine
	notes    *widget.Text
	rows     *fyne.Container
	pool     []*columnRow
	more     *widget.Button
	scroll   *container.Scroll
	view     *screen.ColumnsView
}

func newColumnsPane(h *Host) *columnsPane {
	p := &columnsPane{host: h, source: widget.NewCaption(""), missing: widget.NewHeading(""), sentence: widget.NewText(""), notes: widget.NewCaption("")}
	p.missing.Color = fynetheme.ColorNameWarning
	p.role = widget.NewChoose(func(key string) { h.Desk.SetRole(p.view.Table, key) })
	p.skip = widget.NewButton("", func() { h.Desk.SetSkip(p.view.Table, !p.view.Skip) })
	p.forget = widget.NewButton(h.say("ui.columns.forget"), func() { h.Desk.ForgetMapping(p.view.Table) })
	load := widget.NewButton(h.say("ui.import.mapping.load"), h.Mapping)
	save := widget.NewButton(h.say("ui.import.mapping.save"), func() { h.Choose(h.say("ui.import.mapping.name")+".toml", h.Desk.SaveMapping) })
	p.dates = newAskLine(func(key string) { h.Desk.SetDateOrder(p.view.Table, key) })
	p.amounts = newAskLine(func(key string) { h.Desk.SetAmountOnce(p.view.Table, key) })
	p.side = newAskLine(func(key string) { h.Desk.SetSide(p.view.Table, key) })
	p.rows = widget.NewColumn(0)
	p.more = widget.NewButton("", h.Desk.ShowAllColumns)
	header := &fyne.Container{Layout: &columnLayout{}}
	for _, key := range []string{"header", "samples", "field", "sure"} {
		header.Add(widget.NewCaption(h.say("ui.data.head." + key)))
	}
	rule := canvas.NewRectangle(fynetheme.Color(fynetheme.ColorNameSeparator))
	rule.SetMinSize(fyne.NewSize(1, 1))
	line := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, fixedText(widget.NewText(h.say("ui.data.role"))), widget.NewFixed(180, 0, p.role), p.skip, load, save, p.forget)
	top := widget.NewColumn(theme.Grid, line, p.source, p.missing, p.sentence, p.dates.root, p.amounts.root, p.side.root, p.notes, header, rule)
	p.scroll = container.NewVScroll(widget.NewColumn(theme.Grid, p.rows, widget.NewRow(widget.Row{}, p.more)))
	p.root = &fyne.Container{Layout: &topped{least: 80}, Objects: []fyne.CanvasObject{top, p.scroll}}
	return p
}

func (p *columnsPane) apply(v *screen.ColumnsView) {
	fresh := p.view == nil || p.view.Table != v.Table
	p.view = v
	p.role.Set(options(v.Role.Choices), v.Role.Chosen)
	skip := "ui.import.skip"
	if v.Skip {
		skip = "ui.import.unskip"
	}
	p.skip.SetText(p.host.say(skip))
	setOrHide(p.source, strings.TrimSpace(v.Platform+" "+v.Remembered))
	show(p.forget, v.Remembered != "")
	setOrHide(p.missing, v.Missing)
	setOrHide(p.sentence, v.Sentence)
	p.dates.apply(v.Dates)
	p.amounts.apply(v.Amounts)
	p.side.apply(v.Side)
	setOrHide(p.notes, join(v.Notes))
	for len(p.pool) < len(v.Rows) {
		p.pool = append(p.pool, newColumnRow(p))
	}
	p.rows.Objects = p.rows.Objects[:0]
	fields := options(v.Fields)
	for i, c := range v.Rows {
		p.pool[i].set(c, fields)
		p.rows.Objects = append(p.rows.Objects, p.pool[i].box)
	}
	show(p.more, v.More > 0)
	p.more.SetText(p.host.Words.Say("ui.columns.more", map[string]any{"columns": v.More}))
	p.root.Refresh()
	p.scroll.Content.Refresh()
	if fresh {
		p.scroll.ScrollToTop()
	}
}

// askLine is a question about the table with its answers.
type askLine struct {
	root   *fyne.Container
	text   *widget.Text
	choose *widget.Choose
}

func newAskLine(answer func(key string)) *askLine {
	a := &askLine{text: widget.NewText(""), choose: widget.NewChoose(answer)}
	a.text.Color = fynetheme.ColorNameWarning
	a.root = widget.NewColumn(4, a.text, widget.NewRow(widget.Row{}, widget.NewFixed(420, 0, a.choose)))
	return a
}

// apply asks, or, with nil, does not.
func (a *askLine) apply(c *screen.Chooser) {
	show(a.root, c != nil)
	if c != nil {
		a.text.SetText(c.Label)
		a.choose.Set(options(c.Choices), c.Chosen)
	}
}

// columnRow is one column of the table: its name and type, what is in it, what it is
// taken for and how sure that is.
type columnRow struct {
	box     *fyne.Container
	name    *widget.Text
	kind    *widget.Text
	samples *widget.Text
	field   *widget.Choose
	sure    *widget.Text
	index   int
}

func newColumnRow(p *columnsPane) *columnRow {
	r := &columnRow{name: widget.NewHeading(""), kind: widget.NewCaption(""), samples: widget.NewCaption(""), sure: widget.NewCaption("")}
	r.name.Lines, r.kind.Lines, r.samples.Lines, r.sure.Lines = 1, 1, 2, 2
	r.field = widget.NewChoose(func(key string) { p.host.Desk.SetField(p.view.Table, r.index, key) })
	r.box = &fyne.Container{Layout: &columnLayout{}, Objects: []fyne.CanvasObject{
		widget.NewColumn(0, r.name, r.kind), r.samples, r.field, r.sure}}
	r.field.OnFocus = func() {
		reveal(p.scroll, r.box.Position().Y, r.box.Position().Y+r.box.Size().Height)
	}
	return r
}

func (r *columnRow) set(c screen.ColumnView, fields []widget.Option) {
	r.index = c.Index
	r.name.SetText(c.Header)
	kind := c.Type
	if c.Filled != "" {
		kind += " · " + c.Filled
	}
	r.kind.SetText(kind)
	r.samples.SetText(c.Samples)
	r.field.Set(fields, c.Field)
	why := c.Sure
	if c.Why != "" {
		if why != "" {
			why += " · "
		}
		why += c.Why
	}
	r.sure.Color = theme.Muted
	if c.Doubt {
		r.sure.Color = fynetheme.ColorNameWarning
	}
	r.sure.SetText(why)
	r.sure.Refresh()
}

// columnLayout is one row of the columns: header, samples, field, how sure.
type columnLayout struct{}

func (columnLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(18)
	for _, c := range o {
		if _, ok := c.(*widget.Text); !ok {
			h = max(h, c.MinSize().Height+6)
		}
	}
	return fyne.NewSize(400, h)
}

func (l columnLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	shares := [...]float32{0.22, 0.28, 0.26, 0.24}
	x := float32(0)
	for i, c := range o {
		w := size.Width*shares[i] - theme.Grid
		h := min(widget.HeightOf(c, w), size.Height)
		put(c, x, (size.Height-h)/2, w, h)
		x += size.Width * shares[i]
	}
}
