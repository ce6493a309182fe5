package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/reports/doc"
)

// fewPoints is up to how many points a line shows each of them.
const fewPoints = 24

// traced is one series after reduction, in canvas coordinates.
type traced struct {
	runs [][]vg.Point
	last vg.Point // end of the line, where its name goes
	any  bool
}

// lines draws line series with bands, references and marks; names stand at line ends.
func (s *sheet) lines(area draw.Canvas) {
	p := s.newPlot()
	area.Max.X -= s.nameRoom(area)
	if s.anyOnX() {
		area.Max.Y -= s.em * 1.2
	}
	s.lineAxes(p, area)
	p.Y.LineStyle.Width = 0
	s.nameX(p, area)
	s.grid(p, false)
	p.Add(painter(func(c draw.Canvas, p *plot.Plot) {
		s.field(&c)
		columns := max(8, int(c.Size().X))
		for k, ser := range s.spec.Series {
			s.band(&c, p, ser, k, columns)
		}
		s.lineReferences(&c, p)
		shapes := make([]traced, len(s.spec.Series))
		for k, ser := range s.spec.Series {
			shapes[k] = s.trace(&c, p, ser, k, columns)
			s.hitPoints(&c, p, ser, k)
		}
		taken := s.endNames(&c, shapes)
		s.referencesY(&c, p, false)
		s.marks(&c, p, shapes, taken)
	}))
	p.Draw(area)
}

// nameRoom is the width the names need right of the plot.
func (s *sheet) nameRoom(area draw.Canvas) vg.Length {
	sty := s.label(text.XLeft, text.YCenter)
	widest := vg.Length(0)
	for _, ser := range s.spec.Series {
		if _, _, ok := extremes(ser.Y); ok {
			widest = max(widest, sty.Width(ser.Name))
		}
	}
	if widest == 0 {
		return s.em * 0.5
	}
	return min(widest+s.em*1.1, (area.Max.X-area.Min.X)*0.28)
}

func (s *sheet) anyOnX() bool {
	return slices.ContainsFunc(s.spec.References, func(r doc.Reference) bool { return r.OnX && r.Label != "" })
}

// lineAxes chooses limits from series, bands, references and marks.
func (s *sheet) lineAxes(p *plot.Plot, area draw.Canvas) {
	xlo, xhi, ylo, yhi := s.lineLimits()
	size := area.Size()
	wantX := max(2, int(size.X/(s.em*6)))
	wantY := max(2, int(size.Y/(s.em*3.4)))
	sx := niceScale(xlo, xhi, wantX, false)
	sy := niceScale(ylo, yhi, wantY, s.spec.FixedRange == nil)
	p.X.Min, p.X.Max = sx.lo, sx.hi
	p.Y.Min, p.Y.Max = sy.lo, sy.hi
	p.X.Tick.Marker = sx.ticks(s.num, s.spec.XUnit, s.spec)
	if s.spec.XUnit == doc.UnitDay {
		p.X.Tick.Marker = dayTicks(sx.lo, sx.hi, wantX)
	}
	p.Y.Tick.Marker = sy.ticks(s.num, s.spec.Unit, s.spec)
}

// lineLimits returns the ranges that hold everything drawn.
func (s *sheet) lineLimits() (xlo, xhi, ylo, yhi float64) {
	var xs, ys [][]float64
	var mx, my []float64
	diagonal := false
	for _, ser := range s.spec.Series {
		xs, ys = append(xs, ser.X), append(ys, ser.Y, ser.Low, ser.High)
	}
	for _, m := range s.spec.Marks {
		mx, my = append(mx, m.X), append(my, m.Y)
	}
	for _, ref := range s.spec.References {
		switch {
		case ref.Diagonal:
			diagonal = true
		case ref.OnX:
			mx = append(mx, ref.Value)
		default:
			my = append(my, ref.Value)
		}
	}
	xlo, xhi, ok := extremes(append(xs, mx)...)
	if !ok {
		xlo, xhi = 0, 1
	}
	ylo, yhi, _ = extremes(append(ys, my)...)
	if s.spec.Unit == doc.UnitPercent {
		ylo, yhi = s.shares(ylo, yhi)
	}
	if diagonal { // both axes alike, or the diagonal misleads
		xlo, ylo = math.Min(xlo, ylo), math.Min(xlo, ylo)
		xhi, yhi = math.Max(xhi, yhi), math.Max(xhi, yhi)
	}
	if ylo > 0 && ylo < 0.6*yhi {
		ylo = 0
		if diagonal {
			xlo = 0
		}
	}
	if s.spec.FixedRange != nil {
		ylo, yhi = s.spec.FixedRange[0], s.spec.FixedRange[1]
	}
	return xlo, xhi, ylo, yhi
}

// shares keeps the limits within 0 and 100 % when the lines themselves stay there; an
// interval may reach beyond, an axis that shows 120 % of the customers may not.
func (s *sheet) shares(lo, hi float64) (float64, float64) {
	for _, ser := range s.spec.Series {
		if l, h, ok := extremes(ser.Y); ok && (l < 0 || h > 1) {
			return lo, hi
		}
	}
	return math.Max(lo, 0), math.Min(hi, 1)
}

// band fills between Low and High.
func (s *sheet) band(c *draw.Canvas, p *plot.Plot, ser doc.Series, k, columns int) {
	if len(ser.Low) == 0 || len(ser.High) == 0 {
		return
	}
	tx, ty := p.Transforms(c)
	for _, run := range reduceBand(ser.X, ser.Low, ser.High, window{p.X.Min, p.X.Max, columns}) {
		if ser.Steps {
			run = steps(run)
		}
		outline := make([]vg.Point, 0, 2*len(run))
		for _, q := range run {
			outline = append(outline, vg.Point{X: tx(q.x), Y: ty(q.low)})
		}
		for _, q := range slices.Backward(run) {
			outline = append(outline, vg.Point{X: tx(q.x), Y: ty(q.high)})
		}
		if len(run) == 1 {
			s.whisker(c, outline[0], outline[1], s.seriesTone(k))
			continue
		}
		c.FillPolygon(fade(s.seriesTone(k), 44), c.ClipPolygonXY(outline))
	}
}

// trace draws one line and returns where it went.
func (s *sheet) trace(c *draw.Canvas, p *plot.Plot, ser doc.Series, k, columns int) traced {
	tx, ty := p.Transforms(c)
	pen := draw.LineStyle{Color: s.seriesTone(k), Width: 2}
	if ser.Dashed {
		pen.Dashes = []vg.Length{6, 4}
	}
	var out traced
	if ser.Stems {
		return s.stems(c, p, ser, k)
	}
	total := 0
	for _, run := range reduce(ser.X, ser.Y, window{p.X.Min, p.X.Max, columns}) {
		total += len(run)
		if ser.Steps {
			run = steps(run)
		}
		pts := make([]vg.Point, len(run))
		for i, q := range run {
			pts[i] = vg.Point{X: tx(q.x), Y: ty(q.y)}
		}
		c.StrokeLines(pen, c.ClipLinesXY(pts)...)
		out.runs, out.last, out.any = append(out.runs, pts), pts[len(pts)-1], true
		if len(pts) == 1 {
			s.spot(c, pts[0], k)
		}
	}
	if total <= fewPoints && !ser.Steps {
		for _, run := range out.runs {
			for _, pt := range run {
				s.spot(c, pt, k)
			}
		}
	}
	return out
}

func (s *sheet) spot(c *draw.Canvas, at vg.Point, k int) {
	if c.Contains(at) {
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: s.seriesTone(k), Radius: s.em * 0.22, Shape: draw.CircleGlyph{}}, at)
	}
}

// endNames writes the names of the lines at their right ends, moved apart where they
// would overlap, and returns the boxes they take.
func (s *sheet) endNames(c *draw.Canvas, shapes []traced) []vg.Rectangle {
	type name struct {
		k int
		y vg.Length
	}
	var names []name
	for k, t := range shapes {
		if t.any && s.spec.Series[k].Name != "" {
			names = append(names, name{k, t.last.Y})
		}
	}
	slices.SortStableFunc(names, func(a, b name) int { return int(math.Copysign(1, float64(b.y-a.y))) })
	step := s.em * 1.2
	top := c.Max.Y
	for i := range names {
		names[i].y = min(names[i].y, top)
		top = names[i].y - step
	}
	bottom := c.Min.Y
	for i := len(names) - 1; i >= 0; i-- {
		names[i].y = max(names[i].y, bottom)
		bottom = names[i].y + step
	}
	sty := s.label(text.XLeft, text.YCenter)
	room := s.canvas.Max.X - c.Max.X - s.em*1.9
	var taken []vg.Rectangle
	for _, n := range names {
		ser, end := s.spec.Series[n.k], shapes[n.k].last
		ink := s.seriesTone(n.k)
		at := vg.Point{X: c.Max.X + s.em*0.9, Y: n.y}
		c.StrokeLines(draw.LineStyle{Color: fade(ink, 150), Width: 1}, []vg.Point{end, {X: at.X - s.em*0.3, Y: n.y}})
		s.spot(c, end, n.k)
		txt := shorten(sty, ser.Name, room)
		c.FillText(sty, at, txt)
		taken = append(taken, boxAround(sty, at, txt))
	}
	return taken
}

// lineReferences draws vertical and diagonal references.
func (s *sheet) lineReferences(c *draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(c)
	sty := s.quiet(text.XCenter, text.YBottom)
	for _, ref := range s.spec.References {
		switch {
		case ref.Diagonal:
			lo, hi := math.Max(p.X.Min, p.Y.Min), math.Min(p.X.Max, p.Y.Max)
			if hi > lo {
				c.StrokeLine2(s.dashed(ref.Tone), tx(lo), ty(lo), tx(hi), ty(hi))
				v := lo + (hi-lo)*0.3
				below := s.quiet(text.XLeft, text.YTop)
				s.haloText(c, below, vg.Point{X: tx(v) + s.em*1.6, Y: ty(v) - s.em*0.6}, ref.Label)
			}
		case ref.OnX && finite(ref.Value):
			x := tx(ref.Value)
			c.StrokeLine2(s.dashed(ref.Tone), x, c.Min.Y, x, c.Max.Y)
			half := sty.Width(ref.Label) / 2
			at := max(c.Min.X+half, min(x, c.Max.X-half))
			c.FillText(sty, vg.Point{X: at, Y: c.Max.Y + s.em*0.25}, ref.Label)
		}
	}
}
