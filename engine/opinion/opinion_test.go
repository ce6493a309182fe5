package opinion_test

import (
	"context"
	"math"
	"os"
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/cause/causetest"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/opinion"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestQuestions_SeeOnlyTheMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

// asked is a shop of 90 customers of whom every fourth is lost; mark tells who gave which.
func asked(t *testing.T, mark func(i int) (float64, bool)) (store.Reader, churn.Definition) {
	t.Helper()
	end := engine.Day(20000)
	var lines []store.OrderLine
	for i := range 90 {
		ago := engine.Day(5)
		if i%4 == 0 {
			ago = 200
		}
		lines = append(lines, storetest.Sale("k"+strconv.Itoa(i), end-ago, float64(10+i)))
	}
	s := storetest.FromLines(t, lines)
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		err := tx.Append(context.Background(), "feedback", func(a *store.Appender) error {
			for i := range 90 {
				if m, ok := mark(i); ok {
					if err := a.Row(int32(2), int64(i), "k"+strconv.Itoa(i), (end - 3).Time(), m, nil, nil); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return tx.Rebuild(context.Background())
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: end}
}

func TestAnalyse_TellsTheScaleFromTheMarks(t *testing.T) {
	for _, c := range []struct {
		mark  func(i int) (float64, bool)
		scale int
		code  string
	}{
		{func(i int) (float64, bool) { return float64(i % 11), true }, opinion.Ten, ""},
		{func(i int) (float64, bool) { return float64(1 + i%5), true }, opinion.Five, ""},
		{func(i int) (float64, bool) { return float64(1 + i%7), true }, opinion.Seven, ""},
		{func(i int) (float64, bool) { return float64(i), true }, 0, "unknown_scale"},
		{func(i int) (float64, bool) { return 0, false }, 0, "no_scores"},
	} {
		s, d := asked(t, c.mark)
		r, err := opinion.Analyse(context.Background(), s, d)
		if err != nil || r.Scale != c.scale || r.Skipped != c.code {
			t.Errorf("%v: scale %d, %q, want %d, %q", err, r.Scale, r.Skipped, c.scale, c.code)
		}
	}
}

// All lost customers answer with 2, one stayer in three with 9: weighted, they count as in the shop.
func TestAnalyse_WeighsForWhoAnswered(t *testing.T) {
	s, d := asked(t, func(i int) (float64, bool) {
		if i%4 == 0 {
			return 2, true
		}
		return 9, i%3 == 0
	})
	r, err := opinion.Analyse(context.Background(), s, d)
	if err != nil {
		t.Fatal(err)
	}
	var people int64
	for _, g := range r.Groups {
		people += g.People
	}
	want := (90.0 - 2*23) / 90 // 23 of 90 lost
	if people != 90 || math.Abs(float64(r.Adjusted.Value)-want) > 1e-9 || r.All.Recommend.Value >= r.Adjusted.Value || r.Lost.Recommend.Value != -1 || r.Stayed.Recommend.Value != 1 {
		t.Errorf("adjusted %v, want %v: %+v", r.Adjusted.Value, want, r)
	}
}

func TestAnalyse_OfTheSampleShopLeaversRecommendLess(t *testing.T) {
	shop := causetest.Sample(t, 3000, 5)
	r, err := opinion.Analyse(context.Background(), shop.Store, churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: shop.Truth.End})
	if err != nil || r.Scale != opinion.Ten || r.Customers.Events < 100 || r.Lost.Recommend.High >= r.Stayed.Recommend.Low || len(r.Quarters) < 4 || len(r.Marks) != 11 {
		t.Errorf("%v: %+v", err, r)
	}
	var marks int64
	for _, m := range r.Marks {
		marks += m.Lost + m.Stayed
	}
	if marks != r.Customers.Events || r.All.Recommend.N != marks || r.Adjusted.Value <= r.All.Recommend.Value {
		t.Errorf("%d marks, all %v, adjusted %v", marks, r.All.Recommend.Value, r.Adjusted.Value)
	}
}
