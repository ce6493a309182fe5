package sheet

import (
	"context"
	"io"
	"unicode/utf8"
	"unsafe"

	"huiliu/engine"
)

// What a sheet may have at most; Excel ends there too.
const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
	maxText   = 32 << 20 // of one row
	// maxCopied is what one sheet may take from the shared strings: a small file can
	// name one long string a million times.
	maxCopied = 4 << 30
)

// Rows streams the rows of one sheet. Memory does not grow with their number.
type Rows struct {
	// Lend gives out cells that are valid until the next call only.
	Lend bool

	book   *Book
	src    *ahead
	part   io.Closer
	s      *scanner
	number int
	cells  []string
	text   []byte
	at     []span
	ended  bool
	copied int64 // bytes taken from the shared strings
}

// span is where a cell lies in the text of its row.
type span struct{ from, to uint32 }

// Next returns the number of the next row, as Excel counts, and its cells; empty
// cells behind the last filled one are left out. Rows without any cell may be
// missing: numbers then leave a gap. The end is io.EOF. The slice is valid until
// the next call, the strings for ever unless they are lent.
func (r *Rows) Next() (number int, cells []string, err error) {
	for !r.ended {
		_, t, err := r.s.next()
		if err != nil {
			return 0, nil, r.failed(err)
		}
		switch string(t.name) {
		case "row":
			if t.close {
				continue
			}
			if err := r.startRow(t.attrs); err != nil {
				return 0, nil, err
			}
			if !t.empty {
				if err := r.readRow(); err != nil {
					return 0, nil, r.failed(err)
				}
			}
			cells, err := r.cut()
			return r.number, cells, err
		case "sheetData":
			r.ended = t.close || t.empty
		}
	}
	return 0, nil, r.drain()
}

// failed sorts out why a sheet stops before its end.
func (r *Rows) failed(err error) error {
	if err == io.EOF {
		return damaged(io.ErrUnexpectedEOF)
	}
	return err
}

// drain reads the rest of the part, whose checksum is known only then.
func (r *Rows) drain() error {
	if _, err := io.Copy(io.Discard, r.src); err != nil {
		return err
	}
	return io.EOF
}

func (r *Rows) startRow(attrs []byte) error {
	r.at, r.text = r.at[:0], r.text[:0]
	next := r.number + 1
	for len(attrs) > 0 {
		var name, v []byte
		if name, v, attrs = attr(attrs); len(name) == 1 && name[0] == 'r' {
			if n, ok := digits(v); ok && n > r.number {
				next = n
			}
			break
		}
	}
	if next > maxRow {
		return damaged(nil)
	}
	r.number = next
	return nil
}

func digits(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' || n > 1<<30 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}

// cell is what the tag of a cell says.
type cell struct {
	column int
	kind   byte // first letter of the type; 0 for a number
	style  int
}

// Types of cells by their first letters; "str" is told from "s" by its length.
const (
	kindShared  = 's'
	kindFormula = 'f' // t="str", the text of a formula
	kindInline  = 'i'
	kindBool    = 'b'
)

// reading is how far the row being read has come.
type reading struct {
	cell     cell
	column   int    // of the last cell
	value    uint32 // start of its value in the text of the row
	inCell   bool
	take     bool // the next text belongs to the cell
	phonetic bool
}

func (r *Rows) readRow() error {
	st := reading{column: -1}
	for {
		if !st.inCell {
			if err := r.usualCells(&st); err != nil {
				return err
			}
		}
		text, t, err := r.s.next()
		if err != nil {
			return err
		}
		if st.take {
			r.text = unescape(r.text, text)
			st.take = false
		}
		if t.close && string(t.name) == "row" {
			return nil
		}
		if err := r.rowTag(&st, t); err != nil {
			return err
		}
	}
}

// rowTag takes a tag inside a row.
func (r *Rows) rowTag(st *reading, t tag) error {
	switch string(t.name) {
	case "c":
		return r.cellTag(st, t)
	case "v", "t":
		opens := st.inCell && !st.phonetic && !t.close && !t.empty
		st.take = opens && (t.name[0] == 't') == (st.cell.kind == kindInline)
	case "rPh":
		st.phonetic = !t.close && !t.empty
	}
	return nil
}

// cellTag begins or ends a cell.
func (r *Rows) cellTag(st *reading, t tag) (err error) {
	if t.close {
		if !st.inCell {
			return nil
		}
		st.inCell = false
		return r.store(st.cell, st.value)
	}
	if st.cell, err = readCell(t.attrs, st.column); err != nil {
		return err
	}
	st.column, st.value, st.inCell, st.phonetic = st.cell.column, uint32(len(r.text)), !t.empty, false
	return nil
}

func readCell(attrs []byte, before int) (c cell, err error) {
	c.column = before + 1
	for len(attrs) > 0 {
		var name, v []byte
		name, v, attrs = attr(attrs)
		if len(name) != 1 || len(v) == 0 {
			continue
		}
		switch name[0] {
		case 'r':
			if n := column(v); n >= 0 {
				c.column = n
			}
		case 't':
			switch c.kind = v[0]; {
			case string(v) == "str":
				c.kind = kindFormula
			case v[0] == 'n':
				c.kind = 0
			}
		case 's':
			c.style, _ = digits(v)
		}
	}
	if c.column >= maxColumn {
		return c, &engine.Error{Code: "import.too_wide"}
	}
	return c, nil
}

// column reads the letters of a reference like AB12; -1 when there are none.
func column(ref []byte) int {
	n := 0
	for _, c := range ref {
		c |= 0x20
		if c < 'a' || c > 'z' || n > maxColumn {
			break
		}
		n = n*26 + int(c-'a') + 1
	}
	return n - 1
}

// store finishes a cell whose raw value begins at from.
func (r *Rows) store(c cell, from uint32) error {
	raw := r.text[from:]
	switch c.kind {
	case kindShared:
		i, ok := digits(raw)
		s, found := r.book.shared.get(i)
		if !ok || !found {
			if len(raw) == 0 {
				break
			}
			return damaged(nil)
		}
		if r.copied += int64(len(s)); r.copied > r.book.most {
			return tooLong()
		}
		r.text = append(r.text[:from], s...)
	case kindInline, kindFormula:
		r.text = r.text[:int(from)+len(unhex(raw))]
	case kindBool:
		if !r.book.Raw && len(raw) == 1 {
			r.text = append(r.text[:from], boolName(raw[0])...)
		}
	case 0:
		r.number64(c, from)
	}
	if len(r.text) > maxText {
		return tooLong()
	}
	if to := uint32(len(r.text)); to > from {
		for len(r.at) <= c.column {
			r.at = append(r.at, span{})
		}
		r.at[c.column] = span{from, to}
	}
	return nil
}

func boolName(c byte) string {
	if c == '0' {
		return "FALSE"
	}
	return "TRUE"
}

// cut makes the strings of a row out of one piece of memory.
func (r *Rows) cut() ([]string, error) {
	if !utf8.Valid(r.text) {
		return nil, damaged(nil)
	}
	var all string
	if r.Lend {
		all = unsafe.String(unsafe.SliceData(r.text), len(r.text))
	} else {
		all = string(r.text)
	}
	r.cells = r.cells[:0]
	for _, p := range r.at {
		r.cells = append(r.cells, all[p.from:p.to])
	}
	return r.cells, nil
}

// Close stops reading.
func (r *Rows) Close() error {
	err := r.src.Close()
	if cerr := r.part.Close(); err == nil {
		err = cerr
	}
	return err
}

// Rows opens a sheet by its name.
func (b *Book) Rows(ctx context.Context, name string) (*Rows, error) {
	if err := b.loadStrings(ctx); err != nil {
		return nil, err
	}
	src, part, err := b.stream(ctx, b.parts[name])
	if err != nil {
		return nil, err
	}
	return &Rows{book: b, src: src, part: part, s: newScanner(decoded(src))}, nil
}
