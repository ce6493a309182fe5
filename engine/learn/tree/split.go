package tree

import (
	"cmp"
	"math"
	"slices"
)

// penalty steers what a split is worth, in the units of the histograms.
type penalty struct {
	l2         float64
	minHessian int64
	// chance is what a border gains on average where there is nothing to find.
	chance float64
}

// split is the best way found to part a node. Its gain is num/den − base; comparing
// by products spares the divisions.
type split struct {
	feature    int // −1: none, num/den is then the node's own worth
	num, den   float64
	left       sums
	words      bool
	low, width uint8
	bins       set
}

// whole is a node left as it is.
func whole(node sums, l2 float64) split {
	return split{feature: -1, num: float64(node.g) * float64(node.g), den: float64(node.h) + l2}
}

// beats compares gains; equal ones do not, so that the first found stays.
func (s *split) beats(o *split) bool { return s.num*o.den > o.num*s.den }

// gain is the fall of the loss, in units of gradient²/curvature, over the node's own.
func (s *split) gain(node sums, l2 float64) float64 {
	w := whole(node, l2)
	return s.num/s.den - w.num/w.den
}

// worth is gL²/(hL+l2) + gR²/(hR+l2) as a fraction.
func worth(left, right sums, l2 float64) (num, den float64) {
	gl, gr := float64(left.g), float64(right.g)
	hl, hr := float64(left.h)+l2, float64(right.h)+l2
	return gl*gl*hr + gr*gr*hl, hl * hr
}

// search finds the best split of one node by one feature at a time.
type search struct {
	penalty
	node  sums
	limit *limits // nil without monotone constraints
	best  split
}

// number tries all borders of a number, missing values on either side.
func (s *search) number(feature int, h []sums) {
	gaps := h[missingBin]
	known := h[1:]
	if gaps.h == 0 {
		// Without gaps, later ones go the way of most.
		s.borders(feature, known, sums{}, 1)
		if b := &s.best; b.feature == feature && b.left.h*2 >= s.node.h {
			b.low, b.width = 0, b.width+b.low
		}
		return
	}
	s.borders(feature, known, sums{}, 1) // the last border parts gaps from all that is known
	s.borders(feature, known, gaps, 0)
}

// borders tries borders above each known bin; left starts with what is there already.
func (s *search) borders(feature int, known []sums, left sums, low uint8) {
	node, minH := s.node, s.minHessian
	l2, num, den := s.l2, s.best.num, s.best.den
	at := -1
	var kept sums
	for b, bin := range known {
		if bin.h == 0 {
			continue
		}
		left.g += bin.g
		left.h += bin.h
		right := node.h - left.h
		if left.h < minH {
			continue
		}
		if right < minH || right == 0 {
			break
		}
		gl, gr := float64(left.g), float64(node.g-left.g)
		hl, hr := float64(left.h)+l2, float64(right)+l2
		n, d := gl*gl*hr+gr*gr*hl, hl*hr
		if n*den > num*d && (s.limit == nil || s.limit.allow(feature, left, node.minus(left), s.l2)) {
			num, den, at, kept = n, d, b, left
		}
	}
	if at >= 0 {
		at = middle(known, at)
		s.best = split{feature: feature, num: num, den: den, left: kept, low: low, width: uint8(at+1) - low}
	}
}

// middle puts the border half-way through the empty bins above a bin.
func middle(known []sums, at int) int {
	next := at + 1
	for next < len(known) && known[next].h == 0 {
		next++
	}
	if next == len(known) {
		return at
	}
	return (at + next - 1) / 2
}

// chanceGain is what splits by k levels pay, in units of the gain one border has by
// chance: ordered by what they did, levels of pure noise explain k−1 such units, and
// the best parting finds 2/π of them (as parting a normal sample at its mean explains
// 2/π of its variance), where a border of a number has one. Without it columns of many
// levels would always win.
func chanceGain(k int) float64 { return max(0, float64(k-1)*2/math.Pi-1) }

// wordBin is a level on its way into an order.
type wordBin struct {
	sums
	bin  uint8
	rank float64
}

// words orders the levels by their gradient and tries all borders in that order,
// which holds the best parting of levels (Fisher 1958); gaps are a level like others.
func (s *search) words(feature int, h []sums) {
	levels := make([]wordBin, 0, len(h))
	for b, v := range h {
		if v.h > 0 {
			levels = append(levels, wordBin{v, uint8(b), float64(v.g) / (float64(v.h) + s.l2)})
		}
	}
	slices.SortFunc(levels, func(a, b wordBin) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.bin, b.bin)) })
	pay := s.chance * chanceGain(len(levels))
	var left sums
	for k := 0; k+1 < len(levels); k++ {
		left = left.plus(levels[k].sums)
		right := s.node.minus(left)
		if left.h < s.minHessian || right.h < s.minHessian {
			continue
		}
		c := split{feature: feature, left: left, words: true}
		c.num, c.den = worth(left, right, s.l2)
		c.num -= pay * c.den
		if c.beats(&s.best) {
			c.bins = binsOf(levels, k+1, left.h*2 >= s.node.h, len(h))
			s.best = c
		}
	}
}

// binsOf are the first k levels, and the levels without rows where most go left.
func binsOf(levels []wordBin, k int, most bool, size int) set {
	var out set
	if most {
		for b := range size {
			out.add(uint8(b))
		}
		for _, l := range levels[k:] {
			out.drop(l.bin)
		}
		return out
	}
	for _, l := range levels[:k] {
		out.add(l.bin)
	}
	return out
}

// limits keep a tree monotone in some features: leaf values of a node lie between low
// and high, and of two children the right direction has the larger one.
type limits struct {
	sign      []int8 // of each feature
	low, high float64
	scale     float64 // of gradient over curvature to leaf values
}

func (l *limits) value(s sums, l2 float64) float64 {
	v := -float64(s.g) / (float64(s.h) + l2) * l.scale
	return min(max(v, l.low), l.high)
}

// allow tells whether a border keeps the direction of its feature.
func (l *limits) allow(feature int, left, right sums, l2 float64) bool {
	a, b := l.value(left, l2), l.value(right, l2)
	switch l.sign[feature] {
	case 1:
		return a <= b
	case -1:
		return a >= b
	}
	return true
}

// below are the limits of the two children of a split.
func (l *limits) below(feature int, left, right sums, l2 float64) (a, b *limits) {
	x, y := *l, *l
	if s := l.sign[feature]; s != 0 {
		m := (l.value(left, l2) + l.value(right, l2)) / 2
		if s > 0 {
			x.high, y.low = m, m
		} else {
			x.low, y.high = m, m
		}
	}
	return &x, &y
}
