package page

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// start is the first screen: drop a file, open a project, look at the sample shop.
type start struct {
	host   *Host
	where  *widget.Text
	folder string
	root   *fyne.Container
	recent *fyne.Container
	shown  []screen.Recent
	built  bool
}

func newStart(h *Host) *start {
	s := &start{host: h, recent: widget.NewColumn(4)}
	open := fynewidget.NewButton(h.say("ui.start.open"), h.Open)
	open.Importance = fynewidget.HighImportance
	drop := widget.NewHeading(h.say("ui.start.drop"))
	drop.Scale = theme.Answer
	files := widget.NewCard(theme.Stripe, widget.Pad{Top: 32, Right: 32, Bottom: 32, Left: 32}, widget.NewColumn(12,
		drop, widget.NewText(h.say("ui.start.drop.hint")), widget.NewCaption(h.say("ui.start.local")), widget.NewRow(widget.Row{}, open)))
	sample := fynewidget.NewButton(h.say("ui.start.sample"), h.Desk.OpenSample)
	shop := widget.NewCard(theme.Stripe, widget.Pad{Top: 20, Right: 32, Bottom: 20, Left: 32}, widget.NewColumn(theme.Grid,
		widget.NewHeading(h.say("ui.start.sample.title")), widget.NewText(h.say("ui.start.sample.hint")), widget.NewRow(widget.Row{}, sample)))
	s.where = widget.NewCaption("")
	show := fynewidget.NewButton(h.say("ui.start.where.show"), func() { h.Folder(s.folder) })
	show.Importance = fynewidget.LowImportance
	place := widget.NewColumn(4, s.where, widget.NewRow(widget.Row{}, show))
	s.root = &fyne.Container{Layout: &centred{width: 720}, Objects: []fyne.CanvasObject{
		widget.NewColumn(20, widget.NewAnswer(h.say("app.tagline")), files, shop, s.recent, place)}}
	return s
}

func (s *start) object() fyne.CanvasObject { return s.root }
func (s *start) table() *widget.Table      { return nil }
func (s *start) search()                   {}

// mostRecent keeps the screen calm.
const mostRecent = 5

func (s *start) apply(v screen.View) {
	if v.Start == nil || s.built && sameRecent(s.shown, v.Start.Recent) {
		return
	}
	s.built, s.shown = true, v.Start.Recent
	s.folder = v.Start.Projects
	s.where.SetText(s.host.Words.Say("ui.start.where", map[string]any{"path": s.folder}))
	s.recent.Objects = nil
	if len(s.shown) > 0 {
		s.recent.Add(widget.NewHeading(s.host.say("ui.start.recent")))
	}
	for i, r := range s.shown {
		if i == mostRecent {
			break
		}
		name := widget.NewText(r.Name)
		when := widget.NewCaption(r.When)
		row := widget.NewRow(widget.Row{Gap: gap, Grow: 1}, widget.NewFixed(200, 20, name), widget.NewFixed(84, 18, when))
		s.recent.Add(widget.NewPress(widget.NewPad(widget.Pad{Top: 6, Right: 12, Bottom: 6, Left: 12}, row), func() { s.host.Desk.OpenProject(r.Path) }))
	}
	s.root.Refresh()
}

func sameRecent(a, b []screen.Recent) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// centred keeps lines readable on wide windows.
type centred struct{ width float32 }

func (c *centred) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 400) }
func (c *centred) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(c.width, size.Width-2*margin)
	h := widget.HeightOf(o[0], w)
	put(o[0], max(margin, (size.Width-w)/2), max(margin, min((size.Height-h)/3, 96)), w, h)
}
