package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"

	"huiliu/engine"
	"huiliu/engine/ingest/markup"
	"huiliu/engine/ingest/sheet"
	"huiliu/engine/ingest/xls"
)

// numbered is a stream of rows with their numbers, as the readers of workbooks
// give it; numbers grow and may leave gaps.
type numbered interface {
	Next() (number int, cells []string, err error)
	io.Closer
}

// workbook is a file of one or more sheets, whatever its format.
type workbook struct {
	names    []string
	date1904 bool
	rows     func(name string) (numbered, error)
	// merges returns the merged cells of a sheet as far as it has been read, or all.
	merges func(name string, r numbered) ([]sheet.Range, error)
	close  func() error
	// preview and size are nil where they are of no use: the first keeps only so many
	// bytes of shared strings, the other is the number of rows a sheet says it has.
	preview func(words int64)
	size    func(name string) int64
}

// openWorkbook opens a member of that kind: xlsx, xls, xml or html. The last two are
// texts of that encoding.
func openWorkbook(ctx context.Context, m member, kind, encoding string, p engine.Progress) (*workbook, error) {
	switch kind {
	case kindXLSX, kindXLS:
		at, size, closing, err := m.random(ctx, p)
		if err != nil {
			return nil, err
		}
		open := openXLSX
		if kind == kindXLS {
			open = openXLS
		}
		b, err := open(ctx, at, size)
		if err != nil {
			if kind == kindXLS && encrypted(at, size) {
				err = &engine.Error{Code: "import.password", Cause: err}
			}
			return nil, firstError(readError(ctx, m.path, err), closing())
		}
		b.close = closing
		return b, nil
	case kindHTML:
		return openHTML(ctx, m, encoding, p)
	}
	return openXML(ctx, m, encoding, p)
}

// encrypted looks for the mark of a locked workbook in a damaged one.
func encrypted(at io.ReaderAt, size int64) bool {
	b := make([]byte, min(size, 16<<20))
	n, _ := at.ReadAt(b, 0)
	var wide []byte
	for _, c := range []byte("EncryptedPackage") {
		wide = append(wide, c, 0)
	}
	return bytes.Contains(b[:n], wide)
}

func openXLSX(ctx context.Context, at io.ReaderAt, size int64) (*workbook, error) {
	b, err := sheet.Open(at, size, unpackLimit(size))
	if err != nil {
		return nil, err
	}
	return &workbook{
		names: b.Sheets(), date1904: b.Date1904,
		rows:    func(name string) (numbered, error) { return b.Rows(ctx, name) },
		merges:  func(name string, _ numbered) ([]sheet.Range, error) { return b.Merges(ctx, name) },
		preview: func(words int64) { b.FewStrings = words },
		size:    func(name string) int64 { return int64(b.RowCount(name)) },
	}, nil
}

func openXLS(_ context.Context, at io.ReaderAt, size int64) (*workbook, error) {
	b, err := xls.Open(at, size)
	if err != nil {
		return nil, err
	}
	return &workbook{
		names: b.Sheets(), date1904: b.Date1904,
		rows:   func(name string) (numbered, error) { return b.Rows(name) },
		merges: func(name string, _ numbered) ([]sheet.Range, error) { return b.Merges(name) },
	}, nil
}

// openHTML takes the table that holds the data of a page as its only sheet.
func openHTML(ctx context.Context, m member, encoding string, p engine.Progress) (*workbook, error) {
	in, closing, err := m.open(ctx, engine.NoProgress{})
	if err != nil {
		return nil, err
	}
	best, err := markup.Find(decoder(in, encoding))
	if err = firstError(err, closing()); err != nil {
		return nil, readError(ctx, m.path, err)
	}
	if best.Table < 0 || best.Login {
		return nil, fail("import.web_page", m.path, nil)
	}
	return &workbook{
		names: []string{""},
		rows: func(string) (numbered, error) {
			return openStream(ctx, m, encoding, p, func(r io.Reader) numbered { return markup.NewRows(r, best.Table) })
		},
		merges: func(_ string, r numbered) ([]sheet.Range, error) {
			return r.(stream).numbered.(*markup.Rows).Merges(), nil
		},
		close: func() error { return nil },
	}, nil
}

// openXML opens a workbook kept in one XML text.
func openXML(ctx context.Context, m member, encoding string, p engine.Progress) (*workbook, error) {
	in, closing, err := m.open(ctx, engine.NoProgress{})
	if err != nil {
		return nil, err
	}
	names, err := sheet.FlatSheets(decoder(in, encoding))
	if err = firstError(err, closing()); err != nil {
		return nil, readError(ctx, m.path, err)
	}
	return &workbook{
		names: names,
		rows: func(name string) (numbered, error) {
			return openStream(ctx, m, encoding, p, func(r io.Reader) numbered { return sheet.NewFlat(r, name) })
		},
		merges: func(_ string, r numbered) ([]sheet.Range, error) {
			return r.(stream).numbered.(*sheet.Flat).Merges(), nil
		},
		close: func() error { return nil },
	}, nil
}

// stream closes the file below a reader of text.
type stream struct {
	numbered
	closing func() error
}

// Close implements io.Closer.
func (s stream) Close() error { return s.closing() }

func openStream(ctx context.Context, m member, encoding string, p engine.Progress, rows func(io.Reader) numbered) (numbered, error) {
	in, closing, err := m.open(ctx, p)
	if err != nil {
		return nil, err
	}
	return stream{rows(decoder(in, encoding)), closing}, nil
}

// gapped gives every row of a sheet in turn: blank rows inside the table are rows,
// blank rows behind it are not.
type gapped struct {
	ctx    context.Context
	src    numbered
	line   int
	number int      // of the filled row that comes next
	cells  []string // its cells
	end    error
	row    row
}

// Close releases the sheet, not the workbook.
func (g *gapped) Close() error { return g.src.Close() }

func (g *gapped) next() (*row, error) {
	for g.number <= g.line {
		if g.end != nil {
			return nil, g.end
		}
		if g.line%512 == 0 && g.ctx.Err() != nil {
			return nil, g.ctx.Err()
		}
		number, cells, err := g.src.Next()
		if err != nil {
			g.end = err
			continue
		}
		g.row = row{cells: cells}
		if !g.row.blank() {
			g.number, g.cells = number, cells
		}
	}
	g.line++
	g.row = row{line: int64(g.line)}
	if g.line == g.number {
		g.row.cells = g.cells
	}
	return &g.row, nil
}

// sheetProblem reports whether a sheet alone is to blame, so that the others of
// its workbook can be used.
func sheetProblem(err error) (code string, ok bool) {
	var e *engine.Error
	if !errors.As(err, &e) {
		return "", false
	}
	switch e.Code {
	case "import.empty_file", "import.no_rows", "import.too_wide", "import.cell_too_long":
		return e.Code, true
	}
	return e.Code, false
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
