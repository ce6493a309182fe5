package habit

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"huiliu/engine"
)

const (
	believed   = 0.8  // probability from which a customer counts as one of the kind
	faithful   = 0.97 // how often a purchase of one of the kind keeps to the habit
	usual      = 0.5  // a share of ordinary purchases above this tells nobody apart
	fewest     = 100  // customers with several purchases that a fit needs
	leastDays  = 3    // purchase days without which nobody is called coupon-only
	rounds     = 60
	startShare = 0.05
)

// recognise sets kind and sure of everybody and returns the kinds, still to be counted.
func (l *lens) recognise(people []person) []Kind {
	none := engine.NewRate(0, 0)
	kinds := make([]Kind, 0, len(kindKeys))
	for i, run := range []func([]person) string{l.gifts, l.seasons, l.coupons} {
		kinds = append(kinds, Kind{Key: kindKeys[i], Right: engine.Undefined(), Kept: none, Usual: none, Reason: run(people)})
	}
	return kinds
}

// trial is k purchases of n that keep to a habit.
type trial struct{ n, k int32 }

// ordered are the trials in a fixed order, so that sums do not depend on that of a map.
func ordered(counts map[trial]int64) []trial {
	return slices.SortedFunc(maps.Keys(counts), func(a, b trial) int { return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.k, b.k)) })
}

// mixture tells two kinds of buyers apart: those of the habit keep to it nearly always,
// the others with probability other. It is fitted by expectation–maximisation, other
// and the share of the kind together.
type mixture struct{ share, other float64 }

func fitMixture(counts map[trial]int64) mixture {
	var n, k, customers float64
	trials := ordered(counts)
	for _, t := range trials {
		m := float64(counts[t])
		n, k, customers = n+m*float64(t.n), k+m*float64(t.k), customers+m
	}
	m := mixture{startShare, k / n}
	for range rounds {
		var kind, hit, all float64
		for _, t := range trials {
			w, p := float64(counts[t]), m.of(t)
			kind += w * p
			hit, all = hit+w*(1-p)*float64(t.k), all+w*(1-p)*float64(t.n)
		}
		if all <= 0 {
			break
		}
		m = mixture{kind / customers, hit / all}
	}
	return m
}

// of is the probability that a customer with the trial is of the kind.
func (m mixture) of(t trial) float64 {
	if m.other <= 0 {
		m.other = 1e-6
	}
	n, k := float64(t.n), float64(t.k)
	odds := math.Log(m.share) - math.Log1p(-m.share) + k*math.Log(faithful/m.other) + (n-k)*math.Log((1-faithful)/(1-m.other))
	return 1 / (1 + math.Exp(-odds))
}

// gifts looks for buyers at festivals.
func (l *lens) gifts(people []person) string {
	switch {
	case len(l.feasts) == 0:
		return ReasonNoFestival
	case l.history < twoYears:
		return ReasonHistory
	}
	return tell(people, atGift, func(p *person) (trial, bool) {
		// two opportunities at least lie between the purchases
		return trial{p.n, p.feasts[0] + p.feasts[1]}, p.n >= 2 && p.last-p.first >= 200
	})
}

// coupons looks for buyers with coupons only; where no coupons are known, with discounts.
func (l *lens) coupons(people []person) string {
	if !l.marks.coupons && !l.marks.rebates {
		return ReasonNoCoupons
	}
	return tell(people, atCoupon, func(p *person) (trial, bool) {
		if !l.marks.coupons { // discounts stand for them
			return trial{p.n, p.rebates}, p.n >= leastDays
		}
		return trial{p.n, p.coupons}, p.n >= leastDays
	})
}

// tell fits the mixture to the customers that can be judged and marks those of the kind
// who have no kind yet.
func tell(people []person, kind int8, judge func(*person) (trial, bool)) string {
	counts := map[trial]int64{}
	var judged int64
	for i := range people {
		if t, ok := judge(&people[i]); ok && people[i].kind == noKind {
			counts[t]++
			judged++
		}
	}
	if judged < fewest {
		return ReasonFew
	}
	m := fitMixture(counts)
	if m.other > usual {
		return ReasonUsual
	}
	for i := range people {
		p := &people[i]
		if t, ok := judge(p); ok && p.kind == noKind {
			if sure := m.of(t); sure >= believed {
				p.kind, p.sure = kind, float32(sure)
			}
		}
	}
	return ""
}

// seasons looks for buyers of one season. That n days lie by chance within a stretch of
// the year that holds the share w of all purchases has probability n·w^(n−1).
func (l *lens) seasons(people []person) string {
	if l.history < twoYears {
		return ReasonHistory
	}
	w := l.marks.busiest()
	chance := func(n int32) float64 { return math.Min(1, float64(n)*math.Pow(w, float64(n-1))) }
	judged, within := 0.0, map[trial]int64{}
	for i := range people {
		if p := &people[i]; p.yearly && p.kind == noKind {
			judged++
			if p.arc <= seasonArc {
				within[trial{n: p.n}]++
			}
		}
	}
	if judged < fewest {
		return ReasonFew
	}
	share, trials := startShare, ordered(within)
	sure := func(n int32) float64 { return share * faithful / (share*faithful + (1-share)*chance(n)) }
	for range rounds {
		sum := 0.0
		for _, t := range trials {
			sum += float64(within[t]) * sure(t.n)
		}
		share = sum / judged
	}
	for i := range people {
		if p := &people[i]; p.yearly && p.arc <= seasonArc && p.kind == noKind && sure(p.n) >= believed {
			p.kind, p.sure = atSeasonal, float32(sure(p.n))
		}
	}
	return ""
}
