package explain

import (
	"context"

	"huiliu/engine/learn"
	"huiliu/engine/learn/tree"
)

// Contributions are learn.Explain's, within a bound.
type Contributions struct {
	*learn.Explanation
	// Trees and Of say that only some trees of a forest were taken apart; the parts then
	// add up to the score of those trees. Of is 0 for other models.
	Trees int `json:"trees"`
	Of    int `json:"of"`
}

// steps bounds the exact explanation of a forest: some seconds on one core. Every
// other kind stays far below.
const steps = 500_000_000

// fewTrees is the least number of trees that speak for a forest.
const fewTrees = 20

// wrapped is a Model that only changes the scale of another's probabilities.
type wrapped interface{ Unwrap() learn.Model }

// Contribute splits the scores of the rows of x over the columns, exactly for a linear
// model, additive curves, trees and boosting; of a forest as many evenly spaced trees
// are taken apart exactly as the rows leave time for. A calibrated model is taken apart
// before its calibration, which keeps the order. Not ok for a model that has no parts
// (a rule, a network).
func Contribute(ctx context.Context, m learn.Model, x *learn.Frame) (c Contributions, ok bool, err error) {
	return contribute(ctx, m, x, steps)
}

func contribute(ctx context.Context, m learn.Model, x *learn.Frame, steps int64) (c Contributions, ok bool, err error) {
	for {
		w, is := m.(wrapped)
		if !is {
			break
		}
		m = w.Unwrap()
	}
	if g, is := m.(*tree.Grove); is {
		c.Of = len(g.Trees)
		if n := int64(len(g.Trees)); n > 0 {
			each := max(g.Work()/n, 1)
			g = g.Thin(int(max(steps/(each*int64(max(x.Rows, 1))), fewTrees)))
		}
		c.Trees, m = len(g.Trees), g
	}
	c.Explanation, ok, err = learn.Explain(ctx, m, x)
	return c, ok, err
}
