package shift

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// CausePart is the part of the change that goes with one cause: of all customers active
// when a period began, how many left and are associated with the cause. The rates, the
// changes, Mix and Rate of all causes add up to those of the whole.
type CausePart struct {
	Key    string          `json:"key"`
	Before engine.Rate     `json:"before"`
	After  engine.Rate     `json:"after"`
	Change stat.Difference `json:"change"` // after less before
	// Mix and Rate split the change by the first way of grouping: other customers were there,
	// or the same kinds of customers left for the cause more or less often.
	Mix  engine.Number `json:"mix"`
	Rate engine.Number `json:"rate"`
}

// Unexplained is the key of those who left without a known cause.
const Unexplained = "unexplained"

// Why splits the change by cause: before and after are the causes by customer number, as
// known on the last days of the periods. Without a comparison there is nothing.
func (r *Result) Why(before, after map[int32]string) []CausePart {
	out := []CausePart{}
	if r.Skipped != "" || r.Before.Churn.Base == 0 || r.After.Churn.Base == 0 {
		return out
	}
	low, high := thirds(r.people[0], r.people[1])
	left := [2]map[string]map[string]int64{}
	base := [2]map[string]int64{}
	keys := map[string]bool{}
	for i, of := range [2]map[int32]string{before, after} {
		left[i], base[i] = map[string]map[string]int64{}, map[string]int64{}
		for j := range r.people[i] {
			p := &r.people[i][j]
			group := valueOf(p, low, high)
			base[i][group]++
			if !p.left {
				continue
			}
			key := cmp.Or(of[p.no], Unexplained)
			if left[i][key] == nil {
				left[i][key] = map[string]int64{}
			}
			left[i][key][group]++
			keys[key] = true
		}
	}
	for key := range keys {
		out = append(out, causePart(key, base, [2]map[string]int64{left[0][key], left[1][key]}))
	}
	slices.SortFunc(out, func(a, b CausePart) int {
		return cmp.Or(cmp.Compare(max(b.Change.Diff, -b.Change.Diff), max(a.Change.Diff, -a.Change.Diff)), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func causePart(key string, base, left [2]map[string]int64) CausePart {
	var sums [2]Cell
	var sides [2][]Cell
	for i := range sides {
		for group, n := range base[i] {
			sides[i] = append(sides[i], Cell{Key: group, Base: n, Events: left[i][group]})
			sums[i].Base += n
			sums[i].Events += left[i][group]
		}
	}
	pairs := match(sides[0], sides[1])
	mix, rate := effects(pairs, make([]float64, len(pairs)), make([]float64, len(pairs)))
	return CausePart{Key: key, Before: engine.NewRate(sums[0].Events, sums[0].Base), After: engine.NewRate(sums[1].Events, sums[1].Base),
		Change: stat.TwoProportions(sums[1].Events, sums[1].Base, sums[0].Events, sums[0].Base), Mix: engine.Number(mix), Rate: engine.Number(rate)}
}
