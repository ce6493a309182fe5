package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// SymmetricBeta is the maximum-likelihood shape k of a beta distribution with both
// parameters k, and its standard error. Of the last gap between two purchases, as a
// share of the last two together, it is the regularity of buying: 1 is random, larger is
// regular, whatever the customers' rates (Wheat and Morrison 1990). Values that are not
// strictly between 0 and 1 are left out; NaN for fewer than two, or all one half.
func SymmetricBeta(x []float64) (k, se float64) {
	logs := make([]float64, 0, len(x))
	for _, v := range x {
		if v > 0 && v < 1 {
			logs = append(logs, (math.Log(v)+math.Log1p(-v))/2)
		}
	}
	mean := Mean(logs)
	if len(logs) < 2 || !(mean < -math.Ln2-1e-12) {
		return math.NaN(), math.NaN()
	}
	// ψ(k) − ψ(2k) rises from −∞ to −ln 2.
	low, high := 1e-6, 1.0
	slack := func(k float64) float64 { return mathext.Digamma(k) - mathext.Digamma(2*k) - mean }
	for slack(high) < 0 {
		low, high = high, 2*high
	}
	for range 200 {
		if k = (low + high) / 2; k == low || k == high {
			break
		}
		if slack(k) < 0 {
			low = k
		} else {
			high = k
		}
	}
	information := float64(len(logs)) * (2*trigamma(k) - 4*trigamma(2*k))
	return k, 1 / math.Sqrt(information)
}

func trigamma(x float64) float64 { return mathext.Zeta(2, x) }
