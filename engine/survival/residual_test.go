package survival

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat"
)

// Score residuals are the rows' parts of the gradient, which is zero at the
// estimate: also with ties, strata and late entry.
func TestResiduals_AddUpToTheGradient(t *testing.T) {
	rng := stat.NewRand(1, "residuals")
	const n = 300
	x := mat.NewDense(n, 2, nil)
	var l Lives
	for i := range n {
		x.SetRow(i, []float64{rng.NormFloat64(), float64(rng.IntN(2))})
		end := math.Ceil(8 * rng.ExpFloat64() * math.Exp(-0.5*x.At(i, 0)))
		l.Times, l.Events = append(l.Times, end+1), append(l.Events, rng.IntN(4) > 0)
		l.Entry = append(l.Entry, math.Floor(end*rng.Float64()*0.7))
		l.Stratum = append(l.Stratum, string('a'+rune(rng.IntN(2))))
	}
	for _, breslow := range []bool{false, true} {
		d, err := prepare(t.Context(), x, l, nil)
		if err != nil {
			t.Fatal(err)
		}
		d.breslow = breslow
		eta := d.linear([]float64{0.3, -0.8}) // not the estimate: the sum is the gradient there
		_, grad, _, err := d.slope(t.Context(), eta)
		if err != nil {
			t.Fatal(err)
		}
		res := d.residuals(eta)
		for a, g := range grad {
			sum := 0.0
			for i := range n {
				sum += res[i*d.p+a]
			}
			if math.Abs(sum-g) > 1e-9 {
				t.Errorf("breslow %v column %d: residuals add to %v, gradient %v", breslow, a, sum, g)
			}
		}
	}
}
