package sheet

import (
	"io"
	"strings"
	"unicode/utf8"

	"huiliu/engine"
)

// Flat streams the sheets of a workbook kept in one XML text, the "XML Spreadsheet
// 2003" that some shop systems write into a file called .xls. Reading takes UTF-8.
type Flat struct {
	s      *scanner
	want   string
	inside bool // the sheet
	inData bool // the value of a cell
	number int
	cells  []string
	text   []byte
	total  int
	merges []Range
	down   []int // per column: the last row a merged cell covers
}

// FlatSheets returns the names of the sheets of such a text.
func FlatSheets(src io.Reader) (names []string, err error) {
	s := newScanner(src)
	for {
		_, t, err := s.next()
		if err == io.EOF {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		if string(t.name) == "Worksheet" && !t.close {
			if name, ok := find(t.attrs, "Name"); ok {
				names = append(names, name)
			}
		}
	}
}

// NewFlat reads the sheet of that name.
func NewFlat(src io.Reader, name string) *Flat { return &Flat{s: newScanner(src), want: name} }

// Next is as [Rows.Next].
func (f *Flat) Next() (number int, cells []string, err error) {
	for {
		_, t, err := f.s.next()
		if err == io.EOF {
			err = damaged(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return 0, nil, err
		}
		switch string(t.name) {
		case "Worksheet":
			if f.inside && t.close {
				return 0, nil, io.EOF
			}
			name, _ := find(t.attrs, "Name")
			f.inside = !t.close && name == f.want
		case "Workbook":
			if t.close {
				return 0, nil, io.EOF
			}
		case "Row":
			if !f.inside || t.close {
				continue
			}
			return f.row(t)
		}
	}
}

func (f *Flat) row(t tag) (int, []string, error) {
	f.number++
	if v, ok := find(t.attrs, "Index"); ok {
		if n, ok := digits([]byte(v)); ok && n > f.number {
			f.number = n
		}
	}
	if f.number > maxRow {
		return 0, nil, damaged(nil)
	}
	f.cells, f.total, f.inData = f.cells[:0], 0, false
	if t.empty {
		return f.number, nil, nil
	}
	for {
		text, t, err := f.s.next()
		if err == io.EOF {
			err = damaged(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return 0, nil, err
		}
		if f.inData {
			f.text = unescape(f.text, text)
		}
		if string(t.name) == "Row" && t.close {
			return f.number, f.cells, nil
		}
		if err := f.cellTag(t); err != nil {
			return 0, nil, err
		}
	}
}

// cellTag takes a tag inside a row.
func (f *Flat) cellTag(t tag) error {
	switch string(t.name) {
	case "Cell":
		if !t.close {
			return f.place(t.attrs)
		}
	case "Data":
		if f.inData = !t.close && !t.empty; !f.inData {
			return f.store()
		}
		f.text = f.text[:0]
	}
	return nil
}

// place makes room for the next cell, behind those that reach down from above.
func (f *Flat) place(attrs []byte) error {
	at := len(f.cells)
	if v, ok := find(attrs, "Index"); ok {
		if n, ok := digits([]byte(v)); ok && n > at {
			at = n - 1
		}
	} else {
		for at < len(f.down) && f.down[at] >= f.number {
			at++
		}
	}
	across, below := count(attrs, "MergeAcross"), count(attrs, "MergeDown")
	if at+across >= maxColumn {
		return &engine.Error{Code: "import.too_wide"}
	}
	for len(f.cells) <= at {
		f.cells = append(f.cells, "")
	}
	if across+below == 0 {
		return nil
	}
	if len(f.merges) < maxMerges {
		f.merges = append(f.merges, Range{f.number, f.number + below, at, at + across})
	}
	for len(f.down) <= at+across {
		f.down = append(f.down, 0)
	}
	for i := at; i <= at+across; i++ {
		f.down[i] = f.number + below
	}
	return nil
}

func count(attrs []byte, name string) int {
	v, _ := find(attrs, name)
	n, _ := digits([]byte(v))
	return min(n, maxRow)
}

// store puts the text of a cell in its place. Moments come as 2024-03-05T10:00:00.
func (f *Flat) store() error {
	if f.total += len(f.text); f.total > maxText || len(f.text) > maxToken {
		return tooLong()
	}
	if !utf8.Valid(f.text) {
		return damaged(nil)
	}
	if n := len(f.cells); n > 0 {
		s := string(f.text)
		if len(s) == len("2024-03-05T00:00:00.000") && s[10] == 'T' {
			s = strings.TrimSuffix(strings.TrimSuffix(s, ".000"), "T00:00:00")
		}
		f.cells[n-1] = s
	}
	return nil
}

// Merges returns the merged cells among the rows read so far.
func (f *Flat) Merges() []Range { return f.merges }

// Close ends reading.
func (f *Flat) Close() error { return nil }
