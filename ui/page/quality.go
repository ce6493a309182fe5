package page

import (
	"fyne.io/fyne/v2"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// qualityPane is the tab of what is odd in the data: the findings, and what to do
// about one.
type qualityPane struct {
	root     *fyne.Container
	items    *items
	sentence *widget.Text
	title    *widget.Text
	advice   *widget.Text
	account  *widget.Button
	where    *widget.Text
	pairs    *widget.Button
	tables   *tables
}

func newQualityPane(h *Host) *qualityPane {
	p := &qualityPane{items: newItems(h.Desk.ChooseFinding), sentence: widget.NewText(""), title: widget.NewHeading(""), advice: widget.NewText(""), where: widget.NewCaption("")}
	p.pairs = widget.NewButton("", func() { h.Desk.ChooseTab("identity") })
	p.account = widget.NewButton("", h.Desk.TurnAccount)
	p.tables = newTables(p.sentence, widget.NewRow(widget.Row{}, p.pairs), p.title, p.advice, widget.NewRow(widget.Row{Gap: theme.Grid}, p.account), p.where)
	p.root = p.items.beside(p.tables.root)
	return p
}

func (p *qualityPane) apply(v *screen.QualityView) {
	p.sentence.SetText(v.Sentence)
	show(p.pairs, v.Pairs != "")
	p.pairs.SetText(v.Pairs)
	p.items.apply(v.Findings, v.Chosen)
	title := ""
	if v.Chosen < len(v.Findings) {
		title = v.Findings[v.Chosen].Name
	}
	setOrHide(p.title, title)
	setOrHide(p.advice, v.Advice)
	show(p.account, v.Account != "")
	p.account.SetText(v.Account)
	setOrHide(p.where, v.Where)
	p.tables.apply(v.Tables)
	p.root.Refresh()
}
