package tree

import (
	"context"

	"huiliu/engine/learn"
)

// countRoot fills the root's histogram and finds its best split.
func (g *grower) countRoot(ctx context.Context, root *open, all bool) error {
	root.best = whole(root.sum, g.l2)
	var rows []int32
	if !all {
		rows = g.rows[:root.to]
	}
	groups := len(g.t.groups)
	found := make([]split, groups)
	err := learn.Parallel(ctx, groups, func(k, _ int) {
		if g.used(k) {
			g.layout.histogram(root.hist, g.t, k, rows, g.gradients[:root.to])
		}
		found[k] = g.search(root, k)
	})
	choose(root, found)
	return err
}

// count fills the histograms of children, the smaller one by its rows and the larger
// one by what is left of the parent's, and finds their best splits.
func (g *grower) count(ctx context.Context, pairs []pair) error {
	groups := len(g.t.groups)
	less, more := make([]split, groups*len(pairs)), make([]split, groups*len(pairs))
	err := learn.Parallel(ctx, len(less), func(k, _ int) {
		p, group := &pairs[k/groups], k%groups
		if g.used(group) {
			l := p.less
			g.layout.histogram(l.hist, g.t, group, g.rows[l.from:l.to], g.gradients[l.from:l.to])
			g.layout.subtract(p.parent, l.hist, group)
		}
		less[k], more[k] = g.search(p.less, group), g.search(p.more, group)
	})
	for k, p := range pairs {
		choose(p.less, less[k*groups:(k+1)*groups])
		choose(p.more, more[k*groups:(k+1)*groups])
	}
	return err
}

// used tells whether this tree may split by a feature of the group.
func (g *grower) used(group int) bool {
	for j := 4 * group; j < min(4*group+4, len(g.active)); j++ {
		if g.active[j] {
			return true
		}
	}
	return false
}

// search looks through one group of features.
func (g *grower) search(l *open, group int) split {
	s := search{penalty: g.penalty, node: l.sum, limit: l.limit, best: l.best}
	if !g.splittable(l) {
		return s.best
	}
	for j := 4 * group; j < min(4*group+4, len(g.active)); j++ {
		if !g.active[j] {
			continue
		}
		if h := g.layout.of(l.hist, j); g.t.bins.Features[j].Words {
			s.words(j, h)
		} else {
			s.number(j, h)
		}
	}
	return s.best
}

// choose keeps the best split, the first of equals.
func choose(l *open, found []split) {
	for k := range found {
		if found[k].feature >= 0 && (l.best.feature < 0 || found[k].beats(&l.best)) {
			l.best = found[k]
		}
	}
}
