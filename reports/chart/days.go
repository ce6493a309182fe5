package chart

import (
	"math"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"huiliu/engine"
	"huiliu/reports/doc"
)

// monthSteps are the distances of labelled month starts, in months.
var monthSteps = [...]int{1, 2, 3, 6, 12, 24, 60, 120}

// dayTicks labels the starts of months or years between two days, about want of them;
// a shorter stretch is labelled in days.
func dayTicks(lo, hi float64, want int) plot.ConstantTicks {
	if hi-lo < 62 {
		return shortTicks(lo, hi, want)
	}
	first := engine.Day(math.Ceil(lo)).Time()
	months := (hi - lo) / 30.44
	step := monthSteps[len(monthSteps)-1]
	for _, m := range monthSteps {
		if months/float64(m) <= float64(max(1, want)) {
			step = m
			break
		}
	}
	at := time.Date(first.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	if step > 12 {
		at = at.AddDate(-(at.Year() % (step / 12)), 0, 0)
	}
	layout := "2006-01"
	if step >= 12 {
		layout = "2006"
	}
	var out plot.ConstantTicks
	for ; float64(engine.DayOf(at)) <= hi; at = at.AddDate(0, step, 0) {
		if v := float64(engine.DayOf(at)); v >= lo {
			out = append(out, plot.Tick{Value: v, Label: at.Format(layout)})
		}
	}
	return out
}

func shortTicks(lo, hi float64, want int) plot.ConstantTicks {
	step := math.Max(1, math.Ceil((hi-lo)/float64(max(1, want))))
	var out plot.ConstantTicks
	for v := math.Ceil(lo); v <= hi; v += step {
		out = append(out, plot.Tick{Value: v, Label: engine.Day(v).Time().Format("01-02")})
	}
	return out
}

// stems draws every point on a stem from zero.
func (s *sheet) stems(c *draw.Canvas, p *plot.Plot, ser doc.Series, k int) traced {
	tx, ty := p.Transforms(c)
	pen := draw.LineStyle{Color: s.seriesTone(k), Width: 2}
	var out traced
	for i := range min(len(ser.X), len(ser.Y)) {
		if !finite(ser.X[i]) || !finite(ser.Y[i]) {
			continue
		}
		foot, head := vg.Point{X: tx(ser.X[i]), Y: ty(0)}, vg.Point{X: tx(ser.X[i]), Y: ty(ser.Y[i])}
		c.StrokeLines(pen, c.ClipLinesXY([]vg.Point{foot, head})...)
		s.spot(c, head, k)
		out.runs = append(out.runs, []vg.Point{foot, head}) // labels keep off the stems
	}
	return out
}
