package describe_test

import (
	"context"
	"os"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/describe"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestSQL_ReadsOnlyTheAsOfMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }

func TestDescribe_MeetsTheReferences(t *testing.T) {
	for _, set := range []struct {
		id, end string
		open    func(testing.TB) *store.Store
	}{
		{"cdnow", "1998-06-30", storetest.CDNOW},
		{"online_retail", churntest.OnlineRetailEnd, churntest.OnlineRetail},
		{"cn2019", "2019-06-30", churntest.CN2019},
	} {
		t.Run(set.id, func(t *testing.T) {
			s, end := set.open(t), churntest.Day(t, set.end)
			checkFlow(t, set.id, s, end)
			checkCohorts(t, set.id, s, end)
			checkWhole(t, s, end)
		})
	}
}

// Items read here: cdnow_flow cdnow_cohort online_retail_flow online_retail_cohort cn2019_flow cn2019_cohort.
func checkFlow(t *testing.T, id string, s *store.Store, end engine.Day) {
	t.Helper()
	var want []struct {
		Month                       string `json:"month_end"`
		Start                       int64  `json:"active_start"`
		New, Kept, Lapsed, Returned int64
		End                         int64 `json:"active_end"`
	}
	churntest.Reference(t, id+"_flow", &want) // window 90: a purchase in (t − 90, t]
	got, err := describe.Flow(context.Background(), s, churn.Definition{AsOf: end, WindowDays: 89})
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d months, want %d, %v", len(got), len(want), err)
	}
	for i, w := range want {
		g := got[i]
		if g.End.String() != w.Month || g.Start != w.Start || g.New != w.New || g.Kept != w.Kept ||
			g.Lapsed != w.Lapsed || g.Returned != w.Returned || g.Active != w.End {
			t.Errorf("got %+v, want %+v", g, w)
		}
	}
}

func checkCohorts(t *testing.T, id string, s *store.Store, end engine.Day) {
	t.Helper()
	var want []struct {
		Cohort string
		K      int
		N      int64
	}
	churntest.Reference(t, id+"_cohort", &want)
	got, err := describe.Cohorts(context.Background(), s, end, 24)
	if err != nil {
		t.Fatal(err)
	}
	type at struct {
		month string
		k     int
	}
	cells := map[at]int64{}
	for _, row := range got.Rows {
		for _, c := range row.Cells {
			if c.Customers > 0 {
				cells[at{row.Month.String()[:7], c.K}] = c.Customers
			}
			if c.Open != (end.String() == churntest.OnlineRetailEnd && c.K == len(row.Cells)-1) {
				t.Errorf("%s k=%d open %v", row.Month, c.K, c.Open)
			}
		}
	}
	if len(cells) != len(want) {
		t.Errorf("%d cells, want %d", len(cells), len(want))
	}
	for _, w := range want {
		if cells[at{w.Cohort, w.K}] != w.N {
			t.Errorf("%s k=%d: %d, want %d", w.Cohort, w.K, cells[at{w.Cohort, w.K}], w.N)
		}
	}
}

// checkWhole checks what must hold on any data.
func checkWhole(t *testing.T, s *store.Store, end engine.Day) {
	t.Helper()
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: end})
	if err != nil {
		t.Fatal(err)
	}
	got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.37, Source: describe.MarginAssumed})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, got)
	if last := got.Flow[len(got.Flow)-1]; last.End == end && last.Active != got.Rates.Silent.Base-got.Rates.Silent.Events {
		t.Errorf("%d active in the flow, %+v silent", last.Active, got.Rates.Silent)
	}
}

func addsUp(t *testing.T, got describe.Result) {
	t.Helper()
	for name, groups := range map[string][]describe.Group{"time": got.TimeBands, "value": got.ValueTiers, "stage": got.Stages} {
		var n int64
		var margin engine.Money
		for _, g := range groups {
			n, margin = n+g.Customers, margin+g.Margin
		}
		if n != got.Loss.Customers || margin != got.Loss.Margin {
			t.Errorf("%s: %d customers %d, want %d and %d", name, n, margin, got.Loss.Customers, got.Loss.Margin)
		}
	}
	for _, f := range got.Flow {
		if f.Start-f.Lapsed+f.New+f.Returned != f.Active || f.Start-f.Lapsed != f.Kept {
			t.Errorf("flow does not add up: %+v", f)
		}
	}
	for _, a := range got.Attributes {
		var events, base int64
		for _, l := range a.Levels {
			events, base = events+l.Rate.Events, base+l.Rate.Base
		}
		if events != a.All.Events || base != a.All.Base {
			t.Errorf("%s: levels hold %d of %d, all %d of %d", a.Name, events, base, a.All.Events, a.All.Base)
		}
	}
	if r := got.Rates; r.Churn.Events+r.Retention.Events != r.Churn.Base || r.Silent.Events != got.Loss.Customers && r.Silent.Base > 0 {
		t.Errorf("rates do not agree: %+v, %d lost", r, got.Loss.Customers)
	}
}
