// Package sheet streams the sheets of an .xlsx or .xlsm workbook, several times
// faster than a general reader and in memory that does not grow with the rows
// (shared strings apart):
//
//	book, err := sheet.Open(file, size, limit)
//	rows, err := book.Rows(ctx, book.Sheets()[0])
//	for {
//		number, cells, err := rows.Next() // io.EOF at the end
//	}
//
// Numbers come as written, without the noise of their binary form; numbers with a
// date format come as 2006-01-02 15:04:05; booleans as TRUE and FALSE, errors as
// #N/A. What is wrong with a workbook is an *engine.Error with a code "import.…".
package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"huiliu/engine"
	"huiliu/engine/ingest/inflate"
	"huiliu/engine/ingest/numfmt"
)

// Book is an open workbook.
type Book struct {
	// Date1904 says that days are counted from 1904.
	Date1904 bool
	// Raw leaves numbers and booleans as they are stored.
	Raw bool
	// FewStrings, when not 0, stops reading the shared strings after so many bytes;
	// cells with a later one hold "…". For a look at the first rows of a big workbook.
	FewStrings int64

	files  map[string]*zip.File
	limit  int64
	most   int64 // bytes one sheet may take from the shared strings
	names  []string
	parts  map[string]string // sheet → file in the archive
	styles []numfmt.Kind
	shared *table
	links  map[string]string // kind of part → file in the archive
}

// smallPart bounds the parts that are read with a general XML reader.
const smallPart = 32 << 20

// Open reads what a workbook says about itself. limit bounds the unpacked size of
// each of its parts.
func Open(file io.ReaderAt, size, limit int64) (*Book, error) {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, damaged(err)
	}
	z.RegisterDecompressor(zip.Deflate, inflate.NewReader)
	b := &Book{files: map[string]*zip.File{}, limit: limit, most: maxCopied, parts: map[string]string{}, links: map[string]string{}}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, &engine.Error{Code: "import.password"}
		}
		b.files[partName(f.Name)] = f
	}
	main := "xl/workbook.xml"
	if root, err := b.relations("_rels/.rels", ""); err == nil && root["officeDocument"] != "" {
		main = root["officeDocument"]
	}
	if err := b.readWorkbook(main); err != nil {
		return nil, err
	}
	return b, firstError(b.checkSize(), b.readStyles())
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// partName is the name under which a part is found: some writers use backslashes
// or other capitals.
func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, "\\", "/"), "/"))
}

// Sheets returns the sheets a user sees, in order.
func (b *Book) Sheets() []string { return b.names }

func (b *Book) open(name string) (io.ReadCloser, error) {
	f := b.files[partName(name)]
	if f == nil {
		return nil, damaged(errors.New("no part " + name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return r, nil
}

// stream opens a big part in the background. It may give no more than the archive
// says it holds.
func (b *Book) stream(ctx context.Context, name string) (*ahead, io.Closer, error) {
	part, err := b.open(name)
	if err != nil {
		return nil, nil, err
	}
	return readAhead(ctx, part, min(b.limit, int64(b.files[partName(name)].UncompressedSize64))), part, nil
}

// checkSize refuses a workbook whose sheets hold more than limit, all together: a
// small file can name one big part many times.
func (b *Book) checkSize() error {
	left := uint64(b.limit)
	for _, name := range b.names {
		f := b.files[partName(b.parts[name])]
		if f == nil {
			continue // an error as soon as the sheet is opened
		}
		if f.UncompressedSize64 > left {
			return &engine.Error{Code: "import.too_large_zip"}
		}
		left -= f.UncompressedSize64
	}
	return nil
}

// decoded gives the text of a part as UTF-8; a few writers use UTF-16.
func decoded(src io.Reader) io.Reader {
	var head [2]byte
	n, err := io.ReadFull(src, head[:])
	whole := io.MultiReader(bytes.NewReader(head[:n]), src)
	if err == nil && (head == [2]byte{0xFF, 0xFE} || head == [2]byte{0xFE, 0xFF}) {
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(whole)
	}
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return io.MultiReader(bytes.NewReader(head[:n]), failing{err})
	}
	return whole
}

// failing is a reader that cannot read.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// each calls do for every element of a small part.
func (b *Book) each(name string, do func(e xml.StartElement)) error {
	part, err := b.open(name)
	if err != nil {
		return err
	}
	defer part.Close()
	limited := &io.LimitedReader{R: part, N: smallPart}
	d := xml.NewDecoder(decoded(limited))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		t, err := d.RawToken()
		switch {
		case err == io.EOF:
			return nil
		case limited.N <= 0:
			return &engine.Error{Code: "import.too_large_zip"}
		case err != nil:
			return damaged(err)
		}
		switch t := t.(type) {
		case xml.Directive:
			if bytes.HasPrefix(t, []byte("DOCTYPE")) {
				return refused()
			}
		case xml.StartElement:
			do(t)
		}
	}
}

func value(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// relations returns the files a part points to, by id and by kind.
func (b *Book) relations(name, base string) (map[string]string, error) {
	out := map[string]string{}
	err := b.each(name, func(e xml.StartElement) {
		if e.Name.Local != "Relationship" {
			return
		}
		target := value(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(base, target)
		}
		out[value(e, "Id")], out[path.Base(value(e, "Type"))] = target, target
	})
	return out, err
}

func (b *Book) readWorkbook(main string) error {
	dir := path.Dir(main)
	links, err := b.relations(path.Join(dir, "_rels", path.Base(main)+".rels"), dir)
	if err != nil {
		return err
	}
	b.links = links
	return b.each(main, func(e xml.StartElement) {
		switch e.Name.Local {
		case "workbookPr":
			b.Date1904 = truth(value(e, "date1904"))
		case "sheet":
			name, file := value(e, "name"), ""
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					file = links[a.Value]
				}
			}
			hidden := value(e, "state") == "hidden" || value(e, "state") == "veryHidden"
			if _, taken := b.parts[name]; taken || hidden || file == "" || strings.Contains(file, "chartsheets/") {
				return
			}
			b.parts[name] = file
			b.names = append(b.names, name)
		}
	})
}

func truth(s string) bool { return s == "1" || strings.EqualFold(s, "true") }

// readStyles learns which cell styles show dates.
func (b *Book) readStyles() error {
	file := b.links["styles"]
	if b.files[partName(file)] == nil {
		return nil
	}
	custom, inCells := map[int]numfmt.Kind{}, false
	return b.each(file, func(e xml.StartElement) {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(value(e, "numFmtId")); err == nil {
				custom[id] = numfmt.Parse(value(e, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyleXfs", "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if !inCells {
				return
			}
			id, _ := strconv.Atoi(value(e, "numFmtId"))
			k, known := custom[id]
			if !known {
				k = numfmt.Builtin(id)
			}
			b.styles = append(b.styles, k)
		}
	})
}

func (b *Book) kind(style int) numfmt.Kind {
	if style < len(b.styles) {
		return b.styles[style]
	}
	return numfmt.Plain
}

func (b *Book) loadStrings(ctx context.Context) error {
	if b.shared != nil {
		return nil
	}
	file := b.links["sharedStrings"]
	if b.files[partName(file)] == nil {
		b.shared = &table{}
		return nil
	}
	src, part, err := b.stream(ctx, file)
	if err != nil {
		return err
	}
	shared, err := readStrings(decoded(src), b.FewStrings)
	if err = firstError(err, firstError(src.Close(), part.Close())); err == nil {
		b.shared = shared
	}
	return err
}

// RowCount returns the number of rows a sheet says it has, 0 when it does not.
func (b *Book) RowCount(name string) int {
	part, err := b.open(b.parts[name])
	if err != nil {
		return 0
	}
	defer part.Close()
	head := make([]byte, 4096)
	n, _ := io.ReadFull(part, head) // a damaged part shows when it is read
	_, after, found := bytes.Cut(head[:n], []byte("<dimension ref=\""))
	ref, _, closed := bytes.Cut(after, []byte("\""))
	if !found || !closed {
		return 0
	}
	last := ref[bytes.IndexByte(ref, ':')+1:]
	rows, _ := digits(bytes.TrimLeft(last, "$ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return rows
}
