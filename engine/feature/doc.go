// Package feature computes what was known about every customer at the end of a
// past day, in SQL over the project's as-of macros:
//
//	known, err := feature.SourcesAt(ctx, project, last) // what the files tell at all
//	f, err := feature.BuildSpec(ctx, project, feature.Spec{AsOf: day, Window: window, Sources: known})
//	left, err := feature.Labels(ctx, project, f, window, end)
//	model, err := estimator.Fit(ctx, learn.Training{Sample: learn.Sample{X: f.Learn(), Y: left}}, progress)
//
// Catalogue names the features; each query of sql/ answers for some of them, one row
// per customer. What nobody is known by (no table of tickets) is missing, not zero.
//
// Nothing a frame holds may depend on later facts. That is a claim with a proof:
// [Prove] compares, on random past days, the features of customers with all their rows
// with those of a copy cut off at the day, bit for bit. Facts without a day are no
// features, because nothing shows when they became known: whether a ticket is resolved,
// a customer's attributes, scores without a date.
package feature
