package widget

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Async runs work away from the window's goroutine and what it returns on it.
type Async func(work func() func())

// Draw renders a chart at a size in pixels; nil means there is none.
type Draw func(key string, width, height int, scale float64) (image.Image, error)

// ChartView shows one chart, drawn at the pixels it covers. The last picture stays
// until the next one is ready.
type ChartView struct {
	fynewidget.BaseWidget
	OnMenu  func(at fyne.Position)
	draw    Draw
	async   Async
	picture *canvas.Image
	key     string
	want    request
	have    request
	busy    bool
}

// request is what a picture was drawn for.
type request struct {
	key           string
	rev           int
	width, height int
}

// NewChartView makes an empty chart.
func NewChartView(draw Draw, async Async) *ChartView {
	v := &ChartView{draw: draw, async: async, picture: canvas.NewImageFromImage(image.NewNRGBA(image.Rect(0, 0, 1, 1)))}
	v.picture.FillMode = canvas.ImageFillStretch
	v.picture.ScaleMode = canvas.ImageScaleSmooth
	v.ExtendBaseWidget(v)
	return v
}

// SetChart chooses the chart; rev changes when its numbers or words do.
func (v *ChartView) SetChart(key string, rev int) {
	v.want.key, v.want.rev = key, rev
	v.update()
}

// SetPale shows that the picture is being renewed.
func (v *ChartView) SetPale(pale bool) {
	want := 0.0
	if pale {
		want = 0.6
	}
	if v.picture.Translucency != want {
		v.picture.Translucency = want
		v.picture.Refresh()
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
	return v.picture.Image
}

// Pixel sizes below which drawing a chart makes no sense.
const (
	leastWidth  = 120
	leastHeight = 80
)

// update asks for a new picture when the present one does not fit.
func (v *ChartView) update() {
	size := v.Size()
	scale := v.scale()
	v.want.width, v.want.height = int(math.Round(float64(size.Width)*scale)), int(math.Round(float64(size.Height)*scale))
	if v.want.key == "" || v.want.width < leastWidth || v.want.height < leastHeight || v.want == v.have || v.busy {
		return
	}
	v.busy = true
	want := v.want
	v.async(func() func() {
		img, err := v.draw(want.key, want.width, want.height, scale)
		return func() {
			v.busy = false
			v.have = want
			if err == nil && img != nil {
				v.picture.Image = img
				v.picture.Refresh()
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

// TappedSecondary implements fyne.SecondaryTappable.
func (v *ChartView) TappedSecondary(e *fyne.PointEvent) {
	if v.OnMenu != nil {
		v.OnMenu(e.AbsolutePosition)
	}
}

// MinSize implements fyne.CanvasObject.
func (v *ChartView) MinSize() fyne.Size {
	v.ExtendBaseWidget(v)
	return fyne.NewSize(leastWidth, leastHeight)
}

// CreateRenderer implements fyne.Widget.
func (v *ChartView) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(v.picture)
}
