package learn

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Retention is the money story of Verbraken, Verbeke and Baesens (2013): customers still
// active are contacted at a cost and offered an incentive; of those about to leave a
// share accepts and stays. It does not fit winning back those already gone.
type Retention struct {
	CLV       float64 `json:"clv"`       // worth of a customer kept [200]
	Incentive float64 `json:"incentive"` // cost of the offer, also to those who would have stayed [10]
	Contact   float64 `json:"contact"`   // cost of asking [1]
	// Alpha and Beta are those of the beta distribution of the share that accepts [6, 14].
	Alpha float64 `json:"alpha"`
	Beta  float64 `json:"beta"`
}

// StandardRetention has the values of the paper.
func StandardRetention() Retention { return Retention{200, 10, 1, 6, 14} }

// Profit is what the best use of a score brings per customer of the sample, in the unit
// of Retention, against contacting nobody.
type Profit struct {
	// MPC is the most profit of one threshold when the mean share accepts, Share the
	// customers then contacted, Threshold the score contacted from (undefined: nobody).
	MPC       engine.Number `json:"mpc"`
	Low       engine.Number `json:"low"` // of MPC, 95 %
	High      engine.Number `json:"high"`
	Share     engine.Number `json:"share"`
	Threshold engine.Number `json:"threshold"`
	// EMPC chooses the best threshold for every share that might accept and averages.
	EMPC      engine.Number `json:"empc"`
	EMPCLow   engine.Number `json:"empcLow"`
	EMPCHigh  engine.Number `json:"empcHigh"`
	EMPCShare engine.Number `json:"empcShare"`
}

// MaximumProfit is the MPC and the EMPC of a score, with the best share of customers to
// contact and bootstrap intervals (the threshold chosen anew in each resample). All are
// undefined as AUC is, and for amounts or shapes that are not positive, an incentive
// above CLV or a negative cost.
func MaximumProfit(score []float64, y []bool, r Retention, seed uint64) Profit {
	u := engine.Undefined()
	p := Profit{MPC: u, Low: u, High: u, Share: u, Threshold: u, EMPC: u, EMPCLow: u, EMPCHigh: u, EMPCShare: u}
	if _, _, ok := classes(score, y); !ok || r.bad() {
		return p
	}
	l := newLadder(score, y)
	best := r.best(l.curve())
	p.MPC, p.Share = engine.Number(best.value), engine.Number(best.share)
	if best.step >= 0 {
		p.Threshold = engine.Number(l.level[best.step])
	}
	value, share := r.expected(l.curve())
	p.EMPC, p.EMPCShare = engine.Number(value), engine.Number(share)
	low, high := l.bootstrap(seed, "learn.mpc", func(c []rung) float64 { return r.best(c).value })
	p.Low, p.High = engine.Number(low), engine.Number(high)
	low, high = l.bootstrap(seed, "learn.empc", func(c []rung) float64 { v, _ := r.expected(c); return v })
	p.EMPCLow, p.EMPCHigh = engine.Number(low), engine.Number(high)
	return p
}

func (r Retention) bad() bool {
	fine := r.CLV > 0 && r.Incentive >= 0 && r.Incentive < r.CLV && r.Contact >= 0 && r.Alpha > 0 && r.Beta > 0
	return !fine || math.IsInf(r.CLV+r.Alpha+r.Beta+r.Contact, 0)
}

// rung is the state after contacting everybody from a score upwards: shares of all rows.
type rung struct{ events, others float64 }

// ladder is the rows by falling score, equal ones together.
type ladder struct {
	level  []float64
	events []float64 // rows with an event at each level
	others []float64
	of     []int // level of each row, rows by falling score
	yes    []bool
}

func newLadder(score []float64, y []bool) *ladder {
	order := ascending(score)
	slices.SortFunc(order, func(a, b int) int { // a total order of contents, for the resamples
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(unit(y[b]), unit(y[a])))
	})
	l := &ladder{of: make([]int, len(y)), yes: make([]bool, len(y))}
	for k, i := range order {
		if k == 0 || score[i] != l.level[len(l.level)-1] {
			l.level = append(l.level, score[i])
		}
		l.of[k], l.yes[k] = len(l.level)-1, y[i]
	}
	l.events, l.others = make([]float64, len(l.level)), make([]float64, len(l.level))
	for k := range l.of {
		l.count(k)
	}
	return l
}

func (l *ladder) count(row int) {
	if l.yes[row] {
		l.events[l.of[row]]++
	} else {
		l.others[l.of[row]]++
	}
}

// curve is one rung for each level.
func (l *ladder) curve() []rung {
	out := make([]rung, len(l.level))
	n := float64(len(l.of))
	var at rung
	for k := range out {
		at.events += l.events[k]
		at.others += l.others[k]
		out[k] = rung{at.events / n, at.others / n}
	}
	return out
}

// bootstrap is the interval of a function of the curve over resampled rows.
func (l *ladder) bootstrap(seed uint64, purpose string, f func([]rung) float64) (low, high float64) {
	again := *l
	return stat.Bootstrap(len(l.of), seed, purpose, func(idx []int) float64 {
		again.events, again.others = make([]float64, len(l.level)), make([]float64, len(l.level))
		for _, k := range idx {
			again.count(k)
		}
		return f(again.curve())
	})
}

// gain and cost are what contacting an event brings at an acceptance, and what
// contacting anybody else takes.
func (r Retention) gain(accept float64) float64 { return accept*(r.CLV-r.Incentive) - r.Contact }
func (r Retention) cost() float64               { return r.Incentive + r.Contact }

type choice struct {
	value, share float64
	step         int // −1 for contacting nobody
}

// best is the threshold with the most profit, the fewest contacts among equals.
func (r Retention) best(curve []rung) choice {
	out := choice{step: -1}
	gain := r.gain(r.Alpha / (r.Alpha + r.Beta))
	for k, c := range curve {
		if v := gain*c.events - r.cost()*c.others; v > out.value {
			out = choice{v, c.events + c.others, k}
		}
	}
	return out
}

// expected walks the hull of the curve: each corner is best for the acceptances between
// those where its two edges pay.
func (r Retention) expected(curve []rung) (value, share float64) {
	corners := hull(curve)
	mean := r.Alpha / (r.Alpha + r.Beta)
	from := 0.0
	for k, c := range corners {
		to := 1.0
		if k+1 < len(corners) {
			next := corners[k+1]
			to = (r.cost()*(next.others-c.others)/(next.events-c.events) + r.Contact) / (r.CLV - r.Incentive)
			if to = min(max(to, from), 1); math.IsNaN(to) {
				to = 1
			}
		}
		chance := mathext.RegIncBeta(r.Alpha, r.Beta, to) - mathext.RegIncBeta(r.Alpha, r.Beta, from)
		accept := mean * (mathext.RegIncBeta(r.Alpha+1, r.Beta, to) - mathext.RegIncBeta(r.Alpha+1, r.Beta, from))
		value += (accept*(r.CLV-r.Incentive)-chance*r.Contact)*c.events - chance*r.cost()*c.others
		share += chance * (c.events + c.others)
		from = to
	}
	return value, share
}

// hull is the upper convex hull of nobody and the curve: events over others.
func hull(curve []rung) []rung {
	out := []rung{{}}
	for _, c := range curve {
		for len(out) > 1 {
			a, b := out[len(out)-2], out[len(out)-1]
			if (b.events-a.events)*(c.others-a.others) > (c.events-a.events)*(b.others-a.others) {
				break
			}
			out = out[:len(out)-1]
		}
		out = append(out, c)
	}
	return out
}
