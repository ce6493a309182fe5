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

const file = "04_btyd.json"

type fitItem struct {
	Params, SE map[string]float64
	LogLik     float64
	AIC        float64
	EX         []struct{ T, Value float64 } `json:"E_X_t"`
	AliveMean  float64                      `json:"p_alive_mean"`
	First      []struct {
		ID          string
		TX          float64 `json:"t_x"`
		T, Expected float64
		Alive       float64 `json:"p_alive"`
		Actual      float64
	} `json:"customers20"`
	Holdout struct {
		Weeks           float64
		Predicted       float64 `json:"predicted_total"`
		Actual          float64 `json:"actual_total"`
		MAE, RMSE, Corr float64
	}
	Tracking struct {
		Week     []float64
		Expected []float64 `json:"expected_cumulative"`
		Actual   []float64 `json:"actual_cumulative"`
	}
}

// published tolerance: logLik 1e-3 absolute; 0.1 % of parameters, for Pareto/NBD
// 1 % and of s and beta 3 % (the item's "why").
func checkFit(t *testing.T, m *btyd.Fitted, want fitItem, tol reference.Tolerance) {
	t.Helper()
	if math.Abs(m.LogLik-want.LogLik) > 1e-3 {
		t.Errorf("logLik = %.6f, want %.6f", m.LogLik, want.LogLik)
	}
	if m.LogLik < want.LogLik-1e-5 {
		t.Errorf("logLik = %.8f is below the reference's %.8f", m.LogLik, want.LogLik)
	}
	for i, name := range m.Names {
		tol.Near(t, name, m.Params[i], want.Params[name])
		wide := tol
		wide.Value = math.Max(wide.Value, 2e-3) // second differences of a likelihood over there
		wide.Near(t, "SE of "+name, float64(m.SE[i]), want.SE[name])
	}
	if want.AIC != 0 {
		tol.Near(t, "AIC", m.AIC(), want.AIC)
	}
	for _, e := range want.EX {
		tol.Near(t, "E[X(t)]", m.ExpectedNew(e.T), e.Value)
	}
}

func fit(t testing.TB, model btyd.Model, c []btyd.Customer) *btyd.Fitted {
	t.Helper()
	m, err := btyd.Fit(context.Background(), c, btyd.Options{Model: model}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Warnings) > 0 {
		t.Errorf("warnings %v", m.Warnings)
	}
	return m
}

var models = []btyd.Model{btyd.BGNBD, btyd.MBGNBD, btyd.ParetoNBD}

func TestFit_EqualsReference_04_btyd_cdnow_sample_and_master(t *testing.T) {
	for name, all := range map[string][]history{"cdnow_sample_": sample(t), "cdnow_master_": master(t)} {
		customers, _, after := calibrate(t, all)
		for _, model := range models {
			t.Run(name+string(model), func(t *testing.T) {
				var want fitItem
				tol := reference.Item(t, file, name+string(model), &want)
				m := fit(t, model, customers)
				checkFit(t, m, want, tol)
				checkHoldout(t, m, all, customers, after, want, tol)
			})
		}
	}
}

func checkHoldout(t *testing.T, m *btyd.Fitted, all []history, customers []btyd.Customer, after []int64, want fitItem, tol reference.Tolerance) {
	t.Helper()
	scores, err := m.Score(context.Background(), customers, want.Holdout.Weeks)
	if err != nil {
		t.Fatal(err)
	}
	alive, expected := make([]float64, len(scores)), make([]float64, len(scores))
	for i, s := range scores {
		alive[i], expected[i] = float64(s.Alive), float64(s.Expected)
	}
	tol.Near(t, "mean P(alive)", stat.Mean(alive), want.AliveMean)
	for i, f := range want.First {
		if all[i].id != f.ID {
			t.Fatalf("customer %d is %s, want %s", i, all[i].id, f.ID)
		}
		tol.Near(t, "P(alive) of "+f.ID, alive[i], f.Alive)
		tol.Near(t, "expected of "+f.ID, expected[i], f.Expected)
	}
	h := btyd.Compare(customers, expected, after)
	tol.Near(t, "expected total", float64(h.Expected), want.Holdout.Predicted)
	if float64(h.Actual) != want.Holdout.Actual {
		t.Errorf("actual total = %d, want %v", h.Actual, want.Holdout.Actual)
	}
	tol.Near(t, "MAE", float64(h.MAE), want.Holdout.MAE)
	tol.Near(t, "RMSE", float64(h.RMSE), want.Holdout.RMSE)
	tol.Near(t, "correlation", float64(h.Corr), want.Holdout.Corr)
	checkBuckets(t, h, m.Options.Model, all, tol)
	origin, starts := all[0].days[0], make([]float64, len(all))
	for _, c := range all {
		origin = min(origin, c.days[0])
	}
	for i, c := range all {
		starts[i] = float64(c.days[0]-origin) / week
	}
	got := m.Track(starts, want.Tracking.Week)
	if len(got) == 0 {
		t.Error("no tracking in the reference")
	}
	for i, v := range want.Tracking.Expected {
		tol.Near(t, "tracking", got[i], v)
	}
}

func checkBuckets(t *testing.T, h btyd.Holdout, model btyd.Model, all []history, tol reference.Tolerance) {
	t.Helper()
	name := "cdnow_sample_"
	if len(all) > 10000 {
		name = "cdnow_master_"
	}
	var want struct {
		By []struct {
			X        any
			N        int64
			Actual   float64 `json:"actual_mean"`
			Expected float64 `json:"expected_mean"`
		} `json:"by_calibration_x"`
	}
	reference.Item(t, file, name+string(model), &want)
	if len(want.By) != len(h.By) {
		t.Fatalf("%d buckets, want %d", len(h.By), len(want.By))
	}
	for i, b := range want.By {
		if h.By[i].N != b.N {
			t.Errorf("bucket %d has %d, want %d", i, h.By[i].N, b.N)
		}
		tol.Near(t, "bucket actual", float64(h.By[i].Actual), b.Actual)
		tol.Near(t, "bucket expected", float64(h.By[i].Expected), b.Expected)
	}
}

func TestFit_EqualsReference_04_btyd_cdnow_book_and_04b(t *testing.T) {
	customers, _ := book(t)
	for _, model := range models {
		t.Run(string(model), func(t *testing.T) {
			var want fitItem
			tol := reference.Item(t, file, "cdnow_book_"+string(model), &want)
			m := fit(t, model, customers)
			checkFit(t, m, want, tol)
			var lib struct {
				Lifetimes map[string]float64
				At        float64   `json:"own_logLik_at_lifetimes_params"`
				Expected  []float64 `json:"expected39_first20"`
			}
			tol = reference.Item(t, "04b_crosscheck.json", "lifetimes_"+string(model), &lib)
			params := make([]float64, len(m.Names))
			for i, name := range m.Names {
				tol.Near(t, name+" of lifetimes", m.Params[i], lib.Lifetimes[name])
				params[i] = lib.Lifetimes[name]
			}
			there, err := btyd.At(model, params)
			if err != nil {
				t.Fatal(err)
			}
			ll, err := there.LogLikelihood(context.Background(), customers)
			if err != nil || math.Abs(ll-lib.At) > 1e-5 {
				t.Errorf("logLik at the library's parameters = %.7f %v, want %.7f", ll, err, lib.At)
			}
			for i, e := range lib.Expected { // same parameters, published formula: all digits
				near(t, "expected", there.Expected(customers[i], 39), e, 2e-9*e)
			}
		})
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func TestSummary_EqualsReference_04_btyd_cdnow_sample_summary(t *testing.T) {
	var want struct {
		Log struct {
			N       int
			SumX    int64   `json:"sum_x"`
			SumLast float64 `json:"sum_t_x"`
			SumAge  float64 `json:"sum_T"`
		} `json:"from_log"`
	}
	tol := reference.Item(t, file, "cdnow_sample_summary", &want)
	customers, _, _ := calibrate(t, sample(t))
	var x int64
	var last, age float64
	for _, c := range customers {
		x, last, age = x+c.Repeats, last+c.Last, age+c.Age
	}
	if len(customers) != want.Log.N || x != want.Log.SumX {
		t.Errorf("n, x = %d, %d", len(customers), x)
	}
	tol.Value = 1e-5 // ten digits of five figures
	tol.Near(t, "t_x", last, want.Log.SumLast)
	tol.Near(t, "T", age, want.Log.SumAge)
}

func TestPareto_EqualsReference_04_btyd_paretonbd_quadrature_and_overflow(t *testing.T) {
	m, err := btyd.At(btyd.ParetoNBD, []float64{.55315, 10.57633, .60625, 11.67150})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range []string{"paretonbd_quadrature", "paretonbd_overflow"} {
		var want []struct {
			X        float64
			Last     float64 `json:"t_x"`
			Age      float64 `json:"T"`
			LogLik   float64
			Quad     float64  `json:"logLik_quadrature"`
			Alive    float64  `json:"p_alive"`
			Expected *float64 `json:"expected_39"`
		}
		tol := reference.Item(t, file, item, &want)
		for _, w := range want {
			c := btyd.Customer{Repeats: int64(w.X), Last: w.Last, Age: w.Age}
			ll, err := m.LogLikelihood(context.Background(), []btyd.Customer{c})
			if err != nil {
				t.Fatal(err)
			}
			tol.Near(t, item+" logLik", ll, w.LogLik+w.Quad)
			tol.Near(t, item+" P(alive)", m.Alive(c), w.Alive)
			if w.Expected != nil {
				tol.Near(t, item+" expected", m.Expected(c, 39), *w.Expected)
			}
		}
	}
}

func TestBGNBD_EqualsReference_04_btyd_bgnbd_published(t *testing.T) {
	m, err := btyd.At(btyd.BGNBD, []float64{.2425945, 4.4136019, .7929199, 2.4258881})
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Cond  float64                      `json:"cond_39"`
		Alive float64                      `json:"p_alive"`
		EX    []struct{ T, Value float64 } `json:"E_X"`
	}
	tol := reference.Item(t, file, "bgnbd_published", &want)
	c := btyd.Customer{Repeats: 2, Last: 30.43, Age: 38.86}
	tol.Near(t, "conditional expectation", m.Expected(c, 39), want.Cond)
	tol.Near(t, "P(alive)", m.Alive(c), want.Alive)
	for _, e := range want.EX {
		tol.Near(t, "E[X(t)]", m.ExpectedNew(e.T), e.Value)
	}
}

// METHODS 4: P(X(39)=0) as in the tests of lifetimes and BTYD; the Pareto/NBD
// customer of the BTYD manual.
func TestPublishedPredictions_METHODS_4(t *testing.T) {
	bg, _ := btyd.At(btyd.BGNBD, []float64{.243, 4.414, .793, 2.426})
	near(t, "P(X(39)=0)", bg.Probability(0, 39), 0.5737864, 5e-7)
	p, _ := btyd.At(btyd.ParetoNBD, []float64{.5534, 10.5802, .6061, 11.6562})
	c := btyd.Customer{Repeats: 26, Last: 30.86, Age: 31}
	near(t, "P(alive)", p.Alive(c), 0.9979, 5e-5)
	near(t, "expected in a year", p.Expected(c, 52), 25.46, 1e-2) // printed with that tolerance
}

func TestFitSpend_EqualsReference_04_btyd_gammagamma(t *testing.T) {
	_, inSample, _ := calibrate(t, sample(t))
	_, inMaster, _ := calibrate(t, master(t))
	_, inBook := book(t)
	for item, buyers := range map[string][]btyd.Buyer{"cdnow_sample_gammagamma": inSample,
		"cdnow_master_gammagamma": inMaster, "cdnow_book_gammagamma": inBook} {
		var want struct {
			N       int64 `json:"n_used"`
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
