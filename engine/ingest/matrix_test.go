package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

var bg = context.Background()

// importedAt is the clock of the tests.
var importedAt = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func sniff(t testing.TB, path string) []Source {
	t.Helper()
	s, err := Sniff(bg, path, engine.NoProgress{})
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return s
}

// loadFiles sniffs and loads files into a new project.
func loadFiles(t testing.TB, paths ...string) (*store.Store, Report) {
	t.Helper()
	var all []Source
	for _, p := range paths {
		all = append(all, sniff(t, p)...)
	}
	s := storetest.Open(t)
	r, err := Load(bg, s, all, importedAt, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Files {
		if f.Read != f.Loaded+f.Rejected+f.Merged {
			t.Errorf("%s: %d read, %d loaded, %d rejected, %d merged", f.File, f.Read, f.Loaded, f.Rejected, f.Merged)
		}
		n := int64(0)
		for _, c := range f.Reasons {
			n += c.Rows
		}
		if n != f.Rejected {
			t.Errorf("%s: reasons for %d of %d rejected rows", f.File, n, f.Rejected)
		}
	}
	return s, r
}

// one reads a single value.
func one[T any](t testing.TB, s store.Reader, text string) T {
	t.Helper()
	var v T
	if _, err := store.One(bg, s, text, nil, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func code(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}

func hasWarning(list []engine.Warning, code string) bool {
	for _, w := range list {
		if w.Code == code {
			return true
		}
	}
	return false
}

var encodings = map[string]encoding.Encoding{
	encUTF8:    encoding.Nop,
	encUTF8BOM: unicode.UTF8BOM,
	encGB18030: simplifiedchinese.GB18030,
	encUTF16LE: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	encUTF16BE: unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
}

func TestImport_ReadsEveryEncodingDelimiterAndTitleRow(t *testing.T) {
	dates := []string{"2024/3/5", "2024年3月5日", "20240305", "2024-03-05 10:11:12"}
	money := []string{"1234.50", "¥1234.50", "1234.5元", "(1234.50)"}
	for name, enc := range encodings {
		for _, d := range []string{",", "\t", ";", "|"} {
			for titles := range 4 {
				table := strings.Repeat("某某店铺订单明细\n", titles) + strings.Join([]string{"订单编号", "买家昵称", "付款时间", "实付金额", "商品名称"}, d) + "\n"
				for i, day := range dates {
					table += strings.Join([]string{fmt.Sprintf("00%d", i), "张三" + fmt.Sprint(i), day, money[i], "连衣裙"}, d) + "\n"
				}
				text, err := enc.NewEncoder().String(table)
				if err != nil {
					t.Fatal(err)
				}
				label := fmt.Sprintf("%s %q %d titles", name, d, titles)
				path := write(t, "订单.csv", []byte(text))
				src := sniff(t, path)[0]
				if src.Encoding != name || src.Delimiter != d || src.HeaderLine != int64(titles+1) {
					t.Errorf("%s: found %s %q header %d", label, src.Encoding, src.Delimiter, src.HeaderLine)
				}
				s, r := loadFiles(t, path)
				if r.Lines != 4 || r.Customers != 4 || r.Currency != "CNY" || r.FirstDay.String() != "2024-03-05" || r.LastDay != r.FirstDay {
					t.Fatalf("%s: %+v", label, r)
				}
				got := one[string](t, s, "SELECT string_agg(order_id || customer_id || product || kind || amount, ' ' ORDER BY order_id) FROM order_lines")
				want := "000张三0连衣裙sale1234.5000 001张三1连衣裙sale1234.5000 002张三2连衣裙sale1234.5000 003张三3连衣裙refund-1234.5000"
				if got != want {
					t.Errorf("%s: got %s", label, got)
				}
			}
		}
	}
}

func TestSniff_JudgesTheWholeFileNotItsBeginning(t *testing.T) {
	head := "customer_id,date,amount,note\n" + strings.Repeat("1,2024-01-01,5,plain\n", 60_000)
	han, err := simplifiedchinese.GB18030.NewEncoder().String("2,2024-01-02,6,你好，世界\n")
	if err != nil {
		t.Fatal(err)
	}
	if src := sniff(t, write(t, "a.csv", []byte(head+han)))[0]; src.Encoding != encGB18030 || src.Rows != 60_001 {
		t.Errorf("got %s, %d rows", src.Encoding, src.Rows)
	}
	utf := head + "2,2024-01-02,6,你好\n"
	if src := sniff(t, write(t, "b.csv", []byte(utf)))[0]; src.Encoding != encUTF8 {
		t.Errorf("got %s", src.Encoding)
	}
}

func TestStrictUTF8_AcceptsAnyCut(t *testing.T) {
	text := []byte("编号,é,😀末")
	for a := range text {
		for b := a; b <= len(text); b++ {
			var u strictUTF8
			u.write(text[:a], 0)
			u.write(text[a:b], 0)
			u.write(text[b:], 0)
			if !u.valid() {
				t.Fatalf("cut at %d and %d", a, b)
			}
		}
		var u strictUTF8
		u.write(append(append([]byte{}, text[:a]...), 0xFF), 0)
		if u.valid() {
			t.Fatalf("bad byte at %d accepted", a)
		}
	}
}
