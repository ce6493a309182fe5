package ingest

import (
	"encoding/binary"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Counts of filled and different values, date orders, prefixes of cancellations and
// duplicate rows come from every row. The types of values and their range come from
// a sample chosen by line number, so that it is the same however the file is read:
// the first lines, then every 17th, further down every 101st.
const (
	typedLines  = 5000
	typedStride = 17
	denseLines  = 50_000
	farStride   = 101
	samples     = 5
)

// stats is what is known about the values of a column.
type stats struct {
	filled, typed                      int64
	numbers, integers, dates, compact  int64 // of typed
	money, percents, bools, zeros, han int64
	serials                            int64
	digits, cancels                    int64 // of filled: 123456, C123456
	forms
	low, high   float64
	distinct    distinct
	samples     []string
	sampleLines []int64 // where they stand
}

// table is the profile of a whole table.
type table struct {
	cols    []stats
	rows    int64
	blank   int64
	hashes  []uint64 // one per row, to count duplicates
	preview [][]string
	shown   []int64 // the lines of preview
	flaws   flaws
}

func newTable(width int) *table {
	return &table{cols: make([]stats, width)}
}

// hash is fixed: a profile must not change from run to run. It folds eight bytes at
// a time (the multiply and rotate of FxHash) and mixes like SplitMix64.
func hash(s string) uint64 {
	const k = 0x9E3779B97F4A7C15
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	h, tail := uint64(len(s))*k, uint64(0)
	for ; len(b) >= 8; b = b[8:] {
		h = (bits.RotateLeft64(h, 23) ^ binary.LittleEndian.Uint64(b)) * k
	}
	if len(b) >= 4 {
		tail = uint64(binary.LittleEndian.Uint32(b))<<32 | uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	} else if len(b) > 0 {
		tail = uint64(b[0])<<16 | uint64(b[len(b)/2])<<8 | uint64(b[len(b)-1])
	}
	h = (bits.RotateLeft64(h, 23) ^ tail) * k
	h ^= h >> 30
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 27
	h *= 0x94D049BB133111EB
	return h ^ h>>31
}

// Rows kept of a table: those shown, and those whose orders are compared.
const (
	previewRows = 50
	sampleLines = 3000
	sampleWidth = 128 // wider tables are not compared
)

// add takes one data row.
func (t *table) add(r *row) {
	t.rows++
	if r.blank() {
		t.blank++
		return
	}
	if len(t.preview) < previewRows {
		t.preview, t.shown = append(t.preview, clone(r.cells)), append(t.shown, r.line)
	} else if r.line <= sampleLines && len(r.cells) <= sampleWidth {
		t.preview, t.shown = append(t.preview, beginnings(r.cells)), append(t.shown, r.line)
	}
	if r.bad != "" {
		t.flaws.add(r)
		return
	}
	typed := r.line <= typedLines || r.line <= denseLines && r.line%typedStride == 0 || r.line%farStride == 0
	whole := uint64(len(r.cells))
	for i, cell := range r.cells[:min(len(r.cells), len(t.cols))] {
		h := hash(cell)
		whole = bits.RotateLeft64(whole, 7)*0x9E3779B97F4A7C15 ^ h
		if v := value(cell); v != "" {
			t.cols[i].add(v, h, r.line, typed)
		}
	}
	t.hashes = append(t.hashes, whole)
}

// clone keeps cells whose text lies in a block.
func clone(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.Clone(c)
	}
	return out
}

// beginnings keeps of cells what is compared.
func beginnings(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.Clone(c[:min(len(c), totalCell)])
	}
	return out
}

// duplicates counts rows equal to an earlier one.
func (t *table) duplicates() int64 {
	parts := make([][]uint64, 1<<6)
	for i := range parts {
		parts[i] = make([]uint64, 0, len(t.hashes)>>6+len(t.hashes)>>8)
	}
	for _, h := range t.hashes {
		parts[h>>58] = append(parts[h>>58], h)
	}
	var n, next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(parts)); i = next.Add(1) - 1 {
				n.Add(repeats(parts[i]))
			}
		})
	}
	group.Wait()
	return n.Load()
}

// repeats counts the values equal to an earlier one.
func repeats(list []uint64) int64 {
	var seen hashSet
	seen.reserve(len(list))
	for _, h := range list {
		seen.add(h)
	}
	return int64(len(list) - seen.n)
}

func (c *stats) add(v string, h uint64, line int64, typed bool) {
	c.filled++
	if c.distinct.add(h) && len(c.samples) < samples {
		c.sample(v, line)
	}
	switch {
	case v[0] >= '0' && v[0] <= '9':
		if digitsOnly(v) {
			c.digits++
		}
		c.shortDate(v)
	case len(v) > 1 && v[0] == 'C' && v[1] >= '0' && v[1] <= '9' && digitsOnly(v[1:]):
		c.cancels++
	}
	if strings.IndexByte(v, ',') >= 0 {
		c.mark(v)
	}
	if typed {
		c.kind(v)
	}
}

// sample keeps the first different values.
func (c *stats) sample(v string, line int64) {
	if !slices.Contains(c.samples, v) {
		c.samples, c.sampleLines = append(c.samples, strings.Clone(v)), append(c.sampleLines, line)
	}
}

// kind types one value.
func (c *stats) kind(v string) {
	if c.typed++; !c.plainKind(v) {
		c.anyKind(v)
	}
}

// anyKind types any value.
func (c *stats) anyKind(v string) {
	if hasHan(v) {
		c.han++
	}
	if _, ok := parseBool(v); ok {
		c.bools++
	}
	if _, ok := parsePercent(v); ok {
		c.percents++
	}
	if len(v) > 1 && v[0] == '0' && digitsOnly(v) {
		c.zeros++
	}
	f, ok := parseNumber(v)
	if c.asComma.typeComma(v, f, ok); ok {
		if strings.IndexByte(v, '.') >= 0 && strings.IndexByte(v, ',') < 0 {
			c.mark(v)
		}
		c.number(v, f)
		return
	}
	if len(v) <= 40 && strings.ContainsAny(v, "0123456789０１２３４５６７８９") {
		for _, order := range [...]string{"mdy", "dmy"} {
			if _, ok := ParseDay(v, order); ok {
				c.dates++
				break
			}
		}
	}
}

func (c *stats) number(v string, f float64) {
	if c.numbers++; c.numbers == 1 {
		c.low, c.high = f, f
	}
	c.low, c.high = min(c.low, f), max(c.high, f)
	if f == math.Trunc(f) {
		c.integers++
	}
	if f >= 20000 && f < 80000 {
		c.serials++
	}
	if t, ok := compactDate(v); ok && t.Year() >= 1980 && t.Year() < 2080 {
		c.compact++
	}
	if strings.ContainsAny(v, "¥￥$€£元万") {
		c.money++
	}
}

// all reports whether nearly all typed values are of a kind.
func (c *stats) all(n int64) bool { return c.typed > 0 && n*100 >= c.typed*95 }

// datelike reports whether the values can be read as dates; with a header that says
// so, plain serials count as well.
func (c *stats) datelike(header bool) bool {
	n := c.dates + c.compact
	if header {
		n = max(n, c.dates+c.compact+c.serials)
		return c.typed > 0 && n*2 >= c.typed
	}
	return c.all(n)
}

func (c *stats) typeName() string {
	switch {
	case c.filled == 0:
		return "empty"
	case c.datelike(false):
		return "date"
	case c.all(c.percents):
		return "percent"
	case c.all(c.bools) && c.distinct.count() <= 2:
		return "bool"
	case c.all(c.numbers) && c.zeros*2 >= c.typed:
		return "id"
	case c.all(c.numbers) && c.money > 0:
		return "money"
	case c.all(c.numbers):
		return "number"
	}
	return "text"
}
