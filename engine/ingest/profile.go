package ingest

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

const (
	typedRows   = 5000 // rows whose cells are all typed; after them every 17th
	typedStride = 17
	samples     = 5
	exactCount  = 20000
	sketchBits  = 22
)

// distinct counts different values: exactly up to 20,000, by linear counting
// (Whang 1990, error below 0.5 % here) above that, in bounded memory.
type distinct struct {
	exact  map[uint64]struct{}
	sketch []uint64
}

func (d *distinct) add(h uint64) {
	if d.sketch == nil {
		if d.exact == nil {
			d.exact = map[uint64]struct{}{}
		}
		if d.exact[h] = struct{}{}; len(d.exact) <= exactCount {
			return
		}
		d.sketch = make([]uint64, 1<<sketchBits/64)
		for h := range d.exact {
			d.mark(h)
		}
		d.exact = nil
	}
	d.mark(h)
}

func (d *distinct) mark(h uint64) {
	bit := h >> (64 - sketchBits)
	d.sketch[bit/64] |= 1 << (bit % 64)
}

func (d *distinct) count() int64 {
	if d.sketch == nil {
		return int64(len(d.exact))
	}
	ones := 0
	for _, w := range d.sketch {
		ones += bits.OnesCount64(w)
	}
	const size = 1 << sketchBits
	return int64(math.Round(-size * math.Log(float64(max(size-ones, 1))/size)))
}

// stats is what is known about the values of a column.
type stats struct {
	filled, typed                      int64
	numbers, integers, dates, compact  int64 // of typed
	money, percents, bools, zeros, han int64
	serials                            int64
	digits, cancels                    int64 // of filled: 123456, C123456
	firstOver, secondOver              bool  // d/m/y parts above 12
	short                              int64 // dates that begin with one or two digits
	low, high                          float64
	distinct                           distinct
	samples                            []string
}

// table is the profile of a whole table.
type table struct {
	cols    []stats
	rows    int64
	blank   int64
	hashes  []uint64 // one per row, to count duplicates
	preview [][]string
}

func newTable(width int) *table {
	return &table{cols: make([]stats, width)}
}

// hash is fixed: a profile must not change from run to run. It folds eight bytes at
// a time (the multiply and rotate of FxHash) and mixes like SplitMix64.
func hash(s string) uint64 {
	const k = 0x9E3779B97F4A7C15
	h := uint64(len(s)) * k
	for ; len(s) >= 8; s = s[8:] {
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		h = (bits.RotateLeft64(h, 23) ^ w) * k
	}
	tail := uint64(0)
	for i := range len(s) {
		tail |= uint64(s[i]) << (8 * i)
	}
	h = (bits.RotateLeft64(h, 23) ^ tail) * k
	h ^= h >> 30
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 27
	h *= 0x94D049BB133111EB
	return h ^ h>>31
}

const previewRows = 50

// add takes one data row.
func (t *table) add(r *row) {
	t.rows++
	if r.blank() {
		t.blank++
		return
	}
	if len(t.preview) < previewRows {
		t.preview = append(t.preview, slices.Clone(r.cells))
	}
	if r.bad != "" {
		return
	}
	typed := t.rows <= typedRows || t.rows%typedStride == 0
	whole := uint64(len(r.cells))
	for i, cell := range r.cells[:min(len(r.cells), len(t.cols))] {
		h := hash(cell)
		whole = bits.RotateLeft64(whole, 7)*0x9E3779B97F4A7C15 ^ h
		if v := value(cell); v != "" {
			t.cols[i].add(v, h, typed)
		}
	}
	t.hashes = append(t.hashes, whole)
}

// duplicates counts rows equal to an earlier one.
func (t *table) duplicates() int64 {
	slices.Sort(t.hashes)
	var n int64
	for i := 1; i < len(t.hashes); i++ {
		if t.hashes[i] == t.hashes[i-1] {
			n++
		}
	}
	return n
}

func (c *stats) add(v string, h uint64, typed bool) {
	c.filled++
	c.distinct.add(h)
	switch {
	case v[0] >= '0' && v[0] <= '9':
		if digitsOnly(v) {
			c.digits++
		}
		c.shortDate(v)
	case len(v) > 1 && v[0] == 'C' && v[1] >= '0' && v[1] <= '9' && digitsOnly(v[1:]):
		c.cancels++
	}
	if len(c.samples) < samples && !slices.Contains(c.samples, v) {
		c.samples = append(c.samples, v)
	}
	if typed {
		c.kind(v)
	}
}

// shortDate watches which part of 3/5/2024 goes above 12, over the whole column.
func (c *stats) shortDate(v string) {
	i := 1
	if len(v) > 2 && v[1] >= '0' && v[1] <= '9' {
		i = 2
	}
	if len(v) < i+3 || v[i] != '/' && v[i] != '-' && v[i] != '.' {
		return
	}
	k := i + 1
	for k < len(v) && digit(v[k]) {
		k++
	}
	if k == i+1 || k >= len(v) || v[k] != v[i] {
		return
	}
	first, _ := strconv.Atoi(v[:i])
	second, _ := strconv.Atoi(v[i+1 : k])
	c.short++
	c.firstOver = c.firstOver || first > 12
	c.secondOver = c.secondOver || second > 12
}

// kind types one value.
func (c *stats) kind(v string) {
	c.typed++
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
	if f, ok := parseNumber(v); ok {
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

// order guesses how short dates are written; month first when nothing decides, as
// exports in English do, and only when there are such dates at all.
func (t *table) order() string {
	short, first, second := int64(0), false, false
	for i := range t.cols {
		short += t.cols[i].short
		first, second = first || t.cols[i].firstOver, second || t.cols[i].secondOver
	}
	switch {
	case short == 0:
		return "ymd"
	case first && !second:
		return "dmy"
	case first && second:
		return "ymd"
	}
	return "mdy"
}
