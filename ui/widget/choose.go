package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Option is one of several values to choose from.
type Option struct {
	Key, Text string
}

// Choose is a list that opens to choose one of several values. Enter, Space and the
// arrow keys open it; setting it from outside tells nobody.
type Choose struct {
	fynewidget.Select
	OnChoose func(key string)
	OnFocus  func()
	options  []Option
	setting  bool
}

// NewChoose makes an empty list.
func NewChoose(onChoose func(key string)) *Choose {
	c := &Choose{OnChoose: onChoose}
	c.PlaceHolder = "—"
	c.OnChanged = func(string) {
		if i := c.SelectedIndex(); !c.setting && i >= 0 && i < len(c.options) && c.OnChoose != nil {
			c.OnChoose(c.options[i].Key)
		}
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows the values and the chosen one.
func (c *Choose) Set(options []Option, chosen string) {
	c.setting = true
	defer func() { c.setting = false }()
	if !slices.Equal(c.options, options) {
		c.options = options
		texts := make([]string, len(options))
		for i, o := range options {
			texts[i] = o.Text
		}
		c.SetOptions(texts)
	}
	i := slices.IndexFunc(options, func(o Option) bool { return o.Key == chosen })
	switch {
	case i < 0 && c.Selected != "":
		c.ClearSelected()
	case i >= 0 && c.SelectedIndex() != i:
		c.SetSelectedIndex(i)
	}
}

// FocusGained implements fyne.Focusable.
func (c *Choose) FocusGained() {
	c.Select.FocusGained()
	if c.OnFocus != nil {
		c.OnFocus()
	}
}

// TypedKey implements fyne.Focusable.
func (c *Choose) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case fyne.KeySpace, fyne.KeyUp, fyne.KeyDown:
		c.Select.TypedKey(e)
	default:
		passKey(c, e)
	}
}

// Button is a button that Enter presses too.
type Button struct {
	fynewidget.Button
}

// NewButton makes a button.
func NewButton(text string, tap func()) *Button {
	b := &Button{}
	b.Text, b.OnTapped = text, tap
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.Button.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case fyne.KeySpace:
		b.Button.TypedKey(e)
	default:
		passKey(b, e)
	}
}
