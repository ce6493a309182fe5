package page

import (
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/app/screen"
	"huiliu/assets"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// Frame is the whole content of the window: navigation, the present screen,
// problems and running work.
type Frame struct {
	Object   fyne.CanvasObject
	host     *Host
	nav      map[screen.Key]*navItem
	steps    *fyne.Container
	project  *widget.Text
	language map[string]*widget.Press
	light    map[string]*widget.Press
	problems *widget.ProblemPanel
	replay   *banner
	job      *widget.JobBar
	undo     *widget.Press
	place    *fyne.Container
	bodies   map[screen.Key]body
	current  screen.Key
	view     screen.View
	built    bool
}

// NewFrame builds the window's content in one language and brightness.
func NewFrame(h *Host) *Frame {
	f := &Frame{host: h, nav: map[screen.Key]*navItem{}, bodies: map[screen.Key]body{}, place: container.NewStack()}
	f.job = widget.NewJobBar(h.say("common.cancel"), h.Desk.Cancel)
	words := widget.ProblemWords{Details: h.say("ui.problem.details"), Copy: h.say("ui.problem.copy"), Dismiss: h.say("ui.problem.dismiss")}
	f.problems = widget.NewProblemPanel(words, h.Copy, h.Desk.Dismiss)
	f.replay = newBanner(h)
	main := &fyne.Container{Layout: &mainLayout{}, Objects: []fyne.CanvasObject{f.problems.Object, f.place, f.job.Object, f.replay.object}}
	f.Object = &fyne.Container{Layout: &frameLayout{}, Objects: []fyne.CanvasObject{f.navigation(), main}}
	return f
}

// frameLayout puts the navigation beside the rest.
type frameLayout struct{}

func (frameLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(900, 560) }
func (frameLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put(o[0], 0, 0, navWidth, size.Height)
	put(o[1], navWidth, 0, size.Width-navWidth, size.Height)
}

// mainLayout is problems and the banner of a replay above, work below, the screen between.
type mainLayout struct{}

func (mainLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(700, 560) }
func (mainLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top, foot := float32(0), float32(0)
	if o[0].Visible() {
		top = widget.HeightOf(o[0], size.Width)
		put(o[0], 0, 0, size.Width, top)
	}
	if o[2].Visible() {
		foot = o[2].MinSize().Height
		put(o[2], 0, size.Height-foot, size.Width, foot)
	}
	if o[3].Visible() {
		h := widget.HeightOf(o[3], size.Width)
		put(o[3], 0, top, size.Width, h)
		top += h
	}
	put(o[1], 0, top, size.Width, size.Height-top-foot)
}

// Apply shows a view.
func (f *Frame) Apply(v screen.View) {
	old := f.view
	f.view = v
	f.project.SetText(v.Shell.Project)
	for _, item := range v.Shell.Nav {
		f.nav[item.Key].set(item, item.Key == v.Shell.Current)
	}
	f.steps.Refresh()
	for key, p := range f.language {
		p.Choose(key == v.Shell.Lang)
	}
	for key, p := range f.light {
		p.Choose((key == "dark") == f.host.Dark)
	}
	f.undo.Hidden = !v.Shell.CanUndo
	problems := make([]widget.Problem, len(v.Shell.Problems))
	for i, p := range v.Shell.Problems {
		problems[i] = widget.Problem(p)
	}
	before := [3]bool{f.problems.Object.Visible(), f.job.Object.Visible(), f.replay.object.Visible()}
	f.replay.set(v.Shell.Replay, v.Shell.Current == screen.Revealed)
	f.problems.Set(problems)
	f.job.Set(v.Shell.Job.Running, v.Shell.Job.Text, v.Shell.Job.Far, v.Shell.Job.Share)
	after := [3]bool{f.problems.Object.Visible(), f.job.Object.Visible(), f.replay.object.Visible()}
	if f.built && before == after && sameContent(old, v) {
		return // a progress report: the screen itself is as it was
	}
	f.built = true
	b := f.body(v.Shell.Current)
	if f.current != v.Shell.Current {
		f.current = v.Shell.Current
		f.place.Objects = []fyne.CanvasObject{b.object()}
	}
	b.apply(v)
	f.Object.Refresh()
}

// sameContent reports whether two views differ at most in what stands around the
// screen. Tables come from a cache: the same rows are the same slice.
func sameContent(a, b screen.View) bool {
	a.Shell, b.Shell = screen.Shell{Current: a.Shell.Current, Problems: a.Shell.Problems}, screen.Shell{Current: b.Shell.Current, Problems: b.Shell.Problems}
	return reflect.DeepEqual(a, b)
}

// View returns what is shown.
func (f *Frame) View() screen.View { return f.view }

func (f *Frame) body(k screen.Key) body {
	if b, ok := f.bodies[k]; ok {
		return b
	}
	var b body
	switch k {
	case screen.Start:
		b = newStart(f.host)
	case screen.Data:
		b = newData(f.host)
	case screen.Definition:
		b = newDefinition(f.host)
	case screen.Winback:
		b = newWinback(f.host)
	case screen.Ledger:
		b = newForms(f.host)
	case screen.Playbook:
		b = newForms(f.host, chartButton(f.host.say("ui.tasks.export"), func() { f.host.Choose("tasks.csv", f.host.Desk.ExportTasks) }))
	case screen.Race:
		b = newRace(f.host)
	case screen.Index:
		b = newOpinion(f.host)
	case screen.Coding:
		b = newCoding(f.host)
	case screen.Card:
		b = newCardPage(f.host)
	case screen.Report:
		b = newReport(f.host)
	default:
		b = newSheet(f.host, nil, nil)
	}
	f.bodies[k] = b
	return b
}

// CopyTable puts the present table on the clipboard.
func (f *Frame) CopyTable() {
	if c, ok := f.bodies[f.current].(*cardPage); ok {
		f.host.Copy(c.text())
		return
	}
	if t := f.bodies[f.current].table(); t != nil {
		f.host.Copy(t.TSV())
	}
}

// Try moves the churn window of the definition screen without applying it.
func (f *Frame) Try(days int) {
	if d, ok := f.bodies[f.current].(*definition); ok {
		d.try(days)
	}
}

// AskDay asks as of which past day everything should answer.
func (f *Frame) AskDay() { askDay(f.host) }

// AskLists asks how contact lists are to be written.
func (f *Frame) AskLists() { askLists(f.host) }

// TypeWeights shows the boxes for weights by hand of the risk index.
func (f *Frame) TypeWeights() {
	if o, ok := f.bodies[f.current].(*opinion); ok {
		o.ways.Choose(1)
	}
}

// ReadMark reads a mark of the present chart, as the arrow keys would.
func (f *Frame) ReadMark(n int) {
	if s, ok := f.bodies[f.current].(*sheet); ok {
		s.chart.ReadMark(n)
	}
}

// Search puts the cursor into the present search box.
func (f *Frame) Search() { f.bodies[f.current].search() }

// Move goes to another table or step of the import.
func (f *Frame) Move(tables, steps int) {
	if d, ok := f.bodies[f.current].(*data); ok {
		d.move(tables, steps)
	}
}

// SaveReport saves on the report screen and leads there from the others.
func (f *Frame) SaveReport() {
	if r, ok := f.bodies[f.current].(*report); ok {
		r.Save()
		return
	}
	f.host.Desk.Go(screen.Report)
}

// Advance takes the leading next step of the present screen.
func (f *Frame) Advance() {
	for _, a := range f.view.Page.Next {
		if a.Primary && !a.Off && a.Intent != "table" {
			f.host.do(a.Intent)
			return
		}
	}
}

const navWidth = 200

func (f *Frame) navigation() fyne.CanvasObject {
	back := canvas.NewRectangle(fynetheme.Color(theme.Nav))
	name := canvas.NewText(f.host.say("app.name"), fynetheme.Color(fynetheme.ColorNamePrimary))
	name.TextSize, name.TextStyle = fynetheme.Size(theme.Answer), fyne.TextStyle{Bold: true}
	f.project = widget.NewCaption("")
	f.project.Lines = 2
	items := widget.NewColumn(2)
	f.steps = items
	for _, k := range screen.Keys() {
		item := newNavItem(f.host, slices.Contains(screen.Questions(), k), func() { f.host.Desk.Go(k) })
		f.nav[k] = item
		items.Add(item.press)
	}
	top := widget.NewColumn(theme.Grid, widget.NewPad(widget.Pad{Left: 12}, name), widget.NewPad(widget.Pad{Left: 12, Right: 12}, f.project), items)
	f.undo = chartButton(f.host.say("ui.undo"), f.host.Desk.Undo)
	f.undo.Hide()
	foot := widget.NewColumn(4, widget.NewRow(widget.Row{}, f.undo), f.switches())
	return widget.NewFixed(navWidth, 0, container.NewStack(back, &fyne.Container{Layout: &navLayout{}, Objects: []fyne.CanvasObject{container.NewVScroll(top), foot}}))
}

// switches are language and brightness, always at hand.
func (f *Frame) switches() fyne.CanvasObject {
	f.language, f.light = map[string]*widget.Press{}, map[string]*widget.Press{}
	small := func(key string, tap func()) *widget.Press { return chartButton(f.host.say(key), tap) }
	f.language[string(assets.ZH)] = small("ui.language.zh", func() { f.host.Desk.SetLanguage(assets.ZH) })
	f.language[string(assets.EN)] = small("ui.language.en", func() { f.host.Desk.SetLanguage(assets.EN) })
	f.light["light"] = small("ui.theme.light", func() { f.host.Desk.SetTheme("light") })
	f.light["dark"] = small("ui.theme.dark", func() { f.host.Desk.SetTheme("dark") })
	return widget.NewColumn(2,
		widget.NewRow(widget.Row{Gap: 2}, f.language[string(assets.ZH)], f.language[string(assets.EN)]),
		widget.NewRow(widget.Row{Gap: 2}, f.light["light"], f.light["dark"]))
}

type navLayout struct{}

func (navLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(navWidth, 480) }
func (navLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := size.Width - 2*theme.Grid
	h := widget.HeightOf(o[1], w)
	put(o[0], theme.Grid, gap, w, size.Height-h-3*gap) // scrolls when the window is low
	put(o[1], theme.Grid, size.Height-h-gap, w, h)
}

// navItem is one step of the road.
type navItem struct {
	press *widget.Press
	text  *canvas.Text
	state *canvas.Text
	host  *Host
}

// newNavItem makes a step, or a question below one.
func newNavItem(h *Host, question bool, tap func()) *navItem {
	n := &navItem{host: h, text: canvas.NewText("", nil), state: canvas.NewText("", nil)}
	n.text.TextSize, n.state.TextSize = fynetheme.Size(theme.Body), fynetheme.Size(theme.Caption)
	n.state.Alignment = fyne.TextAlignTrailing
	row := container.NewBorder(nil, nil, nil, n.state, n.text)
	pad := widget.Pad{Top: 7, Right: 12, Bottom: 7, Left: 12}
	if question {
		pad = widget.Pad{Top: 3, Right: 12, Bottom: 3, Left: 30}
		n.text.TextSize--
	}
	n.press = widget.NewPress(widget.NewPad(pad, row), tap)
	return n
}

func (n *navItem) set(item screen.NavItem, current bool) {
	n.text.Text = item.Text
	n.text.TextStyle.Bold = current
	n.text.Color = fynetheme.Color(fynetheme.ColorNameForeground)
	n.state.Text, n.state.Color = "", fynetheme.Color(theme.Muted)
	switch item.State {
	case screen.NavNeeds:
		n.text.Color = fynetheme.Color(theme.Muted)
		if item.Hint {
			n.state.Text = n.host.say("ui.nav.state.needs")
		}
	case screen.NavStale:
		n.state.Text = n.host.say("ui.nav.state.stale")
	case screen.NavDone:
		if item.Under != "" {
			break // one word for all of them is enough
		}
		n.state.Text = n.host.say("ui.nav.state.done")
	}
	if current {
		n.text.Color = fynetheme.Color(fynetheme.ColorNamePrimary)
	}
	n.press.Hidden = item.Folded
	n.press.Choose(current)
	n.press.Refresh()
}
