package page

import (
	"strings"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// whatIf asks the model about the customer on the card with other values.
type whatIf struct {
	object   *fyne.Container
	host     *Host
	columns  *fynewidget.Select
	value    *widget.Line
	again    *widget.Press
	answer   *widget.Text
	changes  *widget.Text
	warnings *widget.Text
	hint     *widget.Text
	keys     []string
}

func newWhatIf(h *Host) *whatIf {
	w := &whatIf{host: h, answer: widget.NewHeading(""), changes: widget.NewText(""), warnings: widget.NewText(""), hint: widget.NewCaption("")}
	w.warnings.Color = "warning"
	w.columns = fynewidget.NewSelect(nil, nil)
	w.columns.PlaceHolder = h.say("ui.whatif.choose")
	w.value = widget.NewLine("")
	w.value.SetPlaceHolder(h.say("ui.whatif.value"))
	w.value.OnSubmitted = func(string) { w.ask() }
	use := widget.NewButton(h.say("ui.whatif.use"), w.ask)
	w.again = chartButton(h.say("ui.whatif.again"), h.Desk.AskAgain)
	title := widget.NewCaption(h.say("ui.whatif.title"))
	line := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, widget.NewFixed(230, 0, w.columns), widget.NewFixed(90, 0, w.value), use, w.again)
	w.object = widget.NewColumn(theme.Grid, title, w.answer, line, w.changes, w.warnings, w.hint)
	return w
}

func (w *whatIf) ask() {
	if i := w.columns.SelectedIndex(); i >= 0 && i < len(w.keys) {
		w.host.Desk.Ask(w.keys[i], w.value.Text)
	}
}

// set shows an answer; nil hides the question.
func (w *whatIf) set(v *screen.WhatIfView) {
	w.object.Hidden = v == nil
	if v == nil {
		return
	}
	texts := make([]string, len(v.Columns))
	keys := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		texts[i], keys[i] = c.Text, c.Key
	}
	chosen := w.columns.SelectedIndex()
	w.columns.Options, w.keys = texts, keys
	if chosen >= 0 && chosen < len(texts) {
		w.columns.SetSelectedIndex(chosen)
	} else {
		w.columns.ClearSelected()
	}
	w.answer.SetText(v.Answer)
	w.changes.SetText(strings.Join(v.Changes, "\n"))
	w.warnings.SetText(strings.Join(v.Warnings, "\n"))
	w.hint.SetText(v.Hint)
	w.changes.Hidden, w.warnings.Hidden, w.again.Hidden = len(v.Changes) == 0, len(v.Warnings) == 0, len(v.Changes) == 0
	w.object.Refresh()
}
