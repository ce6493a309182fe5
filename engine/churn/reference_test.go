package churn_test

import (
	"context"
	"os"
	"testing"

	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// public are the data sets with reference numbers in reference/05_definitions.json.
var public = []struct {
	id, end, cutoff string
	open            func(testing.TB) *store.Store
	window          int // a sensible suggestion for the data
	horizon         int
	reason          string
}{
	{"cdnow", "1998-06-30", "1998-04-01", storetest.CDNOW, 150, 90, churn.ReasonFlattened},
	{"online_retail", churntest.OnlineRetailEnd, "2011-09-10", churntest.OnlineRetail, 120, 90, churn.ReasonFlattened},
	// 93 % bought once in half a year: nothing shows yet how long a silence means goodbye.
	{"cn2019", "2019-06-30", "2019-05-16", churntest.CN2019, 60, 45, churn.ReasonHistoryShort},
}

func TestSQL_ReadsOnlyTheAsOfMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }

func TestStudy_MeetsTheReferences(t *testing.T) {
	for _, set := range public {
		t.Run(set.id, func(t *testing.T) {
			s := set.open(t)
			d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: churntest.Day(t, set.end)})
			if err != nil {
				t.Fatal(err)
			}
			checkGaps(t, set.id, lab.Gaps)
			checkWindows(t, set.id, s, set.end)
			if d.WindowDays != set.window || d.Reason != set.reason || d.CheckedAt.String() != set.cutoff || d.HorizonDays != set.horizon {
				t.Errorf("%d days (%s) checked at %s over %d days", d.WindowDays, d.Reason, d.CheckedAt, d.HorizonDays)
			}
			for _, row := range lab.Sweep { // the definition is one row of the evidence
				if row.Window == d.WindowDays && row.False != d.FalseChurn {
					t.Errorf("false churn %+v in the sweep, %+v in the definition", row.False, d.FalseChurn)
				}
			}
		})
	}
}

func checkGaps(t *testing.T, id string, g churn.Gaps) {
	t.Helper()
	var finished struct{ N, P90 float64 }
	tol := churntest.Reference(t, id+"_gap_finished", &finished)
	if g.Total-g.Unfinished != int64(finished.N) {
		t.Errorf("%d finished gaps, want %v", g.Total-g.Unfinished, finished.N)
	}
	churntest.Near(t, "finished p90", float64(g.FinishedP90), finished.P90, tol)
	var km struct {
		N, Unfinished                         int64
		By30, By60, By90, By120, By180, By365 float64
		P50, P75, P90                         *int
	}
	tol = churntest.Reference(t, id+"_gap_km", &km)
	if g.Total != km.N || g.Unfinished != km.Unfinished {
		t.Errorf("%d gaps, %d unfinished", g.Total, g.Unfinished)
	}
	for day, want := range map[int]float64{30: km.By30, 60: km.By60, 90: km.By90, 120: km.By120, 180: km.By180, 365: km.By365} {
		var got churn.GapPoint
		for _, p := range g.Points {
			if p.Day <= day {
				got = p
			}
		}
		churntest.Near(t, "bought again", float64(got.Again), want, tol)
		if !(got.Low < got.Again && got.Again < got.High) {
			t.Errorf("interval %v–%v does not hold %v", got.Low, got.High, got.Again)
		}
	}
	for _, q := range []struct{ got, want *int }{{g.Median, km.P50}, {g.P75, km.P75}, {g.P90, km.P90}} {
		if (q.got == nil) != (q.want == nil) || q.got != nil && *q.got != *q.want {
			t.Errorf("quantile: got %v, want %v", q.got, q.want)
		}
	}
}

// windowReference is one row of the item *_churn_windows; null is not observable.
type windowReference struct {
	Cutoff              string
	Window              int
	Population, Churned int64
	F30                 *float64 `json:"false_30"`
	F60                 *float64 `json:"false_60"`
	F90                 *float64 `json:"false_90"`
	F180                *float64 `json:"false_180"`
	Share               *float64 `json:"share_of_past_spend"`
}

func checkWindows(t *testing.T, id string, s *store.Store, end string) {
	t.Helper()
	var rows []windowReference
	tol := churntest.Reference(t, id+"_churn_windows", &rows)
	windows := []int{30, 60, 90, 120, 180}
	for i := 0; i < len(rows); i += len(windows) { // one cut-off after the other
		for h, pick := range map[int]func(windowReference) *float64{
			30:  func(w windowReference) *float64 { return w.F30 },
			60:  func(w windowReference) *float64 { return w.F60 },
			90:  func(w windowReference) *float64 { return w.F90 },
			180: func(w windowReference) *float64 { return w.F180 },
		} {
			at := churn.Check{AsOf: churntest.Day(t, end), Cutoff: churntest.Day(t, rows[i].Cutoff), Horizon: h}
			got, err := churn.Sweep(context.Background(), s, at, windows)
			if err != nil {
				t.Fatal(err)
			}
			for k, row := range got {
				checkWindow(t, row, rows[i+k], pick(rows[i+k]), tol)
			}
		}
	}
}

func checkWindow(t *testing.T, got churn.WindowRow, want windowReference, rate *float64, tol float64) {
	t.Helper()
	if c := got.Churned; got.Window != want.Window || c.Events != want.Churned || c.Base != want.Population {
		t.Errorf("%s window %d: %d of %d lost", want.Cutoff, want.Window, c.Events, c.Base)
	}
	share := 0.0 // the reference has null where nobody is lost; their share is nothing
	if want.Share != nil {
		share = *want.Share
	}
	churntest.Near(t, "share of spend", float64(got.SpendShare), share, tol)
	if got.False.Value.Defined() != (rate != nil) {
		t.Errorf("%s window %d horizon %d: %v", want.Cutoff, want.Window, got.Horizon, got.False.Value)
	} else if rate != nil {
		churntest.Near(t, "false churn", float64(got.False.Value), *rate, tol)
	}
}

// reference/05_definitions.json, *_gap_km_by_order.
func TestStudy_GapsByNumberOfThePurchaseMeetTheReferences(t *testing.T) {
	for _, set := range public {
		lab, err := churn.Study(context.Background(), set.open(t), churntest.Day(t, set.end))
		if err != nil {
			t.Fatal(err)
		}
		var want []struct {
			K                 int
			By30, By90, By180 float64
			Median            *int
		}
		tol := churntest.Reference(t, set.id+"_gap_km_by_order", &want)
		if len(want) != len(lab.ByOrder) {
			t.Fatalf("%s: %d rows, want %d", set.id, len(lab.ByOrder), len(want))
		}
		for i, w := range want {
			got := lab.ByOrder[i]
			churntest.Near(t, set.id+" by 30", float64(got.By30), w.By30, tol)
			churntest.Near(t, set.id+" by 90", float64(got.By90), w.By90, tol)
			if got.By180.Defined() { // beyond the last gap the reference carries the curve on
				churntest.Near(t, set.id+" by 180", float64(got.By180), w.By180, tol)
			}
			if got.After != w.K || (got.Median == nil) != (w.Median == nil) || got.Median != nil && *got.Median != *w.Median {
				t.Errorf("%s: %+v, want %+v", set.id, got, w)
			}
		}
	}
}
