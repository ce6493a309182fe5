package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/app/screen"
	"huiliu/ui/theme"
)

// tip reads one mark of a chart: a frame around it, or a cross-hair through a point, and
// beside it what it says.
type tip struct {
	box    screen.Box // of the mark, in units of the picture
	area   screen.Box
	active bool
	frame  *canvas.Rectangle
	line   *canvas.Rectangle
	dot    *canvas.Circle
	card   *canvas.Rectangle
	texts  []*canvas.Text
	layer  *fyne.Container
}

func newTip() *tip {
	t := &tip{frame: canvas.NewRectangle(color.Transparent), line: canvas.NewRectangle(color.Transparent),
		dot: canvas.NewCircle(color.Transparent), card: canvas.NewRectangle(color.Transparent)}
	t.frame.StrokeWidth, t.dot.StrokeWidth, t.card.StrokeWidth = 2, 2, 1
	t.frame.CornerRadius, t.card.CornerRadius = 2, 6
	t.layer = &fyne.Container{}
	t.hide()
	return t
}

func (t *tip) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{t.line, t.frame, t.dot, t.card, t.layer}
}

func (t *tip) hide() {
	t.active = false
	for _, o := range t.objects() {
		o.Hide()
	}
}

// show takes over what a spot says; place puts it where it belongs.
func (t *tip) show(p *screen.Picture, spot int, hint string) {
	s := &p.Spots[spot]
	t.active, t.box, t.area = true, s.Box, p.Area
	ink := fynetheme.Color(fynetheme.ColorNameForeground)
	t.frame.StrokeColor, t.dot.StrokeColor = ink, ink
	t.dot.FillColor = fynetheme.Color(fynetheme.ColorNameBackground)
	t.line.FillColor = fynetheme.Color(theme.Muted)
	t.card.FillColor = fynetheme.Color(fynetheme.ColorNameOverlayBackground)
	t.card.StrokeColor = fynetheme.Color(fynetheme.ColorNameSeparator)
	t.texts = t.texts[:0]
	t.layer.Objects = nil
	add := func(text string, bold bool, tone fyne.ThemeColorName) {
		c := canvas.NewText(text, fynetheme.Color(tone))
		c.TextSize, c.TextStyle.Bold = fynetheme.Size(theme.Body)-1, bold
		if tone == theme.Muted {
			c.TextSize = fynetheme.Size(theme.Caption)
		}
		t.texts = append(t.texts, c)
		t.layer.Add(c)
	}
	add(s.Title, true, fynetheme.ColorNameForeground)
	for _, line := range s.Lines {
		add(line, false, fynetheme.ColorNameForeground)
	}
	if s.Behind && hint != "" {
		add(hint, false, theme.Muted)
	}
}

// room around the reading.
const (
	tipPad  = 8
	tipAway = 12 // from the mark
)

// place lays the reading out in a widget of this size; stretch is widget ÷ picture.
func (t *tip) place(size, stretch fyne.Size) {
	if !t.active {
		return
	}
	b := screen.Box{Left: t.box.Left * stretch.Width, Right: t.box.Right * stretch.Width, Top: t.box.Top * stretch.Height, Bottom: t.box.Bottom * stretch.Height}
	point := b.Left == b.Right && b.Top == b.Bottom
	for _, o := range t.objects() {
		o.Show()
	}
	t.frame.Hidden, t.dot.Hidden, t.line.Hidden = point, !point, !point
	t.frame.Move(fyne.NewPos(b.Left-2, b.Top-2))
	t.frame.Resize(fyne.NewSize(b.Right-b.Left+4, b.Bottom-b.Top+4))
	const r = 5
	t.dot.Move(fyne.NewPos(b.Left-r, b.Top-r))
	t.dot.Resize(fyne.NewSize(2*r, 2*r))
	t.line.Move(fyne.NewPos(b.Left-0.5, t.area.Top*stretch.Height))
	t.line.Resize(fyne.NewSize(1, (t.area.Bottom-t.area.Top)*stretch.Height))

	width, height := float32(0), float32(0)
	for _, c := range t.texts {
		m := c.MinSize()
		width, height = max(width, m.Width), height+m.Height
	}
	card := fyne.NewSize(width+2*tipPad, height+2*tipPad)
	at := beside(b, card, size)
	t.card.Move(at)
	t.card.Resize(card)
	t.layer.Move(at)
	t.layer.Resize(card)
	y := float32(tipPad)
	for _, c := range t.texts {
		c.Move(fyne.NewPos(tipPad, y))
		c.Resize(c.MinSize())
		y += c.MinSize().Height
	}
}

// beside is where a card stands without covering the mark: right of it, else left,
// else above or below; always inside the widget.
func beside(b screen.Box, card, size fyne.Size) fyne.Position {
	x, y := b.Right+tipAway, (b.Top+b.Bottom-card.Height)/2
	switch {
	case x+card.Width <= size.Width:
	case b.Left-tipAway-card.Width >= 0:
		x = b.Left - tipAway - card.Width
	default:
		x, y = (b.Left+b.Right-card.Width)/2, b.Top-tipAway-card.Height
		if y < 0 {
			y = b.Bottom + tipAway
		}
	}
	return fyne.NewPos(max(0, min(x, size.Width-card.Width)), max(0, min(y, size.Height-card.Height)))
}
