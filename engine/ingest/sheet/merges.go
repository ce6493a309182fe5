package sheet

import (
	"context"
	"io"
	"strings"
)

// Range is a block of cells, by row numbers from 1 and columns from 0.
type Range struct{ FirstRow, LastRow, FirstColumn, LastColumn int }

// maxMerges is how many merged cells are looked at; headers stand at the top, and
// writers list merged cells from there.
const maxMerges = 10_000

// Merges returns the merged cells of a sheet. They stand behind the rows, so the
// whole part is passed over once.
func (b *Book) Merges(ctx context.Context, name string) ([]Range, error) {
	src, part, err := b.stream(ctx, b.parts[name])
	if err != nil {
		return nil, err
	}
	defer part.Close()
	defer src.Close()
	s := newScanner(decoded(src))
	var out []Range
	for len(out) < maxMerges {
		_, t, err := s.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if string(t.name) != "mergeCell" || t.close {
			continue
		}
		if ref, ok := find(t.attrs, "ref"); ok {
			if r, ok := parseRange(ref); ok {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// parseRange reads A1:C2.
func parseRange(ref string) (r Range, ok bool) {
	from, to, found := strings.Cut(ref, ":")
	if !found {
		return r, false
	}
	var okFrom, okTo bool
	r.FirstRow, r.FirstColumn, okFrom = parseCell(from)
	r.LastRow, r.LastColumn, okTo = parseCell(to)
	return r, okFrom && okTo && r.FirstRow <= r.LastRow && r.FirstColumn <= r.LastColumn
}

func parseCell(ref string) (row, col int, ok bool) {
	ref = strings.ReplaceAll(ref, "$", "")
	col = column([]byte(ref))
	row, ok = digits([]byte(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")))
	return row, col, ok && col >= 0 && col < maxColumn && row > 0
}
