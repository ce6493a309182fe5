package learn

import (
	"context"
	"slices"
)

// linear is a matrix model whose log odds are a sum over its columns.
type linear interface {
	MatrixModel
	Linear(row []float64) float64
	Contributions(row []float64) []float64
}

// adding is a Model that may turn out to be linear inside.
type adding interface {
	explainLinear(x *Frame) *Explanation
}

// Explain splits a model's scores over its columns where that can be done exactly: by
// the model itself (trees) or, for a linear model behind an Encoder, by adding up what
// the inputs of each column contribute, which is Shapley's value when the columns are
// independent. Not ok for other models and for a frame that does not fit.
func Explain(ctx context.Context, m Model, x *Frame) (e *Explanation, ok bool, err error) {
	switch m := m.(type) {
	case Explainer:
		e, err = m.Explain(ctx, x)
	case adding:
		e = m.explainLinear(x)
	}
	return e, e != nil && err == nil, err
}

func (m *EncodedModel[M]) explainLinear(x *Frame) *Explanation {
	inner, ok := any(m.Inner).(linear)
	encoded := m.Encoder.Matrix(x)
	if !ok || encoded == nil {
		return nil
	}
	e := &Explanation{Scale: LogOdds}
	column := make([]int, len(m.Encoder.Inputs)) // of each input
	for k, in := range m.Encoder.Inputs {
		column[k] = slices.Index(e.Columns, in.Column)
		if column[k] < 0 {
			column[k] = len(e.Columns)
			e.Columns = append(e.Columns, in.Column)
		}
	}
	e.Values = make([]float64, x.Rows*len(e.Columns))
	for i := range x.Rows {
		row, sum := encoded.RawRowView(i), 0.0
		for k, v := range inner.Contributions(row) {
			e.Row(i)[column[k]] += v
			sum += v
		}
		if i == 0 {
			e.Base = inner.Linear(row) - sum
		}
	}
	return e
}
