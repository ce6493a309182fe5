package btyd

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"
)

// longest is the run of purchases that is summed one by one.
const longest = 4096

// rising fills ln (a)_x = ln Γ(a+x) − ln Γ(a) and its derivative in a for
// ascending x, by running sums: differences of log gammas lose all digits for a
// large a.
func rising(a float64, x []int64, shift int64) (value, slope []float64) {
	value, slope = make([]float64, len(x)), make([]float64, len(x))
	var at int64
	var v, d float64
	for i, n := range x {
		n += shift
		if n-at > longest {
			v, d = lgamma(a+float64(n))-lgamma(a), mathext.Digamma(a+float64(n))-mathext.Digamma(a)
			at = n
		}
		for ; at < n; at++ {
			v += math.Log(a + float64(at))
			d += 1 / (a + float64(at))
		}
		value[i], slope[i] = v, d
	}
	return value, slope
}

// staying fills −Σ ln(1+a/(b+k)) over k < x, ascending: the logarithm of the chance to
// survive x coins of chance Beta(a, b); with da = Σ 1/(a+b+k) and db = Σ a/((b+k)(a+b+k)),
// its slopes by b and, negative, a.
func staying(a, b float64, x []int64, shift int64) (value, da, db []float64) {
	value, da, db = make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
	var at int64
	var v, s, t float64
	for i, n := range x {
		n += shift
		if n-at > longest {
			from, to := float64(at), float64(n)
			both := mathext.Digamma(a+b+to) - mathext.Digamma(a+b+from)
			v += (lgamma(b+to) - lgamma(b+from)) - (lgamma(a+b+to) - lgamma(a+b+from))
			s, t = s+both, t+mathext.Digamma(b+to)-mathext.Digamma(b+from)-both
			at = n
		}
		for ; at < n; at++ {
			k := b + float64(at)
			v -= math.Log1p(a / k)
			s, t = s+1/(a+k), t+a/(k*(a+k))
		}
		value[i], da[i], db[i] = v, s, t
	}
	return value, da, db
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// lnRising is ln (a)_n for one n.
func lnRising(a float64, n int64) float64 {
	v, _ := rising(a, []int64{n}, 0)
	return v[0]
}

// log1p is ln(1+z) of z ≥ 0 by the logarithm, which on most processors takes half the time
// of math.Log1p. What rounding took from 1+z is put back by the factor (Goldberg, What
// every computer scientist should know about floating-point arithmetic, 1991, theorem 4).
func log1p(z float64) float64 {
	u := 1 + z
	if u == 1 {
		return z
	}
	return math.Log(u) * (z / (u - 1))
}

// addLogs is ln(eᵃ+eᵇ) and the share of b in it.
func addLogs(a, b float64) (sum, share float64) {
	if math.IsInf(b, -1) {
		return a, 0
	}
	if a >= b {
		e := math.Exp(b - a)
		return a + log1p(e), e / (1 + e)
	}
	e := math.Exp(a - b)
	return b + log1p(e), 1 / (1 + e)
}

// growth is (1−e^(−k·l))/k, l for k = 0: how far one gets in l at a decaying pace.
func growth(k, l float64) float64 {
	if math.Abs(k*l) < 1e-8 {
		return l * (1 - k*l/2)
	}
	return -math.Expm1(-k*l) / k
}

// purchases is the mean of (1−e^(−λpt))/p over λ ~ Gamma(shape, rate) and
// p ~ Beta(a, b), with z = t/(rate+t): the expected number of purchases in t of a
// customer who leaves after each with chance p. In the usual form it is
// (a+b−1)/(a−1)·(1−(1−z)^shape·₂F₁(shape, b; a+b−1; z)), which overflows for heavy
// buyers and has no value at a = 1; Euler's transformation has neither fault.
func purchases(shape, a, b, z float64) float64 {
	if !(z > 0) {
		return 0
	}
	l := -math.Log1p(-z)
	c := a + b - 1
	numerator := c - shape
	if a > 60 || math.Abs(numerator) > 5000 {
		return purchasesByCount(shape, a, b, z)
	}
	term, sum := numerator*z, 0.0
	for n := 1.0; n < 2e6; n++ {
		sum += term
		if math.Abs(term) <= 1e-17*math.Abs(sum) && n > -numerator {
			break
		}
		term *= (numerator + n) * (a + n - 1) / ((c + n) * (n + 1)) * z
	}
	return c*growth(a-1, l) - math.Exp(-(a-1)*l)*sum
}

// purchasesByCount does the same as Σₙ P(N=n)·Σₖ₌₁…ₙ P(k−1 coins survived), N being
// the negative binomial count of who never leaves: no cancellation for any
// parameters, but as many terms as there may be purchases.
func purchasesByCount(shape, a, b, z float64) float64 {
	const most = 5_000_000
	mean := shape * z / (1 - z)
	lnP, survived, within, sum := shape*math.Log1p(-z), 1.0, 0.0, 0.0
	for n := 0.0; n < most; n++ {
		p := math.Exp(lnP)
		sum += p * within
		if n > mean && p*within <= 1e-17*sum {
			break
		}
		within += survived
		survived *= (b + n) / (a + b + n)
		lnP += math.Log((shape + n) / (n + 1) * z)
	}
	return sum
}

// rule is Gauss–Legendre quadrature on 0…1.
type rule struct{ x, w []float64 }

func newRule(n int) rule {
	r := rule{make([]float64, n), make([]float64, n)}
	quad.Legendre{}.FixedLocations(r.x, r.w, 0, 1)
	return r
}
