package ingest

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
)

// sheetXML is a workbook with this text as its only sheet.
func sheetXML(t testing.TB, text string) []byte {
	return zipped(t, map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml": `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` +
			`<sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   text,
	})
}

// laughs declares entities that grow to 10^9 times their text.
func laughs(body string) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\">")
	for c := 'b'; c <= 'j'; c++ {
		b.WriteString("<!ENTITY " + string(c) + " \"" + strings.Repeat("&"+string(c-1)+";", 10) + "\">")
	}
	return b.String() + "]>" + body
}

// peak runs f and returns by how much the heap has grown at most, in bytes.
func peak(f func()) uint64 {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	before, most, done, out := heap[0].Value.Uint64(), uint64(0), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(out)
		for {
			metrics.Read(heap)
			most = max(most, heap[0].Value.Uint64())
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-out
	return most - min(before, most)
}

// hostileMemory is what looking at any of these files may take; the longest has 100 MB.
const hostileMemory = 200 << 20

// Whatever stands where a table should be, a sentence says so, and memory stays small.
func TestSniff_HostileFilesGetTheirSentenceInBoundedMemory(t *testing.T) {
	const spreadsheet = `<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="s"><Table>`
	const flatEnd = `</Table></Worksheet></Workbook>`
	long := strings.Repeat("x", 100<<20)
	xmlRow := func(v string) string { return `<Row><Cell><Data ss:Type="String">` + v + `</Data></Cell></Row>` }
	row := func(n, v string) string {
		return `<row r="` + n + `"><c r="A` + n + `" t="inlineStr"><is><t>` + v + `</t></is></c></row>`
	}
	for _, c := range []struct {
		file    string
		content []byte
		want    string // "" for a table whose text stays as it is
	}{
		{"entities.xlsx", sheetXML(t, laughs("<worksheet><sheetData>"+row("1", "&j;")+row("2", "&j;")+"</sheetData></worksheet>")), "import.unsafe"},
		{"entities.xml", []byte(laughs(spreadsheet + xmlRow("&j;") + xmlRow("&j;") + flatEnd)), "import.unsafe"},
		{"entities.xls", []byte("<!DOCTYPE html [<!ENTITY a \"ha\">]><table>" + strings.Repeat("<tr><td>&a;&j;<td>&nosuch;</tr>", 5) + "</table>"), ""},
		{"columns.xlsx", sheetXML(t, `<worksheet><sheetData><row r="1">`+strings.Repeat("<c><v>1</v></c>", 1_000_000)+`</row></sheetData></worksheet>`), "import.too_wide"},
		{"far.xlsx", sheetXML(t, `<worksheet><sheetData><row r="1"><c r="ZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>`), "import.too_wide"},
		{"columns.html", []byte("<table><tr>" + strings.Repeat("<td>1", 1_000_000) + "<tr><td>1<td>2</table>"), "import.too_wide"},
		{"columns.json", []byte(`{"a":1` + manyKeys(100_000) + `}`), "import.too_wide"},
		{"cell.xlsx", sheetXML(t, "<worksheet><sheetData>"+row("1", long)+"</sheetData></worksheet>"), "import.cell_too_long"},
		{"cell.xml", []byte(spreadsheet + xmlRow(long) + flatEnd), "import.cell_too_long"},
		{"cell.html", []byte("<table><tr><td>" + long + "<td>2<tr><td>1<td>2</table>"), "import.cell_too_long"},
		{"cell.json", []byte(`{"a":"` + long + `"}`), "import.cell_too_long"},
		{"nul.xlsx", sheetXML(t, "<worksheet><sheetData>"+row("1", "a\x00b")+"</sheetData></worksheet>"), "import.no_rows"},
		{"twice.csv.gz", gzipped(t, string(gzipped(t, fewOrders))), "import.nested_zip"},
		{"thrice.zip", zipped(t, map[string]string{"a.csv.gz": string(gzipped(t, string(gzipped(t, fewOrders))))}), "import.nested_zip"},
		{"quotes.csv", []byte("customer_id,date,amount\n" + strings.Repeat(`"`, 4<<20)), ""},
		{"nested.csv", []byte("customer_id,date,amount\n" + strings.Repeat(`"a ""b ""c,`, 200_000)), "import.too_wide"},
	} {
		path := write(t, c.file, c.content)
		var err error
		var src []Source
		grown := peak(func() { src, err = Sniff(bg, path, engine.NoProgress{}) })
		if got := code(err); got != c.want && (c.want != "" || err != nil) {
			t.Errorf("%s: %q, want %q", c.file, got, c.want)
		}
		if c.want == "" && len(src) != 1 {
			t.Errorf("%s: %d tables", c.file, len(src))
		}
		if grown > hostileMemory {
			t.Errorf("%s: took %d MB", c.file, grown>>20)
		}
	}
}

func manyKeys(n int) string {
	var b bytes.Buffer
	for i := range n {
		b.WriteString(`,"k`)
		b.WriteString(strings.Repeat("x", i%7))
		b.WriteString(time.Duration(i).String())
		b.WriteString(`":1`)
	}
	return b.String()
}

// Entries are read where they lie: a name that leads out of the archive is a name.
func TestLoad_NamesInAnArchiveLeadNowhere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "in", "a.zip")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	names := []string{"../out.csv", "/tmp/huiliu-out.csv", `..\..\out.csv`, "C:\\out.csv", "a/../../out.csv"}
	for _, name := range names {
		if err := os.WriteFile(path, zipped(t, map[string]string{name: fewOrders}), 0o600); err != nil {
			t.Fatal(err)
		}
		_, r := loadFiles(t, path)
		if r.Lines != 2 {
			t.Errorf("%s: %+v", name, r)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
			t.Errorf("%s: written %v", name, left)
		}
	}
	if _, err := os.Stat("/tmp/huiliu-out.csv"); err == nil {
		t.Error("an entry was written to the disk")
	}
}
