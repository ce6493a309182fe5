package ingest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// shopExport writes 80 orders of 1 to 4 rows; amount says what an order's row tells.
func shopExport(prices bool, price func(*rand.Rand) int, amount func(gross []int, i int) float64) string {
	rng := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("订单号,客户编号,付款时间,商品名称,数量,单价,实付金额\n")
	for o := range 80 {
		n := 1 + rng.IntN(4)
		gross, lines := make([]int, n), make([]string, n)
		for i := range n {
			p, q := price(rng), 1+rng.IntN(3)
			gross[i] = p * q
			if lines[i] = fmt.Sprintf("%d,c%d,2024-02-%02d,商品%d,,", o, o%9, 1+o%28, rng.IntN(1000)); prices {
				lines[i] = fmt.Sprintf("%d,c%d,2024-02-%02d,商品%d,%d,%d", o, o%9, 1+o%28, rng.IntN(1000), q, p)
			}
		}
		for i := range n {
			fmt.Fprintf(&b, "%s,%.2f\n", lines[i], amount(gross, i))
		}
	}
	return b.String()
}

func sum(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}

func anyPrice(r *rand.Rand) int { return 5 + r.IntN(200) }
func onePrice(*rand.Rand) int   { return 10 }

// The amount of an order that stands in each of its rows is counted once; an amount
// that is equal for another reason is not.
func TestFindOrderTotals_TellsTheAmountOfAnOrderFromThatOfARow(t *testing.T) {
	total := func(g []int, _ int) float64 { return float64(sum(g)) * 0.95 }
	mixed := func(g []int, i int) float64 { // every fifth order or so tells its rows
		if sum(g)%8 == 0 {
			return float64(g[i])
		}
		return float64(sum(g))
	}
	for name, c := range map[string]struct{ text, code string }{
		"order's total beside prices":  {shopExport(true, anyPrice, total), codeRepeated},
		"order's total, no prices":     {shopExport(false, anyPrice, total), codeRepeated},
		"one price, total of order":    {shopExport(true, onePrice, total), codeRepeated},
		"mostly the order's total":     {shopExport(true, anyPrice, mixed), codeDoubtful},
		"few orders":                   {firstLines(shopExport(true, anyPrice, total), 40), codeDoubtful},
		"row's amount":                 {shopExport(true, anyPrice, func(g []int, i int) float64 { return float64(g[i]) }), ""},
		"row's amount, no prices":      {shopExport(false, anyPrice, func(g []int, i int) float64 { return float64(g[i]) }), ""},
		"all cost the same":            {shopExport(true, onePrice, func(g []int, i int) float64 { return float64(g[i]) }), ""},
		"all cost the same, no prices": {shopExport(false, onePrice, func([]int, int) float64 { return 10 }), ""},
		"discounted to one price":      {shopExport(true, onePrice, func([]int, int) float64 { return 9.5 }), ""},
		"total split evenly over rows": {shopExport(true, anyPrice, func(g []int, _ int) float64 { return float64(sum(g)) / float64(len(g)) }), ""},
	} {
		src := sniff(t, write(t, "a.csv", []byte(c.text)))
		got := ""
		for _, w := range src[0].Warnings {
			if w.Code == codeRepeated || w.Code == codeDoubtful {
				got = w.Code
			}
		}
		if once := slices.Contains(src[0].Mapping.Once, FieldAmount); got != c.code || once != (c.code == codeRepeated) {
			t.Errorf("%s: %q, counted once: %v", name, got, once)
		}
	}
}

func firstLines(s string, n int) string {
	return strings.Join(strings.SplitAfter(s, "\n")[:n], "")
}

func TestLoad_AnAmountToldInEveryRowOfAnOrderCountsOnce(t *testing.T) {
	whole := 0
	text := shopExport(true, anyPrice, func(g []int, i int) float64 {
		if i == 0 {
			whole += sum(g)
		}
		return float64(sum(g))
	})
	s, r := loadFiles(t, write(t, "a.csv", []byte(text)))
	if got := one[string](t, s, "SELECT sum(amount)::VARCHAR FROM order_lines"); got != fmt.Sprintf("%d.0000", whole) {
		t.Errorf("sum %s, want %d", got, whole)
	}
	if !hasWarning(r.Warnings, codeRepeated) {
		t.Errorf("in silence: %+v", r.Warnings)
	}
	if f := r.Files[0]; f.Read != f.Loaded {
		t.Errorf("rows are lost: %+v", f)
	}
}

func TestFindOrderTotals_IsTakenBackWithTheColumn(t *testing.T) {
	src := sniff(t, write(t, "a.csv", []byte(shopExport(true, anyPrice, func(g []int, _ int) float64 { return float64(sum(g)) }))))
	m := &src[0].Mapping
	m.Columns[m.Find(FieldAmount)].Field = FieldIgnore
	src[0].FindOrderTotals()
	if len(m.Once) > 0 || hasWarning(src[0].Warnings, codeRepeated) {
		t.Errorf("%v %+v", m.Once, src[0].Warnings)
	}
}

func TestCountAmountOnce_IsKeptWhileTheColumnIsTheSame(t *testing.T) {
	whole, rows := 0, 0
	text := shopExport(true, anyPrice, func(g []int, i int) float64 {
		if i == 0 {
			whole += sum(g)
		}
		rows += sum(g)
		return float64(sum(g))
	})
	path := write(t, "a.csv", []byte(text))
	for _, once := range []bool{false, true} {
		src := sniff(t, path)
		found, doubtful := src[0].OrderTotals()
		if !doubtful || found.Column != "实付金额" || found.Orders != found.Of || found.Of < totalOrders {
			t.Fatalf("%+v", found)
		}
		src[0].CountAmountOnce(!once)
		src[0].CountAmountOnce(once)
		src[0].FindOrderTotals() // as after changing another column
		if again, ok := src[0].OrderTotals(); !ok || again.Orders != found.Orders {
			t.Errorf("nobody can decide again: %+v", again)
		}
		if hasWarning(src[0].Warnings, codeRepeated) || src[0].Mapping.AmountOnce() != once {
			t.Errorf("once %v: %v %+v", once, src[0].Mapping.Once, src[0].Warnings)
		}
		s := storetest.Open(t)
		if _, err := Load(bg, s, src, importedAt, engine.NoProgress{}); err != nil {
			t.Fatal(err)
		}
		want := map[bool]int{true: whole, false: rows}[once]
		if got := one[string](t, s, "SELECT sum(amount)::VARCHAR FROM order_lines"); got != fmt.Sprintf("%d.0000", want) {
			t.Errorf("once %v: sum %s, want %d", once, got, want)
		}
	}
}
