package btyd

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Track is the expected number of repeat purchases of all customers together by
// each of times, both counted from one origin: customers start at starts.
func (m *Fitted) Track(starts, times []float64) []float64 {
	p := m.predictor()
	sorted := slices.Clone(starts)
	slices.Sort(sorted)
	out := make([]float64, len(times))
	for i, t := range times {
		for k := 0; k < len(sorted) && sorted[k] < t; {
			next := k
			for next < len(sorted) && sorted[next] == sorted[k] {
				next++
			}
			out[i] += float64(next-k) * p.expectedNew(t-sorted[k])
			k = next
		}
	}
	return out
}

// Holdout compares what was expected of each customer with what they did in a
// period the model has not seen.
type Holdout struct {
	Customers int           `json:"customers"`
	Expected  engine.Number `json:"expected"`
	Actual    int64         `json:"actual"`
	Bias      engine.Number `json:"bias"` // expected ÷ actual − 1
	MAE       engine.Number `json:"mae"`
	RMSE      engine.Number `json:"rmse"`
	Corr      engine.Number `json:"corr"`
	// By repeat purchases before the holdout, 0 … 6 and 7 or more.
	By []Bucket `json:"by"`
}

// Bucket is the customers with the same number of repeat purchases before.
type Bucket struct {
	Repeats  int64         `json:"repeats"`
	N        int64         `json:"n"`
	Expected engine.Number `json:"expected"` // mean
	Actual   engine.Number `json:"actual"`   // mean
}

// buckets is the number of rows of Holdout.By; the last holds all heavier buyers.
const buckets = 8

// Compare makes the holdout table; the three slices are parallel. Customers whose
// expectation is undefined are left out.
func Compare(customers []Customer, expected []float64, actual []int64) Holdout {
	u := engine.Undefined()
	h := Holdout{Expected: u, Bias: u, MAE: u, RMSE: u, Corr: u, By: make([]Bucket, buckets)}
	var e, a, off, square []float64
	by := make([][]float64, buckets)
	acts := make([]int64, buckets)
	for i := range min(len(customers), len(expected), len(actual)) {
		if math.IsNaN(expected[i]) {
			continue
		}
		d := expected[i] - float64(actual[i])
		e, a = append(e, expected[i]), append(a, float64(actual[i]))
		off, square = append(off, math.Abs(d)), append(square, d*d)
		k := min(customers[i].Repeats, buckets-1)
		by[k], acts[k] = append(by[k], expected[i]), acts[k]+actual[i]
		h.Actual += actual[i]
	}
	h.Customers = len(e)
	for k := range h.By {
		n := float64(len(by[k]))
		h.By[k] = Bucket{int64(k), int64(n), engine.Number(stat.Mean(by[k])), engine.Number(float64(acts[k]) / n)}
	}
	if len(e) == 0 {
		return h
	}
	h.Expected = engine.Number(stat.Sum(e))
	h.Bias = h.Expected/engine.Number(h.Actual) - 1
	h.MAE, h.RMSE = engine.Number(stat.Mean(off)), engine.Number(math.Sqrt(stat.Mean(square)))
	h.Corr = stat.Pearson(e, a).Value
	return h
}

// WheatMorrison is the regularity k of buying from the last two gaps of each
// customer (Wheat and Morrison 1990): 1 is random, larger is regular. NaN for
// fewer than two customers.
func WheatMorrison(last, before []float64) (k, variance float64) {
	var m []float64
	for i := range min(len(last), len(before)) {
		if s := last[i] + before[i]; s > 0 {
			m = append(m, before[i]/s)
		}
	}
	variance = stat.Variance(m)
	return (1 - 4*variance) / (8 * variance), variance
}

// GapShape is the maximum-likelihood shape of a gamma distribution of one
// customer's gaps: 1 is random buying, larger is regular. NaN for fewer than two
// gaps, a gap that is not positive, or gaps that are all equal.
func GapShape(gaps []float64) float64 {
	if len(gaps) < 2 || slices.Min(gaps) == slices.Max(gaps) || !(slices.Min(gaps) > 0) {
		return math.NaN()
	}
	s := math.Log(stat.Mean(gaps)) - stat.Mean(logs(gaps))
	k := (3 - s + math.Sqrt((s-3)*(s-3)+24*s)) / (12 * s) // Minka's start
	for range 50 {
		// Newton in 1/k (Minka 2002); trigamma is ζ(2, k).
		f := math.Log(k) - mathext.Digamma(k) - s
		slope := k * k * (1/k - mathext.Zeta(2, k))
		next := 1 / (1/k + f/slope)
		if !(next > 0) {
			next = k / 2
		}
		if math.Abs(next-k) <= 1e-14*k {
			return next
		}
		k = next
	}
	return k
}
