// Package stat holds the small statistics every question shares: exact-order
// sums, quantiles, tests of two groups, sample sizes, corrections for many
// tests and seeded resampling.
//
// All functions are pure. Where a figure does not exist (an empty group, no
// variance) it is NaN, or an undefined engine.Number in a result, never 0:
//
//	d := stat.TwoProportions(120, 1000, 97, 1000)
//	if d.Sign() == 0 { … } // the interval covers zero: no visible difference
package stat
