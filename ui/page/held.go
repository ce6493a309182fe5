package page

import (
	"fmt"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// held shows what the project holds: its tables and their account, rejected rows,
// the journal, with what can be done about each.
type held struct {
	host     *Host
	root     *fyne.Container
	answer   *widget.Text
	more     *widget.Text
	tabs     *widget.Tabs
	files    *heldFiles
	rejects  *rejectsPane
	quality  *qualityPane
	identity *identityPane
	journal  heldTable
	place    *fyne.Container
	buttons  *fyne.Container
	undo     *widget.Button
	redo     *widget.Button
	view     *screen.HeldView
	next     []screen.Action
	follow   bool // the focus goes to what the tab shows, once it is there
}

func newHeld(h *Host) *held {
	p := &held{host: h, answer: widget.NewAnswer(""), more: widget.NewText(""), journal: heldTable{Table: widget.NewTable()}}
	p.tabs = widget.NewTabs(func(i int) {
		if i < len(p.view.Tabs) {
			h.Desk.ChooseTab(p.view.Tabs[i].Key)
		}
	})
	p.files, p.rejects, p.quality, p.identity = newHeldFiles(h), newRejectsPane(h), newQualityPane(h), newIdentityPane(h)
	p.place = container.NewStack(p.files.root, p.rejects.root, p.quality.root, p.identity.root, p.journal.Table)
	p.buttons = widget.NewRow(widget.Row{Gap: theme.Grid})
	p.undo, p.redo = widget.NewButton("", h.Desk.Undo), widget.NewButton("", h.Desk.Redo)
	foot := widget.NewRow(widget.Row{Gap: gap, Wrap: true}, p.buttons, p.undo, p.redo)
	head := widget.NewColumn(4, p.answer, p.more)
	p.root = &fyne.Container{Layout: &heldLayout{}, Objects: []fyne.CanvasObject{head, p.tabs.Object, p.place, foot}}
	return p
}

func (p *held) apply(v screen.View) {
	p.view = v.Data.Held
	p.answer.SetText(v.Page.Answer)
	setOrHide(p.more, join(v.Page.More))
	names, at := make([]string, len(p.view.Tabs)), 0
	for i, t := range p.view.Tabs {
		names[i] = t.Text
		if t.Key == p.view.Tab {
			at = i
		}
	}
	p.tabs.Set(names)
	p.tabs.Mark(at)
	show(p.files.root, p.view.File != nil)
	show(p.rejects.root, p.view.Rejects != nil)
	show(p.quality.root, p.view.Quality != nil)
	show(p.identity.root, p.view.Identity != nil)
	show(p.journal, p.view.Journal != nil)
	if p.view.File != nil {
		p.files.apply(p.view)
	}
	if p.view.Rejects != nil {
		p.rejects.apply(p.view.Rejects)
	}
	if p.view.Quality != nil {
		p.quality.apply(p.view.Quality)
	}
	if p.view.Identity != nil {
		p.identity.apply(p.view.Identity)
	}
	if t := p.view.Journal; t != nil {
		p.journal.set(*t)
	}
	p.applyNext(v.Page.Next)
	p.root.Refresh()
	p.takeFocus()
}

// move goes to another row of the tab, or to another tab.
func (p *held) move(rows, tabs int) {
	at := slices.IndexFunc(p.view.Tabs, func(t screen.StepItem) bool { return t.Key == p.view.Tab }) + tabs
	if tabs != 0 && at >= 0 && at < len(p.view.Tabs) {
		p.follow = true
		p.host.Desk.ChooseTab(p.view.Tabs[at].Key)
	}
	if rows == 0 {
		return
	}
	switch {
	case p.view.File != nil:
		p.host.Desk.ChooseFile(p.view.Chosen + rows)
	case p.view.Quality != nil:
		p.host.Desk.ChooseFinding(p.view.Quality.Chosen + rows)
	case p.view.Identity != nil:
		p.host.Desk.ChoosePair(p.view.Identity.Position + rows)
	default:
		p.follow = true
		p.takeFocus()
	}
}

// takeFocus puts the focus on what the tab is about, after keys led there.
func (p *held) takeFocus() {
	if !p.follow || p.host.Canvas == nil {
		return
	}
	var to fyne.Focusable
	switch {
	case p.view.Rejects != nil:
		if len(p.view.Rejects.Lines) > 0 {
			to = p.rejects.rows.Focus()
		}
	case p.view.Quality != nil:
		to = p.quality.items.focus()
	case p.view.Identity != nil:
		if p.view.Identity.Count > 0 {
			to = p.identity.keys
		}
	case p.view.Journal != nil:
		to = p.journal.Focus()
	default:
		to = p.files.items.focus()
	}
	if to != nil {
		p.host.Canvas().Focus(to)
		p.follow = p.host.Canvas().Focused() != to
	}
}

func (p *held) table() *widget.Table {
	switch {
	case p.view == nil:
	case p.view.Rejects != nil:
		return p.rejects.rows.Table
	case p.view.Quality != nil:
		return p.quality.tables.rows.Table
	case p.view.Identity != nil:
		return p.identity.tables.rows.Table
	case p.view.Journal != nil:
		return p.journal.Table
	}
	return p.files.tables.rows.Table
}

func (p *held) applyNext(actions []screen.Action) {
	turn := func(b *widget.Button, key, what string) {
		show(b, what != "")
		b.SetText(p.host.Words.Say(key, map[string]any{"step": what}))
	}
	turn(p.undo, "ui.held.undo", p.view.Undo)
	turn(p.redo, "ui.held.redo", p.view.Redo)
	if slices.Equal(p.next, actions) {
		return
	}
	p.next = actions
	p.buttons.Objects = nil
	for _, a := range actions {
		p.buttons.Add(actionButton(p.host, a))
	}
}

// actionButton is a next step as a button.
func actionButton(h *Host, a screen.Action) *widget.Button {
	b := widget.NewButton(a.Text, func() { h.do(a.Intent) })
	if a.Primary {
		b.Importance = fynewidget.HighImportance
	}
	if a.Off {
		b.Disable()
	}
	return b
}

// heldLayout: answer, tabs, what the tab shows, buttons.
type heldLayout struct{}

func (heldLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 420) }
func (heldLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, tabs, place, foot := o[0], o[1], o[2], o[3]
	width := size.Width - 2*margin
	y := float32(margin) - 8
	h := widget.HeightOf(head, width)
	put(head, margin, y, width, h)
	y += h + gap
	h = widget.HeightOf(tabs, width)
	put(tabs, margin, y, width, h)
	y += h + theme.Grid
	h = widget.HeightOf(foot, width)
	put(foot, margin, size.Height-h-gap, width, h)
	put(place, margin, y, width, max(100, size.Height-h-2*gap-y))
}

// heldFiles is the tab of the imported tables: the list, and the account of one.
type heldFiles struct {
	host     *Host
	root     *fyne.Container
	items    *items
	sentence *widget.Text
	notes    *widget.Text
	buttons  *fyne.Container
	tables   *tables
	actions  []screen.Action
}

func newHeldFiles(h *Host) *heldFiles {
	p := &heldFiles{host: h, items: newItems(h.Desk.ChooseFile), sentence: widget.NewHeading(""), notes: widget.NewCaption("")}
	p.buttons = widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true})
	p.tables = newTables(p.sentence, p.notes, p.buttons)
	p.root = p.items.beside(p.tables.root)
	return p
}

func (p *heldFiles) apply(v *screen.HeldView) {
	p.items.apply(v.Files, v.Chosen)
	p.sentence.SetText(v.File.Sentence)
	setOrHide(p.notes, join(v.File.Notes))
	if !slices.Equal(p.actions, v.File.Actions) {
		p.actions = v.File.Actions
		p.buttons.Objects = nil
		for _, a := range p.actions {
			p.buttons.Add(actionButton(p.host, a))
		}
	}
	p.tables.apply(v.File.Tables)
	p.root.Refresh()
}

// rejectsPane is the tab of the rejected rows.
type rejectsPane struct {
	host     *Host
	root     *fyne.Container
	sentence *widget.Text
	files    *widget.Choose
	reasons  *widget.Choose
	export   *widget.Button
	correct  *widget.Button
	page     *widget.Text
	earlier  *widget.Button
	later    *widget.Button
	rows     heldTable
	view     *screen.RejectsView
}

func newRejectsPane(h *Host) *rejectsPane {
	p := &rejectsPane{host: h, sentence: widget.NewText(""), page: widget.NewCaption(""), rows: heldTable{Table: widget.NewTable()}}
	p.page.Lines = 1
	p.files = widget.NewChoose(func(key string) { h.Desk.ShowRejects(fileID(key), p.view.Reasons.Chosen) })
	p.reasons = widget.NewChoose(func(key string) { h.Desk.ShowRejects(fileID(p.view.Files.Chosen), key) })
	p.correct = widget.NewButton(h.say("ui.rejects.correct"), func() { p.fix(p.rows.Chosen()) })
	p.correct.Importance = fynewidget.HighImportance
	p.export = widget.NewButton(h.say("ui.rejects.export"), func() {
		h.Choose(h.say("ui.rejects.name")+".xlsx", func(path string) { h.Desk.ExportRejects(path, fileID(p.view.Files.Chosen)) })
	})
	p.earlier = widget.NewButton(h.say("ui.rejects.earlier"), func() { h.Desk.TurnRejects(-1) })
	p.later = widget.NewButton(h.say("ui.rejects.later"), func() { h.Desk.TurnRejects(1) })
	p.rows.OnOpen = p.fix
	choose := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, widget.NewFixed(200, 0, p.files), widget.NewFixed(200, 0, p.reasons), p.correct, p.export)
	pages := widget.NewRow(widget.Row{Gap: theme.Grid}, p.earlier, p.later, widget.NewFixed(260, 0, p.page))
	p.root = container.NewStack(newTopped(widget.NewColumn(theme.Grid, p.sentence, choose, pages), p.rows.Table, 200))
	return p
}

func fileID(key string) int32 {
	n, err := strconv.ParseInt(key, 10, 32)
	if err != nil {
		return 0
	}
	return int32(n)
}

func (p *rejectsPane) apply(v *screen.RejectsView) {
	p.view = v
	p.sentence.SetText(v.Sentence)
	p.files.Set(options(v.Files.Choices), v.Files.Chosen)
	p.reasons.Set(options(v.Reasons.Choices), v.Reasons.Chosen)
	p.page.SetText(v.Page)
	show(p.earlier, v.Earlier)
	show(p.later, v.Later)
	show(p.page, v.Page != "")
	show(p.rows, len(v.Lines) > 0)
	show(p.correct, len(v.Lines) > 0)
	show(p.export, len(v.Lines) > 0)
	if at := p.rows.Chosen(); len(v.Lines) > 0 && p.rows.set(v.Table) {
		p.rows.Choose(at) // the next row takes the place of one put right
	}
	p.root.Refresh()
}

// fix opens the chosen row to put its cells right.
func (p *rejectsPane) fix(row int) {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.root)
	if c == nil || p.view == nil || row < 0 || row >= len(p.view.Lines) {
		return
	}
	v := p.view
	r := badRow{title: p.host.Words.Say("ui.correct.title", map[string]any{"line": v.Lines[row]}), why: v.Why[row], bad: v.Bad[row], cells: v.Cells[row]}
	for i := range r.cells {
		name := fmt.Sprint(i + 1)
		if i < len(v.Headers) {
			name = v.Headers[i]
		}
		r.headers = append(r.headers, name)
	}
	showCorrection(p.host, c, r, func(cells []string) { p.host.Desk.Correct(v.IDs[row], v.Lines[row], cells) })
}
