package page

import (
	"strconv"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// race shows who won, and what contacting the riskiest would bring under terms that
// are moved with sliders.
type race struct {
	*sheet
	money   *fyne.Container
	slides  [3]*slide
	reset   *widget.Button
	cells   []*measure
	view    *screen.RaceView
	setting bool
}

// pricedFigures is how many figures an answer has.
const pricedFigures = 5

func newRace(h *Host) *race {
	r := &race{}
	r.reset = widget.NewButton(h.say("ui.race.reset"), r.start)
	row := widget.NewGrid(widget.Grid{Least: 240, Gap: gap})
	for i := range r.slides {
		r.slides[i] = newSlide(func() {
			if !r.setting {
				r.price()
			}
		})
		row.Add(r.slides[i].object)
	}
	var cells []fyne.CanvasObject
	for range pricedFigures {
		m := newMeasure()
		r.cells, cells = append(r.cells, m), append(cells, m.object)
	}
	r.money = widget.NewColumn(theme.Grid, row, widget.NewGrid(widget.Grid{Least: 168, Gap: gap}, cells...), widget.NewRow(widget.Row{}, r.reset))
	r.sheet = newSheet(h, nil, r.money)
	r.sheet.layout.compact, r.sheet.layout.least = true, 330
	r.sheet.lead()
	r.sheet.next.Hide()
	return r
}

// start moves the sliders back to what the data say.
func (r *race) start() {
	if r.view == nil {
		return
	}
	r.setting = true
	for i, s := range []screen.Slide{r.view.Value, r.view.Contact, r.view.Accept} {
		r.slides[i].set(s)
	}
	r.setting = false
	r.price()
}

// price shows what the sliders say.
func (r *race) price() {
	p := r.host.Desk.Price(r.slides[0].at(), r.slides[1].at(), r.slides[2].at())
	for i, text := range []string{p.Value, p.Contact, p.Accept} {
		r.slides[i].value.SetText(text)
	}
	for i, m := range r.cells {
		if i < len(p.Measures) {
			m.set(p.Measures[i])
		} else {
			m.set(screen.Measure{})
		}
	}
	r.sheet.at = ""
	if p.Share > 0 {
		r.sheet.at = "@" + strconv.FormatFloat(p.Share, 'f', 2, 64)
	}
	r.sheet.showChart()
	r.sheet.outer.Refresh()
}

func (r *race) apply(v screen.View) {
	old := r.view
	r.view = v.Race
	r.money.Hidden = v.Race == nil
	r.sheet.apply(v)
	if v.Race != nil && (old == nil || *old != *v.Race) {
		r.start()
	}
}

// slide is a number with its name, moved by a slider.
type slide struct {
	object       *fyne.Container
	label, value *widget.Text
	slider       *fynewidget.Slider
}

func newSlide(moved func()) *slide {
	s := &slide{label: widget.NewCaption(""), value: widget.NewHeading(""), slider: fynewidget.NewSlider(0, 1)}
	s.label.Lines, s.value.Lines = 1, 1
	s.slider.OnChanged = func(float64) { moved() }
	s.object = &fyne.Container{Layout: &slideBox{}, Objects: []fyne.CanvasObject{s.label, s.value, s.slider}}
	return s
}

func (s *slide) at() float64 { return s.slider.Value }

func (s *slide) set(x screen.Slide) {
	s.label.SetText(x.Label)
	s.slider.Min, s.slider.Max, s.slider.Step = x.Low, x.High, x.Step
	s.slider.SetValue(x.Value)
}

// slideBox is name and value in one line, the slider below.
type slideBox struct{}

func (slideBox) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 56) }
func (slideBox) Layout(o []fyne.CanvasObject, size fyne.Size) {
	half := size.Width * 2 / 3
	put(o[0], 0, 2, half, 18)
	put(o[1], half, 0, size.Width-half, 22)
	put(o[2], -theme.Grid, 24, size.Width+2*theme.Grid, 32)
}
