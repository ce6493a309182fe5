package bridge_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/bridge"
)

var (
	before = bridge.Totals{From: 0, To: 365}
	after  = bridge.Totals{From: 365, To: 730}
)

// side invents one period of a customer.
func side(r *rand.Rand) bridge.Side {
	if r.IntN(3) == 0 {
		return bridge.Side{Refunds: -int64(r.IntN(2) * r.IntN(99999))}
	}
	s := bridge.Side{Days: 1 + r.Int64N(9), List: r.Int64N(9_999_999)}
	s.Volume, s.Sales = s.List, s.List
	if r.IntN(2) == 0 {
		s.Sales = s.List * r.Int64N(101) / 100
	}
	if r.IntN(2) == 0 {
		s.Volume = s.List * (50 + r.Int64N(100)) / 100
	}
	s.Refunds = -r.Int64N(s.Sales + 1)
	return s
}

func invent(seed uint64, n int) []bridge.Person {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]bridge.Person, n)
	for i := range out {
		out[i] = bridge.Person{ID: fmt.Sprint("c", i), First: engine.Day(r.IntN(730)), Before: side(r), After: side(r)}
	}
	return out
}

func amounts(r bridge.Result) map[string]engine.Money {
	out := map[string]engine.Money{}
	for _, p := range r.Parts {
		out[p.Key] = p.Amount
	}
	return out
}

func TestCompute_PartsAddUpToTheLastFen(t *testing.T) {
	for seed := range uint64(50) {
		got := bridge.Compute(invent(seed, 300), before, after)
		var sum engine.Money
		for _, p := range got.Parts {
			sum += p.Amount
		}
		if sum != got.Change || got.Change != got.After.Net-got.Before.Net || got.Change == 0 {
			t.Fatalf("seed %d: parts %d, change %d", seed, sum, got.Change)
		}
	}
}

func TestCompute_SwappedPeriodsFlipEverySign(t *testing.T) {
	people := invent(7, 2000)
	forth := amounts(bridge.Compute(people, before, after))
	for i := range people {
		people[i].Before, people[i].After = people[i].After, people[i].Before
	}
	back := amounts(bridge.Compute(people, before, after))
	for _, key := range []string{bridge.Frequency, bridge.Basket, bridge.Price, bridge.Discount, bridge.Refunds} {
		if forth[key] != -back[key] || forth[key] == 0 {
			t.Errorf("%s: %s there, %s back", key, forth[key], back[key])
		}
	}
	if forth[bridge.New]+forth[bridge.Returned] != -back[bridge.Lapsed] {
		t.Errorf("came %s, left %s", forth[bridge.New]+forth[bridge.Returned], back[bridge.Lapsed])
	}
}

func TestCompute_RowOrderDoesNotMatter(t *testing.T) {
	people := invent(3, 3000)
	want := fmt.Sprint(bridge.Compute(people, before, after))
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(people), func(i, k int) { people[i], people[k] = people[k], people[i] })
	if got := fmt.Sprint(bridge.Compute(people, before, after)); got != want {
		t.Errorf("%s\n%s", got, want)
	}
}

// By hand: 2 days × 10.00 → 3 days × 20.00. Shapley: frequency (3−2)·(10+20)/2 = 15,
// basket (20−10)·(2+3)/2 = 25; prices and discounts unchanged.
func TestCompute_TwoFactorsByHand(t *testing.T) {
	yuan := func(x float64) int64 { return int64(engine.MoneyOf(x)) }
	one := func(a, b bridge.Side) map[string]engine.Money {
		return amounts(bridge.Compute([]bridge.Person{{ID: "a", Before: a, After: b}}, before, after))
	}
	got := one(bridge.Side{Days: 2, Volume: yuan(20), List: yuan(20), Sales: yuan(20)},
		bridge.Side{Days: 3, Volume: yuan(60), List: yuan(60), Sales: yuan(60)})
	if got[bridge.Frequency] != engine.MoneyOf(15) || got[bridge.Basket] != engine.MoneyOf(25) || got[bridge.Price] != 0 {
		t.Errorf("%v", got)
	}
	// The same goods on one day: list prices 100 → 120 at reference 110, paid in full → 10 % off.
	got = one(bridge.Side{Days: 1, Volume: yuan(110), List: yuan(100), Sales: yuan(100)},
		bridge.Side{Days: 1, Volume: yuan(110), List: yuan(120), Sales: yuan(108)})
	if got[bridge.Price] != engine.MoneyOf(19) || got[bridge.Discount] != engine.MoneyOf(-11) || got[bridge.Basket] != 0 {
		t.Errorf("%v", got)
	}
}

func TestCompute_FreeGoodsAreNoDivisionByZero(t *testing.T) {
	free := bridge.Side{Days: 1}
	paid := bridge.Side{Days: 2, Volume: 100, List: 100, Sales: 100}
	got := bridge.Compute([]bridge.Person{{ID: "a", Before: free, After: paid}, {ID: "b", Before: paid, After: free}, {ID: "c", Before: free, After: free}}, before, after)
	for _, p := range got.Parts {
		if p.Amount != 0 {
			t.Errorf("%s: %s", p.Key, p.Amount)
		}
	}
	if got.Kept != 3 {
		t.Errorf("%d kept", got.Kept)
	}
}

func TestCompute_MoversAreTheLargest(t *testing.T) {
	people := invent(11, 5000)
	got := bridge.Compute(people, before, after)
	var all []engine.Money
	for _, p := range people {
		if p.Before.Days == 0 && p.After.Days > 0 && p.First > before.To && p.After.Sales != 0 {
			all = append(all, engine.Money(p.After.Sales))
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	for i, m := range got.Movers[:10] {
		if m.Part != bridge.New || m.Amount != all[i] {
			t.Errorf("%d: %+v, want %s", i, m, all[i])
		}
	}
	if got.Parts[0].Customers != int64(len(all)) {
		t.Errorf("%d new customers, want %d", got.Parts[0].Customers, len(all))
	}
}

func TestPeriods_CompareTheSameSeasonWhenTheyCan(t *testing.T) {
	for _, c := range []struct {
		span       int
		days, lag  int
		basis      string
		comparable bool
	}{
		{1200, 365, 365, bridge.YearApart, true}, {730, 365, 365, bridge.YearApart, true}, {546, 181, 365, bridge.YearApart, true},
		{400, 200, 200, bridge.Adjacent, true}, {60, 30, 30, bridge.Adjacent, true}, {40, 20, 20, bridge.Adjacent, false},
	} {
		b, a, basis, ok := bridge.Periods(0, engine.Day(c.span-1))
		if int(a.To-a.From) != c.days || a.To-b.To != engine.Day(c.lag) || b.To-b.From != a.To-a.From || basis != c.basis || ok != c.comparable {
			t.Errorf("%d days: %+v %+v %s %v", c.span, b, a, basis, ok)
		}
		if b.From < -1 {
			t.Errorf("%d days: the earlier period starts before the data", c.span)
		}
	}
}

func TestCompute_NothingIsUndefined(t *testing.T) {
	got := bridge.Compute(nil, before, after)
	if got.ChangeShare.Defined() || got.Change != 0 || math.IsNaN(got.Before.Net.Float()) {
		t.Errorf("%+v", got)
	}
}
