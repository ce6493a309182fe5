package ingest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
)

// Whatever the bytes and whatever the name, looking at a file ends in tables or in
// an error that has words.
func FuzzSniff(f *testing.F) {
	f.Add([]byte(fewOrders))
	f.Add([]byte(lines))
	f.Add([]byte(flat))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00"))
	f.Add(gbk(f, "客户编号;付款时间;实付金额\n甲;2024年3月5日;¥1,200.50\n"))
	f.Add(gzipped(f, fewOrders))
	f.Add(zipped(f, map[string]string{"a.csv": fewOrders, "b.html": page}))
	f.Add(testdata(f, "xls/testdata/orders.xls"))
	f.Add(book(f, map[string][][]any{"s": {{"客户编号", "付款时间", "实付金额"}, {"a", 45356, 5}}}))
	path := filepath.Join(f.TempDir(), "a.xls")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := Sniff(bg, path, engine.NoProgress{})
		var e *engine.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		if err == nil && len(src) == 0 {
			t.Fatal("neither a table nor an error")
		}
	})
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"2024/3/5", "2024年3月5日", "20240305", "5-Mar-24", "Mar 5, 2024", "3/5/2024 4:05 PM", "2024-03-05T08:00:00.123+08:00",
		"20240305235959", "24-03-05", "２０２４－０３－０５", "2024-03-05 下午3点05分", "31/12/99", "45356.5", "2024-02-30", "\xff1/2/3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, order := range []string{"ymd", "dmy", "mdy", ""} {
			day, ok := ParseDay(s, order)
			if !ok {
				continue
			}
			if day.Year() < firstYear || day.Year() > lastYear+1 {
				t.Errorf("%q as %s is %v", s, order, day)
			}
			if again, ok := ParseDay(day.Format("2006-01-02 15:04:05.999999999"), order); day.Year() <= lastYear && (!ok || !again.Equal(day)) {
				t.Errorf("%q as %s is %v, and that is %v", s, order, day, again)
			}
		}
		if day, ok := serialDate(s, true); ok && (day.Year() < 1899 || day.Year() > 2300) {
			t.Errorf("%q is serial of %v", s, day)
		}
		var a, b forms
		a.shortDate(s)
		b.merge(&a)
		if a != b {
			t.Errorf("%q: merged %+v, want %+v", s, b, a)
		}
	})
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"1,234.56", "1.234,56", "1 234,56", "(¥12.00)", "￥１，２３４．５", "1.2万元", "-5-", "12%", "1e3", "0.00005", "9999999999999.9999",
		"--1", "()", "千万", "1,2,3", "192.168.1.1", "1.38E+10", "\x00", ",", "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, text := range []string{s, dotted(s)} {
			m, ok := ParseMoney(text)
			if !ok {
				continue
			}
			if again, ok := ParseMoney(strconv.FormatFloat(m.Float(), 'f', decimals, 64)); abs(m) < 1e15 && (!ok || again != m) {
				t.Errorf("%q is %d, and that is %d", text, m, again)
			}
		}
		if twice := dotted(dotted(s)); decimalMark(s) == ',' && isMoney(dotted(s)) && !isMoney(twice) {
			t.Errorf("%q: %q, then %q", s, dotted(s), twice)
		}
		parseNumber(s)
		ident(s)
	})
}

func FuzzParseRange(f *testing.F) {
	for _, s := range []string{"B3:H200", "$b$3：$h$200", "B:H", "3:200", "B3:", ":AA9", "XFD1048576:XFD1048576", "A0:B1", "::", "A1:B2:C3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseRange(s)
		if err != nil {
			if code(err) != "import.bad_range" {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if again, err := ParseRange(c.rangeName()); err != nil || again != c {
			t.Errorf("%q is %+v, written %s, read %+v, %v", s, c, c.rangeName(), again, err)
		}
	})
}

// Whatever the bytes, an encoding that is said to fit decodes without loss, and the
// quick guess of a glimpse is one of them when there is one.
func FuzzEncodings(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"), false)
	f.Add([]byte("客户,日期\n甲,2024-01-01\n"), true)
	f.Add(gbk(f, "客户,日期\n甲,2024-01-01\n"), false)
	f.Add(encoded(f, traditionalchinese.Big5, taiwan), true)
	f.Add([]byte("caf\xe9,d\xe9j\xe0 vu\n"), false)
	f.Add([]byte("\xff\xfea\x00,\x00\n\x00"), false)
	f.Add([]byte{0xFE, 0xFF, 0xD8}, true)
	f.Fuzz(func(t *testing.T, data []byte, cut bool) {
		list := guesses(data, cut)
		for i, g := range list {
			if g.Share < 0 || g.Share > 1 || g.Name != choosable[i].name || !utf8.ValidString(g.Sample) && g.Valid {
				t.Errorf("%+v", g)
			}
		}
		// A file cut off inside its last character is text up to there.
		whole := data
		for n := 1; n < utf8.UTFMax && n <= len(data); n++ {
			if end := data[len(data)-n:]; utf8.RuneStart(end[0]) && !utf8.FullRune(end) {
				whole = data[:len(data)-n]
			}
		}
		if !cut && bytes.IndexByte(data, 0) < 0 && list[0].Valid != (utf8.Valid(whole) && !bytes.Contains(whole, []byte("\uFFFD"))) {
			t.Errorf("UTF-8: %v", list[0].Valid)
		}
		quickEncoding(data, list)
	})
}

func FuzzHeader(f *testing.F) {
	f.Add("店铺导出\n客户编号,付款时间,实付金额\na,2024-01-01,5\n", false, int64(0))
	f.Add("a,b\n1,2\n", true, int64(2))
	f.Add(",,\n\n,,1\n", true, int64(-1))
	f.Add("x", false, int64(9))
	f.Fuzz(func(t *testing.T, text string, wide bool, line int64) {
		var rows []row
		for i, l := range strings.Split(text, "\n") {
			rows = append(rows, row{line: int64(i + 1), cells: strings.Split(l, ",")})
		}
		l := look{sheet: wide, header: line}
		l.merges = func() ([]sheet.Range, error) {
			return []sheet.Range{{FirstRow: 1, LastRow: 2, FirstColumn: 0, LastColumn: 1}}, nil
		}
		h, err := readHeader(rows, l)
		if err != nil {
			if code(err) != "import.no_such_line" {
				t.Error(err)
			}
			return
		}
		if h.at < -1 || h.at >= len(rows) || line > 0 && rows[h.at].line != line || len(headerNames(h.names, h.width)) != h.width {
			t.Errorf("%+v of %d rows", h, len(rows))
		}
	})
}

// isMoney reports whether the text is an amount.
func isMoney(s string) bool {
	_, ok := ParseMoney(s)
	return ok
}
