package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// mutants are small files of every format; a damaged copy of any of them must be
// refused in words or be accounted for to the row.
func mutants(t *testing.T) map[string][]byte {
	t.Helper()
	head := []any{"客户编号", "订单编号", "付款时间", "订单状态", "实付金额", "数量"}
	rows := [][]any{head}
	text := "客户编号,订单编号,付款时间,订单状态,实付金额,数量\n"
	objects := ""
	for i := range 30 {
		day := fmt.Sprintf("2024-%02d-%02d", 1+i%12, 1+i)
		rows = append(rows, []any{fmt.Sprintf("%05d", i%7), fmt.Sprintf("D%d", i), day, "交易成功", 9.5 + float64(i), i % 3})
		text += fmt.Sprintf("%05d,D%d,%s,\"交易,成功\",%g,%d\n", i%7, i, day, 9.5+float64(i), i%3)
		objects += fmt.Sprintf("{\"客户编号\":\"%05d\",\"付款时间\":\"%s\",\"pay\":{\"实付金额\":%g}}\n", i%7, day, 9.5+float64(i))
	}
	workbook := book(t, map[string][][]any{"订单": rows})
	return map[string][]byte{
		"a.xlsx": workbook, "parts.xlsx": workbook, "a.xls": testdata(t, "xls/testdata/orders.xls"), "a.csv": []byte(text), "gbk.csv": gbk(t, text),
		"a.csv.gz": gzipped(t, text), "a.zip": zipped(t, map[string]string{"a.csv": text, "b.xlsx": string(workbook)}), "a.jsonl": []byte(objects),
		"page.xls": []byte(fmt.Sprintf(page, "utf-8")), "flat.xls": []byte(flat), "tab.txt": []byte(strings.ReplaceAll(text, ",", "\t")),
	}
}

func mutate(t *testing.T, r *rand.Rand, name string, data []byte) []byte {
	t.Helper()
	if name == "parts.xlsx" {
		return mutateParts(t, r, data)
	}
	return damage(r, data)
}

// damage flips bytes, cuts the end off, drops or repeats a piece, or puts in bytes
// that mean something to one of the formats.
func damage(r *rand.Rand, data []byte) []byte {
	b := slices.Clone(data)
	for range 1 + r.IntN(3) {
		if len(b) < 4 {
			return b
		}
		i := r.IntN(len(b))
		k := i + r.IntN(min(len(b)-i, 200))
		switch r.IntN(6) {
		case 0:
			b[i] ^= 1 << r.IntN(8)
		case 1:
			b[i] = byte(r.IntN(256))
		case 2:
			b = b[:i]
		case 3:
			b = slices.Delete(b, i, k)
		case 4:
			b = slices.Insert(b, i, slices.Clone(b[i:k])...)
		case 5:
			marks := []string{"\"", "\x00", "\r", "\n", ",", "<", "&", "]]>", "<!--", "\xff", "{", "</row>", "\x1f\x8b", "<table>"}
			b = slices.Insert(b, i, []byte(marks[r.IntN(len(marks))])...)
		}
	}
	return b
}

// mutateParts damages the XML inside a workbook and packs it again, checksums right.
func mutateParts(t *testing.T, r *rand.Rand, data []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	victim := r.IntN(len(z.File))
	parts := map[string]string{}
	for i, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if i == victim || strings.HasPrefix(f.Name, "xl/worksheets/") && r.IntN(2) == 0 {
			b = damage(r, b)
		}
		parts[f.Name] = string(b)
	}
	return zipped(t, parts)
}

func TestImport_MutatedFilesAreRefusedInWordsOrAccountedFor(t *testing.T) {
	files := mutants(t)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	count := 1000
	if testing.Short() {
		count = 150
	}
	words := catalogue(t)
	dir := t.TempDir()
	loaded := 0
	var s *store.Store
	for i := range count {
		if i%100 == 0 {
			s = storetest.Open(t)
		}
		r := rand.New(rand.NewPCG(20241122, uint64(i)))
		name := names[i%len(names)]
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, mutate(t, r, name, files[name]), 0o600); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		ok := importOne(t, s, path, fmt.Sprintf("mutant %d of %s", i, name), words)
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("mutant %d of %s took %v", i, name, d)
		}
		if ok {
			loaded++
		}
	}
	t.Logf("%d of %d mutants loaded", loaded, count)
	if loaded < count/5 || loaded > count*19/20 {
		t.Errorf("%d of %d mutants loaded: the damage is too hard or too soft to test anything", loaded, count)
	}
}

// importOne imports a file; true means it is in the project.
func importOne(t *testing.T, s *store.Store, path, what string, words map[string]string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(bg, 30*time.Second)
	defer cancel()
	src, err := Sniff(ctx, path, engine.NoProgress{})
	if err == nil {
		var report Report
		if report, err = Load(ctx, s, src, importedAt, engine.NoProgress{}); err == nil {
			account(t, s, src, report, what)
			return true
		}
	}
	var e *engine.Error
	if !errors.As(err, &e) || words["error."+e.Code] == "" || words["error."+e.Code+".hint"] == "" {
		t.Errorf("%s: no sentence for %v", what, err)
	}
	return false
}

// account checks that the rows seen before the import are the rows read, and that
// every one is in the project or among the rejects.
func account(t *testing.T, s *store.Store, src []Source, report Report, what string) {
	t.Helper()
	for _, f := range report.Files {
		if f.Read != f.Loaded+f.Rejected+f.Merged {
			t.Errorf("%s: %+v", what, f)
		}
	}
	last := report.Files[len(report.Files)-1]
	i := slices.IndexFunc(src, func(s Source) bool { return s.Sheet == last.Sheet && s.Name == last.File })
	if i < 0 || src[i].Rows != last.Read {
		t.Errorf("%s: %d rows read, %+v seen before", what, last.Read, src)
	}
	if last.Role != string(RoleOrders) || last.Merged > 0 {
		return
	}
	got := one[string](t, s, "SELECT (SELECT count(*) FROM order_lines WHERE file_id = f) || ' ' || (SELECT count(*) FROM rejects WHERE file_id = f) FROM (SELECT max(file_id) AS f FROM files)")
	if got != fmt.Sprint(last.Loaded, " ", last.Rejected) {
		t.Errorf("%s: the project holds %s, the report says %+v", what, got, last)
	}
}

// catalogue reads the Chinese sentences of imports.
func catalogue(t *testing.T) map[string]string {
	t.Helper()
	words := map[string]string{}
	if err := json.Unmarshal(testdata(t, "../../assets/text/import.zh-Hans.json"), &words); err != nil {
		t.Fatal(err)
	}
	return words
}

// Every code this package and its readers can give has a sentence, every stage its words.
func TestCodes_HaveSentences(t *testing.T) {
	words := catalogue(t)
	quoted := regexp.MustCompile(`"import\.[a-z_0-9]+"`)
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, q := range quoted.FindAllString(string(testdata(t, path)), -1) {
			c := strings.Trim(q, `"`)
			switch c {
			case metaWarnings, metaOverlaps, metaTotals:
				continue
			}
			if words["error."+c] == "" && words["warning."+c] == "" && words["stage."+c] == "" {
				t.Errorf("%s: no words for %s", path, c)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
