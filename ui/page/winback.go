package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// winback is where assumptions are moved and the plan follows at once.
type winback struct {
	*sheet
	groups  *fyne.Container
	compare *fyne.Container
	editors map[string]*editor
	shown   string
	moved   string
	waits   *widget.Text
	turn    *widget.Button
}

func newWinback(h *Host) *winback {
	w := &winback{groups: widget.NewColumn(gap), compare: widget.NewColumn(4), editors: map[string]*editor{}}
	w.waits, w.turn = widget.NewText(""), widget.NewButton("", h.Desk.TurnNotDue)
	w.sheet = newSheet(h, container.NewVScroll(widget.NewPad(widget.Pad{Right: gap, Bottom: gap}, widget.NewColumn(gap, w.waits, w.turn, w.groups))), w.compare)
	w.sheet.layout.compact = true
	w.sheet.layout.picks.Add(chartButton(h.say("ui.lists.open"), func() { askLists(h) }))
	w.sheet.lead()
	w.sheet.next.Hide()
	w.compare.Hide()
	return w
}

func (w *winback) apply(v screen.View) {
	if v.Winback != nil {
		setOrHide(w.waits, v.Winback.NotDue)
		if w.turn.Hidden = v.Winback.NotDue == ""; !w.turn.Hidden {
			w.turn.SetText(v.Winback.NotDueTurn)
		}
		w.applyGroups(v.Winback.Groups)
		w.applyCompare(v.Winback)
	}
	w.sheet.apply(v)
}

// applyGroups builds the editors once and then only moves them.
func (w *winback) applyGroups(groups []screen.AssumptionGroup) {
	names := ""
	for _, g := range groups {
		names += "|" + g.Title
		for _, a := range g.Items {
			names += "," + a.Name
		}
	}
	if names != w.shown {
		w.shown = names
		w.groups.Objects = nil
		w.groups.Add(widget.NewCaption(w.host.say("ui.winback.how")))
		for _, g := range groups {
			if len(g.Items) == 0 {
				continue
			}
			w.groups.Add(widget.NewHeading(g.Title))
			for _, a := range g.Items {
				e := newEditor(w.host, a)
				w.editors[a.Name] = e
				w.groups.Add(e.object)
			}
		}
		w.groups.Refresh()
	}
	for _, g := range groups {
		for _, a := range g.Items {
			w.editors[a.Name].set(a)
		}
	}
}

// applyCompare shows the plan before and after the last move.
func (w *winback) applyCompare(v *screen.WinbackView) {
	print := fmt.Sprint(v.Moved, v.Before)
	if print == w.moved {
		return
	}
	w.moved = print
	w.compare.Objects = nil
	w.compare.Hidden = len(v.Before) == 0
	if len(v.Before) > 0 {
		w.compare.Add(widget.NewHeading(w.host.Words.Say("ui.winback.moved", map[string]any{"name": v.Moved})))
		row := widget.NewRow(widget.Row{Gap: 3 * theme.Grid, Wrap: true})
		for _, c := range v.Before {
			text := widget.NewText(c.Before + " → " + c.After)
			if c.Same {
				text.SetText(c.After)
			} else {
				text.Bold = true
				text.Refresh()
			}
			row.Add(widget.NewColumn(0, fixedText(widget.NewCaption(c.Label)), fixedText(text)))
		}
		w.compare.Add(row)
	}
	w.compare.Refresh()
}

// editor changes one assumption: slide or type.
type editor struct {
	host    *Host
	object  *fyne.Container
	now     screen.Assumption
	entry   *fynewidget.Entry
	slider  *fynewidget.Slider
	source  *widget.Text
	setting bool
}

func newEditor(h *Host, a screen.Assumption) *editor {
	e := &editor{host: h, now: a, entry: fynewidget.NewEntry(), slider: fynewidget.NewSlider(a.Low, a.High), source: widget.NewCaption("")}
	e.slider.Step = a.Step
	e.slider.OnChanged = func(v float64) {
		if !e.setting {
			e.entry.SetText(e.format(v))
		}
	}
	e.slider.OnChangeEnded = func(v float64) {
		if !e.setting {
			e.send(e.format(v))
		}
	}
	e.entry.OnSubmitted = e.send
	e.entry.Scroll = fyne.ScrollNone // numbers are short: no bar inside the box
	name := widget.NewText(a.Label)
	unit := widget.NewCaption(a.Unit)
	name.Lines, e.source.Lines, unit.Lines = 1, 1, 1
	head := &fyne.Container{Layout: &editorLayout{}, Objects: []fyne.CanvasObject{
		name, e.source, e.entry, unit, e.slider}}
	e.object = head
	return e
}

// editorLayout is name and source left, the number with its unit right, the slider below.
type editorLayout struct{}

func (editorLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(260, 62) }
func (editorLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const entry, unit = 84, 68
	text := size.Width - entry - unit - theme.Grid
	put(o[0], 0, 0, text, 19)
	put(o[1], 0, 20, text, 17)
	put(o[2], text+theme.Grid, 0, entry, o[2].MinSize().Height)
	put(o[3], size.Width-unit+6, 11, unit-6, 17)
	put(o[4], -theme.Grid, 38, size.Width-unit+theme.Grid, 22)
}

// format writes a slider's value as a person would type it.
func (e *editor) format(v float64) string {
	digits := 0
	if e.now.Step < 1 {
		digits = 2
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// send tells the desk; text is a plain number in the editor's unit.
func (e *editor) send(text string) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	if text == e.now.Text || text == "" {
		return
	}
	if e.now.Percent {
		text += "%"
	}
	e.host.Desk.Assume(e.now.Name, text)
}

func (e *editor) set(a screen.Assumption) {
	changed := a.Text != e.now.Text || e.source.String() == ""
	e.now = a
	e.source.SetText(a.Source)
	if !changed {
		return
	}
	e.setting = true
	e.slider.Min, e.slider.Max, e.slider.Step = a.Low, math.Max(a.High, a.Value), a.Step
	e.slider.SetValue(a.Value)
	e.entry.SetText(a.Text)
	e.setting = false
}
