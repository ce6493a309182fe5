package rules_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"huiliu/engine/rules"
)

// random are transactions of up to 8 of 10 items; some items are listed twice.
func random(seed uint64, n int) [][]int32 {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([][]int32, n)
	for i := range out {
		for range r.IntN(9) {
			out[i] = append(out[i], int32(r.IntN(4)+r.IntN(7)))
		}
	}
	return out
}

// count is the number of transactions with all items, the plain way.
func count(transactions [][]int32, items []int32) (n int64) {
	for _, t := range transactions {
		if !slices.ContainsFunc(items, func(i int32) bool { return !slices.Contains(t, i) }) {
			n++
		}
	}
	return n
}

func TestMine_FindsWhatCountingFinds(t *testing.T) {
	for seed := range uint64(20) {
		transactions := random(seed, 60)
		for _, largest := range []int{0, 2} {
			var want []rules.Set
			for mask := 1; mask < 1<<10; mask++ {
				var items []int32
				for i := range int32(10) {
					if mask>>i&1 == 1 {
						items = append(items, i)
					}
				}
				if n := count(transactions, items); n >= 3 && (largest == 0 || len(items) <= largest) {
					want = append(want, rules.Set{Items: items, Count: n})
				}
			}
			slices.SortFunc(want, func(a, b rules.Set) int {
				if len(a.Items) != len(b.Items) {
					return len(a.Items) - len(b.Items)
				}
				return slices.Compare(a.Items, b.Items)
			})
			if got := rules.Mine(transactions, rules.Options{MinCount: 3, MaxItems: largest}); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: %v\nwant %v", seed, got, want)
			}
		}
	}
}

func TestMine_OrderDoesNotMatter(t *testing.T) {
	transactions := random(7, 400)
	marked := make([]bool, 400)
	for i, t := range transactions {
		marked[i] = len(t)%3 == 0
	}
	o := rules.Options{MinCount: 8}
	want := rules.Toward(transactions, marked, o)
	r := rand.New(rand.NewPCG(3, 3))
	r.Shuffle(len(transactions), func(i, j int) {
		transactions[i], transactions[j] = transactions[j], transactions[i]
		marked[i], marked[j] = marked[j], marked[i]
	})
	for _, t := range transactions {
		slices.Reverse(t)
	}
	if got := rules.Toward(transactions, marked, o); len(got) == 0 || !reflect.DeepEqual(got, want) {
		t.Error("rules depend on the order of transactions")
	}
}

func TestMine_NothingComesOfNothing(t *testing.T) {
	if got := rules.Mine(nil, rules.Options{}); len(got) != 0 {
		t.Error(got)
	}
	if got := rules.Mine([][]int32{{}, {}}, rules.Options{}); len(got) != 0 {
		t.Error(got)
	}
}

func TestMinCount_RoundsUpButNotTheErrorOfFloats(t *testing.T) {
	for _, c := range []struct {
		support float64
		n       int
		want    int64
	}{{0.01, 19960, 200}, {0.1, 30, 3}, {0.15, 7043, 1057}, {0.07, 100, 7}, {0, 10, 1}, {0.5, 3, 2}} {
		if got := rules.MinCount(c.support, c.n); got != c.want {
			t.Errorf("%v of %d: %d, want %d", c.support, c.n, got, c.want)
		}
	}
}

// A rule by hand: of 100, 20 have A, 30 have B, 12 both.
func TestRule_MeasuresByHand(t *testing.T) {
	r := rules.Rule{If: []int32{1}, Count: 12, CountIf: 20, Marked: 30, N: 100}
	for name, v := range map[string][2]float64{
		"support": {float64(r.Support()), 0.12}, "confidence": {float64(r.Confidence()), 0.6}, "lift": {float64(r.Lift()), 2},
		"leverage": {float64(r.Leverage()), 0.06}, "conviction": {float64(r.Conviction()), 1.75},
	} {
		if math.Abs(v[0]-v[1]) > 1e-12 {
			t.Errorf("%s %v, want %v", name, v[0], v[1])
		}
	}
	sure := rules.Rule{Count: 20, CountIf: 20, Marked: 30, N: 100}
	if sure.Conviction().Defined() {
		t.Error("a rule without exception has a conviction")
	}
}

func rule(n, k int64, items ...int32) rules.Rule {
	return rules.Rule{If: items, Count: k, CountIf: n, Marked: 300, N: 1000}
}

func TestPrune_DropsWhatAPartSaysAsWell(t *testing.T) {
	list := []rules.Rule{rule(100, 60, 1), rule(50, 30, 1, 2), rule(40, 28, 1, 3), rule(20, 13, 1, 2, 3), rule(200, 50, 2)}
	got := rules.Prune(list, 1)
	want := []rules.Rule{list[0], list[2], list[4]} // 1+2 equals 1 with 60 %; 1+2+3 with 65 % is below 1+3 with 70 %
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestPrune_DropsWhatMayBeChance(t *testing.T) {
	list := []rules.Rule{rule(100, 60, 1), rule(40, 26, 1, 2), rule(40, 36, 1, 3)} // 65 % and 90 % against 60 %
	got := rules.Prune(list, 0.05)
	if want := []rules.Rule{list[0], list[2]}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// Items drawn without regard to each other yield significant rules no more often than
// the test allows.
func TestRule_NoiseIsRarelySignificant(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 4))
	small, covered, all := 0, 0, 0
	for range 200 {
		transactions, marked := make([][]int32, 300), make([]bool, 300)
		for i := range transactions {
			marked[i] = r.Float64() < 0.3
			for item := range int32(7) {
				if r.Float64() < 0.3 {
					transactions[i] = append(transactions[i], item)
				}
			}
		}
		for _, rule := range rules.Toward(transactions, marked, rules.Options{MaxItems: 1}) {
			all++
			if rule.P() < 0.05 {
				small++
			}
			if low, high := rule.LiftInterval(); low <= 1 && high >= 1 {
				covered++
			}
		}
	}
	if all != 200*7 || float64(small) > 0.06*float64(all) {
		t.Errorf("%d of %d below 0.05", small, all)
	}
	if got := float64(covered) / float64(all); got < 0.93 || got > 0.97 {
		t.Errorf("%.3f of the intervals cover a lift of 1", got)
	}
}

func TestToward_CountsAmongAllTransactions(t *testing.T) {
	transactions := random(9, 130)
	marked := make([]bool, 130)
	var with [][]int32
	for i := range marked {
		if marked[i] = i%4 == 1; marked[i] {
			with = append(with, transactions[i])
		}
	}
	list := rules.Toward(transactions, marked, rules.Options{MinCount: 4, MaxItems: 3})
	if len(list) < 20 {
		t.Fatal(len(list))
	}
	for i, r := range list {
		if r.Count != count(with, r.If) || r.CountIf != count(transactions, r.If) || r.Marked != int64(len(with)) || r.N != 130 {
			t.Errorf("%+v", r)
		}
		if i > 0 && r.Lift() > list[i-1].Lift()+1e-12 {
			t.Errorf("rule %d has a higher lift than the one before", i)
		}
	}
}

// The ratio of 30 of 100 to 40 of 400 is 3, Katz's interval 1.972 to 4.564 (by hand:
// 3·exp(±1.96·√(1/30−1/100+1/40−1/400))); the lift is 1 ÷ (0.2 + 0.8 ÷ ratio).
func TestRule_LiftIntervalByHand(t *testing.T) {
	r := rules.Rule{Count: 30, CountIf: 100, Marked: 70, N: 500}
	low, high := r.LiftInterval()
	if math.Abs(float64(low)-1/(0.2+0.8/1.97192)) > 1e-5 || math.Abs(float64(high)-1/(0.2+0.8/4.56407)) > 1e-5 {
		t.Errorf("%v to %v", low, high)
	}
	empty := rules.Rule{Count: 0, CountIf: 100, Marked: 70, N: 500}
	if low, _ := empty.LiftInterval(); low.Defined() {
		t.Error("an empty cell has an interval")
	}
}
