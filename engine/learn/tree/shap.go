package tree

import (
	"context"
	"errors"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// step is a feature on the way from the root to a node (Lundberg, Erion, Lee 2018,
// algorithm 2): the share of training rows that would go on with the feature unknown,
// whether this row does, and the weight of the sets of that many features.
type step struct {
	feature int32
	zero    float64
	one     float64
	weight  float64
}

// extend appends a step.
func extend(path []step, zero, one float64, feature int32) []step {
	d := len(path)
	path = append(path, step{feature: feature, zero: zero, one: one})
	if d == 0 {
		path[0].weight = 1
	}
	for i := d - 1; i >= 0; i-- {
		path[i+1].weight += one * path[i].weight * float64(i+1) / float64(d+1)
		path[i].weight = zero * path[i].weight * float64(d-i) / float64(d+1)
	}
	return path
}

// unwind takes the step at k out again.
func unwind(path []step, k int) []step {
	d := len(path) - 1
	one, zero := path[k].one, path[k].zero
	next := path[d].weight
	for i := d - 1; i >= 0; i-- {
		if one != 0 {
			was := path[i].weight
			path[i].weight = next * float64(d+1) / (float64(i+1) * one)
			next = was - path[i].weight*zero*float64(d-i)/float64(d+1)
		} else {
			path[i].weight = path[i].weight * float64(d+1) / (zero * float64(d-i))
		}
	}
	for i := k; i < d; i++ {
		path[i].feature, path[i].zero, path[i].one = path[i+1].feature, path[i+1].zero, path[i+1].one
	}
	return path[:d]
}

// without is the sum of weights with the step at k taken out.
func without(path []step, k int) float64 {
	d := len(path) - 1
	one, zero := path[k].one, path[k].zero
	next, total := path[d].weight, 0.0
	for i := d - 1; i >= 0; i-- {
		if one != 0 {
			w := next * float64(d+1) / (float64(i+1) * one)
			total += w
			next = path[i].weight - w*zero*float64(d-i)/float64(d+1)
		} else {
			total += path[i].weight * float64(d+1) / (zero * float64(d-i))
		}
	}
	return total
}

// shapley adds the contributions of one row to phi.
type shapley struct {
	tree  *Tree
	x     *table
	row   int
	scale float64
	phi   []float64
	// spare holds the paths, one behind the other.
	spare []step
}

// leaf shares the value of a leaf out among the steps to it. A step the row does not take
// gets −Σ weightᵢ·(d+1)/(d−i), whatever its own share of rows: that sum serves them all.
func (s *shapley) leaf(path []step, value float64) {
	absent, known := 0.0, false
	for k := 1; k < len(path); k++ {
		p := &path[k]
		if p.one != 0 {
			s.phi[p.feature] += without(path, k) * (p.one - p.zero) * value
			continue
		}
		if !known {
			absent, known = without(path, k)*p.zero, true
		}
		s.phi[p.feature] -= absent * value
	}
}

func (s *shapley) visit(at int32, path []step, zero, one float64, feature int32) {
	from := len(s.spare)
	s.spare = append(s.spare, path...)
	s.spare = append(s.spare, step{}) // room for one more
	own := extend(s.spare[from:from+len(path):from+len(path)+1], zero, one, feature)
	n := &s.tree.nodes[at]
	if n.feature < 0 {
		s.leaf(own, n.value*s.scale)
		s.spare = s.spare[:from]
		return
	}
	hot, cold := n.left, n.left+1
	if !s.tree.goesLeft(n, s.x.bin(int(n.feature), s.row)) {
		hot, cold = cold, hot
	}
	zero, one = 1, 1
	for k := 1; k < len(own); k++ {
		if own[k].feature == n.feature {
			zero, one = own[k].zero, own[k].one
			own = unwind(own, k)
			break
		}
	}
	nodes := s.tree.nodes
	s.visit(hot, own, zero*nodes[hot].rows/n.rows, one, n.feature)
	s.visit(cold, own, zero*nodes[cold].rows/n.rows, 0, n.feature)
	s.spare = s.spare[:from]
}

// explain is exact TreeSHAP over the path of training rows: the trees' values times
// scale add up to the score.
func explain(ctx context.Context, b *Bins, trees []Tree, base, scale float64, kind string, x *learn.Frame) (*learn.Explanation, error) {
	if x == nil {
		return nil, &engine.Error{Code: "learn.empty"}
	}
	t, err := b.cut(ctx, x)
	if t == nil || err != nil {
		return nil, errors.Join(err, &engine.Error{Code: "learn.length_mismatch",
			Args: engine.Args{"rows": len(x.Columns), "outcomes": len(b.Features)}})
	}
	e := b.explanation(kind, x.Rows)
	e.Base = base
	for k := range trees {
		e.Base += trees[k].nodes[0].value * scale
	}
	const few = 16 // rows of a task
	err = learn.Parallel(ctx, (x.Rows+few-1)/few, func(task, _ int) {
		s := shapley{x: t, scale: scale}
		for i := task * few; i < min((task+1)*few, x.Rows); i++ {
			s.row, s.phi = i, e.Row(i)
			for k := range trees {
				s.tree = &trees[k]
				s.visit(0, nil, 1, 1, -1)
			}
		}
	})
	return e, err
}

func (b *Bins) explanation(kind string, rows int) *learn.Explanation {
	e := &learn.Explanation{Scale: kind, Columns: make([]string, len(b.Features)), Values: make([]float64, rows*len(b.Features))}
	for j := range b.Features {
		e.Columns[j] = b.Features[j].Name
	}
	return e
}

// Explain implements learn.Explainer on log odds.
func (m *Boosted) Explain(ctx context.Context, x *learn.Frame) (*learn.Explanation, error) {
	return explain(ctx, m.Bins, m.Trees, m.Base, 1, learn.LogOdds, x)
}

// Explain implements learn.Explainer on probability.
func (m *Grove) Explain(ctx context.Context, x *learn.Frame) (*learn.Explanation, error) {
	return explain(ctx, m.Bins, m.Trees, 0, 1/float64(len(m.Trees)), learn.Probability, x)
}

// Explain implements learn.Explainer on probability.
func (m *Single) Explain(ctx context.Context, x *learn.Frame) (*learn.Explanation, error) {
	return explain(ctx, m.Bins, []Tree{m.Tree}, 0, 1, learn.Probability, x)
}
