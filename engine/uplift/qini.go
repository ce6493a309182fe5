package uplift

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Outcome is what happened to scored customers of a trial: row by row the score
// (higher is to be treated sooner), whether they did what was hoped for, and whether
// they had been drawn for the treatment.
type Outcome struct {
	Score   []float64
	Yes     []bool
	Treated []bool
}

// Curve is the additional response when the best-scored are treated:
// q(k) = (Y₁ − Y₀·N₁/N₀) ÷ N₁(all), with Y and N the responders and customers of
// treated (1) and control (0) among the first k (Radcliffe 2007; 0 while there is no
// control). Customers of equal score go in together, in proportion.
type Curve struct {
	// Points from (0, 0) on.
	Points []Point
	// Qini is the area under Gain less that under the straight line to its end; AUUC the area itself.
	Qini, AUUC engine.Number
	// End is the gain with everybody treated: the plain effect.
	End engine.Number
}

// Point is the share of all customers treated and the gain in responses per treated customer.
type Point struct {
	Share float64 `json:"share"`
	Gain  float64 `json:"gain"`
}

// Qini draws the curve; all is undefined without customers on both sides.
func Qini(o Outcome) Curve {
	s := sorted(o)
	return s.curve(nil)
}

// ranking is the customers of an outcome, best first, in blocks of equal score.
type ranking struct {
	yes, treated []bool
	ends         []int // exclusive end of each block
}

func sorted(o Outcome) ranking {
	order := make([]int, len(o.Score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(o.Score[b], o.Score[a]) })
	r := ranking{yes: make([]bool, len(order)), treated: make([]bool, len(order))}
	for k, i := range order {
		r.yes[k], r.treated[k] = o.Yes[i], o.Treated[i]
		if k+1 == len(order) || o.Score[order[k+1]] != o.Score[i] {
			r.ends = append(r.ends, k+1)
		}
	}
	return r
}

// curve counts row k times[k] times, once without times.
func (r ranking) curve(times []int) Curve {
	u := engine.Undefined()
	c := Curve{Points: []Point{{}}, Qini: u, AUUC: u, End: u}
	var n, y, seen [2]float64 // control, treated
	var points [][3]float64   // rows, and Y₁ and Y₀·N₁/N₀ so far
	k := 0
	for _, end := range r.ends {
		for ; k < end; k++ {
			w := 1.0
			if times != nil {
				w = float64(times[k])
			}
			side := 0
			if r.treated[k] {
				side = 1
			}
			n[side] += w
			if r.yes[k] {
				y[side] += w
			}
		}
		expected := 0.0
		if n[0] > 0 {
			expected = y[0] * n[1] / n[0]
		} else {
			expected = y[1] // nothing to compare with yet
		}
		points = append(points, [3]float64{n[0] + n[1], y[1], expected})
		seen = n
	}
	if seen[0] == 0 || seen[1] == 0 {
		return c
	}
	area, all := 0.0, seen[0]+seen[1]
	for _, p := range points {
		last, next := c.Points[len(c.Points)-1], Point{p[0] / all, (p[1] - p[2]) / seen[1]}
		area += (next.Share - last.Share) * (next.Gain + last.Gain) / 2
		c.Points = append(c.Points, next)
	}
	end := c.Points[len(c.Points)-1].Gain
	c.AUUC, c.End, c.Qini = engine.Number(area), engine.Number(end), engine.Number(area-end/2)
	return c
}

// At is the gain per treated customer with the best share of the customers treated.
func (c Curve) At(share float64) float64 {
	k, found := slices.BinarySearchFunc(c.Points, share, func(p Point, share float64) int { return cmp.Compare(p.Share, share) })
	if found || k == 0 {
		return c.Points[k].Gain
	}
	if k == len(c.Points) {
		return c.Points[k-1].Gain
	}
	a, b := c.Points[k-1], c.Points[k]
	return a.Gain + (share-a.Share)/(b.Share-a.Share)*(b.Gain-a.Gain)
}

// Interval is the 95 % percentile interval of Qini and of the difference of the gain
// from treating by lot, over seeded resamples of customers. Rows must come in a
// stated order. Undefined as Qini is.
func Interval(o Outcome, seed uint64) (low, high engine.Number) {
	r := sorted(o)
	times := make([]int, len(r.yes))
	l, h := stat.Bootstrap(len(r.yes), seed, "qini", func(idx []int) float64 {
		clear(times)
		for _, i := range idx {
			times[i]++
		}
		return float64(r.curve(times).Qini)
	})
	return engine.Number(l), engine.Number(h)
}

// Top is the effect among the best-scored share of the customers: treated less
// control, with its interval.
func Top(o Outcome, share float64) stat.Difference {
	r := sorted(o)
	k := int(math.Round(share * float64(len(r.yes))))
	var n, y [2]int64
	for i := range k {
		side := 0
		if r.treated[i] {
			side = 1
		}
		n[side]++
		if r.yes[i] {
			y[side]++
		}
	}
	return stat.TwoProportions(y[1], n[1], y[0], n[0])
}
