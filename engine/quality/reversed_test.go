package quality_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/quality"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// reference/05b_netting.json, online_retail_exact_netting.
func TestInspect_MatchesCancellationsOneToOneAsReference_05b_netting(t *testing.T) {
	var want struct {
		Rows      int64   `json:"cancellation_rows"`
		Matched   int64   `json:"matched_rows"`
		Amount    float64 `json:"matched_amount"`
		Lines     int64   `json:"purchase_lines_before"`
		Left      int64   `json:"purchase_lines_after"`
		Buyers    int64   `json:"customers_before"`
		Stay      int64   `json:"customers_after"`
		Days      int64   `json:"purchase_days_before"`
		DaysLeft  int64   `json:"purchase_days_after"`
		Gross     float64 `json:"gross_after"`
		Unmatched float64 `json:"unmatched_cancel_amount"`
	}
	tol := reference.Item(t, "05b_netting.json", "online_retail_exact_netting", &want)
	got := inspect(t, load(t, storetest.Shared(t, "data/transactions/online_retail.csv.gz"))).Reversed
	if got == nil {
		t.Fatal("nothing is said about what was given back")
	}
	for what, pair := range map[string][2]int64{
		"cancellations": {got.Refunds, want.Rows}, "matched": {got.Matched, want.Matched},
		"lines before": {got.Before.Rows, want.Lines}, "lines after": {got.After.Rows, want.Left},
		"customers before": {got.Before.Customers, want.Buyers}, "customers after": {got.After.Customers, want.Stay},
		"days before": {got.Before.Days, want.Days}, "days after": {got.After.Days, want.DaysLeft},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %d, want %d", what, pair[0], pair[1])
		}
	}
	tol.Near(t, "matched amount", got.Amount.Float(), want.Amount)
	tol.Near(t, "gross after", got.After.Amount.Float(), want.Gross)
	tol.Near(t, "unmatched amount", -got.Open.Float(), want.Unmatched)
}

// A refund takes the latest earlier line of the same customer, product, price and quantity
// that none has taken yet: a stack for each of those.
func TestInspect_ReversedIsWhatAStackSays(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for round := range 5 {
		lines, want := shopOfRefunds(r, 400)
		got := inspect(t, storetest.FromLines(t, lines)).Reversed
		if got == nil {
			t.Fatal("nothing is said about what was given back")
		}
		if got.Refunds != want.Refunds || got.Matched != want.Matched || got.Amount != want.Amount || got.Open != want.Open || got.After.Rows != want.After.Rows ||
			got.After.Orders != want.After.Orders || got.After.Days != want.After.Days || got.After.Customers != want.After.Customers || *got.After.Amount != *want.After.Amount {
			t.Errorf("round %d: %+v, want %+v", round, *got, want)
		}
	}
}

// shopOfRefunds invents lines that are often given back, and what a stack says about them.
func shopOfRefunds(r *rand.Rand, n int) (lines []store.OrderLine, want quality.Reversed) {
	start, open := day("2024-01-01"), map[string][]int{}
	kept := map[int]bool{}
	for i := range n {
		who, price, count := fmt.Sprintf("c%02d", r.IntN(20)), float64(1+r.IntN(2)), float64(1+r.IntN(2))
		l := storetest.Sale(who, start+engine.Day(i/4), price*count)
		l.Line, l.Product = int64(i+2), []string{"tea", "cup"}[r.IntN(2)]
		key := fmt.Sprint(who, l.Product, price, count)
		quantity, unit := engine.MoneyOf(count), engine.MoneyOf(price)
		if r.IntN(5) < 2 {
			quantity, l.Amount, l.Kind = -quantity, -l.Amount, store.KindRefund
			l.OrderID = "C" + l.OrderID
			want.Refunds++
			if s := open[key]; len(s) > 0 {
				want.Matched, want.Amount = want.Matched+1, want.Amount-l.Amount
				delete(kept, s[len(s)-1])
				open[key] = s[:len(s)-1]
			} else {
				want.Open -= l.Amount
			}
		} else {
			kept[i] = true
			open[key] = append(open[key], i)
		}
		l.Quantity, l.UnitPrice = &quantity, &unit
		lines = append(lines, l)
	}
	orders, days, people, left := map[string]bool{}, map[string]bool{}, map[string]bool{}, engine.Money(0)
	for i := range kept {
		l := lines[i]
		left += l.Amount
		orders[l.OrderID], people[l.CustomerID], days[l.CustomerID+l.At.String()] = true, true, true
	}
	want.After = quality.Level{Rows: int64(len(kept)), Orders: int64(len(orders)), Days: int64(len(days)), Customers: int64(len(people)), Amount: &left}
	return lines, want
}
