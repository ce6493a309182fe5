package learn

import (
	"context"
	"encoding/json"

	"huiliu/engine"
)

// Sample is rows with their outcomes.
type Sample struct {
	X *Frame
	Y []bool
}

// Training is all that a fit may look at.
type Training struct {
	Sample
	// Later is a sample of a later period, nil for none. It only tells an estimator
	// when to stop; nothing is fitted on it.
	Later *Sample
	// Seed feeds every use of chance.
	Seed uint64
}

// Estimator is a kind of model with its options. Its Fit
//
//   - refuses what Sample.Check refuses, with the same codes;
//   - learns everything (levels, medians, bins, scales) from the training rows;
//   - gives the same bytes for permuted rows, for any number of cores and again;
//   - returns within a second or so of the context's end, with its error;
//   - neither changes nor keeps the frame;
//   - gives columns that are the same in every row no say.
//
// learntest.Conform holds every estimator to that list.
type Estimator interface {
	// Kind names the model ("logistic", "boost"); it is stable and never shown.
	Kind() string
	Fit(ctx context.Context, t Training, progress engine.Progress) (Model, error)
}

// Model is a fitted estimator: a plain value that is read, never changed, and
// survives JSON unchanged.
type Model interface {
	Kind() string
	// Predict is the probability of each row; NaN for all rows when the frame lacks
	// a column of the model, or has words where the model knows numbers.
	Predict(x *Frame) []float64
}

// Explainer is a Model that splits its scores exactly over its columns.
type Explainer interface {
	Model
	// Explain returns contributions whose sum and Base give the score of each row.
	Explain(ctx context.Context, x *Frame) (*Explanation, error)
}

// Scales of an Explanation.
const (
	LogOdds     = "log_odds"
	Probability = "probability"
)

// Explanation holds Base + Σ Value(row, column) = score of the row on Scale.
type Explanation struct {
	Scale   string
	Base    float64
	Columns []string  // names in the order of Values
	Values  []float64 // row after row
}

// Row is what each column adds for one row.
func (e *Explanation) Row(i int) []float64 {
	p := len(e.Columns)
	return e.Values[i*p : (i+1)*p]
}

// saved is the form of a model in a project.
type saved struct {
	Kind  string          `json:"kind"`
	Model json.RawMessage `json:"model"`
}

// Save writes a model with its kind.
func Save(m Model) ([]byte, error) {
	inner, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return json.Marshal(saved{Kind: m.Kind(), Model: inner})
}

// Load reads what Save wrote. Blank gives an empty model of a kind to read into
// (&tree.Boosted{}), nil for a kind it does not know, which is Error
// "learn.unknown_model"; so is a text that is no model.
func Load(b []byte, blank func(kind string) Model) (Model, error) {
	var s saved
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, &engine.Error{Code: "learn.unknown_model", Cause: err}
	}
	m := blank(s.Kind)
	if m == nil {
		return nil, &engine.Error{Code: "learn.unknown_model"}
	}
	if err := json.Unmarshal(s.Model, m); err != nil {
		return nil, &engine.Error{Code: "learn.unknown_model", Cause: err}
	}
	return m, nil
}

// Settler is a Model that stopped early on a later sample and can name the estimator
// that takes the same options and as many rounds as served it, to learn again from more
// rows without a later sample.
type Settler interface {
	Model
	Settled() Estimator
}
