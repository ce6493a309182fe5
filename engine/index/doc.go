// Package index builds a risk index from indicators: orient and scale each one
// (Scale), weigh them by judgement (AHP), by spread (PCA), by information (Entropy)
// or by hand, and add (Combine). Slices in, slices out: no database, no words.
//
//	j, err := index.AHP(matrix)             // and j.CR < index.Acceptable
//	w := index.Principal(scaled).Weights()
//	score := index.Combine(scaled, w)
//
// Weights of PCA and entropy measure how much indicators spread, not how much they
// tell of leaving; those of AHP are somebody's opinion. What an index is worth is told
// by what happened later (package warning tries it), METHODS 1.9.
package index
