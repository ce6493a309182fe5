package ingest

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
)

// readRow is a row that stays.
type readRow struct {
	line  int64
	cells string
	bad   string
}

func keepRow(r *row) readRow {
	return readRow{r.line, strings.Join(r.cells, "\x1f"), r.bad}
}

// rowsInOne reads a text from front to back.
func rowsInOne(text []byte, f textForm) (out []readRow, err error) {
	r := newTextReader(decoder(bytes.NewReader(text), f.encoding), f.delimiter, f.end, nil)
	for {
		next, err := r.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, keepRow(next))
	}
}

// rowsInBlocks reads a text as an import does.
func rowsInBlocks(text []byte, f textForm) (out []readRow, err error) {
	p := newPipeline(bg, bytes.NewReader(text), f, func() parser[[]readRow] {
		r := newBlockReader(f.delimiter, f.end)
		return func(b block) outcome[[]readRow] {
			var some []readRow
			rest, line, err := r.rows(b, func(r *row) error {
				some = append(some, keepRow(r))
				return nil
			})
			return outcome[[]readRow]{some, rest, line, err}
		}
	})
	defer p.close()
	for {
		some, err := p.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, some...)
	}
}

// sameRows compares both ways of reading.
func sameRows(t *testing.T, text []byte, f textForm) {
	t.Helper()
	want, wantErr := rowsInOne(text, f)
	got, err := rowsInBlocks(text, f)
	if code(err) != code(wantErr) {
		t.Fatalf("%q %+v: error %v in blocks, %v in one", text, f, err, wantErr)
	}
	if err == nil && !slices.Equal(got, want) {
		t.Fatalf("%q %+v:\n%+v in blocks,\n%+v in one", text, f, got, want)
	}
}

// Quotes that never close cost a sentence or bad rows, not an afternoon: the second
// text is read again from every line to the end without a limit.
func TestTextReader_QuotesThatNeverCloseAreReadInBoundedTime(t *testing.T) {
	for i, text := range []string{strings.Repeat("1,\"x\n", 60_000), strings.Repeat("x\",\"y\n", 60_000), strings.Repeat("x\",\"y\n", 100_000), "1,\"x\n" + strings.Repeat("1,x\n", 200_000)} {
		for _, read := range []func([]byte, textForm) ([]readRow, error){rowsInOne, rowsInBlocks} {
			rows, err := read([]byte(text), textForm{encoding: encUTF8, delimiter: ",", end: '\n', workers: 2})
			if c := code(err); err != nil && c != "import.cell_too_long" {
				t.Errorf("text %d: %v after %d rows", i, err, len(rows))
			}
		}
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add([]byte("a,\"b\n c\",d\n\"x\n1,2\n"), uint8(3))
	f.Add([]byte("a\tb\n\"\"\"\n\"\n"), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, size uint8) {
		for _, delimiter := range []string{",", blanks} {
			sameRows(t, data, textForm{encoding: encUTF8, delimiter: delimiter, end: lineEnd(data), size: 1 + int(size), workers: 2})
		}
	})
}
