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

// Press makes any content clickable and reachable by keyboard: hover, focus ring,
// space and return.
type Press struct {
	fynewidget.BaseWidget
	OnTap   func()
	OnMenu  func(at fyne.Position) // right click, nil for none
	Fill    fyne.ThemeColorName    // behind the content, "" for none
	Chosen  bool                   // the present one of several
	Radius  float32
	content fyne.CanvasObject
	hover   bool
	focus   bool
	renders *pressRenderer
}

// NewPress makes content clickable.
func NewPress(content fyne.CanvasObject, tap func()) *Press {
	p := &Press{OnTap: tap, content: content, Radius: 6}
	p.ExtendBaseWidget(p)
	return p
}

// Choose shows the content as the present one.
func (p *Press) Choose(chosen bool) {
	if p.Chosen != chosen {
		p.Chosen = chosen
		p.paint()
	}
}

// HeightFor implements Tall.
func (p *Press) HeightFor(width float32) float32 { return HeightOf(p.content, width) }

// Tapped implements fyne.Tappable.
func (p *Press) Tapped(*fyne.PointEvent) {
	if p.OnTap != nil {
		p.OnTap()
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (p *Press) TappedSecondary(e *fyne.PointEvent) {
	if p.OnMenu != nil {
		p.OnMenu(e.AbsolutePosition)
	}
}

// Cursor implements desktop.Cursorable.
func (p *Press) Cursor() desktop.Cursor {
	if p.OnTap == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// MouseIn implements desktop.Hoverable.
func (p *Press) MouseIn(*desktop.MouseEvent) { p.hover = p.OnTap != nil; p.paint() }

// MouseMoved implements desktop.Hoverable.
func (p *Press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *Press) MouseOut() { p.hover = false; p.paint() }

// FocusGained implements fyne.Focusable.
func (p *Press) FocusGained() { p.focus = true; p.paint() }

// FocusLost implements fyne.Focusable.
func (p *Press) FocusLost() { p.focus = false; p.paint() }

// TypedRune implements fyne.Focusable.
func (p *Press) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (p *Press) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace || e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		p.Tapped(nil)
		return
	}
	passKey(p, e)
}

func (p *Press) paint() {
	if p.renders != nil {
		p.renders.paint()
		canvas.Refresh(p)
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Press) CreateRenderer() fyne.WidgetRenderer {
	p.renders = &pressRenderer{p: p, back: canvas.NewRectangle(color.Transparent)}
	p.renders.back.CornerRadius = p.Radius
	p.renders.paint()
	return p.renders
}

type pressRenderer struct {
	p    *Press
	back *canvas.Rectangle
}

func (r *pressRenderer) paint() {
	name := r.p.Fill
	switch {
	case r.p.Chosen:
		name = theme.Soft
	case r.p.hover:
		name = fynetheme.ColorNameHover
	}
	r.back.FillColor = color.Transparent
	if name != "" {
		r.back.FillColor = fynetheme.Color(name)
	}
	r.back.StrokeWidth, r.back.StrokeColor = 0, color.Transparent
	if r.p.focus {
		r.back.StrokeWidth, r.back.StrokeColor = 2, fynetheme.Color(fynetheme.ColorNamePrimary)
	}
}

func (r *pressRenderer) Destroy()           {}
func (r *pressRenderer) MinSize() fyne.Size { return r.p.content.MinSize() }
func (r *pressRenderer) Refresh()           { r.paint(); canvas.Refresh(r.p) }
func (r *pressRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.p.content.Resize(size)
}
func (r *pressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.p.content}
}
