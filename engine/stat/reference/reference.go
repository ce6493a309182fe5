// Package reference finds the independently computed numbers and the public data
// files that tests compare with. They live beside the repository and are not part
// of it: a test that asks for one is skipped where they are absent.
//
//	var want struct{ Coef []float64 }
//	tol := reference.Item(t, "02_logistic.json", "bank_full", &want)
//	tol.Near(t, "age", got, want.Coef[5])
package reference

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Tolerance says how close a number must come: Type is "exact", "relative",
// "absolute" or "bar".
type Tolerance struct {
	Type  string
	Value float64
}

// Path is a file of the shared folder: $HUILIU_SHARED, or ../shared beside the checkout.
func Path(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("HUILIU_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			up := filepath.Dir(dir)
			if up == dir {
				t.Skip("not inside a checkout")
			}
			dir = up
		}
		root = filepath.Join(dir, "..", "shared")
	}
	p := filepath.Join(root, filepath.FromSlash(name))
	if _, err := os.Stat(p); err != nil {
		t.Skipf("reference %s is not beside this checkout", name)
	}
	return p
}

// Item reads the values of one item of a reference file into v and returns its tolerance.
func Item(t testing.TB, file, id string, v any) Tolerance {
	t.Helper()
	b, err := os.ReadFile(Path(t, "reference/"+file))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Items []struct {
			ID        string
			Values    json.RawMessage
			Tolerance Tolerance
		}
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	for _, i := range f.Items {
		if i.ID == id {
			if err := json.Unmarshal(i.Values, v); err != nil {
				t.Fatalf("%s %s: %v", file, id, err)
			}
			return i.Tolerance
		}
	}
	t.Fatalf("%s has no item %s", file, id)
	return Tolerance{}
}

// Table is a CSV file with named columns.
type Table struct {
	Column map[string]int
	Rows   [][]string
}

// CSV reads a file of the shared folder ("data/survival/rossi.csv"), packed or not.
func CSV(t testing.TB, name string) Table {
	t.Helper()
	f, err := os.Open(Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var text io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if text, err = gzip.NewReader(f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	c := Table{Column: map[string]int{}, Rows: rows[1:]}
	for i, h := range rows[0] {
		c.Column[h] = i
	}
	return c
}

// Get is the text in a row and column.
func (c Table) Get(row int, column string) string { return c.Rows[row][c.Column[column]] }

// Near fails the test when got is not within the tolerance of want. Reference
// numbers carry ten digits, so relative tolerances below that are widened to it.
func (tol Tolerance) Near(t testing.TB, what string, got, want float64) {
	t.Helper()
	allowed := tol.Value
	switch tol.Type {
	case "relative":
		allowed = math.Max(allowed, 1e-9) * math.Abs(want)
	case "exact":
		allowed = 0
	}
	if math.IsNaN(got) || math.Abs(got-want) > allowed+1e-15 {
		t.Errorf("%s = %.12g, want %.12g within %g", what, got, want, allowed)
	}
}
