package btyd_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/stat"
)

func TestValue_FallsWithTheDiscountAndAddsUpWithoutOne(t *testing.T) {
	m, _ := btyd.At(btyd.ParetoNBD, truth[btyd.ParetoNBD])
	c := btyd.Customer{Repeats: 4, Last: 50, Age: 60}
	h := btyd.Horizon{Periods: 12, Length: 4, Margin: 0.3}
	near(t, "undiscounted", float64(m.Value(c, 20, h)), 0.3*20*m.Expected(c, 48), 1e-10)
	last := math.Inf(1)
	for _, d := range []float64{0, 0.01, 0.05, 0.2} {
		h.Discount = d
		v := float64(m.Value(c, 20, h))
		if !(v < last) {
			t.Errorf("value %v at discount %v, %v before", v, d, last)
		}
		last = v
	}
	if m.Value(c, engine.Undefined(), h).Defined() || m.Value(c, 1, btyd.Horizon{Length: -1}).Defined() {
		t.Error("a value without an amount or a horizon")
	}
}

func TestFitSpend_RecoversAndRefuses(t *testing.T) {
	rng := stat.NewRand(3, "spend")
	p, q, v := 4.0, 5.0, 100.0
	buyers := make([]btyd.Buyer, 20000)
	for i := range buyers {
		n := int64(rng.IntN(6))
		level := distuv.Gamma{Alpha: q, Beta: v, Src: rng}.Rand()
		buyers[i].Repeats = n
		if n > 0 {
			buyers[i].Mean = distuv.Gamma{Alpha: p * float64(n), Beta: level * float64(n), Src: rng}.Rand()
		}
	}
	m, err := btyd.FitSpend(context.Background(), buyers, btyd.SpendOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range []float64{p, q, v} {
		near(t, m.Names[i], m.Params[i], w, 0.08*w)
	}
	want := sealed(t, m)
	rng.Shuffle(len(buyers), func(i, j int) { buyers[i], buyers[j] = buyers[j], buyers[i] })
	if again, _ := btyd.FitSpend(context.Background(), buyers, btyd.SpendOptions{}, nil); sealed(t, again) != want {
		t.Error("permuted rows give another model")
	}
	for _, c := range []struct {
		want string
		in   []btyd.Buyer
	}{
		{"btyd.empty", nil}, {"btyd.too_few", []btyd.Buyer{{2, 10}}}, {"btyd.too_few", make([]btyd.Buyer, 50)},
		{"btyd.bad_row", []btyd.Buyer{{1, math.NaN()}}}, {"btyd.bad_row", []btyd.Buyer{{-1, 3}}},
	} {
		if _, err := btyd.FitSpend(context.Background(), c.in, btyd.SpendOptions{}, nil); code(err) != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	for i := range buyers { // more frequent, dearer
		buyers[i].Mean *= float64(1 + buyers[i].Repeats)
	}
	m, err = btyd.FitSpend(context.Background(), buyers, btyd.SpendOptions{}, nil)
	if err != nil || !slices.ContainsFunc(m.Warnings, func(w engine.Warning) bool { return w.Code == "btyd.spend_depends_on_frequency" }) {
		t.Errorf("dependence not noticed: %v %v", m, err)
	}
}

func TestFitRetention_RecoversAndPredicts(t *testing.T) {
	rng := stat.NewRand(6, "contracts")
	for model, p := range map[btyd.Model][]float64{btyd.SBG: {0.7, 3}, btyd.BdW: {0.5, 2, 1.4}} {
		truth := &btyd.Retention{Estimates: btyd.Estimates{Params: p}}
		var cohorts []btyd.Cohort
		for length := 6; length <= 12; length++ { // cohorts of different age
			alive := []int64{4000}
			for k := 1; k <= length; k++ {
				var n int64
				for range alive[k-1] {
					if rng.Float64() < truth.Rate(k) {
						n++
					}
				}
				alive = append(alive, n)
			}
			cohorts = append(cohorts, btyd.Cohort{Alive: alive})
		}
		m, err := btyd.FitRetention(context.Background(), cohorts, btyd.Options{Model: model}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range p {
			if w < float64(m.Low[i])*0.9 || w > float64(m.High[i])*1.1 {
				t.Errorf("%s %s = %v (%v … %v), truth %v", model, m.Names[i], m.Params[i], m.Low[i], m.High[i], w)
			}
		}
		near(t, "survival", m.Survival(20), truth.Survival(20), 0.02)
		slices.Reverse(cohorts)
		if again, _ := btyd.FitRetention(context.Background(), cohorts, btyd.Options{Model: model}, nil); sealed(t, again) != sealed(t, m) {
			t.Error("the order of cohorts matters")
		}
	}
	for _, c := range []struct {
		want string
		in   []btyd.Cohort
	}{
		{"btyd.empty", nil}, {"btyd.empty", []btyd.Cohort{{}}}, {"btyd.too_few", []btyd.Cohort{{Alive: []int64{10}}}},
		{"btyd.too_few", []btyd.Cohort{{Alive: []int64{10, 10, 10}}}}, {"btyd.bad_row", []btyd.Cohort{{Alive: []int64{10, 12}}}},
	} {
		if _, err := btyd.FitRetention(context.Background(), c.in, btyd.Options{}, nil); code(err) != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// Fader and Hardie 2007: sBG retention at renewal t is (β+t−1)/(α+β+t−1).
func TestRetention_RisesWithAgeAsPublished(t *testing.T) {
	m := &btyd.Retention{Estimates: btyd.Estimates{Params: []float64{0.668, 3.806}}}
	for k := 1; k <= 12; k++ {
		near(t, "retention", m.Rate(k), (3.806+float64(k)-1)/(0.668+3.806+float64(k)-1), 1e-12)
	}
	v := m.Value(0, 100, btyd.Horizon{Periods: 2, Margin: 0.5, Discount: 0.1})
	near(t, "value", float64(v), 50*(m.Survival(1)/1.1+m.Survival(2)/1.21), 1e-10)
}
