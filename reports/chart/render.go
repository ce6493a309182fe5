// Package chart draws doc.Chart specifications with gonum/plot as images, PNG and SVG.
//
//	r, err := chart.NewRenderer(assets.Font(), assets.BoldFont())
//	img, err := r.Image(spec, chart.Options{Width: 640, Height: 400, Scale: 2})
//
// One renderer serves window and reports and may be used by several goroutines. It
// keeps its fonts in a cache of its own; gonum's global default font is not touched.
package chart

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/png"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"huiliu/assets"
	"huiliu/reports/doc"
)

// The size of a chart when the options say nothing, and the limits that keep a wrong
// number from asking for gigabytes.
const (
	defaultWidth, defaultHeight = 640, 400
	smallestSide, largestSide   = 120, 8192
	largestScale                = 8
)

// Options say for which surface a chart is drawn.
type Options struct {
	Width, Height int     // in pixels at scale 1; 0 means 640×400
	Scale         float64 // device pixels per pixel; 0 means 1
	Dark          bool    // for a dark surface
}

// normal fills in defaults and bounds.
func (o Options) normal() Options {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	if o.Height <= 0 {
		o.Height = defaultHeight
	}
	o.Width = max(smallestSide, min(largestSide, o.Width))
	o.Height = max(smallestSide, min(largestSide, o.Height))
	if !(o.Scale > 0) {
		o.Scale = 1
	}
	o.Scale = min(o.Scale, largestScale)
	return o
}

// Renderer draws charts in one pair of typefaces.
type Renderer struct{ set *typesetter }

// NewRenderer parses the regular and the bold typeface (single TTF or OTF).
func NewRenderer(regular, bold []byte) (*Renderer, error) {
	t, err := newTypesetter(regular, bold)
	if err != nil {
		return nil, err
	}
	return &Renderer{set: t}, nil
}

// Image draws c as a raster image of Width×Scale by Height×Scale pixels.
func (r *Renderer) Image(c doc.Chart, o Options) (image.Image, error) {
	p, err := r.Picture(c, o)
	return p.Image, err
}

// PNG writes c as a PNG file.
func (r *Renderer) PNG(w io.Writer, c doc.Chart, o Options) error {
	img, err := r.Image(c, o)
	if err != nil {
		return err
	}
	return png.Encode(w, img)
}

// svgFamily names faces that exist where Noto Sans SC does not: Windows, macOS, Linux.
const svgFamily = `'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC',` +
	`'Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif`

// SVG writes c as an SVG file whose texts stay texts, to be searched and edited.
func (r *Renderer) SVG(w io.Writer, c doc.Chart, o Options) (err error) {
	defer rescue(c, &err)
	o = o.normal()
	canvas := vgsvg.New(vg.Points(float64(o.Width)), vg.Points(float64(o.Height)))
	r.draw(draw.New(canvas), c, o)
	var buf bytes.Buffer
	if _, err = canvas.WriteTo(&buf); err != nil {
		return err
	}
	_, err = w.Write(portableSVG(buf.Bytes(), c, o))
	return err
}

// portableSVG gives the file fallback fonts, a size in pixels and a title that screen
// readers say.
func portableSVG(svg []byte, c doc.Chart, o Options) []byte {
	svg = bytes.ReplaceAll(svg, []byte("font-family:"+typeface+";font-variant:none;"), nil)
	size := func(unit string) []byte {
		return fmt.Appendf(nil, `<svg width="%d%s" height="%d%s"`, o.Width, unit, o.Height, unit)
	}
	svg = bytes.Replace(svg, size("pt"), append([]byte(`<svg role="img" font-family="`+svgFamily+`" `), size("")[len("<svg "):]...), 1)
	mark := []byte("xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n")
	title := append(bytes.Clone(mark), "<title>"+html.EscapeString(c.Title)+"</title>\n"...)
	return bytes.Replace(svg, mark, title, 1)
}

// Missing returns the runes of c the typeface has no glyph for, sorted; they are drawn
// as □.
func (r *Renderer) Missing(c doc.Chart) []rune { return r.set.missing(texts(c)) }

// rescue turns a panic of the plotting library into an error: a chart that cannot be
// drawn must not take the report or the window with it.
func rescue(c doc.Chart, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("chart %q: %v", c.Key, p)
	}
}

func pick(dark bool) palette {
	if dark {
		return darkPalette()
	}
	return lightPalette()
}

// draw lays the chart out on the canvas: title, legend, plot, note.
func (r *Renderer) draw(canvas draw.Canvas, c doc.Chart, o Options) *sheet {
	s := newSheet(canvas, c, o, r.set)
	s.canvas.SetColor(s.pal.surface)
	s.canvas.Fill(s.canvas.Rectangle.Path())
	area := s.furniture()
	if c.Empty() {
		s.noData(area)
		return s
	}
	switch c.Kind {
	case doc.ChartBarH:
		s.barsH(area)
	case doc.ChartBars:
		s.barsV(area)
	case doc.ChartLine:
		s.lines(area)
	case doc.ChartHeat:
		s.heat(area)
	case doc.ChartDots:
		s.dots(area)
	default:
		panic(fmt.Sprintf("unknown kind %q", c.Kind))
	}
	return s
}

// numbers returns the number formats of the chart's language.
func numbers(c doc.Chart) *assets.Words { return assets.Numbers(c.Lang) }
