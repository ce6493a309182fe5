package warning

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// A past check inside an analysis of today sees what an analysis of that day sees: also the
// purchases that were given back since.
func TestLook_SeesAPastDayAsItWasKnown(t *testing.T) {
	const start = engine.Day(19000)
	rng := stat.NewRand(21, "past")
	var lines []store.OrderLine
	for i := range 120 {
		for at := float64(start); at < float64(start)+500; at += 1 + 20*rng.ExpFloat64() {
			l := storetest.Sale(fmt.Sprintf("C%d", i), engine.Day(at), 10)
			l.Category = []string{"tea", "cups"}[rng.IntN(2)]
			if rng.IntN(6) == 0 {
				l.Kind, l.VoidOn = store.KindRefunded, engine.Day(at)+engine.Day(5+rng.IntN(90))
			}
			lines = append(lines, l)
		}
	}
	s := storetest.FromLines(t, lines)
	then := engine.DayOf(engine.Day(19390).Time().AddDate(0, 0, -engine.Day(19390).Time().Day())) // a month-end
	sameAsPurchases(t, s, start+500, then)
	look := func(known engine.Day) check {
		ctx := context.Background()
		days, err := readDays(ctx, s, known)
		if err != nil {
			t.Fatal(err)
		}
		m, err := readMixes(ctx, s, known)
		if err != nil {
			t.Fatal(err)
		}
		d := churn.Definition{WindowDays: 60, AsOf: known}
		return (&shop{d: &d, customers: days, mixes: m, seed: 1}).look(then, then-31, func(int) float64 { return 3 }, 4)
	}
	now, was := look(start+500), look(then)
	if len(now.rows) < 50 || !reflect.DeepEqual(now.rows, was.rows) || now.prior != was.prior || now.limit != was.limit {
		t.Errorf("%d and %d judged, priors %v %v, limits %v %v", len(now.rows), len(was.rows), now.prior, was.prior, now.limit, was.limit)
	}
}

// sameAsPurchases compares the days of everybody as of a past day with the macro that knows
// that day only.
func sameAsPurchases(t *testing.T, s *store.Store, end, then engine.Day) {
	t.Helper()
	ctx := context.Background()
	all, err := readDays(ctx, s, end)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int32][]engine.Day{}
	for i := range all {
		if days := all[i].at(then); len(days) > 0 {
			got[all[i].no] = days
		}
	}
	want := map[int32][]engine.Day{}
	const text = "-- one row per purchase day\nSELECT customer_no, day_no(day) FROM purchases($as_of::DATE) ORDER BY customer_no, day"
	err = store.Query(ctx, s, text, store.Params{"as_of": then}, func(scan store.Scan) error {
		var no int32
		var day engine.Day
		err := scan(&no, &day)
		want[no] = append(want[no], day)
		return err
	})
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%d and %d customers with other days, or %v", len(got), len(want), err)
	}
}
