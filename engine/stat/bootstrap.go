package stat

import (
	"math"
	"slices"
)

// Replicates is how many resamples Bootstrap draws: enough for the ends of a
// 95 % interval to stand within a few percent of its width.
const Replicates = 1000

// Bootstrap is the 95 % percentile interval of f over resamples of n rows with
// replacement. f receives row numbers, which it must not keep. Equal seed and
// purpose give equal ends; rows must come in a stated order (by key), for their
// positions are what is drawn. Resamples where f is NaN are left out; with fewer
// than half of them left the interval is NaN.
func Bootstrap(n int, seed uint64, purpose string, f func(idx []int) float64) (low, high float64) {
	if n <= 0 {
		return math.NaN(), math.NaN()
	}
	rng := NewRand(seed, purpose)
	idx := make([]int, n)
	got := make([]float64, 0, Replicates)
	for range Replicates {
		for i := range idx {
			idx[i] = rng.IntN(n)
		}
		if v := f(idx); !math.IsNaN(v) {
			got = append(got, v)
		}
	}
	if len(got) < Replicates/2 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(got)
	return Quantile(got, 0.025), Quantile(got, 0.975)
}
