package churn_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestDecide_SaysWhySilenceCannotBeRead(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	back := storetest.Sale("A", day("2024-01-01"), -5)
	back.Kind = store.KindRefund
	for code, c := range map[string]struct {
		lines  []store.OrderLine
		asOf   engine.Day
		window int
	}{
		"churn.no_orders": {lines: []store.OrderLine{back}, asOf: engine.NoDay},
		"churn.one_customer": {lines: []store.OrderLine{
			storetest.Sale("A", day("2024-01-01"), 1), storetest.Sale("A", day("2024-02-01"), 1)}, asOf: engine.NoDay},
		"churn.one_day": {lines: []store.OrderLine{
			storetest.Sale("A", day("2024-01-01"), 1), storetest.Sale("B", day("2024-01-01"), 1)}, asOf: engine.NoDay},
		"churn.as_of_before_data": {lines: []store.OrderLine{
			storetest.Sale("A", day("2024-01-01"), 1), storetest.Sale("B", day("2024-02-01"), 1)}, asOf: day("2023-12-31")},
		"churn.bad_window": {lines: []store.OrderLine{
			storetest.Sale("A", day("2024-01-01"), 1), storetest.Sale("B", day("2024-02-01"), 1)}, asOf: engine.NoDay, window: -1},
	} {
		_, _, err := churn.Decide(context.Background(), storetest.FromLines(t, c.lines), churn.Options{AsOf: c.asOf, WindowDays: c.window})
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
}

// rhythm invents customers who buy on `times` days, `gap` days apart.
func rhythm(t testing.TB, customers, times, gap int) []store.OrderLine {
	start := churntest.Day(t, "2023-01-01")
	var out []store.OrderLine
	for c := range customers {
		for n := range times {
			out = append(out, storetest.Sale(fmt.Sprintf("%d x %d: %d", times, gap, c), start+engine.Day(c%30+n*gap), 10))
		}
	}
	return out
}

func TestDecide_ReasonFollowsTheData(t *testing.T) {
	end := storetest.Sale("end", churntest.Day(t, "2025-12-31"), 1) // three years of history
	for _, c := range []struct {
		what   string
		lines  []store.OrderLine
		window int
		reason string
	}{
		{"buyers every 40 days", append(rhythm(t, 60, 20, 40), end), 45, churn.ReasonFlattened},
		{"a dozen repeats", append(rhythm(t, 12, 2, 40), end), 90, churn.ReasonFewRepeat},
		{"a dozen repeats in five weeks", rhythm(t, 12, 2, 20), 10, churn.ReasonFewRepeat},
		{"half a year, returns still coming", append(rhythm(t, 60, 2, 100), rhythm(t, 60, 2, 150)...), 45, churn.ReasonHistoryShort},
		{"six weeks", rhythm(t, 200, 3, 7), 14, churn.ReasonHistoryShort},
	} {
		s := storetest.FromLines(t, c.lines)
		d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
		if err != nil {
			t.Fatal(err)
		}
		if d.WindowDays != c.window || d.Reason != c.reason || lab.Suggested != d.Suggested || d.Chosen != churn.ChosenSuggested {
			t.Errorf("%s: %d days (%s), want %d (%s)", c.what, d.WindowDays, d.Reason, c.window, c.reason)
		}
		if history := int(d.AsOf - lab.FirstDay); d.WindowDays > max(1, history/3) {
			t.Errorf("%s: a window of %d in a history of %d cannot be checked", c.what, d.WindowDays, history)
		}
	}
}

func TestDecide_UserWindowIsCheckedOnThePast(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("A", day("2024-01-01"), 1),
		storetest.Sale("B", day("2024-05-01"), 3), storetest.Sale("B", day("2024-11-01"), 1),
		storetest.Sale("C", day("2024-09-30"), 4),
		storetest.Sale("D", day("2024-12-31"), 1),
	})
	// 365 days of history: horizon 90, checked at the end of 2024-10-02, where A, B and C are
	// known, A and B silent for more than 50 days, and B bought again by 12-31.
	d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 50})
	if err != nil {
		t.Fatal(err)
	}
	if d.Chosen != churn.ChosenUser || d.WindowDays != 50 || d.CheckedAt != day("2024-10-02") || d.HorizonDays != 90 ||
		d.FalseChurn != engine.NewRate(1, 2) || d.AsOf != day("2024-12-31") {
		t.Errorf("got %+v", d)
	}
	if lab.OneTime != engine.NewRate(3, 4) || lab.FirstDay != day("2024-01-01") || lab.LastDay != d.AsOf {
		t.Errorf("got %+v", lab)
	}
	rows, err := churn.Sweep(context.Background(), s, churn.Check{AsOf: d.AsOf, Cutoff: d.CheckedAt, Horizon: 91}, []int{50})
	if err != nil || rows[0].False.Value.Defined() || rows[0].SpendShare != 0.5 {
		t.Errorf("an open horizon must leave false churn undefined: %+v, %v", rows, err)
	}
	d, _, err = churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 300})
	if err != nil || d.FalseChurn.Value.Defined() || d.CheckedAt != engine.NoDay {
		t.Errorf("nobody could be silent for 300 days at the cut-off: %+v, %v", d, err)
	}
}

func TestStudy_WithoutPurchasesIsEmpty(t *testing.T) {
	lab, err := churn.Study(context.Background(), storetest.Open(t), engine.NoDay)
	if err != nil || lab.Gaps.Total != 0 || len(lab.Sweep) != 0 || lab.OneTime.Value.Defined() || lab.FirstDay != engine.NoDay {
		t.Errorf("got %+v, %v", lab, err)
	}
}
