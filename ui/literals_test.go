package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// allowed are names, commands and the signs of a typed day, not words: they are the
// same in every language.
var allowed = map[string]bool{
	"Huiliu": true, "NotoSansSC-Regular.ttf": true, "NotoSansSC-Bold.ttf": true, "FYNE_PLATFORM": true,
	"exec wl-copy --type image/png < \"$1\"": true, "年": true, "月": true, "日": true,
}

// key is how catalogue keys, intents, names of colours and file endings look.
var key = regexp.MustCompile(`^[a-z0-9_.:%+/*-]*$`)

// Every word a person reads comes from the catalogue, so that it exists in both
// languages; the window's source holds only keys, signs and formats.
func TestSource_HoldsNoWords(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if d.IsDir() && d.Name() == "gallery" {
			return filepath.SkipDir // invented data for pictures; its errors are the developer's
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		skip := map[ast.Node]bool{}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				if n.Tag != nil {
					skip[n.Tag] = true
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Errorf" || f.Sel.Name == "New" || f.Sel.Name == "LogError" || f.Sel.Name == "Sprintf") {
					for _, a := range n.Args {
						skip[a] = true
					}
				}
			case *ast.BasicLit:
				if n.Kind != token.STRING || skip[n] {
					return true
				}
				text, err := strconv.Unquote(n.Value)
				if err == nil && isWord(text) {
					t.Errorf("%s: %q belongs into the catalogue", set.Position(n.Pos()), text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func isWord(s string) bool {
	if allowed[s] || key.MatchString(s) {
		return false
	}
	return strings.ContainsFunc(s, unicode.IsLetter)
}

func TestIsWord_KnowsWordsFromKeys(t *testing.T) {
	for s, want := range map[string]bool{"Save the report": true, "保存": true, "ui.report.save": false, " → ": false, "": false, "Open": true, "go:": false} {
		if isWord(s) != want {
			t.Errorf("%q: want %v", s, want)
		}
	}
}

// fyne.Do has one caller, so that nobody needs to wonder on which goroutine code runs.
func TestSource_CallsFyneDoOnce(t *testing.T) {
	calls := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if d.IsDir() && d.Name() == "gallery" {
			return filepath.SkipDir // invented data for pictures; its errors are the developer's
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			f, ok := n.(*ast.SelectorExpr)
			if !ok || f.Sel.Name != "Do" && f.Sel.Name != "DoAndWait" {
				return true
			}
			if x, ok := f.X.(*ast.Ident); ok && x.Name == "fyne" {
				calls++
				if path != "bridge.go" {
					t.Errorf("%s calls fyne.%s", path, f.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if calls != 1 {
		t.Errorf("fyne.Do is called %d times", calls)
	}
}
