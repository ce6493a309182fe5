// Package warning finds customers who break with their own habit before silence proves
// that they left: a Poisson–gamma surprise, a cumulative sum, a relative slope and a
// shift of what they buy (METHODS 1.10). Every alarm keeps to a stated number of false
// alarms per monthly check, found by simulating customers who do not change; and every
// alarm is tried on past month-ends against "60 days of silence" (Backtest).
//
//	r, err := warning.Analyse(ctx, project, definition, warning.Options{Seed: seed})
//
// A customer is judged by the own rate before the churn window: x purchase days in T
// days, and a prior Gamma(r, α) fitted to the shop. Who has bought for less than a window
// and a quarter is not judged at all.
package warning
