package markup

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
)

func read(src string, byByte bool) (rows []string, merges []sheet.Range, err error) {
	best, err := Find(strings.NewReader(src))
	if err != nil || best.Table < 0 {
		return nil, nil, err
	}
	var in io.Reader = strings.NewReader(src)
	if byByte {
		in = iotest.OneByteReader(in)
	}
	r := NewRows(in, best.Table)
	for {
		n, cells, err := r.Next()
		if err == io.EOF {
			return rows, r.Merges(), r.Close()
		}
		if err != nil {
			return rows, nil, err
		}
		if n != len(rows)+1 {
			return nil, nil, fmt.Errorf("row %d after %d", n, len(rows))
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
}

func TestRows_ReadTheBiggestTable(t *testing.T) {
	src := `<html><head><style>td{x}</style></head><body><table><tr><td>menu<td>login</table>
<table class=a><caption>订单</caption><thead><tr><th rowspan=2>客户</th><th colspan=2>金额 &amp; 数</th></tr><tr><th>应付<th>实付</tr></thead>
<tr><td>甲&nbsp;<td> 1
 2 <td>3<br>4</td></tr>
<tr><td rowspan="2">&#20057;<td>x<script>var a="<td>"</script><td><table><tr><td>in<td>ner</table>y
<tr><td>5<td>6</table></body>`
	want := []string{"客户|金额 & 数|", "客户|应付|实付", "甲|1 2|3\n4", "乙|x|y", "乙|5|6"}
	for _, byByte := range []bool{false, true} {
		got, merges, err := read(src, byByte)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("got %q, %v", got, err)
		}
		if m := []sheet.Range{{FirstRow: 1, LastRow: 2}, {FirstRow: 1, LastRow: 1, FirstColumn: 1, LastColumn: 2}, {FirstRow: 4, LastRow: 5}}; !slices.Equal(merges, m) {
			t.Errorf("merges %v", merges)
		}
	}
}

func TestFind_PagesWithoutData(t *testing.T) {
	for src, want := range map[string]Best{
		"<html><body>login": {Table: -1}, "<table><tr><td>1</table>": {Table: -1}, "<table><tr><td>a<td>b</table>": {Table: -1},
		"<table><tr><td>user<td><input><tr><td>pass<td><input TYPE=Password></table>": {Table: 0, Rows: 2, Login: true},
	} {
		if got, err := Find(strings.NewReader(src)); err != nil || got != want {
			t.Errorf("%q: got %+v, %v", src, got, err)
		}
	}
}

func TestRows_BoundWhatHarms(t *testing.T) {
	row := "<tr><td>a<td>b"
	for name, c := range map[string]struct{ src, want string }{
		"long cell":           {"<table>" + row + "<tr><td>" + strings.Repeat("x", 100<<20) + "<td>1</table>", "import.cell_too_long"},
		"long cell in pieces": {"<table>" + row + "<tr><td>" + strings.Repeat("xxxxxxxxxxxxxxxx<b>", 200_000) + "<td>1</table>", "import.cell_too_long"},
		"many columns":        {"<table><tr>" + strings.Repeat("<td>1", 1_000_000), "import.too_wide"},
		"spans":               {"<table><tr>" + strings.Repeat("<td colspan=9999999>1", 1000), "import.too_wide"},
		"long tag":            {"<table " + strings.Repeat("a=b ", 1<<20) + ">", "import.cell_too_long"},
		"deep":                {strings.Repeat("<table><tr><td>", 100_000), ""},
		"rows down":           {"<table><tr>" + strings.Repeat("<td rowspan=99999999>"+strings.Repeat("x", 1000), 3000) + strings.Repeat("<tr>", 20_000), ""},
	} {
		start := time.Now()
		_, _, err := read(c.src, false)
		var e *engine.Error
		if errors.As(err, &e) && e.Code != c.want || err == nil && c.want != "" {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
		if d := time.Since(start); d > 8*time.Second {
			t.Errorf("%s: took %v", name, d)
		}
	}
}

// Whatever the page, reading ends, and byte by byte gives the same rows.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<table><tr><td>a<td>b<tr><td rowspan=3>c<td colspan=2>d<tr><td>e</table>", "<table><tr><td><table><tr><td>1<td>2<tr><td>3<td>4</table></table>",
		"<tr><td>x</td></tr></table>", "<table><td>a<td>&lt;&#20013;<br>b<tr><script><td></script><td>z<td>y", "<!-- <table> --><table><tr><th>a</th></tr>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, _, errA := read(s, false)
		b, _, errB := read(s, true)
		if !slices.Equal(a, b) || (errA == nil) != (errB == nil) {
			t.Fatalf("%q: %q %v, byte by byte %q %v", s, a, errA, b, errB)
		}
	})
}
