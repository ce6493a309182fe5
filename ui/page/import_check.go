package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// checkPane is the step that says what will become of the rows.
type checkPane struct {
	host     *Host
	root     *container.Scroll
	sentence *widget.Text
	hint     *widget.Text
	matches  *fyne.Container
	names    *widget.Tabs
	rows     *widget.Table
	view     *screen.CheckView
	shown    screen.Table
}

func newCheckPane(h *Host) *checkPane {
	p := &checkPane{host: h, sentence: widget.NewHeading(""), hint: widget.NewText(""), rows: widget.NewTable()}
	p.matches = widget.NewColumn(2)
	p.names = widget.NewTabs(func(int) { p.showTable() })
	p.root = newTopped(widget.NewColumn(theme.Grid, p.sentence, p.hint, p.matches, p.names.Object), p.rows, leastPreview)
	return p
}

func (p *checkPane) apply(v *screen.CheckView) {
	p.view = v
	p.sentence.SetText(v.Sentence)
	p.hint.Color = fynetheme.ColorNameForeground
	if v.Doubt {
		p.hint.Color = fynetheme.ColorNameWarning
	}
	setOrHide(p.hint, v.Hint)
	p.hint.Refresh()
	p.matches.Objects = nil
	if len(v.Matches) > 0 {
		p.matches.Add(widget.NewHeading(p.host.say("ui.match.title")))
	}
	for _, m := range v.Matches {
		text := widget.NewText(m.Text)
		if m.Doubt {
			text.Color = fynetheme.ColorNameWarning
		}
		p.matches.Add(text)
		if m.Hint != "" {
			p.matches.Add(widget.NewCaption(m.Hint))
		}
	}
	names := make([]string, len(v.Tables))
	for i, t := range v.Tables {
		names[i] = t.Name
	}
	p.names.Set(names)
	p.showTable()
	p.root.Content.Refresh()
	p.root.Refresh()
}

func (p *checkPane) showTable() {
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
