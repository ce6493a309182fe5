package ingest

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
)

// openBook opens a workbook whose archive has been checked.
func openBook(name string, size int64) (*excelize.File, error) {
	f, err := excelize.OpenFile(name, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: unpackLimit(size), UnzipXMLSizeLimit: 16 << 20,
	})
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, fail("import.password", name, err)
	case errors.Is(err, excelize.ErrWorkbookFileFormat):
		return nil, fail("import.not_a_table", name, err)
	}
	return nil, fail("import.truncated", name, err)
}

// sheetReader streams a sheet with raw cell values. Blank rows inside the table are
// rows, blank rows behind it are not.
type sheetReader struct {
	ctx    context.Context
	rows   *excelize.Rows
	line   int64
	blank  int64 // blank rows held back until a filled one follows
	filled []string
	row    row
}

func openSheet(ctx context.Context, f *excelize.File, sheet string) (*sheetReader, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, err
	}
	return &sheetReader{ctx: ctx, rows: rows}, nil
}

// Close releases the sheet, not the workbook.
func (s *sheetReader) Close() error { return s.rows.Close() }

func (s *sheetReader) next() (*row, error) {
	for s.filled == nil {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		if !s.rows.Next() {
			return nil, s.end()
		}
		cells, err := s.rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, err
		}
		s.row = row{cells: cells}
		if len(cells) == 0 || s.row.blank() {
			s.blank++
			continue
		}
		s.filled = cells
	}
	s.line++
	if s.blank > 0 {
		s.blank--
		s.row = row{line: s.line}
		return &s.row, nil
	}
	s.row = row{line: s.line, cells: s.filled}
	s.filled = nil
	return &s.row, nil
}

func (s *sheetReader) end() error {
	if err := s.rows.Error(); err != nil {
		return err
	}
	return io.EOF
}

// formatted is how many rows are looked at for date formats.
const formattedRows = 300

// dateColumns returns the columns whose number cells Excel shows as dates, and
// whether the workbook counts days from 1904.
func dateColumns(f *excelize.File, sheet string) (dates map[int]bool, date1904 bool) {
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		date1904 = *props.Date1904
	}
	raw, err := f.Rows(sheet)
	if err != nil {
		return nil, date1904
	}
	defer raw.Close()
	shown, err := f.Rows(sheet)
	if err != nil {
		return nil, date1904
	}
	defer shown.Close()
	dates = map[int]bool{}
	numbers, hits := map[int]int{}, map[int]int{}
	show := excelize.Options{ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd"}
	for n := 0; n < formattedRows && raw.Next() && shown.Next(); n++ {
		a, errA := raw.Columns(excelize.Options{RawCellValue: true})
		b, errB := shown.Columns(show)
		if errA != nil || errB != nil {
			break
		}
		for i := range min(len(a), len(b)) {
			if _, err := strconv.ParseFloat(a[i], 64); err != nil {
				continue
			}
			numbers[i]++
			if a[i] != b[i] && strings.ContainsAny(b[i], "-/年.") && !strings.HasPrefix(b[i], "-") {
				if _, ok := ParseDay(b[i], "mdy"); ok {
					hits[i]++
				}
			}
		}
	}
	for i, n := range hits {
		dates[i] = n*2 > numbers[i]
	}
	return dates, date1904
}

// visibleSheets returns the sheets a user sees, in order.
func visibleSheets(f *excelize.File) []string {
	var out []string
	for _, name := range f.GetSheetList() {
		if ok, err := f.GetSheetVisible(name); err == nil && ok {
			out = append(out, name)
		}
	}
	return out
}

// perRow reports progress of a workbook, whose bytes cannot be counted while it is
// read, in equal steps per row.
type perRow struct {
	rowReader
	p           engine.Progress
	bytes, rows int64
	done        int64
}

func (r *perRow) next() (*row, error) {
	row, err := r.rowReader.next()
	if r.done++; err == nil && r.rows > 0 && r.done <= r.rows {
		r.p.Add(r.bytes*r.done/r.rows - r.bytes*(r.done-1)/r.rows)
	}
	return row, err
}
