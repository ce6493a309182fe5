// Package secondlife follows customers who came back: how long the second life
// lasts, what it has brought so far, and by which offer it began. A return is no
// success until it lasts (METHODS B12).
//
//	r, err := secondlife.Follow(ctx, project, definition)   // from purchases
//	a, err := secondlife.ReadAttempts(ctx, project)         // from a table of win-back attempts
//
// A second life begins with the purchase after a customer was lost, and ends by the
// same rule as every other life. Money is net revenue. Who came back after a contact
// did not come back because of it: only a control group tells that (package campaign).
package secondlife
