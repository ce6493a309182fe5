package ingest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
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
	var r rowReader
	if s.Kind == kindXLSX {
		r, err = f.openWorkbook(ctx)
	} else {
		r, err = f.openText(ctx, print.kind)
	}
	if err != nil {
		return nil, err
	}
	if err := skipHeader(r, s.HeaderLine); err != nil {
		_ = r.Close()
		return nil, readError(ctx, s.Path, err)
	}
	return r, nil
}

func (f *fileLoad) openText(ctx context.Context, kind string) (rowReader, error) {
	s := f.src
	in, closing, err := openBytes(ctx, s.Path, kind, s.Sheet, f.p)
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
	perRow
	book *excelize.File
}

// Close closes sheet and workbook.
func (b *bookReader) Close() error {
	err := b.perRow.Close()
	if cerr := b.book.Close(); err == nil {
		err = cerr
	}
	return err
}

func (f *fileLoad) openWorkbook(ctx context.Context) (rowReader, error) {
	s := f.src
	if _, err := os.Stat(s.Path); err != nil {
		return nil, fail("import.cannot_open", s.Path, err)
	}
	book, err := openBook(s.Path, s.Bytes)
	if err != nil {
		return nil, err
	}
	sheet, err := openSheet(ctx, book, s.Sheet)
	if err != nil {
		_ = book.Close()
		return nil, err
	}
	return &bookReader{perRow{rowReader: sheet, p: f.p, bytes: s.Bytes, rows: s.Rows}, book}, nil
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
