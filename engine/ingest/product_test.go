package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// The matrix test writes the same twelve orders in every encoding, with every
// delimiter, below zero to three title rows, in every form of date and of money,
// and demands the same twelve orders back.

// matrixOrder is one order as it must arrive in the project.
type matrixOrder struct {
	order, customer, product string
	at                       time.Time
	amount                   engine.Money
}

// matrixOrders has ids that lose digits when read as numbers, days that tell
// day-month from month-day and days that do not, and texts that need quotes.
func matrixOrders() []matrixOrder {
	at := func(month time.Month, day, h, m, s int) time.Time {
		return time.Date(2024, month, day, h, m, s, 0, time.UTC)
	}
	return []matrixOrder{
		{"000123", "张三", "连衣裙", at(3, 5, 10, 11, 12), 12345000},
		{"202403051234567890", "李四", "大码, \"宽松\"", at(3, 5, 0, 0, 1), 500},
		{"900719925474099267", "00042", "帽子;围巾", at(5, 3, 23, 59, 59), 12_0000},
		{"000000000000000001", "王五", "上\n下装", at(1, 31, 9, 8, 7), 999999_9900},
		{"0", "13800138000", "T恤|短裤", at(2, 29, 12, 0, 0), 1_2000},
		{"A-007", "赵六🌻", "甲\t乙", at(12, 1, 12, 30, 0), -1234_5000},
		{"0.10", "o'Neil", "a", at(1, 12, 1, 2, 3), 100000_0000},
		{"1e5", "u_8@例子.cn", "b", at(11, 11, 11, 11, 11), 3_1400},
		{"123456789012345678", "*123", "c", at(12, 31, 18, 30, 0), 7_0000},
		{"00123456789012345678", "(x)", "d", at(6, 6, 6, 6, 6), -2500},
		{"No.5", "三 三", "e", at(10, 13, 0, 0, 0), 88_8000},
		{"000124", "张三", "f", at(4, 10, 20, 5, 0), 12345_6700},
	}
}

// matrixForm is a way to write a date or an amount.
type matrixForm[T any] struct {
	name  string
	write func(T) string
	keeps time.Duration // dates: what smaller units are lost
	order string        // dates: the order that must be found, "" for any
	delim string        // amounts: the only delimiter used with this form, "" for any
}

func layout(name, text string, keeps time.Duration, order string) matrixForm[time.Time] {
	return matrixForm[time.Time]{name: name, keeps: keeps, order: order, write: func(t time.Time) string { return t.Format(text) }}
}

func matrixDates() []matrixForm[time.Time] {
	const day = 24 * time.Hour
	serial := func(t time.Time) float64 { return t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24 }
	return []matrixForm[time.Time]{
		layout("iso", "2006-01-02", day, ""),
		layout("slashes", "2006/1/2", day, ""),
		layout("chinese", "2006年1月2日", day, ""),
		layout("compact", "20060102", day, ""),
		layout("month name", "2-Jan-06", day, ""),
		layout("dmy", "02/01/2006", day, "dmy"),
		layout("mdy", "01/02/2006", day, "mdy"),
		layout("short mdy", "1/2/06", day, "mdy"),
		layout("dots dmy", "02.01.2006", day, "dmy"),
		layout("iso time", "2006-01-02 15:04:05", time.Second, ""),
		layout("slashes minutes", "2006/1/2 15:04", time.Minute, ""),
		layout("chinese time", "2006年01月02日 15时04分05秒", time.Second, ""),
		layout("compact time", "20060102150405", time.Second, ""),
		layout("mdy am", "1/2/2006 3:04:05 PM", time.Second, "mdy"),
		layout("dmy time", "02/01/2006 15:04:05", time.Second, "dmy"),
		layout("zone", "2006-01-02T15:04:05+08:00", time.Second, ""),
		layout("utc", "2006-01-02T15:04:05.000Z", time.Second, ""),
		{name: "serial", keeps: day, write: func(t time.Time) string { return strconv.Itoa(int(serial(t))) }},
		{name: "serial time", keeps: time.Second, write: func(t time.Time) string { return strconv.FormatFloat(serial(t), 'f', 9, 64) }},
	}
}

// decimalText writes an amount with group and point, and the digits after it asked
// for as long as no digit is lost.
func decimalText(m engine.Money, group, point string, digits int) string {
	text := engineText(m)
	sign, text := text[:len(text)-len(strings.TrimPrefix(text, "-"))], strings.TrimPrefix(text, "-")
	whole, frac, _ := strings.Cut(text, ".")
	for len(frac) > digits && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	for i := len(whole) - 3; i > 0 && group != ""; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if frac != "" {
		frac = point + frac
	}
	return sign + whole + frac
}

// negate writes negative amounts in parentheses.
func negate(write func(engine.Money) string, open, end string) func(engine.Money) string {
	return func(m engine.Money) string {
		if m < 0 {
			return open + write(-m) + end
		}
		return write(m)
	}
}

func matrixMoney() []matrixForm[engine.Money] {
	grouped := func(m engine.Money) string { return decimalText(m, ",", ".", 2) }
	yuan := func(m engine.Money) string { return "¥" + grouped(m) }
	wide := strings.NewReplacer("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９", ".", "．", "-", "－")
	tenThousands := func(m engine.Money) string {
		text := fmt.Sprintf("%09d", max(m, -m))
		text = strings.TrimRight(text[:len(text)-8]+"."+text[len(text)-8:], "0")
		if m < 0 {
			return "-" + strings.TrimSuffix(text, ".")
		}
		return strings.TrimSuffix(text, ".")
	}
	return []matrixForm[engine.Money]{
		{name: "plain", write: func(m engine.Money) string { return decimalText(m, "", ".", 0) }},
		{name: "grouped", write: grouped},
		{name: "yen sign", write: yuan},
		{name: "wide yen sign", write: func(m engine.Money) string { return "￥" + grouped(m) }},
		{name: "yuan", write: func(m engine.Money) string { return decimalText(m, "", ".", 1) + "元" }},
		{name: "ten thousands", write: func(m engine.Money) string { return tenThousands(m) + "万" }},
		{name: "ten thousand yuan", write: func(m engine.Money) string { return tenThousands(m) + "万元" }},
		{name: "parentheses", write: negate(grouped, "(", ")")},
		{name: "wide parentheses", write: negate(yuan, "（", "）")},
		{name: "wide digits", write: func(m engine.Money) string { return wide.Replace(decimalText(m, "", ".", 2)) }},
		{name: "decimal comma", write: func(m engine.Money) string { return decimalText(m, "", ",", 2) }},
		{name: "european", write: func(m engine.Money) string { return decimalText(m, ".", ",", 2) }},
		{name: "european euro", delim: ";", write: func(m engine.Money) string { return decimalText(m, ".", ",", 2) + " €" }},
		{name: "minus behind", write: func(m engine.Money) string {
			return strings.TrimPrefix(grouped(m), "-") + strings.Repeat("-", len(grouped(m))-len(strings.TrimPrefix(grouped(m), "-")))
		}},
	}
}

// matrixTitles stand above the header, the first n of them.
func matrixTitles(n int, delim string) string {
	return strings.Join([]string{"某某店铺订单明细\n", "导出时间：2024-06-01 10:00:00\n", "（单位：元）" + strings.Repeat(delim, 4) + "\n"}[:n], "")
}

func matrixTable(box matrixBox, date matrixForm[time.Time], money matrixForm[engine.Money]) string {
	var b strings.Builder
	d := box.delim
	b.WriteString(matrixTitles(box.titles, d))
	put := func(cells ...string) {
		for i, c := range cells {
			if strings.ContainsAny(c, d+"\"\n") {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			if i > 0 {
				b.WriteString(d)
			}
			b.WriteString(c)
		}
		b.WriteString("\r\n")
	}
	put("订单编号", "买家会员名", "付款时间", "实付金额", "商品名称")
	for _, o := range matrixOrders() {
		put(o.order, o.customer, date.write(o.at), money.write(o.amount), o.product)
	}
	return b.String()
}

// matrixFile writes one cell of the matrix, looks at it and checks what was seen.
func matrixFile(t *testing.T, dir string, box matrixBox, date matrixForm[time.Time], money matrixForm[engine.Money]) (Source, bool) {
	t.Helper()
	label := fmt.Sprintf("date %s, money %s", date.name, money.name)
	text, err := encodings[box.encoding].NewEncoder().String(matrixTable(box, date, money))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, label+".csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	src := sniff(t, path)
	if len(src) != 1 || src[0].Encoding != box.encoding || src[0].Delimiter != box.delim || src[0].HeaderLine != int64(box.titles+1) || src[0].Mapping.Role != RoleOrders {
		t.Errorf("%s: found %s %q header %d, %s", label, src[0].Encoding, src[0].Delimiter, src[0].HeaderLine, src[0].Mapping.Role)
		return src[0], false
	}
	if date.order != "" && src[0].Mapping.DateOrder != date.order {
		t.Errorf("%s: found order %s", label, src[0].Mapping.DateOrder)
	}
	return src[0], true
}

// Every sixteenth cell of the matrix is imported, so that each pair of encoding,
// delimiter, titles, form of date and form of money meets; HUILIU_FULL=1 imports all.
func TestImport_MatrixRoundTripsExactly(t *testing.T) {
	every := 16
	if os.Getenv("HUILIU_FULL") != "" {
		every = 1
	}
	block := 0
	for _, encoding := range []string{encUTF8, encUTF8BOM, encUTF16LE, encUTF16BE, encGB18030} {
		for _, d := range []string{",", "\t", ";"} {
			for titles := range 4 {
				block++
				t.Run(fmt.Sprintf("%s %q %d", encoding, d, titles), func(t *testing.T) {
					t.Parallel()
					matrixBlock(t, matrixBox{encoding, d, titles}, func(date, money int) bool { return (date+3*money+block)%every == 0 })
				})
			}
		}
	}
}

// matrixBox is how the text of a table is written.
type matrixBox struct {
	encoding, delim string
	titles          int
}

// matrixBlock imports the chosen forms of date and money in one box.
func matrixBlock(t *testing.T, box matrixBox, chosen func(date, money int) bool) {
	t.Helper()
	dir := t.TempDir()
	var src []Source
	var want []matrixOrder
	for i, date := range matrixDates() {
		for k, money := range matrixMoney() {
			if !chosen(i, k) || money.delim != "" && money.delim != box.delim {
				continue
			}
			one, ok := matrixFile(t, dir, box, date, money)
			if !ok {
				continue
			}
			src = append(src, one)
			for _, o := range matrixOrders() {
				o.at = o.at.Truncate(date.keeps)
				want = append(want, o)
			}
		}
	}
	s := storetest.Open(t)
	report, err := Load(bg, s, src, importedAt, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range report.Files {
		if n := int64(len(matrixOrders())); f.Read != n || f.Loaded+f.Superseded != n { // the files hold the same orders: the last ones count
			t.Errorf("%s: %+v", src[i].Name, f)
		}
	}
	compareMatrix(t, s, src, want)
	t.Logf("%d files", len(src))
}

func compareMatrix(t *testing.T, s *store.Store, src []Source, want []matrixOrder) {
	t.Helper()
	var got []matrixOrder
	text := "SELECT order_id, customer_id, product, placed_at, units(amount), kind, day = placed_at::DATE FROM order_lines ORDER BY file_id, line"
	err := store.Query(bg, s, text, nil, func(scan store.Scan) error {
		var o matrixOrder
		var kind string
		var sameDay bool
		if err := scan(&o.order, &o.customer, &o.product, &o.at, &o.amount, &kind, &sameDay); err != nil {
			return err
		}
		if (kind == store.KindRefund) != (o.amount < 0) || !sameDay {
			t.Errorf("%+v: kind %s", o, kind)
		}
		got = append(got, o)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(got, want) {
		return
	}
	n := len(matrixOrders())
	for i := range src {
		a, b := got[min(len(got), i*n):min(len(got), i*n+n)], want[i*n:i*n+n]
		for k := range b {
			if k >= len(a) || a[k] != b[k] {
				t.Errorf("%s: got %+v, want %+v", src[i].Name, a[min(k, len(a)):min(k+1, len(a))], b[k])
				break
			}
		}
	}
}
