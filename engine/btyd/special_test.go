package btyd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two derivations that share nothing must agree: Euler's transformation of ₂F₁, and
// the sum over the number of purchases.
func TestPurchases_AgreeByTwoRoutes(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		shape, a, b := 0.05+30*rng.Float64(), 0.05+5*rng.Float64(), 0.05+40*rng.Float64()
		switch rng.IntN(5) {
		case 0:
			a = 1
		case 1:
			a = 1 + 1e-9
		}
		z := rng.Float64() * 0.98
		one, two := purchases(shape, a, b, z), purchasesByCount(shape, a, b, z)
		if math.Abs(one-two) > 1e-8*two+1e-12 {
			t.Fatalf("shape %v a %v b %v z %v: %.14g and %.14g", shape, a, b, z, one, two)
		}
	}
}

func TestRising_AgreesWithLogGamma(t *testing.T) {
	x := []int64{0, 1, 2, 7, 100, 5000, 20000}
	for _, a := range []float64{0.01, 0.7, 3, 250} {
		v, d := rising(a, x, 0)
		for i, n := range x {
			if want := lgamma(a+float64(n)) - lgamma(a); math.Abs(v[i]-want) > 1e-10*(1+math.Abs(want)) {
				t.Errorf("(%v)_%d = %v, want %v", a, n, v[i], want)
			}
			up, _ := rising(a*(1+1e-6), x[:i+1], 0)
			down, _ := rising(a*(1-1e-6), x[:i+1], 0)
			if slope := (up[i] - down[i]) / (2e-6 * a); math.Abs(d[i]-slope) > 1e-5*(1+math.Abs(slope)) {
				t.Errorf("slope of (%v)_%d = %v, want %v", a, n, d[i], slope)
			}
		}
	}
}

// Every analytic gradient against differences of the likelihood.
func TestGradients_EqualDifferences(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var c []Customer
	for range 60 {
		age := 1 + 50*rng.Float64()
		one := Customer{Age: age}
		if rng.IntN(3) > 0 {
			one.Repeats, one.Last = int64(1+rng.IntN(30)), age*rng.Float64()
		}
		c = append(c, one, Customer{Repeats: 3, Last: age, Age: age})
	}
	s, err := group(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, model := range []Model{BGNBD, MBGNBD, ParetoNBD} {
		fam, _ := familyOf(model)
		for range 20 {
			p := make([]float64, parameters)
			for i := range p {
				p[i] = math.Exp(4*rng.Float64() - 2)
			}
			at := func(p []float64) []float64 {
				sum := make([]float64, parameters+1)
				s.total(t.Context(), fam.evaluate(s, p), sum)
				return sum
			}
			g := at(p)
			for i := range p {
				const h = 1e-5
				up, down := append([]float64(nil), p...), append([]float64(nil), p...)
				up[i] *= math.Exp(h)
				down[i] *= math.Exp(-h)
				if d := (at(up)[0] - at(down)[0]) / (2 * h); math.Abs(d-g[i+1]) > 1e-5*(1+math.Abs(d)) {
					t.Errorf("%s %v: slope %d = %v, difference %v", model, p, i, g[i+1], d)
				}
			}
		}
	}
}

// The rule picked for each history against 40 pieces of the finest one.
func TestUnobserved_IsGoodToTenDigits(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	g := newRules()
	for range 3000 {
		s := silence{alpha: math.Exp(6*rng.Float64() - 3), beta: math.Exp(6*rng.Float64() - 3),
			p: 0.05 + 2*rng.Float64(), q: 1.05 + 2*rng.Float64()}
		s.age = math.Exp(6*rng.Float64() - 2)
		if rng.IntN(3) > 0 {
			s.last = s.age * rng.Float64()
			s.p += float64(1 + rng.IntN(60))
		}
		got := g.all(s)
		begin := s.p*math.Log(s.alpha+s.last) + s.q*math.Log(s.beta+s.last)
		want, share, ratio := 0.0, 0.0, math.Log((s.age+s.alpha)/(s.last+s.alpha))/40
		for piece := range 40 {
			for k, x := range g[3].x {
				v := (s.last + s.alpha) * math.Exp((float64(piece)+x)*ratio)
				y := v - s.alpha
				f := g[3].w[k] * ratio * v * math.Exp(begin-s.p*math.Log(v)-s.q*math.Log(s.beta+y))
				want += f
				share += f * y / (s.beta + y)
			}
		}
		if math.Abs(got.whole/want-1) > 2e-10 || math.Abs(got.shareB/share-1) > 2e-9 || math.Abs(got.whole-g.whole(s)) > 1e-15*want {
			t.Fatalf("%+v: value off by %v, slope by %v", s, got.whole/want-1, got.shareB/share-1)
		}
	}
}

// Histories in whole days share one running integral; it must be that of each alone.
func TestPareto_OnAGridOfDaysEqualsQuadratureOfEachHistory(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	var c []Customer
	for range 20000 {
		v := Customer{Repeats: int64(rng.ExpFloat64() * 3), Age: float64(rng.IntN(200))}
		if v.Repeats = min(v.Repeats, int64(v.Age)); v.Repeats > 0 {
			v.Last = float64(v.Repeats) + float64(rng.IntN(int(v.Age)-int(v.Repeats)+1))
		}
		c = append(c, v)
	}
	s, err := group(t.Context(), c)
	if err != nil || !s.dense {
		t.Fatal(err, s.dense)
	}
	alone := *s
	alone.dense = false
	for k := range 30 {
		p := make([]float64, parameters)
		for i := range p {
			p[i] = math.Exp(6*rng.Float64() - 3)
		}
		if k%3 == 0 { // near the limit of equal risks
			p[2] = math.Exp(11)
			p[3] = p[2] * math.Exp(2*rng.Float64())
		}
		grid, each := make([]float64, parameters+1), make([]float64, parameters+1)
		s.total(t.Context(), pareto{}.evaluate(s, p), grid)
		alone.total(t.Context(), pareto{}.evaluate(&alone, p), each)
		for i, v := range each {
			if math.Abs(grid[i]-v) > 1e-9*math.Abs(each[0]) {
				t.Errorf("%v: %d is %v on the grid, %v alone", p, i, grid[i], v)
			}
		}
	}
}

// Go's own Log1p is the judge.
func TestLog1p_IsExactToTheLastDigits(t *testing.T) {
	for z := 1e-20; z < 1e15; z *= 1.37 {
		if got, want := log1p(z), math.Log1p(z); math.Abs(got-want) > 1e-15*want {
			t.Errorf("log1p(%g) = %.17g, want %.17g", z, got, want)
		}
	}
	if log1p(0) != 0 {
		t.Error("log1p(0) is not 0")
	}
}
