package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
)

// Pick is a short list of any contents, one of which is chosen: by click, or with the
// arrow keys while it has the focus. It is one stop of the Tab key.
type Pick struct {
	fynewidget.BaseWidget
	OnChoose func(index int)
	OnShow   func(top, bottom float32) // the chosen item should be in sight
	items    []fyne.CanvasObject
	backs    []*canvas.Rectangle
	chosen   int
	hover    int
	focus    bool
	width    float32
}

// NewPick makes an empty list.
func NewPick(onChoose func(int)) *Pick {
	p := &Pick{OnChoose: onChoose, hover: -1}
	p.ExtendBaseWidget(p)
	return p
}

// SetItems shows these contents.
func (p *Pick) SetItems(items []fyne.CanvasObject, chosen int) {
	p.items, p.chosen, p.hover = items, chosen, -1
	p.backs = p.backs[:0]
	for range items {
		back := canvas.NewRectangle(color.Transparent)
		back.CornerRadius = 6
		p.backs = append(p.backs, back)
	}
	p.Refresh()
}

// SetChosen marks one as chosen, without telling.
func (p *Pick) SetChosen(index int) {
	if p.chosen != index {
		p.chosen = index
		p.Refresh()
		p.show()
	}
}

// Chosen returns the position of the chosen item.
func (p *Pick) Chosen() int { return p.chosen }

// choose chooses and tells.
func (p *Pick) choose(index int) {
	if index < 0 || index >= len(p.items) || index == p.chosen {
		return
	}
	p.SetChosen(index)
	if p.OnChoose != nil {
		p.OnChoose(index)
	}
}

func (p *Pick) show() {
	if p.OnShow != nil && p.chosen < len(p.backs) {
		b := p.backs[p.chosen]
		p.OnShow(b.Position().Y, b.Position().Y+b.Size().Height)
	}
}

// at returns the item at a height, -1 for none.
func (p *Pick) at(y float32) int {
	for i, b := range p.backs {
		if y >= b.Position().Y && y < b.Position().Y+b.Size().Height {
			return i
		}
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (p *Pick) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
	p.choose(p.at(e.Position.Y))
}

// Cursor implements desktop.Cursorable.
func (p *Pick) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseIn implements desktop.Hoverable.
func (p *Pick) MouseIn(e *desktop.MouseEvent) { p.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (p *Pick) MouseMoved(e *desktop.MouseEvent) {
	if i := p.at(e.Position.Y); i != p.hover {
		p.hover = i
		p.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (p *Pick) MouseOut() { p.hover = -1; p.Refresh() }

// FocusGained implements fyne.Focusable.
func (p *Pick) FocusGained() { p.focus = true; p.Refresh(); p.show() }

// FocusLost implements fyne.Focusable.
func (p *Pick) FocusLost() { p.focus = false; p.Refresh() }

// TypedRune implements fyne.Focusable.
func (p *Pick) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (p *Pick) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		p.choose(p.chosen - 1)
	case fyne.KeyDown:
		p.choose(p.chosen + 1)
	case fyne.KeyHome:
		p.choose(0)
	case fyne.KeyEnd:
		p.choose(len(p.items) - 1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.choose(max(0, p.chosen)) // while none is chosen, the keys begin at the first
	default:
		passKey(p, e)
	}
}

// passKey gives the window a key that a focused object has no use for.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// room around an item.
const (
	pickPad = theme.Grid
	pickGap = 2
)

// HeightFor implements Tall.
func (p *Pick) HeightFor(width float32) float32 {
	h := float32(0)
	for _, o := range p.items {
		h += HeightOf(o, width-2*pickPad) + 2*pickPad + pickGap
	}
	return h
}

// MinSize implements fyne.CanvasObject.
func (p *Pick) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	return fyne.NewSize(120, p.HeightFor(max(p.width, 120)))
}

// Resize implements fyne.CanvasObject.
func (p *Pick) Resize(size fyne.Size) {
	p.width = size.Width
	p.BaseWidget.Resize(size)
}

// CreateRenderer implements fyne.Widget.
func (p *Pick) CreateRenderer() fyne.WidgetRenderer {
	r := &pickRenderer{p: p}
	r.paint()
	return r
}

type pickRenderer struct{ p *Pick }

func (r *pickRenderer) paint() {
	p := r.p
	for i, b := range p.backs {
		b.FillColor, b.StrokeWidth, b.StrokeColor = color.Transparent, 0, color.Transparent
		switch {
		case i == p.chosen:
			b.FillColor = fynetheme.Color(theme.Soft)
			if p.focus {
				b.StrokeWidth, b.StrokeColor = 2, fynetheme.Color(fynetheme.ColorNamePrimary)
			}
		case i == p.hover:
			b.FillColor = fynetheme.Color(fynetheme.ColorNameHover)
		case i == 0 && p.chosen < 0 && p.focus: // the keys begin here
			b.StrokeWidth, b.StrokeColor = 2, fynetheme.Color(fynetheme.ColorNamePrimary)
		}
	}
}

func (r *pickRenderer) Destroy()           {}
func (r *pickRenderer) MinSize() fyne.Size { return r.p.MinSize() }
func (r *pickRenderer) Refresh() {
	r.paint()
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *pickRenderer) Layout(size fyne.Size) {
	y := float32(0)
	for i, o := range r.p.items {
		inner := size.Width - 2*pickPad
		h := HeightOf(o, inner)
		r.p.backs[i].Move(fyne.NewPos(0, y))
		r.p.backs[i].Resize(fyne.NewSize(size.Width, h+2*pickPad))
		o.Move(fyne.NewPos(pickPad, y+pickPad))
		o.Resize(fyne.NewSize(inner, h))
		y += h + 2*pickPad + pickGap
	}
}

func (r *pickRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, 2*len(r.p.items))
	for i, o := range r.p.items {
		out = append(out, r.p.backs[i], o)
	}
	return out
}
