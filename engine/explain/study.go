package explain

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Study is what a model goes by, and a page of points in its place.
type Study struct {
	Model      string       `json:"model"` // kind; words: model.<kind>
	Used       bool         `json:"used"`  // it makes the list of today; else a plain rule does
	Importance Importance   `json:"importance"`
	Curves     []Dependence `json:"curves"` // of the columns that matter most
	Card       *Card        `json:"scorecard"`
}

// A study has the curves of all blocks that matter, within these bounds.
const (
	leastCurves = 3
	mostCurves  = 6
)

// Look studies a model: importance and curves on held rows, points from training rows.
// A model whose columns all tell nothing has no card.
func Look(ctx context.Context, m learn.Model, train, held learn.Sample, seed uint64, progress engine.Progress) (Study, error) {
	out := Study{Model: m.Kind(), Curves: []Dependence{}}
	sample := draw(m, held, Shuffling{Rows: blockRows, Seed: seed})
	blocks, err := Blocks(ctx, sample.X, Together)
	if err != nil {
		return out, err
	}
	if out.Importance, err = Permute(ctx, m, held, blocks, Shuffling{Seed: seed}, progress); err != nil {
		return out, err
	}
	curves := ask(m, sample.X, Partial{Seed: seed})
	for _, b := range out.Importance.Blocks {
		if len(out.Curves) == mostCurves || len(out.Curves) >= leastCurves && b.AUC.None() {
			break
		}
		d, err := curves.widest(ctx, b.Columns)
		if err != nil {
			return out, err
		}
		out.Curves = append(out.Curves, d)
	}
	card, err := Points(ctx, m, few(train, seed), held, Page{})
	if err == nil {
		out.Card = &card
	}
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	return out, nil
}

const (
	blockRows = 5000   // columns are compared on
	cardRows  = 20_000 // points are learnt from
)

// few are at most cardRows rows in an order that depends on their content alone.
func few(s learn.Sample, seed uint64) learn.Sample {
	if s.X == nil || s.X.Rows <= cardRows {
		return s
	}
	return draw(nothing{}, s, Shuffling{Rows: cardRows, Seed: seed})
}

// nothing scores all rows alike.
type nothing struct{}

// Kind implements learn.Model.
func (nothing) Kind() string { return "" }

// Predict implements learn.Model.
func (nothing) Predict(x *learn.Frame) []float64 { return make([]float64, x.Rows) }

// widest is the curve of the column of a block that moves the probability most.
func (a *asker) widest(ctx context.Context, columns []string) (best Dependence, err error) {
	for k, column := range columns {
		d, err := a.curve(ctx, column)
		if err != nil {
			return best, err
		}
		if k == 0 || d.Span > best.Span {
			best = d
		}
	}
	return best, nil
}
