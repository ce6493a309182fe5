package page

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// codingPage shows one text at a time; a key names its cause.
type codingPage struct {
	*sheet
	box     *fyne.Container
	coder   *widget.Line
	text    *widget.Text
	place   *widget.Text
	agree   *widget.Text
	changed *widget.Text
	choices *fyne.Container
	keys    *widget.Keys
	cause   *widget.Choose
	into    *widget.Choose
	word    *widget.Line
	view    *screen.CodingView
	picked  string // cause to change
	target  string // cause to put it into
}

func newCoding(h *Host) *codingPage {
	c := &codingPage{text: widget.NewHeading(""), place: widget.NewCaption(""), agree: widget.NewText(""), changed: widget.NewText("")}
	c.changed.Color = "warning"
	c.coder = widget.NewLine("")
	c.coder.SetPlaceHolder(h.say("ui.coding.coder"))
	c.coder.OnChanged = func(name string) {
		if c.view != nil && c.view.Coder != name {
			h.Desk.CodeAs(name)
		}
	}
	c.choices = widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true})
	c.keys = widget.NewKeys(widget.NewColumn(theme.Grid, c.text, c.place, c.choices), c.typed, c.key)
	back := widget.NewButton(h.say("ui.coding.back"), h.Desk.CodeBack)
	skip := widget.NewButton(h.say("ui.coding.skip"), h.Desk.SkipText)
	again := widget.NewButton(h.say("ui.coding.analyse"), func() { h.Desk.Do("analyse") })
	tools := widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, widget.NewFixed(160, 0, c.coder), back, skip, again)
	c.box = widget.NewColumn(theme.Grid, tools, c.keys, c.agree, c.changed, widget.NewCaption(h.say("ui.coding.hint")), c.editor(h))
	c.sheet = newSheet(h, nil, c.box)
	c.sheet.layout.compact, c.sheet.layout.least = true, 300
	c.sheet.lead()
	c.sheet.next.Hide()
	return c
}

// editor changes the list of causes.
func (c *codingPage) editor(h *Host) fyne.CanvasObject {
	c.cause = widget.NewChoose(func(key string) { c.picked = key })
	c.into = widget.NewChoose(func(key string) { c.target = key })
	c.word = widget.NewLine("")
	c.word.SetPlaceHolder(h.say("ui.coding.word"))
	use := func(change func(key, text string)) func() {
		return func() {
			if c.picked != "" && c.word.Text != "" {
				change(c.picked, c.word.Text)
				c.word.SetText("")
			}
		}
	}
	rename := widget.NewButton(h.say("ui.coding.rename"), use(h.Desk.RenameCause))
	add := widget.NewButton(h.say("ui.coding.add"), use(h.Desk.WordOfCause))
	merge := widget.NewButton(h.say("ui.coding.merge"), func() {
		if c.picked != "" && c.target != "" {
			h.Desk.MergeCause(c.picked, c.target)
		}
	})
	reset := widget.NewButton(h.say("ui.coding.reset"), h.Desk.ResetCauses)
	return widget.NewColumn(theme.Grid, widget.NewCaption(h.say("ui.coding.list")),
		widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, widget.NewFixed(150, 0, c.cause), widget.NewFixed(180, 0, c.word), rename, add, widget.NewFixed(150, 0, c.into), merge, reset))
}

// typed takes the key of a cause.
func (c *codingPage) typed(r rune) {
	if c.view == nil {
		return
	}
	for i, k := range c.view.Keys {
		if k == r {
			c.host.Desk.CodeText(c.view.Choices[i].Key)
			return
		}
	}
}

// key goes on and back.
func (c *codingPage) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyRight, fyne.KeyDown, fyne.KeySpace:
		c.host.Desk.SkipText()
	case fyne.KeyLeft, fyne.KeyUp, fyne.KeyBackspace:
		c.host.Desk.CodeBack()
	default:
		return false
	}
	return true
}

func (c *codingPage) apply(v screen.View) {
	c.view = v.Coding
	c.box.Hidden = v.Coding == nil
	c.sheet.apply(v)
	if v.Coding == nil {
		return
	}
	if c.coder.Text != v.Coding.Coder {
		c.coder.SetText(v.Coding.Coder)
	}
	c.text.SetText(v.Coding.Text)
	c.place.SetText(v.Coding.Place)
	c.agree.SetText(v.Coding.Agree)
	c.changed.SetText(v.Coding.Changed)
	c.changed.Hidden = v.Coding.Changed == ""
	c.choices.RemoveAll()
	for i, choice := range v.Coding.Choices {
		b := widget.NewButton(string(v.Coding.Keys[i])+" "+choice.Text, func() { c.host.Desk.CodeText(choice.Key) })
		if choice.Key == v.Coding.Chosen {
			b.Importance = fynewidget.HighImportance
		}
		c.choices.Add(b)
	}
	options := make([]widget.Option, len(v.Coding.Causes))
	for i, o := range v.Coding.Causes {
		options[i] = widget.Option{Key: o.Key, Text: o.Text}
	}
	c.cause.Set(options, c.picked)
	c.into.Set(options, c.target)
	c.box.Refresh()
}
