package chart

import (
	"io"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgpdf"

	"huiliu/reports/doc"
)

// PDF writes c as a PDF file of one page. Texts are outlines: the plotting library
// embeds Western letters only.
func (r *Renderer) PDF(w io.Writer, c doc.Chart, o Options) (err error) {
	defer rescue(c, &err)
	o = o.normal()
	canvas := &outlined{Canvas: vgpdf.New(vg.Points(float64(o.Width)), vg.Points(float64(o.Height)))}
	r.draw(draw.New(canvas), c, o)
	_, err = canvas.WriteTo(w)
	return err
}

// outlined is a PDF canvas that draws letters as shapes.
type outlined struct {
	*vgpdf.Canvas
	buf sfnt.Buffer
}

// FillString implements vg.Canvas.
func (c *outlined) FillString(face font.Face, at vg.Point, s string) {
	size := fixed.Int26_6(float64(face.Font.Size.Points()) * 64)
	x := at.X
	for _, r := range s {
		i, err := face.Face.GlyphIndex(&c.buf, r)
		if err != nil {
			continue
		}
		if segments, err := face.Face.LoadGlyph(&c.buf, i, size, nil); err == nil && len(segments) > 0 {
			c.Fill(outline(segments, vg.Point{X: x, Y: at.Y}))
		}
		if advance, err := face.Face.GlyphAdvance(&c.buf, i, size, 0); err == nil {
			x += length(advance)
		}
	}
}

func length(x fixed.Int26_6) vg.Length { return vg.Points(float64(x) / 64) }

// outline turns the shape of a letter, whose y grows downwards, into a path.
func outline(segments sfnt.Segments, at vg.Point) vg.Path {
	point := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + length(p.X), Y: at.Y - length(p.Y)}
	}
	var out vg.Path
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				out.Close()
			}
			out.Move(point(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			out.Line(point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			out.QuadTo(point(s.Args[0]), point(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			out.CubeTo(point(s.Args[0]), point(s.Args[1]), point(s.Args[2]))
		}
	}
	out.Close()
	return out
}
