package chart

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/reports/doc"
)

// furniture draws title, legend, axis heading and note, and returns the area that is
// left for the plot. Legends stand above the data, never inside it.
func (s *sheet) furniture() draw.Canvas {
	pad := s.em * 1.2
	area := draw.Crop(s.canvas, pad, -pad, pad*0.8, -pad)
	width := area.Max.X - area.Min.X

	title := bold(s.style(big, s.pal.ink, text.XLeft, text.YTop))
	for _, line := range wrap(title, s.spec.Title, width, 2) {
		area.FillText(title, vg.Point{X: area.Min.X, Y: area.Max.Y}, line)
		area.Max.Y -= title.Font.Size * 1.35
	}
	area.Max.Y -= s.em * 0.35
	s.note(&area, width)
	if s.spec.Empty() {
		return area
	}
	s.legend(&area, width)
	if s.spec.YLabel != "" {
		sty := s.quiet(text.XLeft, text.YTop)
		area.FillText(sty, vg.Point{X: area.Min.X, Y: area.Max.Y}, shorten(sty, s.spec.YLabel, width))
		area.Max.Y -= s.em * 1.45
	}
	return area
}

// note draws the small print at the bottom.
func (s *sheet) note(area *draw.Canvas, width vg.Length) {
	txt := s.spec.Note
	if s.hidden > 0 {
		txt = strings.TrimSpace(txt + " … +" + s.num.Int(int64(s.hidden)))
	}
	if txt == "" || s.spec.Empty() {
		return
	}
	sty := s.style(0.86, s.pal.muted, text.XLeft, text.YTop)
	step := sty.Font.Size * 1.4
	lines := wrap(sty, txt, width, 2)
	y := area.Min.Y + step*vg.Length(len(lines))
	area.Min.Y = y + s.em*0.55
	for _, line := range lines {
		area.FillText(sty, vg.Point{X: area.Min.X, Y: y}, line)
		y -= step
	}
}

// entry is one item of the legend.
type entry struct {
	name string
	mark func(c *draw.Canvas, r vg.Rectangle) // draws the sample into r
	wide vg.Length                            // width of the sample
}

// entries lists what the legend must explain. Lines are labelled at their ends.
func (s *sheet) entries() []entry {
	var out []entry
	if s.spec.Kind != doc.ChartLine && s.spec.Kind != doc.ChartHeat && len(s.spec.Series) > 1 {
		for i, ser := range s.spec.Series {
			if ser.Name != "" {
				out = append(out, s.seriesEntry(ser, i))
			}
		}
	}
	if s.spec.Kind == doc.ChartHeat {
		out = append(out, s.rampEntry())
	}
	if s.spec.OpenLabel != "" && s.spec.Kind != doc.ChartLine {
		out = append(out, entry{s.spec.OpenLabel, func(c *draw.Canvas, r vg.Rectangle) {
			s.hatch(c, r, s.pal.muted)
		}, s.em * 1.6})
	}
	return out
}

func (s *sheet) seriesEntry(ser doc.Series, i int) entry {
	ink := s.seriesTone(i)
	if s.spec.Kind == doc.ChartDots {
		return entry{ser.Name, func(c *draw.Canvas, r vg.Rectangle) {
			mid := vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}
			s.glyph(c, mid, ink, i)
		}, s.em}
	}
	return entry{ser.Name, func(c *draw.Canvas, r vg.Rectangle) {
		s.rect(c, r, ink)
	}, s.em}
}

// rampEntry shows the colours of a heat table between its limits.
func (s *sheet) rampEntry() entry {
	lo, hi := s.heatRange()
	first := s.spec.Show(s.spec.Unit, lo)
	last := s.spec.Show(s.spec.Unit, hi)
	sty := s.quiet(text.XLeft, text.YCenter)
	w := sty.Width(first) + s.em*0.4
	return entry{last, func(c *draw.Canvas, r vg.Rectangle) {
		c.FillText(sty, vg.Point{X: r.Min.X, Y: (r.Min.Y + r.Max.Y) / 2}, first)
		const n = 24
		x, step := r.Min.X+w, (r.Max.X-r.Min.X-w)/n
		for i := range n {
			x0 := x + vg.Length(i)*step
			s.rect(c, corners(x0, r.Min.Y, min(x0+step+0.8, r.Max.X), r.Max.Y), s.pal.ramp(float64(i)/(n-1)))
		}
	}, w + s.em*7}
}

// legend draws the entries in up to two rows below the title.
func (s *sheet) legend(area *draw.Canvas, width vg.Length) {
	entries := s.entries()
	if len(entries) == 0 {
		return
	}
	sty := s.label(text.XLeft, text.YCenter)
	x, rows := area.Min.X, 1
	y := area.Max.Y - s.em*0.6
	for _, e := range entries {
		name := shorten(sty, e.name, width/2)
		need := e.wide + s.em*0.45 + sty.Width(name)
		if x > area.Min.X && x+need > area.Max.X && rows < 3 {
			x, y, rows = area.Min.X, y-s.em*1.5, rows+1
		}
		e.mark(area, vg.Rectangle{
			Min: vg.Point{X: x, Y: y - s.em*0.42},
			Max: vg.Point{X: x + e.wide, Y: y + s.em*0.42},
		})
		area.FillText(sty, vg.Point{X: x + e.wide + s.em*0.45, Y: y}, name)
		x += need + s.em*1.4
	}
	area.Max.Y -= s.em * (0.55 + 1.5*vg.Length(rows))
}

// noData draws the designed empty state: a quiet frame and the note in its middle.
func (s *sheet) noData(area draw.Canvas) {
	frame := draw.LineStyle{Color: s.pal.edge, Width: 1, Dashes: []vg.Length{4, 4}}
	r := area.Rectangle
	area.StrokeLines(frame, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
	sty := s.style(1, s.pal.muted, text.XCenter, text.YCenter)
	txt := s.spec.Note
	if strings.TrimSpace(txt) == "" {
		txt = "—"
	}
	lines := wrap(sty, txt, (r.Max.X-r.Min.X)*0.8, 4)
	mid := area.Center()
	y := mid.Y + s.em*0.75*vg.Length(len(lines)-1)
	for _, line := range lines {
		area.FillText(sty, vg.Point{X: mid.X, Y: y}, line)
		y -= s.em * 1.5
	}
}

// glyph draws the i-th data mark; shapes differ so that colour is never alone.
func (s *sheet) glyph(c *draw.Canvas, at vg.Point, ink color.NRGBA, i int) {
	r := s.em * 0.36
	shapes := []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}}
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: ink, Radius: r, Shape: shapes[i%len(shapes)]}, at)
}
