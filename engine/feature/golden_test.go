package feature

import (
	"context"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"os"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func on(t *testing.T, day string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(day)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// bought is one line of the golden shop.
type bought struct {
	customer, day, product, category string
	price, amount, discount          float64
	coupon                           bool
	channel                          string
	promised, actual                 float64 // both 0: not told
}

func goldenLines(t *testing.T) []store.OrderLine {
	var out []store.OrderLine
	for i, b := range []bought{
		{"A", "2023-05-06", "P1", "茶", 10, 100, 0, false, "门店", 3, 2},
		{"A", "2023-06-18", "P2", "糖", 20, 40, 10, true, "淘宝", 3, 5.5},
		{"A", "2023-12-15", "P1", "茶", 12, 60, 0, false, "淘宝", 3, 3},
		{"A", "2024-01-25", "P1", "茶", 12, 36, 4, true, "淘宝", 0, 0},
		{"A", "2024-01-25", "P3", "酒", 50, 50, 0, false, "淘宝", 0, 0},
		{"A", "2024-03-11", "P3", "酒", 55, 55, 5, false, "微信", 2, 30},
		{"B", "2024-03-30", "P1", "茶", 8, 8, 0, false, "", 0, 0},
		{"C", "2022-12-01", "P4", "茶", 5, 5, 0, false, "门店", 0, 0},
		{"C", "2023-03-01", "P4", "茶", 5, 10, 0, false, "门店", 0, 0},
		{"A", "2024-04-05", "P4", "糖", 99, 99, 9, true, "抖音", 1, 1},
	} {
		l := storetest.Sale(b.customer, on(t, b.day), b.amount)
		price, discount := engine.MoneyOf(b.price), engine.MoneyOf(b.discount)
		l.Line, l.ProductID, l.Category, l.UnitPrice, l.Discount, l.Channel = int64(i), b.product, b.category, &price, &discount, b.channel
		l.Coupon = &b.coupon
		if b.promised > 0 {
			l.Promised, l.Actual = &b.promised, &b.actual
		}
		out = append(out, l)
	}
	back := storetest.Sale("A", on(t, "2024-02-20"), 20)
	back.Line, back.Kind, back.VoidOn, back.ProductID, back.Category = 20, store.KindRefunded, on(t, "2024-02-25"), "P2", "糖"
	unpaid := storetest.Sale("A", on(t, "2024-03-01"), 30)
	unpaid.Line, unpaid.Kind, unpaid.VoidOn = 21, store.KindVoid, on(t, "2024-03-01")
	refund := storetest.Sale("C", on(t, "2023-03-05"), -10)
	refund.Line, refund.Kind = 22, store.KindRefund
	return append(out, back, unpaid, refund)
}

func goldenShop(t *testing.T) *excerpt {
	e := &excerpt{lines: goldenLines(t)}
	word := func(s string) *string { return &s }
	score := func(v float64) *float64 { return &v }
	e.tickets = []dated{{"A", on(t, "2023-11-01"), word("物流"), nil}, {"A", on(t, "2024-03-20"), word("质量"), nil}, {"A", on(t, "2024-04-02"), word("物流"), nil}}
	e.scores = []dated{{"A", on(t, "2023-07-01"), nil, score(5)}, {"A", on(t, "2024-02-01"), nil, score(3)}, {"B", on(t, "2024-04-01"), nil, score(1)}}
	e.contacts = []dated{{"A", on(t, "2023-12-10"), word("treated"), nil}, {"A", on(t, "2024-02-20"), word("treated"), nil},
		{"A", on(t, "2024-03-25"), word("treated"), nil}, {"B", on(t, "2024-03-25"), word("control"), nil}}
	e.joined = []dated{{customer: "A", day: on(t, "2023-05-01")}, {customer: "B", day: on(t, "2024-04-02")}}
	return e
}

// worked evaluates a cell of the golden table.
func worked(t *testing.T, text string) float64 {
	t.Helper()
	if inner, ok := strings.CutPrefix(text, "-"); ok && strings.HasPrefix(inner, "√(") {
		return -worked(t, inner)
	}
	if inner, ok := strings.CutPrefix(text, "√("); ok {
		return math.Sqrt(worked(t, strings.TrimSuffix(inner, ")")))
	}
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	x, _ := constant.Float64Val(constant.ToFloat(v.Value))
	return x
}

// The golden table is worked out by hand; a person can follow every cell of it.
func TestBuild_EqualsTheGoldenTable(t *testing.T) {
	f, err := Build(context.Background(), opened(t, goldenShop(t)), on(t, "2024-03-31"), Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("testdata/golden.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(b)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		c := f.Learn().Find(strings.TrimSpace(cells[0]))
		if c == nil || len(cells) != 4 {
			continue
		}
		seen++
		for i, cell := range cells[1:] {
			cell = strings.TrimSpace(cell)
			switch {
			case cell == "-":
				if !c.Missing(i) {
					t.Errorf("%s of customer %d is known", c.Name, i)
				}
			case c.Text != nil:
				if c.Text[i] != cell {
					t.Errorf("%s of customer %d is %q, want %q", c.Name, i, c.Text[i], cell)
				}
			default:
				tolerance := 1e-12
				if strings.HasPrefix(c.Name, "year_") {
					tolerance = 1e-4
				}
				if want := worked(t, cell); !(math.Abs(c.Number[i]-want) <= tolerance*math.Max(1, math.Abs(want))) {
					t.Errorf("%s of customer %d is %v, want %s = %v", c.Name, i, c.Number[i], cell, want)
				}
			}
		}
	}
	if seen != len(Catalogue()) {
		t.Errorf("the table has %d of %d features", seen, len(Catalogue()))
	}
}
