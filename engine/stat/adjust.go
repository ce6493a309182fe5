package stat

import (
	"cmp"
	"math"
	"slices"
)

// BenjaminiHochberg returns the false-discovery-adjusted p-values (q) in the
// order given. An undefined p stays NaN and does not count as a test.
func BenjaminiHochberg(p []float64) []float64 {
	order := definedAscending(p)
	out, m := undefinedLike(p), float64(len(order))
	least := 1.0
	for k := len(order) - 1; k >= 0; k-- {
		least = math.Min(least, m/float64(k+1)*p[order[k]])
		out[order[k]] = least
	}
	return out
}

// Holm returns the p-values adjusted by Holm's step-down rule (family-wise
// error) in the order given. An undefined p stays NaN and does not count.
func Holm(p []float64) []float64 {
	order := definedAscending(p)
	out, m := undefinedLike(p), len(order)
	most := 0.0
	for k, i := range order {
		most = math.Max(most, math.Min(1, float64(m-k)*p[i]))
		out[i] = most
	}
	return out
}

func definedAscending(p []float64) []int {
	order := make([]int, 0, len(p))
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return order
}

func undefinedLike(p []float64) []float64 {
	out := make([]float64, len(p))
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}
