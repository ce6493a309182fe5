package describe_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/describe"
	"huiliu/engine/segment"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// tenCustomers is computed by hand as of 2024-12-31 with a window of 90 days; the
// period therefore starts at the end of 2024-10-01.
func tenCustomers(t testing.TB) []store.OrderLine {
	buy := func(who, day string, amount float64) store.OrderLine {
		return storetest.Sale(who, churntest.Day(t, day), amount)
	}
	refund := func(who, day string, amount float64) store.OrderLine {
		l := buy(who, day, amount)
		l.Kind, l.OrderID = store.KindRefund, l.OrderID+"-back"
		return l
	}
	return []store.OrderLine{
		buy("A", "2024-01-10", 100),                            // silent 356: lost, long; lost at the start too
		buy("B", "2024-03-01", 50), buy("B", "2024-11-15", 50), // lost at the start, came back
		buy("C", "2024-09-01", 30), buy("C", "2024-12-01", 30), // active at both
		buy("D", "2024-09-10", 200),                            // active at the start, silent 112: lost
		buy("E", "2024-10-01", 10),                             // bought on the start day, silent 91: lost
		buy("F", "2024-10-02", 10),                             // new in the period, silent 90: not lost
		buy("G", "2024-05-20", 80), buy("G", "2024-05-25", 20), // silent 220: lost, mid
		refund("G", "2024-06-10", -20),                          // after the last purchase: given back all the same
		buy("H", "2023-01-01", 500), buy("H", "2023-12-20", 40), // 500 is more than a year before the last
		buy("H", "2024-04-01", 60), // silent 274: lost, long
		buy("I", "2024-12-31", 5),  // new today
		buy("J", "2024-02-01", 20), buy("J", "2024-02-02", 20), buy("J", "2024-02-03", 20),
		refund("J", "2024-02-04", -10),                         // a refund day is no purchase day, but its money counts
		buy("J", "2024-02-05", 20), buy("J", "2024-02-06", 20), // silent 329: lost, long
	}
}

func TestDescribe_TenCustomersByHand(t *testing.T) {
	s := storetest.FromLines(t, tenCustomers(t))
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.3, Source: describe.MarginAssumed})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, got)
	r := got.Rates
	if r.From.String() != "2024-10-01" || r.To.String() != "2024-12-31" {
		t.Errorf("period %s to %s", r.From, r.To)
	}
	for name, c := range map[string]struct {
		got          engine.Rate
		events, base int64
	}{
		"churn (D E of C D E)":        {r.Churn, 2, 3},
		"retention (C)":               {r.Retention, 1, 3},
		"recovery (B of A B G H J)":   {r.Recovery, 1, 5},
		"silent (A D E G H J)":        {r.Silent, 6, 10},
		"one time (A D E F I)":        {r.OneTime, 5, 10},
		"one time, lost (A D E of 5)": {r.OneTimeLost, 3, 5},
	} {
		if c.got != engine.NewRate(c.events, c.base) {
			t.Errorf("%s: got %d of %d", name, c.got.Events, c.got.Base)
		}
	}
	// A 100, D 200, E 10, G 80, H 100, J 90
	if l := got.Loss; l.Customers != 6 || l.Revenue != engine.MoneyOf(580) || l.Margin != engine.MoneyOf(174) || l.TopShare != 300.0/580 {
		t.Errorf("loss %+v", l)
	}
	checkGroups(t, got.TimeBands, map[string]want{"recent": {2, 63}, "mid": {1, 24}, "long": {3, 87}})
	checkGroups(t, got.Stages, map[string]want{"new": {3, 93}, "active": {2, 54}, "long_standing": {1, 27}})
	// Two of six are the top 20 %: D and one of A, H with 100 each; the two stay together.
	checkGroups(t, got.ValueTiers, map[string]want{"high": {3, 120}, "medium": {0, 0}, "low": {3, 54}})
}

// want is what a group must hold.
type want struct {
	n      int64
	margin float64
}

func checkGroups(t *testing.T, got []describe.Group, wanted map[string]want) {
	t.Helper()
	if len(got) != len(wanted) {
		t.Errorf("got %+v", got)
	}
	for _, g := range got {
		if w := wanted[g.Key]; g.Customers != w.n || g.Margin != engine.MoneyOf(w.margin) {
			t.Errorf("%s: %d customers with %s, want %d with %.2f", g.Key, g.Customers, g.Margin, w.n, w.margin)
		}
	}
}

// randomLines invents two years of 400 customers with everything that can vary.
func randomLines(t testing.TB, seed uint64) []store.OrderLine {
	r := rand.New(rand.NewPCG(seed, 1))
	start := churntest.Day(t, "2023-01-01")
	var out []store.OrderLine
	for c := range 400 {
		day := start + engine.Day(r.IntN(500))
		for n := range 1 + r.IntN(6) {
			l := storetest.Sale(fmt.Sprintf("c%03d", (c*7919)%400), day, float64(r.IntN(100000))/100)
			l.OrderID = fmt.Sprint(c, "-", n)
			l.Channel, l.Region = fmt.Sprint("channel ", r.IntN(3)), fmt.Sprint("region ", r.IntN(20))
			l.Category = fmt.Sprint("category ", r.IntN(5))
			coupon, cost := r.IntN(3) == 0, l.Amount/3
			l.Coupon, l.Cost = &coupon, &cost
			out = append(out, l)
			twin := l // a second line of the order at the same moment
			twin.Category, twin.Amount = fmt.Sprint("category ", r.IntN(5)), l.Amount/7
			out = append(out, twin)
			if r.IntN(10) == 0 {
				back := l
				back.Kind, back.Amount = store.KindRefund, -l.Amount/2
				back.At = (day + engine.Day(r.IntN(20))).Time()
				out = append(out, back)
			}
			if r.IntN(15) == 0 {
				i := len(out) - 1
				if out[i].Kind == store.KindSale {
					out[i].Kind, out[i].VoidOn = store.KindRefunded, day+engine.Day(1+r.IntN(400))
				}
			}
			day += engine.Day(1 + r.IntN(120))
		}
	}
	return out
}

// everything is the whole answer as of a day, as JSON.
func everything(t testing.TB, lines []store.OrderLine, asOf engine.Day) string {
	t.Helper()
	ctx, s := context.Background(), storetest.FromLines(t, lines)
	d, lab, err := churn.Decide(ctx, s, churn.Options{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	m, found, err := describe.MeasuredMargin(ctx, s, asOf)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	result, err := describe.Describe(ctx, s, d, m)
	if err != nil {
		t.Fatal(err)
	}
	rfm, err := segment.ByRFM(ctx, s, d)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Attributes) != 5 { // stage, coupon, channel, region, category
		t.Errorf("%d attributes", len(result.Attributes))
	}
	b, err := json.Marshal([]any{d, lab, m, result, rfm})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestDescribe_RowOrderDoesNotMatter(t *testing.T) {
	lines, asOf := randomLines(t, 1), churntest.Day(t, "2024-06-30")
	want := everything(t, lines, asOf)
	r := rand.New(rand.NewPCG(2, 2))
	for range 2 {
		r.Shuffle(len(lines), func(i, k int) { lines[i], lines[k] = lines[k], lines[i] })
		if got := everything(t, lines, asOf); got != want {
			t.Fatalf("the answer changed with the order of rows\n%s\n%s", want, got)
		}
	}
}

// METHODS 2 (B4): the answer as of a day equals the answer from a copy that was
// physically cut off on that day.
func TestDescribe_LaterRowsNeverChangeAnEarlierDay(t *testing.T) {
	lines := randomLines(t, 3)
	for _, day := range []string{"2023-09-17", "2024-02-29", "2024-06-30"} {
		asOf := churntest.Day(t, day)
		var known []store.OrderLine
		for _, l := range lines {
			if engine.DayOf(l.At) > asOf {
				continue
			}
			if l.Kind == store.KindRefunded && l.VoidOn > asOf { // not given back yet
				l.Kind, l.VoidOn = store.KindSale, engine.NoDay
			}
			known = append(known, l)
		}
		if len(known) == len(lines) {
			t.Fatal("nothing was cut off")
		}
		if want, got := everything(t, known, asOf), everything(t, lines, asOf); got != want {
			t.Errorf("as of %s the future is visible\n%s\n%s", day, want, got)
		}
	}
}

func TestDescribe_PartitionsAddUpForAnyRate(t *testing.T) {
	s := storetest.FromLines(t, randomLines(t, 5))
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	for _, rate := range []float64{0, 0.1, 1.0 / 3, 0.2718281828, 1, -0.15} {
		got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: rate})
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, got)
		if got.Loss.Customers < 50 {
			t.Errorf("only %d lost customers", got.Loss.Customers)
		}
	}
}

func TestFlow_AddsUpForAnyWindow(t *testing.T) {
	s := storetest.FromLines(t, randomLines(t, 6))
	for _, days := range []int{1, 7, 28, 31, 90, 365} {
		got, err := describe.Flow(context.Background(), s, churn.Definition{AsOf: churntest.Day(t, "2024-12-31"), WindowDays: days - 1})
		if err != nil || len(got) < 12 {
			t.Fatal(len(got), err)
		}
		addsUp(t, describe.Result{Flow: got})
		for _, f := range got { // the active counted one by one
			var n int64
			_, err := store.One(context.Background(), s,
				"-- one row\nSELECT count(DISTINCT customer_no) FROM purchases('2024-12-31'::DATE) WHERE day <= $t::DATE AND day > $t::DATE - $days::INTEGER",
				store.Params{"t": f.End, "days": days}, &n)
			if err != nil || n != f.Active {
				t.Errorf("%d days, %s: %d active, want %d, %v", days, f.End, f.Active, n, err)
			}
		}
	}
}

func TestMeasuredMargin_NeedsCostOnHalfOfTheLines(t *testing.T) {
	day := churntest.Day(t, "2024-01-01")
	line := func(who string, amount float64, cost float64) store.OrderLine {
		l := storetest.Sale(who, day, amount)
		if c := engine.MoneyOf(cost); cost > 0 {
			l.Cost = &c
		}
		return l
	}
	lines := []store.OrderLine{line("A", 100, 60), line("B", 300, 200), line("C", 1000, 0)}
	m, found, err := describe.MeasuredMargin(context.Background(), storetest.FromLines(t, lines), day)
	if err != nil || !found || m.Rate != 0.35 || m.Source != describe.MarginFromCost { // 140 of 400
		t.Errorf("%+v %v %v", m, found, err)
	}
	lines = append(lines, line("D", 1, 0), line("E", 1, 0))
	if m, found, err = describe.MeasuredMargin(context.Background(), storetest.FromLines(t, lines), day); err != nil || found {
		t.Errorf("cost on 2 of 5 lines was enough: %+v, %v", m, err)
	}
}

func TestDescribe_TinyHistoryIsUndefinedNotZero(t *testing.T) {
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("A", churntest.Day(t, "2024-01-01"), 1), storetest.Sale("B", churntest.Day(t, "2024-01-02"), 1),
	})
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil || d.WindowDays != 1 {
		t.Fatal(d, err)
	}
	got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, got)
	if got.Rates.Churn.Value.Defined() || got.Rates.Recovery.Value.Defined() || got.Loss.TopShare.Defined() || len(got.Flow) != 0 {
		t.Errorf("got %+v", got)
	}
	if c := got.Cohorts.Rows; len(c) != 1 || c[0].Size != 2 || !c[0].Cells[0].Open {
		t.Errorf("cohorts %+v", c)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
}
