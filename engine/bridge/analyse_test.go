package bridge_test

import (
	"context"
	"encoding/json"
	"testing"

	"huiliu/engine"
	"huiliu/engine/bridge"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// shop is a small shop by hand: two halves of 100 days.
func shop(t testing.TB) []store.OrderLine {
	day := func(n int) engine.Day { return churntest.Day(t, "2024-01-01") + engine.Day(n) }
	sale := func(who string, n int, product string, quantity, amount, discount float64) store.OrderLine {
		l := storetest.Sale(who, day(n), amount)
		q, d := engine.MoneyOf(quantity), engine.MoneyOf(discount)
		l.Product, l.Quantity, l.Discount = product, &q, &d
		return l
	}
	back := storetest.Sale("kept", day(150), -7)
	back.Kind = store.KindRefund
	given := sale("kept", 160, "tea", 1, 11, 0)
	given.Kind, given.VoidOn = store.KindRefunded, day(170)
	return []store.OrderLine{
		sale("lost", 0, "tea", 3, 30, 0),
		sale("kept", 10, "tea", 2, 20, 0),
		sale("new", 120, "tea", 1, 11, 0),
		sale("kept", 130, "tea", 2, 22, 0), sale("kept", 199, "cup", 1, 8, 2), back, given,
	}
}

func analyse(t testing.TB, lines []store.OrderLine, asOf engine.Day) bridge.Result {
	t.Helper()
	d := churn.Definition{Business: churn.NonContractual, AsOf: asOf, WindowDays: 30}
	got, err := bridge.Analyse(context.Background(), storetest.FromLines(t, lines), d, churntest.Day(t, "2024-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// By hand: tea costs 10 before and 11 after, reference 10.50. Kept: one day of 21 at
// reference → three days (given back included) of 21 + 10 + 10.50.
func TestAnalyse_SmallShopByHand(t *testing.T) {
	got := analyse(t, shop(t), churntest.Day(t, "2024-01-01")+199)
	a := amounts(got)
	if a[bridge.New] != engine.MoneyOf(11) || a[bridge.Lapsed] != engine.MoneyOf(-30) || a[bridge.Refunds] != engine.MoneyOf(-18) || a[bridge.Returned] != 0 {
		t.Errorf("%v", a)
	}
	if kept := a[bridge.Frequency] + a[bridge.Basket] + a[bridge.Price] + a[bridge.Discount]; kept != engine.MoneyOf(21) { // 22 + 8 + 11 − 20
		t.Errorf("kept %s", kept)
	}
	if a[bridge.Frequency] <= 0 || a[bridge.Basket] >= 0 || a[bridge.Price] <= 0 || a[bridge.Discount] >= 0 {
		t.Errorf("%v", a)
	}
	if got.Before.Net != engine.MoneyOf(50) || got.After.Net != engine.MoneyOf(34) || got.Kept != 1 || !got.Products || !got.Discounts {
		t.Errorf("%+v", got)
	}
}

func TestAnalyse_TheFutureIsNotSeen(t *testing.T) {
	all, asOf := shop(t), churntest.Day(t, "2024-01-01")+165
	var known []store.OrderLine
	for _, l := range all {
		if engine.DayOf(l.At) <= asOf {
			if l.Kind == store.KindRefunded {
				l.Kind, l.VoidOn = store.KindSale, engine.NoDay // given back on day 170
			}
			known = append(known, l)
		}
	}
	want, _ := json.Marshal(analyse(t, known, asOf))
	if got, _ := json.Marshal(analyse(t, all, asOf)); string(got) != string(want) || len(known) == len(all) {
		t.Errorf("%s\n%s", got, want)
	}
}

func TestAnalyse_SaysWhenThereIsNothingToCompare(t *testing.T) {
	if got := analyse(t, shop(t), churntest.Day(t, "2024-01-01")+20); got.Skipped != "too_short" {
		t.Errorf("%+v", got)
	}
	got, err := bridge.Analyse(context.Background(), storetest.Open(t), churn.Definition{Business: churn.Contractual, AsOf: engine.NoDay}, engine.NoDay)
	if err != nil || got.Skipped != "contractual" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
}

// The net revenue of the two periods is that of money_days, whatever the parts.
func TestAnalyse_NetIsThatOfTheMoneyDays(t *testing.T) {
	s := storetest.CDNOW(t)
	d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	got, err := bridge.Analyse(context.Background(), s, d, lab.FirstDay)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []bridge.Totals{got.Before, got.After} {
		var net engine.Money
		_, err := store.One(context.Background(), s, "-- one row\nSELECT units(sum(amount)) FROM money_days($to::DATE) WHERE day > $from::DATE",
			store.Params{"from": p.From, "to": p.To}, &net)
		if err != nil || net != p.Net || net == 0 {
			t.Errorf("%s to %s: %s, want %s, %v", p.From, p.To, p.Net, net, err)
		}
	}
	t.Logf("%+v", got.Parts)
}
