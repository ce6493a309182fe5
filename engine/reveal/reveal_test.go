package reveal_test

import (
	"context"
	"math"
	"os"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/predict"
	"huiliu/engine/reveal"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestSQL_ReadsOnlyTheAsOfMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }

// METHODS B1: on CDNOW at 1997-12-31, of the 19,381 silent for more than 90 days 9.67 %
// bought again within 90 days.
func TestReveal_MeetsTheNaturalReturnOfCDNOW(t *testing.T) {
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: churntest.Day(t, "1997-12-31")}
	r, err := reveal.Reveal(context.Background(), storetest.CDNOW(t), d, predict.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Lost.Customers != 19381 || math.Abs(float64(r.Lost.Back.Value)-0.0967) > 5e-5 || r.Open || r.Horizon != 90 {
		t.Errorf("%+v", r.Lost)
	}
	if r.Lost.Stayed.Events+r.Lost.Back.Events != r.Lost.Customers || r.Lost.Ever.Events < r.Lost.Back.Events {
		t.Errorf("the parts do not add up: %+v", r.Lost)
	}
	var n int64
	for _, b := range r.Bands {
		n += b.Customers
	}
	if n != r.Lost.Customers {
		t.Errorf("%d in the bands, %d lost", n, r.Lost.Customers)
	}
}

func TestReveal_MarksAWindowThatIsStillOpen(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("gone", day("2024-01-01"), 1), storetest.Sale("back", day("2024-01-02"), 1), storetest.Sale("back", day("2024-03-05"), 7),
		storetest.Sale("here", day("2024-02-20"), 1), storetest.Sale("later", day("2024-03-21"), 1),
	})
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 30, AsOf: day("2024-03-01")}
	list := predict.Watch{Levels: []predict.RiskLevel{{Level: "high"}, {Level: "low"}},
		Rows: []predict.WatchRow{{CustomerID: "here", Level: "high", Probability: 0.75}}}
	r, err := reveal.Reveal(context.Background(), s, d, list)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Open || r.Follow != 20 || r.Horizon != 20 || r.LastDay != day("2024-03-21") {
		t.Errorf("%+v", r)
	}
	if l := r.Lost; l.Customers != 2 || l.Back.Events != 1 || l.Revenue != engine.MoneyOf(7) || l.Wait == nil || *l.Wait != 4 {
		t.Errorf("lost %+v", l)
	}
	if l := r.List; l.Customers != 1 || l.Stayed.Events != 1 || l.Expected != 0.75 || len(r.Levels) != 1 {
		t.Errorf("list %+v, levels %+v", l, r.Levels)
	}
	d.AsOf = day("2024-03-21")
	if r, err = reveal.Reveal(context.Background(), s, d, list); err != nil || r.Skipped != reveal.SkippedToday {
		t.Errorf("%s %v", r.Skipped, err)
	}
}
