package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// SampleSize is the number per group that finds the difference between p1 and p2
// with the given power at the two-sided level alpha, as R's power.prop.test
// (normal approximation, strict = FALSE). It is not rounded. NaN for shares,
// power or alpha outside 0…1 and for equal shares.
func SampleSize(p1, p2, power, alpha float64) float64 {
	if !share(p1) || !share(p2) || !inside(power) || !inside(alpha) || p1 == p2 {
		return math.NaN()
	}
	za, zb := mathext.NormalQuantile(1-alpha/2), mathext.NormalQuantile(power)
	mid := (p1 + p2) / 2
	root := za*math.Sqrt(2*mid*(1-mid)) + zb*math.Sqrt(p1*(1-p1)+p2*(1-p2))
	return math.Pow(root/(p1-p2), 2)
}

// SampleTotal is the number in both groups together, drawn in the given share for the
// second group, that finds the difference between p1 of the first and p2 of the second;
// with half in each it is twice SampleSize. It is not rounded. NaN as there, and for a
// share of nobody or everybody.
func SampleTotal(p1, p2, second, power, alpha float64) float64 {
	if !share(p1) || !share(p2) || !inside(second) || !inside(power) || !inside(alpha) || p1 == p2 {
		return math.NaN()
	}
	za, zb := mathext.NormalQuantile(1-alpha/2), mathext.NormalQuantile(power)
	pool := (1-second)*p1 + second*p2
	root := za*math.Sqrt(pool*(1-pool)*(1/(1-second)+1/second)) + zb*math.Sqrt(p1*(1-p1)/(1-second)+p2*(1-p2)/second)
	return math.Pow(root/(p1-p2), 2)
}

// SmallestDetectable is the smallest share above p0 that groups of n1 and n2 can
// tell from p0 with the given power at the two-sided level alpha. With n1 = n2 it
// is R's power.prop.test(n, p1). NaN when not even a share of 1 would be seen, or
// an argument makes no sense. p0 is the share of the group of n1.
func SmallestDetectable(p0 float64, n1, n2 int, power, alpha float64) float64 {
	if !share(p0) || n1 <= 0 || n2 <= 0 || !inside(power) || !inside(alpha) {
		return math.NaN()
	}
	za, zb := mathext.NormalQuantile(1-alpha/2), mathext.NormalQuantile(power)
	a, b := float64(n1), float64(n2)
	short := func(p float64) float64 { // difference minus what the sizes can see
		pool := (a*p0 + b*p) / (a + b)
		need := za*math.Sqrt(pool*(1-pool)*(1/a+1/b)) + zb*math.Sqrt(p0*(1-p0)/a+p*(1-p)/b)
		return p - p0 - need
	}
	lo, hi := p0, 1.0
	if short(hi) < 0 {
		return math.NaN()
	}
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if short(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

func share(p float64) bool  { return p >= 0 && p <= 1 }
func inside(p float64) bool { return p > 0 && p < 1 }
