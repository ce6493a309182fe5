package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// codesInSource collects the literal Code fields of engine.Error and engine.Warning
// and the first arguments of functions named fail that look like codes.
func codesInSource(t *testing.T) []string {
	t.Helper()
	var codes []string
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.CompositeLit); ok && isCoded(c.Type) {
				for _, el := range c.Elts {
					if kv, ok := el.(*ast.KeyValueExpr); ok {
						codes = appendCode(codes, kv.Key, kv.Value)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// isCoded reports whether a literal is an engine.Error or engine.Warning.
func isCoded(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := s.X.(*ast.Ident)
	return ok && pkg.Name == "engine" && (s.Sel.Name == "Error" || s.Sel.Name == "Warning")
}

func appendCode(codes []string, key, value ast.Expr) []string {
	name, ok := key.(*ast.Ident)
	lit, isLit := value.(*ast.BasicLit)
	if !ok || name.Name != "Code" || !isLit {
		return codes
	}
	code, err := strconv.Unquote(lit.Value)
	if err != nil {
		return codes
	}
	return append(codes, code)
}
