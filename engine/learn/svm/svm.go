// Package svm learns support vector machines: the border between those who left and
// those who stayed that keeps the two farthest apart, straight (Linear) or bent (Radial).
//
//	m, err := svm.Linear{C: 0.1}.Estimator().Fit(ctx, training, progress)
//	m, err := svm.Radial{}.Estimator().Fit(ctx, training, progress)
//
// A distance to the border is no probability. Both kinds map it to one by Platt's
// sigmoid, fitted on distances of rows that a machine learnt without them (Folds parts).
package svm

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Kinds of the models.
const (
	KindLinear = "svm_linear"
	KindRadial = "svm_rbf"
)

const folds = 5 // of the rows for Platt's sigmoid

// machine gives the signed distances of rows of standardised columns.
type machine interface {
	distance(row []float64) float64
}

// platt fits a sigmoid to distances that each fold gets from a machine that learnt
// without it.
func platt(d *learn.Design, seed uint64, fit func(d *learn.Design) (machine, error)) (*learn.Calibrator, error) {
	y := d.Outcomes()
	fold := learn.StratifiedFolds(y, folds, seed)
	score := make([]float64, d.N)
	for f := range folds {
		train, test := learn.Split(fold, f)
		part := d.Take(train)
		if e := part.Events(); e == 0 || e == part.N {
			part = d // too few events to hold one out
		}
		m, err := fit(part)
		if err != nil {
			return nil, err
		}
		for _, i := range test {
			score[i] = m.distance(d.Row(i))
		}
	}
	c, ok := learn.FitPlatt(score, y)
	if !ok {
		return nil, &engine.Error{Code: "learn.not_converged"}
	}
	return c, nil
}

// probability maps a row of raw columns; NaN for another width or a NaN.
func probability(s *learn.Scale, c *learn.Calibrator, m machine, x *mat.Dense) []float64 {
	n, _ := x.Dims()
	score := make([]float64, n)
	const rows = 256
	_ = learn.Parallel(context.Background(), (n+rows-1)/rows, func(t, _ int) { // nothing ends this context
		room := make([]float64, 0, len(s.SD))
		for i := t * rows; i < min((t+1)*rows, n); i++ {
			score[i] = math.NaN()
			if row := s.Row(x.RawRowView(i), room); row != nil {
				score[i] = m.distance(row)
			}
		}
	})
	return c.Apply(score)
}

// stage tells what is going on.
func stage(progress engine.Progress) {
	progress.Stage("learn.svm", folds+1)
}
