package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

// ran is what one command line did.
type ran struct {
	code     int
	out, err string
}

// run executes a command line in this process.
func run(t *testing.T, ctx context.Context, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	p := process{
		out: &out, err: &errs, env: func(string) string { return "" },
		now: func() time.Time { return time.Date(2025, 7, 1, 9, 0, 0, 0, time.UTC) },
	}
	code := p.run(ctx, args)
	return ran{code, out.String(), errs.String()}
}

// report runs `huiliu report` into a new folder and reads the JSON.
func report(t *testing.T, args ...string) (map[string]any, ran, string) {
	t.Helper()
	dir := t.TempDir()
	js := filepath.Join(dir, "out.json")
	r := run(t, context.Background(), append([]string{"report", "-o", filepath.Join(dir, "out.xlsx"), "--json", js}, args...)...)
	if r.code != exitDone {
		t.Fatalf("exit %d\n%s%s", r.code, r.out, r.err)
	}
	b, err := os.ReadFile(js)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v, r, dir
}

// answer is what report would write of the files, without who leaves next, which takes
// longest and is not what is looked at.
func answer(t *testing.T, files ...string) map[string]any {
	t.Helper()
	ctx := context.Background()
	s, err := app.Open(ctx, "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := s.Import(ctx, files, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	r, err := s.Begin(ctx, app.Question{}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := assets.Catalogue(assets.ZH)
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.JSON(w, nil)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// at walks nested objects and lists: at(v, "import", "files", 0, "read").
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch key := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %q", path, key)
			}
			if v, ok = m[key]; !ok {
				t.Fatalf("%v: no key %q", path, key)
			}
		case int:
			l, ok := v.([]any)
			if !ok || key >= len(l) {
				t.Fatalf("%v: no item %d", path, key)
			}
			v = l[key]
		}
	}
	return v
}

func num(t *testing.T, v any, path ...any) float64 {
	t.Helper()
	f, ok := at(t, v, path...).(float64)
	if !ok {
		t.Fatalf("%v is not a number: %v", path, at(t, v, path...))
	}
	return f
}

func list(t *testing.T, v any, path ...any) []any {
	t.Helper()
	l, ok := at(t, v, path...).([]any)
	if !ok {
		t.Fatalf("%v is not a list", path)
	}
	return l
}

// addsUp checks the row accounting of every file and returns the loaded rows.
func addsUp(t *testing.T, v any) (read, loaded, rejected float64) {
	t.Helper()
	for i := range list(t, v, "import", "files") {
		r, l := num(t, v, "import", "files", i, "read"), num(t, v, "import", "files", i, "loaded")
		x, m := num(t, v, "import", "files", i, "rejected"), num(t, v, "import", "files", i, "merged")
		if r != l+x+m {
			t.Errorf("file %d: read %v ≠ %v + %v + %v", i, r, l, x, m)
		}
		read, loaded, rejected = read+r, loaded+l, rejected+x
	}
	return read, loaded, rejected
}

func TestUsage_WrongCommandLinesExitWith2(t *testing.T) {
	for _, args := range [][]string{
		{"fly"}, {"report"}, {"report", "x.csv"}, {"report", "x.csv", "-o"}, {"report", "x.csv", "-o", "y.xlsx", "--as-of", "yesterday"},
		{"report", "x.csv", "-o", "y.xlsx", "--window", "-3"}, {"report", "x.csv", "-o", "y.xlsx", "--set", "margin"},
		{"report", "x.csv", "-o", "y.xlsx", "--false-alarms", "-1"},
		{"sample"}, {"sample", "a", "b"}, {"report", "--nonsense", "x.csv", "-o", "y.xlsx"},
	} {
		if r := run(t, context.Background(), args...); r.code != exitUsage || r.err == "" {
			t.Errorf("%v: exit %d, said %q", args, r.code, r.err)
		}
	}
}

func TestUsage_SpeaksTheLanguageAskedFor(t *testing.T) {
	if r := run(t, context.Background(), "help", "--lang", "en"); !strings.Contains(r.out, "Usage") {
		t.Errorf("got %q", r.out)
	}
	if r := run(t, context.Background(), "help"); !strings.Contains(r.out, "用法") {
		t.Errorf("got %q", r.out)
	}
}

func TestVersion_NamesTheDatabaseToo(t *testing.T) {
	if r := run(t, context.Background(), "version"); r.code != exitDone || !strings.Contains(r.out, "DuckDB v1.") {
		t.Errorf("exit %d: %q %q", r.code, r.out, r.err)
	}
}
