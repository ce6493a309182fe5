package outlook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/outlook"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

const window = 30

func analyse(t testing.TB, lines []store.OrderLine, asOf engine.Day) outlook.Result {
	t.Helper()
	first := asOf
	for _, l := range lines {
		first = min(first, engine.DayOf(l.At))
	}
	d := churn.Definition{Business: churn.NonContractual, AsOf: asOf, WindowDays: window}
	got, err := outlook.Analyse(context.Background(), storetest.FromLines(t, lines), d, first, outlook.Options{MarginRate: 0.5, Festival: true, Seed: 1}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// By hand, window 30: the last purchase on 2024-01-10 is lost on 2024-02-10, that on
// 2024-01-31 on 2024-03-02; a gap of exactly 31 days is no loss; one who comes back
// after 40 days was lost before.
func TestAnalyse_ALossCountsWhenTheWindowRanOut(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	lines := []store.OrderLine{
		storetest.Sale("old", day("2023-11-01"), 1),                                           // lost 2023-12-02
		storetest.Sale("a", day("2024-01-10"), 10),                                            // lost 2024-02-10
		storetest.Sale("b", day("2024-01-01"), 5), storetest.Sale("b", day("2024-01-31"), 20), // lost 2024-03-02, worth 25
		storetest.Sale("c", day("2024-02-01"), 7), storetest.Sale("c", day("2024-03-03"), 7), // 31 days, never lost by then
		storetest.Sale("d", day("2024-01-05"), 3), storetest.Sale("d", day("2024-02-14"), 3), // lost 2024-02-05, again 2024-03-16
		storetest.Sale("e", day("2024-03-20"), 1), storetest.Sale("future", day("2024-05-01"), 100000),
	}
	got := analyse(t, lines, day("2024-03-31"))
	want := map[string]struct {
		lost    int64
		revenue float64
	}{"2023-12-01": {0, 0}, "2024-01-01": {0, 0}, "2024-02-01": {2, 13}, "2024-03-01": {2, 31}}
	// December is not whole: a loss could first be seen on the 2nd.
	delete(want, "2023-12-01")
	if len(got.Months) != len(want) || got.Skipped != "too_short" {
		t.Fatalf("%+v", got)
	}
	for _, m := range got.Months {
		w := want[m.Start.String()]
		if m.Lost != w.lost || m.Revenue != engine.MoneyOf(w.revenue) || m.Margin != engine.MoneyOf(w.revenue/2) {
			t.Errorf("%s: %+v, want %+v", m.Start, m, w)
		}
	}
	if got.Open.String() != "2024-03-01" {
		t.Errorf("open from %s", got.Open)
	}
}

// years invents buyers who arrive at a steady pace and buy a few times.
func years(t testing.TB, n int) []store.OrderLine {
	r := rand.New(rand.NewPCG(3, 4))
	start := churntest.Day(t, "2021-01-01")
	var out []store.OrderLine
	for c := range 40 * n * 12 {
		day := start + engine.Day(r.IntN(n*365))
		for range 1 + r.IntN(3) {
			out = append(out, storetest.Sale(fmt.Sprint("c", c), day, 50+float64(r.IntN(100))))
			day += engine.Day(1 + r.IntN(25))
		}
	}
	return out
}

func TestAnalyse_ASteadyShopIsForecastSteady(t *testing.T) {
	lines := years(t, 3)
	asOf := churntest.Day(t, "2023-12-31")
	got := analyse(t, lines, asOf)
	if got.Skipped != "" || !got.Customers.Season || len(got.Customers.Points) != 6 || len(got.Margin.Points) != 6 {
		t.Fatalf("%+v", got)
	}
	for _, p := range got.Customers.Points {
		if !(p.Mean > 20 && p.Mean < 65) || !(p.Low < p.Mean && p.Mean < p.High) {
			t.Errorf("%s: %v (%v to %v), about 40 a month", p.Month, p.Mean, p.Low, p.High)
		}
	}
	if got.Customers.Points[0].Month.String() != "2024-01-01" || !(got.Customers.MASE < 1.2) {
		t.Errorf("%s, MASE %v", got.Customers.Points[0].Month, got.Customers.MASE)
	}
	if c := got.Customers.Coverage; c.Base == 0 || !(c.Value > 0.7) {
		t.Errorf("coverage %+v", c)
	}
	// the same from shuffled rows, and from a copy without the future
	want, _ := json.Marshal(got)
	var known []store.OrderLine
	for _, l := range lines {
		if engine.DayOf(l.At) <= asOf {
			known = append(known, l)
		}
	}
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(known), func(i, k int) { known[i], known[k] = known[k], known[i] })
	if again, _ := json.Marshal(analyse(t, known, asOf)); string(again) != string(want) || len(known) == len(lines) {
		t.Errorf("%s\n%s", again, want)
	}
}

func TestQuestions_ReadTheMacrosOnly(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }
