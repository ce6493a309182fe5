package chart

import (
	"image"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"huiliu/reports/doc"
)

// Picture is a drawn chart with the places of its marks.
type Picture struct {
	Image image.Image
	Hits  []Hit // in drawing order; none of marks that did not fit
	Area  Box   // where the data is drawn
	Along Along
}

// Along says along which axis the marks of a chart lie: pointing anywhere above a bar
// means the bar.
type Along string

// The directions; the cells of a heat table have none.
const (
	AlongX Along = "x"
	AlongY Along = "y"
)

func along(k doc.ChartKind) Along {
	switch k {
	case doc.ChartLine, doc.ChartBars:
		return AlongX
	case doc.ChartBarH, doc.ChartDots:
		return AlongY
	}
	return ""
}

// Hit is one mark: a bar, a piece of a stacked bar, a dot, a point of a line or a cell.
// Series and Item are its place in the specification; of a heat table row and column.
type Hit struct {
	Series, Item int
	Box          Box
}

// Box is a rectangle in pixels at scale 1, from the top left corner of the picture.
// The box of a point has no size.
type Box struct{ Left, Top, Right, Bottom float64 }

// Picture draws c as a raster image and says where everything stands.
func (r *Renderer) Picture(c doc.Chart, o Options) (p Picture, err error) {
	defer rescue(c, &err)
	o = o.normal()
	// One vg point is one pixel at 72 dpi, so that raster and SVG share all sizes.
	dpi := int(math.Round(72 * o.Scale))
	canvas := vgimg.NewWith(
		vgimg.UseWH(vg.Points(float64(o.Width)), vg.Points(float64(o.Height))),
		vgimg.UseDPI(max(1, dpi)),
		vgimg.UseBackgroundColor(pick(o.Dark).surface),
	)
	s := r.draw(draw.New(canvas), c, o)
	return Picture{Image: canvas.Image(), Hits: s.hits, Area: s.area, Along: along(c.Kind)}, nil
}

// box turns a rectangle of the canvas, whose y grows upwards, into pixels.
func (s *sheet) box(r vg.Rectangle) Box {
	top := float64(s.canvas.Max.Y)
	return Box{float64(r.Min.X), top - float64(r.Max.Y), float64(r.Max.X), top - float64(r.Min.Y)}
}

// hit notes where a mark was drawn.
func (s *sheet) hit(series, item int, r vg.Rectangle) {
	s.hits = append(s.hits, Hit{series, item, s.box(r)})
}

// field notes where the data is drawn.
func (s *sheet) field(c *draw.Canvas) { s.area = s.box(c.Rectangle) }

// hitPoints notes the points of line k that stand inside the plot, one per pixel column.
func (s *sheet) hitPoints(c *draw.Canvas, p *plot.Plot, ser doc.Series, k int) {
	tx, ty := p.Transforms(c)
	last := math.Inf(-1)
	for i := range min(len(ser.X), len(ser.Y)) {
		if !finite(ser.X[i]) || !finite(ser.Y[i]) {
			continue
		}
		at := vg.Point{X: tx(ser.X[i]), Y: ty(ser.Y[i])}
		if x := float64(at.X); c.ContainsX(at.X) && x >= last+1 {
			s.hit(k, i, vg.Rectangle{Min: at, Max: at})
			last = x
		}
	}
}
