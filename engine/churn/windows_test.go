package churn_test

import (
	"context"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestLab_EveryWindowIsComputedNotInterpolated(t *testing.T) {
	s := sampleShop(t)
	d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 400})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(lab.Windows); n != churn.HighestWindow-churn.LowestWindow+2 || lab.Windows[0].Window != churn.LowestWindow || lab.Windows[n-1].Window != 400 {
		t.Fatalf("%d windows", n)
	}
	at := churn.Check{AsOf: d.AsOf, Cutoff: d.CheckedAt, Horizon: d.HorizonDays}
	ask := []int{15, 47, 91, 211, 365, 400}
	rows, err := churn.Sweep(context.Background(), s, at, ask)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range ask {
		got, ok := lab.At(w)
		if !ok || got.Churned != rows[i].Churned || got.False != rows[i].False || got.SpendShare != rows[i].SpendShare {
			t.Errorf("%d days: %+v in the lab, %+v asked for itself", w, got, rows[i])
		}
	}
	for i := 1; i < len(lab.Windows); i++ {
		a, b := lab.Windows[i-1], lab.Windows[i]
		if b.Now.Events > a.Now.Events || b.Now.Base != a.Now.Base {
			t.Fatalf("a longer window calls more people lost: %+v, then %+v", a.Now, b.Now)
		}
		if *a.Notice < *b.Notice {
			t.Fatalf("a longer window gives more notice: %d at %d, %d at %d", *a.Notice, a.Window, *b.Notice, b.Window)
		}
		if safe := b.False.Value <= 0.05; b.Window >= *lab.Cold && !safe || b.Window == *lab.Cold-1 && safe {
			t.Errorf("cold from %d days, but %.4f of those called lost after %d days came back", *lab.Cold, b.False.Value, b.Window)
		}
	}
	row, _ := lab.At(90)
	t.Logf("90 days: now %.3f of %d, spend %.3f, stable %.4f of %d, notice %d, cold %d", row.Now.Value, row.Now.Base, row.NowSpend, row.Stable.Value, row.Stable.Base, *row.Notice, *lab.Cold)
}

// By hand: on 1 March A is silent for 59 days, B for 20; on 31 March A has bought 3
// days before, B is silent for 50.
func TestLab_StabilityCountsLabelsThatHoldForAMonth(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("A", day("2023-01-01"), 1), storetest.Sale("A", day("2023-03-28"), 1), storetest.Sale("B", day("2023-02-09"), 1),
	})
	lab, err := churn.Study(context.Background(), s, day("2023-03-31"))
	if err != nil {
		t.Fatal(err)
	}
	// January 30 to March 1: only A is there, silent 29 then 59 days. Earlier months have nobody.
	for window, want := range map[int][2]int64{
		15: {2, 3}, // A stays lost (29, 59), then is back; B stays lost (20, 50)
		25: {1, 3}, // A the same; B becomes lost
		55: {1, 3}, // A becomes lost, then is back; B stays here
		60: {3, 3}, // nobody is ever lost
	} {
		row, ok := lab.At(window)
		if !ok || row.Stable.Events != want[0] || row.Stable.Base != want[1] {
			t.Errorf("window %d: %d of %d hold, want %d of %d", window, row.Stable.Events, row.Stable.Base, want[0], want[1])
		}
	}
}
