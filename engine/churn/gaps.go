package churn

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/survival"
)

// gapCounts are the gaps between purchase days, grouped by length: done ended in
// a purchase, open were still running at the as-of day.
type gapCounts struct {
	days       []int
	done, open []int64
}

func (g gapCounts) finished() int64 {
	var n int64
	for _, d := range g.done {
		n += d
	}
	return n
}

func (g gapCounts) unfinished() int64 {
	var n int64
	for _, o := range g.open {
		n += o
	}
	return n
}

// finishedQuantile is the quantile of finished gaps only, R type 7: linear
// between the two order statistics around (n−1)·p.
func (g gapCounts) finishedQuantile(p float64) engine.Number {
	n := g.finished()
	if n == 0 {
		return engine.Undefined()
	}
	at := float64(n-1) * p
	low, part := math.Floor(at), at-math.Floor(at)
	a := g.finishedAt(int64(low))
	if part == 0 {
		return engine.Number(a)
	}
	return engine.Number(float64(a) + part*float64(g.finishedAt(int64(low)+1)-a))
}

// finishedAt is the finished gap of rank i, counted from 0 in ascending order.
func (g gapCounts) finishedAt(i int64) int {
	for k, d := range g.done {
		if i -= d; i < 0 {
			return g.days[k]
		}
	}
	return 0
}

// gapsOf shapes the curve for the result.
func gapsOf(g gapCounts, c survival.Curve) Gaps {
	out := Gaps{
		Total: g.finished() + g.unfinished(), Unfinished: g.unfinished(),
		Points: []GapPoint{},
		Median: dayOf(c, 0.5), P75: dayOf(c, 0.75), P90: dayOf(c, 0.9),
		FinishedP90: g.finishedQuantile(0.9),
	}
	for i, t := range c.Times {
		if c.Events[i] == 0 {
			continue
		}
		out.Points = append(out.Points, GapPoint{
			Day: int(t), AtRisk: c.AtRisk[i], Again: engine.Number(1 - c.Survival[i]),
			Low: 1 - c.High[i], High: 1 - c.Low[i], // undefined stays undefined
		})
	}
	return out
}

func dayOf(c survival.Curve, p float64) *int {
	t, ok := c.Quantile(p)
	if !ok {
		return nil
	}
	d := int(t)
	return &d
}
