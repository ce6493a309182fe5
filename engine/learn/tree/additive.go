package tree

import (
	"context"
	"errors"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// KindAdditive is the kind of Additive's models.
const KindAdditive = "additive"

// Additive is a generalised additive model learnt by cyclic boosting (Lou, Caruana,
// Gehrke 2012): round after round every column takes a small step by itself, a tree
// with a few leaves on that column alone, so that each ends with one curve that can be
// read, and the curves add up to the log odds. Zero fields take the defaults in brackets.
type Additive struct {
	Rounds int     `json:"rounds,omitempty"` // [200]
	Rate   float64 `json:"rate,omitempty"`   // share of each step taken [0.05]
	Leaves int     `json:"leaves,omitempty"` // pieces of a step [3]
	L2     float64 `json:"l2,omitempty"`     // λ of Σ value²/2 over pieces [1]; negative for none
	// MinHessian is the least Σ p(1−p) of a piece [2].
	MinHessian float64 `json:"minHessian,omitempty"`
	// Pairs is how many pairs of columns get a surface of their own after the curves [0].
	Pairs int `json:"pairs,omitempty"`
	// Monotone gives numbers a direction: +1 more is riskier, −1 less.
	Monotone map[string]int `json:"monotone,omitempty"`
	// Patience ends the fit after so many rounds without a lower log loss on
	// Training.Later and keeps the best round [20]; without Later all rounds are done.
	Patience int `json:"patience,omitempty"`
}

// Kind implements learn.Estimator.
func (Additive) Kind() string { return KindAdditive }

func (o Additive) withDefaults() Additive {
	o.Rounds, o.Rate, o.Leaves = orInt(o.Rounds, 200), or(o.Rate, 0.05), orInt(o.Leaves, 3)
	o.L2, o.MinHessian, o.Patience = orNone(o.L2, 1), or(o.MinHessian, 2), orInt(o.Patience, 20)
	return o
}

func (o Additive) bad() bool {
	fine := o.Rounds > 0 && o.Rate > 0 && o.Rate <= 1 && o.Leaves > 1 && o.L2 >= 0 && o.MinHessian > 0 && o.Pairs >= 0 && o.Patience > 0
	return !fine || math.IsInf(o.L2+o.MinHessian, 0)
}

// Curves is a fitted Additive: log odds = Base + Σ Curve[j][bin] + Σ pairs. Curves
// have mean 0 over the training rows.
type Curves struct {
	Options Additive    `json:"options"`
	Bins    *Bins       `json:"bins"`
	Base    float64     `json:"base"`
	Curve   [][]float64 `json:"curve"` // of each feature, by bin
	Weight  [][]int     `json:"weight"`
	Pairs   []Surface   `json:"pairs,omitempty"`
	Rounds  int         `json:"rounds"`
	Rows    int         `json:"rows"`
	Events  int         `json:"events"`
}

// Kind implements learn.Model.
func (*Curves) Kind() string { return KindAdditive }

// Fit implements learn.Estimator.
func (o Additive) Fit(ctx context.Context, t learn.Training, progress engine.Progress) (learn.Model, error) {
	d, err := prepare(ctx, t, false)
	if err != nil {
		return nil, err
	}
	if o = o.withDefaults(); o.bad() {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	if progress == nil {
		progress = engine.NoProgress{}
	}
	progress.Stage("learn.additive", int64(o.Rounds))
	a := newAdditive(o, d)
	if err := a.watch(ctx, t.Later); err != nil {
		return nil, err
	}
	if err := a.run(ctx, progress); err != nil {
		return nil, err
	}
	if err := a.addPairs(ctx); err != nil {
		return nil, err
	}
	a.centre()
	return a.model, nil
}

// additive is a fit on its way.
type additive struct {
	Additive
	*data
	shape   shape
	model   *Curves
	score   []float64
	later   *data // nil without a later sample
	laterAt []float64
}

func newAdditive(o Additive, d *data) *additive {
	m := &Curves{Options: o, Bins: d.bins, Base: d.logOdds(), Rows: d.rows, Events: d.events,
		Curve: make([][]float64, len(d.bins.Features)), Weight: make([][]int, len(d.bins.Features))}
	for j := range m.Curve {
		m.Curve[j], m.Weight[j] = make([]float64, d.bins.Features[j].Size()), make([]int, d.bins.Features[j].Size())
		for i := range d.rows {
			m.Weight[j][d.bin(j, i)]++
		}
	}
	a := &additive{Additive: o, data: d, model: m, score: make([]float64, d.rows)}
	a.shape = Boosting{Rate: o.Rate, L2: o.L2, MinHessian: o.MinHessian, Monotone: o.Monotone}.shape(d.bins)
	a.shape.leaves = o.Leaves
	fill(a.score, m.Base)
	return a
}

func (a *additive) watch(ctx context.Context, later *learn.Sample) error {
	d, err := a.bins.later(ctx, later)
	if d != nil {
		a.later, a.laterAt = d, make([]float64, d.rows)
		fill(a.laterAt, a.model.Base)
	}
	return err
}

// run goes through the columns again and again.
func (a *additive) run(ctx context.Context, progress engine.Progress) error {
	best, least, kept := 0, math.Inf(1), [][]float64(nil)
	for k := range a.Rounds {
		for j := range a.model.Curve {
			if err := a.round(ctx, j); err != nil {
				return err
			}
		}
		a.model.Rounds = k + 1
		progress.Add(1)
		if a.later == nil {
			continue
		}
		if loss := a.later.meanLoss(a.laterAt); loss < least {
			best, least, kept = k+1, loss, cloned(a.model.Curve)
		} else if k+1-best >= a.Patience {
			break
		}
	}
	if kept != nil {
		a.model.Curve, a.model.Rounds = kept, best
		return a.rescore(ctx)
	}
	return nil
}

func cloned(v [][]float64) [][]float64 {
	out := make([][]float64, len(v))
	for i := range v {
		out[i] = slices.Clone(v[i])
	}
	return out
}

// rescore sets the scores to what the curves say.
func (a *additive) rescore(ctx context.Context) error {
	return overRows(ctx, a.rows, func(from, to int) {
		for i := from; i < to; i++ {
			a.score[i] = a.model.Base
			for j, c := range a.model.Curve {
				a.score[i] += c[a.bin(j, i)]
			}
		}
	})
}

// round moves the curve of one column by a step.
func (a *additive) round(ctx context.Context, j int) error {
	chunks := make([][256]sums, (a.rows+chunk-1)/chunk)
	bins, shift := a.groups[j>>2], 8*(uint(j)&3)
	err := overRows(ctx, a.rows, func(from, to int) {
		var p [256]int64 // chunk rows at most: a packed word holds them
		for i := from; i < to; i++ {
			p[uint8(bins[i]>>(shift&31))] += packGradient(sigmoid(a.score[i]), a.y[i])
		}
		for b, v := range p {
			chunks[from/chunk][b] = unpack(v)
		}
	})
	if err != nil {
		return err
	}
	h := make([]sums, len(a.model.Curve[j]))
	for k := range chunks {
		for b := range h {
			h[b] = h[b].plus(chunks[k][b])
		}
	}
	step := a.shape.pieces(j, h, a.bins.Features[j].Words)
	for b, v := range step {
		a.model.Curve[j][b] += v
	}
	move := func(d *data, score []float64) error {
		return overRows(ctx, d.rows, func(from, to int) {
			for i := from; i < to; i++ {
				score[i] += step[d.bin(j, i)]
			}
		})
	}
	if a.later != nil {
		err = move(a.later, a.laterAt)
	}
	return errors.Join(err, move(a.data, a.score))
}

// piece is a part of a column's bins.
type piece struct {
	bins []bool
	sum  sums
	best split
}

// piece finds the best split of some bins.
func (s shape) piece(feature int, h []sums, words bool, bins []bool) *piece {
	p := &piece{bins: bins}
	part := make([]sums, len(h))
	for b, ok := range bins {
		if ok {
			part[b] = h[b]
			p.sum = p.sum.plus(h[b])
		}
	}
	q := search{penalty: s.penalty, node: p.sum, best: whole(p.sum, s.l2)}
	if words {
		q.words(feature, part)
	} else {
		q.number(feature, part)
	}
	p.best = q.best
	return p
}

// widest is the piece whose split gains most, -1 when none gains.
func (s shape) widest(list []*piece) int {
	at, most := -1, 0.0
	for k, p := range list {
		if p.best.feature < 0 {
			continue
		}
		if gain := p.best.gain(p.sum, s.l2); at < 0 || gain > most {
			at, most = k, gain
		}
	}
	return at
}

// pieces is one step of a column: its bins parted best first into few pieces.
func (s shape) pieces(feature int, h []sums, words bool) []float64 {
	everything := make([]bool, len(h))
	for b := range everything {
		everything[b] = true
	}
	list := []*piece{s.piece(feature, h, words, everything)}
	for len(list) < s.leaves {
		at := s.widest(list)
		if at < 0 {
			break
		}
		p := list[at]
		left, right := make([]bool, len(h)), make([]bool, len(h))
		for b, ok := range p.bins {
			l := p.best.takes(uint8(b))
			left[b], right[b] = ok && l, ok && !l
		}
		list[at] = s.piece(feature, h, words, left)
		list = append(list, s.piece(feature, h, words, right))
	}
	step := make([]float64, len(h))
	for _, p := range list {
		value := -float64(p.sum.g) / (float64(p.sum.h) + s.l2) * hessOne / gradOne * s.rate
		for b, ok := range p.bins {
			if ok {
				step[b] = value
			}
		}
	}
	if s.signs != nil && s.signs[feature] != 0 {
		monotone(step[1:], h[1:], float64(s.signs[feature]))
	}
	return step
}

// takes tells whether a bin goes left.
func (s *split) takes(b uint8) bool {
	if s.words {
		return s.bins.has(b)
	}
	return b-s.low <= s.width
}

// monotone pools neighbouring bins until the step never goes against its sign (pool
// adjacent violators, weighted by curvature).
func monotone(step []float64, h []sums, sign float64) {
	type pool struct {
		value, weight float64
		bins          int
	}
	var pools []pool
	for b, v := range step {
		p := pool{v * sign, float64(h[b].h) + 1, 1}
		for len(pools) > 0 && pools[len(pools)-1].value > p.value {
			last := pools[len(pools)-1]
			w := last.weight + p.weight
			p = pool{(last.value*last.weight + p.value*p.weight) / w, w, last.bins + p.bins}
			pools = pools[:len(pools)-1]
		}
		pools = append(pools, p)
	}
	at := 0
	for _, p := range pools {
		for range p.bins {
			step[at] = p.value * sign
			at++
		}
	}
}

// centre moves the mean of each curve into the base.
func (a *additive) centre() {
	m := a.model
	for j, c := range m.Curve {
		mean := 0.0
		for b, v := range c {
			mean += v * float64(m.Weight[j][b]) / float64(m.Rows)
		}
		for b := range c {
			c[b] -= mean
		}
		m.Base += mean
	}
}
