package page

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// wizard is the import: waiting tables at the left, the chosen one in steps at the
// right, one leading button below. It is built once and then told what to show, so
// that the focus stays where it is.
type wizard struct {
	host    *Host
	root    *fyne.Container
	answer  *widget.Text
	more    *widget.Text
	items   *items
	steps   *widget.Tabs
	place   *fyne.Container
	reading *readingPane
	columns *columnsPane
	check   *checkPane
	target  *widget.Choose
	buttons *fyne.Container
	view    *screen.ImportView
	next    []screen.Action
	begun   bool // the focus has been put
}

func newWizard(h *Host) *wizard {
	w := &wizard{host: h, answer: widget.NewAnswer(""), more: widget.NewText("")}
	w.items = newItems(h.Desk.ChooseTable)
	w.steps = widget.NewTabs(func(i int) {
		if i < len(w.view.Steps) {
			h.Desk.ChooseStep(w.view.Steps[i].Key)
		}
	})
	w.reading, w.columns, w.check = newReadingPane(h), newColumnsPane(h), newCheckPane(h)
	w.place = container.NewStack(w.reading.root, w.columns.root, w.check.root)
	w.target = widget.NewChoose(h.Desk.ChooseTarget)
	w.buttons = widget.NewRow(widget.Row{Gap: theme.Grid})
	foot := widget.NewRow(widget.Row{Gap: gap, Wrap: true}, w.buttons)
	line := canvas.NewRectangle(fynetheme.Color(fynetheme.ColorNameSeparator))
	head := widget.NewColumn(4, w.answer, w.more)
	w.root = &fyne.Container{Layout: &wizardLayout{}, Objects: []fyne.CanvasObject{head, w.items.scroll, w.steps.Object, w.place, line, foot, w.items.folded}}
	return w
}

// reveal scrolls so far that a part of the content is in sight.
func reveal(s *container.Scroll, top, bottom float32) {
	height := s.Size().Height
	switch y := s.Offset.Y; {
	case height <= 0:
	case top < y:
		s.ScrollToOffset(fyne.NewPos(0, top))
	case bottom > y+height:
		s.ScrollToOffset(fyne.NewPos(0, bottom-height))
	}
}

func (w *wizard) apply(v screen.View) {
	w.view = v.Data.Import
	w.answer.SetText(v.Page.Answer)
	setOrHide(w.more, join(v.Page.More))
	w.items.apply(w.view.Tables, w.view.Chosen)
	names := make([]string, len(w.view.Steps))
	at := 0
	for i, s := range w.view.Steps {
		names[i] = s.Text
		if s.Doubt {
			names[i] += " •"
		}
		if s.Key == w.view.Step {
			at = i
		}
	}
	w.steps.Set(names)
	w.steps.Mark(at)
	show(w.reading.root, w.view.Reading != nil)
	show(w.columns.root, w.view.Columns != nil)
	if w.view.Reading != nil {
		w.reading.apply(w.view.Reading)
	}
	if w.view.Columns != nil {
		w.columns.apply(w.view.Columns)
	}
	show(w.check.root, w.view.Check != nil)
	if w.view.Check != nil {
		w.check.apply(w.view.Check)
	}
	w.applyNext(v.Page.Next)
	w.root.Refresh()
	w.takeFocus()
}

// takeFocus puts the focus on the list of tables, where a person begins.
func (w *wizard) takeFocus() {
	if w.begun || w.host.Canvas == nil {
		return
	}
	c := w.host.Canvas()
	w.begun = true
	if c.Focused() != nil {
		return
	}
	w.items.show(c.Size().Width-navWidth >= narrow) // the layout comes later
	c.Focus(w.items.focus())
}

// rest forgets what was shown, so that the next import begins at the list.
func (w *wizard) rest() { w.begun = false }

// move goes to a table or step further on or back.
func (w *wizard) move(tables, steps int) {
	if tables != 0 {
		w.host.Desk.ChooseTable(w.view.Chosen + tables)
	}
	at := slices.IndexFunc(w.view.Steps, func(s screen.StepItem) bool { return s.Key == w.view.Step }) + steps
	if steps != 0 && at >= 0 && at < len(w.view.Steps) {
		w.host.Desk.ChooseStep(w.view.Steps[at].Key)
	}
}

// oneLineName is a table in the folded list.
func oneLineName(t screen.TableItem) string {
	name := t.Name
	if t.Part != "" {
		name += " · " + t.Part
	}
	return name + " — " + t.Word
}

// tableItem is one waiting table: name, what it is, how it stands and why.
func tableItem(t screen.TableItem) fyne.CanvasObject {
	name := widget.NewHeading(t.Name)
	name.Lines = 2
	column := widget.NewColumn(2, name)
	if t.Part != "" {
		part := widget.NewCaption(t.Part)
		part.Lines = 1
		column.Add(part)
	}
	if t.Facts != "" {
		column.Add(widget.NewCaption(t.Facts))
	}
	word := widget.NewCaption(t.Word)
	word.Bold, word.Color = true, standingColor(t.Standing)
	column.Add(word)
	if t.Why != "" {
		why := widget.NewCaption(t.Why)
		why.Lines = 3
		column.Add(why)
	}
	return column
}

// standingColor goes with the word, never alone.
func standingColor(s screen.Standing) fyne.ThemeColorName {
	switch s {
	case screen.StandingReady:
		return fynetheme.ColorNamePrimary
	case screen.StandingCheck, screen.StandingBlocked:
		return fynetheme.ColorNameWarning
	}
	return theme.Muted
}

func (w *wizard) applyNext(actions []screen.Action) {
	w.target.Set(options(w.view.Targets), w.view.Target)
	if slices.Equal(w.next, actions) && len(w.buttons.Objects) > 0 {
		return
	}
	focused := -1
	c := fyne.CurrentApp().Driver().CanvasForObject(w.buttons)
	for i, o := range w.buttons.Objects {
		if c != nil && fyne.Focusable(asFocusable(o)) == c.Focused() {
			focused = i
		}
	}
	w.next = actions
	w.buttons.Objects = []fyne.CanvasObject{widget.NewFixed(targetWidth, 0, w.target)}
	for _, a := range actions {
		b := widget.NewButton(a.Text, func() { w.host.do(a.Intent) })
		if a.Primary {
			b.Importance = fynewidget.HighImportance
		}
		if a.Off {
			b.Disable()
		}
		w.buttons.Add(b)
	}
	if f := asFocusable(objectAt(w.buttons, focused)); f != nil && c != nil {
		c.Focus(f)
	}
}

const targetWidth = 250

func objectAt(c *fyne.Container, i int) fyne.CanvasObject {
	if i < 0 || i >= len(c.Objects) {
		return nil
	}
	return c.Objects[i]
}

func asFocusable(o fyne.CanvasObject) fyne.Focusable {
	f, _ := o.(fyne.Focusable)
	return f
}

func options(choices []screen.Choice) []widget.Option {
	out := make([]widget.Option, len(choices))
	for i, c := range choices {
		out[i] = widget.Option(c)
	}
	return out
}

// wizardLayout: answer above, list left and step right, line and buttons below; a
// narrow window puts the list above the step.
type wizardLayout struct{}

// sizes of the wizard.
const (
	listWidth = 260
)

func (wizardLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 420) }

func (wizardLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, list, steps, place, line, foot, folded := o[0], o[1], o[2], o[3], o[4], o[5], o[6]
	width := size.Width - 2*margin
	y := float32(margin) - 8
	h := widget.HeightOf(head, width)
	put(head, margin, y, width, h)
	y += h + gap
	fh := widget.HeightOf(foot, width)
	bottom := size.Height - fh - gap
	put(foot, margin, bottom+4, width, fh)
	put(line, margin, bottom-5, width, 1)
	bottom -= gap
	x := float32(margin)
	wide := size.Width >= narrow
	show(list, wide)
	show(folded, !wide)
	if wide {
		put(list, x-theme.Grid, y, listWidth, bottom-y)
		x += listWidth + gap
		width -= listWidth + gap
	} else {
		fh := folded.MinSize().Height
		put(folded, x, y, width, fh)
		y += fh + theme.Grid
	}
	sh := widget.HeightOf(steps, width)
	put(steps, x, y, width, sh)
	y += sh + theme.Grid
	put(place, x, y, width, max(80, bottom-y))
}
