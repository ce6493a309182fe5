package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// book makes a workbook from rows of values; the name of each sheet is its key.
func book(t testing.TB, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := f.SetSheetRow(name, cell, &r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
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

func gzipped(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withPassword locks a workbook.
func withPassword(t testing.TB, data []byte) []byte {
	t.Helper()
	locked, err := excelize.Encrypt(data, &excelize.Options{Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	return locked
}

const fewOrders = "customer_id,date,amount\n1,2024-01-01,5\n2,2024-01-02,6\n"

func TestSniff_DamagedFilesGetTheirSentence(t *testing.T) {
	good := book(t, map[string][][]any{"订单": {{"客户编号", "付款时间", "实付金额"}, {"a", "2024-01-01", 5}}})
	random := strings.Repeat("customer_id,date,amount\n1,2024-01-01,5\n", 2000)
	packed := gzipped(t, fewOrders+random)
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)
	locked := append(bytes.Clone(ole), []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")...)
	for _, c := range []struct {
		file    string
		content []byte
		want    string
	}{
		{"空.csv", nil, "import.empty_file"},
		{"blank.csv", []byte(" \r\n\r\n  \n"), "import.empty_file"},
		{"empty.csv.gz", gzipped(t, ""), "import.empty_file"},
		{"picture.xlsx", append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...), "import.not_a_table"},
		{"binary.csv", []byte("a,b\x00\x01\x02\x03\n1,2\n3,4\n5,6,7\n"), "import.not_a_table"},
		{"letter.docx", zipped(t, map[string]string{"word/document.xml": "<w/>"}), "import.not_a_table"},
		{"cut.xlsx", good[:len(good)/2], "import.truncated"},
		{"cut.csv.gz", packed[:len(packed)-20], "import.truncated"},
		{"page.csv", []byte("\n<!DOCTYPE html><html><body>login</body></html>"), "import.web_page"},
		{"page.xls", []byte("\xef\xbb\xbf<html xmlns:x=\"urn\"><table><tr><td>1</td></tr></table>"), "import.web_page"},
		{"conflict.csv", []byte("customer_id,date,amount\n<<<<<<< HEAD\n1,2024-01-01,5\n=======\n"), "import.merge_conflict"},
		{"locked.xlsx", locked, "import.password"},
		{"encrypted.xlsx", withPassword(t, good), "import.password"},
		{"old.xls", ole, "import.truncated"},
		{"x.parquet", []byte("PAR1aaaaaaaaaaaaPAR1"), "import.truncated"},
		{"array.json", []byte(`[{"customer":1},{"cust`), "import.bad_json"},
		{"empty.json", []byte(`[{}]`), "import.no_rows"},
		{"in.zip", zipped(t, map[string]string{"a/inner.zip": string(zipped(t, map[string]string{"a.csv": fewOrders}))}), "import.nested_zip"},
		{"in.zip.gz", gzipped(t, string(zipped(t, map[string]string{"a.csv": fewOrders}))), "import.nested_zip"},
		{"pictures.zip", zipped(t, map[string]string{"a.png": "\x89PNG"}), "import.not_a_table"},
		{"wide.csv", []byte(strings.Repeat("a,", 1_000_000) + "a\n" + strings.Repeat("1,", 1_000_000) + "1\n"), "import.too_wide"},
		{"long.csv", []byte("customer_id,date,amount\n1," + strings.Repeat("x", 100<<20) + ",5\n"), "import.cell_too_long"},
		{"nuls.csv", []byte(fewOrders + "3,2024-01-03,\x00\n4,2024-01-04,\x00\n"), "import.nul_bytes"},
		{"renamed.csv", append(bytes.Repeat([]byte("a,b,c\n1,2,3\n"), 50), everyByte()...), "import.not_a_table"},
		{"login.xls", []byte("<html><form><table><tr><td>user<td><input><tr><td>pass<td><input type=password></table></form>"), "import.web_page"},
		{"page.mht", []byte("MIME-Version: 1.0\nContent-Type: multipart/related\n"), "import.web_page"},
		{"letter.csv", []byte("{\\rtf1\\ansi a,b}"), "import.not_a_table"},
		{"old.slk", []byte("ID;PWXL;N;E\nP;PGeneral\nC;Y1;X1;K\"a\"\n"), "import.unsupported"},
		{"feed.xml", []byte("<?xml version=\"1.0\"?><orders/>"), "import.unsupported"},
		{"header.csv", []byte("customer_id,date,amount\n"), "import.no_rows"},
		{"header.xlsx", book(t, map[string][][]any{"s": {{"客户编号", "付款时间", "实付金额"}}}), "import.no_rows"},
		{"latin.csv", []byte("client,date,montant\nAndr\xe9,2024-01-01,5\nFran\xe7ois,2024-01-02,6\n\xc9lodie,2024-01-03,7\n"), "import.unknown_encoding"},
		{"broken.csv", []byte("customer_id,date,amount\n\xff\xfe\x81,2024-01-01,5\n"), "import.bad_encoding"},
		{"bomb.csv.gz", gzipped(t, strings.Repeat("0", 300<<20)), "import.too_large_zip"},
	} {
		_, err := Sniff(bg, write(t, c.file, c.content), engine.NoProgress{})
		if code(err) != c.want {
			t.Errorf("%s: got %s, want %s", c.file, code(err), c.want)
			continue
		}
		e := err.(*engine.Error) //nolint:errorlint // code has just unwrapped it
		if e.Place.File != c.file || e.Args["file"] != c.file {
			t.Errorf("%s: the error names %q, %v", c.file, e.Place.File, e.Args)
		}
	}
	if _, err := Sniff(bg, filepath.Join(t.TempDir(), "none.csv"), engine.NoProgress{}); code(err) != "import.cannot_open" {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Sniff(bg, t.TempDir(), engine.NoProgress{}); code(err) != "import.cannot_open" {
		t.Errorf("folder: %v", err)
	}
}

func everyByte() []byte {
	out := make([]byte, 1024)
	for i := range out {
		out[i] = byte(i)
	}
	return out
}

// A NUL byte costs its row and nothing else, in every encoding and however the text is
// cut into blocks.
func TestLoad_ARowWithANULByteIsRejectedWithItsLine(t *testing.T) {
	var b strings.Builder
	b.WriteString("订单编号,客户编号,付款时间,实付金额,商品\n")
	for i := range 60 {
		name := "衣服"
		switch i {
		case 20:
			name = "衣\x00服"
		case 40:
			name = "\"大\n\x00衣\""
		}
		fmt.Fprintf(&b, "%d,U%d,2024-01-02,5,%s\n", i, i%7, name)
	}
	for name, enc := range encodings {
		text, err := enc.NewEncoder().String(b.String())
		if err != nil {
			t.Fatal(err)
		}
		path := write(t, "a.csv", []byte(text))
		src := sniff(t, path)
		i := slices.IndexFunc(src[0].Warnings, func(w engine.Warning) bool { return w.Code == "import.nul_rows" })
		if i < 0 || src[0].Warnings[i].Args["line"] != int64(22) || src[0].Warnings[i].Args["column"] != 5 || src[0].Warnings[i].Args["rows"] != int64(2) {
			t.Fatalf("%s: %+v", name, src[0].Warnings)
		}
		s, r := loadFiles(t, path)
		if f := r.Files[0]; f.Read != 60 || f.Loaded != 58 || f.Rejected != 2 || f.Reasons[0] != (ReasonCount{"nul_byte", 2}) {
			t.Errorf("%s: %+v", name, f)
		}
		if got := one[string](t, s, "SELECT string_agg(concat_ws(' ', line, field, value), ', ' ORDER BY line) FROM rejects"); got != "22 product 衣□服, 42 product 大\n□衣" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestSniff_BrokenQuotesAreCalledByTheirName(t *testing.T) {
	broken := "订单编号,客户编号,付款时间,实付金额\n" + strings.Repeat("1,\"U1,2024-01-02,5\n", 30)
	src := sniff(t, write(t, "a.csv", []byte(broken)))
	_, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{})
	e := &engine.Error{}
	if !errors.As(err, &e) || e.Code != "import.broken_quotes" || e.Args["line"] != int64(2) || e.Args["rows"] != int64(30) || !hasWarning(src[0].Warnings, e.Code) {
		t.Errorf("%v %+v", err, src[0].Warnings)
	}
	// Some rows are fine: the others are rejected one by one.
	some := broken + strings.Repeat("2,U2,2024-01-03,6\n", 40)
	path := write(t, "b.csv", []byte(some))
	if src := sniff(t, path); !hasWarning(src[0].Warnings, "import.quotes_never_closed") {
		t.Errorf("%+v", src[0].Warnings)
	}
	if _, r := loadFiles(t, path); r.Files[0].Loaded != 40 || r.Files[0].Rejected != 30 {
		t.Errorf("%+v", r.Files[0])
	}
	// Next to a table that can be used it is left out with its reason.
	_, r := loadFiles(t, write(t, "a.csv", []byte(broken)), write(t, "c.csv", []byte(fewOrders)))
	if f := r.Files[1]; f.Rejected != 30 || f.Reasons[0].Reason != "table_broken_quotes" {
		t.Errorf("%+v", r.Files)
	}
}

func TestLoad_SaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct{ content, want string }{
		{"订单编号,付款时间,实付金额\n1,2024-01-01,5\n", "import.no_customer_column"},
		{"客户编号,购买数量,实付金额\n1,1,5\n1,2,6\n", "import.no_date_column"},
		{"foo,bar\nx,y\nz,w\n", "import.no_customer_column"},
	} {
		src := sniff(t, write(t, "a.csv", []byte(c.content)))
		s := storetest.Open(t)
		_, err := Load(bg, s, src, importedAt, engine.NoProgress{})
		if code(err) != c.want {
			t.Errorf("%q: got %v", c.content, err)
		}
		if n := one[int](t, s, "SELECT count(*) FROM files"); n != 0 {
			t.Errorf("%q: %d files left", c.content, n)
		}
	}
}

func TestLoad_OneRowIsLoaded(t *testing.T) {
	_, r := loadFiles(t, write(t, "one.csv", []byte("customer_id,date,amount\n007,2024-01-01,5\n")))
	if r.Lines != 1 || r.Customers != 1 {
		t.Errorf("%+v", r)
	}
}

// stopAfter cancels when n bytes have been read.
type stopAfter struct {
	engine.NoProgress
	left   *int64
	cancel context.CancelFunc
}

func (s stopAfter) Add(n int64) {
	if *s.left -= n; *s.left < 0 {
		s.cancel()
	}
}

func TestLoad_CancelHalfwayLeavesNothing(t *testing.T) {
	content := "customer_id,date,amount\n" + strings.Repeat("1,2024-01-01,5\n1,2024-01-02,5\n2,bad,6\n", 70_000)
	src := sniff(t, write(t, "a.csv", []byte(content)))
	s := storetest.Open(t)
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	left := int64(len(content) / 2)
	if _, err := Load(ctx, s, src, importedAt, stopAfter{left: &left, cancel: cancel}); err != context.Canceled { //nolint:errorlint // the contract is the error itself
		t.Fatalf("got %v", err)
	}
	if n := one[int](t, s, "SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM rejects) + (SELECT count(*) FROM order_lines) + (SELECT count(*) FROM journal)"); n != 0 {
		t.Errorf("%d rows left", n)
	}
	if _, err := Load(bg, s, src, importedAt, engine.NoProgress{}); err != nil {
		t.Errorf("the project is not usable after a cancel: %v", err)
	}
	ctx, cancel = context.WithCancel(bg)
	cancel()
	if _, err := Sniff(ctx, src[0].Path, engine.NoProgress{}); err != context.Canceled { //nolint:errorlint // as above
		t.Errorf("sniff: got %v", err)
	}
}

func TestLoad_RefusesAFileChangedAfterThePreview(t *testing.T) {
	path := write(t, "a.csv", []byte(fewOrders))
	src := sniff(t, path)
	src[0].SHA256 = strings.Repeat("0", 64)
	if _, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{}); code(err) != "import.changed" {
		t.Errorf("got %v", err)
	}
}
