package btyd_test

import (
	"context"
	"testing"

	"huiliu/engine/btyd"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// METHODS 4, the rows of the purchase models, as printed there; the reference files
// beside the data are read by other tests of this package.

// publishedFit is a fit of a published table to the CDNOW summary of the book.
type publishedFit struct {
	params, within []float64
	logLik         float64
	se             []float64
}

func TestFit_MeetsThePublishedFitsOfCDNOW_METHODS_4(t *testing.T) {
	customers, _, _ := calibrate(t, sample(t)) // the log: the summary of the book has rounded times
	for model, want := range map[btyd.Model]publishedFit{
		// CLVTools tests; Fader, Hardie and Lee 2005: 0.243, 4.414, 0.793, 2.426, −9582.4
		btyd.BGNBD: {params: []float64{0.2425945, 4.4136019, 0.7929199, 2.4258881}, within: []float64{1e-4, 1e-3, 1e-3, 5e-3}, logLik: -9582.429},
		// CLVTools tests; GGompertz/NBD stops at −9594.98 on the same data, its limit
		btyd.ParetoNBD: {params: []float64{0.55315, 10.57633, 0.60625, 11.67150}, within: []float64{1e-3, 1e-2, 3e-3, 0.1}, logLik: -9594.976,
			se: []float64{0.0476, 0.8427, 0.1873, 6.2105}},
		// lifetimes against BTYDplus
		btyd.MBGNBD: {params: []float64{0.525, 6.183, 0.891, 1.614}, within: []float64{1e-3, 1e-2, 2e-3, 5e-3}},
	} {
		m := fit(t, model, customers)
		for i, p := range want.params {
			near(t, string(model)+" "+m.Names[i], m.Params[i], p, want.within[i])
		}
		for i, s := range want.se {
			near(t, string(model)+" SE of "+m.Names[i], float64(m.SE[i]), s, 0.02*s)
		}
		if want.logLik != 0 {
			near(t, string(model)+" logLik", m.LogLik, want.logLik, 1e-3)
		}
	}
}

// lifetimes tests: a customer with x=2, t_x=30.43, T=38.86, and a new one over time.
func TestBGNBD_MeetsThePublishedExpectations_METHODS_4(t *testing.T) {
	m, err := btyd.At(btyd.BGNBD, []float64{0.2425945, 4.4136019, 0.7929199, 2.4258881})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "39 weeks of a customer", m.Expected(btyd.Customer{Repeats: 2, Last: 30.43, Age: 38.86}, 39), 1.2259057, 5e-7)
	for weeks, want := range map[float64]float64{0.1429: 0.0078, 1: 0.0532, 3: 0.1506, 31.8571: 1.0405, 32: 1.0437, 78: 1.8576} {
		near(t, "E[X(t)]", m.ExpectedNew(weeks), want, max(5e-5, 2e-4*want)) // their test holds to three decimals
	}
}

// CLVTools test: x of more than 160 purchases overflowed a hypergeometric function.
func TestPareto_StaysFiniteWhereOthersOverflowed_METHODS_4(t *testing.T) {
	m, err := btyd.At(btyd.ParetoNBD, []float64{0.55315, 10.57633, 0.60625, 11.67150})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []int64{161, 204, 221, 254, 1000, 100000} {
		for _, last := range []float64{10, 36, 38.8, 38.86} {
			c := btyd.Customer{Repeats: x, Last: last, Age: 38.86}
			if p := m.Alive(c); !(p >= 0 && p <= 1) {
				t.Errorf("P(alive) of %+v is %v", c, p)
			}
			if e := m.Expected(c, 39); !(e >= 0 && e <= 1e6) {
				t.Errorf("expected of %+v is %v", c, e)
			}
			if ll, err := m.LogLikelihood(context.Background(), []btyd.Customer{c}); err != nil || ll-ll != 0 {
				t.Errorf("logLik of %+v is %v, %v", c, ll, err)
			}
		}
	}
}

// Hardie's note on Gamma–Gamma by way of lifetimes; v is its gamma.
func TestFitSpend_MeetsThePublishedFit_METHODS_4(t *testing.T) {
	_, buyers, _ := calibrate(t, sample(t))
	m, err := btyd.FitSpend(context.Background(), buyers, btyd.SpendOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{6.25, 3.74, 15.44} {
		near(t, m.Names[i], m.Params[i], want, 0.01)
	}
	near(t, "logLik", m.LogLik, -4055.9177, 1e-3)
	for i, want := range []float64{24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17} {
		near(t, "E(M)", float64(m.Expected(buyers[i])), want, 0.05)
	}
}

// Fader and Hardie 2007: two cohorts of a subscription over seven renewals.
func TestFitRetention_MeetsThePublishedCohorts_METHODS_4(t *testing.T) {
	for name, c := range map[string]struct {
		alive         []int64
		alpha, beta   float64
		logLik, slack float64
	}{
		"high end": {alive: []int64{1000, 869, 743, 653, 593, 551, 517, 491}, alpha: 0.668, beta: 3.806, logLik: -1611.16, slack: 0.005},
		"regular":  {alive: []int64{1000, 631, 468, 382, 326, 289, 262, 241}, alpha: 0.704, beta: 1.182, slack: 0.005},
	} {
		m, err := btyd.FitRetention(context.Background(), []btyd.Cohort{{Alive: c.alive}}, btyd.Options{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+" alpha", m.Params[0], c.alpha, 5e-4)
		near(t, name+" beta", m.Params[1], c.beta, 5e-4)
		if c.logLik != 0 {
			near(t, name+" logLik", m.LogLik, c.logLik, c.slack)
		}
	}
}

// METHODS 1.16 and B3, CDNOW sample, 39 weeks seen and 39 to come: BG/NBD expects 1,653
// purchases and 1,882 happen; expected purchases rank who buys again, P(alive) does not.
func TestHoldout_OfCDNOWIsThatOfMETHODS(t *testing.T) {
	customers, _, after := calibrate(t, sample(t))
	again := make([]bool, len(after))
	for i, n := range after {
		again[i] = n > 0
	}
	for model, want := range map[btyd.Model][2]float64{btyd.BGNBD: {0.773, 0.316}, btyd.MBGNBD: {0, 0.687}} {
		scores, err := fit(t, model, customers).Score(context.Background(), customers, 39)
		if err != nil {
			t.Fatal(err)
		}
		alive, expected := make([]float64, len(scores)), make([]float64, len(scores))
		for i, s := range scores {
			alive[i], expected[i] = float64(s.Alive), float64(s.Expected)
		}
		near(t, string(model)+": AUC of P(alive)", learn.AUC(alive, again), want[1], 5e-4)
		if model != btyd.BGNBD {
			continue
		}
		near(t, "AUC of expected purchases", learn.AUC(expected, again), want[0], 5e-4)
		h := btyd.Compare(customers, expected, after)
		near(t, "expected purchases", stat.Sum(expected), 1653, 0.5)
		if h.Actual != 1882 {
			t.Errorf("%d purchases happened, want 1882", h.Actual)
		}
	}
}
