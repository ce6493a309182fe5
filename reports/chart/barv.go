package chart

import (
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/reports/doc"
)

// barsV draws vertical bars, side by side or stacked; negative values hang below zero.
func (s *sheet) barsV(area draw.Canvas) {
	p := s.newPlot()
	n := len(s.spec.Categories)
	names := s.referenceRoom(area)
	area.Max.X -= names
	p.X.Min, p.X.Max = -0.5, float64(n)-0.5
	s.valueAxisY(p, area)
	width := p.DataCanvas(area).Size().X
	p.X.Tick.Marker = s.columnTicks(p.X.Tick.Label, s.spec.Categories, width/vg.Length(max(1, n)))
	p.X.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
	s.nameX(p, area)
	s.grid(p, false)
	p.Add(painter(func(c draw.Canvas, p *plot.Plot) {
		s.field(&c)
		for i := range n {
			if s.spec.Stacked {
				s.stack(&c, p, i)
			} else {
				s.group(&c, p, i)
			}
		}
		_, ty := p.Transforms(&c)
		c.StrokeLine2(draw.LineStyle{Color: s.pal.muted, Width: 1}, c.Min.X, ty(0), c.Max.X, ty(0))
		s.referencesY(&c, p, names > 0)
	}))
	p.Draw(area)
}

// valueAxisY sets the vertical axis of bars with room for labels beyond their ends.
func (s *sheet) valueAxisY(p *plot.Plot, area draw.Canvas) {
	lo, hi := 0.0, 0.0
	for i := range s.spec.Categories {
		up, down := 0.0, 0.0
		for _, ser := range s.spec.Series {
			v, low, high := item(ser, i)
			if !finite(v) {
				continue
			}
			if !s.spec.Stacked {
				start := baseOf(ser, i)
				up, down = math.Max(start, 0), math.Min(start, 0)
				v += start
				up, down = math.Max(up, v), math.Min(down, v)
			} else {
				up, down = up+math.Max(v, 0), down+math.Min(v, 0)
			}
			lo, hi = math.Min(lo, down), math.Max(hi, up)
			if finite(low) && !s.spec.Stacked {
				lo, hi = math.Min(lo, low), math.Max(hi, high)
			}
		}
	}
	for _, ref := range s.spec.References {
		if finite(ref.Value) {
			lo, hi = math.Min(lo, ref.Value), math.Max(hi, ref.Value)
		}
	}
	height := area.Max.Y - area.Min.Y - s.em*3
	if !s.spec.Stacked {
		margin := (hi - lo) * float64(s.em*1.3/max(height, s.em*3))
		if hi > 0 {
			hi += margin
		}
		if lo < 0 {
			lo -= margin
		}
	}
	if s.spec.FixedRange != nil {
		lo, hi = s.spec.FixedRange[0], s.spec.FixedRange[1]
	}
	scale := niceScale(lo, hi, max(2, int(height/(s.em*3.2))), s.spec.FixedRange == nil)
	p.Y.Min, p.Y.Max = scale.lo, scale.hi
	p.Y.Tick.Marker = scale.ticks(s.num, s.spec.Unit, s.spec)
}

// columnTicks labels columns at 0, 1, 2 …: all of them, in two lines when few, else
// every second, third … so that none runs into the next.
func (s *sheet) columnTicks(sty text.Style, names []string, slot vg.Length) plot.ConstantTicks {
	widest := vg.Length(0)
	for _, name := range names {
		widest = max(widest, sty.Width(name))
	}
	twoLines := len(names) <= 12 && widest > slot*0.94
	stride := 1
	if !twoLines && slot > 0 {
		stride = max(1, int(math.Ceil(float64((widest+s.em*0.6)/slot))))
	}
	var out plot.ConstantTicks
	for i := 0; i < len(names); i += stride {
		txt := names[i]
		if twoLines {
			txt = strings.Join(wrap(sty, txt, slot*0.94, 2), "\n")
		}
		if txt != "" {
			out = append(out, plot.Tick{Value: float64(i), Label: txt})
		}
	}
	return out
}

// block draws one piece of a bar.
func (s *sheet) block(c *draw.Canvas, r vg.Rectangle, ser doc.Series, i, k int) {
	ink := s.itemTone(ser, i, k)
	if i < len(ser.Open) && ser.Open[i] {
		s.hatch(c, r, ink)
		return
	}
	s.rect(c, r, ink)
}

// stack piles the values of one category, positive up and negative down.
func (s *sheet) stack(c *draw.Canvas, p *plot.Plot, i int) {
	tx, ty := p.Transforms(c)
	x0, x1 := tx(float64(i)-0.36), tx(float64(i)+0.36)
	up, down := 0.0, 0.0
	for k, ser := range s.spec.Series {
		v, _, _ := item(ser, i)
		if !finite(v) || v == 0 {
			continue
		}
		base := &up
		if v < 0 {
			base = &down
		}
		y0, y1 := ty(*base), ty(*base+v)
		*base += v
		r := corners(x0, y0, x1, y1)
		if r.Max.Y-r.Min.Y > 3 { // a seam, so that neighbours differ by more than colour
			r.Max.Y--
		}
		s.hit(k, i, r)
		s.block(c, r, ser, i, k)
		s.blockLabel(c, r, ser, i, k)
	}
}

// blockLabel writes the value into a piece of a stacked bar if it fits.
func (s *sheet) blockLabel(c *draw.Canvas, r vg.Rectangle, ser doc.Series, i, k int) {
	sty := s.style(0.86, onto(s.itemTone(ser, i, k)), text.XCenter, text.YCenter)
	txt, size := s.itemLabel(ser, i), r.Size()
	if sty.Width(txt) > size.X*0.95 || size.Y < s.em*0.95 {
		return
	}
	mid := vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}
	if i < len(ser.Open) && ser.Open[i] {
		sty.Color = s.pal.ink
		s.haloText(c, sty, mid, txt)
		return
	}
	c.FillText(sty, mid, txt)
}

// group draws the values of one category side by side.
func (s *sheet) group(c *draw.Canvas, p *plot.Plot, i int) {
	tx, ty := p.Transforms(c)
	for k, ser := range s.spec.Series {
		v, low, high := item(ser, i)
		if !finite(v) {
			continue
		}
		off, half := slot(k, len(s.spec.Series))
		x0, x1 := tx(float64(i)-off-half), tx(float64(i)-off+half)
		mid := (x0 + x1) / 2
		x0, x1 = max(x0, mid-s.em*2.4), min(x1, mid+s.em*2.4)
		start := baseOf(ser, i)
		r := corners(x0, ty(start), x1, ty(start+v))
		s.hit(k, i, r)
		s.block(c, r, ser, i, k)
		end, sty, gap := start+farEnd(v, low, high), s.label(text.XCenter, text.YBottom), s.em*0.2
		if v < 0 {
			sty.YAlign, gap = text.YTop, -gap
		}
		if finite(low) {
			s.whisker(c, vg.Point{X: mid, Y: ty(low)}, vg.Point{X: mid, Y: ty(high)}, s.pal.ink)
		}
		room := (tx(1) - tx(0)) * 0.72 / vg.Length(len(s.spec.Series))
		if txt := s.itemLabel(ser, i); sty.Width(txt) < room*1.25 {
			c.FillText(sty, vg.Point{X: mid, Y: ty(end) + gap}, txt)
		}
	}
}

// baseOf is where bar i of a waterfall starts; zero for plain bars.
func baseOf(ser doc.Series, i int) float64 {
	if i < len(ser.Base) && finite(ser.Base[i]) {
		return ser.Base[i]
	}
	return 0
}

// referenceRoom is the width the names of references need right of the bars.
func (s *sheet) referenceRoom(area draw.Canvas) vg.Length {
	sty := s.quiet(text.XLeft, text.YCenter)
	widest := vg.Length(0)
	for _, ref := range s.spec.References {
		widest = max(widest, sty.Width(ref.Label))
	}
	if widest == 0 {
		return 0
	}
	return min(widest+s.em*0.5, area.Size().X*0.25)
}

// referencesY draws references across a vertical value axis, labelled right of the plot
// when room was kept there, else above the line.
func (s *sheet) referencesY(c *draw.Canvas, p *plot.Plot, outside bool) {
	_, ty := p.Transforms(c)
	sty := s.quiet(text.XRight, text.YBottom)
	for _, ref := range s.spec.References {
		y := ty(ref.Value)
		if !finite(ref.Value) || ref.OnX || ref.Diagonal || !c.ContainsY(y) {
			continue
		}
		c.StrokeLine2(s.dashed(ref.Tone), c.Min.X, y, c.Max.X, y)
		if outside {
			beside := s.quiet(text.XLeft, text.YCenter)
			c.FillText(beside, vg.Point{X: c.Max.X + s.em*0.4, Y: y}, shorten(beside, ref.Label, s.canvas.Max.X-c.Max.X-s.em))
			continue
		}
		s.haloText(c, sty, vg.Point{X: c.Max.X, Y: y + s.em*0.2}, ref.Label)
	}
}

// haloText writes on a piece of the surface colour so that lines do not cut the text.
func (s *sheet) haloText(c *draw.Canvas, sty text.Style, pt vg.Point, txt string) {
	if txt == "" {
		return
	}
	b := boxAround(sty, pt, txt)
	s.rect(c, corners(b.Min.X-2, b.Min.Y-1, b.Max.X+2, b.Max.Y+1), fade(s.pal.surface, 215))
	c.FillText(sty, pt, txt)
}
