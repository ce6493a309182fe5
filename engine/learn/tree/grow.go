package tree

import (
	"context"
	"math"

	"huiliu/engine/learn"
)

// shape bounds a tree.
type shape struct {
	leaves, depth int
	penalty
	rate  float64 // of the step
	signs []int8  // of monotone features; nil for none
}

// open is a leaf that may still be split.
type open struct {
	node     int32
	depth    int
	from, to int // its rows
	sum      sums
	hist     []sums
	best     split
	limit    *limits
}

// grower grows one tree after another on the same rows.
type grower struct {
	shape
	t         *table
	layout    *layout
	active    []bool  // features this tree may use
	rows      []int32 // those of a leaf stand together
	gradients []int64 // in the order of rows
	spareRows []int32
	spareGrad []int64
	free      [][]sums
	leaves    []*open
	tree      *Tree
}

func newGrower(t *table, s shape) *grower {
	n := t.rows
	return &grower{shape: s, t: t, layout: newLayout(t.bins), active: make([]bool, len(t.bins.Features)),
		rows: make([]int32, n), gradients: make([]int64, n), spareRows: make([]int32, n), spareGrad: make([]int64, n)}
}

// grow learns a tree from the gradients of the given rows, ascending; nil for all.
func (g *grower) grow(ctx context.Context, gradient []int64, sample []int32) (*Tree, error) {
	n := g.start(gradient, sample)
	root := &open{to: n, hist: g.take(), limit: g.unlimited()}
	for _, v := range g.gradients[:n] {
		root.sum = root.sum.plus(unpack(v))
	}
	g.tree = &Tree{nodes: []node{{feature: -1, set: -1}}}
	g.leaves = append(g.leaves[:0], root)
	if err := g.countRoot(ctx, root, sample == nil); err != nil {
		return nil, err
	}
	for len(g.leaves) < g.shape.leaves {
		batch := g.next()
		if len(batch) == 0 {
			break
		}
		if err := g.splitAll(ctx, batch); err != nil {
			return nil, err
		}
	}
	for _, l := range g.leaves {
		g.release(l)
		leaf := &g.tree.nodes[l.node]
		leaf.value, leaf.rows = g.value(l), float64(l.to-l.from)
	}
	g.fillInner()
	return g.tree, nil
}

func (g *grower) start(gradient []int64, sample []int32) int {
	if sample != nil {
		for k, r := range sample {
			g.rows[k], g.gradients[k] = r, gradient[r]
		}
		return len(sample)
	}
	copy(g.gradients, gradient)
	for i := range g.rows {
		g.rows[i] = int32(i)
	}
	return len(g.rows)
}

func (g *grower) unlimited() *limits {
	if g.signs == nil {
		return nil
	}
	return &limits{sign: g.signs, low: math.Inf(-1), high: math.Inf(1), scale: float64(hessOne) / gradOne}
}

// value is the step of a leaf.
func (g *grower) value(l *open) float64 {
	v := -float64(l.sum.g) / (float64(l.sum.h) + g.l2) * hessOne / gradOne
	if l.limit != nil {
		v = min(max(v, l.limit.low), l.limit.high)
	}
	return v * g.rate
}

// fillInner gives inner nodes the rows below them and their mean value.
func (g *grower) fillInner() {
	nodes := g.tree.nodes
	for i := len(nodes) - 1; i >= 0; i-- {
		if n := &nodes[i]; n.feature >= 0 {
			a, b := &nodes[n.left], &nodes[n.left+1]
			n.rows = a.rows + b.rows
			n.value = (a.rows*a.value + b.rows*b.value) / n.rows
		}
	}
}

// next are the leaves to split now: where the number of leaves cannot run out before
// the depth does, all of them, since the order is then the same tree; else the one
// that gains most.
func (g *grower) next() []*open {
	var all []*open
	var best *open
	most := 0.0
	for _, l := range g.leaves {
		if l.best.feature < 0 {
			continue
		}
		all = append(all, l)
		if gain := l.best.gain(l.sum, g.l2); best == nil || gain > most {
			best, most = l, gain
		}
	}
	if g.roomy() || len(all) == 0 {
		return all
	}
	return []*open{best}
}

func (g *grower) roomy() bool { return g.depth < 31 && 1<<g.depth <= g.shape.leaves }

// pair are the two children of a split.
type pair struct {
	less, more *open // by rows
	parent     []sums
}

// splitAll splits leaves; the left child takes the place of its parent in the list.
func (g *grower) splitAll(ctx context.Context, batch []*open) error {
	var pairs []pair
	lefts, rights := make([]*open, len(batch)), make([]*open, len(batch))
	for k, l := range batch {
		lefts[k], rights[k] = g.part(l)
	}
	err := learn.Parallel(ctx, len(batch), func(k, _ int) {
		m := g.partition(batch[k])
		lefts[k].to, rights[k].from = m, m
	})
	if err != nil {
		return err
	}
	full := len(g.leaves)+len(batch) >= g.shape.leaves
	for k, l := range batch {
		a, b := lefts[k], rights[k]
		*l, a = *a, l
		g.leaves = append(g.leaves, b)
		if full || !g.splittable(a) && !g.splittable(b) {
			g.release(a)
			continue
		}
		p := pair{less: a, more: b, parent: a.hist}
		if a.to-a.from > b.to-b.from {
			p.less, p.more = b, a
		}
		p.less.hist, p.more.hist = g.take(), p.parent
		pairs = append(pairs, p)
	}
	return g.count(ctx, pairs)
}

// part makes the two children's nodes and open leaves, rows not yet parted; the left
// one holds the parent's histogram.
func (g *grower) part(l *open) (left, right *open) {
	s := &l.best
	n := &g.tree.nodes[l.node]
	n.feature, n.left, n.low, n.width = int32(s.feature), int32(len(g.tree.nodes)), s.low, s.width
	if s.words {
		n.set = int32(len(g.tree.sets))
		g.tree.sets = append(g.tree.sets, s.bins)
	}
	left = &open{node: n.left, depth: l.depth + 1, from: l.from, sum: s.left, hist: l.hist, limit: l.limit}
	right = &open{node: n.left + 1, depth: l.depth + 1, to: l.to, sum: l.sum.minus(s.left), limit: l.limit}
	if l.limit != nil {
		left.limit, right.limit = l.limit.below(s.feature, left.sum, right.sum, g.l2)
	}
	left.best, right.best = whole(left.sum, g.l2), whole(right.sum, g.l2)
	g.tree.nodes = append(g.tree.nodes, node{feature: -1, set: -1}, node{feature: -1, set: -1})
	return left, right
}

func (g *grower) splittable(l *open) bool {
	return l.depth < g.depth && l.to-l.from > 1 && l.sum.h >= 2*g.minHessian
}

// partition moves the rows of a leaf that go left to the front, keeping their order,
// and returns where the right ones begin.
func (g *grower) partition(l *open) int {
	n := &g.tree.nodes[l.node]
	bins, shift := g.t.groups[n.feature>>2], 8*(uint(n.feature)&3)
	rows, grads := g.rows[l.from:l.to], g.gradients[l.from:l.to]
	otherRows, otherGrads := g.spareRows[l.from:l.to], g.spareGrad[l.from:l.to]
	var lut [256]uint8
	for b := range lut {
		if g.tree.goesLeft(n, uint8(b)) {
			lut[b] = 1
		}
	}
	a, b := 0, 0
	for i, r := range rows {
		v := grads[i]
		left := int(lut[uint8(bins[r]>>shift)])
		rows[a], grads[a] = r, v
		otherRows[b], otherGrads[b] = r, v
		a += left
		b += 1 - left
	}
	copy(rows[a:], otherRows[:b])
	copy(grads[a:], otherGrads[:b])
	return l.from + a
}

func (g *grower) take() []sums {
	if k := len(g.free); k > 0 {
		h := g.free[k-1]
		g.free = g.free[:k-1]
		return h
	}
	return make([]sums, g.layout.size())
}

func (g *grower) release(l *open) {
	if l.hist != nil {
		g.free = append(g.free, l.hist)
		l.hist = nil
	}
}
