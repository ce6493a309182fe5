package btyd_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/stat"
)

// simulate draws n customers who started within the first third of the span.
func simulate(model btyd.Model, p []float64, n int, span float64, seed uint64) []btyd.Customer {
	rng := stat.NewRand(seed, "buyers")
	out := make([]btyd.Customer, n)
	for i := range out {
		rate := distuv.Gamma{Alpha: p[0], Beta: p[1], Src: rng}.Rand()
		c := btyd.Customer{Age: math.Ceil(span * (2 + rng.Float64()) / 3)}
		end, chance := c.Age, 0.0
		if model == btyd.ParetoNBD {
			end = math.Min(end, rng.ExpFloat64()/distuv.Gamma{Alpha: p[2], Beta: p[3], Src: rng}.Rand())
		} else {
			chance = distuv.Beta{Alpha: p[2], Beta: p[3], Src: rng}.Rand()
		}
		if model == btyd.MBGNBD && rng.Float64() < chance {
			end = 0
		}
		for at := rng.ExpFloat64() / rate; at < end; at += rng.ExpFloat64() / rate {
			c.Repeats++
			c.Last = at
			if rng.Float64() < chance {
				break
			}
		}
		out[i] = c
	}
	return out
}

var truth = map[btyd.Model][]float64{
	btyd.BGNBD: {0.6, 8, 0.8, 2.5}, btyd.MBGNBD: {0.8, 8, 0.8, 2.5}, btyd.ParetoNBD: {0.8, 8, 0.7, 12},
}

func TestFit_RecoversSimulatedParametersAndDoublesInTimeUnits(t *testing.T) {
	for _, model := range models {
		c := simulate(model, truth[model], 20000, 90, 7)
		m := fit(t, model, c)
		for i, w := range truth[model] {
			if w < float64(m.Low[i])*0.9 || w > float64(m.High[i])*1.1 {
				t.Errorf("%s: %s = %.4g (%.4g … %.4g), truth %v", model, m.Names[i], m.Params[i], m.Low[i], m.High[i], w)
			}
		}
		days := make([]btyd.Customer, len(c))
		for i, v := range c {
			days[i] = btyd.Customer{Repeats: v.Repeats, Last: v.Last * 7, Age: v.Age * 7}
		}
		d := fit(t, model, days)
		for _, v := range c[:50] {
			in := btyd.Customer{Repeats: v.Repeats, Last: v.Last * 7, Age: v.Age * 7}
			near(t, "P(alive) in days", d.Alive(in), m.Alive(v), 1e-6)
			near(t, "expected in days", d.Expected(in, 7*26), m.Expected(v, 26), 1e-6)
		}
	}
}

func TestFit_IgnoresOrderAndCores(t *testing.T) {
	for _, model := range models {
		c := simulate(model, truth[model], 6000, 90, 3)
		for i := range c {
			c[i].Last = math.Floor(c[i].Last) // days, so that histories repeat
		}
		want := sealed(t, fit(t, model, c))
		stat.NewRand(9, "shuffle").Shuffle(len(c), func(i, j int) { c[i], c[j] = c[j], c[i] })
		if sealed(t, fit(t, model, c)) != want {
			t.Errorf("%s: permuted rows give another model", model)
		}
		old := runtime.GOMAXPROCS(1)
		if sealed(t, fit(t, model, c)) != want {
			t.Errorf("%s: one core gives another model", model)
		}
		runtime.GOMAXPROCS(old)
	}
}

func sealed(t *testing.T, m any) string {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFitted_SurvivesJSON(t *testing.T) {
	m := fit(t, btyd.ParetoNBD, simulate(btyd.ParetoNBD, truth[btyd.ParetoNBD], 500, 90, 4))
	var back btyd.Fitted
	if err := json.Unmarshal([]byte(sealed(t, m)), &back); err != nil {
		t.Fatal(err)
	}
	c := btyd.Customer{Repeats: 3, Last: 20, Age: 60}
	if back.Alive(c) != m.Alive(c) || back.Expected(c, 10) != m.Expected(c, 10) {
		t.Error("a saved model answers differently")
	}
}

func TestFit_RefusesWhatHasNoAnswer(t *testing.T) {
	bad := func(c btyd.Customer) []btyd.Customer {
		return append(simulate(btyd.BGNBD, truth[btyd.BGNBD], 50, 90, 1), c)
	}
	never := make([]btyd.Customer, 100)
	for i := range never {
		never[i].Age = float64(i)
	}
	for _, c := range []struct {
		want string
		in   []btyd.Customer
	}{
		{"btyd.empty", nil},
		{"btyd.too_few", []btyd.Customer{{Repeats: 3, Last: 2, Age: 5}}},
		{"btyd.too_few", never},
		{"btyd.bad_row", bad(btyd.Customer{Repeats: -1})},
		{"btyd.bad_row", bad(btyd.Customer{Repeats: 1, Last: 6, Age: 5})},
		{"btyd.bad_row", bad(btyd.Customer{Repeats: 0, Last: 1, Age: 5})},
		{"btyd.bad_row", bad(btyd.Customer{Repeats: 1, Last: math.NaN(), Age: 5})},
		{"btyd.bad_row", bad(btyd.Customer{Repeats: 1, Last: 1, Age: math.Inf(1)})},
	} {
		for _, model := range models {
			_, err := btyd.Fit(context.Background(), c.in, btyd.Options{Model: model}, nil)
			if code(err) != c.want {
				t.Errorf("%s: %v, want %s", model, err, c.want)
			}
		}
	}
	if _, err := btyd.Fit(context.Background(), never, btyd.Options{Model: "?"}, nil); code(err) != "btyd.bad_option" {
		t.Error(err)
	}
}

func code(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Everybody alike, nobody leaving: the likelihood rises towards the limit for ever.
func TestFit_SaysSoAtTheEdgeOfAModel(t *testing.T) {
	rng := stat.NewRand(5, "alike")
	c := make([]btyd.Customer, 400)
	for i := range c {
		c[i].Age = 50
		for at := rng.ExpFloat64() * 4; at < 50; at += rng.ExpFloat64() * 4 {
			c[i].Repeats++
			c[i].Last = at
		}
	}
	for _, model := range models {
		m, err := btyd.Fit(context.Background(), c, btyd.Options{Model: model}, nil)
		if err != nil {
			t.Errorf("%s: %v", model, err)
			continue
		}
		if len(m.Limits) == 0 {
			t.Errorf("%s: no limit, %v %v", model, m.Params, m.SE)
		}
		near(t, string(model)+" expected at rate 1/4", m.Expected(btyd.Customer{Repeats: 12, Last: 49, Age: 50}, 20), 5, 0.4)
		sealed(t, m)
	}
}

func TestFit_StopsWhenCancelled(t *testing.T) {
	c := simulate(btyd.ParetoNBD, truth[btyd.ParetoNBD], 60000, 90, 2)
	for _, model := range models {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := btyd.Fit(ctx, c, btyd.Options{Model: model}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled before, got %v", model, err)
		}
		ctx, cancel = context.WithCancel(context.Background())
		var at time.Time
		steps := 0
		_, err := btyd.Fit(ctx, c, btyd.Options{Model: model}, tick(func() {
			if steps++; steps == 2 {
				at = time.Now()
				cancel()
			}
		}))
		if d := time.Since(at); !errors.Is(err, context.Canceled) || d > 200*time.Millisecond {
			t.Errorf("%s: %v after %v", model, err, d)
		}
		if _, err := fit(t, model, c[:500]).Score(ctx, c, 10); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: scoring goes on: %v", model, err)
		}
	}
}

type tick func()

func (tick) Stage(string, int64) {}
func (f tick) Add(int64)         { f() }
func (tick) Rows(int64)          {}
func (tick) Warn(engine.Warning) {}

func TestPredictions_HoldTheirInvariants(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		p := []float64{0.05 + 2*rng.Float64(), 0.5 + 20*rng.Float64(), 0.05 + 2*rng.Float64(), 0.05 + 15*rng.Float64()}
		if rng.IntN(8) == 0 {
			p[2] = 1 // where the published formulas have no value
		}
		for _, model := range models {
			m, err := btyd.At(model, p)
			if err != nil {
				t.Fatal(err)
			}
			horizon := (1 + 20*rng.Float64()) * p[1] / p[0] / 4 // some five purchases
			sum, mean := 0.0, 0.0
			for n := range int64(400) {
				v := m.Probability(n, horizon)
				if v < -1e-12 || v > 1 {
					t.Fatalf("%s %v: P(%d) = %v", model, p, n, v)
				}
				sum, mean = sum+v, mean+float64(n)*v
			}
			near(t, string(model)+" sum of PMF", sum, 1, 1e-4) // what lies beyond 400 purchases
			near(t, string(model)+" mean of PMF", mean, m.ExpectedNew(horizon), 2e-2*(1+mean))
			c := btyd.Customer{Age: 100 * rng.Float64()}
			if rng.IntN(4) > 0 {
				c.Repeats, c.Last = int64(1+rng.IntN(400)), c.Age*rng.Float64()
			}
			alive := m.Alive(c)
			if !(alive >= 0 && alive <= 1) {
				t.Errorf("%s %v %+v: P(alive) %v", model, p, c, alive)
			}
			last := 0.0
			for _, h := range []float64{0, 0.1, 1, 10, 100, 1000} {
				e := m.Expected(c, h)
				most := alive * (p[0] + float64(c.Repeats)) / (p[1] + c.Age) * h
				if math.IsNaN(e) || e < last-1e-9 || e > most*(1+1e-9)+1e-12 {
					t.Errorf("%s %v %+v: expected in %v = %v, before %v, at most %v", model, p, c, h, e, last, most)
				}
				last = e
			}
		}
	}
}

// The conditional expectation of a customer nothing is known of is that of a new one.
func TestExpected_WithoutHistoryIsThatOfANewCustomer(t *testing.T) {
	for _, model := range models {
		m, _ := btyd.At(model, truth[model])
		near(t, string(model), m.Expected(btyd.Customer{}, 30), m.ExpectedNew(30), 1e-12)
	}
}

func TestExpected_StaysFiniteForHeavyBuyersAndHugeParameters(t *testing.T) {
	for _, p := range [][]float64{{0.2, 4, 0.8, 2.4}, {1e4, 3e3, 1e4, 1e5}, {0.01, 0.01, 0.01, 0.01}, {5, 2, 1e5, 3}, {1, 1, 80, 0.5}} {
		for _, model := range models {
			m, _ := btyd.At(model, p)
			for _, c := range []btyd.Customer{{Repeats: 5000, Last: 700, Age: 730}, {Repeats: 1, Last: 1e-9, Age: 1e4}, {Age: 1e5}} {
				e, a := m.Expected(c, 365), m.Alive(c)
				if math.IsNaN(e) || math.IsInf(e, 0) || e < 0 || math.IsNaN(a) || a < 0 || a > 1 {
					t.Errorf("%s %v %+v: expected %v, alive %v", model, p, c, e, a)
				}
			}
		}
	}
}

func TestPredictions_RefuseTheImpossible(t *testing.T) {
	m, _ := btyd.At(btyd.BGNBD, truth[btyd.BGNBD])
	if !math.IsNaN(m.Alive(btyd.Customer{Repeats: 1, Last: 3, Age: 2})) || !math.IsNaN(m.Expected(btyd.Customer{Age: 2}, -1)) ||
		!math.IsNaN(m.ExpectedNew(math.Inf(1))) || !math.IsNaN(m.Probability(-1, 3)) || m.Probability(0, 0) != 1 {
		t.Error("an impossible question got a number")
	}
	if _, err := btyd.At(btyd.BGNBD, []float64{1, 2, 0, 1}); code(err) != "btyd.bad_option" {
		t.Error(err)
	}
}

func TestInterval_FollowsTheParameters(t *testing.T) {
	m := fit(t, btyd.BGNBD, simulate(btyd.BGNBD, truth[btyd.BGNBD], 3000, 90, 8))
	e := m.Interval(func(m *btyd.Fitted) float64 { return m.Params[0] })
	near(t, "low", float64(e.Low), float64(m.Low[0]), 1e-9)
	near(t, "high", float64(e.High), float64(m.High[0]), 1e-9)
	total := m.Interval(func(m *btyd.Fitted) float64 { return m.ExpectedNew(52) })
	if !(total.Low < total.Value && total.Value < total.High) || total.High > 1.3*total.Low {
		t.Errorf("%+v", total)
	}
}

func BenchmarkFit(b *testing.B) {
	for _, model := range models {
		c := simulate(model, truth[model], 100_000, 273, 1)
		for i := range c {
			c[i].Last = math.Floor(c[i].Last)
		}
		b.Run(string(model), func(b *testing.B) {
			for b.Loop() {
				fit(b, model, c)
			}
		})
	}
}

func BenchmarkScore(b *testing.B) {
	for _, model := range models {
		c := simulate(model, truth[model], 100_000, 273, 1)
		m, _ := btyd.At(model, truth[model])
		b.Run(string(model), func(b *testing.B) {
			for b.Loop() {
				_, _ = m.Score(context.Background(), c, 90)
			}
		})
	}
}

// Every customer twice is the same answer known better by √2: equal histories are weights.
func TestFit_TakesRepeatedCustomersAsWeights(t *testing.T) {
	for _, model := range models {
		c := simulate(model, truth[model], 1500, 90, 12)
		one, two := fit(t, model, c), fit(t, model, append(slices.Clone(c), c...))
		near(t, string(model)+" logLik", two.LogLik, 2*one.LogLik, 1e-7*math.Abs(one.LogLik))
		for i, v := range one.Params {
			near(t, one.Names[i], two.Params[i], v, 1e-5*v)
			near(t, "SE of "+one.Names[i], float64(two.SE[i])*math.Sqrt2, float64(one.SE[i]), 1e-3*float64(one.SE[i]))
		}
	}
	b := spenders([]float64{4, 5, 100}, 800, 3)
	one, err := btyd.FitSpend(context.Background(), b, btyd.SpendOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b { // cents instead of yuan
		b[i].Mean *= 100
	}
	cents, err := btyd.FitSpend(context.Background(), append(slices.Clone(b), b...), btyd.SpendOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", float64(cents.Mean)/100, float64(one.Mean), 1e-6*float64(one.Mean))
	near(t, "SE of q", float64(cents.SE[1])*math.Sqrt2, float64(one.SE[1]), 1e-3*float64(one.SE[1]))
}

// Whatever a shop looks like, a fit ends: at a maximum or, saying so, at an edge.
func TestFit_EndsOnEveryKindOfShop(t *testing.T) {
	rng := stat.NewRand(17, "shops")
	for run := range 60 {
		model := models[run%3]
		p := make([]float64, parameters)
		for i := range p {
			p[i] = math.Exp(5*rng.Float64() - 2.5)
		}
		p[1] *= 20 * p[0] // some purchases within the 90 weeks
		c := simulate(model, p, 100<<rng.IntN(7), 90, uint64(run))
		grid := []float64{0, 1.0 / 7, 1, 4}[rng.IntN(4)]
		for i := range c {
			if grid > 0 {
				c[i].Last, c[i].Age = math.Floor(c[i].Last/grid)*grid, math.Floor(c[i].Age/grid)*grid
			}
		}
		for _, fitted := range models {
			m, err := btyd.Fit(context.Background(), c, btyd.Options{Model: fitted}, nil)
			switch {
			case code(err) == "btyd.too_few":
			case err != nil:
				t.Errorf("%s %v, %d customers in steps of %v, fitted %s: %v", model, p, len(c), grid, fitted, err)
			case m.Iterations > 200:
				t.Errorf("%s %v, fitted %s: %d steps to %v", model, p, fitted, m.Iterations, m.Params)
			}
		}
	}
}

const parameters = 4

// Nearly nobody seems to leave: the data say next to nothing of who would.
func TestFit_GivesNoIntervalThatSaysNothing(t *testing.T) {
	for seed := range uint64(40) {
		c := simulate(btyd.BGNBD, []float64{0.6, 115, 0.013, 0.15}, 3000, 50, seed)
		m, err := btyd.Fit(context.Background(), c, btyd.Options{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, se := range m.SE {
			if se.Defined() && float64(m.High[i]) > 1e9*float64(m.Low[i]) {
				t.Errorf("%s: %v to %v", m.Names[i], m.Low[i], m.High[i])
			}
			told := slices.ContainsFunc(m.Warnings, func(w engine.Warning) bool { return w.Code == "btyd.flat" })
			if !se.Defined() && !told && len(m.Limits) == 0 {
				t.Errorf("%s has no interval and nobody says why: %+v", m.Names[i], m)
			}
		}
	}
}
