package lifetime

import (
	"context"
	_ "embed" // the question is a .sql file
	"fmt"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
	"huiliu/engine/survival"
)

//go:embed sql/lives.sql
var livesSQL string

// Keys of the value of the first purchase day: lifetime.level.<key>.
const (
	firstHigh   = "first_high"
	firstMedium = "first_medium"
	firstLow    = "first_low"
)

// life is the first life of one customer as the question returns it.
type life struct {
	id                  string
	first, lost, joined engine.Day // lost and joined: −1 for none
	opening             engine.Money
	channel             string
}

// Shop follows the first life of every customer as of the definition's day; first is
// the first purchase day of the data.
func Shop(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) (Result, error) {
	out := Result{AsOf: d.AsOf, Unit: Days, Window: d.WindowDays}
	used, unknown, err := followed(ctx, r, d, first)
	if err != nil {
		return Result{}, err
	}
	out.Unknown, out.Assumed = max(unknown, 0), unknown < 0
	l := livesOf(used, d.AsOf, first, d.WindowDays)
	out.Late = l.late()
	var ages []float64
	for i, ended := range l.ended {
		if !ended {
			ages = append(ages, l.times[i])
		}
	}
	out.fill(&l, ages, ruler{most: 2 * year, round: []float64{30, 60, 90, 120, 180, 270, 365, 545, 730, 1095}, bands: shopBands(), ahead: year})
	return out, nil
}

// shopBands are the ends of the age bands of present customers, in days.
func shopBands() []int { return []int{90, 180, year, 2 * year} }

// followed are the customers whose start is known, and how many are left out because
// theirs is not; −1 when nearly all bought that early and first purchases count as starts.
func followed(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) (used []life, unknown int64, err error) {
	used, rest, err := split(ctx, r, d, first)
	if err != nil {
		return nil, 0, err
	}
	if rest == nil {
		return used, -1, nil
	}
	return used, int64(len(rest)), nil
}

// split are those whose start is known and those whose start is not; without the latter
// (nil) first purchases count as starts.
func split(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) (used, rest []life, err error) {
	all, err := store.All(ctx, r, livesSQL, d.Silence(), func(scan store.Scan, l *life) error {
		return scan(&l.id, &l.first, &l.lost, &l.joined, &l.opening, &l.channel)
	})
	if err != nil {
		return nil, nil, err
	}
	rest = []life{}
	for _, l := range all {
		if l.first > first+engine.Day(d.WindowDays) || l.joined >= 0 && l.joined <= l.first {
			used = append(used, l)
		} else {
			rest = append(rest, l)
		}
	}
	if 10*len(used) < len(all) || len(used) < engine.SmallBase {
		return all, nil, nil
	}
	return used, rest, nil
}

const year = 365

// livesOf measures lives in days. Somebody who joined before the data begins is at
// risk from the first purchase in it: earlier losses of their kind were not seen.
func livesOf(list []life, asOf, first engine.Day, window int) lives {
	var out lives
	for _, l := range list {
		start, entry := l.first, 0.0
		if l.joined >= 0 && l.joined <= l.first && l.first <= first+engine.Day(window) {
			start, entry = l.joined, float64(l.first-l.joined)
		}
		end := asOf
		if l.lost >= 0 {
			end = l.lost
		}
		out.times = append(out.times, float64(end-start))
		out.ended = append(out.ended, l.lost >= 0)
		out.entry = append(out.entry, entry)
	}
	out.by = []grouping{acquired(list), openingValue(list), channels(list)}
	return out
}

// acquired groups by the quarter of the first purchase, by the year when there are
// more than eight quarters.
func acquired(list []life) grouping {
	g := grouping{name: "acquired", built: true}
	seen := map[string]bool{}
	for _, by := range []func(y, m int) string{
		func(y, m int) string { return fmt.Sprintf("%d Q%d", y, (m+2)/3) },
		func(y, _ int) string { return fmt.Sprint(y) },
	} {
		g.labels, seen = nil, map[string]bool{}
		for _, l := range list {
			t := l.first.Time()
			label := by(t.Year(), int(t.Month()))
			seen[label] = true
			g.labels = append(g.labels, label)
		}
		if len(seen) <= 8 {
			break
		}
	}
	for s := range seen {
		g.order = append(g.order, s)
	}
	slices.Sort(g.order)
	return g
}

// openingValue groups by what was spent on the first day, in thirds: later spending
// would be known only of those who stayed.
func openingValue(list []life) grouping {
	g := grouping{name: "first_value", built: true, order: []string{firstHigh, firstMedium, firstLow},
		key: map[string]bool{firstHigh: true, firstMedium: true, firstLow: true}}
	amounts := make([]engine.Money, len(list))
	for i, l := range list {
		amounts[i] = l.opening
	}
	slices.Sort(amounts)
	if len(amounts) == 0 || amounts[0] == amounts[len(amounts)-1] {
		g.labels = make([]string, len(list))
		return g
	}
	low, high := amounts[len(amounts)/3], amounts[2*len(amounts)/3]
	for _, l := range list {
		switch {
		case l.opening > high:
			g.labels = append(g.labels, firstHigh)
		case l.opening > low:
			g.labels = append(g.labels, firstMedium)
		default:
			g.labels = append(g.labels, firstLow)
		}
	}
	return g
}

func channels(list []life) grouping {
	g := grouping{name: "first_channel", built: true}
	for _, l := range list {
		g.labels = append(g.labels, l.channel)
	}
	return g
}

// ruler is the times a result is read at.
type ruler struct {
	most  float64 // of the restricted mean
	round []float64
	bands []int
	ahead float64
}

// fill computes everything from the lives and the ages of those still here.
func (r *Result) fill(l *lives, ages []float64, at ruler) {
	c := l.curve()
	r.Horizon = horizonOf(c, at.most)
	r.Overall = groupOf("", false, l, r.Horizon)
	r.Lives, r.Events = r.Overall.Lives, r.Overall.Events
	r.Curve, r.Overall.Curve = r.Overall.Curve, []Point{}
	r.Table, r.Groupings, r.Remaining = []Point{}, []Grouping{}, []Remaining{}
	if r.Overall.Small || r.Horizon == 0 {
		r.Skipped = "too_few"
		return
	}
	r.Table = readOff(c, at.round)
	r.Groupings = l.compare(r.Horizon)
	r.Remaining = remaining(c, ages, at.bands, at.ahead)
}

// readOff reads the curve at round times as far as 30 lives are watched.
func readOff(c survival.Curve, times []float64) []Point {
	out := []Point{}
	for _, t := range times {
		if t <= c.Last() && c.AtRiskAt(t) >= engine.SmallBase {
			out = append(out, pointAt(c, t))
		}
	}
	return out
}

// None is the result of a project whose lifetimes cannot be seen.
func None(code string) Result {
	u := engine.Undefined()
	return Result{AsOf: engine.NoDay, Skipped: code, Curve: []Point{}, Table: []Point{}, Groupings: []Grouping{}, Remaining: []Remaining{},
		Overall: Group{Median: u, MedianLow: u, MedianHigh: u, Mean: u, MeanLow: u, MeanHigh: u, Curve: []Point{}}}
}
