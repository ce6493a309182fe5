package describe_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/describe"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// METHODS 1.1: c_year = 1 − (1 − c)^(365 ÷ d); 10 % a month is 71.8 % a year, not 120 %.
func TestConvert_CompoundsInsteadOfAdding(t *testing.T) {
	r := engine.NewRate(100, 1000)
	got := describe.Convert(r, 30, 30, 360)
	if math.Abs(float64(got[0].Value-r.Value)) > 1e-12 || math.Abs(float64(got[1].Value)-(1-math.Pow(0.9, 12))) > 1e-12 || !(got[1].Low < got[1].Value && got[1].Value < got[1].High) {
		t.Errorf("%+v", got)
	}
	if none := describe.Convert(engine.NewRate(0, 0), 30, 365); none[0].Value.Defined() {
		t.Errorf("%+v", none)
	}
}

// By hand, window 90 as of 2024-12-31: 40 customers spend 100 in the stretch up to
// 2024-10-01; half of them spend 60 after it, one of these gets 20 back. A new customer
// and one who bought earlier only do not count.
func TestDescribe_NetRetentionByHand(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	lines := []store.OrderLine{storetest.Sale("new", day("2024-12-31"), 999), storetest.Sale("early", day("2024-01-05"), 999), storetest.Sale("early", day("2024-11-05"), 999)}
	for i := range 40 {
		who := fmt.Sprint("c", i)
		lines = append(lines, storetest.Sale(who, day("2024-08-01"), 100))
		if i%2 == 0 {
			lines = append(lines, storetest.Sale(who, day("2024-11-01"), 60))
		}
	}
	back := storetest.Sale("c0", day("2024-12-01"), -20)
	back.Kind = store.KindRefund
	s := storetest.FromLines(t, append(lines, back))
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	n := got.NetRetention
	if n.Customers != 40 || n.Before != engine.MoneyOf(4000) || n.After != engine.MoneyOf(1180) || n.Value != 0.295 || !(n.Low < 0.295 && 0.295 < n.High) || n.High > 0.45 {
		t.Errorf("%+v", n)
	}
	if c := got.Converted; len(c) != 2 || !(c[1].Value > c[0].Value) {
		t.Errorf("%+v", c)
	}
}
