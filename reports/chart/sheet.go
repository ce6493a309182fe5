package chart

import (
	"image/color"
	"math"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/assets"
	"huiliu/reports/doc"
)

// sheet is one chart being drawn: where, what, in which colours and sizes. Sizes are
// in pixels at scale 1.
type sheet struct {
	canvas draw.Canvas
	spec   doc.Chart
	pal    palette
	num    *assets.Words
	set    *typesetter
	em     vg.Length // size of normal text
	labels vg.Length // widest value label
	hidden int       // items that did not fit and are said in the note
	hits   []Hit     // where the marks were drawn
	area   Box       // where the data is drawn
}

func newSheet(canvas draw.Canvas, c doc.Chart, o Options, set *typesetter) *sheet {
	growth := math.Min(float64(o.Width)/defaultWidth, float64(o.Height)/defaultHeight)
	em := math.Max(9, math.Min(16, 12+(growth-1)*3))
	s := &sheet{canvas: canvas, spec: c, pal: pick(o.Dark), num: numbers(c), set: set, em: vg.Length(em)}
	s.fitItems(o)
	return s
}

// fitItems drops what cannot be drawn apart on the surface and counts it.
func (s *sheet) fitItems(o Options) {
	rows, columns := math.MaxInt, math.MaxInt
	switch s.spec.Kind {
	case doc.ChartBarH, doc.ChartDots:
		rows = max(1, int((float64(o.Height)/float64(s.em)-10)/1.15)) // about 10 em go to title, axis and note
	case doc.ChartBars:
		columns = max(1, o.Width/5)
	case doc.ChartHeat:
		rows = max(1, o.Height/6)
		columns = max(1, o.Width/8)
	default:
		return
	}
	if s.spec.Kind == doc.ChartBars {
		rows = columns
	}
	if extra := len(s.spec.Categories) - rows; extra > 0 {
		s.hidden, s.spec.Categories = extra, s.spec.Categories[:rows]
	}
	if len(s.spec.Cells) > rows {
		s.spec.Cells = s.spec.Cells[:rows]
	}
	if extra := len(s.spec.Columns) - columns; s.spec.Kind == doc.ChartHeat && extra > 0 {
		s.hidden, s.spec.Columns = s.hidden+extra, s.spec.Columns[:columns]
	}
}

// style returns a text style in size ems.
func (s *sheet) style(size float64, ink color.NRGBA, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{
		Color: ink, XAlign: x, YAlign: y, Handler: s.set,
		Font: font.Font{Typeface: typeface, Size: s.em * vg.Length(size)},
	}
}

func bold(sty text.Style) text.Style {
	sty.Font.Weight = xfont.WeightBold
	return sty
}

// small is the size of ticks, labels and notes in ems; big the size of titles.
const (
	small = 0.92
	big   = 1.3
)

func (s *sheet) label(x text.XAlignment, y text.YAlignment) text.Style {
	return s.style(small, s.pal.ink, x, y)
}

func (s *sheet) quiet(x text.XAlignment, y text.YAlignment) text.Style {
	return s.style(small, s.pal.muted, x, y)
}

// newPlot returns a plot in the sheet's look, without title, legend or background.
func (s *sheet) newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.TextHandler = s.set
	p.Title.TextStyle.Handler = s.set
	p.Legend.TextStyle = s.quiet(text.XLeft, text.YTop)
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Padding = 0
		a.LineStyle = draw.LineStyle{Color: s.pal.edge, Width: 1}
		a.Tick.LineStyle = draw.LineStyle{Color: s.pal.edge, Width: 1}
		a.Label.Padding = s.em * 0.55
	}
	p.X.Tick.Label = s.quiet(text.XCenter, text.YTop)
	p.X.Label.TextStyle = s.quiet(text.XCenter, text.YBottom)
	p.Y.Tick.Label = s.quiet(text.XRight, -0.62) // gonum lifts vertical labels by the descent
	p.Y.Label.TextStyle = s.quiet(text.XCenter, text.YBottom)
	for _, a := range []*plot.Axis{&p.X, &p.Y} { // no tick marks, only room for them
		a.Tick.Length = s.em * 0.35
		a.Tick.LineStyle.Color = color.Transparent
	}
	p.X.Tick.Length = s.em * 0.6 // clear of the lowest label of the vertical axis
	return p
}

// nameX writes the title of the x axis, no wider than the data it stands under.
func (s *sheet) nameX(p *plot.Plot, area draw.Canvas) {
	p.X.Label.Text = shorten(p.X.Label.TextStyle, s.spec.XLabel, p.DataCanvas(area).Size().X)
}

// grid adds quiet lines across the value axis.
func (s *sheet) grid(p *plot.Plot, vertical bool) {
	g := plotter.NewGrid()
	line := draw.LineStyle{Color: s.pal.grid, Width: 1}
	g.Vertical, g.Horizontal = draw.LineStyle{}, line
	if vertical {
		g.Vertical, g.Horizontal = line, draw.LineStyle{}
	}
	p.Add(g)
}

// painter adapts a function to plot.Plotter.
type painter func(c draw.Canvas, p *plot.Plot)

// Plot implements plot.Plotter.
func (f painter) Plot(c draw.Canvas, p *plot.Plot) { f(c, p) }

// rect fills a rectangle.
func (s *sheet) rect(c *draw.Canvas, r vg.Rectangle, fill color.NRGBA) {
	c.SetColor(fill)
	c.Fill(r.Path())
}

// corners returns the rectangle between two x and two y, in any order.
func corners(x0, y0, x1, y1 vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: min(x0, x1), Y: min(y0, y1)}, Max: vg.Point{X: max(x0, x1), Y: max(y0, y1)}}
}

// hatch draws a rectangle as unfinished: pale with diagonal lines and an outline.
func (s *sheet) hatch(c *draw.Canvas, r vg.Rectangle, ink color.NRGBA) {
	s.rect(c, r, fade(ink, 36))
	line := draw.LineStyle{Color: fade(ink, 170), Width: 1}
	gap := s.em * 0.5
	w, h := r.Max.X-r.Min.X, r.Max.Y-r.Min.Y
	for t := gap / 2; t < w+h; t += gap {
		x0, y0 := r.Min.X+max(0, t-h), r.Min.Y+min(t, h)
		x1, y1 := r.Min.X+min(t, w), r.Min.Y+max(0, t-w)
		c.StrokeLine2(line, x0, y0, x1, y1)
	}
	c.StrokeLines(line, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
}

// boxAround returns the rectangle a text of that style takes when drawn at pt.
func boxAround(sty text.Style, pt vg.Point, txt string) vg.Rectangle {
	w, h := sty.Width(txt), sty.Height(txt)
	x, y := pt.X+vg.Length(sty.XAlign)*w, pt.Y+vg.Length(sty.YAlign)*h
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + w, Y: y + h}}
}
