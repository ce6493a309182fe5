package segment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/describe"
	"huiliu/engine/segment"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// By hand, window 30, as of 2024-06-30, from 2024-05-30.
func TestMove_StatesByHand(t *testing.T) {
	buy := func(who string, days ...string) (out []store.OrderLine) {
		for _, d := range days {
			out = append(out, storetest.Sale(who, churntest.Day(t, d), 1))
		}
		return out
	}
	lines := slices.Concat(
		buy("comes", "2024-06-15"),                             // not yet → new
		buy("stays", "2024-03-01", "2024-05-20", "2024-06-20"), // active → active
		buy("slows", "2024-03-01", "2024-05-28", "2024-06-05"), // active → slowing
		buy("leaves", "2024-05-10"),                            // new → lost
		buy("late", "2024-03-01", "2024-05-05"),                // slowing → lost
		buy("back", "2024-01-01", "2024-06-29"),                // lost → active
		buy("future", "2024-07-01"),
	)
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 30, AsOf: churntest.Day(t, "2024-06-30")}
	got, err := segment.Move(context.Background(), storetest.FromLines(t, lines), d)
	if err != nil || got.Total != 6 || got.From.String() != "2024-05-30" {
		t.Fatalf("%+v, %v", got, err)
	}
	want := map[string]string{"not_yet": "[0 1 0 0 0]", "new": "[0 0 0 0 1]", "active": "[0 0 1 1 0]", "slowing": "[0 0 0 0 1]", "lost": "[0 0 1 0 0]"}
	for _, r := range got.Rows {
		if fmt.Sprint(r.To) != want[r.State] {
			t.Errorf("%s: %v, want %s", r.State, r.To, want[r.State])
		}
	}
}

// The matrix is the headline rate: of the new, active and slowing, those who are lost.
func TestMove_AddsUpToTheChurnRate(t *testing.T) {
	s := storetest.CDNOWSample(t)
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	got, err := segment.Move(context.Background(), s, d)
	if err != nil {
		t.Fatal(err)
	}
	all, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	var active, left, total int64
	for _, r := range got.Rows {
		var sum int64
		for _, n := range r.To {
			sum += n
		}
		if sum != r.Customers {
			t.Errorf("%s: %d of %d", r.State, sum, r.Customers)
		}
		total += sum
		if r.State != segment.StateLost && r.State != segment.StateNotYet {
			active, left = active+r.Customers, left+r.To[4]
		}
	}
	if c := all.Rates.Churn; active != c.Base || left != c.Events || total != got.Total || total != all.Rates.Silent.Base {
		t.Errorf("%d of %d left, the rate says %d of %d", left, active, c.Events, c.Base)
	}
}
