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
	cuts       = 16
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

// precision is the share of right alarms alone, when every customer counts weight times.
func precision(hits []hit, weight []int) float64 {
	var alarms, right int
	for i := range hits {
		h := &hits[i]
		if !h.counts {
			continue
		}
		w := 1
		if weight != nil {
			w = weight[h.who]
		}
		alarms += w
		if h.right {
			right += w
		}
	}
	return float64(right) / float64(alarms)
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
// right, found by halving among the first top ones; -1 for none.
func (e *contest) level(aim float64, weight []int, top int) int {
	low, high := -1, min(top, len(e.hits))
	for low+1 < high {
		mid := (low + high) / 2
		if precision(e.hits[mid], weight) >= aim {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// duel is one kind against one plain rule.
type duel struct {
	*contest
	out    Equal
	rule   []hit
	top    int       // thresholds a resample is looked for among
	more   []float64 // days of notice, by resample
	caught []float64
}

// farLevels is how many thresholds beyond that of all customers a resample may take: each
// rings about half more often than the one before.
const farLevels = 4

// duel compares once; ok is false when too little rang to compare.
func (p *past) duel(e *contest, kind, rule string) (d *duel, ok bool) {
	u := engine.Undefined()
	d = &duel{contest: e, rule: p.hits(ringing(rule)),
		out: Equal{Key: kind, Against: rule, Rule: p.rule(kind, nil), More: u, Low: u, High: u, Caught: u, CLow: u, CHigh: u, Code: Untested}}
	aim := count(d.rule, nil)
	level := e.level(aim.precision, nil, len(e.hits))
	d.top = level + 1 + farLevels
	if level < 0 || len(e.hits[level]) < fewestHits || len(d.rule) < fewestHits {
		return d, false
	}
	t, losses := count(e.hits[level], nil), p.losses()
	d.out.Rule, d.out.More = p.rule(kind, e.hits[level]), engine.Number(t.notice-aim.notice)
	if losses > 0 {
		d.out.Caught = engine.Number(float64(t.caught-aim.caught) / float64(losses))
	}
	return d, true
}

// again notes what a resample of the customers says; aim is what the rule does there,
// losses are those of the resample.
func (d *duel) again(weight []int, aim tally, losses int) {
	level := d.level(aim.precision, weight, d.top)
	if level < 0 {
		return
	}
	t := count(d.hits[level], weight)
	if more := t.notice - aim.notice; !math.IsNaN(more) && losses > 0 {
		d.more, d.caught = append(d.more, more), append(d.caught, float64(t.caught-aim.caught)/float64(losses))
	}
}

// verdict reads the intervals; with fewer than half of the resamples there is none.
func (d *duel) verdict() {
	if len(d.more) < stat.Replicates/2 {
		return
	}
	slices.Sort(d.more)
	slices.Sort(d.caught)
	o := &d.out
	o.Low, o.High = engine.Number(stat.Quantile(d.more, 0.025)), engine.Number(stat.Quantile(d.more, 0.975))
	o.CLow, o.CHigh = engine.Number(stat.Quantile(d.caught, 0.025)), engine.Number(stat.Quantile(d.caught, 0.975))
	switch {
	case o.Low > 0:
		o.Code = MoreNotice
	case o.High < 0:
		o.Code = LessNotice
	default:
		o.Code = NoVerdict
	}
}

// equals compares every kind with the plain rules, over the same resamples of customers.
func (p *past) equals(list []*contest, seed uint64) []Equal {
	var all, able []*duel
	for kind, e := range list {
		for _, rule := range []string{Silence, Own} {
			d, ok := p.duel(e, kindKeys[kind], rule)
			if all = append(all, d); ok {
				able = append(able, d)
			}
		}
	}
	if len(able) > 0 {
		weight := make([]int, len(p.place))
		stat.Bootstrap(len(weight), seed, "warning.equal", func(idx []int) float64 {
			clear(weight)
			losses := 0
			for _, i := range idx {
				weight[i]++
				losses += able[0].losses[i]
			}
			aims := map[string]tally{}
			for _, d := range able {
				aim, known := aims[d.out.Against]
				if !known {
					aim = count(d.rule, weight)
					aims[d.out.Against] = aim
				}
				d.again(weight, aim, losses)
			}
			return 0
		})
	}
	out := make([]Equal, len(all))
	for i, d := range all {
		d.verdict()
		out[i] = d.out
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
