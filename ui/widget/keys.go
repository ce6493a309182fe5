package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Keys makes any content take keys while it has the focus, which a ring shows.
type Keys struct {
	fynewidget.BaseWidget
	OnRune  func(r rune)
	OnKey   func(key fyne.KeyName) bool // false: the window may have a use for it
	content fyne.CanvasObject
	ring    *canvas.Rectangle
}

// NewKeys makes content take keys.
func NewKeys(content fyne.CanvasObject, onRune func(rune), onKey func(fyne.KeyName) bool) *Keys {
	k := &Keys{OnRune: onRune, OnKey: onKey, content: content, ring: canvas.NewRectangle(color.Transparent)}
	k.ring.CornerRadius = 6
	k.ExtendBaseWidget(k)
	return k
}

// HeightFor implements Tall.
func (k *Keys) HeightFor(width float32) float32 {
	return HeightOf(k.content, width-2*keysPad) + 2*keysPad
}

// keysPad is the room between ring and content.
const keysPad = 6

// Tapped implements fyne.Tappable: a click takes the focus.
func (k *Keys) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(k); c != nil {
		c.Focus(k)
	}
}

// FocusGained implements fyne.Focusable.
func (k *Keys) FocusGained() {
	k.ring.StrokeWidth, k.ring.StrokeColor = 2, fynetheme.Color(fynetheme.ColorNamePrimary)
	k.ring.Refresh()
}

// FocusLost implements fyne.Focusable.
func (k *Keys) FocusLost() {
	k.ring.StrokeWidth, k.ring.StrokeColor = 0, color.Transparent
	k.ring.Refresh()
}

// TypedRune implements fyne.Focusable.
func (k *Keys) TypedRune(r rune) { k.OnRune(r) }

// TypedKey implements fyne.Focusable.
func (k *Keys) TypedKey(e *fyne.KeyEvent) {
	if !k.OnKey(e.Name) {
		passKey(k, e)
	}
}

// CreateRenderer implements fyne.Widget.
func (k *Keys) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(&fyne.Container{Layout: &ringed{}, Objects: []fyne.CanvasObject{k.ring, k.content}})
}

// ringed puts the second object into the first.
type ringed struct{}

func (ringed) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[1].MinSize().AddWidthHeight(2*keysPad, 2*keysPad)
}

func (ringed) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Move(fyne.NewPos(keysPad, keysPad))
	o[1].Resize(size.SubtractWidthHeight(2*keysPad, 2*keysPad))
}
