package chart

import (
	"cmp"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/reports/doc"
)

// longestCategory is how much of a category name is shown, in ems.
const longestCategory = 14

// rowPlot returns a plot with the categories down the left side, the first on top at
// y = 0, the next at y = −1.
func (s *sheet) rowPlot(area draw.Canvas) *plot.Plot {
	p := s.newPlot()
	n := len(s.spec.Categories)
	sty := s.style(1, s.pal.ink, text.XRight, -0.62)
	limit := min(s.em*longestCategory, (area.Max.X-area.Min.X)*0.38)
	stride := max(1, int(math.Ceil(float64(s.em)*1.1*float64(n)/float64(area.Size().Y-s.em*2.5))))
	var names plot.ConstantTicks
	for i := 0; i < n; i += stride {
		// An empty label would make gonum take the tick for a minor one.
		name := cmp.Or(shorten(sty, s.spec.Categories[i], limit), " ")
		names = append(names, plot.Tick{Value: -float64(i), Label: name})
	}
	p.Y.Tick.Label, p.Y.Tick.Marker = sty, names
	p.Y.Min, p.Y.Max = -float64(n)+0.5, 0.5
	p.X.Tick.Marker = plot.ConstantTicks{}
	s.labels = min(s.em*longestCategory, p.DataCanvas(area).Size().X*0.3)
	return p
}

// reach is how far an item stretches along the value axis with its label.
type reach struct {
	from, to float64   // values covered
	label    vg.Length // width of the label beyond the end
	left     bool      // the label stands on the low side
}

// fitLabels widens the limits until every label fits between them on width.
func fitLabels(lo, hi float64, width vg.Length, items []reach) (float64, float64) {
	for range 40 {
		perPoint := (hi - lo) / float64(width)
		newLo, newHi := lo, hi
		for _, it := range items {
			if it.left {
				newLo = math.Min(newLo, it.from-float64(it.label)*perPoint)
			} else {
				newHi = math.Max(newHi, it.to+float64(it.label)*perPoint)
			}
		}
		if newLo == lo && newHi == hi {
			break
		}
		lo, hi = newLo, newHi
	}
	return lo, hi
}

// item returns the i-th value of a series with its interval; a missing interval is NaN.
func item(ser doc.Series, i int) (v, low, high float64) {
	v, low, high = math.NaN(), math.NaN(), math.NaN()
	if i < len(ser.Y) && finite(ser.Y[i]) {
		v = ser.Y[i]
	}
	if i < len(ser.Low) && i < len(ser.High) && finite(ser.Low[i]) && finite(ser.High[i]) {
		low, high = ser.Low[i], ser.High[i]
	}
	return v, low, high
}

// itemLabel returns the value label of the i-th item.
func (s *sheet) itemLabel(ser doc.Series, i int) string {
	if ser.Labels != nil {
		if i < len(ser.Labels) {
			return ser.Labels[i]
		}
		return ""
	}
	v, _, _ := item(ser, i)
	return s.spec.Show(s.spec.Unit, v)
}

// itemTone returns the colour of the i-th item of series k.
func (s *sheet) itemTone(ser doc.Series, i, k int) color.NRGBA {
	if i < len(ser.Tones) && ser.Tones[i] != doc.ToneAuto {
		return s.pal.tone(ser.Tones[i], k)
	}
	return s.seriesTone(k)
}

// seriesTone returns the colour of series k: its own, or the next palette colour that
// no series before it took.
func (s *sheet) seriesTone(k int) color.NRGBA {
	auto := 0
	for _, ser := range s.spec.Series[:k] {
		if ser.Tone == doc.ToneAuto {
			auto++
		}
	}
	return s.pal.tone(s.spec.Series[k].Tone, auto)
}

// reaches lists the items of all series along the value axis. fromZero is set for bars.
func (s *sheet) reaches(fromZero bool) []reach {
	sty := s.label(text.XLeft, text.YCenter)
	var out []reach
	for _, ser := range s.spec.Series {
		for i := range s.spec.Categories {
			v, low, high := item(ser, i)
			if !finite(v) {
				continue
			}
			r := reach{from: v, to: v, left: fromZero && v < 0}
			if finite(low) {
				r.from, r.to = math.Min(v, low), math.Max(v, high)
			}
			if fromZero {
				r.from, r.to = math.Min(0, r.from), math.Max(0, r.to)
			}
			r.label = sty.Width(shorten(sty, s.itemLabel(ser, i), s.labels)) + s.em*0.9
			out = append(out, r)
		}
	}
	return out
}

// valueAxisX sets the horizontal value axis so that bars, intervals, references and
// labels fit.
func (s *sheet) valueAxisX(p *plot.Plot, area draw.Canvas, items []reach, fromZero bool) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, it := range items {
		lo, hi = math.Min(lo, it.from), math.Max(hi, it.to)
	}
	for _, ref := range s.spec.References {
		if finite(ref.Value) {
			lo, hi = math.Min(lo, ref.Value), math.Max(hi, ref.Value)
		}
	}
	if fromZero {
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	} else if hi > lo {
		lo -= (hi - lo) * 0.06
	}
	if s.spec.FixedRange != nil {
		lo, hi = s.spec.FixedRange[0], s.spec.FixedRange[1]
	}
	if !(hi > lo) {
		hi = lo + math.Max(1, math.Abs(lo))
	}
	p.X.Min, p.X.Max = lo, hi
	p.X.Tick.Marker = plot.ConstantTicks{}
	width := max(1, p.DataCanvas(area).Size().X-s.em)
	dataLo, dataHi := lo, hi
	lo, hi = fitLabels(lo, hi, width, items)
	want := max(2, int(float64(width)*(dataHi-dataLo)/(hi-lo)/float64(s.em*6)))
	scale := niceScale(dataLo, dataHi, want, false)
	p.X.Min, p.X.Max = lo, hi
	p.X.Tick.Marker = scale.ticks(s.num, s.spec.Unit, s.spec)
	p.X.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
}

// barsH draws horizontal bars with intervals and value labels.
func (s *sheet) barsH(area draw.Canvas) {
	s.roomForReferences(&area)
	p := s.rowPlot(area)
	s.valueAxisX(p, area, s.reaches(true), true)
	s.nameX(p, area)
	s.grid(p, true)
	p.Add(painter(func(c draw.Canvas, p *plot.Plot) {
		s.field(&c)
		for k, ser := range s.spec.Series {
			for i := range s.spec.Categories {
				s.barH(&c, p, ser, i, k)
			}
		}
		s.referencesX(&c, p)
		s.zeroLine(&c, p)
		for k, ser := range s.spec.Series {
			for i := range s.spec.Categories {
				s.barLabel(&c, p, ser, i, k)
			}
		}
	}))
	p.Draw(area)
}

// slot returns the middle and half thickness, in row units, of the k-th of n items that
// share a row.
func slot(k, n int) (mid, half float64) {
	const filled = 0.68
	w := filled / float64(n)
	return filled/2 - w*(float64(k)+0.5), w * 0.47
}

func (s *sheet) barH(c *draw.Canvas, p *plot.Plot, ser doc.Series, i, k int) {
	v, low, high := item(ser, i)
	if !finite(v) {
		return
	}
	tx, ty := p.Transforms(c)
	off, half := slot(k, len(s.spec.Series))
	mid := -float64(i) + off
	ink := s.itemTone(ser, i, k)
	y := ty(mid)
	thick := min(ty(mid+half)-y, s.em*1.5)
	box := corners(tx(0), y-thick, tx(v), y+thick)
	s.hit(k, i, box)
	if i < len(ser.Open) && ser.Open[i] {
		s.hatch(c, box, ink)
	} else {
		s.rect(c, box, ink)
	}
	if finite(low) {
		s.whisker(c, vg.Point{X: tx(low), Y: y}, vg.Point{X: tx(high), Y: y}, s.pal.ink)
	}
}

// barLabel writes the value beyond bar and interval; after the references, so that
// they do not cut it.
func (s *sheet) barLabel(c *draw.Canvas, p *plot.Plot, ser doc.Series, i, k int) {
	v, low, high := item(ser, i)
	if !finite(v) {
		return
	}
	tx, ty := p.Transforms(c)
	off, _ := slot(k, len(s.spec.Series))
	s.endLabel(c, tx(farEnd(v, low, high)), ty(-float64(i)+off), s.itemLabel(ser, i), v < 0)
}

// farEnd is the end of a bar or its interval that is farther from zero.
func farEnd(v, low, high float64) float64 {
	switch {
	case !finite(low):
		return v
	case v < 0:
		return math.Min(v, low)
	}
	return math.Max(v, high)
}

// endLabel writes a value beyond the end of a bar or interval.
func (s *sheet) endLabel(c *draw.Canvas, x, y vg.Length, txt string, left bool) {
	sty, gap := s.label(text.XLeft, text.YCenter), s.em*0.4
	if left {
		sty.XAlign, gap = text.XRight, -gap
	}
	s.haloText(c, sty, vg.Point{X: x + gap, Y: y}, shorten(sty, txt, s.labels))
}

// whisker draws an interval with small caps on a halo, so that it shows on any bar.
func (s *sheet) whisker(c *draw.Canvas, a, b vg.Point, ink color.NRGBA) {
	size := s.em * 0.24
	d := vg.Point{Y: size}
	if a.X == b.X && a.Y != b.Y {
		d = vg.Point{X: size}
	}
	for _, sty := range []draw.LineStyle{
		{Color: fade(s.pal.surface, 190), Width: 2.8}, {Color: ink, Width: 1.3},
	} {
		c.StrokeLines(sty, []vg.Point{a, b}, []vg.Point{a.Sub(d), a.Add(d)}, []vg.Point{b.Sub(d), b.Add(d)})
	}
}

// zeroLine marks zero on the value axis of horizontal bars.
func (s *sheet) zeroLine(c *draw.Canvas, p *plot.Plot) {
	tx, _ := p.Transforms(c)
	if x := tx(0); c.ContainsX(x) {
		c.StrokeLine2(draw.LineStyle{Color: s.pal.edge, Width: 1}, x, c.Min.Y, x, c.Max.Y)
	}
}

// roomForReferences keeps a line above the plot for the labels of vertical references.
func (s *sheet) roomForReferences(area *draw.Canvas) {
	if len(s.spec.References) > 0 {
		area.Max.Y -= s.em * 1.2
	}
}

// referencesX draws references across a horizontal value axis, labelled above the plot.
func (s *sheet) referencesX(c *draw.Canvas, p *plot.Plot) {
	tx, _ := p.Transforms(c)
	sty := s.quiet(text.XCenter, text.YBottom)
	for _, ref := range s.spec.References {
		x := tx(ref.Value)
		if !finite(ref.Value) || !c.ContainsX(x) {
			continue
		}
		c.StrokeLine2(s.dashed(ref.Tone), x, c.Min.Y, x, c.Max.Y)
		at := vg.Point{X: x, Y: c.Max.Y + s.em*0.25}
		half := sty.Width(ref.Label) / 2
		at.X = max(c.Min.X+half, min(at.X, c.Max.X-half))
		c.FillText(sty, at, ref.Label)
	}
}

// dashed is the pen of references.
func (s *sheet) dashed(t doc.Tone) draw.LineStyle {
	ink := s.pal.muted
	if t != doc.ToneAuto && t != doc.ToneNeutral {
		ink = s.pal.tone(t, 0)
	}
	return draw.LineStyle{Color: ink, Width: 1.3, Dashes: []vg.Length{5, 4}}
}
