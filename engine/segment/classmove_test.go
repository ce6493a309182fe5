package segment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/segment"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// Twenty rows by hand, window 30, as of 2024-06-30, from 2024-05-30: ten customers buy
// once in 2023-07 to -08 for 10, 20 … 100, and ten more days change the order.
func TestStudy_TiersOfTwentyRowsByHand(t *testing.T) {
	var lines []store.OrderLine
	buy := func(who int, day string, amount float64) {
		lines = append(lines, storetest.Sale(fmt.Sprintf("c%02d", who), churntest.Day(t, day), amount))
	}
	for i := range 9 {
		buy(i, "2023-08-01", float64(10*(i+1))) // c00 … c08: 10 … 90
	}
	buy(9, "2023-06-15", 100) // within the year at the earlier day, not at the later one
	buy(0, "2024-06-01", 500) // low → high
	buy(1, "2024-06-01", 70)  // low → high: 90, the value at the boundary
	for i := 2; i < 9; i++ {
		buy(i, "2024-05-01", 0) // changes nothing
	}
	buy(10, "2024-06-20", 5) // not yet → low
	// At the earlier day ten have bought: 100 and 90 are high, 80, 70, 60 medium, the rest low. At the later
	// day ten again, without c09: 510 and the two with 90 are high, 80 and 70 medium, the rest low.
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 30, AsOf: churntest.Day(t, "2024-06-30")}
	got, err := segment.Study(context.Background(), storetest.FromLines(t, lines), d)
	if err != nil {
		t.Fatal(err)
	}
	tiers, rfm := got.Tiers, got.Classes
	want := map[string]string{"not_yet": "[0 0 0 1 0]", "high": "[0 1 0 0 1]", "medium": "[0 0 2 1 0]", "low": "[0 2 0 3 0]", "none": "[0 0 0 0 0]"}
	for _, r := range tiers.Rows {
		if fmt.Sprint(r.To) != want[r.State] {
			t.Errorf("%s: %v, want %s", r.State, r.To, want[r.State])
		}
	}
	if tiers.Total != 11 || rfm.Total != 11 || len(rfm.Rows) != 9 {
		t.Errorf("%+v\n%+v", tiers, rfm)
	}
}

// The later day's classes are those of ByRFM; every customer is in one cell.
func TestStudy_AddsUpToTheClasses(t *testing.T) {
	ctx, s := context.Background(), storetest.CDNOWSample(t)
	d, _, err := churn.Decide(ctx, s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	got, err := segment.Study(ctx, s, d)
	if err != nil {
		t.Fatal(err)
	}
	tiers, moved := got.Tiers, got.Classes
	later, err := segment.ByRFM(ctx, s, churn.Definition{AsOf: d.AsOf, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	earlier, err := segment.ByRFM(ctx, s, churn.Definition{AsOf: d.AsOf - 91, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range segment.ClassKeys {
		var now int64
		for _, r := range moved.Rows {
			now += r.To[i+1]
		}
		if moved.States[i+1] != key || now != later.Classes[i].Customers || moved.Rows[i+1].Customers != earlier.Classes[i].Customers {
			t.Errorf("%s: %d → %d, want %d → %d", key, moved.Rows[i+1].Customers, now, earlier.Classes[i].Customers, later.Classes[i].Customers)
		}
	}
	for _, m := range []segment.Movement{tiers, moved} {
		var sum int64
		for _, r := range m.Rows {
			for _, n := range r.To {
				sum += n
			}
		}
		if sum != m.Total || m.Total != later.Total || !slices.Equal(m.States[:1], []string{"not_yet"}) {
			t.Errorf("%d in cells, %d customers", sum, m.Total)
		}
	}
}
