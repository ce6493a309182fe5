// Package learn fits models to yes/no outcomes and judges scores: ridge logistic
// regression, AUC with DeLong's test, Brier score, calibration, lift, isotonic
// regression and the folds to judge on.
//
//	m, err := learn.Fit(ctx, X, churned, learn.Options{Ridge: 1, Names: names}, progress)
//	var failed *learn.FailedFit // separation, no convergence: failed.Last is the last iterate
//	p := m.Predict(later)
//	race := learn.DeLongTest(p, silenceDays, churnedLater) // an interval over zero is a tie
//
// Every kind of model is an Estimator that learns from a Frame (numbers and words,
// either with gaps) and gives a Model. Models of numbers only are a fit on a matrix
// put into Encoded; trees (learn/tree) take the frame as it is. A new kind is one
// type, and a test that calls learntest.Conform.
//
// Everything is deterministic: a fit does not depend on the order of the rows
// or the number of cores, not even in the last bit. Measures that do not exist
// (AUC with one class only) are NaN or an undefined engine.Number.
package learn
