package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/app/screen"
	"huiliu/ui/widget"
)

// checkPane is the step that says what will become of the rows.
type checkPane struct {
	host     *Host
	root     *container.Scroll
	sentence *widget.Text
	hint     *widget.Text
	matches  *fyne.Container
	tables   *tables
}

func newCheckPane(h *Host) *checkPane {
	p := &checkPane{host: h, sentence: widget.NewHeading(""), hint: widget.NewText("")}
	p.matches = widget.NewColumn(2)
	p.tables = newTables(p.sentence, p.hint, p.matches)
	p.root = p.tables.root
	return p
}

func (p *checkPane) apply(v *screen.CheckView) {
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
	p.tables.apply(v.Tables)
}
