package ingest

import (
	"io"
	"strconv"
	"strings"

	"huiliu/engine"
)

// Choice is how the user wants a file to be read, where it should not be found out;
// the zero Choice finds out everything. Lines and columns count from 1, as Excel
// does. Tables without rows of cells (JSON lines, parquet) heed only DateOrder, and
// JSON lines Encoding.
type Choice struct {
	Encoding    string `json:"encoding,omitempty"`     // utf-8, gb18030, big5, latin-1, utf-16le, utf-16be
	Delimiter   string `json:"delimiter,omitempty"`    // one character, or "blanks" for runs of blanks
	Sheet       string `json:"sheet,omitempty"`        // only this sheet of a workbook
	Header      int64  `json:"header,omitempty"`       // line of the header row; 0 find it, -1 there is none
	First       int64  `json:"first,omitempty"`        // first line of the table; 0 the beginning
	Last        int64  `json:"last,omitempty"`         // last line of the table; 0 the end
	FirstColumn int    `json:"first_column,omitempty"` // 0 the first
	LastColumn  int    `json:"last_column,omitempty"`  // 0 the last
	DateOrder   string `json:"date_order,omitempty"`   // ymd, dmy, mdy: how dates with a short first part are read
}

// ParseRange turns B3:H200 into the lines and columns of a Choice. B:H takes all
// lines, 3:200 all columns, B3: everything to the right of B and below line 3.
// Anything else is Error import.bad_range.
func ParseRange(text string) (Choice, error) {
	s := strings.ToUpper(strings.NewReplacer("$", "", " ", "", "：", ":").Replace(narrow(text)))
	from, to, both := strings.Cut(s, ":")
	var c Choice
	var ok [2]bool
	c.FirstColumn, c.First, ok[0] = parseCell(from)
	c.LastColumn, c.Last, ok[1] = parseCell(to)
	if !both || s == ":" || !ok[0] || !ok[1] {
		return Choice{}, badChoice("import.bad_range", text)
	}
	if err := c.Check(); err != nil {
		return Choice{}, badChoice("import.bad_range", text)
	}
	return c, nil
}

// parseCell reads AB12, AB, 12 and nothing.
func parseCell(s string) (column int, line int64, ok bool) {
	k := 0
	for k < len(s) && s[k] >= 'A' && s[k] <= 'Z' {
		if column = column*26 + int(s[k]-'A') + 1; column > maxColumn {
			return 0, 0, false
		}
		k++
	}
	if k == len(s) {
		return column, 0, true
	}
	line, err := strconv.ParseInt(s[k:], 10, 64)
	return column, line, err == nil && line > 0 && digitsOnly(s[k:])
}

// maxColumn is the last column a range may name: XFD, as in Excel.
const maxColumn = 1 << 14

func badChoice(code, value string) *engine.Error {
	return &engine.Error{Code: code, Args: engine.Args{"value": value}}
}

// Check reports a choice that cannot be meant: Error import.no_such_encoding,
// bad_delimiter, bad_range, bad_header or bad_date_order.
func (c Choice) Check() error {
	switch {
	case c.Encoding != "" && encodingNamed(c.Encoding) == "":
		return badChoice("import.no_such_encoding", c.Encoding)
	case c.Delimiter != "" && c.Delimiter != blanks && !usableDelimiter(c.Delimiter):
		return badChoice("import.bad_delimiter", c.Delimiter)
	case c.DateOrder != "" && c.DateOrder != "ymd" && c.DateOrder != "dmy" && c.DateOrder != "mdy":
		return badChoice("import.bad_date_order", c.DateOrder)
	case c.First < 0 || c.Last < 0 || c.Last > 0 && c.First > c.Last,
		c.FirstColumn < 0 || c.LastColumn < 0 || c.LastColumn > 0 && c.FirstColumn > c.LastColumn,
		c.FirstColumn > maxColumn || c.LastColumn > maxColumn:
		return badChoice("import.bad_range", c.rangeName())
	case c.Header < -1, c.Header > 0 && (c.Header < c.First || c.Last > 0 && c.Header >= c.Last):
		return badChoice("import.bad_header", strconv.FormatInt(c.Header, 10))
	}
	return nil
}

func usableDelimiter(d string) bool {
	return len(d) == 1 && d[0] < 0x80 && (d[0] == '\t' || d[0] > ' ') && d[0] != '"' && d[0] != 0x7F
}

// of leaves out what a table of that kind has no use for.
func (c Choice) of(kind string) Choice {
	switch kind {
	case kindParquet:
		return Choice{DateOrder: c.DateOrder}
	case kindJSON:
		return Choice{Encoding: c.Encoding, DateOrder: c.DateOrder}
	case kindXLSX, kindXLS:
		c.Encoding, c.Delimiter = "", ""
	case kindXML, kindHTML:
		c.Delimiter = ""
	default:
		c.Sheet = ""
	}
	return c
}

// Ranged reports whether only a part of the lines or columns is wanted.
func (c Choice) Ranged() bool {
	return c.First > 0 || c.Last > 0 || c.FirstColumn > 0 || c.LastColumn > 0
}

// rangeName writes the range as ParseRange reads it.
func (c Choice) rangeName() string {
	return cellName(c.FirstColumn, c.First) + ":" + cellName(c.LastColumn, c.Last)
}

func cellName(column int, line int64) string {
	var name string
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	if line > 0 {
		name += strconv.FormatInt(line, 10)
	}
	return name
}

// rangeMark stands between the name of a sheet and its range, so that two tables of
// one sheet are two tables of the project.
const rangeMark = "!"

// SheetName is the name of the source's sheet inside its workbook.
func (s *Source) SheetName() string {
	name := s.Sheet
	if s.Choice.Ranged() {
		name = strings.TrimSuffix(strings.TrimSuffix(name, s.Choice.rangeName()), rangeMark)
	}
	if s.Entry != "" {
		name = strings.TrimPrefix(strings.TrimPrefix(name, s.Entry), "/")
	}
	return name
}

// window shows the part of a table that was chosen.
type window struct {
	rowReader
	c Choice
}

// within cuts the rows of r to the choice.
func within(r rowReader, c Choice) rowReader {
	if !c.Ranged() {
		return r
	}
	return &window{r, c}
}

func (w *window) next() (*row, error) {
	for {
		r, err := w.rowReader.next()
		if err != nil {
			return nil, err
		}
		if w.c.Last > 0 && r.line > w.c.Last {
			return nil, io.EOF
		}
		if r.line >= w.c.First {
			r.cells = w.cut(r.cells)
			return r, nil
		}
	}
}

func (w *window) cut(cells []string) []string {
	if w.c.LastColumn > 0 && w.c.LastColumn < len(cells) {
		cells = cells[:w.c.LastColumn]
	}
	return cells[min(max(w.c.FirstColumn-1, 0), len(cells)):]
}
