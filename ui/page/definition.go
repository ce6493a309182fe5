package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// definition is where a person decides what "gone" means: a window is tried by moving
// it, and applied when its figures convince.
type definition struct {
	*sheet
	days    *fyne.Container
	fixed   *widget.Text
	label   *widget.Text
	slider  *fynewidget.Slider
	typed   *widget.Line
	use     *widget.Button
	back    *widget.Button
	rhythm  *widget.Button
	own     *widget.Button
	flag    *widget.Button
	hint    *widget.Text
	effect  *widget.Text
	cells   []*measure
	view    *screen.DefinitionView
	trying  int
	setting bool
}

// number of figures a window is judged by.
const figures = 6

func newDefinition(h *Host) *definition {
	d := &definition{label: widget.NewHeading(""), hint: widget.NewCaption(""), fixed: widget.NewText(""), effect: widget.NewHeading("")}
	d.effect.Color = "primary"
	d.slider = fynewidget.NewSlider(15, 365)
	d.slider.OnChanged = func(v float64) {
		if !d.setting {
			d.try(int(math.Round(v)))
		}
	}
	d.typed = widget.NewLine("")
	d.typed.Scroll = fyne.ScrollNone
	d.typed.OnChanged = func(text string) {
		if days, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && !d.setting {
			d.try(days)
		}
	}
	d.typed.OnSubmitted = func(string) { d.apply1() }
	d.use = widget.NewButton(h.say("ui.lab.use"), d.apply1)
	d.use.Importance = fynewidget.HighImportance
	d.back = widget.NewButton("", func() { d.try(d.view.Suggested) })
	d.rhythm = widget.NewButton(h.say("ui.lab.rhythm"), func() {
		widget.ShowNote(widget.Note{Title: h.say("ui.lab.rhythm"), Body: d.view.Rhythm}, d.rhythm)
	})
	d.own = widget.NewButton(h.say("ui.lab.own"), func() { h.Desk.SetRule(d.other()) })
	d.flag = widget.NewButton(h.say("ui.lab.flag"), h.Desk.SetFlag)
	var cells []fyne.CanvasObject
	for range figures {
		m := newMeasure()
		d.cells, cells = append(d.cells, m), append(cells, m.object)
	}
	unit := widget.NewText(h.say("ui.lab.unit"))
	unit.Lines = 1
	tools := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, widget.NewFixed(72, 0, d.typed), fixedText(unit), d.use, d.back, d.rhythm, d.own, d.flag)
	d.days = widget.NewColumn(theme.Grid, &fyne.Container{Layout: &slideLayout{}, Objects: []fyne.CanvasObject{d.label, d.slider, tools}},
		widget.NewGrid(widget.Grid{Least: 168, Gap: gap}, cells...), d.effect, d.hint)
	d.sheet = newSheet(h, nil, widget.NewColumn(gap, d.days, d.fixed))
	d.sheet.layout.compact, d.sheet.layout.least = true, 260
	d.sheet.lead()
	d.sheet.next.Hide()
	return d
}

// slideLayout is a label, a slider and tools in one line, or the tools below.
type slideLayout struct{}

// widths of the line of the slider.
const (
	slideLabel = 190
	slideLeast = 180
)

func (slideLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(slideLabel+slideLeast, slideLayout{}.HeightFor(o, slideLabel+slideLeast))
}

// HeightFor of the line: one row where everything fits.
func (slideLayout) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	tools := rowWidth(o[2])
	if width >= slideLabel+slideLeast+gap+tools {
		return o[2].MinSize().Height
	}
	return 40 + theme.Grid + widget.HeightOf(o[2], width)
}

func (slideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	tools, line := rowWidth(o[2]), float32(40)
	put(o[0], 0, (line-22)/2, slideLabel, 22)
	if size.Width >= slideLabel+slideLeast+gap+tools {
		put(o[1], slideLabel, 0, size.Width-slideLabel-gap-tools, line)
		put(o[2], size.Width-tools, 0, tools, o[2].MinSize().Height)
		return
	}
	put(o[1], slideLabel, 0, size.Width-slideLabel, line)
	put(o[2], 0, line+theme.Grid, size.Width, widget.HeightOf(o[2], size.Width))
}

// rowWidth is how wide the objects of a row are side by side.
func rowWidth(o fyne.CanvasObject) float32 {
	w := float32(0)
	for _, c := range o.(*fyne.Container).Objects {
		if c.Visible() {
			w += c.MinSize().Width + theme.Grid
		}
	}
	return w
}

// try shows what a window would mean.
func (d *definition) try(days int) {
	if d.view == nil || d.view.Fixed != "" {
		return
	}
	d.trying = days
	d.setting = true
	d.slider.SetValue(float64(days))
	if now, err := strconv.Atoi(strings.TrimSpace(d.typed.Text)); err != nil || now != days {
		d.typed.SetText(strconv.Itoa(days))
	}
	d.setting = false
	r := d.host.Desk.Try(days)
	d.label.SetText(r.Head)
	for i, m := range d.cells {
		if m.object.Hidden = i >= len(r.Measures); !m.object.Hidden {
			m.set(r.Measures[i])
		}
	}
	d.effect.SetText(r.Effect)
	setEnabled(&d.use.Button, !r.Same && len(r.Measures) > 0)
	setEnabled(&d.back.Button, days != d.view.Suggested)
	d.sheet.at = ""
	if !r.Same && len(r.Measures) > 0 {
		d.sheet.at = fmt.Sprintf("@%d", days)
	}
	d.sheet.showChart()
	d.sheet.outer.Refresh()
}

// apply1 makes the tried window the definition.
func (d *definition) apply1() {
	if r := d.host.Desk.Try(d.trying); r.Same || len(r.Measures) == 0 {
		return
	}
	days := d.trying
	if d.view.Contract {
		switch days {
		case d.view.Suggested:
			days = 0
		case 0:
			days = -1
		}
		d.host.Desk.SetGrace(days)
		return
	}
	if days == d.view.Suggested {
		days = 0 // follow the suggestion from now on
	}
	d.host.Desk.SetWindow(days)
}

func (d *definition) apply(v screen.View) {
	if c := v.Definition; c != nil {
		old := d.view
		d.view = c
		setOrHide(d.fixed, c.Fixed)
		d.days.Hidden = c.Fixed != ""
		d.hint.SetText(c.Hint)
		d.back.SetText(d.host.Words.Say("ui.lab.back", map[string]any{"days": c.Suggested}))
		d.slider.Min, d.slider.Max, d.slider.Step = float64(c.Low), float64(max(c.High, c.Window)), 1
		if old == nil || old.Window != c.Window || d.trying == 0 {
			d.trying = c.Window
		}
		d.rhythm.Hidden, d.flag.Hidden = c.Contract, !c.Contract || !c.Dates || !c.Flagged
		if d.own.Hidden = !c.Offered; c.Own {
			d.own.SetText(d.host.say("ui.lab.own.back"))
		} else {
			d.own.SetText(d.host.say("ui.lab.own"))
		}
	}
	d.sheet.apply(v)
	if v.Definition != nil {
		d.try(d.trying)
	}
}

// other is the rule that is not in use: the own rhythm, or none.
func (d *definition) other() string {
	if d.view != nil && d.view.Own {
		return ""
	}
	return screen.RuleRhythm
}

func setEnabled(b *fynewidget.Button, on bool) {
	switch {
	case on && b.Disabled():
		b.Enable()
	case !on && !b.Disabled():
		b.Disable()
	}
}

// measure is one figure with its name and what it rests on.
type measure struct {
	object             *fyne.Container
	label, value, note *widget.Text
}

func newMeasure() *measure {
	m := &measure{label: widget.NewCaption(""), value: widget.NewAnswer(""), note: widget.NewCaption("")}
	m.value.Scale = theme.Tight
	m.object = widget.NewColumn(2, m.label, m.value, m.note)
	return m
}

func (m *measure) set(x screen.Measure) {
	m.label.SetText(x.Label)
	m.value.SetText(x.Value)
	m.note.SetText(x.Note)
}
