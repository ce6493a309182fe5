package survival_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
	"huiliu/engine/survival"
)

// The two views of purchase gaps in CDNOW: finished gaps only (the popular, biased
// one) say 88 % come back within 180 days; with the unfinished ones it is 60 %.
func TestKaplanMeierCounts_EqualsCDNOWPurchaseGaps(t *testing.T) {
	days, done, open, finished := cdnowGaps(t)
	slices.Sort(finished)
	var biased struct{ P50, P75, P80, P90, P95 float64 }
	tol := reference.Item(t, "05_definitions.json", "cdnow_gap_finished", &biased)
	tol.Near(t, "p50", stat.Quantile(finished, 0.5), biased.P50)
	tol.Near(t, "p80", stat.Quantile(finished, 0.8), biased.P80)
	tol.Near(t, "p90", stat.Quantile(finished, 0.9), biased.P90)

	var want struct {
		N                                     int64
		By30, By60, By90, By120, By180, By365 float64
		P25, P50, P60, P75, P80, P90          *float64
	}
	tol = reference.Item(t, "05_definitions.json", "cdnow_gap_km", &want)
	c := survival.KaplanMeierCounts(days, done, open)
	if c.N() != want.N {
		t.Errorf("gaps = %d, want %d", c.N(), want.N)
	}
	for day, share := range map[float64]float64{30: want.By30, 60: want.By60, 90: want.By90,
		120: want.By120, 180: want.By180, 365: want.By365} {
		tol.Near(t, "bought again", 1-c.At(day), share)
	}
	for p, day := range map[float64]*float64{0.25: want.P25, 0.5: want.P50, 0.6: want.P60,
		0.75: want.P75, 0.8: want.P80, 0.9: want.P90} {
		got, ok := c.Quantile(p)
		optional(t, tol, "window", engine.Number(got), ok, day)
	}
}

// cdnowGaps counts gaps between distinct purchase days of each customer by length,
// the last one running to the end of the data.
func cdnowGaps(t *testing.T) (days []int, done, open []int64, finished []float64) {
	t.Helper()
	f, err := os.Open(reference.Path(t, "data/transactions/cdnow_master.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	bought := map[string][]engine.Day{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		w := strings.Fields(lines.Text())
		if len(w) < 4 || w[0] == "customer_id" {
			continue
		}
		at, err := time.Parse("20060102", w[1])
		if err != nil {
			t.Fatal(err)
		}
		bought[w[0]] = append(bought[w[0]], engine.DayOf(at))
	}
	end, err := engine.ParseDay("1998-06-30")
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range bought {
		slices.Sort(list)
		list = slices.Compact(list)
		for i, d := range list {
			next, ended, running := end, int64(0), int64(1)
			if i+1 < len(list) {
				next, ended, running = list[i+1], 1, 0
				finished = append(finished, float64(next-d))
			}
			days, done, open = append(days, int(next-d)), append(done, ended), append(open, running)
		}
	}
	return days, done, open, finished
}
