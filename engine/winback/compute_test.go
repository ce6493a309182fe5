package winback

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/budget"
	"huiliu/engine/store/storetest"
)

func reference(t testing.TB, id string, into any) {
	t.Helper()
	raw, err := os.ReadFile(storetest.Shared(t, "reference/09_winback.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Items []struct {
			ID     string
			Values json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	for _, item := range file.Items {
		if item.ID == id {
			if err := json.Unmarshal(item.Values, into); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no reference %s", id)
}

func near(t testing.TB, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}

// one makes the segment of given p0, p1, V, d, f: margin 100 %, no discounting.
func one(p0, p1, v, d, f float64) Segment {
	lift := 0.0
	if p0 > 0 {
		lift = p1/p0 - 1
	}
	a := Assumptions{MarginRate: 1, HorizonDays: 90, Offers: []Offer{{Key: "x", ContactCost: Yuan(f), OfferCost: Yuan(d), Lift: Percent(lift)}}}
	s, _, _ := Compute([]SegmentBase{{Silence: "091-120", PurchaseDays: "1", Customers: 100, P0: p0, Revenue: v}}, a)
	return s[0]
}

// reference/09_winback.json incremental_money; its first row is METHODS B1: "ROI" +324 %, truly −19 %, break-even 12.6 %.
func TestCompute_MeetsIncrementalMoneyReference(t *testing.T) {
	var rows []struct {
		P0, P1, V, D, F float64
		Naive           float64  `json:"naive_profit"`
		NaiveROI        float64  `json:"naive_roi"`
		Profit          float64  `json:"true_profit"`
		ROI             float64  `json:"true_roi"`
		BreakEven       float64  `json:"break_even_p1"`
		CostPerInc      *float64 `json:"cost_per_incremental"`
	}
	reference(t, "incremental_money", &rows)
	checked := 0
	for _, r := range rows {
		if r.P0 == 0 {
			continue // a relative lift of nothing is nothing; no cell has a natural return of exactly 0 and an effect
		}
		checked++
		s := one(r.P0, r.P1, r.V, r.D, r.F)
		near(t, "profit", s.Profit, r.Profit)
		near(t, "roi", float64(s.ROI), r.ROI)
		near(t, "break-even", float64(s.BreakEven), r.BreakEven)
		near(t, "naive roi", float64(s.NaiveROI), r.NaiveROI)
		near(t, "naive − true = p0·V", float64(s.NaiveROI)*s.Cost-s.Profit, r.P0*r.V)
		if r.CostPerInc == nil {
			if s.CostPerInc.Defined() {
				t.Errorf("cost per incremental return without any: %v", s.CostPerInc)
			}
		} else {
			near(t, "cost per incremental", float64(s.CostPerInc), *r.CostPerInc)
		}
	}
	if checked < 3 {
		t.Errorf("%d rows", checked)
	}
}

func TestCompute_Identities(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		p0, v, d, f := 0.01+r.Float64()*0.4, 10+r.Float64()*500, r.Float64()*30, 0.01+r.Float64()*5
		same := one(p0, p0, v, d, f)
		near(t, "p1 = p0 costs its cost", same.Net, -100*same.Cost)
		s := one(p0, math.Min(1, p0*(1+r.Float64()*3)), v, d, f)
		near(t, "naive − true", float64(s.NaiveROI)*s.Cost-s.Profit, p0*v)
		if s.BreakEven.Defined() && s.BreakEven > engine.Number(p0) && s.BreakEven < 1 {
			at := one(p0, float64(s.BreakEven), v, d, f)
			near(t, "profit at break-even", at.Profit, 0)
			if above := one(p0, float64(s.BreakEven)*1.01, v, d, f); above.BreakEven < 0.98 && above.Profit <= 0 {
				t.Errorf("above break-even: %v", above.Profit)
			}
		}
	}
}

func TestCompute_ValueIsMarginDiscountedToTheMiddleOfTheHorizon(t *testing.T) {
	a := Assumptions{MarginRate: 0.4, DiscountRate: 0.1, HorizonDays: 365, Offers: []Offer{{Key: "x", Lift: 5}}}
	s, _, _ := Compute([]SegmentBase{{Silence: "a", PurchaseDays: "1", Customers: 3, P0: 0.3, Revenue: 200}}, a)
	near(t, "value", s[0].Value, 80/math.Sqrt(1.1))
	near(t, "p1 is at most 1", s[0].P1, 1)
}

// knap makes steps of single customers in the order of Compute.
func knap(gain, cost []float64, a Assumptions) []BudgetStep {
	var steps []BudgetStep
	for i := range gain {
		s := Segment{Profit: gain[i], Cost: cost[i]}
		steps = append(steps, BudgetStep{
			Silence: string(rune('a' + i)), Customers: 1, Available: 1,
			Profit: gain[i], Cost: cost[i], Score: score(s, a), Profitable: gain[i] > 0,
		})
	}
	slices.SortFunc(steps, func(x, y BudgetStep) int {
		if x.Score != y.Score {
			if x.Score > y.Score {
				return -1
			}
			return 1
		}
		return compareStates(state{x.Silence, ""}, state{y.Silence, ""})
	})
	fill(steps, a)
	return steps
}

// upper is the bound of the budget of single customers.
func upper(gain, cost []float64, a Assumptions) float64 {
	var groups []budget.Group
	for i := range gain {
		groups = append(groups, budget.Group{Customers: 1, Options: []budget.Option{{Gain: gain[i], Cost: cost[i]}}})
	}
	return budget.Solve(groups, budget.Limits{Money: float64(a.Budget), Contacts: int64(a.ContactCap)}).Bound
}

// bestSubset tries every subset.
func bestSubset(gain, cost []float64, money float64, places int) float64 {
	top := 0.0
	for set := range 1 << len(gain) {
		g, c, n := 0.0, 0.0, 0
		for i := range gain {
			if set>>i&1 == 1 {
				g, c, n = g+gain[i], c+cost[i], n+1
			}
		}
		if c <= money+1e-9 && n <= places && g > top {
			top = g
		}
	}
	return top
}

// reference/09_winback.json budget_knapsack: greedy by gain per cost reaches the
// optimum 258.66 there; the fractional bound is 264.51875.
func TestBudget_MeetsKnapsackReference(t *testing.T) {
	var ref struct {
		Gain, Cost              []float64
		Budget, Optimum, Greedy float64
		Upper                   float64 `json:"upper_bound"`
		Chosen                  []int   `json:"greedy_chosen_1based"`
	}
	reference(t, "budget_knapsack", &ref)
	a := Assumptions{Budget: Yuan(ref.Budget), ContactCap: 1 << 40} // so many that only the budget limits
	steps := knap(ref.Gain, ref.Cost, a)
	near(t, "greedy", steps[len(steps)-1].Net, ref.Greedy)
	near(t, "optimum", bestSubset(ref.Gain, ref.Cost, ref.Budget, 99), ref.Optimum)
	var chosen []int
	for _, s := range steps {
		if s.Contacts > 0 {
			chosen = append(chosen, int(s.Silence[0]-'a')+1)
		}
	}
	slices.Sort(chosen)
	if !slices.Equal(chosen, ref.Chosen) {
		t.Errorf("chosen %v, want %v", chosen, ref.Chosen)
	}
}

// Over random small cases with both limits: never over budget or cap, never above
// the optimum, the optimum never above the bound; with only one limit the greedy
// choice misses less than one contact's profit; on average it is close to the optimum.
func TestBudget_AgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var got, optimum float64
	for round := range 300 {
		n := 3 + r.IntN(8)
		gain, cost, sum := make([]float64, n), make([]float64, n), 0.0
		for i := range gain {
			gain[i], cost[i] = math.Round(r.NormFloat64()*20+10), float64(1+r.IntN(9))
			sum += cost[i]
		}
		a := Assumptions{Budget: Yuan(math.Round(sum * r.Float64())), ContactCap: Count(1 + r.IntN(n))}
		switch round % 3 {
		case 0:
			a.ContactCap = 1 << 40
		case 1:
			a.Budget = 1e9
		}
		steps := knap(gain, cost, a)
		last := steps[len(steps)-1]
		contacts, most := int64(0), 0.0
		for _, s := range steps {
			contacts += s.Contacts
			most = math.Max(most, s.Profit)
			if s.Contacts > 0 && s.Profit <= 0 {
				t.Errorf("contact at a loss: %+v", s)
			}
		}
		best, up := bestSubset(gain, cost, float64(a.Budget), int(min(a.ContactCap, 99))), upper(gain, cost, a)
		if last.Spend > float64(a.Budget)+1e-6 || contacts > int64(a.ContactCap) {
			t.Errorf("spent %v of %v for %d of %d contacts", last.Spend, a.Budget, contacts, a.ContactCap)
		}
		if last.Net > best+1e-9 || best > up+1e-9 {
			t.Errorf("greedy %v, optimum %v, bound %v", last.Net, best, up)
		}
		if round%3 < 2 && up-last.Net > most+1e-9 {
			t.Errorf("one limit: greedy %v misses %v by more than %v", last.Net, up, most)
		}
		got, optimum = got+last.Net, optimum+best
	}
	if got < 0.95*optimum {
		t.Errorf("greedy reaches %.3f of the optimum on average", got/optimum)
	}
	t.Logf("greedy reaches %.4f of the optimum", got/optimum)
}

// With few contacts the cheap reminder to people who hardly return must not come
// before a coupon that earns a hundred times as much per contact.
func TestBudget_ScarceContactsGoWhereAContactEarnsMost(t *testing.T) {
	base := []SegmentBase{
		{Silence: "091-120", PurchaseDays: "5+", Customers: 100, P0: 0.5, Revenue: 400},
		{Silence: "366+", PurchaseDays: "1", Customers: 1000, P0: 0.02, Revenue: 300},
	}
	a := Assumptions{MarginRate: 0.4, Budget: 2000, ContactCap: 100, HorizonDays: 90, Offers: []Offer{
		{Key: OfferReminder, ContactCost: 0.05, Lift: 0.1}, {Key: OfferCoupon, ContactCost: 0.5, OfferCost: 14, Lift: 0.4},
	}}
	_, steps, p := Compute(base, a)
	if steps[0].Silence != "091-120" || steps[0].Contacts != 100 || p.Contacts != 100 {
		t.Errorf("%+v", steps)
	}
	a.ContactCap = 1 << 40
	if _, steps, _ = Compute(base, a); steps[0].LastYuan < steps[1].LastYuan {
		t.Errorf("with contacts to spare the order is not by profit per yuan: %+v", steps)
	}
}

func TestCompute_PlanAddsUp(t *testing.T) {
	base := []SegmentBase{
		{Silence: "091-120", PurchaseDays: "1", Customers: 105, P0: 0.2, Revenue: 300},
		{Silence: "121-180", PurchaseDays: "2", Customers: 50, P0: 0.1, Revenue: 200},
		{Silence: "366+", PurchaseDays: "1", Customers: 70, P0: 0, Revenue: 100},
	}
	a := Assumptions{MarginRate: 0.4, FixedCost: 100, Budget: 1000, ContactCap: 500, ControlShare: 0.1, HorizonDays: 90,
		Offers: []Offer{{Key: "a", ContactCost: 0.1, Lift: 0.2}, {Key: "b", ContactCost: 1, OfferCost: 5, Lift: 0.9}}}
	segments, steps, p := Compute(base, a)
	if len(segments) != 6 || len(steps) != 6 {
		t.Fatalf("%d segments, %d steps", len(segments), len(steps))
	}
	if s := steps[2]; s.Profitable || s.Contacts != 0 || s.Silence != "366+" {
		t.Errorf("nobody returns there: %+v", s)
	}
	if s := steps[0]; s.Available != 94 || s.Contacts != 94 || s.Control != 10 { // 105 − ROUND(10.5); ROUND(94 ÷ 9)
		t.Errorf("%+v", s)
	}
	last := steps[5]
	near(t, "spend", p.Spend, last.Spend+100)
	near(t, "net", p.Net, last.Net-100)
	near(t, "roi", float64(p.ROI), p.Net/p.Spend)
	near(t, "p1", p.PlannedP1*float64(p.Contacts), p.Natural+p.Incremental)
	if p.Spend > 1000 || p.TestSize != p.Contacts || p.Net > p.Bound {
		t.Errorf("%+v", p)
	}
	a.Budget = 50 // less than the fixed cost
	if _, _, p = Compute(base, a); p.Contacts != 0 || p.Spend != 0 || p.Net != 0 || p.ROI.Defined() {
		t.Errorf("%+v", p)
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}

// With offers to choose from the plan comes close to the best there is, whether money or
// contacts are scarce, and never above it; every offer's contacts add up.
func TestCompute_PlanIsCloseToTheBestThereIs(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var got, optimum float64
	worst := 1.0
	for range 60 {
		var base []SegmentBase
		for _, s := range silenceBands() {
			for _, d := range purchaseBands() {
				base = append(base, SegmentBase{Silence: s.label, PurchaseDays: d.label, Customers: r.Int64N(400), P0: 0.5 * r.Float64() * r.Float64(), Revenue: 50 + 300*r.Float64()})
			}
		}
		a := Assumptions{MarginRate: 0.37, DiscountRate: 0.08, FixedCost: 270, Budget: Yuan(300 + 20000*r.Float64()*r.Float64()), ContactCap: Count(50 + r.IntN(3000)), ControlShare: 0.2, HorizonDays: 90,
			Offers: []Offer{{Key: OfferReminder, ContactCost: 0.05, Lift: Percent(0.3 * r.Float64())}, {Key: OfferCoupon, ContactCost: 0.05, OfferCost: Yuan(20 * r.Float64()), Lift: Percent(0.8 * r.Float64())}, {Key: OfferCallGift, ContactCost: 4, OfferCost: Yuan(25 * r.Float64()), Lift: Percent(1.2 * r.Float64())}}}
		segments, _, p := Compute(base, a)
		var planned int64
		for _, s := range segments {
			if s.Planned < 0 || s.Planned > s.Customers {
				t.Fatalf("%+v", s)
			}
			planned += s.Planned
		}
		if planned != p.Contacts || p.Spend > float64(a.Budget)+1e-6 || p.Contacts > int64(a.ContactCap) {
			t.Fatalf("%d planned, %+v", planned, p)
		}
		if p.Net > p.Best.Bound-270+1e-6 && p.Contacts > 0 {
			t.Fatalf("net %v, bound %v", p.Net, p.Best.Bound-270)
		}
		if p.Best.Net > 100 {
			got, optimum = got+p.Net, optimum+p.Best.Net
			worst = math.Min(worst, p.Net/p.Best.Net)
		}
	}
	t.Logf("%.4f of the best, %.3f at worst", got/optimum, worst)
	if got < 0.97*optimum || worst < 0.7 {
		t.Errorf("the plan nets %.4f of the best, %.3f at worst", got/optimum, worst)
	}
}
