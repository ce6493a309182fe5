package btyd_test

import (
	"context"
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

func TestFitSpend_EqualsReference_04_btyd_gammagamma(t *testing.T) {
	_, inSample, _ := calibrate(t, sample(t))
	_, inMaster, _ := calibrate(t, master(t))
	_, inBook := book(t)
	for item, buyers := range map[string][]btyd.Buyer{"cdnow_sample_gammagamma": inSample,
		"cdnow_master_gammagamma": inMaster, "cdnow_book_gammagamma": inBook} {
		var want struct {
			N       int64 `json:"n_used"`
			Free    int64 `json:"n_repeat_zero_spend"`
			P, Q, V float64
			SE      []float64
			LogLik  float64
			Mean    float64 `json:"mean_spend_population"`
			Corr    float64 `json:"corr_x_m"`
			First   []struct {
				M  *float64
				EM float64 `json:"E_M"`
			} `json:"first10"`
		}
		tol := reference.Item(t, file, item, &want)
		m, err := btyd.FitSpend(context.Background(), buyers, btyd.SpendOptions{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if m.Buyers != want.N || m.Buyers+m.Left != int64(len(buyers)) || len(m.Warnings) > 0 {
			t.Errorf("%s: used %d and left %d, warnings %v", item, m.Buyers, m.Left, m.Warnings)
		}
		free := int64(0)
		for _, b := range buyers {
			if b.Repeats > 0 && b.Mean <= 0 {
				free++
			}
		}
		if free != want.Free {
			t.Errorf("%s: %d repeated and paid nothing, want %d", item, free, want.Free)
		}
		near(t, item+" logLik", m.LogLik, want.LogLik, 1e-3)
		for i, w := range []float64{want.P, want.Q, want.V} {
			tol.Near(t, item+" "+m.Names[i], m.Params[i], w)
			tol.Near(t, item+" SE of "+m.Names[i], float64(m.SE[i]), want.SE[i])
		}
		tol.Near(t, "population mean", float64(m.Mean), want.Mean)
		tol.Near(t, "correlation", float64(m.Dependence.Value), want.Corr)
		for i, f := range want.First {
			tol.Near(t, item+" E(M)", float64(m.Expected(buyers[i])), f.EM)
		}
	}
}

func TestFitSpend_EqualsReference_04b_lifetimes_gammagamma(t *testing.T) {
	var want struct {
		Lifetimes struct{ P, Q, V float64 }
		First     []float64 `json:"E_M_first10"`
	}
	tol := reference.Item(t, "04b_crosscheck.json", "lifetimes_gammagamma", &want)
	_, buyers := book(t)
	m, err := btyd.FitSpend(context.Background(), buyers, btyd.SpendOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range []float64{want.Lifetimes.P, want.Lifetimes.Q, want.Lifetimes.V} {
		tol.Near(t, m.Names[i], m.Params[i], w)
	}
	for i, w := range want.First {
		tol.Near(t, "E(M)", float64(m.Expected(buyers[i])), w)
	}
}

func TestValues_EqualReference_04_btyd_cdnow_sample_clv12(t *testing.T) {
	customers, buyers, _ := calibrate(t, sample(t))
	m := fit(t, btyd.BGNBD, customers)
	s, err := btyd.FitSpend(context.Background(), buyers, btyd.SpendOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	amounts := make([]engine.Number, len(buyers))
	for i, b := range buyers {
		amounts[i] = s.Expected(b)
	}
	h := btyd.Horizon{Periods: 12, Length: 365.25 / 12 / week, Margin: 0.30, Discount: 0.01}
	values, err := m.Values(context.Background(), customers, amounts, h)
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Sum, Mean, Max float64
		First          []struct {
			ID string
			V  float64 `json:"clv"`
			EY float64 `json:"E_Y_12m"`
		} `json:"first20"`
	}
	tol := reference.Item(t, file, "cdnow_sample_clv12", &want)
	v, most := make([]float64, len(values)), 0.0
	for i, x := range values {
		v[i], most = float64(x), math.Max(most, float64(x))
	}
	tol.Near(t, "sum", stat.Sum(v), want.Sum)
	tol.Near(t, "mean", stat.Mean(v), want.Mean)
	tol.Near(t, "largest", most, want.Max)
	for i, f := range want.First {
		tol.Near(t, "value of "+f.ID, v[i], f.V)
		tol.Near(t, "year of "+f.ID, m.Expected(customers[i], 12*h.Length), f.EY)
		if one := m.Value(customers[i], amounts[i], h); one != values[i] {
			t.Errorf("alone %v, together %v", one, values[i])
		}
	}
}

func TestRegularity_EqualsReference_04_btyd_cdnow_regularity(t *testing.T) {
	var want struct {
		N      int     `json:"n_customers_wheat"`
		Var    float64 `json:"var_M"`
		K      float64 `json:"k_wheat"`
		Long   int     `json:"n_customers_mle"`
		Median float64 `json:"k_mle_median"`
	}
	tol := reference.Item(t, file, "cdnow_regularity", &want)
	var last, before, shapes []float64
	for _, h := range master(t) {
		var gaps []float64
		for i := 1; i < len(h.days); i++ {
			gaps = append(gaps, float64(h.days[i]-h.days[i-1]))
		}
		if n := len(gaps); n >= 2 {
			last, before = append(last, gaps[n-1]), append(before, gaps[n-2])
		}
		if len(gaps) >= 10 {
			shapes = append(shapes, btyd.GapShape(gaps))
		}
	}
	k, v := btyd.WheatMorrison(last, before)
	if len(last) != want.N || len(shapes) != want.Long {
		t.Errorf("customers %d and %d, want %d and %d", len(last), len(shapes), want.N, want.Long)
	}
	tol.Near(t, "variance", v, want.Var)
	tol.Near(t, "k", k, want.K)
	tol.Near(t, "median shape", stat.Median(shapes), want.Median)
}

func TestFitRetention_EqualsReference_06a_statistics_sbg(t *testing.T) {
	var want map[string]struct {
		Alive               []int64
		Alpha, Beta, LogLik float64
	}
	tol := reference.Item(t, "06a_statistics.json", "sbg", &want)
	for name, w := range want {
		m, err := btyd.FitRetention(context.Background(), []btyd.Cohort{{Alive: w.Alive}}, btyd.Options{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		tol.Near(t, name+" alpha", m.Params[0], w.Alpha)
		tol.Near(t, name+" beta", m.Params[1], w.Beta)
		tol.Near(t, name+" logLik", m.LogLik, w.LogLik)
		wide, err := btyd.FitRetention(context.Background(), []btyd.Cohort{{Alive: w.Alive}}, btyd.Options{Model: btyd.BdW}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if wide.LogLik < m.LogLik {
			t.Errorf("%s: BdW contains sBG and fits worse: %v < %v", name, wide.LogLik, m.LogLik)
		}
	}
}
