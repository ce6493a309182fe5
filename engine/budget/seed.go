package budget

import (
	"cmp"
	"math"
	"slices"
)

// seed starts the search from what slightly higher prices advise, filled up with the
// changes that gain most for what they take: near the best when groups are large.
func (s *search) seed() {
	for _, dear := range []float64{1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.2} {
		s.take(s.yuan*(1+dear), s.place*(1+dear))
		s.take(s.yuan*(1+dear), s.place)
		s.take(s.yuan, s.place*(1+dear))
	}
	s.split()
}

// take gives every group its best option at prices, then fills up.
func (s *search) take(yuan, place float64) {
	counts := make([][]int64, len(s.groups))
	money, places := s.money, s.places
	for i := range s.groups {
		g := &s.groups[i]
		counts[i] = make([]int64, len(g.options))
		best, at := 0.0, -1
		for k, o := range g.options {
			if v := o.Gain - yuan*o.Cost - place; v > best+slight*slight {
				best, at = v, k
			}
		}
		if at >= 0 {
			counts[i][at] = g.customers
			money -= float64(g.customers) * g.options[at].Cost
			places -= g.customers
		}
	}
	if money < -slight || places < 0 {
		return
	}
	s.offer(counts, money, places)
}

// offer fills a list up and keeps it when it is the best so far.
func (s *search) offer(counts [][]int64, money float64, places int64) {
	s.fill(counts, money, places)
	gain := 0.0
	for i := range counts {
		for k, n := range counts[i] {
			gain += float64(n) * s.groups[i].options[k].Gain
		}
	}
	if gain > s.best {
		s.best = gain
		for i := range counts {
			copy(s.chosen[i], counts[i])
		}
	}
}

// change gives one customer of a group another option; from −1 is nothing.
type change struct {
	group, from, to int
	gain, cost      float64
	place           int64
	score           float64
}

// fill makes the changes that gain, best ratio to what they take first, as often as they fit.
func (s *search) fill(counts [][]int64, money float64, places int64) {
	var list []change
	for i := range s.groups {
		g := &s.groups[i]
		for to, o := range g.options {
			for from := -1; from < len(g.options); from++ {
				c := change{group: i, from: from, to: to, gain: o.Gain, cost: o.Cost, place: 1}
				if from >= 0 {
					c.gain, c.cost, c.place = o.Gain-g.options[from].Gain, o.Cost-g.options[from].Cost, 0
				}
				if from == to || c.gain <= 0 {
					continue
				}
				c.score = c.gain - s.yuan*c.cost - s.place*float64(c.place)
				list = append(list, c)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b change) int { return cmp.Compare(b.score, a.score) })
	for _, c := range list {
		have := &counts[c.group]
		n := s.groups[c.group].customers
		if c.from >= 0 {
			n = (*have)[c.from]
		} else {
			for _, k := range *have {
				n -= k
			}
		}
		if c.place > 0 {
			n = min(n, places)
		}
		if c.cost > 0 {
			n = int64(math.Min(float64(n), math.Floor(money/c.cost+slight)))
		}
		if n <= 0 {
			continue
		}
		(*have)[c.to] += n
		if c.from >= 0 {
			(*have)[c.from] -= n
		}
		money -= float64(n) * c.cost
		places -= n * c.place
	}
}
