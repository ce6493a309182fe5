package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

const derivedRows = `-- one row per derived row as text
SELECT 'index' || i::VARCHAR FROM customer_index i UNION ALL SELECT 'days' || d::VARCHAR FROM customer_days d
UNION ALL SELECT 'lines' || l::VARCHAR FROM customer_lines l UNION ALL SELECT 'whose' || customer_no || ' ' || l.customer_id || l.line
FROM live_lines l JOIN customer_index USING (customer_id) UNION ALL SELECT 'orders' || value FROM meta WHERE key = 'orders' ORDER BY ALL`

// What is summed while lines go in is what the database finds when it looks at them.
func TestRebuild_OfNotedLinesIsThatOfTheDatabase(t *testing.T) {
	for seed := range uint64(6) {
		lines := randomLines(rand.New(rand.NewPCG(seed, 7)), 4000, day(t, "2023-12-25"))
		s := storetest.Open(t)
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return insertNoted(ctx, tx, lines) })
		noted := texts(t, s, derivedRows)
		// Nothing is noted in a write without lines.
		write(t, s, func(context.Context, *store.Tx) error { return nil })
		if asked := texts(t, s, derivedRows); len(asked) < 5000 || !slices.Equal(asked, noted) {
			t.Fatalf("seed %d: %s", seed, firstDifference(asked, noted))
		}
	}
}

// Lines beside others, in another write or not noted, are summed with them.
func TestRebuild_OfNotedLinesBesideOthersSumsAll(t *testing.T) {
	lines := randomLines(rand.New(rand.NewPCG(1, 1)), 2000, day(t, "2024-02-01"))
	asked := storetest.Open(t)
	write(t, asked, func(ctx context.Context, tx *store.Tx) error { return tx.AppendLines(ctx, lines) })
	write(t, asked, func(context.Context, *store.Tx) error { return nil }) // by asking
	want := texts(t, asked, derivedRows)
	mixed, later := storetest.Open(t), storetest.Open(t)
	write(t, mixed, func(ctx context.Context, tx *store.Tx) error {
		if err := insertNoted(ctx, tx, lines[:700]); err != nil {
			return err
		}
		return tx.AppendLines(ctx, lines[700:])
	})
	write(t, later, func(ctx context.Context, tx *store.Tx) error { return tx.AppendLines(ctx, lines[:700]) })
	write(t, later, func(ctx context.Context, tx *store.Tx) error { return insertNoted(ctx, tx, lines[700:]) })
	for name, s := range map[string]*store.Store{"in one write": mixed, "in two writes": later} {
		if got := texts(t, s, derivedRows); !slices.Equal(want, got) {
			t.Errorf("%s: first difference %s", name, firstDifference(want, got))
		}
	}
}

// randomLines are lines with everything that a derived row depends on.
func randomLines(r *rand.Rand, n int, first engine.Day) []store.OrderLine {
	kinds := []string{store.KindSale, store.KindSale, store.KindSale, store.KindRefund, store.KindRefunded, store.KindVoid}
	maybe := func(v float64) *float64 {
		if r.IntN(3) == 0 {
			return nil
		}
		return &v
	}
	money := func(m engine.Money) *engine.Money {
		if r.IntN(8) == 0 {
			return nil
		}
		return &m
	}
	var lines []store.OrderLine
	for i := range n {
		customer := fmt.Sprintf("客户%d", r.IntN(500))
		if i%50 == 0 {
			customer = ""
		}
		l := storetest.Sale(customer, first+engine.Day(r.IntN(5)), 0)
		l.Line, l.OrderID = int64(i+2), fmt.Sprintf("A%d", r.IntN(n))
		l.Amount, l.Kind = engine.Money(r.Int64N(5e8)), kinds[r.IntN(len(kinds))]
		l.VoidOn = engine.NoDay
		switch l.Kind {
		case store.KindRefund:
			l.Amount = -l.Amount
		case store.KindRefunded, store.KindVoid:
			l.VoidOn = first + engine.Day(5+r.IntN(3))
		}
		l.Discount, l.Cost = money(engine.Money(r.Int64N(1e6))), money(engine.Money(r.Int64N(1e6)))
		l.Promised, l.Actual = maybe(float64(r.IntN(4))), maybe(float64(r.IntN(4)))
		if r.IntN(3) > 0 {
			used := r.IntN(2) == 0
			l.Coupon = &used
		}
		lines = append(lines, l)
	}
	return lines
}

// insertNoted inserts the lines in batches of three registers.
func insertNoted(ctx context.Context, tx *store.Tx, lines []store.OrderLine) error {
	registers := []*store.Register{store.NewRegister(), store.NewRegister(), store.NewRegister()}
	var b store.Lines
	n := 0
	return tx.InsertLines(ctx, func() (*store.Lines, error) {
		if len(lines) == 0 {
			return nil, nil
		}
		b.Reset(nil)
		b.Register(registers[n%len(registers)])
		n++
		for range min(300, len(lines)) {
			b.Add(&lines[0])
			lines = lines[1:]
		}
		return &b, nil
	})
}

func write(t *testing.T, s *store.Store, f func(context.Context, *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	err := s.Write(ctx, func(tx *store.Tx) error {
		if err := f(ctx, tx); err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func texts(t *testing.T, s *store.Store, query string) []string {
	t.Helper()
	list, err := store.All(context.Background(), s, query, nil, func(scan store.Scan, text *string) error { return scan(text) })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func firstDifference(want, got []string) string {
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			return "want " + want[i] + ", got " + got[i]
		}
	}
	return fmt.Sprint(len(want), " and ", len(got), " rows")
}
