package stat

import "math"

// FisherGreater is Fisher's exact one-sided p of a 2×2 table by its margins: the chance
// that of n things, k of which are marked, at least x marked ones are among a drawn
// without putting back. NaN when the margins do not fit together.
func FisherGreater(x, a, k, n int64) float64 {
	low, high := max(0, a+k-n), min(a, k)
	switch {
	case n <= 0 || a < 0 || k < 0 || a > n || k > n || x > high || x < 0:
		return math.NaN()
	case x <= low:
		return 1
	}
	// The smaller tail is summed outwards from x, so that terms only shrink.
	mode := (a + 1) * (k + 1) / (n + 2)
	if x > mode {
		return tail(x, high, 1, a, k, n)
	}
	return 1 - tail(x-1, low, -1, a, k, n)
}

// tail sums hypergeometric probabilities from x to end.
func tail(x, end, step, a, k, n int64) float64 {
	p := math.Exp(logChoose(k, x) + logChoose(n-k, a-x) - logChoose(n, a))
	sum := p
	for x != end && p > sum*1e-17 {
		if step > 0 {
			p *= float64(k-x) / float64(x+1) * float64(a-x) / float64(n-k-a+x+1)
		} else {
			p *= float64(x) / float64(k-x+1) * float64(n-k-a+x) / float64(a-x+1)
		}
		x += step
		sum += p
	}
	return math.Min(1, sum)
}

func logChoose(n, k int64) float64 { return lgamma(n+1) - lgamma(k+1) - lgamma(n-k+1) }

func lgamma(n int64) float64 {
	v, _ := math.Lgamma(float64(n))
	return v
}
