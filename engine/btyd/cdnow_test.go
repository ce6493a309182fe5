package btyd_test

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/stat/reference"
)

const week = 7.0

// history is one CDNOW customer: purchase days, and what each day brought.
type history struct {
	id    string
	days  []engine.Day
	spend []float64
}

// cdnow reads a transaction file; id is the number of its column.
func cdnow(t testing.TB, file string, id, value int) []history {
	t.Helper()
	f, err := os.Open(reference.Path(t, "data/transactions/"+file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	byDay := map[string]map[engine.Day]float64{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		w := strings.Fields(lines.Text())
		if len(w) <= value || w[0] == "customer_id" {
			continue
		}
		at, err := time.Parse("20060102", w[value-2])
		if err != nil {
			t.Fatal(err)
		}
		v, err := strconv.ParseFloat(w[value], 64)
		if err != nil {
			t.Fatal(err)
		}
		if byDay[w[id]] == nil {
			byDay[w[id]] = map[engine.Day]float64{}
		}
		byDay[w[id]][engine.DayOf(at)] += v
	}
	out := make([]history, 0, len(byDay))
	for c, days := range byDay {
		h := history{id: c}
		for d := range days {
			h.days = append(h.days, d)
		}
		slices.Sort(h.days)
		for _, d := range h.days {
			h.spend = append(h.spend, days[d])
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b history) int { return strings.Compare(a.id, b.id) })
	return out
}

func sample(t testing.TB) []history { return cdnow(t, "cdnow_sample.txt", 1, 4) }
func master(t testing.TB) []history { return cdnow(t, "cdnow_master.txt", 0, 3) }

func day(t testing.TB, s string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// calibrate cuts histories at 1997-09-30: what the models see, and the repeat
// purchase days of the 39 weeks after.
func calibrate(t testing.TB, all []history) (seen []btyd.Customer, buyers []btyd.Buyer, after []int64) {
	end := day(t, "1997-09-30")
	for _, h := range all {
		c, b, later := btyd.Customer{Repeats: -1}, btyd.Buyer{}, int64(0)
		var sum float64
		for i, d := range h.days {
			if d > end {
				later++
				continue
			}
			c.Repeats++
			c.Last = float64(d-h.days[0]) / week
			if i > 0 {
				sum += h.spend[i]
			}
		}
		c.Age = float64(end-h.days[0]) / week
		if b.Repeats = c.Repeats; b.Repeats > 0 {
			b.Mean = sum / float64(b.Repeats)
		}
		seen, buyers, after = append(seen, c), append(buyers, b), append(after, later)
	}
	return seen, buyers, after
}

// book is the summary table bundled with lifetimes.
func book(t testing.TB) (customers []btyd.Customer, buyers []btyd.Buyer) {
	table := reference.CSV(t, "data/transactions/cdnow_customers_summary_with_transactions.csv")
	for i := range table.Rows {
		number := func(column string) float64 {
			v, err := strconv.ParseFloat(table.Get(i, column), 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		x := int64(number("x"))
		customers = append(customers, btyd.Customer{Repeats: x, Last: number("t_x"), Age: number("T")})
		buyers = append(buyers, btyd.Buyer{Repeats: x, Mean: number("zbar")})
	}
	return customers, buyers
}
