package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Line is a box to type one line into; Enter submits, Escape gives up.
type Line struct {
	fynewidget.Entry
	OnFocus  func()
	OnEscape func()
}

// NewLine makes a box with this text.
func NewLine(text string) *Line {
	l := &Line{}
	l.Wrapping = fyne.TextWrapOff
	l.ExtendBaseWidget(l)
	l.SetText(text)
	return l
}

// FocusGained implements fyne.Focusable.
func (l *Line) FocusGained() {
	l.Entry.FocusGained()
	if l.OnFocus != nil {
		l.OnFocus()
	}
}

// TypedKey implements fyne.Focusable.
func (l *Line) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		if l.OnEscape != nil {
			l.OnEscape()
		} else {
			passKey(l, e)
		}
		return
	}
	l.Entry.TypedKey(e)
}
