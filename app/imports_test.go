package app_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// owners are the only packages that may import a library (DESIGN: single owners).
var owners = map[string][]string{
	"fyne.io/":                      {"ui", "cmd/huiliu-gallery"},
	"github.com/duckdb/":            {"engine/store"},
	"github.com/xuri/excelize":      {"reports/xlsx"},
	"gonum.org/v1/plot":             {"reports/chart"},
	"database/sql":                  {"engine/store"},
	"huiliu/engine/store/storetest": {},
	"huiliu/engine/churn/churntest": {},
	"huiliu/engine/cause/causetest": {},
	"huiliu/engine/stat/reference":  {},
	"huiliu/engine/learn/learntest": {},
	"golang.org/x/text/encoding":    {"engine/ingest", "engine/sample"},
	"gonum.org/v1/gonum/mat": {"engine/learn", "engine/feature", "engine/predict", "engine/stat", "engine/survival",
		"engine/num", "engine/btyd", "engine/forecast", "engine/segment", "engine/segment/cluster", "engine/snapshot", "engine/explain", "engine/index", "engine/warning", "engine/risk"},
	"golang.org/x/image":              {"reports/chart", "assets", "ui"},
	"github.com/marcboeker/go-duckdb": {},
	"net/http":                        {},
}

// layers say which of our own packages a layer may import.
var layers = []struct {
	of      string
	allowed []string
}{
	{"cmd", []string{"app", "ui", "assets", "engine"}},
	{"ui", []string{"ui", "app", "assets"}},
	{"app", []string{"app", "reports", "engine", "assets"}},
	{"reports", []string{"reports", "engine", "assets"}},
	{"engine", []string{"engine"}},
	{"assets", nil},
}

// support packages are imported by tests only, see owners.
var support = []string{"engine/store/storetest", "engine/churn/churntest", "engine/cause/causetest", "engine/stat/reference",
	"engine/learn/learntest"}

// pure packages are numerics: no database, no files, no other topic.
var pure = []string{"engine/num", "engine/stat", "engine/survival", "engine/learn", "engine/learn/tree",
	"engine/learn/bayes", "engine/learn/svm", "engine/learn/neural", "engine/learn/kinds", "engine/btyd",
	"engine/segment/cluster", "engine/explain"}

func under(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

func TestImports_KeepTheLayersAndTheSingleOwners(t *testing.T) {
	root := ".."
	seen := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && strings.HasPrefix(e.Name(), ".") && path != root {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen++
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(rel))
		test := strings.HasSuffix(path, "_test.go") || slices.Contains(support, pkg)
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			checkOwner(t, rel, pkg, name, test)
			checkLayer(t, rel, pkg, name, test)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Errorf("only %d files were looked at", seen)
	}
}

func checkOwner(t *testing.T, file, pkg, name string, test bool) {
	for library, may := range owners {
		if strings.HasPrefix(name, library) && !test && !slices.ContainsFunc(may, func(o string) bool { return under(pkg, o) }) {
			t.Errorf("%s imports %s, which belongs to %v", file, name, may)
		}
	}
}

func checkLayer(t *testing.T, file, pkg, name string, test bool) {
	own, ok := strings.CutPrefix(name, "huiliu/")
	if !ok || test {
		return
	}
	for _, l := range layers {
		if under(pkg, l.of) && !slices.ContainsFunc(l.allowed, func(a string) bool { return under(own, a) }) {
			t.Errorf("%s imports %s: %s may import only %v", file, name, l.of, l.allowed)
		}
	}
	if slices.Contains(pure, pkg) && own != "engine" && !slices.Contains(pure, own) {
		t.Errorf("%s imports %s: numerics know nothing else of ours", file, name)
	}
	if under(pkg, "ui") && under(own, "engine") {
		t.Errorf("%s imports %s: the window speaks to app only", file, name)
	}
}
