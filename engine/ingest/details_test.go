package ingest

import (
	"testing"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// The totals are those the publisher of the sample database gives for its orders:
// 1,265,793.04 after discount and 1,354,458.59 before. A line is unit price × quantity
// × (1 − discount) to four decimals, which is exact here; only the sum is rounded.
func TestLoad_NorthwindOrdersAndTheirLinesAreJoined(t *testing.T) {
	heads, lines := storetest.Shared(t, "data/transactions/northwind/orders.csv"), storetest.Shared(t, "data/transactions/northwind/order_details.csv")
	for _, files := range [][]string{{heads, lines}, {lines, heads}} {
		s, r := loadFiles(t, files...)
		if r.Orders != 830 || r.Customers != 89 || r.Lines != 2155 || hasWarning(r.Warnings, "import.totals_differ") || hasWarning(r.Warnings, "import.overlapping_orders") || hasWarning(r.Warnings, "import.no_amount") {
			t.Errorf("%+v", r)
		}
		for _, f := range r.Files {
			if f.Read != f.Loaded || f.Rejected+f.Merged != 0 {
				t.Errorf("%+v", f)
			}
		}
		for text, want := range map[string]float64{
			"SELECT units(sum(amount)) FROM lines_known(DATE '9999-01-01')":                1265793.0395,
			"SELECT units(sum(unit_price * quantity)) FROM lines_known(DATE '9999-01-01')": 1354458.59,
			"SELECT units(sum(amount)) FROM money_days(DATE '9999-01-01')":                 1265793.0395,
		} {
			if got := one[engine.Money](t, s, text); got != engine.MoneyOf(want) {
				t.Errorf("%s: %v", text, got.Float())
			}
		}
		if n := one[int](t, s, "SELECT count(*) FROM live_lines WHERE product_id IS NULL OR customer_id IS NULL"); n != 0 {
			t.Errorf("%d lines without product or customer", n)
		}
	}
}

func TestLoad_LinesWithoutTheirOrdersSayWhichTableIsMissing(t *testing.T) {
	src := sniff(t, storetest.Shared(t, "data/transactions/northwind/order_details.csv"))
	if !src[0].Mapping.Details() {
		t.Fatalf("%+v", src[0].Mapping)
	}
	_, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{})
	if code(err) != "import.no_order_table" {
		t.Error(err)
	}
}

func TestMatch_LinesAreComparedWithTheirOrdersByNumber(t *testing.T) {
	src := append(sniff(t, write(t, "d.csv", []byte("order_id,product,unit_price,quantity\n1,a,2,1\n1,b,2,1\n2,a,2,1\n9,a,2,1\n"))),
		sniff(t, write(t, "o.csv", []byte("order_id,customer_id,order_date\n1,A,2024-01-01\n2,B,2024-01-02\n3,A,2024-01-03\n")))...)
	got, err := Match(bg, src, engine.NoProgress{})
	if err != nil || len(got) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	if k := got[0]; k.LeftField != FieldOrderID || k.Left != 0 || k.Right != 1 || k.LeftKeys != 3 || k.Both != 2 || k.RowsWithout != 1 || len(k.Unmatched) != 1 || k.Unmatched[0] != "9" {
		t.Errorf("%+v", k)
	}
}
