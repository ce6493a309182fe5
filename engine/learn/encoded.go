package learn

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
)

// MatrixModel is a fitted model of numbers only.
type MatrixModel interface {
	Predict(x *mat.Dense) []float64
}

// Encoded makes an Estimator of a fit on a matrix: the frame goes through an
// Encoder learnt from the training rows. M is a pointer to a plain struct
// (*Logistic), whose JSON form is the model's.
type Encoded[M MatrixModel] struct {
	Name string // Kind
	// FitMatrix gets the training rows and, when there is a later sample, that in
	// the same encoding; a nil later means none.
	FitMatrix func(ctx context.Context, in Matrices, progress engine.Progress) (M, error)
}

// Matrices are a Training in numbers.
type Matrices struct {
	X     *mat.Dense
	Y     []bool
	Names []string // of the columns
	Later *mat.Dense
	// LaterY are the outcomes of Later.
	LaterY []bool
	Seed   uint64
}

// Kind implements Estimator.
func (e Encoded[M]) Kind() string { return e.Name }

// Fit implements Estimator. A frame whose columns all tell nothing is Error
// "learn.empty".
func (e Encoded[M]) Fit(ctx context.Context, t Training, progress engine.Progress) (Model, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	if err := errors.Join(t.Check(), ctx.Err()); err != nil {
		return nil, err
	}
	encoder := NewEncoder(t.X)
	in := Matrices{X: encoder.Matrix(t.X), Y: t.Y, Names: encoder.Names(), Seed: t.Seed}
	if in.X == nil {
		return nil, &engine.Error{Code: "learn.empty"}
	}
	if t.Later != nil {
		in.Later, in.LaterY = encoder.Matrix(t.Later.X), t.Later.Y
	}
	inner, err := e.FitMatrix(ctx, in, progress)
	if err != nil {
		return nil, err
	}
	return &EncodedModel[M]{Name: e.Name, Encoder: encoder, Inner: inner}, nil
}

// EncodedModel is an encoder and the model of what it gives.
type EncodedModel[M MatrixModel] struct {
	Name    string   `json:"name"`
	Encoder *Encoder `json:"encoder"`
	Inner   M        `json:"inner"`
}

// Kind implements Model.
func (m *EncodedModel[M]) Kind() string { return m.Name }

// Predict implements Model.
func (m *EncodedModel[M]) Predict(x *Frame) []float64 {
	if x == nil {
		return nil
	}
	if encoded := m.Encoder.Matrix(x); encoded != nil {
		return m.Inner.Predict(encoded)
	}
	p := make([]float64, x.Rows)
	for i := range p {
		p[i] = math.NaN()
	}
	return p
}

// KindLogistic is the kind of NewLogistic's models.
const KindLogistic = "logistic"

// NewLogistic is ridge logistic regression as an Estimator; o.Names is ignored. A
// fit that did not converge fails with FailedFit, as in Fit.
func NewLogistic(o Options) Estimator {
	return Encoded[*Logistic]{Name: KindLogistic,
		FitMatrix: func(ctx context.Context, in Matrices, progress engine.Progress) (*Logistic, error) {
			named := o
			named.Names = in.Names
			return Fit(ctx, in.X, in.Y, named, progress)
		}}
}
