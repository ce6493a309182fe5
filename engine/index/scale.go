package index

import (
	"math"
	"slices"

	"huiliu/engine/stat"
)

// Method is how an indicator is scaled.
type Method string

// Methods. MinMax and Percentile give 0 to 1, Z standard deviations from the mean. One
// outlier moves everybody by MinMax and nobody by Percentile.
const (
	MinMax     Method = "min_max"
	Z          Method = "z"
	Percentile Method = "percentile"
)

// Scale orients an indicator so that higher is riskier and scales it; risky says whether
// it is so already. What is missing (NaN) stays missing; where all are equal nobody is
// riskier: the middle of the scale, 0 for MinMax.
func Scale(x []float64, m Method, risky bool) []float64 {
	out := make([]float64, len(x))
	var known []float64
	for i, v := range x {
		if !risky {
			v = -v
		}
		out[i] = v
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	if len(known) == 0 {
		return out
	}
	if m == Percentile {
		return percentiles(out, known)
	}
	from, step := slices.Min(known), slices.Max(known)-slices.Min(known)
	if m == Z {
		from, step = stat.Mean(known), math.Sqrt(stat.Variance(known))
	}
	for i, v := range out {
		switch {
		case math.IsNaN(v):
		case step > 0:
			out[i] = (v - from) / step
		default:
			out[i] = 0
		}
	}
	return out
}

// percentiles are the shares of the known that are lower, equal ones counting half.
func percentiles(x, known []float64) []float64 {
	ranks := stat.Ranks(known)
	n, k := float64(len(known)), 0
	for i, v := range x {
		if !math.IsNaN(v) {
			x[i] = (ranks[k] - 0.5) / n
			k++
		}
	}
	return x
}

// Combine adds scaled indicators by their weights, one result per row. What is missing
// in a row leaves its weight to the others; a row without anything is NaN.
func Combine(columns [][]float64, weights []float64) []float64 {
	if len(columns) == 0 {
		return nil
	}
	out := make([]float64, len(columns[0]))
	for i := range out {
		var sum, weight float64
		for j, c := range columns {
			if !math.IsNaN(c[i]) {
				sum += weights[j] * c[i]
				weight += weights[j]
			}
		}
		out[i] = math.NaN()
		if weight > 0 {
			out[i] = sum / weight
		}
	}
	return out
}

// Manual turns points given by hand into weights: sum 1, negative and missing points
// count 0, equal weights where there are none.
func Manual(points []float64) []float64 {
	w := make([]float64, len(points))
	for i, v := range points {
		if v > 0 && !math.IsInf(v, 0) {
			w[i] = v
		}
	}
	return normalised(w)
}

// Entropy weighs indicators by how unevenly they are spread over the rows (0 ln 0 = 0):
// x are columns of values from 0 on, one per indicator. A column that is the same for all,
// or empty, weighs nothing; where all are, they weigh the same.
func Entropy(x [][]float64) []float64 {
	w := make([]float64, len(x))
	for j, c := range x {
		var sum float64
		n := 0
		for _, v := range c {
			if v >= 0 && !math.IsInf(v, 0) {
				sum += v
				n++
			}
		}
		if !(sum > 0) || n < 2 {
			continue
		}
		var e float64
		for _, v := range c {
			if p := v / sum; p > 0 {
				e -= p * math.Log(p)
			}
		}
		w[j] = math.Max(0, 1-e/math.Log(float64(n)))
		if w[j] < 1e-12 { // rounding of equal shares
			w[j] = 0
		}
	}
	return normalised(w)
}
