package spool

import (
	"encoding/binary"
	"errors"
	"io"
	"unsafe"
)

// errDamaged says that packed rows are not as they were written.
var errDamaged = errors.New("spool: damaged row")

// Block is some rows of a table, packed.
type Block struct {
	Text []byte
	Line int64 // the number of the row before the first
}

// Append adds a row to packed rows: gap is how far its number is from the number of
// the row before.
func Append(dst []byte, gap int, cells []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(gap))
	dst = binary.AppendUvarint(dst, uint64(len(cells)))
	for _, c := range cells {
		if len(c) < 0x80 {
			dst = append(dst, byte(len(c)))
		} else {
			dst = binary.AppendUvarint(dst, uint64(len(c)))
		}
		dst = append(dst, c...)
	}
	return dst
}

// Rows reads the rows of a block.
type Rows struct {
	// Lend gives out cells that are parts of the block and not copies.
	Lend bool

	rest   []byte
	number int
	cells  []string
}

// Rows returns a reader of the block.
func (b Block) Rows() *Rows {
	r := &Rows{}
	r.Reset(b)
	return r
}

// Reset goes to the front of another block.
func (r *Rows) Reset(b Block) { r.rest, r.number = b.Text, int(b.Line) }

// Next returns the number and the cells of the next row; the slice is valid until the
// next call. The end is io.EOF.
func (r *Rows) Next() (number int, cells []string, err error) {
	if len(r.rest) == 0 {
		return 0, nil, io.EOF
	}
	gap, n := binary.Uvarint(r.rest)
	count, m := binary.Uvarint(r.rest[max(n, 0):])
	if n <= 0 || m <= 0 || count > uint64(len(r.rest)) {
		return 0, nil, errDamaged
	}
	r.number += int(gap)
	b := r.rest[n+m:]
	if !r.Lend {
		b = []byte(string(b[:min(len(b), rowLength(b, count))]))
	}
	r.cells = r.cells[:0]
	at := 0
	for range count {
		size, n := length(b[at:])
		if at += n; n <= 0 || size > uint64(len(b)-at) {
			return 0, nil, errDamaged
		}
		r.cells = append(r.cells, unsafe.String(unsafe.SliceData(b[at:]), int(size)))
		at += int(size)
	}
	r.rest = r.rest[n+m+at:]
	return r.number, r.cells, nil
}

// Close implements io.Closer.
func (r *Rows) Close() error { return nil }

// length reads the length of a cell and how many bytes it takes, 0 for a damaged one.
func length(b []byte) (size uint64, n int) {
	if len(b) > 0 && b[0] < 0x80 {
		return uint64(b[0]), 1
	}
	return binary.Uvarint(b)
}

// rowLength is how many bytes count cells take, more than b has for damaged ones.
func rowLength(b []byte, count uint64) int {
	at := 0
	for range count {
		size, n := length(b[min(at, len(b)):])
		if n <= 0 || size > uint64(len(b)) {
			return len(b)
		}
		at += n + int(size)
	}
	return at
}
