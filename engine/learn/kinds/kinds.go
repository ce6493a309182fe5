// Package kinds is the one list of the models that can be raced, saved and read back.
// A new model enters here, and nowhere else.
//
//	for _, k := range kinds.Standard() {
//		m, err := k.Estimator.Fit(ctx, training, progress)
//		b, err := learn.Save(m)
//	}
//	m, err := learn.Load(b, kinds.Blank)
package kinds

import (
	"huiliu/engine/learn"
	"huiliu/engine/learn/bayes"
	"huiliu/engine/learn/neural"
	"huiliu/engine/learn/svm"
	"huiliu/engine/learn/tree"
)

// Kind is one kind of model with options that suit most shops.
type Kind struct {
	Estimator learn.Estimator
	// Grid are the options worth trying in nested tuning, the plainest model first;
	// Estimator is among them or close by. Empty: there is nothing to choose, or the
	// estimator chooses inside.
	Grid []learn.Estimator
	// MaxRows is how many training rows the estimator looks at, 0 for all of them. An
	// estimator with a cap draws its rows by the training's seed, both outcomes in
	// proportion.
	MaxRows int
}

// Name is the kind's name, which learn.Save writes and words are found by.
func (k Kind) Name() string { return k.Estimator.Kind() }

// lightTrees are enough for a forest that is fitted many times: more change the third
// decimal of its AUC.
const lightTrees = 80

// Lighter is the estimator for where it is fitted many times: a large forest with fewer
// trees, any other as it is.
func Lighter(e learn.Estimator) learn.Estimator {
	if f, ok := e.(tree.Forest); ok && (f.Trees == 0 || f.Trees > lightTrees) {
		f.Trees = lightTrees
		return f
	}
	return e
}

// Standard lists all kinds, the simplest first: of models that are equally good the
// first is the one to take.
func Standard() []Kind {
	return []Kind{
		{Estimator: learn.NewLogistic(learn.Options{Ridge: 1}), Grid: ridges(0.1, 1, 10, 100)},
		{Estimator: learn.NewElasticNet(learn.NetOptions{Mix: 0.5}), Grid: nets(0.03, 0.01, 0.003)},
		{Estimator: bayes.Naive{}, Grid: []learn.Estimator{bayes.Naive{Bins: 5}, bayes.Naive{}, bayes.Naive{Bins: 20}}},
		{Estimator: tree.Decision{}},
		{Estimator: tree.Additive{}},
		{Estimator: svm.Linear{}.Estimator(), Grid: []learn.Estimator{
			svm.Linear{C: 0.01}.Estimator(), svm.Linear{C: 0.1}.Estimator(),
		}},
		{Estimator: tree.Forest{Trees: 200, MinLeaf: 25, Depth: 12}}, // larger ones change the third decimal and cost the most of all
		{Estimator: tree.Boosting{Depth: 4}, Grid: []learn.Estimator{
			tree.Boosting{Depth: 2}, tree.Boosting{Depth: 4}, tree.Boosting{Leaves: 15, ColumnShare: 0.8},
		}},
		{Estimator: svm.Radial{MaxRows: radialRows}.Estimator(), MaxRows: radialRows},
		{Estimator: neural.Perceptron{Ramp: true}.Estimator(), Grid: []learn.Estimator{
			neural.Perceptron{Hidden: []int{4}}.Estimator(), neural.Perceptron{Ramp: true}.Estimator(),
			neural.Perceptron{Hidden: []int{32, 8}}.Estimator(),
		}},
	}
}

// radialRows bounds the radial machine, whose time grows with the square of its rows.
const radialRows = 800

// ridges go from the strongest, whose model is the plainest, to the weakest.
func ridges(ascending ...float64) []learn.Estimator {
	var out []learn.Estimator
	for k := len(ascending) - 1; k >= 0; k-- {
		out = append(out, learn.NewLogistic(learn.Options{Ridge: ascending[k]}))
	}
	return out
}

// nets descend from the one with the fewest columns.
func nets(lambdas ...float64) []learn.Estimator {
	var out []learn.Estimator
	for _, l := range lambdas {
		out = append(out, learn.NewElasticNet(learn.NetOptions{Mix: 0.5, Lambda: l}))
	}
	return out
}

// Blank is an empty model of a kind for learn.Load to read into, calibrated ones
// included; nil for a kind that does not exist.
func Blank(kind string) learn.Model {
	switch kind {
	case learn.KindLogistic:
		return &learn.EncodedModel[*learn.Logistic]{}
	case learn.KindElasticNet:
		return &learn.EncodedModel[*learn.Net]{}
	case learn.KindCalibrated:
		return learn.BlankCalibrated(Blank)
	case bayes.KindNaive:
		return &bayes.Fitted{}
	case neural.Kind:
		return &learn.EncodedModel[*neural.Network]{}
	case svm.KindLinear:
		return &learn.EncodedModel[*svm.Border]{}
	case svm.KindRadial:
		return &learn.EncodedModel[*svm.Cloud]{}
	case tree.KindTree:
		return &tree.Single{}
	case tree.KindAdditive:
		return &tree.Curves{}
	case tree.KindForest:
		return &tree.Grove{}
	case tree.KindBoosting:
		return &tree.Boosted{}
	}
	return nil
}
