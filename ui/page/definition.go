package page

import (
	"math"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// definition is where a person decides what "gone" means.
type definition struct {
	*sheet
	box     *fyne.Container
	label   *widget.Text
	slider  *fynewidget.Slider
	hint    *widget.Text
	back    *fynewidget.Button
	asOf    *fyne.Container
	fixed   *widget.Text
	days    *fyne.Container
	setting bool
	asked   string
}

func newDefinition(h *Host) *definition {
	d := &definition{label: widget.NewHeading(""), hint: widget.NewCaption(""), fixed: widget.NewText(""), asOf: widget.NewColumn(4)}
	d.slider = fynewidget.NewSlider(15, 365)
	d.slider.Step = 5
	d.slider.OnChanged = func(v float64) { d.show(int(v)) }
	d.slider.OnChangeEnded = func(v float64) {
		if !d.setting {
			h.Desk.SetWindow(int(math.Round(v)))
		}
	}
	d.back = fynewidget.NewButton(h.say("ui.next.suggested"), func() { h.Desk.SetWindow(0) })
	d.days = widget.NewColumn(4, d.label, d.slider, d.hint, widget.NewRow(widget.Row{}, d.back))
	d.box = widget.NewColumn(gap, d.days, d.fixed, d.asOf)
	d.sheet = newSheet(h, nil, d.box)
	return d
}

func (d *definition) show(days int) {
	d.label.SetText(d.host.Words.Say("ui.definition.window", map[string]any{"days": days}))
}

func (d *definition) apply(v screen.View) {
	if c := v.Definition; c != nil {
		d.setting = true
		d.slider.Min, d.slider.Max = float64(c.Low), float64(max(c.High, c.Window))
		d.slider.Step = 1
		d.slider.SetValue(float64(c.Window))
		d.setting = false
		d.show(c.Window)
		d.hint.SetText(c.Hint)
		setOrHide(d.fixed, c.Fixed)
		d.days.Hidden = c.Fixed != ""
		d.back.Hidden = c.Window == c.Suggested
		d.applyAsOf(c)
	}
	d.sheet.apply(v)
}

func (d *definition) applyAsOf(c *screen.DefinitionView) {
	print := c.AsOf
	if len(c.AsOfs) > 0 {
		print += c.AsOfs[0].Text
	}
	if print == d.asked && len(d.asOf.Objects) > 0 {
		return
	}
	d.asked = print
	d.asOf.Objects = nil
	if len(c.AsOfs) == 0 {
		return
	}
	d.asOf.Add(widget.NewHeading(d.host.say("ui.definition.as_of")))
	days := widget.NewChoose(d.host.Desk.SetAsOf)
	days.Set(options(c.AsOfs), c.AsOf)
	d.asOf.Add(days)
	d.asOf.Add(widget.NewCaption(d.host.say("ui.definition.as_of.hint")))
	_ = theme.Grid
}
