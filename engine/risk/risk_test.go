package risk_test

import (
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/assets"
	"huiliu/engine/risk"
	"huiliu/engine/stat/reference"
)

// reference/09_winback.json monte_carlo: independent inputs, 4,000,000 draws of R.
func TestSimulate_MeetsMonteCarloReference(t *testing.T) {
	var ref struct {
		P0     [2]int64 `json:"p0_yes_no"`
		P1     [2]int64 `json:"p1_yes_no"`
		V      float64  `json:"V_mean"`
		SD     float64  `json:"V_sd"`
		D, F   float64
		Closed float64 `json:"mean_closed_form"`
		Loss   float64 `json:"p_loss"`
		Low    float64 `json:"q05"`
		High   float64 `json:"q95"`
	}
	reference.Item(t, "09_winback.json", "monte_carlo", &ref)
	n0, n1 := ref.P0[0]+ref.P0[1], ref.P1[0]+ref.P1[1]
	p0, p1 := risk.BetaMean(ref.P0[0], n0), risk.BetaMean(ref.P1[0], n1)
	if closed := (p1-p0)*ref.V - p1*ref.D - ref.F; math.Abs(closed-ref.Closed) > 1e-9 {
		t.Errorf("closed form %v, want %v", closed, ref.Closed)
	}
	drivers := []risk.Driver{{Key: "p0", Quantile: risk.Beta(ref.P0[0], n0)}, {Key: "p1", Quantile: risk.Beta(ref.P1[0], n1)}, {Key: "v", Quantile: risk.Normal(ref.V, ref.SD)}}
	got, err := risk.Simulate(drivers, nil, func(x []float64) float64 { return (x[1]-x[0])*x[2] - x[1]*ref.D - ref.F }, 200_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	for what, d := range map[string]float64{"mean": got.Mean - ref.Closed, "loss": got.Loss - ref.Loss, "q05": got.Low - ref.Low, "q95": got.High - ref.High} {
		if math.Abs(d) > 0.01 {
			t.Errorf("%s is off by %v", what, d)
		}
	}
}

func TestSimulate_CorrelatedInputsAreCorrelated(t *testing.T) {
	for _, rho := range []float64{-0.8, 0, 0.5} {
		c := mat.NewSymDense(2, []float64{1, rho, rho, 1})
		var xy, xx, yy float64
		drivers := []risk.Driver{{Key: "a", Quantile: risk.Normal(0, 1)}, {Key: "b", Quantile: risk.Normal(0, 2)}}
		got, err := risk.Simulate(drivers, c, func(x []float64) float64 {
			xy, xx, yy = xy+x[0]*x[1], xx+x[0]*x[0], yy+x[1]*x[1]
			return x[0] + x[1]
		}, 100_000, 2)
		if err != nil {
			t.Fatal(err)
		}
		if r := xy / math.Sqrt(xx*yy); math.Abs(r-rho) > 0.01 {
			t.Errorf("correlation %v, want %v", r, rho)
		}
		if want := math.Sqrt(5 + 4*rho); math.Abs(got.SD-want) > 0.02 { // of a sum
			t.Errorf("deviation %v, want %v", got.SD, want)
		}
	}
	if _, err := risk.Simulate(make([]risk.Driver, 2), mat.NewSymDense(2, []float64{1, 2, 2, 1}), nil, 1, 1); err == nil {
		t.Error("impossible correlations are taken")
	}
}

// Beta and PERT moments.
func TestDistributions_HaveTheirMoments(t *testing.T) {
	mean := func(q func(float64) float64) (m, sd float64) {
		x := risk.Atoms(q)
		for _, v := range x {
			m += v / float64(len(x))
		}
		for _, v := range x {
			sd += (v - m) * (v - m) / float64(len(x))
		}
		return m, math.Sqrt(sd)
	}
	m, sd := mean(risk.Beta(97, 1000))
	if want := math.Sqrt(98.0 * 904 / (1002 * 1002 * 1003)); math.Abs(m-98.0/1002) > 1e-5 || math.Abs(sd-want) > 1e-4 {
		t.Errorf("beta: %v %v", m, sd)
	}
	if m, _ = mean(risk.Pert(800, 1200, 3000)); math.Abs(m-8600.0/6) > 0.5 {
		t.Errorf("pert: %v", m)
	}
	if m, sd = mean(risk.Pert(5, 5, 5)); math.Abs(m-5) > 1e-9 || sd > 1e-9 {
		t.Errorf("a value: %v %v", m, sd)
	}
}

func lines() []risk.Line {
	return []risk.Line{
		{Customers: 150, Events: 486, Base: 4012, P0: 486.0 / 4012, Lift: 0.45, Value: 95, OfferCost: 12, ContactCost: 0.05},
		{Customers: 60, Events: 97, Base: 1000, P0: 0.097, Lift: 0.9, Value: 140, OfferCost: 18, ContactCost: 4},
	}
}

// Every driver by itself is linear here, and the correlations add what they must: the
// mean is the closed form plus the covariance terms of the products.
func TestAssess_MeanEqualsTheClosedFormWhereItIsLinear(t *testing.T) {
	x := lines()
	for i := range x {
		x[i].Lift = 0 // net = −Σ n(p0·d + f) − F: linear in every driver, none of them correlated
	}
	s, err := risk.Assess(x, 240, risk.Spread{}, 7)
	if err != nil {
		t.Fatal(err)
	}
	if se := s.SD / math.Sqrt(float64(s.Draws)); math.Abs(s.Mean-s.Expected) > 4*se {
		t.Errorf("mean %v, closed form %v, standard error %v", s.Mean, s.Expected, se)
	}
	again, _ := risk.Assess(x, 240, risk.Spread{}, 7)
	if !reflect.DeepEqual(s.Outcome, again.Outcome) {
		t.Error("the same seed gives another result")
	}
}

func TestAssess_TornadoAndBreakEven(t *testing.T) {
	s, err := risk.Assess(lines(), 240, risk.Spread{LiftSD: 0.3}, 7)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Factors) != len(risk.Keys()) || s.Loss <= 0 || s.Loss >= 1 || s.Low >= s.Median || s.Median >= s.High {
		t.Fatalf("%+v", s)
	}
	plan := risk.Net(lines(), 240, nil)
	for i, f := range s.Factors {
		if f.Low >= 1 || f.High <= 1 || (f.NetLow-plan)*(f.NetHigh-plan) >= 0 {
			t.Errorf("%+v does not lie around the plan's %v", f, plan)
		}
		if i > 0 && math.Abs(f.NetHigh-f.NetLow) > math.Abs(s.Factors[i-1].NetHigh-s.Factors[i-1].NetLow) {
			t.Errorf("%s is not in its place", f.Key)
		}
		if (f.Key == risk.Lift || f.Key == risk.Natural) != f.Measured {
			t.Errorf("%s measured: %v", f.Key, f.Measured)
		}
	}
	for key, k := range map[string]float64{risk.Lift: float64(s.BreakEvenLift), risk.Value: float64(s.BreakEvenValue)} {
		if net := risk.Net(lines(), 240, map[string]float64{key: k}); math.Abs(net) > 1e-6 {
			t.Errorf("net at the break-even of %s: %v", key, net)
		}
	}
	if empty, err := risk.Assess(nil, 0, risk.Spread{}, 1); err != nil || empty.Draws != 0 {
		t.Errorf("%+v, %v", empty, err)
	}
}

func TestRegister_BuiltInEntriesAreWeighed(t *testing.T) {
	list, err := risk.ReadRegister(assets.Risks())
	if err != nil {
		t.Fatal(err)
	}
	got, err := risk.Weigh(list, 10000)
	if err != nil || len(got) < 5 {
		t.Fatalf("%d, %v", len(got), err)
	}
	for i, e := range got {
		if math.Abs(float64(e.Expected)-float64(e.Chance)*float64(e.Amount)) > 1e-9 || i > 0 && e.Expected > got[i-1].Expected { // the built-in ones begin with the worst
			t.Errorf("%+v", e)
		}
		for _, l := range []string{"zh-Hans", "en"} {
			if e.Label[l] == "" || e.Mitigation[l] == "" || e.Owner[l] == "" {
				t.Errorf("%s has no words in %s", e.Key, l)
			}
		}
	}
	for _, bad := range []risk.Entry{{Key: "a", Probability: "¥5", Impact: "3"}, {Key: "a", Probability: "10%", Impact: "10%"}, {Key: "a", Probability: "10%", Impact: "10% of direct"}, {Key: "a", Probability: "120%", Impact: "5"}} {
		if _, err := risk.Weigh([]risk.Entry{bad}, 1); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
