package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
)

func TestFindUnit_NoticesAmountsInHundredths(t *testing.T) {
	var price, amount, plain strings.Builder
	for _, b := range []*strings.Builder{&price, &amount, &plain} {
		b.WriteString("订单号,客户编号,付款时间,数量,单价,实付金额\n")
	}
	for i := range 12 {
		p, q := 1250+i, 1+i%3
		day := fmt.Sprintf("2024-01-%02d", i+1)
		fmt.Fprintf(&price, "%d,c%d,%s,%d,%d,%.2f\n", i, i%4, day, q, p, float64(p*q)/100)
		fmt.Fprintf(&amount, "%d,c%d,%s,%d,%.2f,%d\n", i, i%4, day, q, float64(p)/100, p*q-p/10)
		fmt.Fprintf(&plain, "%d,c%d,%s,%d,%.2f,%.2f\n", i, i%4, day, q, float64(p)/100, float64(p*q)/100)
	}
	whole := strings.ReplaceAll(strings.Replace(plain.String(), "实付金额", "实付金额(分)", 1), ".", "")
	for name, c := range map[string]struct{ text, unit string }{
		"price": {price.String(), UnitFenPrice}, "amount": {amount.String(), UnitFenAmount},
		"plain": {plain.String(), ""}, "header": {whole, UnitFen},
	} {
		src := sniff(t, write(t, "a.csv", []byte(c.text)))
		if got := src[0].Mapping.AmountUnit; got != c.unit {
			t.Errorf("%s: %q", name, got)
		}
		if warned := hasWarning(src[0].Warnings, "import.amount_in_fen"); warned != (c.unit != "") {
			t.Errorf("%s: warned %v", name, warned)
		}
	}
}

func TestLoad_AmountsInFenAreDividedExactly(t *testing.T) {
	text := "订单号,客户编号,付款时间,数量,单价(分),实付金额(分),退款金额(分),优惠(分)\n" +
		"1,a,2024-01-01,3,105,315,,0\n2,a,2024-01-02,1,9007199254740,9007199254740,,0\n3,b,2024-01-03,1,1,1,,0\n4,b,2024-01-04,2,150,,101,99\n5,b,2024-01-05,-1,150,-150,,0\n"
	s, r := loadFiles(t, write(t, "a.csv", []byte(text)))
	want := "1 3.1500 1.0500 3.0000; 2 90071992547.4000 90071992547.4000 1.0000; 3 0.0100 0.0100 1.0000; 4 1.0000 1.5000 2.0000; 5 -1.5000 1.5000 -1.0000"
	got := one[string](t, s, "SELECT string_agg(order_id || ' ' || amount || ' ' || unit_price || ' ' || quantity, '; ' ORDER BY line) FROM order_lines")
	if got != want {
		t.Errorf("got %s", got)
	}
	if !hasWarning(r.Warnings, "import.amount_in_fen") {
		t.Errorf("%+v", r.Warnings)
	}
}

func TestHundredth_RoundsHalfAwayFromZero(t *testing.T) {
	for in, want := range map[engine.Money]engine.Money{10000: 100, 50: 1, 49: 0, -50: -1, -49: 0, 150: 2, 0: 0} {
		if got := hundredth(in); got != want {
			t.Errorf("%d: %d, want %d", in, got, want)
		}
	}
}

// Status words as the platforms use them, read by the general rules alone.
func TestOrderKind_ReadsTheStatusesOfThePlatforms(t *testing.T) {
	words, err := lexiconOnce()
	if err != nil {
		t.Fatal(err)
	}
	for kind, list := range map[string][]string{
		"sale": {"交易成功", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "已发货，待收货", "无售后或售后取消", "待发货", "售后处理中", "售后中", "部分退款",
			"退款中", "partially_refunded", "Partially-Refunded", "paid", "wc-completed", "wc-processing", "交易完成", "售后关闭", "備貨中", "已發貨", "authorized", "partially_paid",
			"待接单", "退款失败", "拒绝退款", "on-hold", "待评价", "待自提", "已核销"},
		"refunded": {"退款成功", "已退款", "未发货，退款成功", "已全额退款", "同意退款，退款成功", "refunded", "wc-refunded", "Shipped - Returned to Seller", "售后完成", "退货完成", "全部退款", "已退貨"},
		"void": {"待付款", "交易关闭", "已取消", "等待买家付款", "待支付", "voided", "cancelled", "wc-cancelled", "Pending payment", "requires_payment_method", "wc-pending", "pending",
			"拼单未成功", "待成团", "未成团", "已作废", "checkout-draft", "订单关闭"},
	} {
		for _, w := range list {
			if got, known := words.orderKind(w); got != kind || !known {
				t.Errorf("%s is %s (known %v), not %s", w, got, known, kind)
			}
		}
	}
}

func TestOnce_FillsOnlyRowsOfTheSameOrder(t *testing.T) {
	o := once{order: 0, carry: []int{1}, zero: []int{2}}
	var got []string
	for _, r := range [][]string{{"1", "x", "5"}, {"1", "", ""}, {"2", "", ""}, {"2", "y", ""}, {"2", "", "3"}, {"", "", ""}, {"", "", ""}, {"1", "", "4"}} {
		got = append(got, strings.Join(o.fill(r), "|"))
	}
	want := []string{"1|x|5", "1|x|0", "2||", "2|y|0", "2|y|3", "||", "||", "1||4"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
