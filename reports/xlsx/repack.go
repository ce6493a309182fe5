package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"
)

// repack copies a zip file with its parts in a fixed order and with a fixed time:
// excelize writes streamed sheets in the order of a map. Parts are copied as they are
// compressed.
func repack(from, to *os.File) error {
	info, err := from.Stat()
	if err != nil {
		return err
	}
	r, err := zip.NewReader(from, info.Size())
	if err != nil {
		return err
	}
	parts := slices.Clone(r.File)
	slices.SortFunc(parts, func(a, b *zip.File) int {
		return cmp.Or(cmp.Compare(rank(a.Name), rank(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	w := zip.NewWriter(to)
	for _, part := range parts {
		put := copyPart
		if part.Name == contentTypes {
			put = sortTypes
		}
		if err := put(w, part); err != nil {
			return err
		}
	}
	return w.Close()
}

// contentTypes is the part that names the type of every other one.
const contentTypes = "[Content_Types].xml"

var defaultType = regexp.MustCompile(`<Default [^>]*></Default>|<Default [^>]*/>`)

// sortTypes writes the list of types with its file extensions sorted: excelize writes
// them in the order of a map.
func sortTypes(w *zip.Writer, part *zip.File) error {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	list := defaultType.FindAll(text, -1)
	slices.SortFunc(list, bytes.Compare)
	next := 0
	text = defaultType.ReplaceAllFunc(text, func([]byte) []byte {
		next++
		return list[next-1]
	})
	h := zip.FileHeader{Name: part.Name, Method: zip.Deflate, ModifiedDate: firstZipDay}
	out, err := w.CreateHeader(&h)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}

// firstZipDay is 1980-01-01 as zip files write days.
const firstZipDay = 1<<5 | 1

// rank puts the parts first that readers look at first.
func rank(name string) int {
	switch name {
	case contentTypes:
		return 0
	case "_rels/.rels":
		return 1
	}
	return 2
}

// descriptorFlag says that sizes follow the data; here they are known before.
const descriptorFlag = 0x8

func copyPart(w *zip.Writer, part *zip.File) error {
	h := part.FileHeader
	h.Modified = time.Time{}
	h.ModifiedDate, h.ModifiedTime = firstZipDay, 0
	h.Extra, h.Flags = nil, h.Flags&^descriptorFlag
	out, err := w.CreateRaw(&h)
	if err != nil {
		return err
	}
	in, err := part.OpenRaw()
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}

// verify opens the finished file as a stranger would and counts sheets and rows.
func (b *book) verify(ctx context.Context, path string) error {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return fmt.Errorf("xlsx: the finished workbook does not open: %w", err)
	}
	defer func() { _ = f.Close() }()
	names := f.GetSheetList()
	if len(names) != len(b.pages) {
		return fmt.Errorf("xlsx: %d sheets were written, %d found", len(b.pages), len(names))
	}
	for i, pg := range b.pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		if names[i] != pg.name {
			return fmt.Errorf("xlsx: sheet %d is %q, want %q", i+1, names[i], pg.name)
		}
		if err := countRows(f, pg); err != nil {
			return err
		}
	}
	return nil
}

func countRows(f *excelize.File, pg *page) error {
	rows, err := f.Rows(pg.name)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	last := len(pg.lines)
	for last > 0 && pg.lines[last-1].kind == lineBlank {
		last--
	}
	n := 0
	for rows.Next() {
		n++
	}
	if n != last {
		return fmt.Errorf("xlsx: sheet %q has %d rows, want %d", pg.name, n, last)
	}
	return rows.Error()
}
