package widget

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
)

// Async runs work away from the window's goroutine and what it returns on it.
type Async func(work func() func())

// Draw renders a chart at a size in pixels; no image means there is none.
type Draw func(key string, width, height int, scale float64) (screen.Picture, error)

// ChartView shows one chart, drawn at the pixels it covers. The last picture stays
// until the next one is ready. Pointing at a mark reads it; the arrow keys do the same.
// A click or Enter opens what stands behind it.
type ChartView struct {
	fynewidget.BaseWidget
	OnMenu func(at fyne.Position)
	OnOpen func(series, item int)
	Hint   string // said below the reading of a mark that can be opened
	draw   Draw
	async  Async
	shown  *canvas.Image
	drawn  screen.Picture
	have   request
	want   request
	units  fyne.Size // of the picture as drawn
	busy   bool
	focus  bool
	spot   int // read now, -1 for none
	tip    *tip
}

// request is what a picture was drawn for.
type request struct {
	key           string
	rev           int
	width, height int
}

// NewChartView makes an empty chart.
func NewChartView(draw Draw, async Async) *ChartView {
	v := &ChartView{draw: draw, async: async, shown: canvas.NewImageFromImage(image.NewNRGBA(image.Rect(0, 0, 1, 1))), spot: -1, tip: newTip()}
	v.shown.FillMode = canvas.ImageFillStretch
	v.shown.ScaleMode = canvas.ImageScaleSmooth
	v.ExtendBaseWidget(v)
	return v
}

// SetChart chooses the chart; rev changes when its numbers or words do.
func (v *ChartView) SetChart(key string, rev int) {
	if v.want.key != key || v.want.rev != rev {
		v.read(-1)
	}
	v.want.key, v.want.rev = key, rev
	v.update()
}

// SetPale shows that the picture is being renewed.
func (v *ChartView) SetPale(pale bool) {
	want := 0.0
	if pale {
		want = 0.6
	}
	if v.shown.Translucency != want {
		v.shown.Translucency = want
		v.shown.Refresh()
	}
}

// Resize implements fyne.CanvasObject.
func (v *ChartView) Resize(size fyne.Size) {
	v.BaseWidget.Resize(size)
	v.update()
}

// Image returns the picture as last drawn, nil before the first.
func (v *ChartView) Image() image.Image {
	if v.have.key == "" {
		return nil
	}
	return v.shown.Image
}

// Pixel sizes below which drawing a chart makes no sense.
const (
	leastWidth  = 120
	leastHeight = 80
)

// update asks for a new picture when the present one does not fit.
func (v *ChartView) update() {
	size, scale := v.Size(), v.scale()
	v.want.width, v.want.height = int(math.Round(float64(size.Width)*scale)), int(math.Round(float64(size.Height)*scale))
	if v.want.key == "" || v.want.width < leastWidth || v.want.height < leastHeight || v.want == v.have || v.busy {
		return
	}
	v.busy = true
	want := v.want
	v.async(func() func() {
		p, err := v.draw(want.key, want.width, want.height, scale)
		return func() {
			v.busy = false
			v.have = want
			if err == nil && p.Image != nil {
				v.drawn, v.units = p, fyne.NewSize(float32(float64(want.width)/scale), float32(float64(want.height)/scale))
				v.read(min(v.spot, len(p.Spots)-1))
				v.shown.Image = p.Image
				v.shown.Refresh()
			}
			v.update() // the wish may have changed meanwhile
		}
	})
}

func (v *ChartView) scale() float64 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil && c.Scale() > 0 {
		return float64(c.Scale())
	}
	return 1
}

// read shows what a spot says, -1 for none.
func (v *ChartView) read(spot int) {
	if v.have != v.want {
		spot = -1 // the picture shows something else
	}
	v.spot = spot
	if spot < 0 || spot >= len(v.drawn.Spots) {
		v.spot = -1
		v.tip.hide()
		canvas.Refresh(v)
		return
	}
	v.tip.show(&v.drawn, spot, v.Hint)
	v.tip.place(v.Size(), v.stretch())
	canvas.Refresh(v)
}

// stretch is how much larger the widget is than its picture, while a new one is drawn.
func (v *ChartView) stretch() fyne.Size {
	if v.units.Width == 0 || v.units.Height == 0 {
		return fyne.NewSize(1, 1)
	}
	return fyne.NewSize(v.Size().Width/v.units.Width, v.Size().Height/v.units.Height)
}

func (v *ChartView) pick(at fyne.Position) int {
	k := v.stretch()
	return nearest(&v.drawn, fyne.NewPos(at.X/k.Width, at.Y/k.Height))
}

// ReadMark reads the n-th mark, or the last one when there are fewer.
func (v *ChartView) ReadMark(n int) { v.read(min(n, len(v.drawn.Spots)-1)) }

// Reading returns what is read now: title and lines, nothing for none.
func (v *ChartView) Reading() (title string, lines []string) {
	if v.spot < 0 {
		return "", nil
	}
	s := &v.drawn.Spots[v.spot]
	return s.Title, s.Lines
}

// MouseIn implements desktop.Hoverable.
func (v *ChartView) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (v *ChartView) MouseMoved(e *desktop.MouseEvent) {
	if spot := v.pick(e.Position); spot != v.spot {
		v.read(spot)
	}
}

// MouseOut implements desktop.Hoverable.
func (v *ChartView) MouseOut() { v.read(-1) }

// Cursor implements desktop.Cursorable.
func (v *ChartView) Cursor() desktop.Cursor {
	if v.spot >= 0 && v.drawn.Spots[v.spot].Behind {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// Tapped implements fyne.Tappable.
func (v *ChartView) Tapped(e *fyne.PointEvent) {
	spot := v.pick(e.Position)
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil {
		c.Focus(v)
	}
	v.read(spot)
	v.open()
}

func (v *ChartView) open() {
	if v.spot >= 0 && v.OnOpen != nil && v.drawn.Spots[v.spot].Behind {
		s := &v.drawn.Spots[v.spot]
		v.OnOpen(s.Series, s.Item)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (v *ChartView) TappedSecondary(e *fyne.PointEvent) {
	if v.OnMenu != nil {
		v.OnMenu(e.AbsolutePosition)
	}
}

// FocusGained implements fyne.Focusable: the keys begin at the first mark.
func (v *ChartView) FocusGained() {
	v.focus = true
	if v.spot < 0 && len(v.drawn.Spots) > 0 {
		v.read(0)
	}
	v.Refresh()
}

// FocusLost implements fyne.Focusable.
func (v *ChartView) FocusLost() {
	v.focus = false
	v.read(-1)
	v.Refresh()
}

// TypedRune implements fyne.Focusable.
func (v *ChartView) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (v *ChartView) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd:
		v.read(step(&v.drawn, v.spot, e.Name))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		v.open()
	default:
		passKey(v, e)
	}
}

// MinSize implements fyne.CanvasObject.
func (v *ChartView) MinSize() fyne.Size {
	v.ExtendBaseWidget(v)
	return fyne.NewSize(leastWidth, leastHeight)
}

// CreateRenderer implements fyne.Widget.
func (v *ChartView) CreateRenderer() fyne.WidgetRenderer {
	r := &chartRenderer{v: v, ring: canvas.NewRectangle(color.Transparent)}
	r.ring.CornerRadius = 4
	r.objects = append([]fyne.CanvasObject{v.shown, r.ring}, v.tip.objects()...)
	return r
}

type chartRenderer struct {
	v       *ChartView
	ring    *canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *chartRenderer) Destroy()                     {}
func (r *chartRenderer) MinSize() fyne.Size           { return r.v.MinSize() }
func (r *chartRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *chartRenderer) Layout(size fyne.Size) {
	r.v.shown.Resize(size)
	r.ring.Resize(size)
	r.v.tip.place(size, r.v.stretch())
}

func (r *chartRenderer) Refresh() {
	r.ring.StrokeWidth, r.ring.StrokeColor = 0, color.Transparent
	if r.v.focus {
		r.ring.StrokeWidth, r.ring.StrokeColor = 2, fynetheme.Color(fynetheme.ColorNamePrimary)
	}
	r.ring.Refresh()
	canvas.Refresh(r.v)
}
