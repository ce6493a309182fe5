package stat

import (
	"math"
	"slices"
)

// Sum adds with Neumaier's compensation, so that the order of the values moves
// the result by at most an ulp or two. It is 0 for no values.
func Sum(x []float64) float64 {
	var s, c float64
	for _, v := range x {
		t := s + v
		if math.Abs(s) >= math.Abs(v) {
			c += (s - t) + v
		} else {
			c += (v - t) + s
		}
		s = t
	}
	if math.IsNaN(c) || math.IsInf(c, 0) {
		return s // an infinity among the values: the plain sum says so
	}
	return s + c
}

// Mean is the arithmetic mean; NaN for no values.
func Mean(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	return Sum(x) / float64(len(x))
}

// Variance is the sample variance (divided by n−1); NaN for fewer than two values.
func Variance(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m := Mean(x)
	sq := make([]float64, len(x))
	for i, v := range x {
		sq[i] = (v - m) * (v - m)
	}
	return Sum(sq) / float64(len(x)-1)
}

// Quantile is the p-quantile of ascending values by linear interpolation of the
// order statistics (type 7 of Hyndman and Fan 1996, the default of R and numpy).
// It is NaN for no values and for p outside 0…1.
func Quantile(sorted []float64, p float64) float64 {
	n := len(sorted)
	if n == 0 || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	h := p * float64(n-1)
	i := int(h)
	f := h - float64(i)
	if f == 0 {
		return sorted[i] // also spares 0·∞
	}
	return sorted[i] + f*(sorted[i+1]-sorted[i])
}

// Median is the middle of the values, which need not be sorted; NaN for none.
func Median(x []float64) float64 {
	s := slices.Clone(x)
	n := len(s)
	if n < fewValues || slices.ContainsFunc(s, math.IsNaN) {
		slices.Sort(s)
		return Quantile(s, 0.5)
	}
	i := (n - 1) / 2
	low := nth(s, i)
	if n%2 == 1 {
		return low
	}
	return low + 0.5*(slices.Min(s[i+1:])-low)
}

// fewValues are sorted sooner than searched.
const fewValues = 64

// nth puts the value of rank k at its place, no larger ones before it and no smaller
// ones after it, and returns it (Hoare 1961). Values must not be NaN.
func nth(s []float64, k int) float64 {
	low, high := 0, len(s)-1
	for high-low >= fewValues {
		a, b, c := s[low], s[low+(high-low)/2], s[high]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := low, high
		for i <= j {
			for s[i] < pivot {
				i++
			}
			for s[j] > pivot {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return s[k]
		}
	}
	slices.Sort(s[low : high+1])
	return s[k]
}
