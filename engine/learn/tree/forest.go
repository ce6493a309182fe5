package tree

import (
	"context"
	"math"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// KindForest is the kind of Forest's models.
const KindForest = "random_forest"

// Forest is a random forest of probability trees (Malley and others 2012): each tree
// learns from rows drawn with replacement, each split from a few columns drawn anew.
// Zero fields take the defaults in brackets.
type Forest struct {
	Trees   int `json:"trees,omitempty"`   // [500]
	MinLeaf int `json:"minLeaf,omitempty"` // least rows of a leaf [5]
	MinNode int `json:"minNode,omitempty"` // least rows of a node to split [2·MinLeaf]
	Depth   int `json:"depth,omitempty"`   // most splits above a leaf [no bound]
	Try     int `json:"try,omitempty"`     // columns tried at a split [√columns]
}

// Kind implements learn.Estimator.
func (Forest) Kind() string { return KindForest }

// Grove is a fitted Forest: the mean share of events over the trees' leaves.
type Grove struct {
	Options Forest `json:"options"`
	Bins    *Bins  `json:"bins"`
	Trees   []Tree `json:"trees"`
	Rows    int    `json:"rows"`
	Events  int    `json:"events"`
	// Out-of-bag: each row judged by the trees that did not see it.
	OOBRows  int           `json:"oobRows"`
	OOBBrier engine.Number `json:"oobBrier"` // mean squared error
	OOBError engine.Rate   `json:"oobError"` // wrong side of one half
	OOBAUC   engine.Number `json:"oobAUC"`
}

// Kind implements learn.Model.
func (*Grove) Kind() string { return KindForest }

func (o Forest) withDefaults(columns int) Forest {
	o.Trees, o.MinLeaf = orInt(o.Trees, 500), orInt(o.MinLeaf, 5)
	o.MinNode, o.Depth = orInt(o.MinNode, 2*o.MinLeaf), orInt(o.Depth, math.MaxInt32)
	o.Try = min(orInt(o.Try, int(math.Sqrt(float64(columns)))), columns)
	return o
}

func (o Forest) bad() bool {
	return o.Trees < 1 || o.MinLeaf < 1 || o.MinNode < 1 || o.Depth < 1 || o.Try < 1
}

// Fit implements learn.Estimator.
func (o Forest) Fit(ctx context.Context, t learn.Training, progress engine.Progress) (learn.Model, error) {
	d, err := prepare(ctx, t, true)
	if err != nil {
		return nil, err
	}
	o = o.withDefaults(len(d.bins.Features))
	if o.bad() {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	if progress == nil {
		progress = engine.NoProgress{}
	}
	progress.Stage("learn.forest", int64(o.Trees))
	f := &forest{Forest: o, data: d, seed: t.Seed, trees: make([]Tree, o.Trees), hands: make([]*hand, learn.Workers())}
	f.wide = d.byRow(0, d.rows, make([]uint8, d.rows*len(d.bins.Features)))
	err = learn.Parallel(ctx, o.Trees, func(k, worker int) {
		f.growOne(k, worker)
		progress.Add(1)
	})
	if err != nil {
		return nil, err
	}
	m := &Grove{Options: o, Bins: d.bins, Trees: f.trees, Rows: d.rows, Events: d.events}
	f.judge(m)
	return m, nil
}

// forest is a fit on its way.
type forest struct {
	Forest
	*data
	wide  []uint8 // bins row after row, for rows out of the bag
	seed  uint64
	trees []Tree
	hands []*hand // one for each worker
}

// hand is what one worker keeps: integers, so that the sum over hands is the same
// whoever grew which tree.
type hand struct {
	*classifier
	drawn  []counts
	out    []uint64 // Σ shares given by trees that did not see the row, fixed point
	voters []uint32
}

// fixed is the unit of shares summed as integers.
const fixed = 1 << 40

func (f *forest) growOne(k, worker int) {
	if f.hands[worker] == nil {
		s := classShape{depth: f.Depth, minLeaf: f.MinLeaf, minNode: f.MinNode, try: f.Try}
		f.hands[worker] = &hand{classifier: newClassifier(f.table, s), drawn: make([]counts, f.rows),
			out: make([]uint64, f.rows), voters: make([]uint32, f.rows)}
	}
	h := f.hands[worker]
	h.rng = stat.NewRand(f.seed, "tree.forest."+strconv.Itoa(k))
	clear(h.drawn)
	for range f.rows {
		i := h.rng.IntN(f.rows)
		h.drawn[i] += 1<<32 + counts(f.y[i])
	}
	t := h.grow(h.drawn)
	p := len(f.bins.Features)
	for i, w := range h.drawn {
		if w == 0 {
			h.out[i] += uint64(t.end(f.wide[i*p:(i+1)*p]).value*fixed + 0.5)
			h.voters[i]++
		}
	}
	f.trees[k] = *t
}

// judge fills the out-of-bag measures.
func (f *forest) judge(m *Grove) {
	var p []float64
	var y []bool
	wrong := 0
	for i := range f.rows {
		var sum uint64
		var voters uint32
		for _, h := range f.hands {
			if h != nil {
				sum += h.out[i]
				voters += h.voters[i]
			}
		}
		if voters == 0 {
			continue
		}
		v, yes := float64(sum)/fixed/float64(voters), f.y[i] == 1
		p, y = append(p, v), append(y, yes)
		if (v > 0.5) != yes {
			wrong++
		}
	}
	m.OOBRows = len(p)
	m.OOBBrier, m.OOBAUC = engine.Number(learn.Brier(p, y)), engine.Number(learn.AUC(p, y))
	m.OOBError = engine.NewRate(int64(wrong), int64(len(p)))
}

// Predict implements learn.Model.
func (m *Grove) Predict(x *learn.Frame) []float64 {
	p := sumTrees(m.Bins, m.Trees, 0, x)
	for i := range p {
		p[i] /= float64(len(m.Trees))
	}
	return p
}
