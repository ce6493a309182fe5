package reference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Covered fails the test when an item of a reference file has nobody who reads it. by says
// for each item either which test function of this package does or, as "in
// engine/segment/rules", where else, or, as "not: …", why nobody does. A name that is not
// that of a test function fails too.
func Covered(t testing.TB, file string, by map[string]string) {
	t.Helper()
	items := ids(t, file)
	tests := functions(t, ".")
	for id := range items {
		who, known := by[id]
		switch {
		case !known:
			t.Errorf("%s %s: nobody reads it", file, id)
		case strings.HasPrefix(who, "not: "):
		case strings.HasPrefix(who, "in "):
			if !mentioned(t, strings.TrimPrefix(who, "in "), id) {
				t.Errorf("%s %s: not mentioned by the tests %s", file, id, who)
			}
		case !tests[who]:
			t.Errorf("%s %s: there is no test %s", file, id, who)
		}
	}
	for id := range by {
		if !items[id] {
			t.Errorf("%s has no item %s", file, id)
		}
	}
}

func ids(t testing.TB, file string) map[string]bool {
	t.Helper()
	b, err := os.ReadFile(Path(t, "reference/"+file))
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, i := range f.Items {
		out[i.ID] = true
	}
	return out
}

var testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// sources is the text of the tests in a directory.
func sources(t testing.TB, dir string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

func functions(t testing.TB, dir string) map[string]bool {
	out := map[string]bool{}
	for _, m := range testFunction.FindAllStringSubmatch(sources(t, dir), -1) {
		out[m[1]] = true
	}
	return out
}

// mentioned says whether the tests of a package of this module name the item.
func mentioned(t testing.TB, pkg, id string) bool {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return strings.Contains(sources(t, filepath.Join(dir, filepath.FromSlash(pkg))), id)
		}
		up := filepath.Dir(dir)
		if up == dir {
			return false
		}
		dir = up
	}
}
