package xls

import (
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strconv"

	"huiliu/engine/ingest/sheet"
)

const maxColumn = 1 << 14

// Rows gives the rows of one sheet.
type Rows struct {
	book  *Book
	r     records
	start records
	held  cell // the first cell of the next row
	has   bool
	queue []cell // further cells of the record last read
	cells []string
	ended bool
	line  int
}

type cell struct {
	row, column int
	text        string
}

// Rows opens a sheet by its name.
func (b *Book) Rows(name string) (*Rows, error) {
	start, ok := b.starts[name]
	if !ok || int64(start) >= int64(len(b.data)) {
		return nil, damaged()
	}
	r := &Rows{book: b, r: records{data: b.data, at: int(start)}}
	if id, _, ok := r.r.next(); !ok || id != recBOF {
		return nil, damaged()
	}
	r.start = r.r
	return r, r.sort()
}

// sort reads all cells at once when they do not stand row by row: Excel sees to
// that, some other writers do not.
func (r *Rows) sort() error {
	for scan, last := r.r, 0; ; {
		id, body, ok := scan.next()
		if !ok || id == recEOF {
			return nil
		}
		if _, known := fixed[id]; !known || len(body) < 2 {
			continue
		}
		row := int(binary.LittleEndian.Uint16(body))
		if row < last {
			break
		}
		last = row
	}
	var all []cell
	for {
		c, err := r.cell()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b cell) int { return a.row - b.row })
	r.queue = all
	return nil
}

// Close ends reading; the workbook stays open.
func (r *Rows) Close() error { return nil }

// Next returns the number of the next row, as Excel counts, and its cells. Rows
// without filled cells are left out. The end is io.EOF. The slice is valid until the next call.
func (r *Rows) Next() (number int, cells []string, err error) {
	r.cells = r.cells[:0]
	for {
		if !r.has {
			if r.held, err = r.cell(); err == io.EOF {
				break
			}
			if err != nil {
				return 0, nil, err
			}
			r.has = true
		}
		if len(r.cells) > 0 && r.held.row != r.line-1 {
			return r.line, r.cells, nil
		}
		if len(r.cells) == 0 {
			if r.held.row < r.line {
				return 0, nil, damaged()
			}
			r.line = r.held.row + 1
		}
		for len(r.cells) <= r.held.column {
			r.cells = append(r.cells, "")
		}
		r.cells[r.held.column] = r.held.text
		r.has = false
	}
	if len(r.cells) > 0 {
		return r.line, r.cells, nil
	}
	return 0, nil, io.EOF
}

// cell returns the next filled cell.
func (r *Rows) cell() (cell, error) {
	for len(r.queue) == 0 {
		if r.ended {
			return cell{}, io.EOF
		}
		if err := r.record(); err != nil {
			return cell{}, err
		}
	}
	c := r.queue[0]
	r.queue = r.queue[1:]
	return c, nil
}

// fixed is the size a record of one cell has at least: row, column, style, value.
var fixed = map[uint16]int{recNumber: 14, recRK: 10, recLabelSST: 10, recBool: 8, recFormula: 14, recLabel: 8, recRString: 8, recMulRK: 6}

// record reads one record and queues its cells.
func (r *Rows) record() error {
	id, body, ok := r.r.next()
	if !ok {
		return damaged()
	}
	if id == recEOF {
		r.ended = true
		return nil
	}
	if id == recBOF {
		return r.skipChart()
	}
	least, known := fixed[id]
	if !known {
		return nil
	}
	if len(body) < least {
		return damaged()
	}
	u16 := func(at int) uint16 { return binary.LittleEndian.Uint16(body[at:]) }
	c := cell{row: int(u16(0)), column: int(u16(2))}
	switch id {
	case recMulRK:
		return r.mulRK(c, body[4:len(body)-2])
	case recNumber:
		c.text = r.book.number(math.Float64frombits(binary.LittleEndian.Uint64(body[6:])), u16(4))
	case recRK:
		c.text = r.book.number(rk(body[6:]), u16(4))
	case recLabelSST:
		if c.text, ok = r.book.strings.get(binary.LittleEndian.Uint32(body[6:])); !ok {
			return damaged()
		}
	case recBool:
		c.text = boolOrError(body[6], body[7] != 0)
	case recFormula:
		c.text = r.formula(body)
	case recLabel, recRString:
		if r.book.version == biff8 {
			c.text = r.book.unicode(body[6:], 2)
		} else {
			c.text = r.book.bytes(body[6:], 2)
		}
	}
	return r.push(c)
}

func (r *Rows) push(c cell) error {
	if c.column >= maxColumn {
		return damaged()
	}
	if c.text != "" {
		r.queue = append(r.queue, c)
	}
	return nil
}

// skipChart leaves out a chart that stands between the rows.
func (r *Rows) skipChart() error {
	for depth := 1; depth > 0; {
		id, _, ok := r.r.next()
		if !ok {
			return damaged()
		}
		switch id {
		case recBOF:
			depth++
		case recEOF:
			depth--
		}
	}
	return nil
}

// mulRK reads several numbers of one row: style and value each.
func (r *Rows) mulRK(c cell, body []byte) error {
	for ; len(body) >= 6; body = body[6:] {
		c.text = r.book.number(rk(body[2:]), binary.LittleEndian.Uint16(body))
		if err := r.push(c); err != nil {
			return err
		}
		c.column++
	}
	return nil
}

// rk unpacks a number of 30 bits (MS-XLS 2.5.217).
func rk(b []byte) float64 {
	n := binary.LittleEndian.Uint32(b)
	var f float64
	if n&2 != 0 {
		f = float64(int32(n) >> 2)
	} else {
		f = math.Float64frombits(uint64(n&^3) << 32)
	}
	if n&1 != 0 {
		f /= 100
	}
	return f
}

// formula returns the last result of a formula; a text stands in the record behind.
func (r *Rows) formula(body []byte) string {
	if binary.LittleEndian.Uint16(body[12:]) != 0xFFFF {
		return r.book.number(math.Float64frombits(binary.LittleEndian.Uint64(body[6:])), binary.LittleEndian.Uint16(body[4:]))
	}
	switch body[6] {
	case 0:
		return r.result()
	case 1:
		return boolOrError(body[8], false)
	case 2:
		return boolOrError(body[8], true)
	}
	return ""
}

// result looks for the text of a formula among the next records.
func (r *Rows) result() string {
	ahead := r.r
	for range 4 {
		id, body, ok := ahead.next()
		if !ok || id == recFormula || id == recEOF {
			return ""
		}
		if id == recString {
			r.r = ahead
			if r.book.version != biff8 {
				return r.book.bytes(body, 2)
			}
			p := &pieces{&r.r, body}
			text, _ := p.text(nil)
			return string(text)
		}
	}
	return ""
}

// number writes a number as Excel shows it: a date by its format, else up to 15 digits.
func (b *Book) number(f float64, style uint16) string {
	if s, ok := b.kind(style).Text(f, b.Date1904); ok {
		return s
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ""
	}
	if f > -1e15 && f < 1e15 {
		f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
		if f > -1e-5 && f < 1e-5 && f != 0 {
			return strconv.FormatFloat(f, 'G', -1, 64)
		}
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'G', -1, 64)
}

func boolOrError(c byte, isError bool) string {
	if !isError {
		if c != 0 {
			return "TRUE"
		}
		return "FALSE"
	}
	for _, e := range [...]struct {
		code byte
		name string
	}{{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"}, {0x1D, "#NAME?"}, {0x24, "#NUM!"}} {
		if e.code == c {
			return e.name
		}
	}
	return "#N/A"
}

// Merges returns the merged cells of a sheet.
func (b *Book) Merges(name string) ([]sheet.Range, error) {
	r, err := b.Rows(name)
	if err != nil {
		return nil, err
	}
	var out []sheet.Range
	for scan := r.start; ; {
		id, body, ok := scan.next()
		if !ok {
			return out, nil
		}
		switch id {
		case recEOF:
			return out, nil
		case recMerged:
			for body = body[min(2, len(body)):]; len(body) >= 8; body = body[8:] {
				u16 := func(at int) int { return int(binary.LittleEndian.Uint16(body[at:])) }
				out = append(out, sheet.Range{FirstRow: u16(0) + 1, LastRow: u16(2) + 1, FirstColumn: u16(4), LastColumn: u16(6)})
			}
		}
	}
}
