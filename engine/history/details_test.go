package history_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

const detailHeader = "订单编号,商品名称,单价,数量,优惠金额"

// details makes lines of the orders of a shop, some without amounts that can be read
// and some of orders that no table has.
func details(seed uint64) table {
	r := random(seed)
	t := table{name: "details.csv", header: detailHeader}
	for n := range 200 {
		for range 1 + r.IntN(3) {
			quantity := "1"
			if r.IntN(30) == 0 {
				quantity = "一把"
			}
			t.rows = append(t.rows, entry{n * days / 200, fmt.Sprintf("N%04d,杯子,%d,%s,1", 3*n, 2+r.IntN(50), quantity)})
		}
	}
	return t
}

// twoTables makes the same shop as one table and as a table of orders and one of lines.
func twoTables(seed uint64) (flat, heads, lines table) {
	r := random(seed)
	flat = table{name: "flat.csv", header: "订单编号,客户编号,付款时间,订单状态,渠道,商品名称,单价,数量,优惠金额"}
	heads = table{name: "heads.csv", header: "订单编号,客户编号,付款时间,订单状态,渠道"}
	lines = table{name: "lines.csv", header: detailHeader}
	for n := range 60 + r.IntN(60) {
		order := fmt.Sprintf("N%04d", n)
		head := fmt.Sprintf("C%02d,%s,%s,%s", r.IntN(20), date(r.IntN(days)), [...]string{"交易成功", "交易成功", "退款成功", "交易关闭"}[r.IntN(4)], [...]string{"小程序", "门店", ""}[r.IntN(3)])
		heads.rows = append(heads.rows, entry{0, order + "," + head})
		for range 1 + r.IntN(4) {
			quantity := 1 + r.IntN(5)
			if r.IntN(12) == 0 {
				quantity = -1
			}
			line := fmt.Sprintf("%s,%d.%02d,%d,%d", [...]string{"杯子", "茶", "伞"}[r.IntN(3)], 5+r.IntN(90), r.IntN(100), quantity, r.IntN(3))
			flat.rows = append(flat.rows, entry{0, order + "," + head + "," + line})
			lines.rows = append(lines.rows, entry{0, order + "," + line})
		}
	}
	r.Shuffle(len(lines.rows), func(i, j int) { lines.rows[i], lines.rows[j] = lines.rows[j], lines.rows[i] })
	return flat, heads, lines
}

// A shop exported as two tables is the shop exported as one, whichever table comes first.
func TestDetails_TwoTablesAreTheSameShopAsOne(t *testing.T) {
	for seed := range uint64(4) {
		flat, heads, lines := twoTables(seed)
		want := knownFacts(t, loaded(t, flat))
		together := storetest.Open(t)
		load(t, together, sources(t, lines, heads)...)
		late := storetest.Open(t)
		load(t, late, sources(t, heads)...)
		load(t, late, sources(t, lines)...)
		// The order of the lines first: their orders are taken out and come back.
		back := storetest.Open(t)
		load(t, back, sources(t, heads, lines)...)
		remove(t, back, 1)
		load(t, back, sources(t, heads.and("again.csv", table{}))...)
		for name, s := range map[string]*store.Store{"one batch": together, "orders first": late, "orders again": back} {
			balance(t, s)
			for fact, got := range knownFacts(t, s) {
				if got != want[fact] {
					t.Errorf("seed %d, %s: %s are %s, of one table %s", seed, name, fact, got, want[fact])
				}
			}
		}
	}
}

func remove(t *testing.T, s *store.Store, file int32) {
	t.Helper()
	if err := history.Remove(bg, s, file, when); err != nil {
		t.Fatal(err)
	}
}

func TestDetails_TakingEitherTableOutAndBackChangesNothing(t *testing.T) {
	_, heads, lines := twoTables(7)
	s := loaded(t, heads, lines)
	before := state(t, s)
	for _, file := range []int32{1, 2} {
		remove(t, s, file)
		balance(t, s)
		if file == 1 && (count(t, s, "live_lines") != 0 || count(t, s, "live_rejects WHERE reason = 'no_order'") != int64(len(lines.rows))) {
			t.Errorf("lines count without their orders")
		}
		if _, _, err := history.Undo(bg, s, when); err != nil {
			t.Fatal(err)
		}
		if after := state(t, s); after != before {
			t.Errorf("table %d: before\n%s, after\n%s", file, before, after)
		}
	}
}

func TestDetails_OrdersWithoutLinesKeepTheirOwnAmount(t *testing.T) {
	heads := table{"orders.csv", "订单编号,客户编号,付款时间,实付金额", []entry{{0, "1,甲,2024-01-10,20"}, {0, "2,乙,2024-01-11,50"}, {0, "3,乙,2024-01-12,9"}, {0, "4,丙,2024-01-12,7"}, {0, "4,丁,2024-01-12,7"}}}
	lines := table{"lines.csv", detailHeader, []entry{{0, "1,杯子,5,2,0"}, {0, "1,茶,4,1,1"}, {0, "3,茶,3,3,0"}, {0, "8,茶,3,3,0"}, {0, "4,茶,7,1,0"}}}
	s := loaded(t, heads, lines)
	balance(t, s)
	want := "1甲10.0000 1甲3.0000 2乙50.0000 3乙9.0000 4丁7.0000 4丙7.0000"
	var got string
	if _, err := store.One(bg, s, "SELECT string_agg(order_id || customer_id || amount, ' ' ORDER BY order_id, customer_id, amount DESC) FROM live_lines", nil, &got); err != nil || got != want {
		t.Errorf("got %s, want %s (%v)", got, want, err)
	}
	r, err := ingest.ReadReport(bg, s)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Warnings, func(w engine.Warning) bool { return w.Code == "import.totals_differ" })
	if i < 0 || r.Warnings[i].Args["orders"] != 1.0 || r.Warnings[i].Args["all"] != 2.0 || r.Warnings[i].Args["difference"] != 7.0 {
		t.Errorf("%+v", r.Warnings)
	}
	if f := r.Files[1]; f.Read != 5 || f.Loaded != 3 || f.Rejected != 2 || len(f.Reasons) != 1 || f.Reasons[0].Reason != "no_order" {
		t.Errorf("%+v", f)
	}
}

func TestDetails_ALineWithoutItsOrderCountsOnceItsOrderArrivesOrTheNumberIsPutRight(t *testing.T) {
	header := "订单编号,客户编号,付款时间"
	lines := table{"lines.csv", detailHeader, []entry{{0, "1,杯子,5,2,0"}, {0, "2,茶,4,1,1"}, {0, "I,茶,3,3,0"}}}
	s := loaded(t, table{"jan.csv", header, []entry{{0, "1,甲,2024-01-10"}}}, lines)
	if n := count(t, s, "live_lines"); n != 1 {
		t.Errorf("%d lines count, want 1", n)
	}
	load(t, s, sources(t, table{"feb.csv", header, []entry{{0, "2,乙,2024-02-10"}}})...)
	balance(t, s)
	if n := count(t, s, "live_lines"); n != 2 {
		t.Errorf("%d lines count, want 2", n)
	}
	page, err := history.Rejects(bg, s, history.RejectQuery{})
	if err != nil || len(page.Rows) != 1 || strings.Join(page.Rows[0].Cells, ",") != "I,茶,3,3,0" {
		t.Fatalf("%+v %v", page, err)
	}
	if _, err := history.Correct(bg, s, page.Rows[0].File, []ingest.Fix{{Line: page.Rows[0].Line, Cells: []string{"1", "茶", "3", "3", "0"}}}, when, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	balance(t, s)
	if n := count(t, s, "live_lines"); n != 3 || count(t, s, "live_rejects") != 0 {
		t.Errorf("%d lines count, want 3", n)
	}
}

// Lines that only say what was bought share the amount of their order, to the last unit.
func TestDetails_LinesWithoutAmountsShareThatOfTheirOrder(t *testing.T) {
	heads := table{"orders.csv", "订单编号,客户编号,付款时间,实付金额", []entry{{0, "1,甲,2024-01-10,20"}, {0, "2,乙,2024-01-11,-50"}}}
	lines := table{"lines.csv", "订单编号,商品名称,数量", []entry{{0, "1,杯子,5"}, {0, "1,茶,4"}, {0, "1,伞,4"}, {0, "2,伞,4"}}}
	s := loaded(t, heads, lines)
	var got string
	if _, err := store.One(bg, s, "SELECT string_agg(kind || amount, ' ' ORDER BY order_id, line) FROM live_lines", nil, &got); err != nil || got != "sale6.6667 sale6.6667 sale6.6666 refund-50.0000" {
		t.Errorf("got %s, %v", got, err)
	}
}

// What only the orders tell is told of their lines too: texts as they are, sums shared out.
func TestDetails_LinesTakeWhatOnlyTheirOrderTells(t *testing.T) {
	heads := table{"orders.csv", "订单编号,客户编号,付款时间,实付金额,订单状态,渠道,省份,商品类目,成本,优惠金额,是否用券", []entry{
		{0, "1,甲,2024-01-10,20,交易成功,门店,浙江,衣服,10,2,是"}, {0, "2,乙,2024-01-11,50,交易成功,小程序,江苏,鞋,7,1,否"}}}
	const told = "SELECT string_agg(concat_ws(' ', order_id, product, category, status, channel, region, coupon, cost, discount), ', ' ORDER BY order_id, line) FROM live_lines"
	for name, c := range map[string]struct {
		lines table
		want  string
	}{
		"bare lines": {table{"lines.csv", "订单编号,商品名称,数量", []entry{{0, "1,杯子,5"}, {0, "1,茶,4"}, {0, "1,伞,4"}, {0, "2,伞,4"}}},
			"1 杯子 衣服 交易成功 门店 浙江 true 3.3334 0.6667, 1 茶 衣服 交易成功 门店 浙江 true 3.3333 0.6667, 1 伞 衣服 交易成功 门店 浙江 true 3.3333 0.6666, 2 伞 鞋 交易成功 小程序 江苏 false 7.0000 1.0000"},
		"lines that tell": {table{"lines.csv", "订单编号,商品名称,商品类目,单价,数量,成本", []entry{{0, "1,杯子,杯,5,2,1"}, {0, "1,茶,,4,1,"}, {0, "2,伞,,4,1,"}}},
			"1 杯子 杯 交易成功 门店 浙江 true 1.0000, 1 茶 衣服 交易成功 门店 浙江 true, 2 伞 鞋 交易成功 小程序 江苏 false 7.0000"},
	} {
		s := loaded(t, heads, c.lines)
		balance(t, s)
		var got string
		if _, err := store.One(bg, s, told, nil, &got); err != nil || got != c.want {
			t.Errorf("%s: got %s, want %s, %v", name, got, c.want, err)
		}
	}
}
