package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
)

// Difference compares the shares of two groups, first minus second, with a 95 %
// interval. Everything is undefined when a group is empty; Chi2 and P also when
// both groups agree on all or none.
type Difference struct {
	Diff engine.Number `json:"diff"`
	Low  engine.Number `json:"low"`
	High engine.Number `json:"high"`
	Chi2 engine.Number `json:"chi2"`
	P    engine.Number `json:"p"`
}

// Sign is +1 or −1 when the interval excludes zero and 0 when it covers zero or
// is undefined: "no visible difference".
func (d Difference) Sign() int { return intervalSign(d.Low, d.High) }

// TwoProportions compares x1 of n1 with x2 of n2: Newcombe's hybrid score
// interval (method 10, Statistics in Medicine 1998) and Pearson's chi-square
// without continuity correction.
func TwoProportions(x1, n1, x2, n2 int64) Difference {
	u := engine.Undefined()
	d := Difference{Diff: u, Low: u, High: u, Chi2: u, P: u}
	if n1 <= 0 || n2 <= 0 || x1 < 0 || x2 < 0 || x1 > n1 || x2 > n2 {
		return d
	}
	a, b := float64(n1), float64(n2)
	p1, p2 := float64(x1)/a, float64(x2)/b
	l1, h1 := Wilson(float64(x1), a)
	l2, h2 := Wilson(float64(x2), b)
	diff := p1 - p2
	d.Diff = engine.Number(diff)
	d.Low = engine.Number(diff - math.Hypot(p1-l1, h2-p2))
	d.High = engine.Number(diff + math.Hypot(h1-p1, p2-l2))
	pool := float64(x1+x2) / (a + b)
	if v := pool * (1 - pool) * (1/a + 1/b); v > 0 {
		chi := diff * diff / v
		d.Chi2, d.P = engine.Number(chi), engine.Number(chiSquareTail(chi, 1))
	}
	return d
}

// Wilson is the 95 % score interval of x in n without continuity correction; x
// may be fractional (ties counted in part). NaN for n ≤ 0.
func Wilson(x, n float64) (low, high float64) {
	if !(n > 0) {
		return math.NaN(), math.NaN()
	}
	const z2 = engine.Z95 * engine.Z95
	p := x / n
	mid := (p + z2/(2*n)) / (1 + z2/n)
	half := engine.Z95 / (1 + z2/n) * math.Sqrt(math.Max(0, p*(1-p))/n+z2/(4*n*n))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}

// Means compares the means of two groups, first minus second, with a 95 % interval.
type Means struct {
	Diff engine.Number `json:"diff"`
	Low  engine.Number `json:"low"`
	High engine.Number `json:"high"`
	T    engine.Number `json:"t"`
	DF   engine.Number `json:"df"`
	P    engine.Number `json:"p"`
}

// Sign is +1 or −1 when the interval excludes zero, otherwise 0.
func (m Means) Sign() int { return intervalSign(m.Low, m.High) }

// MeanDifference is Welch's t-test of mean(a) − mean(b), variances not assumed
// equal. With fewer than two values in a group, or no variance in either, only
// Diff can be defined.
func MeanDifference(a, b []float64) Means {
	u := engine.Undefined()
	m := Means{Diff: engine.Number(Mean(a) - Mean(b)), Low: u, High: u, T: u, DF: u, P: u}
	va, vb := Variance(a)/float64(len(a)), Variance(b)/float64(len(b))
	v := va + vb
	if !(v > 0) || math.IsInf(v, 0) {
		return m
	}
	diff, se := float64(m.Diff), math.Sqrt(v)
	df := v * v / (va*va/float64(len(a)-1) + vb*vb/float64(len(b)-1))
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}
	half := t.Quantile(0.975) * se
	stat := diff / se
	m.Low, m.High = engine.Number(diff-half), engine.Number(diff+half)
	m.T, m.DF = engine.Number(stat), engine.Number(df)
	// The tail by the incomplete beta function keeps its digits when 1−CDF would not.
	m.P = engine.Number(mathext.RegIncBeta(df/2, 0.5, df/(df+stat*stat)))
	return m
}

// SampleRatio tests whether groups have the designed sizes (chi-square goodness
// of fit). ratio is any positive weights. NaN when there are fewer than two
// groups, the lengths differ, a weight is not positive or nobody was observed.
func SampleRatio(observed []int64, ratio []float64) (chi2, p float64) {
	if len(observed) < 2 || len(observed) != len(ratio) {
		return math.NaN(), math.NaN()
	}
	var n int64
	for i, o := range observed {
		if o < 0 || !(ratio[i] > 0) {
			return math.NaN(), math.NaN()
		}
		n += o
	}
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	total := Sum(ratio)
	parts := make([]float64, len(observed))
	for i, o := range observed {
		want := float64(n) * ratio[i] / total
		parts[i] = (float64(o) - want) * (float64(o) - want) / want
	}
	chi2 = Sum(parts)
	return chi2, chiSquareTail(chi2, float64(len(observed)-1))
}

// NormalTail is the two-sided p of a standard normal statistic.
func NormalTail(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// ChiSquareTail is the p of a chi-square statistic with df degrees of freedom; NaN
// for an undefined statistic or df that is not positive.
func ChiSquareTail(chi2, df float64) float64 {
	if math.IsNaN(chi2) || !(df > 0) {
		return math.NaN()
	}
	if math.IsInf(chi2, 1) {
		return 0
	}
	return chiSquareTail(math.Max(0, chi2), df)
}

func chiSquareTail(chi2, df float64) float64 {
	if df == 1 {
		return math.Erfc(math.Sqrt(chi2 / 2))
	}
	return mathext.GammaIncRegComp(df/2, chi2/2)
}

func intervalSign(low, high engine.Number) int {
	switch {
	case low > 0:
		return 1
	case high < 0:
		return -1
	}
	return 0 // includes NaN, for which both comparisons are false
}
