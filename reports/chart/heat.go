package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/reports/doc"
)

// heatRange is what the ends of the colour ramp stand for.
func (s *sheet) heatRange() (lo, hi float64) {
	if s.spec.FixedRange != nil {
		return s.spec.FixedRange[0], s.spec.FixedRange[1]
	}
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, row := range s.spec.Cells {
		for _, cell := range row {
			if finite(cell.Value) && !cell.Open && !cell.Small {
				lo, hi = math.Min(lo, cell.Value), math.Max(hi, cell.Value)
			}
		}
	}
	if !finite(lo) {
		return 0, 1
	}
	if lo > 0 {
		lo = 0
	}
	if hi <= lo {
		hi = lo + 1
	}
	return lo, hi
}

// heat draws a table of coloured cells, first row on top.
func (s *sheet) heat(area draw.Canvas) {
	p := s.rowPlot(area)
	columns := max(1, len(s.spec.Columns))
	p.X.Min, p.X.Max = -0.5, float64(columns)-0.5
	p.X.Tick.Marker = plot.ConstantTicks{}
	width := p.DataCanvas(area).Size().X
	p.X.Tick.Marker = s.columnTicks(p.X.Tick.Label, s.spec.Columns, width/vg.Length(columns))
	p.X.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
	s.nameX(p, area)
	p.Add(painter(func(c draw.Canvas, p *plot.Plot) {
		s.field(&c)
		lo, hi := s.heatRange()
		form := s.cellForm(cellPlace{}.rect(&c, p).Size())
		for i := range s.spec.Categories {
			if i >= len(s.spec.Cells) {
				break
			}
			for j, cell := range s.spec.Cells[i] {
				if j < columns {
					s.heatCell(&c, p, cell, cellPlace{i, j, form}, (cell.Value-lo)/(hi-lo))
				}
			}
		}
	}))
	p.Draw(area)
}

// heatCell draws one cell at share t of the colour ramp.
func (s *sheet) heatCell(c *draw.Canvas, p *plot.Plot, cell doc.Cell, at cellPlace, t float64) {
	r := at.rect(c, p)
	ink := s.pal.muted
	if cell.Open || cell.Small || finite(cell.Value) {
		s.hit(at.row, at.column, r)
	}
	switch {
	case cell.Open:
		s.hatch(c, r, s.pal.muted)
		ink = s.pal.ink
	case cell.Small:
		s.rect(c, r, s.pal.pale)
	case !finite(cell.Value):
		return
	default:
		fill := s.pal.ramp(t)
		s.rect(c, r, fill)
		ink = onto(fill)
	}
	txt := s.cellText(cell, at.form)
	if txt == "" {
		return
	}
	sty := s.style(0.86, ink, text.XCenter, text.YCenter)
	mid := vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}
	if cell.Open {
		s.haloText(c, sty, mid, txt)
		return
	}
	c.FillText(sty, mid, txt)
}

// cellPlace is where a cell stands and in which form its value is written.
type cellPlace struct{ row, column, form int }

func (at cellPlace) rect(c *draw.Canvas, p *plot.Plot) vg.Rectangle {
	tx, ty := p.Transforms(c)
	x, y := float64(at.column), -float64(at.row)
	return vg.Rectangle{
		Min: vg.Point{X: tx(x-0.5) + 0.5, Y: ty(y-0.5) + 0.5},
		Max: vg.Point{X: tx(x+0.5) - 0.5, Y: ty(y+0.5) - 0.5},
	}
}

// The forms of a cell's value, longest first: 41.7%, 42%, 42, nothing.
const (
	formFull = iota
	formWhole
	formBare
	formNone
)

// cellText writes the value of a cell in one of the forms.
func (s *sheet) cellText(cell doc.Cell, form int) string {
	switch {
	case form == formNone:
		return ""
	case cell.Label != "":
		return cell.Label
	case cell.Small:
		return "—"
	case !finite(cell.Value):
		return ""
	case s.spec.Unit == doc.UnitPercent && form == formWhole:
		return s.num.Percent(cell.Value, 0)
	case s.spec.Unit == doc.UnitPercent && form == formBare:
		return s.num.Decimal(cell.Value*100, 0)
	}
	return s.spec.Show(s.spec.Unit, cell.Value)
}

// cellForm picks the longest form that fits every cell, so that all are written alike.
func (s *sheet) cellForm(size vg.Point) int {
	if size.Y < s.em*0.95 {
		return formNone
	}
	sty := s.style(0.86, s.pal.ink, text.XCenter, text.YCenter)
	for form := formFull; form < formNone; form++ {
		widest := vg.Length(0)
		for _, row := range s.spec.Cells {
			for _, cell := range row[:min(len(row), len(s.spec.Columns))] {
				widest = max(widest, sty.Width(s.cellText(cell, form)))
			}
		}
		if widest <= size.X*0.96 {
			return form
		}
	}
	return formNone
}
