// Package shift says why the churn rate of two periods differs: because other customers
// were there (mix) or because the same kinds of customers left more or less often (rate).
// The split is exact, does not depend on an order, and flips its sign when the periods
// are swapped.
package shift

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Cell counts the customers of one group in one period.
type Cell struct {
	Key    string
	Base   int64 // were active when the period began
	Events int64 // of them, left during it
}

// Part is one group's part of the change, in shares (0.01 is a percentage point).
type Part struct {
	Key         string        `json:"key"`
	Before      engine.Rate   `json:"before"`
	After       engine.Rate   `json:"after"`
	ShareBefore engine.Number `json:"share_before"` // of all customers of the period
	ShareAfter  engine.Number `json:"share_after"`
	Mix         engine.Number `json:"mix"`  // the group became larger or smaller
	Rate        engine.Number `json:"rate"` // its customers left more or less often
}

// Split is the change of the churn rate by one way of grouping customers. The Mix and Rate
// of the parts add up to those of the split, and these to Change.
type Split struct {
	By     string        `json:"by"`
	Change engine.Number `json:"change"`
	Mix    Effect        `json:"mix"`
	Rate   Effect        `json:"rate"`
	Parts  []Part        `json:"parts"` // largest effect first
}

// Effect is a part of the change with its 95 % bootstrap interval.
type Effect struct {
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// Sign is +1 or −1 when the interval excludes zero, else 0.
func (e Effect) Sign() int {
	switch {
	case e.Low > 0:
		return 1
	case e.High < 0:
		return -1
	}
	return 0
}

// pair is one group in both periods.
type pair struct {
	key           string
	before, after Cell
}

// Decompose splits the change between two periods: with group shares w and rates r, the
// mix effect of a group is (w₁−w₀)·((r₀+r₁)/2 − (R₀+R₁)/2) and its rate effect
// (w₀+w₁)/2·(r₁−r₀); where a group is empty in a period its other rate stands in.
// Everything is undefined when a period is empty.
func Decompose(by string, before, after []Cell, seed uint64) Split {
	pairs := match(before, after)
	s := Split{By: by, Parts: make([]Part, len(pairs))}
	u := engine.Undefined()
	n0, n1 := total(before), total(after)
	mix, rate := make([]float64, len(pairs)), make([]float64, len(pairs))
	if n0.Base == 0 || n1.Base == 0 {
		s.Change, s.Mix, s.Rate, s.Parts = u, Effect{u, u, u}, Effect{u, u, u}, []Part{}
		return s
	}
	sumMix, sumRate := effects(pairs, mix, rate)
	s.Change = engine.Number(share(n1.Events, n1.Base) - share(n0.Events, n0.Base))
	for i, p := range pairs {
		s.Parts[i] = Part{Key: p.key, Before: engine.NewRate(p.before.Events, p.before.Base), After: engine.NewRate(p.after.Events, p.after.Base),
			ShareBefore: engine.Number(share(p.before.Base, n0.Base)), ShareAfter: engine.Number(share(p.after.Base, n1.Base)),
			Mix: engine.Number(mix[i]), Rate: engine.Number(rate[i])}
	}
	s.Mix, s.Rate = intervals(pairs, seed, by)
	s.Mix.Value, s.Rate.Value = engine.Number(sumMix), engine.Number(sumRate)
	slices.SortStableFunc(s.Parts, func(a, b Part) int { return cmp.Compare(size(b), size(a)) })
	return s
}

func size(p Part) float64 {
	v := float64(p.Mix + p.Rate)
	return max(v, -v)
}

func share(part, whole int64) float64 { return float64(part) / float64(whole) }

func total(list []Cell) (t Cell) {
	for _, c := range list {
		t.Base += c.Base
		t.Events += c.Events
	}
	return t
}

// match puts the cells of both periods side by side, by key.
func match(before, after []Cell) []pair {
	all := map[string]*pair{}
	at := func(key string) *pair {
		if all[key] == nil {
			all[key] = &pair{key: key}
		}
		return all[key]
	}
	for _, c := range before {
		p := at(c.Key)
		p.before.Base += c.Base
		p.before.Events += c.Events
	}
	for _, c := range after {
		p := at(c.Key)
		p.after.Base += c.Base
		p.after.Events += c.Events
	}
	out := make([]pair, 0, len(all))
	for _, p := range all {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
	return out
}

// effects fills the mix and rate effect of each pair and returns their sums.
func effects(pairs []pair, mix, rate []float64) (sumMix, sumRate float64) {
	var n0, e0, n1, e1 int64
	for i := range pairs {
		n0 += pairs[i].before.Base
		e0 += pairs[i].before.Events
		n1 += pairs[i].after.Base
		e1 += pairs[i].after.Events
	}
	middle := (share(e0, n0) + share(e1, n1)) / 2
	for i := range pairs {
		b, a := &pairs[i].before, &pairs[i].after
		w0, w1 := share(b.Base, n0), share(a.Base, n1)
		r0, r1 := 0.0, 0.0
		switch {
		case b.Base > 0 && a.Base > 0:
			r0, r1 = share(b.Events, b.Base), share(a.Events, a.Base)
		case b.Base > 0:
			r0 = share(b.Events, b.Base)
			r1 = r0
		case a.Base > 0:
			r1 = share(a.Events, a.Base)
			r0 = r1
		}
		mix[i] = (w1 - w0) * ((r0+r1)/2 - middle)
		rate[i] = (w0 + w1) / 2 * (r1 - r0)
		sumMix += mix[i]
		sumRate += rate[i]
	}
	return sumMix, sumRate
}

// replicates is the number of draws of the bootstrap.
const replicates = 300

// intervals draws the customers of both periods anew.
func intervals(pairs []pair, seed uint64, by string) (mix, rate Effect) {
	rng := stat.NewRand(seed, "shift."+by)
	var people [2][]int32 // pair × 2 + left
	for i := range pairs {
		for period, c := range [2]Cell{pairs[i].before, pairs[i].after} {
			for k := range c.Base {
				left := int32(0)
				if k < c.Events {
					left = 1
				}
				people[period] = append(people[period], int32(i)*2+left)
			}
		}
	}
	drawn := make([]pair, len(pairs))
	m, r := make([]float64, len(pairs)), make([]float64, len(pairs))
	var mixes, rates []float64
	for range replicates {
		clear(drawn)
		for period, list := range people {
			n := uint32(len(list))
			for range list {
				who := list[rng.Uint32N(n)]
				c := &drawn[who/2].before
				if period == 1 {
					c = &drawn[who/2].after
				}
				c.Base++
				c.Events += int64(who % 2)
			}
		}
		a, b := effects(drawn, m, r)
		mixes, rates = append(mixes, a), append(rates, b)
	}
	slices.Sort(mixes)
	slices.Sort(rates)
	ends := func(x []float64) Effect {
		return Effect{Low: engine.Number(stat.Quantile(x, 0.025)), High: engine.Number(stat.Quantile(x, 0.975))}
	}
	return ends(mixes), ends(rates)
}
