package page

import (
	"strings"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// asOfWidth is how wide the question for a day is.
const asOfWidth = 420

// askDay asks as of which past day everything should answer: a month end from the
// list, or any day typed.
func askDay(h *Host) {
	if h.Canvas == nil {
		return
	}
	days := h.Desk.Days()
	if days.First == "" {
		return
	}
	var pop *fynewidget.PopUp
	typed := widget.NewLine(days.Now)
	typed.SetPlaceHolder(days.Last)
	wrong := widget.NewCaption("")
	wrong.Color = "warning"
	wrong.Hide()
	replay := func(day string) {
		pop.Hide()
		h.Desk.SetAsOf(day)
	}
	take := func(string) {
		day := plainDay(typed.Text)
		if day != "" && (len(day) != len(days.First) || day < days.First) {
			setOrHide(wrong, h.Words.Say("ui.replay.wrong", map[string]any{"first": days.First, "last": days.Last}))
			pop.Content.Refresh()
			return
		}
		replay(day)
	}
	typed.OnSubmitted = take
	list := widget.NewChoose(func(key string) { typed.SetText(key) })
	list.Set(options(days.Ends), days.Now)
	use := widget.NewButton(h.say("ui.replay.use"), func() { take("") })
	use.Importance = fynewidget.HighImportance
	today := widget.NewButton(h.say("ui.replay.today"), func() { replay("") })
	cancel := widget.NewButton(h.say("common.cancel"), func() { pop.Hide() })
	typed.OnEscape = func() { pop.Hide() }
	content := widget.NewColumn(theme.Grid, widget.NewHeading(h.say("ui.replay.title")),
		widget.NewText(h.Words.Say("ui.replay.hint", map[string]any{"first": days.First, "last": days.Last})),
		widget.NewCaption(h.say("ui.replay.ends")), list, widget.NewCaption(h.say("ui.replay.typed")), typed, wrong,
		widget.NewRow(widget.Row{Gap: theme.Grid}, use, today, cancel))
	padded := widget.NewPad(widget.Pad{Top: gap, Right: gap, Bottom: gap, Left: gap}, content)
	pop = fynewidget.NewModalPopUp(padded, h.Canvas())
	pop.Resize(fyne.NewSize(asOfWidth, widget.HeightOf(padded, asOfWidth)+2*gap))
	pop.Show()
	h.Canvas().Focus(typed)
}

// plainDay writes a typed day as yyyy-mm-dd: 2011/8/31 and 20110831 are days too.
func plainDay(text string) string {
	text = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "").Replace(strings.TrimSpace(text))
	if len(text) == 8 && !strings.Contains(text, "-") {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	parts := strings.Split(text, "-")
	for i, p := range parts {
		if i > 0 && len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	return strings.Join(parts, "-")
}
