package ingest

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"huiliu/engine"
)

type got struct {
	line  int64
	cells string
	bad   string
}

func readText(t *testing.T, src io.Reader, delimiter string) []got {
	t.Helper()
	r := newTextReader(src, delimiter, '\n', nil)
	var out []got
	for {
		row, err := r.next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got{row.line, strings.Join(row.cells, "|"), row.bad})
	}
}

func TestTextReader_KeepsLinesAndQuotes(t *testing.T) {
	in := "a,b\r\n\"x,1\",\"say \"\"hi\"\"\"\n\n\"two\nlines\",z\n1,2,3\n,,\nlast,\"row\""
	want := []got{{1, "a|b", ""}, {2, `x,1|say "hi"`, ""}, {4, "two\nlines|z", ""}, {6, "1|2|3", ""}, {7, "||", ""}, {8, "last|row", ""}}
	for name, src := range map[string]io.Reader{"whole": strings.NewReader(in), "byte by byte": iotest.OneByteReader(strings.NewReader(in))} {
		if out := readText(t, src, ","); !slices.Equal(out, want) {
			t.Errorf("%s: got %+v", name, out)
		}
	}
}

func TestTextReader_AnOpenQuoteCostsOneRow(t *testing.T) {
	out := readText(t, strings.NewReader("a,b\n1,\"open\n2,ok\n3,ok\n"), ",")
	want := []got{{1, "a|b", ""}, {2, `1|"open`, "bad_quote"}, {3, "2|ok", ""}, {4, "3|ok", ""}}
	if !slices.Equal(out, want) {
		t.Errorf("got %+v", out)
	}
}

func TestTextReader_AnOpenQuoteDoesNotSwallowTheRowsBelow(t *testing.T) {
	out := readText(t, strings.NewReader("a,b\n1,\"open\n2,ok\n3,\"1,5\"\n4,\"x\ny\"\n"), ",")
	want := []got{{1, "a|b", ""}, {2, `1|"open`, "bad_quote"}, {3, "2|ok", ""}, {4, "3|1,5", ""}, {5, "4|x\ny", ""}}
	if !slices.Equal(out, want) {
		t.Errorf("got %+v", out)
	}
}

func TestTextReader_ReadsRunsOfBlanks(t *testing.T) {
	out := readText(t, strings.NewReader(" id  date\tn\r\n 00001 19970101  1\r\n   \r\n"), blanks)
	if want := []got{{1, "id|date|n", ""}, {2, "00001|19970101|1", ""}}; !slices.Equal(out, want) {
		t.Errorf("got %+v", out)
	}
}

func TestTextReader_SaysWhereAMergeConflictIs(t *testing.T) {
	r := newTextReader(strings.NewReader("a,b\n1,2\n<<<<<<< HEAD\n3,4\n"), ",", '\n', nil)
	for {
		_, err := r.next()
		var e *engine.Error
		if errors.As(err, &e) {
			if e.Code != "import.merge_conflict" || e.Place.Line != 3 {
				t.Errorf("got %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever the bytes, every line is read once: the lines of all rows are in order,
// and reading byte by byte gives the same rows.
func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\nb\",c\n", "\"open\n1,2\n3", "a;b\r\n;\r\n", "\"\"\"\",\"\n", " 1  2\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range []string{",", "\t", blanks} {
			read := func(src io.Reader) (out []got) {
				r := newTextReader(src, d, '\n', nil)
				for {
					row, err := r.next()
					if err != nil {
						return out
					}
					out = append(out, got{row.line, strings.Join(row.cells, "\x00"), row.bad})
				}
			}
			a := read(strings.NewReader(s))
			if b := read(iotest.OneByteReader(strings.NewReader(s))); !slices.Equal(a, b) {
				t.Fatalf("%q: %+v against %+v", s, a, b)
			}
			lines := int64(strings.Count(s, "\n") + 1)
			for i, g := range a {
				if g.line < 1 || g.line > lines || i > 0 && g.line <= a[i-1].line {
					t.Fatalf("%q: line %d of %d", s, g.line, lines)
				}
			}
		}
	})
}
