package tree_test

import (
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
)

func TestEstimators_KeepTheirPromises(t *testing.T) {
	boosted := func() learn.Model { return &tree.Boosted{} }
	single := func() learn.Model { return &tree.Single{} }
	curves := func() learn.Model { return &tree.Curves{} }
	signs := map[string]int{"silence": 1, "orders": -1}
	for _, c := range []struct {
		name      string
		estimator learn.Estimator
		blank     func() learn.Model
	}{
		{"boosting", tree.Boosting{Rounds: 60, Rate: 0.1}, boosted},
		{"boosting sampled", tree.Boosting{Rounds: 60, Rate: 0.1, Depth: 4, RowShare: 0.7, ColumnShare: 0.7}, boosted},
		{"boosting monotone", tree.Boosting{Rounds: 60, Rate: 0.1, Leaves: 15, Monotone: signs}, boosted},
		{"tree", tree.Decision{}, single},
		{"tree by entropy", tree.Decision{Entropy: true, Folds: -1, Depth: 5}, single},
		{"forest", tree.Forest{Trees: 40}, func() learn.Model { return &tree.Grove{} }},
		{"additive", tree.Additive{Rounds: 40, Rate: 0.2}, curves},
		{"additive with pairs", tree.Additive{Rounds: 20, Rate: 0.2, Pairs: 2, Monotone: signs}, curves},
	} {
		t.Run(c.name, func(t *testing.T) { learntest.Conform(t, c.estimator, c.blank) })
	}
}
