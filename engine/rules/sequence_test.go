package rules_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"huiliu/engine/rules"
)

// toy is a log of three customers: 0 buys, 1 is late, 2 refunds.
var toy = []rules.Sequence{
	{{Day: 1, Code: 0}, {Day: 5, Code: 0}, {Day: 9, Code: 1}},
	{{Day: 2, Code: 0}, {Day: 2, Code: 1}, {Day: 4, Code: 2}, {Day: 8, Code: 0}},
	{{Day: 3, Code: 2}},
}

// By hand: 0→0 once and 0→1 twice, 1→2 once, 2→0 once.
func TestTransitions_EqualAToyLogByHand(t *testing.T) {
	want := [][]int64{{1, 2, 0}, {0, 0, 1}, {1, 0, 0}}
	if got := rules.Transitions(toy, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

// By hand: the last events are 1, 0, 2; before them 0 and 2; before them 0 and 1.
func TestSteps_EqualAToyLogByHand(t *testing.T) {
	want := [][]int64{{1, 1, 1}, {1, 0, 1}, {1, 1, 0}}
	if got := rules.Steps(toy, 3, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

func TestLast_CountsDaysNotEvents(t *testing.T) {
	s := toy[1]
	for k, want := range []rules.Sequence{s[4:], s[3:], s[2:], s, s} {
		if got := s.Last(k); !reflect.DeepEqual(append(rules.Sequence{}, got...), append(rules.Sequence{}, want...)) {
			t.Errorf("last %d: %v", k, got)
		}
	}
}

func TestContrast_ComparesEventsAndOrderedPairs(t *testing.T) {
	got := rules.Contrast(toy[:1], toy[1:2], 1)
	found := map[[2]int32][2]int64{}
	for _, p := range got {
		key := [2]int32{p.Codes[0], -1}
		if len(p.Codes) == 2 {
			key[1] = p.Codes[1]
		}
		found[key] = [2]int64{p.Left.Events, p.Stayed.Events}
	}
	// 0 and 1 of the second stand on one day: no order between them.
	want := map[[2]int32][2]int64{{0, -1}: {1, 1}, {1, -1}: {1, 1}, {2, -1}: {0, 1}, {0, 0}: {1, 1}, {0, 1}: {1, 0}, {0, 2}: {0, 1}, {1, 2}: {0, 1}, {1, 0}: {0, 1}, {2, 0}: {0, 1}}
	if !reflect.DeepEqual(found, want) {
		t.Errorf("%v", found)
	}
	if got[0].Diff.Diff != 1 || len(rules.Contrast(toy[:1], toy[1:2], 2)) != 3 {
		t.Errorf("%+v", got[0])
	}
}

// Groups dealt by lot differ at 5 % no more often than 5 %, and after the correction
// rarely at all.
func TestContrast_GroupsDealtByLotRarelyDiffer(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 2))
	pool := make([]rules.Sequence, 400)
	for i := range pool {
		day := int32(0)
		for range 1 + r.IntN(6) {
			day += int32(1 + r.IntN(30))
			pool[i] = append(pool[i], rules.Event{Day: day, Code: int32(r.IntN(2) * r.IntN(4))})
		}
	}
	single, corrected, all := 0, 0, 0
	for range 200 {
		r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		some := false
		for _, p := range rules.Contrast(pool[:200], pool[200:], 20) {
			all++
			if p.Diff.P < 0.05 {
				single++
			}
			some = some || p.Q < 0.05
		}
		if some {
			corrected++
		}
	}
	if share := float64(single) / float64(all); share < 0.03 || share > 0.065 {
		t.Errorf("%.3f of the comparisons below 0.05", share)
	}
	if corrected > 14 { // 5 % of 200, and some for chance
		t.Errorf("%d of 200 with a difference after the correction", corrected)
	}
}
