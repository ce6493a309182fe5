package ledger

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// compiles type-checks the units together with one statement.
func compiles(t *testing.T, statement string) bool {
	t.Helper()
	fset := token.NewFileSet()
	units, err := parser.ParseFile(fset, "units.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	snippet, err := parser.ParseFile(fset, "snippet.go", "package ledger\nfunc f(y Yuan, p Percent, n People, h Hours, w Wage, c Count, d Days) { _ = "+statement+" }", 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = (&types.Config{Error: func(error) {}}).Check("ledger", fset, []*ast.File{units, snippet}, nil)
	return err == nil
}

func TestUnits_UnlikeOnesCannotBeAdded(t *testing.T) {
	for _, good := range []string{"y + y", "p + p", "p.Of(y)", "Labour(n, h, w)", "y + Labour(n, h, w) + p.Of(y)"} {
		if !compiles(t, good) {
			t.Errorf("%s does not compile", good)
		}
	}
	for _, bad := range []string{"y + p", "y + n", "y + h", "y + w", "n + h", "n * h", "p + n", "y + c", "y + d", "p * y", "h * w", "Labour(h, n, w)", "p.Of(p)", "p.Of(w)"} {
		if compiles(t, bad) {
			t.Errorf("%s compiles", bad)
		}
	}
}
