package btyd_test

import (
	"context"
	"math"
	"testing"

	"huiliu/engine/btyd"
	"huiliu/engine/learn"
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
	AUC struct {
		Expected, Frequency float64
		Alive               float64 `json:"p_alive"`
		Silence             float64 `json:"recency_days_of_silence"`
	} `json:"auc_buys_again"`
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
		customers, _, _ := calibrate(t, all)
		for _, model := range models {
			t.Run(name+string(model), func(t *testing.T) {
				var want fitItem
				tol := reference.Item(t, file, name+string(model), &want)
				m := fit(t, model, customers)
				checkFit(t, m, want, tol)
				checkHoldout(t, m, all, want, tol)
			})
		}
	}
}

func checkHoldout(t *testing.T, m *btyd.Fitted, all []history, want fitItem, tol reference.Tolerance) {
	t.Helper()
	customers, _, after := calibrate(t, all)
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
	again, quiet, often := make([]bool, len(after)), make([]float64, len(after)), make([]float64, len(after))
	for i, c := range customers {
		again[i], quiet[i], often[i] = after[i] > 0, c.Last-c.Age, float64(c.Repeats)
	}
	tol.Near(t, "AUC of expected purchases", learn.AUC(expected, again), want.AUC.Expected)
	tol.Near(t, "AUC of P(alive)", learn.AUC(alive, again), want.AUC.Alive)
	tol.Near(t, "AUC of silence", learn.AUC(quiet, again), want.AUC.Silence)
	tol.Near(t, "AUC of frequency", learn.AUC(often, again), want.AUC.Frequency)
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

// totals are what a summary item says of a set of customers.
type totals struct {
	N      int
	SumX   int64   `json:"sum_x"`
	Last   float64 `json:"sum_t_x"`
	Age    float64 `json:"sum_T"`
	Never  int     `json:"n_x0"`
	MostX  int64   `json:"max_x"`
	MostT  float64 `json:"max_T"`
	Rows   int
	Days   int `json:"customer_days"`
	Within int `json:"customer_days_in_calibration"`
}

func (want totals) check(t *testing.T, name string, customers []btyd.Customer) {
	t.Helper()
	got := totals{N: len(customers)}
	for _, c := range customers {
		got.SumX, got.Last, got.Age = got.SumX+c.Repeats, got.Last+c.Last, got.Age+c.Age
		got.MostX, got.MostT = max(got.MostX, c.Repeats), max(got.MostT, c.Age)
		if c.Repeats == 0 {
			got.Never++
		}
	}
	if got.N != want.N || got.SumX != want.SumX || got.Never != want.Never || got.MostX != want.MostX {
		t.Errorf("%s: %+v, want %+v", name, got, want)
	}
	near(t, name+" sum of t_x", got.Last, want.Last, 5e-5) // ten digits of five and six figures
	near(t, name+" sum of T", got.Age, want.Age, 5e-5)
	near(t, name+" longest T", got.MostT, want.MostT, 1e-6)
}

func TestSummary_EqualsReference_04_btyd_summaries(t *testing.T) {
	var want struct {
		Log      totals  `json:"from_log"`
		Book     totals  `json:"book"`
		Spend    float64 `json:"spend_repeat_mean_sum"`
		Repeated int     `json:"n_with_repeat"`
		Zbar     float64 `json:"book_zbar_sum"`
	}
	reference.Item(t, file, "cdnow_sample_summary", &want)
	customers, buyers, _ := calibrate(t, sample(t))
	want.Log.check(t, "sample", customers)
	printed, zbar := book(t)
	want.Book.check(t, "book", printed)
	sum := func(b []btyd.Buyer) (s float64, n int) {
		for _, v := range b {
			if s += v.Mean; v.Repeats > 0 {
				n++
			}
		}
		return s, n
	}
	spend, n := sum(buyers)
	if n != want.Repeated {
		t.Errorf("%d with repeats, want %d", n, want.Repeated)
	}
	near(t, "repeat spend", spend, want.Spend, 1e-5)
	spend, _ = sum(zbar)
	near(t, "zbar", spend, want.Zbar, 1e-6)

	var whole totals
	reference.Item(t, file, "cdnow_master_summary", &whole)
	all := master(t)
	customers, _, _ = calibrate(t, all)
	whole.check(t, "master", customers)
	days, within := 0, 0
	for i, h := range all {
		days, within = days+len(h.days), within+int(customers[i].Repeats)+1
	}
	if days != whole.Days || within != whole.Within {
		t.Errorf("%d days, %d in the calibration, want %+v", days, within, whole)
	}
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
