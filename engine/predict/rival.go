package predict

import (
	"context"
	"errors"

	"huiliu/engine/learn"
)

// Kinds of competitor.
const (
	kindRule  = "rule"
	kindModel = "model"
)

// rival is one competitor: a plain rule, or a kind of model with the options worth
// trying.
type rival struct {
	name, kind string
	options    []fitter          // what tuning chooses from, the plainest first
	estimators []learn.Estimator // of the options of a model
	most       int               // rows a fit looks at, 0 for all it is given
}

// steps is how much of the progress a competitor is: a fit of every option and one more.
func (r rival) steps() int64 {
	if isRule(r) {
		return 1
	}
	return int64(len(r.options)+1) * modelSteps
}

// modelSteps is how much longer a model takes than a rule, for the progress.
const modelSteps = 10

// fitter learns to rank from training rows.
type fitter func(ctx context.Context, t learn.Training) (ranker, error)

// ranker gives rows scores to be ordered by, higher = riskier.
type ranker interface {
	Rank(x *learn.Frame) []float64
}

// modelRanker ranks by a model's probabilities.
type modelRanker struct{ model learn.Model }

func (m modelRanker) Rank(x *learn.Frame) []float64 { return m.model.Predict(x) }

func isRule(r rival) bool { return r.kind == kindRule }

func find(list []rival, name string) (rival, bool) {
	for _, r := range list {
		if r.name == name {
			return r, true
		}
	}
	return rival{}, false
}

// models are the kinds of model that take part, the simplest first.
func (o Options) models() []rival {
	var out []rival
	for _, k := range o.Kinds {
		r := rival{name: k.Name(), kind: kindModel, most: k.MaxRows, estimators: k.Grid}
		if len(k.Grid) == 0 {
			r.estimators = []learn.Estimator{k.Estimator}
		}
		for _, e := range r.estimators {
			r.options = append(r.options, estimatorFit(e))
		}
		out = append(out, r)
	}
	return out
}

func estimatorFit(e learn.Estimator) fitter {
	return func(ctx context.Context, t learn.Training) (ranker, error) {
		m, err := e.Fit(ctx, t, nil)
		if err != nil {
			return nil, errors.Join(ctx.Err(), err)
		}
		return modelRanker{m}, nil
	}
}
