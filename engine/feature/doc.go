// Package feature computes what was known about every customer at the end of a
// past day, in SQL over the project's as-of macros:
//
//	f, err := feature.Build(ctx, project, day, feature.Active, window)
//	left, err := feature.Labels(ctx, project, f, window, end)
//
// Nothing a frame holds may depend on later facts. That is a claim with a proof:
// [Leaks] compares a frame of the whole project with one of a copy cut off at the
// day, bit for bit. Two facts the tables hold are no features because they have no
// day: whether a ticket is resolved by now, and a customer's attributes. Contacts
// by the shop are left out too: they are its decision, not the customer's habit.
package feature
