package store

import (
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// column is a column of values laid out as the database keeps them, so that a
// vector is filled by one copy. A bit of valid is 0 where the value is NULL; valid
// is nil while there is none. A column of which nothing but NULLs is known only
// counts them: most tables lack some columns.
type column[T any] struct {
	values []T
	valid  []uint64
	nulls  int // all values so far, when there are only NULLs
}

func (c *column[T]) add(v T) {
	if c.nulls > 0 {
		c.layOut()
	}
	if c.valid != nil {
		c.mark(true)
	}
	c.values = append(c.values, v)
}

func (c *column[T]) addNull() {
	if len(c.values) == 0 {
		c.nulls++
		return
	}
	if c.valid == nil {
		c.valid = make([]uint64, 0, cap(c.values)/64+1)
		for n := len(c.values); n > 0; n -= 64 {
			c.valid = append(c.valid, ^uint64(0))
		}
	}
	c.mark(false)
	var none T
	c.values = append(c.values, none)
}

// layOut writes down the NULLs counted so far.
func (c *column[T]) layOut() {
	n := c.nulls
	c.nulls = 0
	c.values = slices.Grow(c.values, n)[:n]
	clear(c.values)
	c.valid = make([]uint64, n/64, cap(c.values)/64+1)
	if n%64 > 0 {
		c.valid = append(c.valid, ^uint64(0)<<(n%64))
	}
}

// mark sets the bit of the value that comes next.
func (c *column[T]) mark(valid bool) {
	n := len(c.values)
	if n/64 == len(c.valid) {
		c.valid = append(c.valid, ^uint64(0))
	}
	if !valid {
		c.valid[n/64] &^= 1 << (n % 64)
	}
}

// has reports whether value i is not NULL.
func (c *column[T]) has(i int) bool {
	return c.nulls == 0 && (c.valid == nil || c.valid[i/64]>>(i%64)&1 == 1)
}

// reset empties the column; whether it has NULLs is found out anew.
func (c *column[T]) reset() { c.values, c.valid, c.nulls = c.values[:0], nil, 0 }

// fill writes the values from on, at most a vector of them, into v. from is a
// multiple of 64.
func (c *column[T]) fill(v mapping.Vector, from, n int) {
	data := unsafe.Slice((*T)(mapping.VectorGetData(v)), n)
	if c.nulls == 0 && c.valid == nil {
		copy(data, c.values[from:from+n])
		return
	}
	mapping.VectorEnsureValidityWritable(v)
	words := (n + 63) / 64
	valid := unsafe.Slice((*uint64)(mapping.VectorGetValidity(v)), words)
	if c.nulls > 0 {
		clear(data)
		clear(valid)
		return
	}
	copy(data, c.values[from:from+n])
	copy(valid, c.valid[from/64:from/64+words])
}

// filler is a column of any type.
type filler interface {
	fill(v mapping.Vector, from, n int)
	reset()
}

// varchar is a text as the database keeps it: up to twelve bytes in place, or the
// first four and the address of all of them.
type varchar struct {
	size  uint32
	short [12]byte
}

// shortText is how many bytes a varchar holds itself.
const shortText = 12

// arenaSize is how much text outside the block is set aside at once.
const arenaSize = 64 << 10

// texts is where the texts of a batch lie: in the block they were read from, which
// is known to be UTF-8, or copied.
type texts struct {
	block []byte
	full  [][]byte // arenas that texts point into
	arena []byte

	mended bool // some text was not UTF-8
}

// varchar returns s for a column. A text of the block is not copied.
func (t *texts) varchar(s string) varchar {
	v := varchar{size: uint32(len(s))}
	inside := t.inside(s)
	if !inside {
		s = t.valid(s)
		v.size = uint32(len(s))
	}
	if len(s) <= shortText {
		copy(v.short[:], s)
		return v
	}
	if !inside {
		s = t.keep(s)
	}
	copy(v.short[:4], s)
	*(*uint64)(unsafe.Pointer(&v.short[4])) = uint64(uintptr(unsafe.Pointer(unsafe.StringData(s))))
	return v
}

// valid returns s with a sign in place of what is not UTF-8.
func (t *texts) valid(s string) string {
	if t.inside(s) || utf8.ValidString(s) {
		return s
	}
	t.mended = true
	return strings.ToValidUTF8(s, "\uFFFD")
}

// pin keeps the texts in place while the database looks at them.
func (t *texts) pin(p *runtime.Pinner) {
	if len(t.block) > 0 {
		p.Pin(unsafe.SliceData(t.block))
	}
	for _, a := range t.full {
		p.Pin(unsafe.SliceData(a))
	}
}

// inside reports whether s is a part of the block.
func (t *texts) inside(s string) bool {
	if len(t.block) == 0 || len(s) == 0 {
		return false
	}
	at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	first := uintptr(unsafe.Pointer(unsafe.SliceData(t.block)))
	return at >= first && at+uintptr(len(s)) <= first+uintptr(len(t.block))
}

// keep copies s to where it stays until reset.
func (t *texts) keep(s string) string {
	if len(t.arena)+len(s) > cap(t.arena) {
		t.arena = make([]byte, 0, max(arenaSize, len(s)))
		t.full = append(t.full, t.arena[:cap(t.arena)])
	}
	from := len(t.arena)
	t.arena = append(t.arena, s...)
	return unsafe.String(&t.arena[from], len(s))
}
