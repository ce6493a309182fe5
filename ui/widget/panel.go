package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
)

// JobBar shows running work: what, how far, how long, and a way out.
type JobBar struct {
	Object fyne.CanvasObject
	text   *canvas.Text
	far    *canvas.Text
	bar    *fynewidget.ProgressBar
	busy   *fynewidget.ProgressBarInfinite
}

// NewJobBar makes a hidden bar.
func NewJobBar(cancel string, onCancel func()) *JobBar {
	b := &JobBar{text: canvas.NewText("", fynetheme.Color(fynetheme.ColorNameForeground)), far: canvas.NewText("", fynetheme.Color(theme.Muted))}
	b.text.TextSize, b.far.TextSize = fynetheme.Size(theme.Body), fynetheme.Size(theme.Caption)
	b.bar, b.busy = fynewidget.NewProgressBar(), fynewidget.NewProgressBarInfinite()
	b.bar.TextFormatter = func() string { return "" }
	b.busy.Stop()
	meter := NewFixed(220, 10, container.NewStack(b.bar, b.busy))
	button := fynewidget.NewButton(cancel, onCancel)
	row := NewRow(Row{Gap: 2 * theme.Grid, Grow: 3}, meter, b.text, b.far, button)
	back := canvas.NewRectangle(fynetheme.Color(theme.Stripe))
	b.Object = container.NewStack(back, NewPad(Pad{6, 3 * theme.Grid, 6, 3 * theme.Grid}, row))
	b.Object.Hide()
	return b
}

// Set shows the work; share below 0 means the total is unknown.
func (b *JobBar) Set(running bool, text, far string, share float64) {
	if !running {
		b.busy.Stop()
		b.Object.Hide()
		return
	}
	b.text.Text, b.far.Text = text, far
	if share < 0 {
		b.bar.Hide()
		b.busy.Show()
		b.busy.Start()
	} else {
		b.busy.Stop()
		b.busy.Hide()
		b.bar.Show()
		b.bar.SetValue(share)
	}
	b.Object.Show()
	b.Object.Refresh()
}

// Problem is what went wrong as the panel shows it.
type Problem struct {
	Sentence, Hint, Detail string
}

// ProblemWords are the panel's own texts.
type ProblemWords struct {
	Details, Copy, Dismiss string
}

// ProblemPanel says what happened, what to do, and keeps the details at hand.
type ProblemPanel struct {
	Object  *fyne.Container
	words   ProblemWords
	copy    func(string)
	dismiss func()
	shown   []Problem
}

// NewProblemPanel makes a hidden panel.
func NewProblemPanel(words ProblemWords, copy func(string), dismiss func()) *ProblemPanel {
	p := &ProblemPanel{words: words, copy: copy, dismiss: dismiss, Object: NewColumn(0)}
	p.Object.Hide()
	return p
}

// mostProblems bounds how many problems are listed; the rest is in the copied text.
const mostProblems = 3

// Set shows the problems, none hides the panel.
func (p *ProblemPanel) Set(list []Problem) {
	if same(p.shown, list) {
		return
	}
	p.shown = list
	p.Object.Objects = nil
	if len(list) == 0 {
		p.Object.Hide()
		return
	}
	column := NewColumn(4)
	all := ""
	for i, problem := range list {
		all += problem.Sentence + "\n" + problem.Hint + "\n" + problem.Detail + "\n"
		if i >= mostProblems {
			continue
		}
		sentence := NewHeading(problem.Sentence)
		sentence.Color = fynetheme.ColorNameWarning
		column.Add(sentence)
		if problem.Hint != "" {
			column.Add(NewText(problem.Hint))
		}
	}
	column.Add(p.buttons(all, list))
	back := canvas.NewRectangle(fynetheme.Color(theme.Caution))
	p.Object.Add(&fyne.Container{Layout: &under{}, Objects: []fyne.CanvasObject{back, NewPad(Pad{theme.Grid, 3 * theme.Grid, theme.Grid, 3 * theme.Grid}, column)}})
	p.Object.Show()
	p.Object.Refresh()
}

func (p *ProblemPanel) buttons(all string, list []Problem) fyne.CanvasObject {
	row := NewRow(Row{Gap: theme.Grid})
	detail := ""
	for _, problem := range list {
		if problem.Detail != "" {
			detail += problem.Detail + "\n"
		}
	}
	if detail != "" {
		button := fynewidget.NewButton(p.words.Details, nil)
		button.OnTapped = func() { ShowNote(Note{Title: p.words.Details, Body: detail}, button) }
		row.Add(button)
	}
	row.Add(fynewidget.NewButton(p.words.Copy, func() { p.copy(all) }))
	row.Add(fynewidget.NewButton(p.words.Dismiss, p.dismiss))
	return row
}

func same(a, b []Problem) bool {
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

// under lays a surface under content that decides the height.
type under struct{}

func (under) MinSize(o []fyne.CanvasObject) fyne.Size { return o[1].MinSize() }
func (under) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Resize(size)
}
func (under) heightFor(o []fyne.CanvasObject, width float32) float32 { return HeightOf(o[1], width) }

// NewCard puts content on a quiet surface.
func NewCard(surface fyne.ThemeColorName, p Pad, content fyne.CanvasObject) *fyne.Container {
	back := canvas.NewRectangle(fynetheme.Color(surface))
	back.CornerRadius = 8
	return &fyne.Container{Layout: &under{}, Objects: []fyne.CanvasObject{back, NewPad(p, content)}}
}

// Tabs chooses one of several by name.
type Tabs struct {
	Object   *fyne.Container
	OnChoose func(index int)
	presses  []*Press
	names    []string
	chosen   int
}

// NewTabs makes an empty choice.
func NewTabs(onChoose func(int)) *Tabs {
	return &Tabs{Object: NewRow(Row{Gap: 4, Wrap: true}), OnChoose: onChoose}
}

// Set shows the names; the choice stays when its name does.
func (t *Tabs) Set(names []string) {
	if equal(t.names, names) {
		return
	}
	t.names, t.presses, t.Object.Objects = names, nil, nil
	t.chosen = min(t.chosen, max(0, len(names)-1))
	for i, name := range names {
		if name == "" {
			continue
		}
		word := canvas.NewText(name, fynetheme.Color(fynetheme.ColorNameForeground))
		word.TextSize = fynetheme.Size(theme.Body) - 1
		press := NewPress(NewPad(Pad{4, 10, 4, 10}, word), func() { t.Choose(i) })
		press.Chosen = i == t.chosen
		t.presses = append(t.presses, press)
		t.Object.Add(press)
	}
	t.Object.Refresh()
}

func equal(a, b []string) bool {
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

// Choose makes one the present one and says so.
func (t *Tabs) Choose(index int) {
	t.chosen = index
	for i, p := range t.presses {
		p.Choose(i == index)
	}
	if t.OnChoose != nil {
		t.OnChoose(index)
	}
}

// Mark shows one as the present one without telling.
func (t *Tabs) Mark(index int) {
	t.chosen = index
	for i, p := range t.presses {
		p.Choose(i == index)
	}
}

// Chosen returns the present choice.
func (t *Tabs) Chosen() int { return t.chosen }
