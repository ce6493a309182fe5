// Package rules finds what occurs together in transactions of integer items and how
// much more often than by chance: frequent sets by FP-growth (Han, Pei, Yin 2000), rules
// with their support, confidence, lift, leverage, conviction and exact Fisher p
// (METHODS 1.7), and which rules say nothing beyond a shorter one.
//
//	list := rules.Toward(transactions, left, rules.Options{MinCount: rules.MinCount(0.01, len(transactions)), MaxItems: 3})
//	list = rules.Prune(list, 0.05)
//
// It knows neither words nor data bases, and its results do not depend on the order of
// transactions or of items within one.
package rules
