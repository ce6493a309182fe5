package feature

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// shop is what a project is made of, so that it can be cut off at a day.
type shop struct {
	lines   []store.OrderLine
	tickets []fact
	contact []fact
}

type fact struct {
	customer string
	day      engine.Day
}

func (s *shop) open(t *testing.T) *store.Store {
	t.Helper()
	db, ctx := storetest.Open(t), context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AppendLines(ctx, s.lines); err != nil {
			return err
		}
		err := tx.Append(ctx, "tickets", func(a *store.Appender) error {
			for i, f := range s.tickets {
				if err := a.Row(int32(1), int64(i), fmt.Sprint(i), f.customer, f.day.Time(), nil, nil, true); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		err = tx.Append(ctx, "contacts", func(a *store.Appender) error {
			for i, f := range s.contact {
				if err := a.Row(int32(2), int64(i), "c", f.customer, f.day.Time(), "treated", nil, nil, nil, nil, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// cut is the shop as an export on the evening of day would have shown it: later
// rows are missing, sales given back later are plain sales, parcels under way
// have no delivery time.
func (s *shop) cut(day engine.Day) *shop {
	out := &shop{}
	for _, l := range s.lines {
		if l.At.After(day.Time().AddDate(0, 0, 1).Add(-1)) {
			continue
		}
		if l.Kind == store.KindRefunded && l.VoidOn > day {
			l.Kind, l.VoidOn = store.KindSale, engine.NoDay
		}
		if l.Actual != nil && engine.DayOf(l.At)+engine.Day(math.Ceil(*l.Actual)) > day {
			l.Actual = nil
		}
		out.lines = append(out.lines, l)
	}
	keep := func(f fact) bool { return f.day > day }
	out.tickets = slices.DeleteFunc(slices.Clone(s.tickets), keep)
	out.contact = slices.DeleteFunc(slices.Clone(s.contact), keep)
	return out
}

var opening = engine.DayOf(engine.Day(19000).Time())

const openDays = 500

func syntheticShop(seed uint64) *shop {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &shop{}
	for c := range 300 {
		id := fmt.Sprintf("客%03d", c)
		day := opening + engine.Day(r.IntN(300))
		for gap := 1 + r.ExpFloat64()*60; day < opening+openDays; day += engine.Day(1 + r.ExpFloat64()*gap) {
			for n := range 1 + r.IntN(3) {
				s.lines = append(s.lines, randomLine(r, id, day, n))
			}
			if r.IntN(6) == 0 {
				s.tickets = append(s.tickets, fact{id, day + engine.Day(r.IntN(20))})
				s.contact = append(s.contact, fact{id, day + engine.Day(r.IntN(20))})
			}
		}
	}
	return s
}

func randomLine(r *rand.Rand, id string, day engine.Day, n int) store.OrderLine {
	l := storetest.Sale(id, day, float64(r.IntN(20000))/100)
	l.Line = int64(n)
	l.Category = []string{"", "茶", "酒", "糖"}[r.IntN(4)]
	coupon, promised, actual := r.IntN(3) == 0, 3.0, float64(r.IntN(9))+0.5
	l.Coupon = &coupon
	if r.IntN(2) == 0 {
		l.Promised, l.Actual = &promised, &actual
	}
	discount := engine.Money(r.IntN(50000))
	l.Discount = &discount
	switch r.IntN(12) {
	case 0:
		l.Kind, l.VoidOn = store.KindRefunded, day+engine.Day(r.IntN(60))
	case 1:
		l.Kind, l.Amount = store.KindRefund, -l.Amount
	case 2:
		l.Kind, l.VoidOn = store.KindVoid, day
	}
	return l
}

// cdnowShop reads the sample's lines back from a project.
func cdnowShop(t *testing.T) *shop {
	db := storetest.CDNOWSample(t)
	const text = "-- one row per order line\nSELECT customer_id, day_no(day), units(amount) FROM order_lines ORDER BY line"
	lines, err := store.All(context.Background(), db, text, nil, func(scan store.Scan, l *store.OrderLine) error {
		var id string
		var day engine.Day
		var amount engine.Money
		if err := scan(&id, &day, &amount); err != nil {
			return err
		}
		*l = storetest.Sale(id, day, amount.Float())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return &shop{lines: lines}
}

func builder(list []query, pop Population) Builder {
	return func(ctx context.Context, r store.Reader, asOf engine.Day) (*Frame, error) {
		return build(ctx, r, list, Spec{AsOf: asOf, Population: pop, Window: 90})
	}
}

// leaksOn runs the proof on random days of a shop.
func leaksOn(t *testing.T, s *shop, first engine.Day, days, rounds int, build Builder) []Leak {
	t.Helper()
	full := s.open(t)
	r := rand.New(rand.NewPCG(7, 7))
	var out []Leak
	for range rounds {
		day := first + engine.Day(30+r.IntN(days-60))
		found, err := Leaks(context.Background(), full, s.cut(day).open(t), day, build)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	return out
}

// METHODS B4: features of the whole project as of a day are those of a project
// that ends on that day, bit for bit.
func TestBuild_SeesNothingAfterAsOf(t *testing.T) {
	for _, pop := range []Population{Active, Everyone} {
		if l := leaksOn(t, syntheticShop(1), opening, openDays, 4, builder(queries(), pop)); len(l) > 0 {
			t.Errorf("synthetic, population %d: %d leaks, first %+v", pop, len(l), l[0])
		}
	}
}

func TestBuild_SeesNothingAfterAsOfOnCDNOW(t *testing.T) {
	first, err := engine.ParseDay("1997-01-01")
	if err != nil {
		t.Fatal(err)
	}
	if l := leaksOn(t, cdnowShop(t), first, 545, 3, shipped(Everyone)); len(l) > 0 {
		t.Errorf("CDNOW: %d leaks, first %+v", len(l), l[0])
	}
}

// shipped is the shipped builder behind the Builder type.
func shipped(pop Population) Builder {
	return func(ctx context.Context, r store.Reader, asOf engine.Day) (*Frame, error) {
		return Build(ctx, r, asOf, pop, 90)
	}
}

// faults are the classical leaks, seeded into the shipped SQL.
var faults = map[string]struct{ old, new string }{
	"latest date of all data": {
		"$as_of::DATE - day AS ago\n    FROM purchases($as_of::DATE)",
		"(SELECT max(day) FROM purchases(DATE '9999-12-31')) - day AS ago\n    FROM purchases($as_of::DATE)"},
	"all-time totals": {
		"sum(sales) AS sales FROM money_days($as_of::DATE)",
		"sum(sales) AS sales FROM money_days(DATE '9999-12-31')"},
	"later refunds": {
		"FROM returns_known($as_of::DATE)",
		"FROM returns_known(DATE '9999-12-31')"},
	"purchases without those given back later": {
		"FROM purchases($as_of::DATE) SEMI JOIN kept",
		"FROM (SELECT * FROM purchases(DATE '9999-12-31') WHERE day <= $as_of::DATE) SEMI JOIN kept"},
	"deliveries under way": {
		"CASE WHEN day + ceil(actual_days)::INTEGER <= $as_of::DATE THEN round((actual_days - promised_days) * 1440)::BIGINT END",
		"round((actual_days - promised_days) * 1440)::BIGINT"},
	"later tickets": {
		"FROM tickets_known($as_of::DATE)",
		"FROM tickets_known(DATE '9999-12-31')"},
}

func TestLeaks_CatchesSeededFaults(t *testing.T) {
	s := syntheticShop(2)
	for name, f := range faults {
		list, seeded := queries(), false
		for k := range list {
			text := strings.Replace(list[k].text, f.old, f.new, 1)
			seeded = seeded || text != list[k].text
			list[k].text = text
		}
		if !seeded {
			t.Fatalf("%s: the fault was not seeded", name)
		}
		if l := leaksOn(t, s, opening, openDays, 1, builder(list, Everyone)); len(l) == 0 {
			t.Errorf("%s was not caught", name)
		}
	}
}
