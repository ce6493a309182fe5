package tree

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// KindBoosting is the kind of Boosting's models.
const KindBoosting = "boosting"

// Boosting is histogram gradient boosting of trees on the logistic loss. Zero fields
// take the defaults in brackets.
type Boosting struct {
	Rounds int     `json:"rounds,omitempty"` // trees [300]
	Rate   float64 `json:"rate,omitempty"`   // share of each step taken [0.05]
	Leaves int     `json:"leaves,omitempty"` // most leaves of a tree, grown best first [2^Depth, 31 without Depth]
	Depth  int     `json:"depth,omitempty"`  // most splits above a leaf [30]
	L2     float64 `json:"l2,omitempty"`     // λ of Σ value²/2 over leaves [1]; negative for none
	// MinHessian is the least Σ p(1−p) of a leaf [1].
	MinHessian float64 `json:"minHessian,omitempty"`
	// RowShare and ColumnShare are drawn anew for each tree [1].
	RowShare    float64 `json:"rowShare,omitempty"`
	ColumnShare float64 `json:"columnShare,omitempty"`
	// Monotone gives numbers a direction: +1 more is riskier, −1 less.
	Monotone map[string]int `json:"monotone,omitempty"`
	// Patience ends the fit after so many rounds without a lower log loss on
	// Training.Later and keeps the best round [30]; without Later all rounds are done.
	Patience int `json:"patience,omitempty"`
}

// Kind implements learn.Estimator.
func (Boosting) Kind() string { return KindBoosting }

func (o Boosting) withDefaults() Boosting {
	o.Rounds, o.Rate = orInt(o.Rounds, 300), or(o.Rate, 0.05)
	if o.Depth == 0 {
		o.Leaves, o.Depth = orInt(o.Leaves, 31), 30
	} else if o.Leaves == 0 {
		o.Leaves = 1 << min(o.Depth, 16)
	}
	o.L2, o.MinHessian = orNone(o.L2, 1), or(o.MinHessian, 1)
	o.RowShare, o.ColumnShare = or(o.RowShare, 1), or(o.ColumnShare, 1)
	o.Patience = orInt(o.Patience, 30)
	return o
}

func or(v, fallback float64) float64 {
	if v == 0 {
		return fallback
	}
	return v
}

func orInt(v, fallback int) int {
	if v == 0 {
		return fallback
	}
	return v
}

// orNone reads a negative number as 0.
func orNone(v, fallback float64) float64 { return max(or(v, fallback), 0) }

func (o Boosting) bad() bool {
	fine := o.Rounds > 0 && o.Rate > 0 && o.Rate <= 1 && o.Leaves > 1 && o.Depth > 0 && o.L2 >= 0 && o.MinHessian > 0 &&
		o.RowShare > 0 && o.RowShare <= 1 && o.ColumnShare > 0 && o.ColumnShare <= 1 && o.Patience > 0
	return !fine || math.IsInf(o.L2+o.MinHessian, 0)
}

// Boosted is a fitted Boosting: log odds = Base + Σ trees.
type Boosted struct {
	Options Boosting `json:"options"`
	Bins    *Bins    `json:"bins"`
	Base    float64  `json:"base"`
	Trees   []Tree   `json:"trees"`
	Rows    int      `json:"rows"`
	Events  int      `json:"events"`
}

// Kind implements learn.Model.
func (*Boosted) Kind() string { return KindBoosting }

// Fit implements learn.Estimator.
func (o Boosting) Fit(ctx context.Context, t learn.Training, progress engine.Progress) (learn.Model, error) {
	o = o.withDefaults()
	d, err := prepare(ctx, t, o.RowShare < 1)
	if err != nil {
		return nil, err
	}
	if o.bad() {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	b := &boosting{Boosting: o, data: d, score: make([]float64, d.rows), gradient: make([]int64, d.rows)}
	b.grower = newGrower(d.table, o.shape(d.bins))
	if err := b.watch(ctx, t.Later); err != nil {
		return nil, err
	}
	if progress == nil {
		progress = engine.NoProgress{}
	}
	progress.Stage("learn.boosting", int64(o.Rounds))
	return b.run(ctx, t.Seed, progress)
}

func (o Boosting) shape(b *Bins) shape {
	s := shape{leaves: o.Leaves, depth: o.Depth, rate: o.Rate, penalty: penalty{l2: o.L2 * hessOne,
		minHessian: int64(math.Ceil(o.MinHessian * hessOne)), chance: gradOne * gradOne / hessOne}}
	for j := range b.Features {
		if sign := o.Monotone[b.Features[j].Name]; sign != 0 && !b.Features[j].Words {
			if s.signs == nil {
				s.signs = make([]int8, len(b.Features))
			}
			s.signs[j] = int8(max(min(sign, 1), -1))
		}
	}
	return s
}

// boosting is a fit on its way.
type boosting struct {
	Boosting
	*data
	*grower
	score    []float64
	gradient []int64
	later    *data // nil without a later sample
	laterAt  []float64
}

func (b *boosting) run(ctx context.Context, seed uint64, progress engine.Progress) (*Boosted, error) {
	m := &Boosted{Options: b.Boosting, Bins: b.bins, Base: b.logOdds(), Rows: b.data.rows, Events: b.events}
	fill(b.score, m.Base)
	fill(b.laterAt, m.Base)
	rng := stat.NewRand(seed, "tree.boosting")
	best, least := 0, math.Inf(1)
	for k := range b.Rounds {
		if err := b.derive(ctx); err != nil {
			return nil, err
		}
		sample := b.draw(rng)
		t, err := b.grow(ctx, b.gradient, sample)
		if err != nil {
			return nil, err
		}
		if len(t.nodes) == 1 && sample == nil && b.ColumnShare == 1 {
			break // nothing left to learn
		}
		m.Trees = append(m.Trees, *t)
		if err := b.step(ctx, t, sample != nil); err != nil {
			return nil, err
		}
		progress.Add(1)
		if b.later == nil {
			continue
		}
		if loss := b.later.meanLoss(b.laterAt); loss < least {
			best, least = len(m.Trees), loss
		} else if k+1-best >= b.Patience {
			break
		}
	}
	if b.later != nil {
		m.Trees = slices.Clip(m.Trees[:best])
	}
	return m, nil
}

// derive computes the gradient of each row.
func (b *boosting) derive(ctx context.Context) error {
	return overRows(ctx, b.data.rows, func(from, to int) {
		for i := from; i < to; i++ {
			b.gradient[i] = packGradient(sigmoid(b.score[i]), b.y[i])
		}
	})
}

// draw chooses the rows and columns of a tree.
func (b *boosting) draw(rng *rand.Rand) []int32 {
	k := len(b.active)
	take := max(1, int(math.Round(b.ColumnShare*float64(k))))
	for j := range b.active {
		b.active[j] = take == k
	}
	if take < k {
		for _, j := range rng.Perm(k)[:take] {
			b.active[j] = true
		}
	}
	if b.RowShare == 1 {
		return nil
	}
	n := b.data.rows
	need := max(1, int(math.Round(b.RowShare*float64(n))))
	sample := make([]int32, 0, need)
	for i := range n { // each subset equally likely, ascending (Fan, Muller, Rezucha 1962)
		if rng.IntN(n-i) < need-len(sample) {
			sample = append(sample, int32(i))
		}
	}
	return sample
}

// step moves the scores by the new tree.
func (b *boosting) step(ctx context.Context, t *Tree, sampled bool) error {
	if b.later != nil {
		t.addTo(b.later.table, 0, b.later.rows, b.laterAt)
	}
	if sampled {
		return overRows(ctx, b.data.rows, func(from, to int) { t.addTo(b.data.table, from, to, b.score) })
	}
	return learn.Parallel(ctx, len(b.leaves), func(k, _ int) {
		l := b.leaves[k]
		v := t.nodes[l.node].value
		for _, r := range b.grower.rows[l.from:l.to] {
			b.score[r] += v
		}
	})
}

// watch prepares the later sample.
func (b *boosting) watch(ctx context.Context, later *learn.Sample) error {
	d, err := b.bins.later(ctx, later)
	if d != nil {
		b.later, b.laterAt = d, make([]float64, d.rows)
	}
	return err
}

// Predict implements learn.Model.
func (m *Boosted) Predict(x *learn.Frame) []float64 {
	p := m.scores(x)
	for i, s := range p {
		p[i] = sigmoid(s)
	}
	return p
}

// scores are the log odds of each row.
func (m *Boosted) scores(x *learn.Frame) []float64 {
	return sumTrees(m.Bins, m.Trees, m.Base, x)
}
