package stat_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"huiliu/engine/stat"
)

// gammaDraw is a gamma of whole shape: a sum of exponentials.
func gammaDraw(r *rand.Rand, shape int) float64 {
	s := 0.0
	for range shape {
		s += r.ExpFloat64()
	}
	return s
}

// The share of one of two gamma gaps of shape k is Beta(k, k), whatever the rate.
func TestSymmetricBeta_RecoversTheRegularityOfSimulatedGaps(t *testing.T) {
	for _, shape := range []int{1, 2, 5} {
		r := rand.New(rand.NewPCG(uint64(shape), 3))
		inside, runs := 0, 200
		for range runs {
			x := make([]float64, 400)
			for i := range x {
				a, b := gammaDraw(r, shape), gammaDraw(r, shape)
				x[i] = a / (a + b)
			}
			k, se := stat.SymmetricBeta(x)
			if math.Abs(k-float64(shape)) <= 1.96*se {
				inside++
			}
		}
		if share := float64(inside) / float64(runs); share < 0.91 || share > 0.99 {
			t.Errorf("shape %d: %.3f of the intervals hold it", shape, share)
		}
	}
}

// By hand: the score ψ(k) − ψ(2k) at k = 1 is −1 exactly, the mean of (ln x + ln(1−x))/2
// of the uniform distribution.
func TestSymmetricBeta_OfTheUniformIsOne(t *testing.T) {
	n := 200_000
	x := make([]float64, n)
	for i := range x {
		x[i] = (float64(i) + 0.5) / float64(n)
	}
	if k, se := stat.SymmetricBeta(x); math.Abs(k-1) > 1e-4 || math.Abs(se*math.Sqrt(float64(n))-1/math.Sqrt(2*math.Pi*math.Pi/6-4*(math.Pi*math.Pi/6-1))) > 1e-3 {
		t.Errorf("k %v, standard error %v", k, se)
	}
	for _, x := range [][]float64{nil, {0.3}, {0.5, 0.5}, {0, 1}} {
		if k, se := stat.SymmetricBeta(x); !math.IsNaN(k) || !math.IsNaN(se) {
			t.Errorf("%v: %v ± %v", x, k, se)
		}
	}
}
