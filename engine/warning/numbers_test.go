package warning

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

func TestSurprise_EqualsReference_06a_statistics_negbin_surprise(t *testing.T) {
	var want []struct{ R, Alpha, X, T, W, K, P float64 }
	tol := reference.Item(t, "06a_statistics.json", "negbin_surprise", &want)
	if len(want) != 4 {
		t.Fatalf("%d cases, want 4", len(want))
	}
	for _, c := range want {
		tol.Near(t, "p", Prior{R: c.R, Alpha: c.Alpha}.Surprise(c.X, c.T, c.W, int(c.K)), c.P)
	}
}

func TestSurprise_SumsToOneAndFallsWithExposure(t *testing.T) {
	p := Prior{R: 2, Alpha: 30}
	if v := p.Surprise(5, 200, 60, 500); math.Abs(v-1) > 1e-12 {
		t.Errorf("at most 500: %v", v)
	}
	before := 1.0
	for w := 10.0; w < 400; w += 10 {
		v := p.Surprise(5, 200, w, 1)
		if v >= before {
			t.Fatalf("the chance of at most one in %v days is %v, not below %v", w, v, before)
		}
		before = v
	}
	// Customers with thousands of purchases: the sum would begin at nothing.
	if v := p.Surprise(90000, 365, 30, 6835); math.Abs(v-0.5) > 0.05 {
		t.Errorf("about the mean: %v", v)
	}
}

func TestFitPrior_FindsTheSpreadOfRates(t *testing.T) {
	rng := stat.NewRand(5, "prior")
	for _, want := range []Prior{{R: 0.8, Alpha: 40}, {R: 4, Alpha: 100}} {
		g := distuv.Gamma{Alpha: want.R, Beta: want.Alpha, Src: rng}
		list := make([]exposure, 20000)
		for i := range list {
			days := 30 + 330*rng.Float64()
			list[i] = exposure{distuv.Poisson{Lambda: g.Rand() * days, Src: rng}.Rand(), days}
		}
		got, ok := fitPrior(list)
		if !ok || math.Abs(got.R/want.R-1) > 0.06 || math.Abs(got.Alpha/want.Alpha-1) > 0.06 {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if p, ok := fitPrior([]exposure{{10, 100}, {10, 100}}); !ok || p.R != 1000 {
		t.Errorf("equal customers: %+v", p)
	}
	if _, ok := fitPrior([]exposure{{0, 10}}); ok {
		t.Error("a shop without purchases has rates")
	}
}

// The average run length of the cumulative sum at threshold h, in purchases expected,
// solves L(s) = ∫ e^-u (u + L(next)) du up to the time at which h is reached without a
// purchase, plus that time if none comes: a second way, by an integral equation on a grid.
func runLength(h float64) float64 {
	const n = 800
	step := h / n
	a, b := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for i := range n {
		s := (float64(i) + 0.5) * step
		a.Set(i, i, 1)
		reach := 2 * (h - s) // the sum grows by half of what is expected
		b.SetVec(i, 1-math.Exp(-reach))
		const parts = 4000
		du := reach / parts
		for k := range parts {
			u := (float64(k) + 0.5) * du
			to := int(math.Max(0, s+u/2-math.Ln2) / step)
			a.Set(i, min(to, n-1), a.At(i, min(to, n-1))-math.Exp(-u)*du)
		}
	}
	var l mat.VecDense
	if err := l.SolveVec(a, b); err != nil {
		return math.NaN()
	}
	return l.AtVec(0)
}

func TestCusum_RunsAsLongAsTheIntegralEquationSays(t *testing.T) {
	const runs = 20000
	for _, h := range []float64{1, 2} {
		rng := stat.NewRand(11, "run length")
		var sum, squares float64
		for range runs {
			var c Cusum
			at := 0.0
			for {
				gap := rng.ExpFloat64()
				if left := 2 * (h - c.Evidence()); gap >= left {
					at += left
					break
				}
				c.Quiet(gap)
				c.Purchase()
				at += gap
			}
			sum, squares = sum+at, squares+at*at
		}
		mean := sum / runs
		error := math.Sqrt((squares/runs - mean*mean) / runs)
		if want := runLength(h); math.Abs(mean-want) > 3*error+0.01*want {
			t.Errorf("threshold %v: a false alarm after %.2f expected purchases, the equation says %.2f", h, mean, want)
		}
	}
}

func TestMiddle_IsTheMedian(t *testing.T) {
	for _, v := range [][]int{{3}, {1, 2}, {1, 1, 5}, {0, 2, 2, 9}, {4, 4, 4, 4}} {
		at := make([]int, 10)
		var x []float64
		for _, k := range v {
			at[k]++
			x = append(x, float64(k))
		}
		if got := middle(at, len(v)); got != stat.Median(x) {
			t.Errorf("%v: %v", v, got)
		}
	}
	if !math.IsNaN(middle(nil, 0)) {
		t.Error("nothing has a median")
	}
}
