package ingest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"path/filepath"

	"huiliu/engine"
	"huiliu/engine/store/parquet"
)

// open opens the source again behind its header. A file that has changed since
// Sniff is refused: its mapping may not hold any more.
func (f *fileLoad) open(ctx context.Context) (rowReader, error) {
	s := f.src
	print, err := readFingerprint(ctx, s.Path)
	if err != nil {
		return nil, err
	}
	if print.sha256 != s.SHA256 {
		return nil, &engine.Error{Code: "import.changed", Place: engine.Place{File: filepath.Base(s.Path)}, Args: engine.Args{"file": s.Name}}
	}
	m := memberOf(s, print.kind)
	r, err := f.openTable(ctx, m)
	if err != nil {
		return nil, readError(ctx, s.Path, err)
	}
	r = within(r, s.Choice)
	if err := skipHeader(r, s.HeaderLine); err != nil {
		_ = r.Close()
		return nil, readError(ctx, s.Path, err)
	}
	return r, nil
}

// openTable opens the rows of the source.
func (f *fileLoad) openTable(ctx context.Context, m member) (rowReader, error) {
	s := f.src
	switch s.Kind {
	case kindXLSX, kindXLS:
		r, err := f.openSheet(ctx, m, engine.NoProgress{})
		if err != nil {
			return nil, err
		}
		return &perRow{rowReader: r, p: f.p, bytes: s.Bytes, rows: s.Rows}, nil
	case kindXML, kindHTML:
		return f.openSheet(ctx, m, f.p)
	case kindJSON:
		names := make([]string, len(s.Mapping.Columns))
		for i, c := range s.Mapping.Columns {
			names[i] = c.Header
		}
		return openJSON(ctx, m, s.Encoding, names, f.p)
	case kindParquet:
		t, err := parquet.Open(ctx, s.Path)
		if err != nil {
			return nil, err
		}
		return &perRow{rowReader: &columnRows{src: t}, p: f.p, bytes: s.Bytes, rows: s.Rows}, nil
	}
	return f.openText(ctx, m)
}

func (f *fileLoad) openText(ctx context.Context, m member) (rowReader, error) {
	s := f.src
	in, closing, err := m.open(ctx, f.p)
	if err != nil {
		return nil, err
	}
	text := bufio.NewReaderSize(decoder(in, s.Encoding), headSize)
	head, err := text.Peek(headSize)
	if err != nil && err != io.EOF {
		_ = closing()
		return nil, err
	}
	end := byte('\n')
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		end = '\r'
	}
	return newTextReader(text, s.Delimiter, end, closing), nil
}

// bookReader closes the workbook with its sheet.
type bookReader struct {
	gapped
	book *workbook
}

// Close closes sheet and workbook.
func (b *bookReader) Close() error { return firstError(b.gapped.Close(), b.book.close()) }

func (f *fileLoad) openSheet(ctx context.Context, m member, p engine.Progress) (rowReader, error) {
	s := f.src
	book, err := openWorkbook(ctx, m, s.Kind, s.Encoding, p)
	if err != nil {
		return nil, err
	}
	rows, err := book.rows(s.sheetName())
	if err != nil {
		_ = book.close()
		return nil, err
	}
	return &bookReader{gapped{ctx: ctx, src: rows}, book}, nil
}

// skipHeader leaves out the rows up to the header line.
func skipHeader(r rowReader, header int64) error {
	for header > 0 {
		next, err := r.next()
		if err != nil {
			return err
		}
		if next.line >= header {
			return nil
		}
	}
	return nil
}
