// Package tree learns decision trees and their ensembles for yes/no outcomes: one
// pruned tree, random forest, gradient boosting and additive boosting. All four are
// learn.Estimators over the same binned columns, take numbers and words with gaps as
// they are, and explain each score exactly (TreeSHAP).
//
//	m, err := tree.Boosting{Rounds: 300, Rate: 0.05, Depth: 4}.Fit(ctx, training, progress)
//	p := m.Predict(later)
//	why, err := m.(learn.Explainer).Explain(ctx, later) // log odds, adds up to 1e-9
//
// Sums run over integers (gradients in fixed point, rows counted), so a fit has the
// same bytes for any order of the rows and any number of cores.
package tree
