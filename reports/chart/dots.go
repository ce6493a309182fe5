package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dots draws one mark with its interval per category and series. The value axis need
// not start at zero: position is read, not length.
func (s *sheet) dots(area draw.Canvas) {
	s.roomForReferences(&area)
	p := s.rowPlot(area)
	s.valueAxisX(p, area, s.reaches(false), false)
	s.nameX(p, area)
	s.grid(p, true)
	p.Add(painter(func(c draw.Canvas, p *plot.Plot) {
		s.field(&c)
		s.referencesX(&c, p)
		for i := range s.spec.Categories {
			s.dotRow(&c, p, i)
		}
	}))
	p.Draw(area)
}

// dotRow draws the marks of one category; several share the row side by side.
func (s *sheet) dotRow(c *draw.Canvas, p *plot.Plot, i int) {
	var present []int
	for k, ser := range s.spec.Series {
		if v, _, _ := item(ser, i); finite(v) {
			present = append(present, k)
		}
	}
	_, ty := p.Transforms(c)
	y := ty(-float64(i))
	c.StrokeLine2(draw.LineStyle{Color: s.pal.grid, Width: 1}, c.Min.X, y, c.Max.X, y)
	for j, k := range present {
		off := 0.0
		if len(present) > 1 {
			off, _ = slot(j, len(present))
		}
		s.dot(c, p, i, k, off)
	}
}

// dot draws the mark of series k in row i, off rows above its middle.
func (s *sheet) dot(c *draw.Canvas, p *plot.Plot, i, k int, off float64) {
	ser := s.spec.Series[k]
	tx, ty := p.Transforms(c)
	v, low, high := item(ser, i)
	y := ty(-float64(i) + off)
	ink := s.itemTone(ser, i, k)
	end := v
	if finite(low) {
		s.whisker(c, vg.Point{X: tx(low), Y: y}, vg.Point{X: tx(high), Y: y}, ink)
		end = math.Max(v, high)
	}
	s.glyph(c, vg.Point{X: tx(v), Y: y}, ink, k)
	s.hit(k, i, corners(tx(v)-s.em*0.36, y-s.em*0.36, tx(v)+s.em*0.36, y+s.em*0.36))
	s.endLabel(c, tx(end)+s.em*0.2, y, s.itemLabel(ser, i), false)
}
