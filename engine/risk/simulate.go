// Package risk asks what could go wrong with a win-back plan: it draws what is uncertain
// many times, with the dependence between inputs stated (Gaussian copula), moves one
// thing at a time, and keeps a register of what no distribution covers.
package risk

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"

	"huiliu/engine/stat"
)

// Driver is one uncertain input. Quantile is its distribution, for 0 < u < 1.
type Driver struct {
	Key      string
	Quantile func(u float64) float64
}

// Outcome is what the draws say of a result.
type Outcome struct {
	Draws  int     `json:"draws"`
	Mean   float64 `json:"mean"`
	SD     float64 `json:"sd"`
	Loss   float64 `json:"p_loss"`    // share of draws below zero
	LossSE float64 `json:"p_loss_se"` // of the simulation, not of the inputs
	Low    float64 `json:"q05"`
	Median float64 `json:"q50"`
	High   float64 `json:"q95"`
}

// atoms is into how many equally likely values a distribution is cut.
const atoms = 1000

// errCorrelation: the correlations contradict each other.
var errCorrelation = errors.New("risk: correlations are not positive definite")

// Simulate draws the drivers so many times and sums a result of them up. correlation is
// that of the normal variables behind the drivers, nil for independent ones. The same
// seed gives the same draws.
func Simulate(drivers []Driver, correlation *mat.SymDense, result func(x []float64) float64, draws int, seed uint64) (Outcome, error) {
	n := len(drivers)
	var root *mat.TriDense
	if correlation != nil {
		var c mat.Cholesky
		if !c.Factorize(correlation) {
			return Outcome{}, errCorrelation
		}
		root = mat.NewTriDense(n, mat.Lower, nil)
		c.LTo(root)
	}
	tables := make([][]float64, n)
	for i, d := range drivers {
		tables[i] = Atoms(d.Quantile)
	}
	rng := stat.NewRand(seed, "risk")
	z, x, out := make([]float64, n), make([]float64, n), make([]float64, draws)
	for k := range out {
		for i := range z {
			z[i] = rng.NormFloat64()
		}
		for i := range x {
			v := z[i]
			if root != nil {
				v = 0
				for j := 0; j <= i; j++ {
					v += root.At(i, j) * z[j]
				}
			}
			x[i] = tables[i][place(math.Erfc(-v/math.Sqrt2)/2)]
		}
		out[k] = result(x)
	}
	return summary(out), nil
}

// Atoms are the middles of equally likely parts of a distribution.
func Atoms(quantile func(u float64) float64) []float64 {
	out := make([]float64, atoms)
	for i := range out {
		out[i] = quantile((float64(i) + 0.5) / atoms)
	}
	return out
}

// place is the part that u falls into.
func place(u float64) int { return min(atoms-1, max(0, int(u*atoms))) }

func summary(out []float64) Outcome {
	o := Outcome{Draws: len(out), Mean: stat.Mean(out), SD: math.Sqrt(stat.Variance(out))}
	slices.Sort(out)
	below, _ := slices.BinarySearch(out, 0)
	o.Loss = float64(below) / float64(len(out))
	o.LossSE = math.Sqrt(o.Loss * (1 - o.Loss) / float64(len(out)))
	o.Low, o.Median, o.High = stat.Quantile(out, 0.05), stat.Quantile(out, 0.5), stat.Quantile(out, 0.95)
	return o
}

// Beta is the distribution of a rate of which yes of n were seen, any rate being as
// likely beforehand.
func Beta(yes, n int64) func(u float64) float64 {
	a, b := float64(yes)+1, float64(n-yes)+1
	return func(u float64) float64 { return mathext.InvRegIncBeta(a, b, u) }
}

// BetaMean is its mean.
func BetaMean(yes, n int64) float64 { return (float64(yes) + 1) / (float64(n) + 2) }

// Pert is a judgement from at least over most likely to at most; without a spread it is
// the value itself. Its mean is (low + 4·likely + high) ÷ 6.
func Pert(low, likely, high float64) func(u float64) float64 {
	width := high - low
	if width <= 0 {
		return func(float64) float64 { return likely }
	}
	a, b := 1+4*(likely-low)/width, 1+4*(high-likely)/width
	return func(u float64) float64 { return low + width*mathext.InvRegIncBeta(a, b, u) }
}

// Normal with a mean and a deviation.
func Normal(mean, sd float64) func(u float64) float64 {
	return func(u float64) float64 { return mean + sd*mathext.NormalQuantile(u) }
}

// Uniform on (0, 1): for inputs that look their value up themselves.
func Uniform(u float64) float64 { return u }
