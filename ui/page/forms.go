package page

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// forms is a screen of results with what a person enters beside it.
type forms struct {
	*sheet
	place *fyne.Container
	shown string
}

func newForms(h *Host, more ...fyne.CanvasObject) *forms {
	f := &forms{place: widget.NewColumn(2 * theme.Grid)}
	f.sheet = newSheet(h, container.NewVScroll(widget.NewPad(widget.Pad{Right: gap, Bottom: gap}, f.place)), nil)
	f.sheet.layout.compact = true
	f.sheet.layout.picks.Objects = append(f.sheet.layout.picks.Objects, more...)
	f.sheet.lead()
	f.sheet.next.Hide()
	return f
}

func (f *forms) apply(v screen.View) {
	names := ""
	for _, form := range v.Forms {
		names += "|" + form.Title
		for _, field := range form.Fields {
			names += "," + field.Label
		}
	}
	if names != f.shown {
		f.shown = names
		f.place.Objects = nil
		for i := range v.Forms {
			f.place.Add(newForm(f.host, v.Forms[i]))
		}
		f.place.Refresh()
	}
	f.sheet.apply(v)
}

// newForm is one form: its fields, what they mean and what to do with them.
func newForm(h *Host, v screen.FormView) fyne.CanvasObject {
	read := map[string]func() string{}
	out := widget.NewColumn(theme.Grid, widget.NewHeading(v.Title), widget.NewCaption(v.Hint))
	var row []fyne.CanvasObject
	for _, field := range v.Fields {
		object, value := newField(field)
		read[field.Key] = value
		if field.Wide {
			out.Add(object)
			continue
		}
		row = append(row, widget.NewFixed(136, 0, object))
	}
	out.Add(widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, row...))
	send := func(remove bool) func() {
		return func() {
			values := map[string]string{}
			for key, value := range read {
				values[key] = value()
			}
			h.Desk.Enter(v.Key, values, remove)
		}
	}
	buttons := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, widget.NewButton(v.Save, send(false)))
	if v.Remove != "" {
		buttons.Add(chartButton(v.Remove, send(true)))
	}
	out.Add(buttons)
	return out
}

// newField is one field with a way to read it.
func newField(v screen.FieldView) (fyne.CanvasObject, func() string) {
	label := widget.NewCaption(v.Label)
	label.Lines = 1
	if v.Choices == nil {
		line := widget.NewLine("")
		return widget.NewColumn(0, label, line), func() string { return strings.TrimSpace(line.Text) }
	}
	texts := make([]string, len(v.Choices))
	for i, c := range v.Choices {
		texts[i] = c.Text
	}
	choose := fynewidget.NewSelect(texts, nil)
	choose.SetSelectedIndex(0)
	return widget.NewColumn(0, label, choose), func() string {
		if i := choose.SelectedIndex(); i >= 0 {
			return v.Choices[i].Key
		}
		return ""
	}
}
