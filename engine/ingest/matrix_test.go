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
