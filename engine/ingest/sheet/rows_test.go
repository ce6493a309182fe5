package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

var bg = context.Background()

// pack makes a workbook from parts; the usual ones are there unless given.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	usual := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/s.xml"/><Relationship Id="rId2" Type="x/styles" Target="styles.xml"/><Relationship Id="rId3" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="180" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="180"/><xf numFmtId="57"/></cellXfs></styleSheet>`,
	}
	for name, text := range parts {
		usual[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range usual {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// line is one row as read.
type line struct {
	number int
	cells  string
}

// read reads the first sheet of a workbook.
func read(data []byte, raw bool) (out []line, err error) {
	b, err := Open(bytes.NewReader(data), int64(len(data)), 1<<30)
	if err != nil {
		return nil, err
	}
	if len(b.Sheets()) == 0 {
		return nil, nil
	}
	b.Raw = raw
	r, err := b.Rows(bg, b.Sheets()[0])
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for {
		number, cells, err := r.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, line{number, strings.Join(cells, "|")})
	}
}

func sheetOf(rows string) string {
	return `<?xml version="1.0"?><worksheet xmlns="m"><sheetData>` + rows + `</sheetData></worksheet>`
}

func TestRows_ReadEveryKindOfCell(t *testing.T) {
	data := pack(t, map[string]string{
		"xl/sharedStrings.xml": `<sst><si><t>甲 &amp; 乙</t></si><si><r><t xml:space="preserve">两 </t></r><r><t>段</t></r><rPh><t>pinyin</t></rPh></si><si/><si><t>a_x000D_b</t></si></sst>`,
		"xl/worksheets/s.xml": sheetOf(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>` +
			`<row r="3" spans="1:9"><c r="B3" s="1"><v>45356</v></c><c r="C3" s="2" t="n"><v>45356.5</v></c><c><v>1.1000000000000001</v></c><c t='b'><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1&amp;"&gt;"</f><v>x&#20013;&#x6587;</v></c></row>` +
			`<row/><row><c t="inlineStr"><is><r><t>&lt;b&gt;</t></r><r><t>c</t></r></is></c><!-- <c><v>9</v></c> --><c t="inlineStr"><is><t><![CDATA[<&amp;>]]></t></is></c><c r="E5"/><c r="F5" t="d"><v>2024-03-05T00:00:00</v></c></row>`),
	})
	got, err := read(data, false)
	want := []line{{1, "甲 & 乙|两 段||a\rb"}, {3, "|2024-03-05|2024-03-05 12:00:00|1.1|TRUE|#N/A|x中文"}, {4, ""}, {5, "<b>c|<&amp;>||||2024-03-05T00:00:00"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRows_CountDaysFrom1904(t *testing.T) {
	data := pack(t, map[string]string{
		"xl/workbook.xml":     `<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="true"/><x:sheets><x:sheet name="h" state="hidden" r:id="rId9"/><x:sheet name="S" r:id="rId1"/></x:sheets></x:workbook>`,
		"xl/worksheets/s.xml": `<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c s="1"><x:v>43894</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
	})
	if got, err := read(data, false); err != nil || !slices.Equal(got, []line{{1, "2024-03-05"}}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRows_ReadUTF16(t *testing.T) {
	text := sheetOf(`<row><c t="inlineStr"><is><t>回流</t></is></c></row>`)
	wide := []byte{0xFF, 0xFE}
	for _, r := range text {
		wide = append(wide, byte(r), byte(r>>8))
	}
	if got, err := read(pack(t, map[string]string{"xl/worksheets/s.xml": string(wide)}), false); err != nil || !slices.Equal(got, []line{{1, "回流"}}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestMerges_AreFoundBehindTheRows(t *testing.T) {
	data := pack(t, map[string]string{"xl/worksheets/s.xml": `<worksheet><sheetData/><mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="$B$1:D1"/><mergeCell ref="x"/></mergeCells></worksheet>`})
	b, err := Open(bytes.NewReader(data), int64(len(data)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Merges(bg, "S")
	if want := []Range{{1, 2, 0, 0}, {1, 1, 1, 3}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestRows_RefuseWhatHarms(t *testing.T) {
	row := func(s string) map[string]string { return map[string]string{"xl/worksheets/s.xml": sheetOf(s)} }
	bomb := `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>`
	for _, c := range []struct {
		name  string
		parts map[string]string
		want  string
	}{
		{"entities", map[string]string{"xl/worksheets/s.xml": bomb + sheetOf(`<row><c t="str"><v>&b;</v></c></row>`)}, "import.unsafe"},
		{"entities in strings", map[string]string{"xl/worksheets/s.xml": sheetOf(""), "xl/sharedStrings.xml": bomb + `<sst/>`}, "import.unsafe"},
		{"entities in styles", map[string]string{"xl/worksheets/s.xml": sheetOf(""), "xl/styles.xml": bomb + `<styleSheet/>`}, "import.unsafe"},
		{"long cell", row(`<row><c t="str"><v>` + strings.Repeat("x", 100<<20) + `</v></c></row>`), "import.cell_too_long"},
		{"long cell in pieces", row(`<row><c t="inlineStr"><is>` + strings.Repeat("<t>"+strings.Repeat("x", 1<<16)+"</t>", 600) + `</is></c></row>`), "import.cell_too_long"},
		{"long string in pieces", map[string]string{"xl/worksheets/s.xml": sheetOf(""), "xl/sharedStrings.xml": "<sst><si>" + strings.Repeat("<t>"+strings.Repeat("x", 1<<16)+"</t>", 20) + "</si></sst>"}, "import.cell_too_long"},
		{"long tag", row(`<row x="` + strings.Repeat("x", 2<<20) + `"/>`), "import.cell_too_long"},
		{"many columns", row(`<row>` + strings.Repeat(`<c><v>1</v></c>`, 1_000_000) + `</row>`), "import.too_wide"},
		{"far column", row(`<row><c r="ZZZZZZZZZZ1"><v>1</v></c></row>`), "import.too_wide"},
		{"many rows", row(strings.Repeat(`<row/>`, maxRow+1)), "import.truncated"},
		{"cut", map[string]string{"xl/worksheets/s.xml": `<worksheet><sheetData><row><c><v>1</v></c></row>`}, "import.truncated"},
		{"cut in a tag", map[string]string{"xl/worksheets/s.xml": `<worksheet><sheetData><row><c r="A`}, "import.truncated"},
		{"no such string", row(`<row><c t="s"><v>7</v></c></row>`), "import.truncated"},
		{"not UTF-8", row("<row><c t=\"str\"><v>\xff\xfe</v></c></row>"), "import.truncated"},
		{"no sheet", map[string]string{}, "import.truncated"},
		{"no workbook", map[string]string{"xl/workbook.xml": `<workbook><sheets`}, "import.truncated"},
		{"one part many times", map[string]string{
			"xl/workbook.xml":     `<workbook xmlns:r="r"><sheets>` + manySheets(3000) + `</sheets></workbook>`,
			"xl/worksheets/s.xml": sheetOf(strings.Repeat(`<row/>`, 100_000)),
		}, "import.too_large_zip"},
		{"big", row(strings.Repeat(`<row><c><v>1</v></c></row>`, 1000) + strings.Repeat(" ", 1<<20)), "import.too_large_zip"},
	} {
		data := pack(t, c.parts)
		start := time.Now()
		limit := int64(1 << 30)
		if c.name == "big" {
			limit = 1 << 20
		}
		err := readAll(data, limit)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != c.want {
			t.Errorf("%s: got %v", c.name, err)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s: took %v", c.name, d)
		}
	}
}

func manySheets(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<sheet name="s%d" r:id="rId1"/>`, i)
	}
	return b.String()
}

func readAll(data []byte, limit int64) error {
	b, err := Open(bytes.NewReader(data), int64(len(data)), limit)
	if err != nil {
		return err
	}
	for _, name := range b.Sheets() {
		r, err := b.Rows(bg, name)
		if err != nil {
			return err
		}
		for err == nil {
			_, _, err = r.Next()
		}
		_ = r.Close()
		if err != io.EOF {
			return err
		}
	}
	return nil
}

// Whatever excelize writes, by its normal and its streaming writer, is read as
// excelize reads it.
func TestRows_EqualExcelizeCellByCell(t *testing.T) {
	for seed := range uint64(40) {
		data := randomBook(t, rand.New(rand.NewPCG(seed, 3)), seed%2 == 0)
		compare(t, fmt.Sprint("seed ", seed), data)
	}
}

func randomBook(t testing.TB, r *rand.Rand, stream bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 22})
	if err != nil {
		t.Fatal(err)
	}
	var w *excelize.StreamWriter
	if stream {
		if w, err = f.NewStreamWriter("Sheet1"); err != nil {
			t.Fatal(err)
		}
	}
	number := 0
	for range r.IntN(60) {
		number += 1 + r.IntN(3)/2
		cells := make([]any, r.IntN(12))
		for i := range cells {
			cells[i] = randomCell(r)
			if stream && r.IntN(9) == 0 {
				cells[i] = excelize.Cell{StyleID: date, Value: time.Unix(r.Int64N(2e9), 0).UTC()}
			}
		}
		at, _ := excelize.CoordinatesToCellName(1+r.IntN(3), number)
		if stream {
			err = w.SetRow(at, cells)
		} else {
			err = f.SetSheetRow("Sheet1", at, &cells)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if stream {
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func randomCell(r *rand.Rand) any {
	texts := []string{"", " ", "甲 乙", "a&b<c>\"'", "line\nbreak", "_x000D_", "_x0041", "é\u00a0ü", "😀", "=1+1", "007", "NaN", "\ttab ", "]]>", "&#65;"}
	switch r.IntN(8) {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2:
		return r.Int64() - math.MaxInt64/2
	case 3:
		return r.NormFloat64() * math.Pow10(r.IntN(40)-20)
	case 4:
		return time.Unix(r.Int64N(2e9), 0).UTC()
	}
	return texts[r.IntN(len(texts))]
}

// compare reads the first sheet with both readers.
func compare(t *testing.T, name string, data []byte) {
	t.Helper()
	got, err := read(data, true)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	first := ""
	for _, s := range f.GetSheetList() {
		if ok, _ := f.GetSheetVisible(s); ok {
			first = s
			break
		}
	}
	rows, err := f.GetRows(first, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	byNumber := map[int]string{}
	for _, l := range got {
		byNumber[l.number] = strings.TrimRight(l.cells, "|")
	}
	for i, cells := range rows {
		if want := strings.TrimRight(strings.Join(cells, "|"), "|"); byNumber[i+1] != want {
			t.Fatalf("%s row %d: got %q, excelize %q", name, i+1, byNumber[i+1], want)
		}
		delete(byNumber, i+1)
	}
	for n, l := range byNumber {
		if l != "" {
			t.Fatalf("%s: row %d %q is not in excelize's", name, n, l)
		}
	}
}

func TestRows_EqualExcelizeOnRealFiles(t *testing.T) {
	for _, pattern := range []string{"data/churn", "data/transactions"} {
		files, err := filepath.Glob(filepath.Join(storetest.Shared(t, pattern), "*.xlsx"))
		if err != nil || len(files) == 0 {
			t.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.Base(name), data)
		}
	}
}

// A damaged workbook is an error or reads; it never panics or hangs.
func FuzzXLSX(f *testing.F) {
	f.Add(pack(f, map[string]string{"xl/worksheets/s.xml": sheetOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c s="1"><v>45356</v></c></row>`)}))
	f.Add(randomBook(f, rand.New(rand.NewPCG(1, 1)), true))
	f.Add(randomBook(f, rand.New(rand.NewPCG(2, 1)), false))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = readAll(data, 1<<20)
	})
}

// The XML below the archive is where damage is interesting: here without zip and
// checksum around it.
func FuzzSheetXML(f *testing.F) {
	for _, s := range []string{sheetOf(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>&lt;x</t></is></c></row>`),
		sheetOf(`<row><c t="b"><v>1</v></c><!-- x --><c s="1"><v>45356.5</v></c></row><row r="9"/>`), `<a:sheetData/>`, `<![CDATA[x]]><sheetData>`, "<sheetData><row><c t='str'><v>_x000D_"} {
		f.Add(s, "<sst><si><t>x</t></si><si><r><t>y</t></r></si></sst>")
	}
	f.Fuzz(func(t *testing.T, xml, shared string) {
		strings, err := readStrings(io.NopCloser(bytes.NewReader([]byte(shared))), 0)
		if err != nil {
			strings = &table{}
		}
		once := collect(xml, strings, func(r io.Reader) io.Reader { return r })
		if again := collect(xml, strings, func(r io.Reader) io.Reader { return oneByte{r} }); !slices.Equal(once, again) {
			t.Fatalf("%q: %v byte by byte, %v at once", xml, again, once)
		}
	})
}

// oneByte gives a stream byte by byte.
type oneByte struct{ io.Reader }

// Read implements io.Reader.
func (o oneByte) Read(p []byte) (int, error) { return o.Reader.Read(p[:min(1, len(p))]) }

func collect(xml string, shared *table, through func(io.Reader) io.Reader) (out []line) {
	b := &Book{shared: shared, most: maxCopied}
	src := readAhead(bg, bytes.NewReader([]byte(xml)), 1<<20)
	defer src.Close()
	r := &Rows{book: b, src: src, s: newScanner(through(src))}
	for {
		n, cells, err := r.Next()
		if err != nil {
			return out
		}
		out = append(out, line{n, strings.Join(cells, "|")})
	}
}

func TestAppendShown_IsTheShortestTextOfFifteenDigits(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12)) //nolint:gosec // seeded on purpose
	list := []float64{0, math.Copysign(0, -1), 1, -1, 0.1 + 0.2, 64.73999999999999, 1e15, -1e15, 999999999999999.9, 99999.99999999999, 1e-6, 9.999999999999999e-7, 5e-324, 1e300, 0.000012345678901234567, 10, 1e14}
	for range 200_000 {
		f := (r.Float64() - 0.5) * math.Pow(10, float64(r.IntN(24)-7))
		list = append(list, f, math.Round(f*100)/100, math.Nextafter(math.Round(f*100)/100, 0))
	}
	for _, f := range list {
		short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
		if want := strconv.FormatFloat(short, 'f', -1, 64); err != nil || string(appendShown(nil, f)) != want {
			t.Fatalf("%v: got %s, want %s, %v", f, appendShown(nil, f), want, err)
		}
	}
}

// HUILIU_XLSX names a big workbook: prints the rows per second of ours.
func BenchmarkRows(b *testing.B) {
	name := os.Getenv("HUILIU_XLSX")
	if name == "" {
		b.Skip("HUILIU_XLSX is not set")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := readAll(data, 1<<40); err != nil {
			b.Fatal(err)
		}
	}
}

// Reading ten times the rows takes no more memory.
func TestRows_MemoryDoesNotGrowWithTheRows(t *testing.T) {
	row := `<row><c t="inlineStr"><is><t>&#23458;&#25143;0001</t></is></c><c><v>173.07</v></c><c s="1"><v>45356.25</v></c></row>`
	peak := func(rows int) uint64 {
		data := pack(t, map[string]string{"xl/worksheets/s.xml": sheetOf(strings.Repeat(row, rows))})
		b, err := Open(bytes.NewReader(data), int64(len(data)), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.Rows(bg, "S")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		most := before.HeapAlloc
		for n := 0; ; n++ {
			if _, _, err := r.Next(); err == io.EOF {
				return most - before.HeapAlloc
			} else if err != nil {
				t.Fatal(err)
			}
			if n%2000 == 0 {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
	}
	few, many := peak(20_000), peak(200_000)
	if many > 2*few+8<<20 {
		t.Errorf("%d KB for 200,000 rows, %d KB for 20,000", many>>10, few>>10)
	}
}

// A small file that names one long string again and again would be read for hours.
func TestRows_BoundWhatSharedStringsGrowTo(t *testing.T) {
	data := pack(t, map[string]string{
		"xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("x", 1<<19) + "</t></si></sst>",
		"xl/worksheets/s.xml":  sheetOf(strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 100)),
	})
	for most, want := range map[int64]string{1 << 24: "import.cell_too_long", 1 << 26: "EOF"} {
		b, err := Open(bytes.NewReader(data), int64(len(data)), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		b.most = most
		r, err := b.Rows(bg, "S")
		for err == nil {
			_, _, err = r.Next()
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%d: got %v, want %s", most, err, want)
		}
		_ = r.Close()
	}
}
