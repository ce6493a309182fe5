package ingest

import "testing"

func TestFingerprint_SeesThroughWritingButNotThroughOrderOrUnit(t *testing.T) {
	base := Fingerprint([]string{"订单编号", "Paid at", "金额(元)"})
	if len(base) != 16 {
		t.Fatalf("%q is not 16 digits", base)
	}
	for _, same := range [][]string{
		{"订单编号", "paid AT", "金额（元）"}, {"\uFEFF订单编号", " Paid_at ", "金额(元)"}, {"订单编号", "Ｐａｉｄ　ａｔ", "金额 元"},
	} {
		if got := Fingerprint(same); got != base {
			t.Errorf("%q is %s, not %s", same, got, base)
		}
	}
	for _, other := range [][]string{
		{"Paid at", "订单编号", "金额(元)"}, {"订单编号", "Paid at", "金额(分)"}, {"订单编号", "Paid at"},
		{"订单编号Paid at", "金额(元)"}, {"订单编号", "Paid at", "金额(元)", ""},
	} {
		if Fingerprint(other) == base {
			t.Errorf("%q is taken for the same layout", other)
		}
	}
}

func TestFingerprint_OfASourceIsThatOfItsHeaders(t *testing.T) {
	src := sniff(t, write(t, "a.csv", []byte(fewOrders)))
	var names []string
	for _, c := range src[0].Mapping.Columns {
		names = append(names, c.Header)
	}
	if got := src[0].Mapping.Fingerprint(); got != Fingerprint(names) {
		t.Errorf("%s is not %s", got, Fingerprint(names))
	}
}
