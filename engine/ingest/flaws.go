package ingest

import (
	"bytes"
	"context"
	"strings"

	"huiliu/engine"
)

// flaws are rows of a text that cannot be trusted.
type flaws struct{ quotes, nuls flaw }

// flaw counts rows of one kind; line and column are where the first one is broken.
type flaw struct {
	rows, line int64
	column     int
}

func (f *flaws) add(r *row) {
	switch r.bad {
	case badQuote:
		f.quotes.merge(&flaw{1, r.line, cellWith(r.cells, `"`)})
	case badNUL:
		f.nuls.merge(&flaw{1, r.line, cellWith(r.cells, nulSign)})
	}
}

func (f *flaws) merge(o *flaws) {
	f.quotes.merge(&o.quotes)
	f.nuls.merge(&o.nuls)
}

func (f *flaw) merge(o *flaw) {
	if o.rows > 0 && (f.rows == 0 || o.line < f.line) {
		f.line, f.column = o.line, o.column
	}
	f.rows += o.rows
}

// cellWith returns the number of the first cell that has the sign, 0 for none.
func cellWith(cells []string, sign string) int {
	for i, c := range cells {
		if strings.Contains(c, sign) {
			return i + 1
		}
	}
	return 0
}

// remark says which rows cannot be trusted, where the reader would not look for them.
func (f *flaws) remark(src *Source) {
	if n := &f.nuls; n.rows > 0 {
		src.Warn("import.nul_rows", engine.Args{"rows": n.rows, "line": n.line, "column": n.column})
	}
	if q := &f.quotes; q.rows*5 > src.Rows-src.BlankRows && q.rows < src.Rows-src.BlankRows {
		src.Warn("import.quotes_never_closed", engine.Args{"rows": q.rows, "line": q.line, "column": q.column})
	}
}

// untrusted is the verdict about a row that cannot be trusted, with the cell that
// shows why.
func (m *Mapping) untrusted(r *row) verdict {
	v := verdict{reason: r.bad}
	if i := cellWith(r.cells, nulSign) - 1; r.bad == badNUL && i >= 0 && i < len(m.Columns) {
		v.field, v.value = m.Columns[i].Field, r.cells[i]
	}
	return v
}

// checkNUL reads a text with NUL bytes through. A few rows with them are damaged rows
// of a table; many other control characters make it something else, and of a text
// with NUL bytes in every tenth row nothing can be trusted.
func (e *encodingScan) checkNUL(ctx context.Context, m member) error {
	if e.nul[0]+e.nul[1] == 0 {
		return nil
	}
	var n nulScan
	if err := pour(ctx, &n, m, engine.NoProgress{}); err != nil {
		return err
	}
	n.endLine()
	switch {
	case n.controls*100 > n.lines:
		return fail("import.not_a_table", m.path, nil)
	case n.nulLines > 1 && n.nulLines*10 > n.lines:
		return failPlace("import.nul_bytes", m.path, engine.Args{"line": n.first, "rows": n.nulLines, "all": n.lines})
	}
	return nil
}

// nulScan counts lines with NUL bytes, and control characters that no table has.
type nulScan struct {
	lines, nulLines, first int64
	controls               int64
	nul                    bool // the line has NUL bytes
}

// Write implements io.Writer.
func (n *nulScan) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		i := bytes.IndexByte(rest, '\n')
		line := rest
		if i >= 0 {
			line, rest = rest[:i], rest[i+1:]
		} else {
			rest = nil
		}
		n.line(line)
		if i >= 0 {
			n.endLine()
		}
	}
	return len(p), nil
}

func (n *nulScan) line(part []byte) {
	for _, c := range part {
		switch {
		case c == 0:
			n.nul = true
		case c < ' ' && c != '\t' && c != '\r' && c != 0x1A: // Ctrl-Z ended texts of old
			n.controls++
		}
	}
}

func (n *nulScan) endLine() {
	if n.lines++; n.nul {
		if n.nulLines++; n.nulLines == 1 {
			n.first = n.lines
		}
	}
	n.nul = false
}
