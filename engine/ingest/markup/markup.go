// Package markup reads the tables of an HTML page, which is what many shop systems
// write into a file called .xls:
//
//	best, err := markup.Find(r)               // which table holds the data
//	rows := markup.NewRows(again, best.Table)
//	for {
//		number, cells, err := rows.Next() // io.EOF at the end
//	}
//
// A cell over several rows is repeated in each of them, a cell over several columns
// stands in the first. Reading takes UTF-8.
package markup

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
)

// What a page may hold at most.
const (
	maxToken   = 1 << 20
	maxColumns = 1 << 14
	maxSpan    = 1000
	maxDown    = 10_000 // rows one cell goes down
	maxCarried = 64 << 10
	maxDepth   = 64
)

// Best is the table that holds the data of a page.
type Best struct {
	Table int // its number, -1 when the page has no table of data
	Rows  int
	Login bool // the page asks for a password
}

// Find looks for the table with the most cells in rows of at least two; of equal
// ones it takes the first.
func Find(src io.Reader) (Best, error) {
	p := newPage(src)
	rows, cells := map[int]int{}, map[int]int{}
	for {
		done, err := p.step()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Best{}, err
		}
		if done != nil && len(done.cells) > 1 {
			rows[done.number]++
			cells[done.number] += len(done.cells)
		}
	}
	best := Best{Table: -1, Login: p.login}
	most := 0
	for n := range p.tables {
		if rows[n] > 1 && cells[n] > most {
			best.Table, best.Rows, most = n, rows[n], cells[n]
		}
	}
	return best, nil
}

// Rows streams one table.
type Rows struct {
	p      *page
	number int
	rows   int
	merges []sheet.Range
}

// NewRows reads the table with that number.
func NewRows(src io.Reader, number int) *Rows { return &Rows{p: newPage(src), number: number} }

// Next returns the number of the next row from 1 and its cells, io.EOF at the end.
// The slice is valid until the next call.
func (r *Rows) Next() (number int, cells []string, err error) {
	for {
		done, err := r.p.step()
		if err != nil {
			return 0, nil, err
		}
		if done == nil || done.number != r.number {
			continue
		}
		r.rows++
		for _, m := range done.spans {
			m.FirstRow, m.LastRow = r.rows, r.rows+m.LastRow
			if len(r.merges) < maxColumns {
				r.merges = append(r.merges, m)
			}
		}
		return r.rows, done.cells, nil
	}
}

// Merges returns the cells over several rows or columns among the rows read so far.
func (r *Rows) Merges() []sheet.Range { return r.merges }

// Close ends reading.
func (r *Rows) Close() error { return nil }

// down is a cell that goes on in the rows below.
type down struct {
	column, rows int
	text         string
}

// open is a table that has begun.
type open struct {
	number int
	inRow  bool
	inCell bool
	cells  []string
	spans  []sheet.Range // rows relative to this one
	text   []byte
	across int
	below  int
	carry  []down
	next   []down
}

// page walks over the tokens of a page.
type page struct {
	z      *html.Tokenizer
	tables int
	stack  []*open
	quiet  int // inside script or style
	login  bool
	ending *open // a table whose last row is given out
}

func newPage(src io.Reader) *page {
	z := html.NewTokenizer(src)
	z.SetMaxBuf(maxToken)
	return &page{z: z}
}

func (p *page) top() *open {
	if len(p.stack) == 0 {
		return nil
	}
	return p.stack[len(p.stack)-1]
}

// step takes one token; it returns the table whose row has just ended, else nil.
func (p *page) step() (*open, error) {
	if t := p.ending; t != nil {
		t.cells, t.spans = t.cells[:0], t.spans[:0]
		p.ending = nil
	}
	switch p.z.Next() {
	case html.ErrorToken:
		return p.end()
	case html.TextToken:
		if t := p.top(); t != nil && t.inCell && p.quiet == 0 {
			if t.text = append(t.text, p.z.Text()...); len(t.text) > maxToken {
				return nil, &engine.Error{Code: "import.cell_too_long"}
			}
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		return p.start()
	case html.EndTagToken:
		return p.close()
	}
	return nil, nil
}

// end gives out the row a page breaks off in, then the error.
func (p *page) end() (*open, error) {
	err := p.z.Err()
	if errors.Is(err, html.ErrBufferExceeded) {
		return nil, &engine.Error{Code: "import.cell_too_long"}
	}
	if err == io.EOF {
		for len(p.stack) > 0 {
			t := p.top()
			p.stack = p.stack[:len(p.stack)-1]
			if row, err := p.row(t); row != nil || err != nil {
				return row, err
			}
		}
	}
	return nil, err
}

func (p *page) start() (*open, error) {
	name, more := p.z.TagName()
	t := p.top()
	switch atom.Lookup(name) {
	case atom.Table:
		if len(p.stack) < maxDepth {
			p.stack = append(p.stack, &open{number: p.tables})
		}
		p.tables++
	case atom.Script, atom.Style:
		p.quiet++
	case atom.Input:
		p.input(more)
	case atom.Tr:
		if t == nil {
			return nil, nil
		}
		row, err := p.row(t)
		t.inRow = true
		return row, err
	case atom.Td, atom.Th:
		if t != nil {
			return nil, p.cell(t, more)
		}
	case atom.Br:
		if t != nil && t.inCell {
			t.text = append(t.text, '\v') // a line break that is meant
		}
	}
	return nil, nil
}

// input watches for a field that asks for a password.
func (p *page) input(more bool) {
	for more {
		var key, v []byte
		key, v, more = p.z.TagAttr()
		p.login = p.login || string(key) == "type" && strings.EqualFold(string(v), "password")
	}
}

// cell begins a cell.
func (p *page) cell(t *open, more bool) error {
	if err := t.finishCell(); err != nil {
		return err
	}
	t.inRow, t.inCell, t.across, t.below = true, true, 1, 0
	for more {
		var key, v []byte
		key, v, more = p.z.TagAttr()
		switch string(key) {
		case "colspan":
			t.across = span(v, maxSpan)
		case "rowspan":
			t.below = span(v, maxDown) - 1
		}
	}
	return nil
}

func span(v []byte, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(string(v)))
	if err != nil {
		return 1
	}
	return max(1, min(n, most))
}

func (p *page) close() (*open, error) {
	name, _ := p.z.TagName()
	t := p.top()
	switch atom.Lookup(name) {
	case atom.Script, atom.Style:
		p.quiet = max(0, p.quiet-1)
	case atom.Table:
		if t == nil {
			return nil, nil
		}
		p.stack = p.stack[:len(p.stack)-1]
		return p.row(t)
	case atom.Tr:
		if t != nil {
			return p.row(t)
		}
	case atom.Td, atom.Th:
		if t != nil {
			return nil, t.finishCell()
		}
	}
	return nil, nil
}

// row ends the row of a table, if one is open.
func (p *page) row(t *open) (*open, error) {
	if err := t.finishCell(); err != nil {
		return nil, err
	}
	if !t.inRow {
		return nil, nil
	}
	t.inRow = false
	t.takeDown(maxColumns)
	t.carry, t.next = t.next, t.carry[:0]
	slices.SortFunc(t.carry, func(a, b down) int { return a.column - b.column })
	p.ending = t
	return t, nil
}

// takeDown places the cells of the rows above that stand before column limit, as
// long as they follow without a gap; at the end of a row gaps are filled.
func (t *open) takeDown(limit int) {
	for len(t.carry) > 0 {
		d := t.carry[0]
		if d.column > len(t.cells) && limit < maxColumns {
			return
		}
		t.carry = t.carry[1:]
		for len(t.cells) < d.column {
			t.cells = append(t.cells, "")
		}
		if d.column < len(t.cells) {
			t.cells[d.column] = d.text
		} else {
			t.cells = append(t.cells, d.text)
		}
		t.goOn(d)
	}
}

// goOn keeps a cell for the next row, as long as little is carried along: more is
// no table but a trap.
func (t *open) goOn(d down) {
	if d.rows--; d.rows <= 0 {
		return
	}
	carried := len(d.text)
	for _, n := range t.next {
		carried += len(n.text)
	}
	if carried <= maxCarried && len(t.next) < maxSpan {
		t.next = append(t.next, d)
	}
}

// finishCell ends the open cell.
func (t *open) finishCell() error {
	if !t.inCell {
		return nil
	}
	t.inCell = false
	t.takeDown(0)
	at := len(t.cells)
	if at+t.across > maxColumns {
		return &engine.Error{Code: "import.too_wide"}
	}
	text := squeeze(t.text)
	t.text = t.text[:0]
	t.cells = append(t.cells, text)
	for range t.across - 1 {
		t.cells = append(t.cells, "")
	}
	if t.across > 1 || t.below > 0 {
		t.spans = append(t.spans, sheet.Range{LastRow: t.below, FirstColumn: at, LastColumn: at + t.across - 1})
	}
	if t.below > 0 {
		t.goOn(down{at, t.below + 1, text})
	}
	return nil
}

// squeeze drops the blanks a browser does not show.
func squeeze(b []byte) string {
	lines := strings.Split(string(b), "\v")
	for i, l := range lines {
		lines[i] = strings.Join(strings.FieldsFunc(l, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
