package churn_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// reference/05_definitions.json, *_personal_rhythm: the rule "silent for more than three
// times one's own median gap" against "silent for more than 90 days".
func TestStudyRhythm_MeetsTheReferences(t *testing.T) {
	for _, set := range public {
		t.Run(set.id, func(t *testing.T) {
			s := set.open(t)
			var rows []struct {
				Cutoff   string
				Horizon  int
				N4       int64   `json:"n4"`
				Flagged  int64   `json:"flagged_3x"`
				Returned float64 `json:"returned_3x"`
				Fixed    int64   `json:"flagged_90"`
				FixedBy  float64 `json:"returned_90"`
			}
			tol := churntest.Reference(t, set.id+"_personal_rhythm", &rows)
			for _, want := range rows {
				at := churn.Check{AsOf: churntest.Day(t, set.end), Cutoff: churntest.Day(t, want.Cutoff), Horizon: want.Horizon}
				got, err := churn.StudyRhythm(context.Background(), s, at, 90)
				if err != nil {
					t.Fatal(err)
				}
				if got.Judged != want.N4 || got.Personal.Base != want.Flagged || got.Fixed.Base != want.Fixed {
					t.Errorf("%s: %d judged, %d and %d flagged, want %+v", want.Cutoff, got.Judged, got.Personal.Base, got.Fixed.Base, want)
				}
				churntest.Near(t, "personal", float64(got.Personal.Value), want.Returned, tol)
				churntest.Near(t, "fixed", float64(got.Fixed.Value), want.FixedBy, tol)
			}
		})
	}
}

// CDNOW's customers buy at random (reference/04_btyd.json, cdnow_regularity: k 0.94), and
// the personal rule is wrong more often than the window: it is not offered.
func TestStudyRhythm_OffersNoPersonalRuleForRandomBuyers(t *testing.T) {
	s := storetest.CDNOW(t)
	_, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	got := lab.Rhythm
	var want struct {
		N int64   `json:"n_customers_wheat"`
		K float64 `json:"k_wheat"`
	}
	reference.Item(t, "04_btyd.json", "cdnow_regularity", &want)
	if got.Customers != want.N || math.Abs(float64(got.Moments)/want.K-1) > 1e-6 {
		t.Errorf("k %v of %d, want %v of %d", got.Moments, got.Customers, want.K, want.N)
	}
	if got.Verdict != churn.RhythmRandom || got.Offered || !(got.Low < got.K && got.K < got.High) || got.K > 1.2 {
		t.Errorf("%+v", got)
	}
}

// Simulated buyers with gamma gaps of shape 6, some of whom leave.
func TestStudyRhythm_OffersAPersonalRuleToRegularBuyers(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	start := churntest.Day(t, "2022-01-01")
	var lines []store.OrderLine
	for i := range 600 {
		mean := 10 + 60*r.Float64() // days between purchases: rhythms differ widely
		end := 1000.0
		if i%3 == 0 {
			end = 100 + 900*r.Float64()
		}
		for at := mean * r.Float64(); at < end; {
			lines = append(lines, storetest.Sale(fmt.Sprintf("c%03d", i), start+engine.Day(at), 10))
			gap := 0.0
			for range 6 {
				gap += r.ExpFloat64()
			}
			at += math.Max(1, mean*gap/6)
		}
	}
	at := churn.Check{AsOf: start + 1000, Cutoff: start + 910, Horizon: 90}
	got, err := churn.StudyRhythm(context.Background(), storetest.FromLines(t, lines), at, 45)
	if err != nil {
		t.Fatal(err)
	}
	if got.Verdict != churn.RhythmRegular || !got.Offered || got.Low > 6.5 || got.High < 5 {
		t.Errorf("%+v", got)
	}
	if got, err = churn.StudyRhythm(context.Background(), storetest.FromLines(t, lines[:40]), at, 45); err != nil || got.Verdict != churn.RhythmFew || got.Offered || got.K.Defined() {
		t.Errorf("%+v, %v", got, err)
	}
}

// What a question about silence sees is what is said of one customer's days: the window, or
// so many times the own median gap once three gaps are finished.
func TestPatience_OfTheMacroIsThatOfTheDays(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	start, byID := churntest.Day(t, "2022-01-01"), map[string][]engine.Day{}
	var lines []store.OrderLine
	for i := range 200 {
		id, at := fmt.Sprintf("c%03d", i), start
		for range 1 + r.IntN(9) {
			byID[id] = append(byID[id], at)
			lines = append(lines, storetest.Sale(id, at, 10))
			at += engine.Day(1 + r.IntN(80))
		}
	}
	s := storetest.FromLines(t, lines)
	for _, times := range []int{0, 3} {
		d := churn.Definition{AsOf: start + 300, WindowDays: 55, Times: times}
		seen := 0
		const text = "-- one row per purchase day\nSELECT customer_id, row_number() OVER (PARTITION BY customer_no ORDER BY day), patience FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) JOIN profiles() USING (customer_no)"
		err := store.Query(context.Background(), s, text, d.Silence(), func(scan store.Scan) error {
			var id string
			var n, patience int
			err := scan(&id, &n, &patience)
			if seen++; patience != d.Patience(byID[id][:n]) {
				t.Errorf("%s after %v: %d days, want %d", id, byID[id][:n], patience, d.Patience(byID[id][:n]))
			}
			return err
		})
		if err != nil || seen < 400 {
			t.Fatal(seen, err)
		}
	}
}
