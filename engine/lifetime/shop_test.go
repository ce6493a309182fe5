package lifetime_test

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
	"huiliu/engine/lifetime"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

const window = 30

func day(t testing.TB, n int) engine.Day { return churntest.Day(t, "2023-01-01") + engine.Day(n) }

func shop(t testing.TB, lines []store.OrderLine, asOf engine.Day) lifetime.Result {
	t.Helper()
	d := churn.Definition{Business: churn.NonContractual, AsOf: asOf, WindowDays: window}
	got, err := lifetime.Shop(context.Background(), storetest.FromLines(t, lines), d, day(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// By hand, window 30, as of day 200. 40 customers buy on day 50 and 60 and no more: lost
// on day 91, after 41 days. 40 buy from day 100 every 20 days: still there at 100 days.
// One bought on day 0: the start is not known. One pauses 31 days (comes back on the very
// day the window ran out) and is not lost then.
func TestShop_LivesByHand(t *testing.T) {
	lines := []store.OrderLine{storetest.Sale("old", day(t, 0), 5)}
	for i := range 40 {
		a, b := fmt.Sprint("a", i), fmt.Sprint("b", i)
		lines = append(lines, storetest.Sale(a, day(t, 50), 10), storetest.Sale(a, day(t, 60), 10))
		for n := 100; n <= 200; n += 20 {
			lines = append(lines, storetest.Sale(b, day(t, n), 99))
		}
	}
	lines = append(lines, storetest.Sale("pause", day(t, 140), 7), storetest.Sale("pause", day(t, 171), 7))
	got := shop(t, lines, day(t, 200))
	if got.Lives != 81 || got.Events != 40 || got.Unknown != 1 || got.Assumed || got.Late != 0 {
		t.Errorf("%+v", got)
	}
	at := map[float64]lifetime.Point{}
	for _, p := range got.Table {
		at[p.Time] = p
	}
	if p := at[30]; p.Share != 1 || p.AtRisk != 81 {
		t.Errorf("at 30 days: %+v", p)
	}
	if p := at[60]; float64(p.Share) != 1-40.0/81 || p.AtRisk != 41 {
		t.Errorf("at 60 days: %+v", p)
	}
	if by := got.Groupings; len(by) != 2 || by[0].Name != "acquired" || by[1].Name != "first_value" || !(by[1].Q < 0.001) {
		t.Errorf("%+v", by)
	}
	var present int64
	for _, r := range got.Remaining {
		present += r.Customers
	}
	if present != 41 {
		t.Errorf("%d present customers", present)
	}
}

func invent(t testing.TB, seed uint64) []store.OrderLine {
	r := rand.New(rand.NewPCG(seed, 1))
	var out []store.OrderLine
	for c := range 500 {
		n := r.IntN(300)
		for range 1 + r.IntN(8) {
			l := storetest.Sale(fmt.Sprint("c", c), day(t, n), float64(r.IntN(10000))/100)
			l.Channel = fmt.Sprint("channel ", r.IntN(3))
			out = append(out, l)
			n += 1 + r.IntN(50)
		}
	}
	return out
}

func TestShop_RowOrderAndTheFutureDoNotMatter(t *testing.T) {
	lines, asOf := invent(t, 1), day(t, 250)
	want, err := json.Marshal(shop(t, lines, asOf))
	if err != nil {
		t.Fatal(err)
	}
	var known []store.OrderLine
	for _, l := range lines {
		if engine.DayOf(l.At) <= asOf {
			known = append(known, l)
		}
	}
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(known), func(i, k int) { known[i], known[k] = known[k], known[i] })
	if got, _ := json.Marshal(shop(t, known, asOf)); string(got) != string(want) || len(known) == len(lines) {
		t.Errorf("%s\n%s", got, want)
	}
}

// A cohort by design: everybody starts in the first window, so that first purchases are starts.
func TestShop_CDNOWCountsFirstPurchasesAsStarts(t *testing.T) {
	s := storetest.CDNOWSample(t)
	d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	got, err := lifetime.Shop(context.Background(), s, d, lab.FirstDay)
	if err != nil || !got.Assumed || got.Lives != 2357 || got.Unknown != 0 {
		t.Errorf("%d lives, %d unknown, assumed %v, %v", got.Lives, got.Unknown, got.Assumed, err)
	}
}

func TestQuestions_ReadTheMacrosOnly(t *testing.T) {
	churntest.OnlyMacros(t, os.DirFS("."))
	churntest.OnlyMacros(t, os.DirFS("../bridge"))
	churntest.OnlyMacros(t, os.DirFS("../snapshot"))
}
