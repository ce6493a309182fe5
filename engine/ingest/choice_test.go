package ingest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

func encoded(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// loadAs loads what SniffAs finds.
func loadAs(t *testing.T, path string, c Choice) (Report, []Source, string) {
	t.Helper()
	src, err := SniffAs(bg, path, c, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t)
	r, err := Load(bg, s, src, importedAt, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return r, src, one[string](t, s, "SELECT coalesce(string_agg(customer_id || ' ' || day::VARCHAR || ' ' || amount || coalesce(' ' || product, ''), '; ' ORDER BY file_id, line), '') FROM order_lines")
}

const taiwan = "客戶編號,付款時間,實付金額,商品\n陳大文,2024-03-05,1200.50,臺灣烏龍茶葉禮盒\n張麗華,2024-03-06,88,鳳梨酥與點心組合\n"

func TestSniffAs_Big5AndLatin1AreReadOnlyAsAsked(t *testing.T) {
	for _, c := range []struct {
		asked, shown, text string
		encoding           encoding.Encoding
	}{
		{"big5", encBig5, taiwan, traditionalchinese.Big5},
		{"latin-1", encLatin1, "customer_id,date,amount,product\nFrançois,2024-03-05,12.5,crème brûlée – entière\nÉlodie,2024-03-06,7,pâté\n", charmap.Windows1252},
	} {
		path := write(t, "a.csv", encoded(t, c.encoding, c.text))
		_, err := Sniff(bg, path, engine.NoProgress{})
		var e *engine.Error
		if code(err) != "import.unknown_encoding" {
			t.Fatalf("%s unasked: %v", c.asked, err)
		}
		e, _ = err.(*engine.Error) //nolint:errorlint // code has unwrapped it
		if names, _ := e.Args["candidates"].(string); !slices.Contains(strings.Split(names, ", "), c.asked) {
			t.Errorf("%s is not offered: %v", c.asked, e.Args)
		}
		_, src, got := loadAs(t, path, Choice{Encoding: c.asked})
		if src[0].Encoding != c.shown {
			t.Errorf("encoding %s", src[0].Encoding)
		}
		_, _, want := loadAs(t, write(t, "utf8.csv", []byte(c.text)), Choice{})
		if got != want || got == "" {
			t.Errorf("%s: got %s, want %s", c.asked, got, want)
		}
	}
}

func TestSniffAs_SaysTheLineThatIsNotInTheAskedEncoding(t *testing.T) {
	long := strings.Repeat("1,2024-01-01,5\n", 40_000) // beyond every buffer
	for _, c := range []struct {
		asked   string
		content []byte
		line    int64
	}{
		{"utf-8", gbk(t, "customer_id,date,amount\n"+long+"甲,2024-01-01,5\n"), 40_002},
		{"gb18030", []byte("customer_id,date,amount\n" + long + "\xff,2024-01-01,5\n"), 40_002},
		{"big5", []byte("customer_id,date,amount\n" + long + long + "\xa4\x40,2024-01-01,5\n\xff\xff,2024-01-01,5\n"), 80_003},
		{"latin-1", []byte("customer_id,date,amount\n\x81,2024-01-01,5\n"), 2},
		{"utf-16le", []byte("c\x00,\x00d\x00\n\x00\x00\xd8a\x00,\x00"), 2},
	} {
		_, err := SniffAs(bg, write(t, "a.csv", c.content), Choice{Encoding: c.asked}, engine.NoProgress{})
		e, _ := err.(*engine.Error) //nolint:errorlint // nothing wraps it
		if e == nil || e.Code != "import.wrong_encoding" || e.Place.Line != c.line {
			t.Errorf("%s: got %v, want line %d", c.asked, err, c.line)
		}
	}
}

func TestSniff_NeverTakesOneEncodingForAnother(t *testing.T) {
	for _, c := range []struct {
		name     string
		encoding encoding.Encoding
		text     string
		want     string // an encoding, or the code of an error
	}{
		{"gbk", simplifiedchinese.GB18030, "客户编号,付款时间,实付金额\n陈大文,2024-03-05,5\n", encGB18030},
		{"rare names", simplifiedchinese.GB18030, "客户编号,付款时间,实付金额\n龑喆,2024-03-05,5\n翀昇,2024-03-05,5\n", encGB18030},
		{"big5", traditionalchinese.Big5, taiwan, "import.unknown_encoding"},
		{"latin", charmap.Windows1252, "kunde,datum,betrag\nMüller,2024-03-05,5\nJäger,2024-03-06,6\n", "import.unknown_encoding"},
	} {
		src, err := Sniff(bg, write(t, "a.csv", encoded(t, c.encoding, c.text)), engine.NoProgress{})
		got := code(err)
		if err == nil {
			got = src[0].Encoding
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// Every choice changes what Load loads, in the way it says.
func TestLoad_ReadsAsChosen(t *testing.T) {
	csv := "店铺导出,,,,\n客户编号,付款时间,实付金额,商品,备注\na,03/04/2024,1,x,\nb,05/04/2024,2,y,\n客户编号,付款时间,实付金额,商品,备注\nc,06/04/2024,3,z,\n"
	path := write(t, "a.csv", []byte(csv))
	book := write(t, "a.xlsx", book(t, map[string][][]any{
		"一": {{"客户编号", "付款时间", "实付金额"}, {"a", "2024-03-04", 1}, {"b", "2024-03-05", 2}, {"c", "2024-03-06", 3}},
		"二": {{"左", "", "", "", ""}, {"", "客户编号", "付款时间", "实付金额", "其他"}, {"", "d", "2024-03-07", 4, 7}, {"", "e", "2024-03-08", 5, 7}},
	}))
	semicolon := write(t, "b.csv", []byte("a,2024-03-04;1;5\nb,2024-03-05;2;6\n"))
	for _, c := range []struct {
		path string
		c    Choice
		want string
	}{
		{path, Choice{}, "a 2024-03-04 1.0000 x; b 2024-05-04 2.0000 y"},
		{path, Choice{DateOrder: "mdy", Last: 4}, "a 2024-03-04 1.0000 x; b 2024-05-04 2.0000 y"},
		{path, Choice{DateOrder: "dmy", Last: 4}, "a 2024-04-03 1.0000 x; b 2024-04-05 2.0000 y"},
		{path, Choice{DateOrder: "dmy", Header: 5}, "c 2024-04-06 3.0000 z"},
		{path, Choice{DateOrder: "dmy", First: 5, LastColumn: 3}, "c 2024-04-06 3.0000"},
		{path, Choice{DateOrder: "dmy", Header: 2, Last: 3}, "a 2024-04-03 1.0000 x"},
		{book, Choice{Sheet: "一"}, "a 2024-03-04 1.0000; b 2024-03-05 2.0000; c 2024-03-06 3.0000"},
		{book, Choice{Sheet: "二"}, "d 2024-03-07 4.0000; e 2024-03-08 5.0000"},
		{book, Choice{Sheet: "二", First: 2, Last: 3, FirstColumn: 2, LastColumn: 4}, "d 2024-03-07 4.0000"},
		{semicolon, Choice{Delimiter: ",", Header: -1}, ""},
	} {
		if c.want == "" {
			src, err := SniffAs(bg, c.path, c.c, engine.NoProgress{})
			if err != nil || len(src[0].Mapping.Columns) != 2 || src[0].HeaderLine != 0 {
				t.Errorf("%+v: %v, %+v", c.c, err, src)
			}
			continue
		}
		if c.c == (Choice{}) {
			continue // the repeated header below is another test's
		}
		if _, _, got := loadAs(t, c.path, c.c); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.c, got, c.want)
		}
	}
}

func TestLoad_TwoRangesOfOneSheetAreTwoTables(t *testing.T) {
	path := write(t, "a.xlsx", book(t, map[string][][]any{"s": {
		{"客户编号", "付款时间", "实付金额"}, {"a", "2024-03-04", 1}, {}, {"客户编号", "付款时间", "实付金额"}, {"b", "2024-03-05", 2}, {"b", "2024-03-06", 2},
	}}))
	s := storetest.Open(t)
	for _, c := range []string{"A1:C2", "A4:C6", "A4:C6"} {
		choice, err := ParseRange(c)
		if err != nil {
			t.Fatal(err)
		}
		src, err := SniffAs(bg, path, choice, engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Load(bg, s, src, importedAt, engine.NoProgress{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := one[string](t, s, "SELECT string_agg(sheet || ' ' || loaded || ' ' || merged, '; ' ORDER BY file_id) FROM files"); got != "s!A1:C2 1 0; s!A4:C6 2 0; s!A4:C6 0 2" {
		t.Errorf("got %s", got)
	}
}

func TestSniffAs_RefusesWhatCannotBeMeant(t *testing.T) {
	path := write(t, "a.csv", []byte(fewOrders))
	sheets := write(t, "a.xlsx", book(t, map[string][][]any{"s": {{"客户编号", "付款时间", "实付金额"}, {"a", "2024-01-01", 5}}}))
	for _, c := range []struct {
		path string
		c    Choice
		want string
	}{
		{path, Choice{Encoding: "ebcdic"}, "import.no_such_encoding"},
		{path, Choice{Delimiter: "ab"}, "import.bad_delimiter"},
		{path, Choice{Delimiter: "\""}, "import.bad_delimiter"},
		{path, Choice{First: 3, Last: 2}, "import.bad_range"},
		{path, Choice{FirstColumn: 3, LastColumn: 2}, "import.bad_range"},
		{path, Choice{Header: -2}, "import.bad_header"},
		{path, Choice{Header: 5, Last: 5}, "import.bad_header"},
		{path, Choice{DateOrder: "ydm"}, "import.bad_date_order"},
		{path, Choice{Header: 17}, "import.empty_file"},
		{path, Choice{Header: 3}, "import.no_rows"},
		{path, Choice{First: 10}, "import.empty_file"},
		{sheets, Choice{Sheet: "t"}, "import.no_such_sheet"},
		{sheets, Choice{FirstColumn: 7}, "import.no_rows"},
	} {
		_, err := SniffAs(bg, c.path, c.c, engine.NoProgress{})
		if code(err) != c.want {
			t.Errorf("%+v: got %v, want %s", c.c, err, c.want)
		}
		if _, err := Glimpse(bg, c.path, "", c.c); c.want != "import.empty_file" && c.want != "import.no_rows" && code(err) != c.want {
			t.Errorf("glimpse %+v: got %v, want %s", c.c, err, c.want)
		}
	}
}

func TestParseRange_ReadsWhatExcelShows(t *testing.T) {
	for text, want := range map[string]Choice{
		"B3:H200": {First: 3, Last: 200, FirstColumn: 2, LastColumn: 8}, "$b$3：$h$200": {First: 3, Last: 200, FirstColumn: 2, LastColumn: 8},
		"B:H": {FirstColumn: 2, LastColumn: 8}, "3:200": {First: 3, Last: 200}, "B3:": {First: 3, FirstColumn: 2}, ":AA9": {Last: 9, LastColumn: 27},
	} {
		if got, err := ParseRange(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", ":", "B3", "H3:B9", "B9:H3", "3B:4C", "A0:B2", "A1:B2:C3", "ZZZZ1:ZZZZ2", "A-1:B2", "A99999999999999999999:B"} {
		if c, err := ParseRange(text); code(err) != "import.bad_range" {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
}

func TestGlimpse_ShowsTheFirstRowsInAnyReading(t *testing.T) {
	big5 := encoded(t, traditionalchinese.Big5, taiwan)
	path := write(t, "a.csv", big5)
	v, err := Glimpse(bg, path, "", Choice{})
	if err != nil || v.Encoding != encBig5 || v.Header != 1 || len(v.Lines) != 3 || v.Lines[1][0] != "陳大文" {
		t.Errorf("%+v, %v", v, err)
	}
	for _, g := range v.Candidates {
		want := g.Name == "big5" || g.Name == "latin-1" || g.Name == "gb18030"
		if (g.Name == "utf-8" || g.Name == "big5") && g.Valid != want {
			t.Errorf("%+v", g)
		}
		if g.Name == "big5" && !strings.HasPrefix(g.Sample, "客戶編號") {
			t.Errorf("%+v", g)
		}
	}
	if v, err = Glimpse(bg, path, "", Choice{Encoding: "gb18030", Delimiter: ";"}); err != nil || v.Encoding != encGB18030 || len(v.Lines[0]) != 1 {
		t.Errorf("%+v, %v", v, err)
	}
	wide := encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "店铺导出\n"+taiwan)
	if v, err = Glimpse(bg, write(t, "b.csv.gz", gzipped(t, string(wide))), "", Choice{}); err != nil || v.Encoding != encUTF16LE || v.Header != 2 {
		t.Errorf("%+v, %v", v, err)
	}
	z := write(t, "c.zip", zipped(t, map[string]string{"x/1.csv": fewOrders, "2.jsonl": lines}))
	if v, err = Glimpse(bg, z, "2.jsonl", Choice{}); err != nil || v.Kind != kindJSON || len(v.Names) == 0 || len(v.Entries) != 2 {
		t.Errorf("%+v, %v", v, err)
	}
	xlsx := write(t, "d.xlsx", book(t, map[string][][]any{"空": {}, "订单": {{"题"}, {"客户编号", "付款时间", "实付金额"}, {"a", "2024-01-01", 5}}}))
	v, err = Glimpse(bg, xlsx, "", Choice{})
	if err != nil || v.Sheet != "订单" || v.Header != 2 || !slices.Equal(v.Numbers, []int64{1, 2, 3}) || !slices.Contains(v.Sheets, "空") {
		t.Errorf("%+v, %v", v, err)
	}
}

// A glimpse and a sniff agree on every reading of every small file.
func TestGlimpse_AgreesWithSniff(t *testing.T) {
	for _, content := range []string{fewOrders, taiwan, "a;b;c\n1;2;3\n", "x\ty\n1\t2\n", string(gbk(t, "客户编号,付款时间,实付金额\n陈大文,2024-03-05,5\n")), lines, flat, page} {
		path := write(t, "a.csv", []byte(content))
		v, err := Glimpse(bg, path, "", Choice{})
		src, serr := Sniff(bg, path, engine.NoProgress{})
		if (err == nil) != (serr == nil) {
			t.Errorf("%.20q: %v, %v", content, err, serr)
			continue
		}
		if err == nil && (v.Encoding != src[0].Encoding || v.Delimiter != src[0].Delimiter || v.Header != src[0].HeaderLine || v.Kind != src[0].Kind) {
			t.Errorf("%.20q: %s %q %d %s, sniff %s %q %d %s", content, v.Encoding, v.Delimiter, v.Header, v.Kind,
				src[0].Encoding, src[0].Delimiter, src[0].HeaderLine, src[0].Kind)
		}
	}
}

// readSoFar is what this process has read from files, by the kernel's count.
func readSoFar(t *testing.T) (n int64) {
	t.Helper()
	b, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skip("no count of bytes read on this system")
	}
	if _, err := fmt.Fscanf(bytes.NewReader(b), "rchar: %d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestGlimpse_ReadsLittleOfABigFile(t *testing.T) {
	path := write(t, "big.csv", []byte(strings.Repeat("customer_id,date,amount\n1,2024-01-01,5\n", 50_000)))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(1<<30, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(gbk(t, "\n甲,2024-01-01,5\n乙,2024-01-01,5\n")); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	before := readSoFar(t)
	v, err := Glimpse(bg, path, "", Choice{})
	if err != nil || len(v.Lines) != glimpseRows {
		t.Fatalf("%d lines, %v", len(v.Lines), err)
	}
	if n := readSoFar(t) - before; n > 4<<20 {
		t.Errorf("%d bytes read", n)
	}
}
