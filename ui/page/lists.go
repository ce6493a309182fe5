package page

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// lists asks how contact lists are to be written: what can be measured first, then the
// folder; whole phone numbers only after a second question.
type lists struct {
	host   *Host
	pop    *fynewidget.PopUp
	folder string
	known  screen.Outreach
}

// listsWidth keeps the sentences readable.
const listsWidth = 560

// askLists opens the question.
func askLists(h *Host) {
	if h.Canvas == nil {
		return
	}
	l := &lists{host: h, known: h.Desk.Outreach()}
	l.folder = l.known.Folder
	if l.known.Refused != "" {
		l.show(widget.NewText(l.known.Refused), l.buttons(nil))
		return
	}
	l.first()
}

// show asks in a new box as high as it needs: one that grows would not stay in the middle.
func (l *lists) show(objects ...fyne.CanvasObject) {
	if l.pop != nil {
		l.pop.Hide()
	}
	content := widget.NewColumn(theme.Grid, append([]fyne.CanvasObject{widget.NewHeading(l.host.say("ui.lists.title"))}, objects...)...)
	l.pop = fynewidget.NewModalPopUp(widget.NewPad(widget.Pad{Top: gap, Right: gap, Bottom: gap, Left: gap}, content), l.host.Canvas())
	l.pop.Resize(fyne.NewSize(listsWidth, widget.HeightOf(content, listsWidth-2*gap)+3*gap))
	l.pop.Show() // where it stands is decided once
}

// buttons is a row that ends with closing.
func (l *lists) buttons(first *widget.Button, more ...fyne.CanvasObject) fyne.CanvasObject {
	row := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true})
	if first != nil {
		first.Importance = fynewidget.HighImportance
		row.Add(first)
	}
	for _, o := range more {
		row.Add(o)
	}
	row.Add(widget.NewButton(l.host.say("ui.lists.close"), func() { l.pop.Hide() }))
	return row
}

// first says what can be measured and what would be written where.
func (l *lists) first() {
	say := l.host.say
	body := []fyne.CanvasObject{widget.NewCaption(say("ui.lists.measured")), widget.NewText(l.known.Measured), widget.NewCaption(say("ui.lists.what"))}
	for _, line := range l.known.Lists {
		body = append(body, widget.NewText(line))
	}
	if l.known.Kept != "" {
		body = append(body, widget.NewText(l.known.Kept))
	}
	other := widget.NewButton(say("ui.lists.choose"), func() {
		l.host.Place(func(dir string) { l.folder = dir; l.first() })
	})
	body = append(body, widget.NewCaption(say("ui.lists.where")), widget.NewText(l.folder),
		l.buttons(widget.NewButton(say("ui.lists.masked"), func() { l.write(false) }), widget.NewButton(say("ui.lists.full"), l.confirm), other))
	l.show(body...)
}

// confirm asks once more before whole phone numbers are written.
func (l *lists) confirm() {
	say := l.host.say
	back := widget.NewButton(say("ui.lists.back"), l.first)
	l.show(widget.NewText(say("ui.lists.confirm")), l.buttons(widget.NewButton(say("ui.lists.confirmed"), func() { l.write(true) }), back))
}

// write writes the lists and says which.
func (l *lists) write(full bool) {
	l.show(widget.NewText(l.host.say("ui.lists.writing")))
	l.host.Async(func() func() {
		said := l.host.Desk.WriteLists(l.folder, full)
		return func() {
			var body []fyne.CanvasObject
			for _, s := range said {
				body = append(body, widget.NewText(s))
			}
			l.show(append(body, l.buttons(widget.NewButton(l.host.say("ui.report.folder"), func() { l.host.Folder(l.folder) })))...)
		}
	})
}
