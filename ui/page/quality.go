package page

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// qualityPane is the tab of what is odd in the data: the findings, and what to do
// about one.
type qualityPane struct {
	root     *fyne.Container
	list     *widget.Pick
	scroll   *container.Scroll
	folded   *widget.Choose
	sentence *widget.Text
	title    *widget.Text
	advice   *widget.Text
	where    *widget.Text
	names    *widget.Tabs
	rows     *widget.Table
	pairs    *widget.Button
	items    []screen.TableItem
	view     *screen.QualityView
	shown    screen.Table
}

func newQualityPane(h *Host) *qualityPane {
	p := &qualityPane{sentence: widget.NewText(""), title: widget.NewHeading(""), advice: widget.NewText(""), where: widget.NewCaption(""), rows: widget.NewTable()}
	p.list = widget.NewPick(h.Desk.ChooseFinding)
	p.scroll = container.NewVScroll(p.list)
	p.list.OnShow = func(top, bottom float32) { reveal(p.scroll, top, bottom) }
	p.folded = widget.NewChoose(func(key string) {
		if i, err := strconv.Atoi(key); err == nil {
			h.Desk.ChooseFinding(i)
		}
	})
	p.pairs = widget.NewButton("", func() { h.Desk.ChooseTab("identity") })
	p.names = widget.NewTabs(func(int) { p.showTable() })
	detail := newTopped(widget.NewColumn(theme.Grid, p.sentence, widget.NewRow(widget.Row{}, p.pairs), p.title, p.advice, p.where, p.names.Object), p.rows, leastPreview)
	p.root = &fyne.Container{Layout: &sideLayout{}, Objects: []fyne.CanvasObject{p.scroll, detail, p.folded}}
	return p
}

func (p *qualityPane) apply(v *screen.QualityView) {
	p.view = v
	p.sentence.SetText(v.Sentence)
	show(p.pairs, v.Pairs != "")
	p.pairs.SetText(v.Pairs)
	if !slices.Equal(p.items, v.Findings) {
		p.items = v.Findings
		items, folded := make([]fyne.CanvasObject, len(v.Findings)), make([]widget.Option, len(v.Findings))
		for i, t := range v.Findings {
			items[i] = tableItem(t)
			folded[i] = widget.Option{Key: strconv.Itoa(i), Text: oneLineName(t)}
		}
		p.list.SetItems(items, v.Chosen)
		p.folded.Set(folded, strconv.Itoa(v.Chosen))
	}
	p.list.SetChosen(v.Chosen)
	title := ""
	if v.Chosen < len(v.Findings) {
		title = v.Findings[v.Chosen].Name
	}
	setOrHide(p.title, title)
	setOrHide(p.advice, v.Advice)
	setOrHide(p.where, v.Where)
	names := make([]string, len(v.Tables))
	for i, t := range v.Tables {
		names[i] = t.Name
	}
	p.names.Set(names)
	p.showTable()
	p.root.Refresh()
}

func (p *qualityPane) showTable() {
	i := p.names.Chosen()
	show(p.rows, i < len(p.view.Tables))
	if i >= len(p.view.Tables) || sameTable(p.shown, p.view.Tables[i]) {
		return
	}
	p.shown = p.view.Tables[i]
	d := tableData(p.shown)
	d.ID = 0
	p.rows.SetData(d)
}
