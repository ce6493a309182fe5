package ingest

import (
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
)

func TestLoad_DecidesTheDateOrderFromTheWholeColumn(t *testing.T) {
	many := func(row string) string { return strings.Repeat(row, 300) }
	for _, c := range []struct {
		name, rows string
		order      string
		ask        bool
		first      string // the day of the first row
	}{
		{"day first, said by the last row only", many("a,03/04/2024,5\n") + "b,25/12/2024,5\n", "dmy", false, "2024-04-03"},
		{"month first, said by the last row only", many("a,03/04/2024,5\n") + "b,12/25/2024,5\n", "mdy", false, "2024-03-04"},
		{"nothing says", many("a,03/04/2024,5\n"), "mdy", true, "2024-03-04"},
		{"both parts the same", many("a,05/05/2024,5\n"), "mdy", false, "2024-05-05"},
		{"year in front", many("a,2024/3/4,5\n"), "ymd", false, "2024-03-04"},
		{"short year in front", "a,24-03-04,5\nb,24-03-28,5\nc,24-04-15,5\n", "ymd", false, "2024-03-04"},
		{"short year behind", "a,04-03-24,5\nb,28-03-24,5\nc,15-04-24,5\n", "dmy", false, "2024-03-04"},
		{"one slip among many", many("a,03/14/2024,5\n") + "b,14/03/2024,5\n", "mdy", false, "2024-03-14"},
		{"month in letters", many("a,5-Mar-24,5\n"), "ymd", false, "2024-03-05"},
	} {
		path := write(t, "a.csv", []byte("customer_id,date,amount\n"+c.rows))
		r, src, rows := loadAs(t, path, Choice{})
		m := src[0].Mapping
		asked := slices.ContainsFunc(src[0].Warnings, func(w engine.Warning) bool { return w.Code == "import.date_order" })
		if m.DateOrder != c.order || m.DateAsk != c.ask || asked != c.ask || !strings.HasPrefix(rows, "a "+c.first) {
			t.Errorf("%s: %s %v %v %.14s, rejected %d", c.name, m.DateOrder, m.DateAsk, asked, rows, r.Files[0].Rejected)
		}
	}
	src := sniff(t, write(t, "a.csv", []byte("customer_id,date,amount\na,03/04/2024,5\nb,09/09/2024,5\n")))
	w := src[0].Warnings[len(src[0].Warnings)-1]
	if w.Args["value"] != "03/04/2024" || w.Args["taken"] != "2024-03-04" || w.Args["instead"] != "2024-04-03" {
		t.Errorf("%+v", w)
	}
	src, err := SniffAs(bg, src[0].Path, Choice{DateOrder: "dmy"}, engine.NoProgress{})
	if err != nil || src[0].Mapping.DateAsk || src[0].Mapping.DateOrder != "dmy" {
		t.Errorf("chosen: %+v, %v", src[0].Mapping, err)
	}
}

func TestLoad_ReadsDecimalCommas(t *testing.T) {
	for _, c := range []struct{ name, content, want, decimal string }{
		{"comma", "customer_id;date;amount\na;2024-01-01;1.234,56\nb;2024-01-02;12,5\nc;2024-01-03;1.234\nd;2024-01-04;7\ne;2024-01-05;-3,20 €\n",
			"a 2024-01-01 1234.5600; b 2024-01-02 12.5000; c 2024-01-03 1234.0000; d 2024-01-04 7.0000; e 2024-01-05 -3.2000", ","},
		{"point", "customer_id;date;amount\na;2024-01-01;1,234.56\nb;2024-01-02;12.5\nc;2024-01-03;1,234\n",
			"a 2024-01-01 1234.5600; b 2024-01-02 12.5000; c 2024-01-03 1234.0000", ""},
		{"blank groups", "customer_id;date;amount\na;2024-01-01;1 234,56\nb;2024-01-02;12 345 678,9\n",
			"a 2024-01-01 1234.5600; b 2024-01-02 12345678.9000", ","},
		{"Chinese", "客户编号,付款时间,实付金额\na,2024-01-01,\"￥1,234.56\"\nb,2024-01-02,1.2万\nc,2024-01-03,（12.00）\nd,2024-01-04,１２．５元\ne,2024-01-05,¥(3)\nf,2024-01-06,2百万元\n",
			"a 2024-01-01 1234.5600; b 2024-01-02 12000.0000; c 2024-01-03 -12.0000; d 2024-01-04 12.5000; e 2024-01-05 -3.0000; f 2024-01-06 2000000.0000", ""},
	} {
		_, src, got := loadAs(t, write(t, "a.csv", []byte(c.content)), Choice{})
		if got != c.want || src[0].Mapping.Decimal != c.decimal {
			t.Errorf("%s: decimal %q, got %s", c.name, src[0].Mapping.Decimal, got)
		}
	}
}

// A number written in either way comes back as itself.
func TestDotted_UndoesBothWaysOfWriting(t *testing.T) {
	for _, n := range []string{"0", "7", "12.5", "999", "1234", "1234.56", "1234567.8", "0.125"} {
		want, _ := ParseMoney(n)
		whole, frac, _ := strings.Cut(n, ".")
		for _, group := range []string{"", ".", " "} {
			text := grouped(whole, group)
			if frac != "" {
				text += "," + frac
			}
			if got, ok := ParseMoney(dotted(text)); !ok || got != want {
				t.Errorf("%s as %s is %s, %d", n, text, dotted(text), got)
			}
			if mark := decimalMark(text); mark == '.' || frac != "" && len(frac) != 3 && mark != ',' {
				t.Errorf("%s has mark %q", text, mark)
			}
		}
	}
	for _, s := range []string{"", "abc", "192.168.1.1", "1,2,3", "2024.03.05", "12:30", "a,b"} {
		if decimalMark(s) != 0 {
			t.Errorf("%q is a number with decimals", s)
		}
	}
}

func grouped(whole, mark string) string {
	if mark == "" {
		return whole
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + mark + whole[i:]
	}
	return whole
}

func TestLoad_RowsBehindTheTableAreSaidToBeWhatTheyAre(t *testing.T) {
	for _, c := range []struct{ row, reason string }{
		{"合计,,,15,", "total_row"}, {",合计,,15,", "total_row"}, {",,,15,总计", "total_row"}, {"合计：2 笔,,,15,", "total_row"},
		{"3,,,15,小计", "total_row"}, {"Grand Total,,,15,", "total_row"}, {"总计（元）,,,15,", "total_row"},
		{"注：以上数据由系统导出，仅供参考,,,,", "note_row"}, {"说明：金额含税。", "note_row"}, {",,Source: shop back office of 2024,,", "note_row"},
		{"序号,客户编号,付款时间,实付金额,备注", "header_row"},
		{"9,,2024-01-01,5,", "no_customer"}, {"9,x,,5,", "bad_date"}, {",,,,张三", "no_customer"},
	} {
		r, _, _ := loadAs(t, write(t, "a.csv", []byte("序号,客户编号,付款时间,实付金额,备注\n1,a,2024-01-01,5,x\n2,b,2024-01-02,10,\n\n"+c.row+"\n")), Choice{})
		if f := r.Files[0]; f.Loaded != 2 || len(f.Reasons) != 1 || f.Reasons[0].Reason != c.reason {
			t.Errorf("%s: %+v", c.row, f)
		}
	}
	r, _, _ := loadAs(t, write(t, "c.csv", []byte("客户编号,姓名,注册日期\na,甲,2024-01-01\nb,乙,2024-01-02\n以上为全部客户，截至六月底,,\n")), Choice{})
	if f := r.Files[0]; f.Loaded != 2 || f.Reasons[0].Reason != "note_row" {
		t.Errorf("customers: %+v", f)
	}
}

func TestSniff_WarnsOfTwoTablesInOneSheet(t *testing.T) {
	head := []any{"客户编号", "付款时间", "实付金额"}
	day := []any{"a", "2024-01-01", 5}
	warned := func(rows [][]any, code string) bool {
		src := sniff(t, write(t, "a.xlsx", book(t, map[string][][]any{"s": rows})))
		return slices.ContainsFunc(src[0].Warnings, func(w engine.Warning) bool { return w.Code == code })
	}
	if !warned([][]any{head, day, day, {}, {"商品编号", "商品名称", "单价"}, {"p", "茶", 5}}, "import.table_below") {
		t.Error("below: no warning")
	}
	if !warned([][]any{append(append(slices.Clone(head), nil), "商品编号", "商品名称"), append(append(slices.Clone(day), nil), "p", "茶")}, "import.table_beside") {
		t.Error("beside: no warning")
	}
	for _, rows := range [][][]any{{head, day, day, {}, {"合计", "", 10}}, {head, day, {}, {"注：以上"}, {}, day}} {
		if warned(rows, "import.table_below") || warned(rows, "import.table_beside") {
			t.Errorf("%v: warned", rows)
		}
	}
}

func TestLoad_SerialsAndTextDatesStandInOneColumn(t *testing.T) {
	_, _, got := loadAs(t, write(t, "a.csv", []byte("customer_id,date,amount\na,45356,5\nb,2024-03-05,5\nc,2024年3月5日,5\nd,45356.5,5\ne,5-Mar-24,5\nf,2024-03-05T23:30:00+08:00,5\ng,20240305,5\n")), Choice{})
	want := "a 2024-03-05 5.0000; b 2024-03-05 5.0000; c 2024-03-05 5.0000; d 2024-03-05 5.0000; e 2024-03-05 5.0000; f 2024-03-05 5.0000; g 2024-03-05 5.0000"
	if got != want {
		t.Errorf("got %s", got)
	}
}
