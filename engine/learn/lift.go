package learn

import (
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Lift says how much denser events are among the highest scores than overall.
type Lift struct {
	Share    float64       `json:"share"`    // asked for
	Rows     int64         `json:"rows"`     // taken: the share of all, rounded up
	Captured engine.Number `json:"captured"` // events among them; fractional when the cut falls into a tie
	Lift     engine.Number `json:"lift"`
	Low      engine.Number `json:"low"`
	High     engine.Number `json:"high"`
}

// TopLift is the share of events among the ⌈share·n⌉ highest scores over the
// overall share. Rows tied at the cut count in part, which is what choosing
// among them at random would give on average. The 95 % interval lets the cut,
// the base rate and the captured share vary together (delta method on the log
// scale). All undefined for a share outside 0…1, without an event or on a NaN.
func TopLift(score []float64, y []bool, share float64) Lift {
	u := engine.Undefined()
	l := Lift{Share: share, Captured: u, Lift: u, Low: u, High: u}
	n := len(score)
	events := count(y)
	if n == 0 || n != len(y) || events == 0 || !(share > 0 && share <= 1) || slices.ContainsFunc(score, math.IsNaN) {
		return l
	}
	k := math.Ceil(share*float64(n) - 1e-9) // 0.1·30 is 3, not 4
	g := gain{n: float64(n), k: k, events: float64(events)}
	g.walk(score, y)
	l.Rows, l.Captured = int64(k), engine.Number(g.captured)
	lift := g.captured / k / (g.events / g.n)
	low, high := g.interval(lift)
	l.Lift, l.Low, l.High = engine.Number(lift), engine.Number(low), engine.Number(high)
	return l
}

// gain is what the cut after the k highest of n scores catches.
type gain struct {
	n, k, events float64
	captured     float64
	edge         float64 // event share around the cut
}

// walk counts events above the cut, and those near it: the interval needs the
// event rate at the margin, since moving the cut swaps such rows in and out.
func (g *gain) walk(score []float64, y []bool) {
	near := math.Max(10, math.Min(g.k, g.n-g.k)/4)
	var taken, hits, window, windowHits float64
	eachLevel(score, y, func(_, to, total float64) {
		rows, events := to-taken, total-hits
		in := math.Max(0, math.Min(to, g.k)-taken) // rows of this level above the cut
		g.captured += events * in / rows
		around := math.Max(0, math.Min(to, g.k+near)-math.Max(taken, g.k-near))
		window += around
		windowHits += events * around / rows
		taken, hits = to, total
	})
	g.edge = windowHits / window
}

// interval is exact about what it can be: with nothing captured the Wilson upper
// limit of the captured share, otherwise log lift ± z·se.
func (g *gain) interval(lift float64) (low, high float64) {
	q, base := g.k/g.n, g.events/g.n
	most := math.Min(1, g.k/g.events) / q
	if g.captured == 0 {
		_, h := stat.Wilson(0, g.events)
		return 0, math.Min(most, h/q)
	}
	// Influence of a row (y, above the cut or not) on log lift:
	// (y·in − edge·(in − q))/caught − y/base, up to a constant.
	caught := g.captured / g.n
	value := func(yes, in float64) float64 { return (yes*in-g.edge*(in-q))/caught - yes/base }
	cells := [4]struct{ share, v float64 }{
		{caught, value(1, 1)}, {q - caught, value(0, 1)},
		{base - caught, value(1, 0)}, {1 - q - base + caught, value(0, 0)},
	}
	var mean, square float64
	for _, c := range cells {
		mean += c.share * c.v
	}
	for _, c := range cells {
		square += c.share * (c.v - mean) * (c.v - mean)
	}
	f := math.Exp(engine.Z95 * math.Sqrt(math.Max(0, square)/g.n))
	return lift / f, math.Min(most, lift*f)
}
