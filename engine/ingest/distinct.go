package ingest

import (
	"math"
	"math/bits"
)

const (
	recentBits = 9
	exactCount = 20_000
	sketchBits = 22
	sketchSize = 1 << sketchBits
	// A long sketch looks only at the hashes of its first quarter, which stays in the
	// cache of the processor.
	partBits = sketchBits - 2
	partSize = 1 << partBits
	longOnes = 163_840 // bits set from which a sketch is long: more values than longFrom, by 15 times the error
	longFrom = 150_000 // values from which the first quarter alone is counted
)

// distinct counts different values from their hashes, in bounded memory and with the
// same result in whatever order and by however many counters they come: exactly up
// to 20,000, by linear counting (Whang 1990) above, and above 150,000 by linear
// counting of the quarter of the values whose hash is lowest; the error stays below
// 0.5 %.
type distinct struct {
	recent []uint64 // the last hash of each slot: most values of most columns repeat
	exact  hashSet
	sketch []uint64
	ones   int
}

// add takes a hash; it returns false when the value is known to be no new one.
func (d *distinct) add(h uint64) bool {
	if d.recent == nil {
		d.recent = make([]uint64, 1<<recentBits)
	}
	slot := &d.recent[h&(1<<recentBits-1)]
	if *slot == h {
		return false
	}
	*slot = h
	d.take(h)
	return true
}

func (d *distinct) take(h uint64) {
	if d.sketch == nil {
		if d.exact.add(h); d.exact.n <= exactCount {
			return
		}
		d.spill()
		return
	}
	d.mark(h)
}

// spill goes over from exact counting to the sketch.
func (d *distinct) spill() {
	d.sketch = make([]uint64, sketchSize/64)
	d.exact.each(d.mark)
	d.exact = hashSet{}
}

func (d *distinct) mark(h uint64) {
	bit := h >> (64 - sketchBits)
	if bit >= partSize && d.ones >= longOnes {
		return
	}
	w, m := &d.sketch[bit/64], uint64(1)<<(bit%64)
	if *w&m == 0 {
		*w |= m
		d.ones++
	}
}

// merge adds the values o has seen.
func (d *distinct) merge(o *distinct) {
	o.exact.each(d.take)
	if o.sketch == nil {
		return
	}
	if d.sketch == nil {
		d.spill()
	}
	d.ones = 0
	for i, w := range o.sketch {
		d.sketch[i] |= w
		d.ones += bits.OnesCount64(d.sketch[i])
	}
}

// count estimates the number of different values.
func (d *distinct) count() int64 {
	if d.sketch == nil {
		return int64(d.exact.n)
	}
	// A sketch gets long only far above longFrom, so that below it the whole of it is
	// always complete.
	if n := 4 * linear(d.sketch[:partSize/64]); n >= longFrom {
		return int64(math.Round(n))
	}
	return int64(math.Round(linear(d.sketch)))
}

// linear is the estimate of linear counting.
func linear(words []uint64) float64 {
	ones, size := 0, float64(len(words)*64)
	for _, w := range words {
		ones += bits.OnesCount64(w)
	}
	return -size * math.Log(max(size-float64(ones), 1)/size)
}

// hashSet is a set of hashes with open addressing; it is for at most a few ten
// thousand.
type hashSet struct {
	slots []uint64
	n     int
	zero  bool // 0 marks a free slot
}

func (s *hashSet) add(h uint64) {
	if h == 0 {
		if !s.zero {
			s.zero = true
			s.n++
		}
		return
	}
	if 2*s.n >= len(s.slots) {
		s.grow()
	}
	if s.put(h) {
		s.n++
	}
}

// put reports whether h is new.
func (s *hashSet) put(h uint64) bool {
	mask := uint64(len(s.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		switch s.slots[i] {
		case 0:
			s.slots[i] = h
			return true
		case h:
			return false
		}
	}
}

func (s *hashSet) grow() {
	old := s.slots
	s.slots = make([]uint64, max(256, 4*len(old)))
	for _, h := range old {
		if h != 0 {
			s.put(h)
		}
	}
}

// each calls f with every hash.
func (s *hashSet) each(f func(uint64)) {
	if s.zero {
		f(0)
	}
	for _, h := range s.slots {
		if h != 0 {
			f(h)
		}
	}
}
