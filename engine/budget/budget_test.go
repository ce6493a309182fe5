package budget_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"huiliu/engine/budget"
)

// brute tries everything: each customer by itself, any option or none.
func brute(groups []budget.Group, l budget.Limits) float64 {
	var customers [][]budget.Option
	for _, g := range groups {
		for range g.Customers {
			customers = append(customers, g.Options)
		}
	}
	best := 0.0
	var try func(i int, money float64, places int64, gain float64)
	try = func(i int, money float64, places int64, gain float64) {
		best = math.Max(best, gain)
		if i == len(customers) || places == 0 {
			return
		}
		try(i+1, money, places, gain)
		for _, o := range customers[i] {
			if o.Cost <= money+1e-9 {
				try(i+1, money-o.Cost, places-1, gain+o.Gain)
			}
		}
	}
	try(0, l.Money, l.Contacts, 0)
	return best
}

func check(t *testing.T, groups []budget.Group, l budget.Limits, got budget.Best) {
	t.Helper()
	if got.Spend > l.Money+1e-6 || got.Contacts > l.Contacts {
		t.Fatalf("%+v %+v: beyond the limits: %+v", groups, l, got)
	}
	per := map[int]int64{}
	for _, c := range got.Choices {
		if per[c.Group] += c.Customers; per[c.Group] > groups[c.Group].Customers {
			t.Fatalf("%+v: a customer twice: %+v", groups, got)
		}
	}
}

// Every instance: one to eighteen customers, alone or alike, one to three offers, money
// and places that bind or do not.
func TestSolve_EqualsBruteForceUpTo18Customers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 600 {
		var groups []budget.Group
		total := int64(1 + r.IntN(18))
		offers := 1
		if total <= 9 {
			offers += r.IntN(3)
		}
		for left := total; left > 0; {
			g := budget.Group{Customers: 1 + r.Int64N(min(left, 1+r.Int64N(6)))}
			left -= g.Customers
			for range offers {
				o := budget.Option{Gain: math.Round(2000*r.Float64()-400) / 100, Cost: float64(r.IntN(12))}
				if n%2 == 0 {
					o.Gain, o.Cost = 20*r.Float64()-4, 12*r.Float64()
				}
				g.Options = append(g.Options, o)
			}
			groups = append(groups, g)
		}
		l := budget.Limits{Money: 60 * r.Float64(), Contacts: r.Int64N(total + 2)}
		got, want := budget.Solve(groups, l), brute(groups, l)
		check(t, groups, l, got)
		if !got.Exact || math.Abs(got.Gain-want) > 1e-6 {
			t.Fatalf("%d: %+v %+v: %+v, brute force %v", n, groups, l, got, want)
		}
	}
}

// budget_knapsack of 09_winback.json.
func TestSolve_Reference(t *testing.T) {
	gain := []float64{13.02, -4.97, 28.19, -4.09, -0.8, 57.07, 0.62, 13.85, 52.25, 3.01, 6.38, 23.65, 53.97, 50.32}
	cost := []float64{5, 3, 2, 5, 2, 5, 5, 2, 3, 2, 5, 8, 5, 5}
	var groups []budget.Group
	for i := range gain {
		groups = append(groups, budget.Group{Customers: 1, Options: []budget.Option{{Gain: gain[i], Cost: cost[i]}}})
	}
	got := budget.Solve(groups, budget.Limits{Money: 25, Contacts: 14})
	if math.Abs(got.Gain-258.66) > 1e-9 || !got.Exact || got.Spend > 25 {
		t.Errorf("%+v", got)
	}
	for _, c := range got.Choices {
		if want := map[int]bool{2: true, 5: true, 7: true, 8: true, 9: true, 12: true, 13: true}; !want[c.Group] {
			t.Errorf("customer %d is not in the reference list", c.Group+1)
		}
	}
}

// METHODS B8, mpc_empc "small" of 06a_statistics.json: scores .1 .2 .3 .4 .5 .7 .8 .9 with
// labels 0 1 0 1 0 1 0 1, CLV 200, d 10, f 1, γ 0.3 → MPC 23.875 at a share of 0.875. The
// chance of churn is that of the hull of the ROC curve: 1, ½ ½ ½ ½ ½ ½, 0.
func TestSolve_IdenticalValuesAndCostsGiveTheShareOfMPC(t *testing.T) {
	const clv, d, f, gamma = 200.0, 10.0, 1.0, 0.3
	win, lose := clv*(gamma*(1-d/clv)-f/clv), clv*(d/clv+f/clv)
	var groups []budget.Group
	for _, p := range []float64{1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0} {
		groups = append(groups, budget.Group{Customers: 1, Options: []budget.Option{{Gain: p*win - (1-p)*lose, Cost: f}}})
	}
	got := budget.Solve(groups, budget.Limits{Money: 100, Contacts: 8})
	if share := float64(got.Contacts) / 8; share != 0.875 || math.Abs(got.Gain/8-23.875) > 1e-9 || !got.Exact {
		t.Errorf("share %v, %v each", share, got.Gain/8)
	}
	for n := range int64(9) { // with less money, the best of them and nobody beyond MPC's share
		got := budget.Solve(groups, budget.Limits{Money: float64(n) * f, Contacts: 8})
		if got.Contacts != min(n, 7) || !got.Exact {
			t.Errorf("money for %d: %+v", n, got)
		}
	}
}

// The shadow price is what more money gains.
func TestSolve_TheShadowPriceIsWhatTheLastYuanEarns(t *testing.T) {
	groups := []budget.Group{{Customers: 1000, Options: []budget.Option{{Gain: 3, Cost: 1}, {Gain: 5, Cost: 3}}}, {Customers: 500, Options: []budget.Option{{Gain: 2, Cost: 2}}}}
	at := func(money float64, places int64) budget.Best {
		return budget.Solve(groups, budget.Limits{Money: money, Contacts: places})
	}
	for _, money := range []float64{500, 1500, 4500} {
		a, b := at(money, 2000), at(money+100, 2000)
		if math.Abs(a.Yuan-(b.Gain-a.Gain)/100) > 1e-6 {
			t.Errorf("¥%v: %v, ¥100 more gain %v", money, a.Yuan, b.Gain-a.Gain)
		}
	}
	if a := at(1e6, 2000); a.Yuan != 0 || a.Place != 0 {
		t.Errorf("with plenty: %+v", a)
	}
	if a, b := at(1e6, 700), at(1e6, 701); math.Abs(a.Place-(b.Gain-a.Gain)) > 1e-6 || a.Yuan > 1e-9 {
		t.Errorf("places: %v %v", a, b)
	}
}

// A shop's size is solved at once, and the bound is close where it is not exact.
func TestSolve_IsCloseForAShop(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		var groups []budget.Group
		for range 28 {
			g := budget.Group{Customers: r.Int64N(600)}
			base := 30 * r.Float64()
			for k := range 3 {
				g.Options = append(g.Options, budget.Option{Gain: base*(0.3+0.5*float64(k)) - float64(k*k)*5*r.Float64(), Cost: 0.05 + float64(k*k)*3*r.Float64()})
			}
			groups = append(groups, g)
		}
		l := budget.Limits{Money: 3000 * r.Float64(), Contacts: r.Int64N(2000)}
		got := budget.Solve(groups, l)
		check(t, groups, l, got)
		if got.Bound-got.Gain > 0.005*got.Bound+20 {
			t.Errorf("gain %v, bound %v", got.Gain, got.Bound)
		}
	}
}
