package ingest

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"

	"huiliu/engine"
)

// blanks is the delimiter name of columns set apart by runs of blanks.
const blanks = "blanks"

const (
	readSize  = 256 << 10
	maxRecord = 16 << 20 // a longer row is no table
	maxQuoted = 1 << 20  // a longer quoted cell is a quote that was never closed
	maxWasted = 64 << 20 // text read in vain for quotes that were never closed
	maxCells  = 4000
)

// row is one row of a table. Cells are as written; a row that cannot be trusted
// carries the reason code in bad.
type row struct {
	line  int64
	cells []string
	bad   string
	root  int64 // the line of the row it puts right, 0 for none
}

// blank reports whether all cells are empty.
func (r *row) blank() bool {
	for _, c := range r.cells {
		if c != "" && (c[0] > ' ' && c[0] < utf8.RuneSelf || strings.TrimSpace(c) != "") {
			return false
		}
	}
	return true
}

// rowReader reads a table row by row; next returns io.EOF at the end. The row and
// its cell slice are valid until the next call.
type rowReader interface {
	next() (*row, error)
	io.Closer
}

// textReader reads delimited UTF-8 text. Unlike encoding/csv it never stops at a
// bad row: an open quote costs one row and is reported with its line.
type textReader struct {
	src    io.Reader
	close  func() error
	delim  byte // 0: runs of blanks
	end    byte // line end: '\n', or '\r' in old Mac files
	buf    []byte
	r, w   int
	eof    bool
	line   int64 // lines consumed
	row    row
	cells  []string
	text   []byte
	ends   []int
	junk   bool // text right behind a closing quote
	wasted int  // bytes read for quotes that were never closed
	nul    bool // the text at hand has NUL bytes
}

func newTextReader(src io.Reader, delimiter string, end byte, closing func() error) *textReader {
	t := &textReader{src: src, close: closing, end: end, buf: make([]byte, readSize)}
	if delimiter != blanks {
		t.delim = delimiter[0]
	}
	return t
}

// Close closes the file below.
func (t *textReader) Close() error {
	if t.close == nil {
		return nil
	}
	return t.close()
}

// next returns the next row; lines without any character are not rows.
func (t *textReader) next() (*row, error) {
	for {
		line, n, err := t.peekLine()
		if err != nil {
			return nil, err
		}
		if len(line) == 0 || t.delim == 0 && len(bytes.TrimSpace(line)) == 0 {
			t.r += n
			t.line++
			continue
		}
		if isMarker(line) {
			return nil, &engine.Error{Code: "import.merge_conflict", Place: engine.Place{Line: t.line + 1}}
		}
		t.row = row{line: t.line + 1}
		if bytes.IndexByte(line, '"') < 0 || t.delim == 0 {
			t.row.cells = t.split(t.string(line))
			t.r += n
			t.line++
			t.showNUL()
			return &t.row, nil
		}
		r, err := t.quoted(line, n)
		t.showNUL()
		return r, err
	}
}

// showNUL finds rows with NUL bytes, which no table has: something has damaged them.
// In their place stands □, which people can see.
func (t *textReader) showNUL() {
	if !t.nul {
		return
	}
	for i, c := range t.row.cells {
		if strings.IndexByte(c, 0) >= 0 {
			t.row.cells[i], t.row.bad = strings.ReplaceAll(c, "\x00", nulSign), badNUL
		}
	}
}

// nulSign stands for a NUL byte; unlike ␀ every face has it.
const nulSign = "□"

// Reasons for which a row cannot be trusted.
const (
	badQuote = "bad_quote"
	badNUL   = "nul_byte"
)

// isMarker finds the lines a version control system writes into a file that two
// people changed.
func isMarker(line []byte) bool {
	return (line[0] == '<' && bytes.HasPrefix(line, []byte("<<<<<<< "))) ||
		(line[0] == '>' && bytes.HasPrefix(line, []byte(">>>>>>> ")))
}

// peekLine returns the next line without its end, and the bytes it takes.
func (t *textReader) peekLine() (line []byte, n int, err error) {
	seen := 0
	for {
		if i := bytes.IndexByte(t.buf[t.r+seen:t.w], t.end); i >= 0 {
			line = t.buf[t.r : t.r+seen+i]
			return bytes.TrimSuffix(line, []byte{'\r'}), seen + i + 1, nil
		}
		seen = t.w - t.r
		if t.eof {
			if seen == 0 {
				return nil, 0, io.EOF
			}
			line = t.buf[t.r:t.w]
			return bytes.TrimSuffix(line, []byte{'\r'}), seen, nil
		}
		if seen > maxRecord {
			return nil, 0, &engine.Error{Code: "import.cell_too_long", Place: engine.Place{Line: t.line + 1}}
		}
		if err := t.fill(); err != nil {
			return nil, 0, err
		}
	}
}

// fill reads more behind the unread bytes.
func (t *textReader) fill() error {
	if t.src == nil {
		return errShort
	}
	if t.r > 0 {
		copy(t.buf, t.buf[t.r:t.w])
		t.w -= t.r
		t.r = 0
	}
	if t.w == len(t.buf) {
		t.buf = append(t.buf, make([]byte, len(t.buf))...)
	}
	n, err := t.src.Read(t.buf[t.w:])
	t.nul = t.nul || bytes.IndexByte(t.buf[t.w:t.w+n], 0) >= 0
	t.w += n
	if err == io.EOF {
		t.eof = true
		return nil
	}
	return err
}

// string returns the line as text: a block stays as it is, a buffer does not.
func (t *textReader) string(line []byte) string {
	if t.src == nil {
		return unsafe.String(unsafe.SliceData(line), len(line))
	}
	return string(line)
}

// split cuts a line without quotes.
func (t *textReader) split(s string) []string {
	c := t.cells[:0]
	if t.delim == 0 {
		for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '\t' }) {
			c = append(c, part)
		}
		t.cells = c
		return c
	}
	// Eight bytes are looked at together: cells are short.
	from, delimiters := 0, eachByte*uint64(t.delim)
	for i := 0; i < len(s); i += 8 {
		for hits := zeroBytes(eight(s, i) ^ delimiters); hits != 0 && len(c) < maxCells; hits &= hits - 1 {
			at := i + bits.TrailingZeros64(hits)/8
			c = append(c, s[from:at])
			from = at + 1
		}
	}
	t.cells = append(c, s[from:])
	return t.cells
}

// eachByte times a byte is that byte eight times.
const eachByte = 0x0101010101010101

// eight returns the bytes of s from i on, the first one lowest. Behind the end of s
// stand bytes that text has no delimiter of.
func eight(s string, i int) uint64 {
	if i+8 <= len(s) {
		return binary.LittleEndian.Uint64(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), i)), 8))
	}
	return lastBytes(s[i:])
}

func lastBytes(s string) uint64 {
	x := ^uint64(0)
	for i := len(s) - 1; i >= 0; i-- {
		x = x<<8 | uint64(s[i])
	}
	return x
}

// zeroBytes sets the highest bit of every byte of x that is 0.
func zeroBytes(x uint64) uint64 {
	const high = 0x80 * eachByte
	return ^((x&^high + ^uint64(high)) | x) & high
}

// quoted reads a row with quotes, which may go over several lines.
func (t *textReader) quoted(line []byte, n int) (*row, error) {
	t.text, t.ends, t.junk = t.text[:0], t.ends[:0], false
	pos, used, lines := 0, n, int64(1)
	rec := line // a view of the buffer from t.r on, grown line by line
	inQuote := false
	for {
		pos, inQuote = t.scan(rec, pos, inQuote)
		if !inQuote && t.junk && lines > 1 {
			// The quote that ended the cell opens a cell further down: the first
			// one was never closed.
			return t.openQuote(used)
		}
		if !inQuote {
			break
		}
		if used > maxQuoted {
			return t.openQuote(used)
		}
		next, m, err := t.peekAfter(used)
		if err == io.EOF {
			return t.openQuote(used)
		}
		if err != nil {
			return nil, err
		}
		t.text = append(t.text, '\n')
		rec, pos = next, 0
		used += m
		lines++
	}
	t.ends = append(t.ends, len(t.text))
	all := string(t.text)
	c, from := t.cells[:0], 0
	for _, to := range t.ends {
		c = append(c, all[from:to])
		from = to
	}
	t.cells, t.row.cells = c, c
	t.r += used
	t.line += lines
	return &t.row, nil
}

// peekAfter returns the line that starts skip bytes after the unread position.
func (t *textReader) peekAfter(skip int) (line []byte, n int, err error) {
	for {
		if i := bytes.IndexByte(t.buf[t.r+skip:t.w], t.end); i >= 0 {
			return bytes.TrimSuffix(t.buf[t.r+skip:t.r+skip+i], []byte{'\r'}), i + 1, nil
		}
		if t.eof {
			if rest := t.w - t.r - skip; rest > 0 {
				return bytes.TrimSuffix(t.buf[t.r+skip:t.w], []byte{'\r'}), rest, nil
			}
			return nil, 0, io.EOF
		}
		if t.w-t.r > maxRecord {
			return nil, 0, io.EOF
		}
		if err := t.fill(); err != nil {
			return nil, 0, err
		}
	}
}

// scan appends the cells of one line to t.text; it returns inQuote when the line
// ends inside quotes.
func (t *textReader) scan(line []byte, pos int, inQuote bool) (int, bool) {
	start, closed := !inQuote, false // at the start of a cell, behind its closing quote
	for ; pos < len(line); pos++ {
		c := line[pos]
		switch {
		case inQuote && c == '"':
			if pos+1 < len(line) && line[pos+1] == '"' {
				t.text = append(t.text, '"')
				pos++
			} else {
				inQuote, closed = false, true
			}
		case inQuote:
			t.text = append(t.text, c)
		case c == t.delim:
			t.ends = append(t.ends, len(t.text))
			start, closed = true, false
			continue
		case c == '"' && start:
			inQuote = true
		default:
			t.junk = t.junk || closed && c != ' '
			t.text = append(t.text, c)
		}
		start = start && c == ' '
	}
	return pos, inQuote
}

// openQuote gives up on a quote that is never closed: its line is one bad row.
// A text of little else is no table: it would be read from every line to its end.
func (t *textReader) openQuote(used int) (*row, error) {
	if t.wasted += used; t.wasted > maxWasted {
		return nil, &engine.Error{Code: "import.cell_too_long", Place: engine.Place{Line: t.line + 1}}
	}
	line, n, err := t.peekLine()
	if err != nil {
		return nil, err
	}
	t.row.cells, t.row.bad = t.split(t.string(line)), badQuote
	t.r += n
	t.line++
	return &t.row, nil
}
