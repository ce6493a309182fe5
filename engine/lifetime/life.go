package lifetime

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/survival"
)

// lives are lifetimes with what they are grouped by, all slices parallel.
type lives struct {
	times, entry []float64
	ended        []bool
	by           []grouping
}

// grouping is one property known at the start of every life.
type grouping struct {
	name   string
	built  bool
	labels []string // "" = unknown: left out
	key    map[string]bool
	order  []string // nil: by size
}

func (l *lives) curve() survival.Curve {
	if l.late() > 0 {
		return survival.KaplanMeierEntry(l.entry, l.times, l.ended)
	}
	return survival.KaplanMeier(l.times, l.ended)
}

func (l *lives) late() (n int64) {
	for _, e := range l.entry {
		if e > 0 {
			n++
		}
	}
	return n
}

// of picks the lives with the label, only those under observation from the start
// when early is set.
func (l *lives) of(g *grouping, keep func(label string) bool, early bool) (part lives, labels []string) {
	for i, label := range g.labels {
		if !keep(label) || early && l.entry[i] > 0 {
			continue
		}
		part.times, part.ended, part.entry = append(part.times, l.times[i]), append(part.ended, l.ended[i]), append(part.entry, l.entry[i])
		labels = append(labels, label)
	}
	return part, labels
}

const (
	// drawn is how many points of a curve are kept.
	drawn = 120
	// fewGroups is up to how many groups each pair is compared.
	fewGroups = 6
	// shownGroupings is how many groupings the result holds.
	shownGroupings = 4
)

// groupOf sums up one curve; small groups show counts only.
func groupOf(label string, key bool, l *lives, horizon float64) Group {
	c := l.curve()
	g := Group{Label: label, Key: key, Lives: c.N(), Events: c.TotalEvents(), Curve: []Point{},
		Median: engine.Undefined(), MedianLow: engine.Undefined(), MedianHigh: engine.Undefined(),
		Mean: engine.Undefined(), MeanLow: engine.Undefined(), MeanHigh: engine.Undefined()}
	if g.Small = g.Lives < engine.SmallBase; g.Small {
		return g
	}
	if m, ok := c.Median(); ok {
		g.Median = engine.Number(m)
		g.MedianLow, g.MedianHigh = c.QuantileInterval(0.5)
	}
	mean, se := c.RestrictedMean(horizon)
	g.Mean = engine.Number(mean)
	g.MeanLow, g.MeanHigh = engine.Number(math.Max(0, mean-engine.Z95*se)), engine.Number(math.Min(horizon, mean+engine.Z95*se))
	g.Curve = thin(c)
	return g
}

// thin keeps the times at which the curve falls, at most drawn of them, the last
// included.
func thin(c survival.Curve) []Point {
	var falls []int
	for i := range c.Times {
		if c.Events[i] > 0 {
			falls = append(falls, i)
		}
	}
	out := []Point{{Time: 0, AtRisk: c.N(), Share: 1, Low: 1, High: 1}}
	for k := range min(drawn, len(falls)) {
		i := falls[k]
		if len(falls) > drawn {
			i = falls[k*(len(falls)-1)/(drawn-1)]
		}
		if c.Times[i] > 0 {
			out = append(out, pointAt(c, c.Times[i]))
		}
	}
	if last := c.Last(); last > out[len(out)-1].Time {
		out = append(out, pointAt(c, last))
	}
	return out
}

func pointAt(c survival.Curve, t float64) Point {
	low, high := c.IntervalAt(t)
	return Point{Time: t, AtRisk: c.AtRiskAt(t), Share: engine.Number(c.At(t)), Low: low, High: high}
}

// horizonOf is the longest time at which at least 30 lives and a tenth of them are
// still watched, at most two years.
func horizonOf(c survival.Curve, most float64) float64 {
	out := 0.0
	for i, t := range c.Times {
		if t <= most && c.AtRisk[i] >= engine.SmallBase && 10*c.AtRisk[i] >= c.N() {
			out = t
		}
	}
	return out
}

// compare builds the groupings: q over all of them, the most different first.
func (l *lives) compare(horizon float64) []Grouping {
	out := []Grouping{}
	for i := range l.by {
		if g, ok := l.grouped(&l.by[i], horizon); ok {
			out = append(out, g)
		}
	}
	p := make([]float64, len(out))
	for i := range out {
		p[i] = float64(out[i].P)
	}
	for i, q := range stat.BenjaminiHochberg(p) {
		out[i].Q = engine.Number(q)
	}
	slices.SortStableFunc(out, func(a, b Grouping) int {
		return cmp.Or(cmp.Compare(surprise(b), surprise(a)), cmp.Compare(a.Name, b.Name))
	})
	return out[:min(len(out), shownGroupings)]
}

// surprise orders tests of different degrees of freedom when their p are all zero.
func surprise(g Grouping) float64 {
	if !g.ChiSq.Defined() || g.DF == 0 {
		return -1
	}
	return float64(g.ChiSq) / float64(g.DF)
}

func (l *lives) grouped(by *grouping, horizon float64) (Grouping, bool) {
	size := map[string]int{}
	for _, label := range by.labels {
		size[label]++
	}
	delete(size, "")
	labels := by.order
	if labels == nil {
		for s := range size {
			labels = append(labels, s)
		}
		slices.SortFunc(labels, func(a, b string) int { return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b)) })
	}
	g := Grouping{Name: by.name, Built: by.built, Groups: []Group{}, Pairs: []survival.Pair{}, ChiSq: engine.Undefined(), P: engine.Undefined(), Q: engine.Undefined()}
	large := map[string]bool{}
	for _, label := range labels {
		if size[label] == 0 {
			continue
		}
		part, _ := l.of(by, func(s string) bool { return s == label }, false)
		one := groupOf(label, by.key[label], &part, horizon)
		large[label] = !one.Small
		g.Groups = append(g.Groups, one)
	}
	part, names := l.of(by, func(s string) bool { return large[s] }, true)
	test := survival.LogRank(part.times, part.ended, names, survival.LogRankWeight)
	if len(test.Groups) < 2 {
		return g, false
	}
	g.Tested, g.ChiSq, g.DF, g.P = int64(len(names)), test.ChiSq, test.DF, test.P
	if len(test.Groups) <= fewGroups {
		g.Pairs = survival.LogRankPairs(part.times, part.ended, names, survival.LogRankWeight)
	}
	return g, true
}

// remaining sums up the present customers by age: bounds are the ends of the bands.
func remaining(c survival.Curve, ages []float64, bounds []int, ahead float64) []Remaining {
	out := []Remaining{}
	for k := range len(bounds) + 1 {
		r := Remaining{Ahead: ahead, Mean: engine.Undefined(), Stay: engine.Undefined(),
			FittedMean: engine.Undefined(), FittedStay: engine.Undefined(), FittedHalf: engine.Undefined()}
		if k > 0 {
			r.From = bounds[k-1]
		}
		if k < len(bounds) {
			r.To = bounds[k]
		}
		var mean, stay []float64
		for _, age := range ages {
			if age < float64(r.From) || r.To > 0 && age >= float64(r.To) {
				continue
			}
			r.Customers++
			if age+ahead <= c.Last() {
				mean, stay = append(mean, c.Remaining(age, ahead)), append(stay, c.Conditional(age, ahead))
			}
		}
		// An age at which the year ahead was never observed has no answer, and a band
		// in which most are of such an age neither.
		if len(mean) >= engine.SmallBase && 2*int64(len(mean)) >= r.Customers {
			r.Mean, r.Stay = engine.Number(stat.Mean(mean)), engine.Number(stat.Mean(stay))
		}
		if r.Customers > 0 {
			out = append(out, r)
		}
	}
	return out
}
