package winback_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
	"huiliu/engine/winback"
)

type cellReference struct {
	Cutoff       string
	Horizon      int
	Silence      string
	PurchaseDays string `json:"purchase_days"`
	SilentMore   int    `json:"silent_more_than"`
	PdMin        int    `json:"pd_min"`
	N, Returned  int64
	Rate         float64
	Lo           float64 `json:"wilson_lo"`
	Hi           float64 `json:"wilson_hi"`
}

func (c cellReference) check(t *testing.T, what string, got engine.Rate, tolerance float64) {
	t.Helper()
	if got.Base != c.N || got.Events != c.Returned {
		t.Errorf("%s: got %d of %d, want %d of %d", what, got.Events, got.Base, c.Returned, c.N)
	}
	churntest.Near(t, what+" rate", float64(got.Value), c.Rate, tolerance)
	churntest.Near(t, what+" low", float64(got.Low)+1, max(0, c.Lo)+1, tolerance)
	churntest.Near(t, what+" high", float64(got.High), c.Hi, tolerance)
}

func day(t testing.TB, s string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// reference/05_definitions.json, computed with SQL of its own.
func TestNaturalReturn_MeetsCDNOWReference(t *testing.T) {
	var want []cellReference
	tolerance := churntest.Reference(t, "cdnow_natural_return", &want)
	s := storetest.CDNOW(t)
	got := map[string]engine.Rate{}
	asked, seen := map[string]bool{}, map[string]bool{}
	for _, w := range want {
		q := fmt.Sprint(w.Cutoff, w.Horizon)
		if !asked[q] {
			asked[q] = true
			cells, err := winback.NaturalReturn(context.Background(), s, day(t, w.Cutoff), w.Horizon)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cells {
				got[q+c.Silence+" "+c.PurchaseDays] = c.Rate
			}
		}
		key := q + w.Silence + " " + w.PurchaseDays
		seen[key] = true
		w.check(t, key, got[key], tolerance)
	}
	if len(want) == 0 || len(got) != len(seen) {
		t.Errorf("%d cells, want %d", len(got), len(seen))
	}
}

// METHODS B1: silent for more than 90 days at 1997-12-31, 19,381 customers, 9.67 %
// back within 90 days; with 2, 3, 5 purchase days at least 19.4, 26.9, 35.6 %.
func TestNaturalTotal_MeetsCDNOWReference(t *testing.T) {
	var want []cellReference
	tolerance := churntest.Reference(t, "cdnow_natural_return_totals", &want)
	s := storetest.CDNOW(t)
	headline := 0
	for _, w := range want {
		if w.Horizon != 90 && w.SilentMore != 90 {
			continue // the same sums over again
		}
		r, err := winback.NaturalTotal(context.Background(), s, day(t, w.Cutoff), w.Horizon, w.SilentMore, w.PdMin)
		if err != nil {
			t.Fatal(err)
		}
		w.check(t, fmt.Sprint(w), r, tolerance)
		if w.Cutoff == "1997-12-31" && w.Horizon == 90 && w.SilentMore == 90 {
			headline++
			published := map[int]string{1: "9.67", 2: "19.4", 3: "26.9", 5: "35.6"}[w.PdMin]
			if text := fmt.Sprintf("%.2f", 100*float64(r.Value)); text[:len(published)] != published && fmt.Sprintf("%.1f", 100*float64(r.Value)) != published {
				t.Errorf("%d purchase days: %s %%, published %s", w.PdMin, text, published)
			}
			if w.PdMin == 1 && r.Base != 19381 {
				t.Errorf("base %d", r.Base)
			}
		}
	}
	if headline != 4 {
		t.Errorf("%d headline figures", headline)
	}
}

// The same definition on data with cancellations and wholesale customers.
func TestNaturalTotal_MeetsOnlineRetailReference(t *testing.T) {
	var want []cellReference
	tolerance := churntest.Reference(t, "online_retail_natural_return_totals", &want)
	s := churntest.OnlineRetail(t)
	for _, w := range want {
		if w.SilentMore == 60 {
			continue // 90 and 180 days say the same about the code
		}
		r, err := winback.NaturalTotal(context.Background(), s, day(t, w.Cutoff), w.Horizon, w.SilentMore, w.PdMin)
		if err != nil {
			t.Fatal(err)
		}
		w.check(t, fmt.Sprint(w), r, tolerance)
	}
}

func TestQuestions_SeeOnlyTheMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

func TestNaturalTotal_LeavesOutThoseACampaignContacted(t *testing.T) {
	cutoff := day(t, "2025-01-01")
	var lines []store.OrderLine
	for _, id := range []string{"a", "b", "c", "d"} {
		lines = append(lines, storetest.Sale(id, cutoff-100, 10), storetest.Sale(id, cutoff+20, 10))
	}
	s := storetest.FromLines(t, lines)
	contact(t, s, "a", "treated", cutoff+5)  // within: out
	contact(t, s, "b", "control", cutoff+5)  // not contacted: stays
	contact(t, s, "c", "treated", cutoff-50) // before: stays
	contact(t, s, "d", "treated", cutoff+95) // after the horizon: stays
	r, err := winback.NaturalTotal(context.Background(), s, cutoff, 90, 90, 1)
	if err != nil {
		t.Fatal(err)
	}
	if r.Events != 3 || r.Base != 3 {
		t.Errorf("got %d of %d, want 3 of 3", r.Events, r.Base)
	}
}

func contact(t testing.TB, s *store.Store, id, arm string, on engine.Day) {
	t.Helper()
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		err := tx.Append(context.Background(), "contacts", func(a *store.Appender) error {
			return a.Row(int32(1), int64(2), "老客召回", id, on.Time(), arm, "券", "短信", store.Decimal(engine.MoneyOf(1)), nil, nil)
		})
		if err != nil {
			return err
		}
		return tx.Rebuild(context.Background())
	})
	if err != nil {
		t.Fatal(err)
	}
}
