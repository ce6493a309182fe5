package chart

import (
	"cmp"
	"math"
	"slices"
)

// point is one place in data coordinates; low and high are used by bands only.
type point struct{ x, y, low, high float64 }

// window is the visible range of x and how many pixel columns show it.
type window struct {
	lo, hi  float64
	columns int
}

func (w window) holds(x float64) bool { return x >= w.lo && x <= w.hi }

func (w window) pixel(x float64) int {
	return int((x - w.lo) / (w.hi - w.lo) * float64(w.columns))
}

// reduce returns the runs of points between gaps, at most two points per pixel column:
// the lowest and the highest. The pen needs seconds for a 5,000-point zig-zag, the eye
// cannot tell the difference. NaN and infinite values end a run unless the gap is
// narrower than a column.
func reduce(xs, ys []float64, w window) [][]point {
	r := reducer{window: w, column: -1}
	for _, i := range ascending(xs, len(ys)) {
		r.add(point{x: xs[i], y: ys[i]}, finite(xs[i]) && finite(ys[i]) && w.holds(xs[i]))
	}
	r.flush()
	return r.runs
}

type reducer struct {
	window
	column     int
	first, top point // lowest and highest of the column, first added first
	swap       bool
	full, gap  bool
	fresh      bool
	runs       [][]point
}

func (r *reducer) add(p point, ok bool) {
	if !ok {
		r.gap = true
		return
	}
	col := r.pixel(p.x)
	if !r.full || col != r.column {
		r.flush()
		r.fresh = r.fresh || r.gap || len(r.runs) == 0
		r.column, r.first, r.top, r.full, r.swap = col, p, p, true, false
	} else {
		switch {
		case p.y < r.first.y:
			r.first, r.swap = p, true
		case p.y > r.top.y:
			r.top, r.swap = p, false
		}
	}
	r.gap = false
}

// flush writes the column's points in the order they came.
func (r *reducer) flush() {
	if !r.full {
		return
	}
	if r.fresh {
		r.runs = append(r.runs, nil)
	}
	last := len(r.runs) - 1
	a, b := r.first, r.top
	if r.swap {
		a, b = b, a
	}
	r.runs[last] = append(r.runs[last], a)
	if b != a {
		r.runs[last] = append(r.runs[last], b)
	}
	r.full, r.fresh = false, false
}

// reduceBand returns the runs of an interval band, one point per pixel column that
// holds the lowest low and the highest high.
func reduceBand(xs, low, high []float64, w window) [][]point {
	var runs [][]point
	column, gap := -1, true
	for _, i := range ascending(xs, min(len(low), len(high))) {
		p := point{x: xs[i], low: low[i], high: high[i]}
		if !finite(p.x) || !finite(p.low) || !finite(p.high) || !w.holds(p.x) {
			gap = true
			continue
		}
		col := w.pixel(p.x)
		switch {
		case len(runs) > 0 && col == column:
			run := runs[len(runs)-1]
			q := &run[len(run)-1]
			q.low, q.high = math.Min(q.low, p.low), math.Max(q.high, p.high)
		case gap:
			runs = append(runs, []point{p})
		default:
			runs[len(runs)-1] = append(runs[len(runs)-1], p)
		}
		column, gap = col, false
	}
	return runs
}

// steps turns a run into a staircase: the value holds until the next one.
func steps(run []point) []point {
	out := make([]point, 0, 2*len(run))
	for i, p := range run {
		if i > 0 {
			q := run[i-1]
			q.x = p.x
			out = append(out, q)
		}
		out = append(out, p)
	}
	return out
}

// ascending returns the order of the first n points by x, as they are if they already
// ascend. NaN keeps its place.
func ascending(xs []float64, n int) []int {
	n = min(n, len(xs))
	order := make([]int, n)
	sorted := true
	last := math.Inf(-1)
	for i := range order {
		order[i] = i
		if finite(xs[i]) {
			sorted = sorted && xs[i] >= last
			last = xs[i]
		}
	}
	if !sorted {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(xs[a], xs[b]) })
	}
	return order
}

// extremes returns the smallest and largest finite value; ok is false without any.
func extremes(lists ...[]float64) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, list := range lists {
		for _, v := range list {
			if finite(v) {
				lo, hi, ok = math.Min(lo, v), math.Max(hi, v), true
			}
		}
	}
	return lo, hi, ok
}
