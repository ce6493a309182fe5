// Package learn fits models to yes/no outcomes and judges scores: logistic regression
// with ridge, elastic net or Firth's penalty, calibrators, and measures with their
// intervals (AUC with DeLong's test, precision and recall, Brier score, log loss,
// calibration, lift, maximum profit), and the folds to judge on.
//
//	m, err := learn.Fit(ctx, X, churned, learn.Options{Ridge: 1, Names: names}, progress)
//	var failed *learn.FailedFit // separation, no convergence: failed.Last is the last iterate
//	p := m.Predict(later)
//	race := learn.DeLongTest(p, silenceDays, churnedLater) // an interval over zero is a tie
//
// Every kind of model is an Estimator that learns from a Frame (numbers and words,
// either with gaps) and gives a Model. Models of numbers only are a fit on a matrix
// put into Encoded (learn/svm and learn/neural are); trees (learn/tree) and naive Bayes
// (learn/bayes) take the frame as it is. A new kind is one type, a test that calls
// learntest.Conform, and a line in learn/kinds. A NewDesign is a matrix standardised and
// put into an order that depends on its content only. Calibrate makes a model's
// probabilities right on later rows.
//
// Everything is deterministic: a fit does not depend on the order of the rows
// or the number of cores, not even in the last bit. Measures that do not exist
// (AUC with one class only) are NaN or an undefined engine.Number.
package learn
