package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

const manyLines = `-- one row per line as text
SELECT l::VARCHAR FROM order_lines l WHERE line = $line`

func TestInsertLines_KeepsEveryValueAndItsAbsence(t *testing.T) {
	s := storetest.Open(t)
	long := strings.Repeat("很长的商品名称", 5)
	qty, coupon, days := engine.MoneyOf(2), true, 1.5
	var lines []store.OrderLine
	for i := range 5000 { // more than two vectors, absent and present values in turn
		l := storetest.Sale("客户", day(t, "1969-12-30")+engine.Day(i%4), 12.34)
		l.Line = int64(i)
		if i%3 == 0 {
			l.Product, l.Quantity, l.Coupon, l.Promised, l.VoidOn = long, &qty, &coupon, &days, day(t, "2024-02-29")
			l.Region = "bad \xff bytes"
		}
		lines = append(lines, l)
	}
	if err := s.Write(context.Background(), func(tx *store.Tx) error { return tx.AppendLines(context.Background(), lines) }); err != nil {
		t.Fatal(err)
	}
	for i, parts := range map[int][]string{
		0:    {"'day': 1969-12-30", "'placed_at': '1969-12-30", long, "'quantity': 2.0000", "'amount': 12.3400", "'coupon': true", "'promised_days': 1.5", "'void_on': 2024-02-29", "bad � bytes"},
		4999: {"'day': 1970-01-02", "'product': NULL", "'quantity': NULL", "'coupon': NULL", "'promised_days': NULL", "'void_on': NULL", "'region': NULL"},
	} {
		var got string
		if _, err := store.One(context.Background(), s, manyLines, store.Params{"line": i}, &got); err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			if !strings.Contains(got, p) {
				t.Errorf("line %d has no %s: %s", i, p, got)
			}
		}
	}
}

func TestInsertLines_AnErrorOfTheSourceIsReturnedAsItIs(t *testing.T) {
	s := storetest.Open(t)
	boom := &engine.Error{Code: "import.truncated"}
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		return tx.InsertLines(context.Background(), func() (*store.Lines, error) { return nil, boom })
	})
	var e *engine.Error
	if !errors.As(err, &e) || e != boom {
		t.Errorf("got %v", err)
	}
	if _, err := store.One(context.Background(), s, "SELECT count(*) FROM incoming_lines()", nil, new(int)); err == nil {
		t.Error("the function of the import answers outside of it")
	}
}
