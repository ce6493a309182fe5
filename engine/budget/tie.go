package budget

import "math"

// tie is a group for which two options are worth the same at the prices: how many of its
// customers get the other one decides what fits.
type tie struct {
	group, from, to int // −1 is nothing
	customers       int64
	gain, cost      float64 // of one customer changing over
	places          float64
}

// even is how close two options must be to count as a tie, relative to the largest gain.
const even = 1e-5

// ties lists them; the best options of all groups are taken.
func (s *search) ties() (list []tie, base [][]int64) {
	largest := 0.0
	for _, g := range s.groups {
		for _, o := range g.options {
			largest = math.Max(largest, o.Gain)
		}
	}
	base = make([][]int64, len(s.groups))
	for i := range s.groups {
		g := &s.groups[i]
		base[i] = make([]int64, len(g.options))
		from, at := -1, option{}
		if len(g.options) > 0 && g.options[0].value > 0 {
			from, at = 0, g.options[0]
			base[i][0] = g.customers
		}
		for to := -1; to < len(g.options); to++ {
			other := option{}
			if to >= 0 {
				other = g.options[to]
			}
			if to == from || math.Abs(other.value-at.value) > even*largest {
				continue
			}
			places := 0.0
			switch {
			case from < 0:
				places = 1
			case to < 0:
				places = -1
			}
			list = append(list, tie{i, from, to, g.customers, other.Gain - at.Gain, other.Cost - at.Cost, places})
		}
	}
	return list, base
}

// split tries how many customers of two ties change over, filling money and places: with
// two limits no more than two groups need to be split, but for whole customers.
func (s *search) split() {
	list, base := s.ties()
	money, places := s.money, s.places
	for i := range base {
		for k, n := range base[i] {
			money -= float64(n) * s.groups[i].options[k].Cost
			places -= n
		}
	}
	for a := range list {
		for b := range list {
			if b != a && list[b].group == list[a].group {
				continue
			}
			s.pair(&list[a], &list[b], base, money, float64(places))
		}
	}
}

// pair changes over x customers of one tie, and as many of the other as fit best; a tie
// with itself is one tie alone.
func (s *search) pair(a, b *tie, base [][]int64, money, places float64) {
	bestGain, bestX, bestY := math.Inf(-1), int64(0), int64(0)
	for x := int64(0); x <= a.customers; x++ {
		m, p := money-float64(x)*a.cost, places-float64(x)*a.places
		low, high := 0.0, 0.0
		if a != b {
			high = float64(b.customers)
		}
		low, high = within(low, high, b.cost, m)
		low, high = within(low, high, b.places, p)
		if low > high || m < -slight && a == b || p < 0 && a == b {
			continue
		}
		y := high
		if b.gain < 0 {
			y = low
		}
		if gain := float64(x)*a.gain + y*b.gain; gain > bestGain {
			bestGain, bestX, bestY = gain, x, int64(y)
		}
	}
	if math.IsInf(bestGain, -1) {
		return
	}
	counts := make([][]int64, len(base))
	for i := range base {
		counts[i] = append([]int64(nil), base[i]...)
	}
	move(counts, a, bestX)
	move(counts, b, bestY)
	for i := range counts {
		for k, n := range counts[i] {
			money -= float64(n-base[i][k]) * s.groups[i].options[k].Cost
			places -= float64(n - base[i][k])
		}
	}
	s.offer(counts, money, int64(places))
}

func move(counts [][]int64, t *tie, n int64) {
	if t.from >= 0 {
		counts[t.group][t.from] -= n
	}
	if t.to >= 0 {
		counts[t.group][t.to] += n
	}
}

// within narrows whole numbers y in [low, high] to those with y·each ≤ have.
func within(low, high, each, have float64) (float64, float64) {
	switch {
	case each > 0:
		high = math.Min(high, math.Floor(have/each+slight))
	case each < 0:
		low = math.Max(low, math.Ceil(have/each-slight))
	case have < -slight:
		high = -1
	}
	return low, high
}
