package tree_test

import (
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
)

func TestEstimators_KeepTheirPromises(t *testing.T) {
	for name, c := range map[string]struct {
		estimator learn.Estimator
		blank     func() learn.Model
	}{
		"boosting": {tree.Boosting{Rounds: 60, Rate: 0.1}, func() learn.Model { return &tree.Boosted{} }},
		"boosting sampled": {tree.Boosting{Rounds: 60, Rate: 0.1, Depth: 4, RowShare: 0.7, ColumnShare: 0.7},
			func() learn.Model { return &tree.Boosted{} }},
		"boosting monotone": {tree.Boosting{Rounds: 60, Rate: 0.1, Monotone: map[string]int{"silence": 1, "orders": -1}},
			func() learn.Model { return &tree.Boosted{} }},
		"tree":            {tree.Decision{}, func() learn.Model { return &tree.Single{} }},
		"tree by entropy": {tree.Decision{Entropy: true, Folds: -1, Depth: 5}, func() learn.Model { return &tree.Single{} }},
		"forest":          {tree.Forest{Trees: 40}, func() learn.Model { return &tree.Grove{} }},
	} {
		t.Run(name, func(t *testing.T) { learntest.Conform(t, c.estimator, c.blank) })
	}
}
