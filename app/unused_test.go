package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huiliu/assets"
)

// composed are beginnings of keys whose rest is computed, not written anywhere: numbers
// and bands, names of columns, the ids of another library's texts.
var composed = []string{"report.method.", "stage.learn.", "purchase_days.band.", "report.column.mark_", "silence.band.", "watch.reason.fact_", "ui.fyne."}

// lookups are functions that put an area and a code together: label("role", code).
var lookups = []string{"label", "labelOf", "labelOr", "labelWith", "areaText", "clause"}

// written is what the program's sources say.
type written struct {
	whole    map[string]bool // string literals
	words    map[string]bool // the parts of them that may be parts of keys
	prefixes map[string]bool // literals and areas that begin a key
}

var keyPart = regexp.MustCompile(`[A-Za-z0-9_.:+-]+`)

// readSources collects the texts in Go sources, questions and data files.
func readSources(t *testing.T) written {
	t.Helper()
	w := written{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		switch {
		case strings.HasSuffix(path, "_test.go") || strings.Contains(path, string(filepath.Separator)+"text"+string(filepath.Separator)):
		case strings.HasSuffix(path, ".go"):
			return w.source(path)
		case strings.HasSuffix(path, ".sql") || strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".toml"):
			b, err := os.ReadFile(path)
			w.split(string(b))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *written) split(text string) {
	for _, part := range keyPart.FindAllString(text, -1) {
		w.words[strings.Trim(part, ".:")] = true
		for some := range strings.SplitSeq(part, ":") { // "rows:int" is a column and its type
			w.words[strings.Trim(some, ".")] = true
		}
	}
}

func (w *written) source(path string) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			w.literal(n)
		case *ast.CallExpr:
			if slices.Contains(lookups, called(n)) {
				for _, a := range n.Args {
					w.area(a)
				}
			}
		}
		return true
	})
	return nil
}

func (w *written) literal(n *ast.BasicLit) {
	text, err := strconv.Unquote(n.Value)
	if n.Kind != token.STRING || err != nil {
		return
	}
	w.whole[text] = true
	w.split(text)
	if strings.HasSuffix(text, ".") {
		w.prefixes[text] = true
	}
}

func (w *written) area(e ast.Expr) {
	n, ok := e.(*ast.BasicLit)
	if !ok || n.Kind != token.STRING {
		return
	}
	if text, err := strconv.Unquote(n.Value); err == nil {
		w.prefixes[text+"."], w.prefixes["report."+text+"."] = true, true
	}
}

// called names the function of a call.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// uses reports whether a key is written in full, or can be put together from a
// beginning and parts that are.
func (w *written) uses(key string) bool {
	base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".hint")
	if w.whole[key] || w.whole[base] || slices.ContainsFunc(composed, func(p string) bool { return strings.HasPrefix(key, p) }) {
		return true
	}
	for i := range base {
		if base[i] == '.' && w.prefixes[base[:i+1]] && w.parts(base[i+1:]) {
			return true
		}
	}
	return false
}

// parts reports whether a text is made of parts of keys with dots between them.
func (w *written) parts(rest string) bool {
	if w.words[rest] {
		return true
	}
	for i := range rest {
		if rest[i] == '.' && w.words[rest[:i]] && w.parts(rest[i+1:]) {
			return true
		}
	}
	return false
}

func TestCatalogue_HasNoWordsThatNothingSays(t *testing.T) {
	w := readSources(t)
	words, err := assets.Catalogue(assets.ZH)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range words.Keys() {
		if !w.uses(key) {
			t.Errorf("%s: nothing says it; delete it, or, when its end is computed, name its beginning in composed", key)
		}
	}
}
