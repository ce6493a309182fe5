package churn

import (
	"context"
	_ "embed" // the question is a .sql file
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/survival"
)

//go:embed sql/days.sql
var daysSQL string

// byOrder is how many numbers of purchase days gaps are told apart by: after the first,
// second, third, and any later one.
const byOrder = 4

// histories collects what the purchase days of all customers tell: the gaps between
// them, and how rules would have fared at a cut-off.
type histories struct {
	at      Check
	gaps    [byOrder]tally
	shares  []float64 // last gap of the last two
	judged  int64     // customers with several gaps by the cut-off
	flagged int64     // of them, by their own rhythm
	wrong   int64     // of those, bought again within the horizon
	silent  map[int][2]int64
	own     []ownRhythm // of the customers with several gaps by the as-of day
}

// ownRhythm is how long a customer has been silent, and how long the own rhythm allows.
type ownRhythm struct{ silent, patience int32 }

func newHistories(at Check) *histories { return &histories{at: at, silent: map[int][2]int64{}} }

// tally counts gaps by length: ended in a purchase, and still open.
type tally struct{ done, open []int64 }

func (t *tally) add(days int, done bool) {
	days = max(days, 0)
	for len(t.done) <= days {
		t.done, t.open = append(t.done, 0), append(t.open, 0)
	}
	if done {
		t.done[days]++
	} else {
		t.open[days]++
	}
}

// counts are the lengths that occur.
func counts(list ...tally) gapCounts {
	var g gapCounts
	longest := 0
	for _, t := range list {
		longest = max(longest, len(t.done))
	}
	for d := range longest {
		var done, open int64
		for _, t := range list {
			if d < len(t.done) {
				done, open = done+t.done[d], open+t.open[d]
			}
		}
		if done+open > 0 {
			g.days, g.done, g.open = append(g.days, d), append(g.done, done), append(g.open, open)
		}
	}
	return g
}

// add takes one customer's purchase days, ascending.
func (h *histories) add(days []engine.Day) {
	n := len(days)
	for i := 1; i < n; i++ {
		h.gaps[min(i, byOrder)-1].add(int(days[i]-days[i-1]), true)
	}
	h.gaps[min(n, byOrder)-1].add(int(h.at.AsOf-days[n-1]), false)
	if n >= 3 {
		last, before := float64(days[n-1]-days[n-2]), float64(days[n-2]-days[n-3])
		h.shares = append(h.shares, last/(last+before))
	}
	if n > personalGaps {
		h.own = append(h.own, ownRhythm{int32(h.at.AsOf - days[n-1]), int32(personalTimes * medianGap(days))})
	}
	k, _ := slices.BinarySearch(days, h.at.Cutoff+1)
	if k <= personalGaps || h.at.Cutoff+engine.Day(h.at.Horizon) > h.at.AsOf {
		return
	}
	h.judged++
	silent := int(h.at.Cutoff - days[k-1])
	back := k < n && days[k] <= h.at.Cutoff+engine.Day(h.at.Horizon)
	if float64(silent) > personalTimes*medianGap(days[:k]) {
		h.flagged, h.wrong = h.flagged+1, h.wrong+one(back)
	}
	seen := h.silent[silent]
	h.silent[silent] = [2]int64{seen[0] + 1, seen[1] + one(back)}
}

// orders is the curve of gaps by the number of the purchase day they follow.
func (h *histories) orders() []OrderGaps {
	out := make([]OrderGaps, 0, byOrder)
	for i, t := range h.gaps {
		g := counts(t)
		row := OrderGaps{After: i + 1, Gaps: g.finished() + g.unfinished(), By30: engine.Undefined(), By90: engine.Undefined(), By180: engine.Undefined()}
		if row.Gaps > 0 {
			curve := survival.KaplanMeierCounts(g.days, g.done, g.open)
			by := func(day float64) engine.Number {
				if day > curve.Last() {
					return engine.Undefined()
				}
				return engine.Number(1 - curve.At(day))
			}
			row.By30, row.By90, row.By180, row.Median = by(30), by(90), by(180), dayOf(curve, 0.5)
		}
		out = append(out, row)
	}
	return out
}

// eachHistory hands out the purchase days of each customer, ascending; the slice is
// used again.
func eachHistory(ctx context.Context, r store.Reader, asOf engine.Day, use func([]engine.Day)) error {
	const perCustomer = 1 << 18
	epoch, err := engine.ParseDay("1900-01-01")
	if err != nil {
		return err
	}
	var days []engine.Day
	at := int64(math.MinInt64)
	err = store.Query(ctx, r, daysSQL, store.Params{"as_of": asOf}, func(scan store.Scan) error {
		var packed int64
		if err := scan(&packed); err != nil {
			return err
		}
		if no := packed / perCustomer; no != at {
			if len(days) > 0 {
				use(days)
			}
			at, days = no, days[:0]
		}
		days = append(days, epoch+engine.Day(packed%perCustomer))
		return nil
	})
	if err == nil && len(days) > 0 {
		use(days)
	}
	return err
}

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
