// Package uplift estimates for whom an action makes a difference, from a trial by
// lot, and judges such an order by what happened to other customers of the trial.
//
//	m, err := uplift.FitTwoModels(ctx, learn.NewLogistic(learn.Options{}), train)
//	q := uplift.Qini(uplift.Outcome{Score: m.Predict(test.X), Yes: test.Y, Treated: test.Treated})
//	low, high := uplift.Interval(…) // covers 0: the order says nothing, treat all or nobody
//
// Who responds to an offer is not who responds because of it: a customer who would
// have come anyway costs the offer and brings nothing.
package uplift
