package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"huiliu/engine"
)

// Correlation is an association from −1 to 1 with its 95 % interval (Fisher's z)
// and two-sided p (Student's t). Undefined for fewer than three pairs or a side
// without variance; the interval also for fewer than four and at ±1.
type Correlation struct {
	N     int           `json:"n"`
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
	P     engine.Number `json:"p"`
}

// Sign is +1 or −1 when the interval excludes zero, otherwise 0.
func (c Correlation) Sign() int { return intervalSign(c.Low, c.High) }

// Pearson is the linear correlation of pairs. Pairs with a NaN are left out.
func Pearson(x, y []float64) Correlation {
	x, y = complete(x, y)
	return correlate(x, y, 1)
}

// Spearman is the correlation of ranks, ties sharing the mean of theirs. Its
// interval uses the variance (1+ρ²/2)/(n−3) of Bonett and Wright (2000). Pairs
// with a NaN are left out.
func Spearman(x, y []float64) Correlation {
	x, y = complete(x, y)
	c := correlate(Ranks(x), Ranks(y), 1)
	if r := float64(c.Value); c.Low.Defined() {
		c.Low, c.High = fisher(r, c.N, 1+r*r/2)
	}
	return c
}

// PointBiserial is the correlation of a number with a yes or no, which is
// Pearson's of the number with 1 and 0. Rows with a NaN are left out.
func PointBiserial(x []float64, yes []bool) Correlation {
	y := make([]float64, len(yes))
	for i, v := range yes {
		if v {
			y[i] = 1
		}
	}
	return Pearson(x, y)
}

func complete(x, y []float64) (a, b []float64) {
	for i := range min(len(x), len(y)) {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	return a, b
}

func correlate(x, y []float64, variance float64) Correlation {
	u := engine.Undefined()
	c := Correlation{N: len(x), Value: u, Low: u, High: u, P: u}
	if len(x) < 3 {
		return c
	}
	mx, my := Mean(x), Mean(y)
	xx, yy, xy := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		dx, dy := x[i]-mx, y[i]-my
		xx[i], yy[i], xy[i] = dx*dx, dy*dy, dx*dy
	}
	r := Sum(xy) / math.Sqrt(Sum(xx)) / math.Sqrt(Sum(yy))
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return c
	}
	r = math.Max(-1, math.Min(1, r))
	c.Value = engine.Number(r)
	df := float64(len(x) - 2)
	if r*r < 1 {
		t2 := r * r * df / (1 - r*r)
		c.P = engine.Number(mathext.RegIncBeta(df/2, 0.5, df/(df+t2)))
		c.Low, c.High = fisher(r, len(x), variance)
	} else {
		c.P = 0
	}
	return c
}

func fisher(r float64, n int, variance float64) (low, high engine.Number) {
	if n < 4 {
		return engine.Undefined(), engine.Undefined()
	}
	half := engine.Z95 * math.Sqrt(variance/float64(n-3))
	z := math.Atanh(r)
	return engine.Number(math.Tanh(z - half)), engine.Number(math.Tanh(z + half))
}

// Ranks are the positions of the values from 1, ties sharing the mean of theirs.
func Ranks(x []float64) []float64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	mean := make([]float64, len(x)) // by where a run of equal values starts
	for i := 0; i < len(sorted); {
		j := i + 1
		for j < len(sorted) && sorted[j] == sorted[i] {
			j++
		}
		mean[i] = float64(i+j+1) / 2
		i = j
	}
	rank := make([]float64, len(x))
	for k, v := range x {
		i, _ := slices.BinarySearch(sorted, v)
		rank[k] = mean[i]
	}
	return rank
}
