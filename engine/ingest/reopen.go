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

// unchanged waits for the digest and refuses a file that is not the one Sniff saw:
// its mapping may not hold any more.
func (f *fileLoad) unchanged(d *digest) error {
	sum, err := d.wait()
	if err == nil && sum != f.src.SHA256 {
		return &engine.Error{Code: "import.changed", Place: engine.Place{File: filepath.Base(f.src.Path)}, Args: engine.Args{"file": f.src.Name}}
	}
	return err
}

// member returns where the source lies.
func (f *fileLoad) member() (member, error) {
	kind, _, err := fileKind(f.src.Path)
	return memberOf(f.src, kind), err
}

// open opens the source again behind its header.
func (f *fileLoad) open(ctx context.Context) (rowReader, error) {
	s := f.src
	m, err := f.member()
	if err != nil {
		return nil, err
	}
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

// isText reports whether the source is delimited text.
func (s *Source) isText() bool { return s.Kind == "csv" || s.Kind == "tsv" || s.Kind == "txt" }

// openForm opens the text of the source as it lies in the file.
func (f *fileLoad) openForm(ctx context.Context) (io.Reader, textForm, func() error, error) {
	s := f.src
	form := textForm{encoding: s.Encoding, delimiter: s.Delimiter, size: f.blockSize, workers: f.workers}
	m, err := f.member()
	if err != nil {
		return nil, form, nil, err
	}
	in, closing, err := m.open(ctx, f.p)
	if err != nil {
		return nil, form, nil, readError(ctx, s.Path, err)
	}
	text := bufio.NewReaderSize(in, headSize)
	head, err := text.Peek(headSize)
	if err == nil || err == io.EOF {
		head, err = io.ReadAll(decoder(bytes.NewReader(head), s.Encoding))
	}
	if err != nil {
		return nil, form, nil, firstError(readError(ctx, s.Path, err), closing())
	}
	form.end = lineEnd(head)
	return text, form, closing, nil
}

// lineEnd is the byte that ends lines: old Mac files have no other.
func lineEnd(head []byte) byte {
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// openTable opens the rows of the source.
func (f *fileLoad) openTable(ctx context.Context, m member) (rowReader, error) {
	s := f.src
	if s.spool.Len() > 0 {
		return &gapped{ctx: ctx, src: &unpacked{src: f.spooled()}}, nil
	}
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
	return newTextReader(text, s.Delimiter, lineEnd(head), closing), nil
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
	rows, err := book.rows(s.SheetName())
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
