package segment_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/segment"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// lostShop has two sorts of lost customers: many who bought once for little, and some
// who bought often for much; and customers who are still here.
func lostShop(t *testing.T, apart bool) (*store.Store, churn.Definition) {
	r := rand.New(rand.NewPCG(1, 2))
	start := churntest.Day(t, "2022-01-01")
	var lines []store.OrderLine
	for i := range 900 {
		days, amount, until := 1, 20+10*r.Float64(), 500
		switch {
		case i < 200:
			until = 1000 // still here
			days = 1 + r.IntN(12)
		case i < 450 && apart:
			days, amount = 9+r.IntN(4), 300+100*r.Float64()
		case !apart:
			days, amount = 5+r.IntN(12), 20+300*r.Float64()
		}
		for k := range days {
			lines = append(lines, storetest.Sale(fmt.Sprintf("c%03d", i), start+engine.Day(until-k*20-r.IntN(20)), amount))
		}
	}
	return storetest.FromLines(t, lines), churn.Definition{Business: churn.NonContractual, WindowDays: 120, AsOf: start + 1000}
}

func TestGroups_FindsTheTwoSortsOfLostCustomers(t *testing.T) {
	s, d := lostShop(t, true)
	got, err := segment.Groups(context.Background(), s, d, 3, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Verdict != segment.GroupsAll || len(got.Groups) != 2 || got.Looked != 700 {
		t.Fatalf("%s: %d groups of %d, silhouette %v", got.Verdict, len(got.Groups), got.Looked, got.Silhouette)
	}
	once, often := got.Groups[0], got.Groups[1]
	if once.Customers != 450 || often.Customers != 250 || !once.Stable || len(often.Names) == 0 {
		t.Errorf("%+v\n%+v", once, often)
	}
	for _, trait := range often.Traits {
		if trait.Feature == "purchase_days" && !(trait.FromLost > 0.5 && trait.Mean > trait.Lost) {
			t.Errorf("%+v", trait)
		}
	}
	again, err := segment.Groups(context.Background(), s, d, 3, engine.NoProgress{})
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(again)
	if err != nil || string(a) != string(b) {
		t.Error("not the same again")
	}
}

func TestGroups_SaysWhenThereAreNone(t *testing.T) {
	s, d := lostShop(t, false)
	got, err := segment.Groups(context.Background(), s, d, 3, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("silhouette %.2f, by chance %.2f", got.Silhouette, got.Chance)
	if got.Verdict != segment.GroupsNone || len(got.Groups) != 0 || len(got.Tried) == 0 {
		t.Errorf("%s: %d groups", got.Verdict, len(got.Groups))
	}
	d.AsOf = churntest.Day(t, "2023-03-01")
	if got, err = segment.Groups(context.Background(), s, d, 3, engine.NoProgress{}); err != nil || got.Skipped != "few" {
		t.Errorf("%+v, %v", got, err)
	}
}
