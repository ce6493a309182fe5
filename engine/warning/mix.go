package warning

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/mix.sql
var mixSQL string

// fewestLines is how many lines a customer must have on either side of the comparison.
const fewestLines = 4

// mixes are the categories customers bought, month by month.
type mixes struct {
	names []string // by place
	of    map[int32][]piece
}

// piece is some lines of one customer.
type piece struct {
	category    int32
	month, gone int32 // months since year 0; gone is never for lines that count
	lines       int32
}

const never = math.MaxInt32

func readMixes(ctx context.Context, r store.Reader, asOf engine.Day) (*mixes, error) {
	m := &mixes{of: map[int32][]piece{}}
	var no, last int32
	var list []piece
	err := store.Query(ctx, r, mixSQL, store.Params{"as_of": asOf, "lines": 2 * fewestLines}, func(scan store.Scan) error {
		var p piece
		var name string
		var gone *int32
		if err := scan(&no, &p.category, &name, &p.month, &gone, &p.lines); err != nil {
			return err
		}
		if p.gone = never; gone != nil {
			p.gone = *gone
		}
		if no != last && len(list) > 0 {
			m.of[last], list = list, nil
		}
		last = no
		list = append(list, p)
		if int(p.category) >= len(m.names) {
			m.names = append(m.names, make([]string, int(p.category)+1-len(m.names))...)
		}
		m.names[p.category] = name
		return nil
	})
	if len(list) > 0 {
		m.of[last] = list
	}
	return m, err
}

// monthOf counts months as the question does.
func monthOf(d engine.Day) int32 {
	t := d.Time()
	return int32(t.Year())*12 + int32(t.Month()) - 1
}

// shares are somebody's lines by category before and since the last months that make a
// window, as known at the end of day t.
func (m *mixes) shares(no int32, t engine.Day, window int) (before, since []float64, ok bool) {
	now := monthOf(t)
	months := int32(max(1, (window+15)/30))
	before, since = make([]float64, len(m.names)), make([]float64, len(m.names))
	var a, b float64
	for _, p := range m.of[no] {
		switch {
		case p.month > now || p.gone <= now || p.month <= now-months-12:
		case p.month > now-months:
			since[p.category] += float64(p.lines)
			b += float64(p.lines)
		default:
			before[p.category] += float64(p.lines)
			a += float64(p.lines)
		}
	}
	return before, since, a >= fewestLines && b >= fewestLines
}

// mixScores adds the shift of every judged customer to a check, and how it is spread when
// lines are dealt to before and since by chance.
func (s *shop) mixScores(c *check, times int, rng *rand.Rand) {
	if s.mixes == nil {
		return
	}
	var chance []float64
	for i := range c.rows {
		before, since, ok := s.mixes.shares(s.customers[c.rows[i].who].no, c.day, c.window)
		if !ok {
			continue
		}
		c.rows[i].scores[atMix] = shift(before, since)
		chance = deal(chance, before, since, times, rng)
	}
	slices.SortFunc(chance, func(a, b float64) int { return cmp.Compare(b, a) })
	c.null.values[atMix], c.null.scale[atMix] = chance, 1/float64(times)
}

// deal appends the shifts of somebody's lines dealt by chance.
func deal(into, before, since []float64, times int, rng *rand.Rand) []float64 {
	var lines []int
	for k := range before {
		for range int(before[k] + since[k]) {
			lines = append(lines, k)
		}
	}
	late := int(stat.Sum(since))
	a, b := make([]float64, len(before)), make([]float64, len(before))
	for range times {
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		clear(a)
		clear(b)
		for i, k := range lines {
			if i < late {
				b[k]++
			} else {
				a[k]++
			}
		}
		into = append(into, shift(a, b))
	}
	return into
}

// moved are the distance of somebody's mix from the one before, and the categories whose
// share fell and grew most.
func (m *mixes) moved(no int32, t engine.Day, window int) (distance engine.Number, from, to string) {
	before, since, ok := m.shares(no, t, window)
	if !ok {
		return engine.Undefined(), "", ""
	}
	a, b := stat.Sum(before), stat.Sum(since)
	down, up := 0, 0
	by := func(k int) float64 { return since[k]/b - before[k]/a }
	for k := range before {
		if by(k) < by(down) {
			down = k
		}
		if by(k) > by(up) {
			up = k
		}
	}
	distance = engine.Number(stat.JensenShannon(before, since))
	if by(up) <= 0 {
		return distance, "", ""
	}
	return distance, m.names[down], m.names[up]
}

// shift is how unlikely a difference of two mixes is among equal ones: minus the logarithm
// of the chi-squared tail of 2·N times the weighted Jensen–Shannon divergence (the G test).
func shift(before, since []float64) float64 {
	a, b := stat.Sum(before), stat.Sum(since)
	var g float64
	df := -1.0
	for k := range before {
		all := before[k] + since[k]
		if all == 0 {
			continue
		}
		df++
		for side, n := range [2]float64{before[k], since[k]} {
			if n > 0 {
				g += 2 * n * math.Log(n/(all*[2]float64{a, b}[side]/(a+b)))
			}
		}
	}
	if df < 1 {
		return 0
	}
	return -math.Log(math.Max(1e-300, mathext.GammaIncRegComp(df/2, g/2)))
}
