package ingest

import (
	"math"
	"math/bits"
)

const (
	recentBits = 9
	exactCount = 20_000
	sketchBits = 18
	sketchSize = 1 << sketchBits
	// From so many bits set, which twice as many values have as there are bits, the next
	// level counts: its standard error is then three tenths of a percent.
	sketchFull = 226_000
)

// distinct counts different values from their hashes, in bounded memory and with the
// same result in whatever order and by however many counters they come: exactly up
// to 20,000, by linear counting (Whang 1990) above. Of very many values only the
// quarter whose hash is lowest is counted, then a quarter of that and so on, as in a
// multiresolution bitmap (Estan 2003), so that the bits stay in the cache of the
// processor; the error stays below 0.5 %.
type distinct struct {
	recent []uint64 // the last hash of each slot: most values of most columns repeat
	exact  hashSet
	levels []sketch // nil while counting is exact
}

// sketch has a bit for the hashes of one level: the first has all hashes, every other
// one the lowest quarter of those of the level before.
type sketch struct {
	words []uint64
	ones  int
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
	if d.levels == nil {
		if d.exact.add(h); d.exact.n <= exactCount {
			return
		}
		d.spill()
		return
	}
	d.mark(h)
}

// spill goes over from exact counting to the sketches.
func (d *distinct) spill() {
	d.levels = []sketch{newSketch()}
	d.exact.each(d.mark)
	d.exact = hashSet{}
}

func newSketch() sketch { return sketch{words: make([]uint64, sketchSize/64)} }

// mark sets the bit of a hash on every level that has it and is not full.
func (d *distinct) mark(h uint64) {
	for i := 0; ; i++ {
		if i == len(d.levels) {
			d.levels = append(d.levels, newSketch())
		}
		if l := &d.levels[i]; l.ones < sketchFull {
			bit := h >> (64 - sketchBits)
			w, m := &l.words[bit/64], uint64(1)<<(bit%64)
			if *w&m == 0 {
				*w |= m
				l.ones++
			}
		}
		if h>>62 != 0 || i == lastLevel {
			return
		}
		h <<= 2
	}
}

// lastLevel is enough for a thousand million values.
const lastLevel = 5

// merge adds the values o has seen.
func (d *distinct) merge(o *distinct) {
	o.exact.each(d.take)
	if o.levels == nil {
		return
	}
	if d.levels == nil {
		d.spill()
	}
	for i := range o.levels {
		if i == len(d.levels) {
			d.levels = append(d.levels, newSketch())
		}
		l := &d.levels[i]
		l.ones = 0
		for j, w := range o.levels[i].words {
			l.words[j] |= w
			l.ones += bits.OnesCount64(l.words[j])
		}
	}
}

// count estimates the number of different values.
func (d *distinct) count() int64 {
	if d.levels == nil {
		return int64(d.exact.n)
	}
	times := 1.0
	for i := range d.levels {
		if l := &d.levels[i]; l.ones < sketchFull || i == len(d.levels)-1 {
			return int64(math.Round(times * l.count()))
		}
		times *= 4
	}
	return 0
}

// count is the estimate of linear counting.
func (l *sketch) count() float64 {
	return -sketchSize * math.Log(max(sketchSize-float64(l.ones), 1)/sketchSize)
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

// reserve makes room for n values.
func (s *hashSet) reserve(n int) {
	size := 256
	for size < 2*n+2 {
		size *= 2
	}
	s.slots = make([]uint64, size)
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
