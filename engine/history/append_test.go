package history_test

import (
	"maps"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/ingest"
)

func equalFacts(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s: %s differ: %s against %s", what, name, got[name], want[name])
		}
	}
}

// Next month's export starts two weeks before this month's ends, and knows what has
// been refunded since: together they are one export of the whole time.
func TestAppend_OverlappingExportsEqualOneOfTheirUnion(t *testing.T) {
	for seed := range uint64(3) {
		early, late := orders(seed, true, false), orders(seed, true, true)
		first, second := early.between("1.csv", 0, 40), late.between("2.csv", 26, days)
		plain := orders(seed, false, false)
		parts := []table{
			first, plain.between("p1.csv", 0, 40), tickets(seed).between("t1.csv", 0, 40), feedback(seed).between("f1.csv", 0, 40),
			contacts(seed).between("c1.csv", 0, 40), sheets(seed).between("q1.csv", 0, 40), customers(0, 30, "银"),
			second, plain.between("p2.csv", 26, days), tickets(seed).between("t2.csv", 26, days), feedback(seed).between("f2.csv", 26, days),
			contacts(seed).between("c2.csv", 26, days), sheets(seed).between("q2.csv", 26, days), customers(20, 40, "金"),
		}
		union := []table{
			early.between("", 0, 25).and("1.csv", second), plain, tickets(seed), feedback(seed), contacts(seed), sheets(seed),
			customers(0, 20, "银").and("members.csv", customers(20, 40, "金")),
		}
		want := knownFacts(t, loaded(t, union...))
		inTurn := loaded(t, parts...)
		equalFacts(t, "in turn", knownFacts(t, inTurn), want)
		balance(t, inTurn)
		// Customer tables tell no day: the later import is the fresher one.
		slices.Reverse(parts[:6])
		swapped := slices.Concat(parts[7:13], parts[:7], parts[13:])
		other := loaded(t, swapped...)
		equalFacts(t, "the other way round", knownFacts(t, other), want)
		balance(t, other)
	}
}

func TestAppend_ARefundInAFresherExportKeepsTheOrderItDoesNotCover(t *testing.T) {
	head := "订单编号,客户编号,付款时间,实付金额"
	jan := table{"1.csv", head, []entry{{0, "A1,甲,2024-01-10,100"}, {0, "A2,乙,2024-01-31,50"}}}
	feb := table{"2.csv", head, []entry{{0, "A1,甲,2024-02-05,-100"}, {0, "A3,乙,2024-02-06,70"}}}
	s := loaded(t, jan, feb)
	if n := count(t, s, "live_lines"); n != 4 {
		t.Errorf("%d lines count, want 4", n)
	}
	balance(t, s)
}

func TestAppend_TheSameNumberOfAnotherCustomerIsAnotherOrder(t *testing.T) {
	head := "订单编号,客户编号,付款时间,实付金额"
	s := loaded(t, table{"a店.csv", head, []entry{{0, "1,甲,2024-01-10,100"}, {0, "2,乙,2024-01-11,50"}}},
		table{"b店.csv", head, []entry{{0, "1,丙,2024-01-10,30"}, {0, "2,丁,2024-01-11,20"}}})
	if n := count(t, s, "live_lines"); n != 4 {
		t.Errorf("%d lines count, want 4", n)
	}
}

func TestAppend_AListOfOrdersAndOneOfTheirLinesAreReported(t *testing.T) {
	lines := table{"明细.csv", "订单编号,客户编号,付款时间,商品名称,实付金额", []entry{{0, "1,甲,2024-01-10,杯子,60"}, {0, "1,甲,2024-01-10,茶,40"}, {0, "2,乙,2024-01-11,伞,50"}}}
	heads := table{"汇总.csv", "订单编号,客户编号,付款时间,实付金额", []entry{{0, "1,甲,2024-01-10,100"}, {0, "2,乙,2024-01-11,50"}}}
	s := loaded(t, lines, heads)
	r, err := ingest.ReadReport(bg, s)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Warnings, func(w engine.Warning) bool { return w.Code == "import.overlapping_orders" })
	if i < 0 || r.Warnings[i].Args["orders"] != 2.0 || r.Warnings[i].Args["other"] != "明细.csv" || r.Lines != 5 {
		t.Errorf("%d lines, %+v", r.Lines, r.Warnings)
	}
	if err := history.Remove(bg, s, 2, when); err != nil {
		t.Fatal(err)
	}
	if r, err = ingest.ReadReport(bg, s); err != nil || len(r.Warnings) != 0 || r.Lines != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAppend_RowsEqualWithinOneTableStay(t *testing.T) {
	head := "客户编号,付款时间,商品名称,实付金额"
	twice := []entry{{0, "甲,2024-01-10,杯子,60"}, {0, "甲,2024-01-10,杯子,60"}, {0, "乙,2024-01-12,杯子,60"}}
	s := loaded(t, table{"a.csv", head, twice}, table{"b.csv", head, append(twice, entry{0, "乙,2024-01-20,茶,9"})})
	if n := count(t, s, "live_lines"); n != 4 {
		t.Errorf("%d lines count, want 4", n)
	}
	balance(t, s)
}

func TestAppend_TheSameBytesTwiceStayWhenOneIsRemoved(t *testing.T) {
	s := loaded(t, orders(1, true, false), orders(1, true, false))
	want := count(t, s, "live_lines")
	for _, gone := range []int32{1, 2} {
		if err := history.Remove(bg, s, gone, when); err != nil {
			t.Fatal(err)
		}
		balance(t, s)
		if n := count(t, s, "live_lines"); gone == 1 && n != want || gone == 2 && n != 0 {
			t.Errorf("%d lines after table %d went", n, gone)
		}
	}
}

func TestAppend_AProjectOfOneTableComparesNothing(t *testing.T) {
	s := loaded(t, orders(1, true, false))
	if n := count(t, s, "superseded"); n != 0 {
		t.Errorf("%d rows superseded", n)
	}
}
