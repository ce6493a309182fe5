package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/reports/doc"
)

// marks draws the points the chart points at, each with its label where it hides least.
func (s *sheet) marks(c *draw.Canvas, p *plot.Plot, shapes []traced, taken []vg.Rectangle) {
	tx, ty := p.Transforms(c)
	for _, m := range s.spec.Marks {
		at := vg.Point{X: tx(m.X), Y: ty(m.Y)}
		if !finite(m.X) || !finite(m.Y) || !c.Contains(at) {
			continue
		}
		tone := m.Tone
		if tone == doc.ToneAuto {
			tone = doc.ToneAccent
		}
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: s.pal.surface, Radius: s.em * 0.58, Shape: draw.CircleGlyph{}}, at)
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: s.pal.tone(tone, 0), Radius: s.em * 0.42, Shape: draw.CircleGlyph{}}, at)
		taken = append(taken, s.placeLabel(c, at, m.Label, shapes, taken))
	}
}

// placeLabel writes txt beside at, in the direction that collides least with lines,
// other labels and the edge, and returns the box it takes.
func (s *sheet) placeLabel(c *draw.Canvas, at vg.Point, txt string, shapes []traced, taken []vg.Rectangle) vg.Rectangle {
	base := bold(s.label(text.XLeft, text.YBottom))
	txt = shorten(base, txt, c.Size().X*0.7)
	if txt == "" {
		return vg.Rectangle{Min: at, Max: at}
	}
	best, bestCost := base, math.Inf(1)
	var where vg.Point
	for _, d := range []struct {
		x  text.XAlignment
		y  text.YAlignment
		dx vg.Length
		dy vg.Length
	}{
		{text.XLeft, text.YBottom, 0.6, 0.5}, {text.XRight, text.YBottom, -0.6, 0.5},
		{text.XCenter, text.YBottom, 0, 0.8}, {text.XLeft, text.YTop, 0.6, -0.5},
		{text.XRight, text.YTop, -0.6, -0.5}, {text.XCenter, text.YTop, 0, -0.8},
		{text.XLeft, text.YBottom, 0.6, 1.8}, {text.XRight, text.YTop, -0.6, -1.8},
		{text.XLeft, text.YTop, 0.6, -1.8}, {text.XRight, text.YBottom, -0.6, 1.8},
	} {
		sty := base
		sty.XAlign, sty.YAlign = d.x, d.y
		pt := at.Add(vg.Point{X: s.em * d.dx, Y: s.em * d.dy})
		if cost := collisions(c, boxAround(sty, pt, txt), shapes, taken); cost < bestCost {
			best, bestCost, where = sty, cost, pt
		}
	}
	s.haloText(c, best, where, txt)
	return boxAround(best, where, txt)
}

// collisions scores what a box would cover.
func collisions(c *draw.Canvas, b vg.Rectangle, shapes []traced, taken []vg.Rectangle) float64 {
	cost := 0.0
	out := max(0, c.Min.X-b.Min.X) + max(0, b.Max.X-c.Max.X) + max(0, c.Min.Y-b.Min.Y) + max(0, b.Max.Y-c.Max.Y)
	cost += float64(out) * 50
	for _, t := range taken {
		if b.Min.X < t.Max.X && t.Min.X < b.Max.X && b.Min.Y < t.Max.Y && t.Min.Y < b.Max.Y {
			cost += 500
		}
	}
	for _, t := range shapes {
		for _, run := range t.runs {
			for i := 1; i < len(run); i++ {
				if crosses(b, run[i-1], run[i]) {
					cost += 1 + math.Abs(float64(run[i].X-run[i-1].X))
				}
			}
		}
	}
	return cost
}

// crosses reports whether the segment from p to q touches the box (Liang–Barsky).
func crosses(b vg.Rectangle, p, q vg.Point) bool {
	t0, t1 := 0.0, 1.0
	clip := func(d, lo, hi vg.Length) bool {
		if d == 0 {
			return lo <= 0 && hi >= 0
		}
		a, z := float64(lo/d), float64(hi/d)
		t0, t1 = math.Max(t0, math.Min(a, z)), math.Min(t1, math.Max(a, z))
		return t0 <= t1
	}
	return clip(q.X-p.X, b.Min.X-p.X, b.Max.X-p.X) && clip(q.Y-p.Y, b.Min.Y-p.Y, b.Max.Y-p.Y)
}
