package warning

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// cuts is at how many thresholds a kind is tried; fewestHits are alarms below which nothing
// is said of them.
const (
	cuts       = 24
	fewestHits = engine.SmallBase
)

// contest is one kind of alarm at thresholds of its own, against plain rules.
type contest struct {
	hits   [][]hit // by threshold, fewest alarms first
	losses []int   // of every customer
}

// contest tries a kind at its thresholds.
func (p *past) contest(kind int) *contest {
	e := &contest{losses: make([]int, len(p.place))}
	var all []float64
	for i := range p.silences {
		s := &p.silences[i]
		if p.loss(s) {
			e.losses[s.who]++
		}
		for k := range s.checks {
			if g := &s.checks[k]; !g.owned && g.scores[kind] > 0 {
				all = append(all, g.scores[kind])
			}
		}
	}
	slices.SortFunc(all, func(a, b float64) int { return cmp.Compare(b, a) })
	before := math.Inf(1)
	for k := range cuts {
		at := int(fewestHits * math.Pow(math.Max(1, float64(len(all))/fewestHits), float64(k)/(cuts-1)))
		if at > len(all) {
			break
		}
		if from := all[at-1]; from < before {
			before = from
			e.hits = append(e.hits, p.hits(func(g *glance) bool { return !g.owned && g.scores[kind] >= from }))
		}
	}
	return e
}

// tally is what hits come to when every customer counts weight times.
type tally struct {
	precision, notice float64
	caught            int
}

// count takes a nil weight for 1. Days of notice are counted by the day: they are whole.
func count(hits []hit, weight []int) tally {
	var alarms, right, caught int
	var at [2 * maxNotice]int
	for _, h := range hits {
		w := 1
		if weight != nil {
			w = weight[h.who]
		}
		if h.caught {
			caught += w
		}
		if !h.counts {
			continue
		}
		alarms += w
		if h.right {
			right += w
			at[min(max(int(h.notice)+maxNotice, 0), 2*maxNotice-1)] += w
		}
	}
	return tally{float64(right) / float64(alarms), middle(at[:], right) - maxNotice, caught}
}

// maxNotice bounds days of notice: a window is at most a year, a check comes within a month.
const maxNotice = 500

// middle is the median of n values counted by bucket; NaN for none.
func middle(at []int, n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	seen, low := 0, -1
	for v, k := range at {
		seen += k
		if low < 0 && 2*seen >= n {
			low = v
			if 2*seen > n {
				return float64(v)
			}
			continue
		}
		if low >= 0 && k > 0 {
			return float64(low+v) / 2
		}
	}
	return math.NaN()
}

// level is the threshold with the most alarms at which at least the share aim of them is
// right, found by halving; -1 for none.
func (e *contest) level(aim float64, weight []int) int {
	low, high := -1, len(e.hits)
	for low+1 < high {
		mid := (low + high) / 2
		if count(e.hits[mid], weight).precision >= aim {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// differ are the days of notice and the share caught by which the kind beats a rule.
func (e *contest) differ(against []hit, weight []int) (level int, notice, caught float64) {
	rule := count(against, weight)
	if level = e.level(rule.precision, weight); level < 0 {
		return level, math.NaN(), math.NaN()
	}
	losses := 0
	for who, n := range e.losses {
		if weight != nil {
			n *= weight[who]
		}
		losses += n
	}
	t := count(e.hits[level], weight)
	return level, t.notice - rule.notice, float64(t.caught-rule.caught) / float64(losses)
}

// against is the comparison with a rule, with its interval over resampled customers.
func (e *contest) against(p *past, kind, rule string, seed uint64) Equal {
	u := engine.Undefined()
	out := Equal{Key: kind, Against: rule, Rule: p.rule(kind, nil), More: u, Low: u, High: u, Caught: u, CLow: u, CHigh: u, Code: Untested}
	other := p.hits(ringing(rule))
	level, more, caught := e.differ(other, nil)
	if level < 0 || len(e.hits[level]) < fewestHits || len(other) < fewestHits {
		return out
	}
	out.Rule, out.More, out.Caught = p.rule(kind, e.hits[level]), engine.Number(more), engine.Number(caught)
	weight := make([]int, len(e.losses))
	var second []float64
	low, high := stat.Bootstrap(len(weight), seed, "warning.equal."+kind+rule, func(idx []int) float64 {
		clear(weight)
		for _, i := range idx {
			weight[i]++
		}
		_, n, c := e.differ(other, weight)
		if !math.IsNaN(c) {
			second = append(second, c)
		}
		return n
	})
	out.Low, out.High = engine.Number(low), engine.Number(high)
	if slices.Sort(second); len(second) >= stat.Replicates/2 {
		out.CLow, out.CHigh = engine.Number(stat.Quantile(second, 0.025)), engine.Number(stat.Quantile(second, 0.975))
	}
	switch {
	case !out.Low.Defined():
	case low > 0:
		out.Code = MoreNotice
	case high < 0:
		out.Code = LessNotice
	default:
		out.Code = NoVerdict
	}
	return out
}

// curve is precision against notice over the thresholds.
func (e *contest) curve(p *past, key string) []Point {
	var out []Point
	for _, h := range e.hits {
		r := p.rule(key, h)
		if r.Alarms < fewestHits || !r.Notice.Defined() {
			continue
		}
		out = append(out, Point{Key: key, Alarms: r.Alarms, Precision: r.Right.Value, Caught: r.Caught.Value, Notice: r.Notice})
	}
	return out
}
