package quality_test

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/quality"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

var background = context.Background()

func day(s string) engine.Day {
	d, err := engine.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// load imports files into a project in memory as if it were 2026-01-01.
func load(t testing.TB, paths ...string) *store.Store {
	t.Helper()
	s := storetest.Open(t)
	var all []ingest.Source
	for _, p := range paths {
		found, err := ingest.Sniff(background, p, engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if _, err := ingest.Load(background, s, all, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func inspect(t testing.TB, s *store.Store) quality.Report {
	t.Helper()
	today, err := quality.ImportDay(background, s)
	if err != nil {
		t.Fatal(err)
	}
	if today == engine.NoDay {
		today = day("2026-01-01")
	}
	r, err := quality.Inspect(background, s, engine.NoDay, today)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// finding returns the finding with that code and column, and whether it is there.
func finding(r quality.Report, code, column string) (quality.Finding, bool) {
	i := slices.IndexFunc(r.Findings, func(f quality.Finding) bool { return f.Code == code && f.Column == column })
	if i < 0 {
		return quality.Finding{}, false
	}
	return r.Findings[i], true
}

func rows(r quality.Report, code string) int64 {
	f, _ := finding(r, code, "")
	return f.Rows
}

// UCI Online Retail, figures of data/README.md: 135,080 rows without CustomerID, cleaned
// 397,884 rows of 4,338 customers on 18,532 invoices worth 8,911,407.904; 5,225 exact
// duplicates among the rows with a customer (of 5,268); the shop was closed over Christmas.
func TestInspect_OnlineRetailHasItsPublishedFaults(t *testing.T) {
	r := inspect(t, load(t, storetest.Shared(t, "data/transactions/online_retail.csv.gz")))
	for code, want := range map[string]int64{"rejected.no_customer": 135080, "rejected.not_positive": 40, "duplicate_rows": 5225, "gap_in_days": 11, "last_month_cut": 22} {
		if got := rows(r, code); got != want {
			t.Errorf("%s: %d rows, want %d", code, got, want)
		}
	}
	if r.Findings[0].Code != "rejected.no_customer" {
		t.Errorf("the most money is at %s", r.Findings[0].Code)
	}
	c := r.Levels[2]
	if c.Rows != 397884 || c.Orders != 18532 || c.Customers != 4338 || *c.Amount != engine.MoneyOf(8911407.904) {
		t.Errorf("counted %+v, %s", c, c.Amount)
	}
	if len(r.Netting) != 1 || r.Netting[0].Code != "cancel_prefix" || r.Netting[0].Lines != 8905 {
		t.Errorf("netting %+v", r.Netting) // 9,288 cancelled lines less those without a customer
	}
	for _, code := range []string{"walk_in", "huge_buyer", "unit_slip", "order_total_repeated", "sum_mismatch"} {
		if n := rows(r, code); n != 0 {
			t.Errorf("%s is said of %d rows", code, n)
		}
	}
}

// cn_online_orders_2019.xlsx, data/README.md: 27,793 completed orders of 25,420 buyers worth
// 3,511,305 yuan, 1,040 closed after a refund; 品牌名称 is one brand.
func TestInspect_ChineseOrdersAreNettedByStatus(t *testing.T) {
	r := inspect(t, load(t, storetest.Shared(t, "data/transactions/cn_online_orders_2019.xlsx")))
	c := r.Levels[2]
	if c.Rows != 27793 || c.Customers != 25420 || *c.Amount != engine.MoneyOf(3511305) {
		t.Errorf("counted %+v, %s", c, c.Amount)
	}
	if len(r.Netting) != 1 || r.Netting[0].Code != "given_back" || r.Netting[0].Lines != 1040 {
		t.Errorf("netting %+v", r.Netting)
	}
	if _, ok := finding(r, "constant", "category"); !ok {
		t.Error("one brand everywhere is not said")
	}
}

// CDNOW has 80 lines of value 0 (data/README.md), Northwind 2 customers who never ordered
// and no amount in orders.csv, Telco 11 blank TotalCharges.
func TestInspect_KnownOdditiesOfPublicData(t *testing.T) {
	cd := inspect(t, load(t, storetest.Shared(t, "data/transactions/cdnow_master.txt")))
	if n := rows(cd, "zero_amount"); n != 80 {
		t.Errorf("CDNOW: %d lines of amount zero", n)
	}
	nw := inspect(t, load(t, storetest.Shared(t, "data/transactions/northwind/orders.csv"), storetest.Shared(t, "data/transactions/northwind/customers.csv")))
	if rows(nw, "no_orders") != 2 || rows(nw, "no_amounts") != 830 || rows(nw, "zero_amount") != 0 {
		t.Errorf("Northwind: %+v", nw.Findings)
	}
	tel := inspect(t, load(t, storetest.Shared(t, "data/churn/telco_ibm_v1.csv")))
	if f, _ := finding(tel, "missing", "total_amount"); f.Rows != 11 || f.Share.Base != 7043 {
		t.Errorf("Telco: %+v", f)
	}
}

// clean is a sound year of 300 customers, three lines a day.
func clean() []store.OrderLine {
	rng := rand.New(rand.NewPCG(1, 2))
	var out []store.OrderLine
	for d := day("2024-01-01"); d <= day("2024-12-31"); d++ {
		for k := range 3 {
			l := storetest.Sale("C"+strconv.Itoa(rng.IntN(300)), d, math.Round(100*math.Exp(3+0.7*rng.NormFloat64()))/100)
			l.OrderID, l.Line, l.FileID = "N"+d.String()+strconv.Itoa(k), int64(len(out)+2), 1
			l.Product, l.Category, l.Channel = "p"+strconv.Itoa(rng.IntN(9)), "c"+strconv.Itoa(rng.IntN(3)), "w"+strconv.Itoa(rng.IntN(2))
			out = append(out, l)
		}
	}
	return out
}

func TestInspect_SaysNothingAboutSoundData(t *testing.T) {
	if r := inspect(t, storetest.FromLines(t, clean())); len(r.Findings) != 0 {
		t.Errorf("%+v", r.Findings)
	}
}

func quantity(l *store.OrderLine, q, price float64) {
	a, b := engine.MoneyOf(q), engine.MoneyOf(price)
	l.Quantity, l.UnitPrice = &a, &b
}

// Each fault alone, put into sound data, is found with its rows, and nothing else of weight is.
func TestInspect_FindsEachFault(t *testing.T) {
	for code, c := range map[string]struct {
		spoil func([]store.OrderLine) []store.OrderLine
		rows  int64
	}{
		"future_date":  {func(l []store.OrderLine) []store.OrderLine { l[7].At = day("2031-05-01").Time(); return l }, 1},
		"ancient_date": {func(l []store.OrderLine) []store.OrderLine { l[7].At = day("1900-01-01").Time(); return l }, 1},
		"zero_amount":  {func(l []store.OrderLine) []store.OrderLine { l[7].Amount = 0; return l }, 1},
		"outlier_high": {func(l []store.OrderLine) []store.OrderLine { l[7].Amount = engine.MoneyOf(900000); return l }, 1},
		"duplicate_rows": {func(l []store.OrderLine) []store.OrderLine {
			for i := range 4 {
				again := l[i]
				again.Line = int64(5000 + i)
				l = append(l, again)
			}
			return l
		}, 4},
		"duplicate_across_files": {func(l []store.OrderLine) []store.OrderLine {
			for i := range 5 {
				again := l[i]
				again.FileID = 2
				l = append(l, again)
			}
			return l
		}, 5},
		"order_two_customers": {func(l []store.OrderLine) []store.OrderLine { l[8].OrderID = l[2].OrderID; return l }, 2},
		"sum_mismatch": {func(l []store.OrderLine) []store.OrderLine {
			for i := range l {
				quantity(&l[i], 2, l[i].Amount.Float()/2)
			}
			quantity(&l[9], 1, l[9].Amount.Float()+5)
			off := engine.MoneyOf(5)
			quantity(&l[10], 1, l[10].Amount.Float()+5) // explained by the discount
			l[10].Discount = &off
			return l
		}, 1},
		"unit_slip": {func(l []store.OrderLine) []store.OrderLine {
			for i := range l {
				if l[i].At.Month() == time.May {
					l[i].Amount *= 100
				}
			}
			return l
		}, 93},
		"gap_in_days": {func(l []store.OrderLine) []store.OrderLine {
			return slices.DeleteFunc(l, func(l store.OrderLine) bool {
				return l.At.Month() == time.August && l.At.Day() > 9 && l.At.Day() < 20
			})
		}, 10},
		"walk_in":      {func(l []store.OrderLine) []store.OrderLine { return rename(l, "散客", 4) }, 275},
		"huge_buyer":   {func(l []store.OrderLine) []store.OrderLine { return rename(l, "X99", 3) }, 366},
		"test_account": {func(l []store.OrderLine) []store.OrderLine { l[3].CustomerID = "测试001"; return l }, 1},
		"refund_unmatched": {func(l []store.OrderLine) []store.OrderLine {
			back := l[0]
			back.Kind, back.Amount, back.Product, back.Line, back.OrderID = store.KindRefund, -engine.MoneyOf(3), "never sold", 6000, "R"
			return append(l, back)
		}, 1},
		"order_total_repeated": {func(l []store.OrderLine) []store.OrderLine {
			for i := range 40 {
				again := l[i]
				again.Line, again.Product = int64(7000+i), "another"
				quantity(&l[i], 1, 3)
				quantity(&again, 1, 4)
				l = append(l, again)
			}
			return l
		}, 40},
	} {
		t.Run(code, func(t *testing.T) {
			r := inspect(t, storetest.FromLines(t, c.spoil(clean())))
			if got := rows(r, code); got != c.rows {
				t.Errorf("%d rows, want %d: %+v", got, c.rows, r.Findings)
			}
		})
	}
}

func rename(l []store.OrderLine, id string, every int) []store.OrderLine {
	for i := range l {
		if i%every == 0 {
			l[i].CustomerID = id
		}
	}
	return l
}

func TestInspect_ColumnThatStopsIsFoundFromItsMonth(t *testing.T) {
	l := clean()
	for i := range l {
		if l[i].At.Month() >= time.October {
			l[i].Category = ""
		}
	}
	f, ok := finding(inspect(t, storetest.FromLines(t, l)), "column_stops", "category")
	if !ok || f.From != day("2024-10-01") || f.Rows != 276 {
		t.Errorf("%v %+v", ok, f)
	}
}

// The same rows in any order, on any number of cores, give the same report.
func TestInspect_DoesNotDependOnTheOrderOfRows(t *testing.T) {
	l := clean()
	for i := range 20 {
		again := l[i*7]
		again.FileID, again.Line = 2, int64(i)
		l = append(l, again)
	}
	var first string
	for i := range 3 {
		rand.New(rand.NewPCG(9, uint64(i))).Shuffle(len(l), func(a, b int) { l[a], l[b] = l[b], l[a] })
		b, err := json.Marshal(inspect(t, storetest.FromLines(t, l)))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = string(b)
		} else if string(b) != first {
			t.Errorf("%s\n%s", b, first)
		}
	}
}

// Nothing is said of rows after the as-of day.
func TestInspect_KnowsNothingAfterTheAsOfDay(t *testing.T) {
	l := clean()
	l[len(l)-1].Amount = 0
	s := storetest.FromLines(t, l)
	r, err := quality.Inspect(background, s, day("2024-06-30"), day("2026-01-01"))
	if err != nil || rows(r, "zero_amount") != 0 || r.Levels[1].Rows != 182*3 {
		t.Errorf("%v %+v", err, r)
	}
}

func TestInspect_RejectedRowsCarryTheirMoney(t *testing.T) {
	var b strings.Builder
	b.WriteString("订单编号,客户编号,下单时间,实付金额\n")
	for i := range 60 {
		id := "C" + strconv.Itoa(i%9)
		if i%20 == 3 {
			id = ""
		}
		b.WriteString("N" + strconv.Itoa(1000+i) + "," + id + ",2024-03-" + strconv.Itoa(10+i%19) + ",50.25\n")
	}
	path := filepath.Join(t.TempDir(), "订单.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	f, _ := finding(inspect(t, load(t, path)), "rejected.no_customer", "")
	if f.Rows != 3 || f.Amount == nil || *f.Amount != engine.MoneyOf(150.75) || f.Examples[0].Line != 5 || f.Examples[0].File != "订单.csv" {
		t.Errorf("%+v", f)
	}
}
