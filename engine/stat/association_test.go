package stat_test

import (
	"math"
	"slices"
	"testing"

	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

const statistics = "06a_statistics.json"

func TestRankTests_EqualReference_06a_statistics_rank_tests(t *testing.T) {
	var want struct {
		X            []float64 `json:"x_am0"`
		Y            []float64 `json:"y_am1"`
		W            float64
		PCorrected   float64 `json:"p_corrected"`
		PUncorrected float64 `json:"p_uncorrected"`
		Exact        struct {
			X, Y []float64
			W, P float64
		} `json:"exact_example"`
		MPG, WT   []float64
		Rho       float64   `json:"spearman_rho"`
		RhoP      float64   `json:"spearman_p"`
		Tau       float64   `json:"kendall_tau"`
		TauP      float64   `json:"kendall_p"`
		R         float64   `json:"pearson_r"`
		RInterval []float64 `json:"pearson_ci"`
		RP        float64   `json:"pearson_p"`
	}
	tol := reference.Item(t, statistics, "rank_tests", &want)
	m := stat.MannWhitney(want.X, want.Y)
	tol.Near(t, "W", float64(m.W), want.W)
	tol.Near(t, "p corrected", float64(m.P), want.PCorrected)
	tol.Near(t, "p uncorrected", float64(m.PPlain), want.PUncorrected)
	if m.Sign() != -1 {
		t.Errorf("sign %d of %+v", m.Sign(), m)
	}
	e := stat.MannWhitney(want.Exact.X, want.Exact.Y)
	tol.Near(t, "exact W", float64(e.W), want.Exact.W)
	tol.Near(t, "exact p", float64(e.P), want.Exact.P)
	s := stat.Spearman(want.MPG, want.WT)
	tol.Near(t, "rho", float64(s.Value), want.Rho)
	tol.Near(t, "its p", float64(s.P), want.RhoP)
	tau, p := stat.Kendall(want.MPG, want.WT)
	tol.Near(t, "tau", tau, want.Tau)
	tol.Near(t, "its p", p, want.TauP)
	r := stat.Pearson(want.MPG, want.WT)
	tol.Near(t, "r", float64(r.Value), want.R)
	tol.Near(t, "its p", float64(r.P), want.RP)
	tol.Near(t, "low", float64(r.Low), want.RInterval[0])
	tol.Near(t, "high", float64(r.High), want.RInterval[1])
	var ks struct{ KS struct{ D float64 } }
	tol = reference.Item(t, statistics, "psi_js", &ks)
	tol.Near(t, "Kolmogorov-Smirnov", stat.KolmogorovSmirnov(want.X, want.Y), ks.KS.D)
}

func TestCramersV_EqualsReference_06a_statistics_cramers_v(t *testing.T) {
	var want []struct {
		Table     [][]int64
		ChiSq, P  float64
		DF        int
		V         float64 `json:"cramers_v"`
		Corrected float64 `json:"cramers_v_bias_corrected"`
	}
	tol := reference.Item(t, statistics, "cramers_v", &want)
	for _, w := range want {
		c := stat.CramersV(w.Table)
		tol.Near(t, "chi-square", float64(c.ChiSq), w.ChiSq)
		tol.Near(t, "p", float64(c.P), w.P)
		tol.Near(t, "V", float64(c.V), w.V)
		tol.Near(t, "corrected", float64(c.Corrected), w.Corrected)
		if c.DF != w.DF {
			t.Errorf("df = %d, want %d", c.DF, w.DF)
		}
		wide := append(slices.Clone(w.Table), make([]int64, len(w.Table[0])))
		if stat.CramersV(wide).V != c.V {
			t.Error("an empty row changes the association")
		}
	}
}

func TestDistances_EqualReference_06a_statistics_psi_js(t *testing.T) {
	var want struct {
		Expected, Actual []int64
		PSI              float64
		JS               struct {
			P, Q                 []float64
			Divergence, Distance float64
		}
	}
	tol := reference.Item(t, statistics, "psi_js", &want)
	tol.Near(t, "PSI", stat.PSI(want.Expected, want.Actual), want.PSI)
	d := stat.JensenShannon(want.JS.P, want.JS.Q)
	tol.Near(t, "Jensen-Shannon", d, want.JS.Divergence)
	tol.Near(t, "its root", math.Sqrt(d), want.JS.Distance)
}

func TestPAdjust_EqualsReference_06a_statistics_p_adjust(t *testing.T) {
	var want struct{ P, BH, Holm []float64 }
	tol := reference.Item(t, statistics, "p_adjust", &want)
	bh, holm := stat.BenjaminiHochberg(want.P), stat.Holm(want.P)
	for i := range want.P {
		tol.Near(t, "BH", bh[i], want.BH[i])
		tol.Near(t, "Holm", holm[i], want.Holm[i])
	}
}

func TestAssociations_HoldTheirInvariants(t *testing.T) {
	rng := stat.NewRand(4, "association")
	for range 50 {
		n := 5 + rng.IntN(80)
		x, y, yes := make([]float64, n), make([]float64, n), make([]bool, n)
		var a, b []float64
		for i := range x {
			x[i], y[i], yes[i] = float64(rng.IntN(12)), rng.NormFloat64(), i%2 == 0
			if yes[i] {
				a = append(a, x[i])
			} else {
				b = append(b, x[i])
			}
		}
		m, r := stat.MannWhitney(a, b), stat.MannWhitney(b, a)
		near(t, "turned round", float64(m.Share+r.Share), 1, 1e-12)
		if m.P.Defined() {
			near(t, "p turned round", float64(m.P), float64(r.P), 1e-9)
		}
		brute := 0.0
		for _, v := range a {
			for _, w := range b {
				switch {
				case v > w:
					brute++
				case v == w:
					brute += 0.5
				}
			}
		}
		near(t, "W by pairs", float64(m.W), brute, 1e-9)
		cubes := make([]float64, n)
		for i, v := range y {
			cubes[i] = v * v * v
		}
		near(t, "Spearman of a monotone change", float64(stat.Spearman(x, cubes).Value), float64(stat.Spearman(x, y).Value), 1e-12)
		pb, s := stat.PointBiserial(x, yes), 0.0
		if pb.Value.Defined() {
			// r = (mean₁−mean₀)/s·√(n₁n₀)/n with the population deviation, by definition.
			mean := stat.Mean(x)
			for _, v := range x {
				s += (v - mean) * (v - mean) / float64(n)
			}
			want := (stat.Mean(a) - stat.Mean(b)) / math.Sqrt(s) * math.Sqrt(float64(len(a)*len(b))) / float64(n)
			near(t, "point-biserial", float64(pb.Value), want, 1e-12)
		}
	}
}

// Exact p-values add up over all outcomes: P(two-sided ≤ p of the centre) is 1.
func TestMannWhitney_ExactAtTheCentreIsOne(t *testing.T) {
	m := stat.MannWhitney([]float64{1, 4, 5, 8}, []float64{2, 3, 6, 7})
	if m.P != 1 || m.Share != 0.5 {
		t.Errorf("%+v", m)
	}
}

func TestAssociations_UndefinedNotZero(t *testing.T) {
	if m := stat.MannWhitney(nil, []float64{1}); m.Share.Defined() || m.P.Defined() {
		t.Errorf("%+v", m)
	}
	if m := stat.MannWhitney([]float64{2, 2}, []float64{2, 2}); m.Share != 0.5 || m.P.Defined() {
		t.Errorf("%+v", m)
	}
	if c := stat.Spearman([]float64{1, 1, 1}, []float64{1, 2, 3}); c.Value.Defined() {
		t.Errorf("%+v", c)
	}
	if c := stat.CramersV([][]int64{{3, 4}}); c.V.Defined() || c.Corrected.Defined() {
		t.Errorf("%+v", c)
	}
	for name, v := range map[string]float64{"PSI lengths": stat.PSI([]int64{1}, []int64{1, 2}), "PSI nobody": stat.PSI([]int64{0}, []int64{0}),
		"JS nobody": stat.JensenShannon([]float64{0}, []float64{1}), "KS": stat.KolmogorovSmirnov(nil, []float64{1})} {
		if !math.IsNaN(v) {
			t.Errorf("%s = %v", name, v)
		}
	}
	if v := stat.PSI([]int64{10, 0, 5}, []int64{10, 3, 2}); math.IsInf(v, 0) || !(v > 0) {
		t.Errorf("an empty bin gives %v", v)
	}
	near(t, "nothing in common", stat.JensenShannon([]float64{1, 0}, []float64{0, 3}), math.Ln2, 1e-15)
}
