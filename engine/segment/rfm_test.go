package segment_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/segment"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// classes are the names the reference uses, in the order of segment.ClassKeys.
var classes = [8]string{"重要价值", "重要保持", "重要发展", "重要挽留", "一般价值", "一般保持", "一般发展", "一般挽留"}

func TestSQL_ReadsOnlyTheAsOfMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }

func TestByRFM_MeetsTheReferences(t *testing.T) {
	for _, set := range []struct {
		id, end string
		open    func(testing.TB) *store.Store
	}{
		{"cdnow", "1998-06-30", storetest.CDNOW},
		{"online_retail", churntest.OnlineRetailEnd, churntest.OnlineRetail},
		{"cn2019", "2019-06-30", churntest.CN2019},
	} {
		t.Run(set.id, func(t *testing.T) {
			got, err := segment.ByRFM(context.Background(), set.open(t), churn.Definition{AsOf: churntest.Day(t, set.end), WindowDays: 90})
			if err != nil {
				t.Fatal(err)
			}
			var sum struct{ N, R_mean, F_mean, M_mean, M_sum float64 }
			tol := churntest.Reference(t, set.id+"_rfm_summary", &sum)
			churntest.Near(t, "customers", float64(got.Total), sum.N, 0)
			churntest.Near(t, "mean R", got.Recency, sum.R_mean, tol)
			churntest.Near(t, "mean F", got.Freq, sum.F_mean, tol)
			churntest.Near(t, "mean M", got.Money, sum.M_mean, tol)
			churntest.Near(t, "sum M", got.Amount.Float(), sum.M_sum, tol)
			var want []struct {
				Class  string
				N      int64
				Amount float64
			}
			tol = churntest.Reference(t, set.id+"_rfm8_mean", &want)
			if len(want) != 8 || len(got.Classes) != 8 {
				t.Fatalf("%d classes, want %d", len(got.Classes), len(want))
			}
			byName := map[string]segment.Class{}
			for i, c := range got.Classes {
				if c.Class != segment.ClassKeys[i] {
					t.Errorf("class %d is %s", i, c.Class)
				}
				byName[classes[i]] = c
			}
			for _, w := range want {
				c := byName[w.Class]
				if c.Customers != w.N {
					t.Errorf("%s: %d customers, want %d", w.Class, c.Customers, w.N)
				}
				churntest.Near(t, w.Class, c.Amount.Float(), w.Amount, tol)
			}
		})
	}
}

func TestByRFM_ClassesAddUpAndCountTheLost(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("A", day("2024-01-01"), 10),                                              // silent 60: lost
		storetest.Sale("B", day("2024-01-01"), 10), storetest.Sale("B", day("2024-02-20"), 100), // above all means
		storetest.Sale("C", day("2024-02-28"), 7),
		storetest.Sale("D", day("2024-03-15"), 1000), // after as-of: unknown
	})
	got, err := segment.ByRFM(context.Background(), s, churn.Definition{AsOf: day("2024-03-01"), WindowDays: 59})
	if err != nil {
		t.Fatal(err)
	}
	var n, lost int64
	var amount engine.Money
	for _, c := range got.Classes {
		n, lost, amount = n+c.Customers, lost+c.Lost, amount+c.Amount
	}
	if n != 3 || got.Total != 3 || lost != 1 || amount != engine.MoneyOf(127) || got.Amount != amount {
		t.Errorf("%d of %d customers, %d lost, %s of %s", n, got.Total, lost, amount, got.Amount)
	}
	if got.Classes[0].Customers != 1 || got.Classes[6].Customers != 1 || got.Classes[7].Lost != 1 {
		t.Errorf("got %+v", got.Classes)
	}
}

func TestByRFM_WithoutPurchasesIsEmpty(t *testing.T) {
	s := storetest.Open(t)
	for _, asOf := range []engine.Day{engine.NoDay, churntest.Day(t, "2024-03-01")} {
		got, err := segment.ByRFM(context.Background(), s, churn.Definition{AsOf: asOf})
		if err != nil || got.Total != 0 || len(got.Classes) != 0 {
			t.Errorf("got %+v, %v", got, err)
		}
	}
}

// reference/05_definitions.json, read by the tests of this package:
// cdnow_size cdnow_rfm_summary cdnow_rfm8_mean cdnow_rfm8_median cdnow_rfm_quintile_cuts cdnow_rfm_scores cdnow_concentration
// online_retail_size online_retail_rfm_summary online_retail_rfm8_mean online_retail_rfm8_median online_retail_rfm_quintile_cuts online_retail_rfm_scores online_retail_concentration
// cn2019_size cn2019_rfm_summary cn2019_rfm8_mean cn2019_rfm8_median cn2019_rfm_quintile_cuts cn2019_rfm_scores cn2019_concentration
func TestStudy_ScoresAndConcentrationMeetTheReferences(t *testing.T) {
	for _, set := range []struct {
		id, end string
		open    func(testing.TB) *store.Store
	}{
		{"cdnow", "1998-06-30", storetest.CDNOW},
		{"online_retail", churntest.OnlineRetailEnd, churntest.OnlineRetail},
		{"cn2019", "2019-06-30", churntest.CN2019},
	} {
		t.Run(set.id, func(t *testing.T) {
			d := churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: churntest.Day(t, set.end)}
			got, err := segment.Study(context.Background(), set.open(t), d)
			if err != nil {
				t.Fatal(err)
			}
			checkScores(t, set.id, got.Scores)
			var top map[string]float64
			tol := churntest.Reference(t, set.id+"_concentration", &top)
			for i, key := range []string{"top_1pct", "top_5pct", "top_10pct", "top_20pct", "top_50pct"} {
				churntest.Near(t, key, float64(got.Top[i].Revenue), top[key], tol)
			}
			var median []struct {
				Class string
				N     int64
			}
			churntest.Reference(t, set.id+"_rfm8_median", &median)
			var all, named int64
			for _, m := range median {
				all += m.N
				if n := got.Median[slices.Index(classes[:], m.Class)]; n != m.N {
					t.Errorf("%s: %d customers, want %d", m.Class, n, m.N)
				}
			}
			for _, n := range got.Median {
				named += n
			}
			var size struct {
				Customers int64
				OneDay    int `json:"one_day_customers"`
			}
			churntest.Reference(t, set.id+"_size", &size)
			if all != named || got.Classes.Total != size.Customers {
				t.Errorf("%d and %d customers, %d in all", all, got.Classes.Total, size.Customers)
			}
		})
	}
}

func checkScores(t *testing.T, id string, got segment.Scores) {
	t.Helper()
	var cuts struct{ R, F, M []float64 }
	tol := churntest.Reference(t, id+"_rfm_quintile_cuts", &cuts)
	for k, want := range [][]float64{cuts.R, cuts.F, cuts.M} {
		for i, v := range want {
			churntest.Near(t, "cut of "+got.Dimensions[k].Key, got.Dimensions[k].Cuts[i], v, tol)
		}
	}
	var rows []struct {
		Dim   string
		Score int
		N     int
	}
	churntest.Reference(t, id+"_rfm_scores", &rows)
	for _, row := range rows {
		n := -1
		switch row.Dim {
		case "R", "F", "M":
			n = got.Dimensions[strings.Index("RFM", row.Dim)].Customers[row.Score]
		case "R=5,F=5,M=5":
			n = int(got.Best)
		default:
			n = int(got.Worst)
		}
		if n != row.N {
			t.Errorf("%s %d: %d customers, want %d", row.Dim, row.Score, n, row.N)
		}
	}
}
