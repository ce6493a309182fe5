package stat_test

import (
	"math"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func TestSum_KeepsWhatPlainAdditionLoses(t *testing.T) {
	if got := stat.Sum([]float64{1, 1e100, 1, -1e100}); got != 2 { // Neumaier 1974
		t.Errorf("sum = %v, want 2", got)
	}
	tenths := make([]float64, 1_000_000)
	for i := range tenths {
		tenths[i] = 0.1
	}
	if got := stat.Sum(tenths); got != 100000 {
		t.Errorf("sum = %.17g, want 100000", got)
	}
	if got := stat.Sum([]float64{1, math.Inf(1)}); !math.IsInf(got, 1) {
		t.Errorf("sum with infinity = %v", got)
	}
}

func TestSum_HardlyDependsOnOrder(t *testing.T) {
	rng := stat.NewRand(5, "order")
	x := make([]float64, 5000)
	for i := range x {
		x[i] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(12)))
	}
	a := stat.Sum(x)
	rng.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	near(t, "shuffled sum", stat.Sum(x), a, 1e-15*math.Abs(a)+1e-4*1e-12)
}

// quantile(c(1,2,3,4), c(.1,.25,.5,.9)) in R 4 gives 1.3, 1.75, 2.5, 3.7.
func TestQuantile_IsType7(t *testing.T) {
	x := []float64{1, 2, 3, 4}
	for p, want := range map[float64]float64{0: 1, 0.1: 1.3, 0.25: 1.75, 0.5: 2.5, 0.9: 3.7, 1: 4} {
		near(t, "quantile", stat.Quantile(x, p), want, 1e-14)
	}
	if stat.Quantile([]float64{7}, 0.3) != 7 || !math.IsNaN(stat.Quantile(nil, 0.5)) ||
		!math.IsNaN(stat.Quantile(x, 1.1)) || !math.IsNaN(stat.Quantile(x, math.NaN())) {
		t.Error("one value, none, or a share outside 0…1")
	}
	y := []float64{4, 1, 3, 2}
	if stat.Median(y) != 2.5 || y[0] != 4 {
		t.Error("median wrong or its argument was sorted")
	}
}

func TestMoments_UndefinedNotZero(t *testing.T) {
	if !math.IsNaN(stat.Mean(nil)) || !math.IsNaN(stat.Variance([]float64{3})) {
		t.Error("mean of nothing or variance of one value is a number")
	}
	near(t, "variance", stat.Variance([]float64{1e9 + 1, 1e9 + 2, 1e9 + 3}), 1, 1e-12)
}

func TestNewRand_DependsOnSeedAndPurposeOnly(t *testing.T) {
	a, b := stat.NewRand(1, "folds").Uint64(), stat.NewRand(1, "folds").Uint64()
	if a != b || a == stat.NewRand(1, "holdout").Uint64() || a == stat.NewRand(2, "folds").Uint64() {
		t.Error("streams not repeatable or not apart")
	}
}

// Newcombe 1998, table II: 56/70 − 48/80, method 10 gives 0.0524 to 0.3339; chi-square
// of 120/1000 against 97/1000 from R prop.test without correction.
func TestTwoProportions_EqualsPublished(t *testing.T) {
	d := stat.TwoProportions(56, 70, 48, 80)
	near(t, "low", float64(d.Low), 0.0524, 5e-5)
	near(t, "high", float64(d.High), 0.3339, 5e-5)
	d = stat.TwoProportions(9, 10, 3, 10)
	near(t, "low", float64(d.Low), 0.1705, 5e-5)
	near(t, "high", float64(d.High), 0.8090, 5e-5)
	if d.Sign() != 1 {
		t.Error("interval above zero without sign")
	}
	d = stat.TwoProportions(120, 1000, 97, 1000)
	near(t, "chi2", float64(d.Chi2), 2.734, 5e-4)
	near(t, "p", float64(d.P), 0.0982, 5e-5)
	if d.Sign() != 0 {
		t.Error("interval over zero has a sign")
	}
}

func TestTwoProportions_EqualsReference(t *testing.T) {
	var want []struct {
		X1, N1, X2, N2 int64
		Diff, Chisq, P float64
		Newcombe       [2]float64 `json:"newcombe_ci"`
	}
	tol := reference.Item(t, "06a_statistics.json", "prop_tests", &want)
	for _, w := range want {
		d := stat.TwoProportions(w.X1, w.N1, w.X2, w.N2)
		tol.Near(t, "difference", float64(d.Diff), w.Diff)
		tol.Near(t, "low", float64(d.Low), w.Newcombe[0])
		tol.Near(t, "high", float64(d.High), w.Newcombe[1])
		tol.Near(t, "chi-square", float64(d.Chi2), w.Chisq)
		tol.Near(t, "p", float64(d.P), w.P)
	}
}

func TestTwoProportions_SwappedGroupsChangeSignOnly(t *testing.T) {
	rng := stat.NewRand(1, "swap")
	for range 200 {
		n1, n2 := 1+rng.Int64N(400), 1+rng.Int64N(400)
		x1, x2 := rng.Int64N(n1+1), rng.Int64N(n2+1)
		a, b := stat.TwoProportions(x1, n1, x2, n2), stat.TwoProportions(x2, n2, x1, n1)
		near(t, "low", float64(a.Low), -float64(b.High), 1e-15)
		near(t, "high", float64(a.High), -float64(b.Low), 1e-15)
		if !(a.Low <= a.Diff && a.Diff <= a.High) || a.Low < -1 || a.High > 1 {
			t.Fatalf("%d/%d %d/%d: %+v", x1, n1, x2, n2, a)
		}
	}
}

func TestTwoProportions_EmptyGroupIsUndefined(t *testing.T) {
	for _, d := range []stat.Difference{stat.TwoProportions(0, 0, 1, 2), stat.TwoProportions(3, 2, 1, 2)} {
		if d.Diff.Defined() || d.Low.Defined() || d.P.Defined() || d.Sign() != 0 {
			t.Errorf("%+v", d)
		}
	}
	if d := stat.TwoProportions(0, 5, 0, 5); d.Diff != 0 || d.P.Defined() || !d.Low.Defined() {
		t.Errorf("nobody in either group: %+v", d)
	}
}

func TestWilson_EqualsReferenceAndEngine(t *testing.T) {
	l, h := stat.Wilson(12, 100)
	near(t, "low", l, 0.0700, 5e-5)
	near(t, "high", h, 0.1981, 5e-5)
	r := engine.NewRate(12, 100)
	near(t, "low", l, float64(r.Low), 1e-15)
	near(t, "high", h, float64(r.High), 1e-15)
	var want []struct {
		K, N float64
		CI   [2]float64
	}
	tol := reference.Item(t, "06a_statistics.json", "wilson", &want)
	for _, w := range want {
		l, h := stat.Wilson(w.K, w.N)
		tol.Near(t, "low", l, w.CI[0])
		tol.Near(t, "high", h, w.CI[1])
	}
}

// R: t.test(mpg ~ am, mtcars) gives t 3.7671, df 18.332, p 0.001374, 3.209684 to
// 11.280194 for manual minus automatic.
func TestMeanDifference_EqualsR(t *testing.T) {
	automatic := []float64{21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 21.5, 15.5, 15.2, 13.3, 19.2}
	manual := []float64{21, 21, 22.8, 32.4, 30.4, 33.9, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4}
	m := stat.MeanDifference(manual, automatic)
	for _, w := range []struct {
		what      string
		got       engine.Number
		want, tol float64
	}{{"t", m.T, 3.767123145, 1e-8}, {"df", m.DF, 18.33225164, 1e-7}, {"p", m.P, 0.001373638333, 1e-11},
		{"low", m.Low, 3.209684187, 1e-8}, {"high", m.High, 11.28019436, 1e-7}} {
		near(t, w.what, float64(w.got), w.want, w.tol)
	}
	if m.Sign() != 1 || stat.MeanDifference(automatic, manual).Sign() != -1 {
		t.Error("sign")
	}
	if u := stat.MeanDifference([]float64{1}, manual); u.Low.Defined() || u.P.Defined() || !u.Diff.Defined() || u.Sign() != 0 {
		t.Errorf("one value: %+v", u)
	}
	if u := stat.MeanDifference(nil, nil); u.Diff.Defined() {
		t.Errorf("no values: %+v", u)
	}
	if u := stat.MeanDifference([]float64{2, 2}, []float64{3, 3}); u.Low.Defined() || u.Diff != -1 {
		t.Errorf("no variance: %+v", u)
	}
}

func TestSampleRatio_EqualsReference(t *testing.T) {
	chi, p := stat.SampleRatio([]int64{5300, 4700}, []float64{1, 1})
	near(t, "chi2", chi, 36, 1e-12)
	near(t, "p", p, 1.97317529e-09, 1e-17)
	var want []struct {
		Observed []int64
		Ratio    []float64
		Chisq, P float64
	}
	tol := reference.Item(t, "06a_statistics.json", "srm", &want)
	for _, w := range want {
		chi, p := stat.SampleRatio(w.Observed, w.Ratio)
		tol.Near(t, "chi-square", chi, w.Chisq)
		tol.Near(t, "p", p, w.P)
	}
	for _, bad := range []struct {
		o []int64
		r []float64
	}{{nil, nil}, {[]int64{5}, []float64{1}}, {[]int64{0, 0}, []float64{1, 1}}, {[]int64{1, 2}, []float64{1, 0}}, {[]int64{1, 2}, []float64{1}}} {
		if c, p := stat.SampleRatio(bad.o, bad.r); !math.IsNaN(c) || !math.IsNaN(p) {
			t.Errorf("%v gives %v, %v", bad, c, p)
		}
	}
}

// R power.prop.test, 80 % power, two-sided 5 %: 2,869 per arm from 9.7 % to 12 %; 50,
// 150, 300, 1,000 per arm see 32.2, 21.4, 17.5, 13.7 %.
func TestPower_EqualsR(t *testing.T) {
	near(t, "n", stat.SampleSize(0.097, 0.12, 0.8, 0.05), 2869.159, 1e-3)
	near(t, "n is symmetric", stat.SampleSize(0.12, 0.097, 0.8, 0.05), 2869.159, 1e-3)
	for n, want := range map[int]float64{50: 0.3224289, 150: 0.2137281, 300: 0.1752940, 1000: 0.1372672} {
		near(t, "detectable", stat.SmallestDetectable(0.097, n, n, 0.8, 0.05), want, 1e-5*want)
	}
	var want struct {
		Sizes []struct{ P1, P2, Power, N float64 } `json:"n_per_arm"`
		Found []struct {
			P1, P2 float64
			N      int
		} `json:"detectable"`
	}
	tol := reference.Item(t, "06a_statistics.json", "power", &want)
	for _, w := range want.Sizes {
		tol.Near(t, "n", stat.SampleSize(w.P1, w.P2, w.Power, 0.05), w.N)
	}
	for _, w := range want.Found {
		tol.Near(t, "detectable", stat.SmallestDetectable(w.P1, w.N, w.N, 0.8, 0.05), w.P2)
	}
}

func TestSampleTotal_AgreesWithEqualGroupsAndWithWhatIsDetectable(t *testing.T) {
	near(t, "halves", stat.SampleTotal(0.097, 0.12, 0.5, 0.8, 0.05), 2*2869.159, 2e-3)
	n := stat.SampleTotal(0.1, 0.14, 0.8, 0.8, 0.05)
	near(t, "there and back", stat.SmallestDetectable(0.1, int(math.Ceil(n*0.2)), int(math.Ceil(n*0.8)), 0.8, 0.05), 0.14, 1e-4)
	if even := stat.SampleTotal(0.1, 0.14, 0.5, 0.8, 0.05); even >= n {
		t.Errorf("equal groups need %v, unequal ones %v", even, n)
	}
	for _, bad := range []float64{stat.SampleTotal(0.1, 0.1, 0.5, 0.8, 0.05), stat.SampleTotal(0.1, 0.2, 0, 0.8, 0.05), stat.SampleTotal(0.1, 0.2, 1, 0.8, 0.05), stat.SampleTotal(-1, 0.2, 0.5, 0.8, 0.05)} {
		if !math.IsNaN(bad) {
			t.Error(bad)
		}
	}
}

func TestSmallestDetectable_ShrinksWithSizeAndAdmitsDefeat(t *testing.T) {
	last := 1.0
	for n := 40; n < 3000; n *= 2 {
		p := stat.SmallestDetectable(0.1, n, 4*n, 0.8, 0.05)
		if !(p > 0.1 && p < last) {
			t.Fatalf("n %d: %v after %v", n, p, last)
		}
		last = p
	}
	if p := stat.SmallestDetectable(0.9, 5, 5, 0.8, 0.05); !math.IsNaN(p) {
		t.Errorf("five against five at 90 %% can see %v", p)
	}
	if !math.IsNaN(stat.SampleSize(0.1, 0.1, 0.8, 0.05)) || !math.IsNaN(stat.SmallestDetectable(0.1, 0, 5, 0.8, 0.05)) {
		t.Error("impossible question answered")
	}
}

// Groups of 300 and 1,200: the promised power, by simulation of the test itself.
func TestSmallestDetectable_HoldsForUnequalGroups(t *testing.T) {
	p := stat.SmallestDetectable(0.1, 300, 1200, 0.8, 0.05)
	rng := stat.NewRand(13, "power")
	draw := func(n int, p float64) (x int64) {
		for range n {
			if rng.Float64() < p {
				x++
			}
		}
		return x
	}
	const runs = 3000
	found := 0
	for range runs {
		if stat.TwoProportions(draw(300, 0.1), 300, draw(1200, p), 1200).P < 0.05 {
			found++
		}
	}
	near(t, "power", float64(found)/runs, 0.8, 0.03)
}

func TestAdjustments_EqualR(t *testing.T) {
	p := []float64{0.041, 0.001, 0.039, 0.008} // p.adjust of these, worked by hand
	wantBH, wantHolm := []float64{0.041, 0.004, 0.041, 0.016}, []float64{0.078, 0.004, 0.078, 0.024}
	for i := range p {
		near(t, "BH", stat.BenjaminiHochberg(p)[i], wantBH[i], 1e-15)
		near(t, "Holm", stat.Holm(p)[i], wantHolm[i], 1e-15)
	}
	with := []float64{0.041, math.NaN(), 0.001, 0.039, 0.008}
	if q := stat.BenjaminiHochberg(with); !math.IsNaN(q[1]) || q[2] != 0.004 {
		t.Errorf("an undefined p counted as a test: %v", q)
	}
	var want struct{ P, BH, Holm []float64 }
	tol := reference.Item(t, "06a_statistics.json", "p_adjust", &want)
	bh, holm := stat.BenjaminiHochberg(want.P), stat.Holm(want.P)
	for i := range want.P {
		tol.Near(t, "BH", bh[i], want.BH[i])
		tol.Near(t, "Holm", holm[i], want.Holm[i])
	}
}

func TestBootstrap_RepeatsAndCoversTheMean(t *testing.T) {
	rng := stat.NewRand(9, "sample")
	x := make([]float64, 400)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	pick := make([]float64, len(x))
	mean := func(idx []int) float64 {
		for k, i := range idx {
			pick[k] = x[i]
		}
		return stat.Mean(pick)
	}
	low, high := stat.Bootstrap(len(x), 7, "mean", mean)
	again, _ := stat.Bootstrap(len(x), 7, "mean", mean)
	if low != again {
		t.Error("same seed, other interval")
	}
	// The percentile interval of a mean is near mean ± 1.96·sd/√n.
	half := 1.96 * math.Sqrt(stat.Variance(x)/400)
	near(t, "low", low, stat.Mean(x)-half, 0.2*half)
	near(t, "high", high, stat.Mean(x)+half, 0.2*half)
	if l, h := stat.Bootstrap(0, 1, "", mean); !math.IsNaN(l) || !math.IsNaN(h) {
		t.Error("interval from no rows")
	}
	if l, _ := stat.Bootstrap(3, 1, "", func([]int) float64 { return math.NaN() }); !math.IsNaN(l) {
		t.Error("interval from undefined values")
	}
}

// With a true difference of 3 points, about 95 % of intervals hold it.
func TestTwoProportions_IntervalCoversTheTruth(t *testing.T) {
	rng := stat.NewRand(11, "coverage")
	draw := func(n int, p float64) (x int64) {
		for range n {
			if rng.Float64() < p {
				x++
			}
		}
		return x
	}
	const runs = 2000
	held := 0
	for range runs {
		d := stat.TwoProportions(draw(400, 0.12), 400, draw(200, 0.09), 200)
		if d.Low <= 0.03 && 0.03 <= d.High {
			held++
		}
	}
	if share := float64(held) / runs; share < 0.935 || share > 0.97 {
		t.Errorf("coverage %v, want about 0.95", share)
	}
}

func TestAdjustments_AreMonotoneInP(t *testing.T) {
	rng := stat.NewRand(3, "p")
	p := make([]float64, 60)
	for i := range p {
		p[i] = rng.Float64()
	}
	slices.Sort(p)
	for _, q := range [][]float64{stat.BenjaminiHochberg(p), stat.Holm(p)} {
		if !slices.IsSorted(q) || q[0] < p[0] || q[len(q)-1] > 1 {
			t.Errorf("adjusted p not ordered: %v", q)
		}
	}
}

// The median found by partition is that of the sorted values, whatever their number,
// order and ties.
func TestMedian_IsTheMiddleOfTheSortedValues(t *testing.T) {
	rng := stat.NewRand(1, "median")
	for n := 1; n < 700; n += 13 {
		for _, ties := range []float64{1, 1e9} {
			x := make([]float64, n)
			for i := range x {
				x[i] = math.Floor(5*ties*rng.Float64()) / ties
			}
			sorted := slices.Clone(x)
			slices.Sort(sorted)
			if got, want := stat.Median(x), stat.Quantile(sorted, 0.5); got != want {
				t.Fatalf("%d values: %v, want %v", n, got, want)
			}
		}
	}
}
