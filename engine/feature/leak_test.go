package feature

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

var opening = engine.DayOf(engine.Day(19000).Time())

const openDays = 500

// syntheticShop has every kind of fact a feature is made of.
func syntheticShop(seed uint64) *excerpt {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &excerpt{}
	topics, arms := []string{"质量", "物流"}, []string{"treated", "control"}
	for c := range 300 {
		id := fmt.Sprintf("客%03d", c)
		day := opening + engine.Day(r.IntN(300))
		if c%2 == 0 {
			s.joined = append(s.joined, dated{customer: id, day: day - engine.Day(r.IntN(40))})
		}
		for gap := 1 + r.ExpFloat64()*60; day < opening+openDays; day += engine.Day(1 + r.ExpFloat64()*gap) {
			for n := range 1 + r.IntN(3) {
				s.lines = append(s.lines, randomLine(r, id, day, n))
			}
			if r.IntN(6) == 0 {
				at, score := day+engine.Day(r.IntN(20)), float64(1+r.IntN(5))
				s.tickets = append(s.tickets, dated{id, at, &topics[r.IntN(2)], nil})
				s.contacts = append(s.contacts, dated{id, at, &arms[r.IntN(2)], nil})
				s.scores = append(s.scores, dated{id, at, nil, &score})
			}
		}
	}
	return s
}

func randomLine(r *rand.Rand, id string, day engine.Day, n int) store.OrderLine {
	l := storetest.Sale(id, day, float64(r.IntN(20000))/100)
	l.Line = int64(n)
	l.Category = []string{"", "茶", "酒", "糖"}[r.IntN(4)]
	l.ProductID, l.Channel = fmt.Sprint("P", r.IntN(40)), []string{"", "淘宝", "门店"}[r.IntN(3)]
	price := engine.Money(10000 + r.IntN(90000))
	l.UnitPrice = &price
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

func builder(list []query, pop Population) Builder {
	return func(ctx context.Context, r store.Reader, asOf engine.Day) (*Frame, error) {
		return build(ctx, r, list, Spec{AsOf: asOf, Population: pop, Window: 90})
	}
}

// prove opens a shop and runs the proof on it.
func prove(t *testing.T, s store.Reader, o ProofOptions) Proof {
	t.Helper()
	p, err := Prove(context.Background(), s, opening+openDays+100, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func opened(t *testing.T, e *excerpt) *store.Store {
	t.Helper()
	s, err := e.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// METHODS B4: features of the whole project as of a day are those of a project
// that ends on that day, bit for bit.
func TestProve_ShippedFeaturesSeeNothingAfterTheDay(t *testing.T) {
	s := opened(t, syntheticShop(1))
	for _, pop := range []Population{Active, Everyone} {
		p := prove(t, s, ProofOptions{Seed: 1, Days: 4, Customers: 200, Build: builder(queries(), pop)})
		if !p.Holds() || len(p.Leaking) > 0 {
			t.Errorf("population %d: %+v", pop, p)
		}
		if p.Features != int64(len(Catalogue())) || p.Customers != 200 || len(p.Days) != 4 || p.Cut == 0 {
			t.Errorf("not everything was tried: %+v", p)
		}
	}
}

func TestProve_HoldsOnCDNOW(t *testing.T) {
	p, err := Prove(context.Background(), storetest.CDNOWSample(t), 12000, ProofOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !p.Holds() {
		t.Errorf("%+v", p)
	}
}

// A replay of a past day proves what that day would have proved.
func TestProve_KnowsNothingAfterItsOwnDay(t *testing.T) {
	rows, day := syntheticShop(4), opening+380
	rows.joined = append(rows.joined, dated{customer: "早", day: opening}) // shifts the customers' numbers
	past, _ := rows.cut(day)
	past.joined = past.joined[:len(past.joined)-1]
	var got [2]Proof
	for k, s := range []*store.Store{opened(t, rows), opened(t, past)} {
		p, err := Prove(context.Background(), s, day, ProofOptions{Customers: 50})
		if err != nil {
			t.Fatal(err)
		}
		got[k] = p
	}
	if !reflect.DeepEqual(got[0], got[1]) || !got[0].Holds() {
		t.Errorf("%+v, %+v", got[0], got[1])
	}
}

func TestProve_SaysWhenThereIsNothingToCompare(t *testing.T) {
	if p := prove(t, storetest.FromLines(t, nil), ProofOptions{}); p.Skipped != "no_customers" || p.Holds() {
		t.Errorf("an empty project: %+v", p)
	}
	oneDay := storetest.FromLines(t, []store.OrderLine{storetest.Sale("A", opening, 1)})
	if p := prove(t, oneDay, ProofOptions{}); p.Skipped != "no_days" || p.Holds() {
		t.Errorf("one day: %+v", p)
	}
}

// faults are the classical leaks, seeded into the shipped SQL.
var faults = map[string]struct{ feature, old, new string }{
	"latest date of all data": {"silence_days",
		"$as_of::DATE - day AS ago\n    FROM purchases($as_of::DATE)",
		"(SELECT max(day) FROM purchases(DATE '9999-12-31')) - day AS ago\n    FROM purchases($as_of::DATE)"},
	"all-time totals": {"refund_share",
		"sum(sales) AS sales FROM money_days($as_of::DATE)",
		"sum(sales) AS sales FROM money_days(DATE '9999-12-31')"},
	"later refunds": {"refunds_365",
		"FROM returns_known($as_of::DATE)",
		"FROM returns_known(DATE '9999-12-31')"},
	"purchases without those given back later": {"amount",
		"FROM purchases($as_of::DATE) SEMI JOIN kept",
		"FROM (SELECT * FROM purchases(DATE '9999-12-31') WHERE day <= $as_of::DATE) SEMI JOIN kept"},
	"deliveries under way": {"late_share",
		"CASE WHEN actual_days <= $as_of::DATE - day THEN",
		"CASE WHEN actual_days IS NOT NULL THEN"},
	"later tickets": {"tickets_365",
		"FROM tickets_known($as_of::DATE)",
		"FROM tickets_known(DATE '9999-12-31')"},
}

func TestProve_CatchesSeededFaults(t *testing.T) {
	s := opened(t, syntheticShop(2))
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
		p := prove(t, s, ProofOptions{Days: 1, Build: builder(list, Everyone)})
		if p.Holds() || p.Different == 0 || !slices.Contains(p.Leaking, f.feature) {
			t.Errorf("%s was not caught: %+v", name, p)
		}
	}
}
