package predict

import (
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestLastOfMonth_IsTheDayItselfAtTheEnd(t *testing.T) {
	for day, want := range map[string]string{"2024-03-31": "2024-03-31", "2024-03-30": "2024-02-29", "2024-03-01": "2024-02-29", "2023-12-31": "2023-12-31", "2024-01-01": "2023-12-31"} {
		if got := lastOfMonth(date(t, day)); got != date(t, want) {
			t.Errorf("%s: %v, want %s", day, got, want)
		}
	}
}

// What a race without the month learns and scores is what a project without it would
// have shown: outcomes, and features that look at one customer.
func TestLose_EqualsAProjectWithoutTheMonth(t *testing.T) {
	lines := shopLines(4, 900)
	d := shopChurn(60)
	db := storetest.FromLines(t, lines)
	snaps := &snapshots{reader: db, window: d.WindowDays, options: Options{Seed: 2, Kinds: few()}.withDefaults(), progress: engine.NoProgress{}, cache: map[engine.Day]*feature.Frame{}}
	_, h, err := hold(t.Context(), snaps, d)
	if err != nil || h == nil {
		t.Fatal(err)
	}
	s := &study{heat: h, snaps: snaps, train: h.course.train, seed: 2, p: engine.NoProgress{}}
	l, err := s.lose(t.Context())
	if err != nil || l == nil {
		t.Fatalf("%v: nothing was lost", err)
	}
	test := h.test.day[0]
	end := lastOfMonth(test)
	if l.month.Time().Day() != 1 || end-l.month > 30 || end > test {
		t.Fatalf("month from %v to %v before %v", l.month, end, test)
	}
	rest := storetest.FromLines(t, slices.DeleteFunc(slices.Clone(lines), func(o store.OrderLine) bool {
		on := engine.DayOf(o.At)
		return l.month <= on && on <= end
	}))
	want, err := feature.Build(t.Context(), rest, test, feature.Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := feature.CustomerIDs(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	other, err := feature.CustomerIDs(t.Context(), rest)
	if err != nil {
		t.Fatal(err)
	}
	place := map[string]int{}
	for i, no := range want.CustomerNo {
		place[other[no]] = i
	}
	changed := 0
	for k, i := range l.rows {
		row, ok := place[ids[h.test.who[i]]]
		if !ok {
			t.Fatalf("customer %s has nothing left", ids[h.test.who[i]])
		}
		for _, name := range []string{colSilence, colPurchaseDays, colMeanAmount} {
			got := l.test.Find(name).Number[k]
			if w := want.Column(name)[row]; got != w {
				t.Fatalf("%s of %s: %v, want %v", name, ids[h.test.who[i]], got, w)
			}
			if got != h.test.X.Find(name).Number[i] {
				changed++
			}
		}
	}
	if changed == 0 {
		t.Error("the lost month changed nothing")
	}
	labels(t, s, l, rest, other, ids, test)
}

func labels(t *testing.T, s *study, l *lost, rest *store.Store, other, ids map[int32]string, end engine.Day) {
	t.Helper()
	flipped, at := 0, 0
	days := slices.Clone(s.train.day)
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		if day >= l.month {
			t.Fatal("the sample shop trains before the month")
		}
		f, err := feature.Build(t.Context(), rest, day, feature.Everyone, 0)
		if err != nil {
			t.Fatal(err)
		}
		y, err := feature.Labels(t.Context(), rest, f, s.snaps.window, end)
		if err != nil {
			t.Fatal(err)
		}
		left := map[string]bool{}
		for i, no := range f.CustomerNo {
			left[other[no]] = y[i]
		}
		for i, no := range s.train.who {
			if s.train.day[i] != day {
				continue
			}
			if l.train.Y[at] != left[ids[no]] {
				t.Fatalf("%s on %v: left %v, want %v", ids[no], day, l.train.Y[at], left[ids[no]])
			}
			if l.train.Y[at] != s.train.Y[i] {
				flipped++
			}
			at++
		}
	}
	if at != len(l.train.Y) || flipped == 0 {
		t.Errorf("%d of %d rows, %d outcomes changed", at, len(l.train.Y), flipped)
	}
}
