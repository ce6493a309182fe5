package tree

import (
	"context"
	"math"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// KindTree is the kind of Decision's models.
const KindTree = "decision_tree"

// Decision is one tree of event shares with cost-complexity pruning (Breiman and
// others 1984). Zero fields take the defaults in brackets.
type Decision struct {
	Entropy bool `json:"entropy,omitempty"` // split by entropy, not by Gini impurity
	MinLeaf int  `json:"minLeaf,omitempty"` // least rows of a leaf [20]
	Depth   int  `json:"depth,omitempty"`   // most splits above a leaf [12]
	// Folds of the inner cross-validation that chooses the pruning [5]; negative
	// leaves the tree unpruned.
	Folds int `json:"folds,omitempty"`
	// Complexity prunes at this cost of a leaf (in squared error per row) without
	// cross-validation.
	Complexity float64 `json:"complexity,omitempty"`
}

// Kind implements learn.Estimator.
func (Decision) Kind() string { return KindTree }

// Pruning is one candidate of the inner cross-validation.
type Pruning struct {
	Complexity float64       `json:"complexity"`
	Leaves     int           `json:"leaves"`
	Brier      engine.Number `json:"brier"` // mean over held-out rows
	SE         engine.Number `json:"se"`
}

// Single is a fitted Decision.
type Single struct {
	Options Decision `json:"options"`
	Bins    *Bins    `json:"bins"`
	Tree    Tree     `json:"tree"`
	Rows    int      `json:"rows"`
	Events  int      `json:"events"`
	// Complexity is the cost of a leaf the tree was pruned at: the largest whose
	// cross-validated error is within one standard error of the least.
	Complexity float64   `json:"complexity"`
	Prunings   []Pruning `json:"prunings,omitempty"`
}

// Kind implements learn.Model.
func (*Single) Kind() string { return KindTree }

func (o Decision) withDefaults() Decision {
	o.MinLeaf, o.Depth, o.Folds = orInt(o.MinLeaf, 20), orInt(o.Depth, 12), orInt(o.Folds, 5)
	return o
}

func (o Decision) bad() bool {
	return o.MinLeaf < 1 || o.Depth < 1 || !(o.Complexity >= 0) || o.Folds == 1
}

func (o Decision) shape(columns int) classShape {
	s := classShape{depth: o.Depth, minLeaf: o.MinLeaf, minNode: 2, try: columns}
	if o.Entropy {
		s.impurity = entropy
	}
	return s
}

// Fit implements learn.Estimator.
func (o Decision) Fit(ctx context.Context, t learn.Training, progress engine.Progress) (learn.Model, error) {
	d, err := prepare(ctx, t, true)
	if err != nil {
		return nil, err
	}
	if o = o.withDefaults(); o.bad() {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	if progress == nil {
		progress = engine.NoProgress{}
	}
	progress.Stage("learn.tree", int64(max(o.Folds, 0)+1))
	m := &Single{Options: o, Bins: d.bins, Rows: d.rows, Events: d.events, Complexity: o.Complexity}
	full := o.growOn(d, func(int) bool { return true })
	progress.Add(1)
	if o.Folds > 1 && o.Complexity == 0 {
		if m.Prunings, err = o.validate(ctx, d, full, t.Seed, progress); err != nil {
			return nil, err
		}
		m.Complexity = oneSE(m.Prunings)
	}
	m.Tree = full.prune(m.Complexity * float64(d.rows))
	return m, ctx.Err()
}

// growOn grows a tree from the rows that belong.
func (o Decision) growOn(d *data, belongs func(row int) bool) *Tree {
	weight := make([]counts, d.rows)
	for i := range weight {
		if belongs(i) {
			weight[i] = 1<<32 + counts(d.y[i])
		}
	}
	return newClassifier(d.table, o.shape(len(d.bins.Features))).grow(weight)
}

// Predict implements learn.Model.
func (m *Single) Predict(x *learn.Frame) []float64 {
	return sumTrees(m.Bins, []Tree{m.Tree}, 0, x)
}

// Leaf is an end of the tree: the splits that lead there and the share of events
// among the training rows, with its Wilson interval. The tree chose the splits by the
// same rows, so shares of small leaves are flattering; compare them on later rows.
type Leaf struct {
	Path  []Condition `json:"path"`
	Share engine.Rate `json:"share"`
}

// Condition is one step of a path: a number at most or above Border, or a word among
// Levels. Missing says whether missing values take this step too, Other whether words
// that Levels of the column do not know do.
type Condition struct {
	Column  string   `json:"column"`
	Above   bool     `json:"above,omitempty"`
	Border  float64  `json:"border,omitempty"`
	Words   bool     `json:"words,omitempty"`
	Levels  []string `json:"levels,omitempty"`
	Missing bool     `json:"missing,omitempty"`
	Other   bool     `json:"other,omitempty"`
	// Only marks a step that depends on being missing alone.
	Only bool `json:"only,omitempty"`
}

// Leaves lists the ends of the tree from left to right.
func (m *Single) Leaves() []Leaf {
	var out []Leaf
	var walk func(at int32, path []Condition)
	walk = func(at int32, path []Condition) {
		n := &m.Tree.nodes[at]
		if n.feature < 0 {
			out = append(out, Leaf{Path: append([]Condition{}, path...),
				Share: engine.NewRate(int64(math.Round(n.value*n.rows)), int64(n.rows))})
			return
		}
		left, right := m.Tree.conditions(n, &m.Bins.Features[n.feature])
		walk(n.left, append(path, left))
		walk(n.left+1, append(path, right))
	}
	walk(0, nil)
	return out
}

// conditions are the two sides of a split in the column's own values.
func (t *Tree) conditions(n *node, f *Feature) (left, right Condition) {
	left = Condition{Column: f.Name, Words: f.Words, Missing: t.goesLeft(n, missingBin)}
	right = left
	right.Missing = !left.Missing
	if !f.Words {
		// The last bin with a border above it that goes left.
		cut := int(n.low) + int(n.width) - 1
		right.Above = true
		switch {
		case cut < 0 || cut >= len(f.Cuts):
			left.Only, right.Only = true, true
		default:
			left.Border, right.Border = f.Cuts[cut], f.Cuts[cut]
		}
		return left, right
	}
	for k, l := range f.Levels {
		if t.goesLeft(n, uint8(k+1)) {
			left.Levels = append(left.Levels, l)
		} else {
			right.Levels = append(right.Levels, l)
		}
	}
	left.Other = t.goesLeft(n, uint8(len(f.Levels)+1))
	right.Other = !left.Other
	return left, right
}
