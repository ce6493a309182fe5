package learn

import (
	"math"
	"slices"
	"sort"
)

// Isotonic is the non-decreasing sequence closest to y in weighted squares (pool
// adjacent violators). weights nil means all equal; nil is returned for different
// lengths, a NaN or a weight that is not positive.
func Isotonic(y, weights []float64) []float64 {
	if weights != nil && len(weights) != len(y) {
		return nil
	}
	type block struct {
		sum, weight float64
		rows        int
	}
	blocks := make([]block, 0, len(y))
	for i, v := range y {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		if math.IsNaN(v) || !(w > 0) || math.IsInf(w, 0) {
			return nil
		}
		blocks = append(blocks, block{v * w, w, 1})
		for n := len(blocks); n > 1; n = len(blocks) {
			a, b := blocks[n-2], blocks[n-1]
			if a.sum/a.weight < b.sum/b.weight {
				break
			}
			blocks = append(blocks[:n-2], block{a.sum + b.sum, a.weight + b.weight, a.rows + b.rows})
		}
	}
	out := make([]float64, 0, len(y))
	for _, b := range blocks {
		for range b.rows {
			out = append(out, b.sum/b.weight)
		}
	}
	return out
}

// RuleProbability turns the score of a plain rule (silence days, an RFM sum; higher
// means likelier) into probabilities, so that the rule has a Brier score and can
// meet a model in a fair race. Fit it on training rows only.
type RuleProbability struct {
	// Scores ascend; a score takes the probability of the largest entry not above
	// it, or the first if all are.
	Scores        []float64 `json:"scores"`
	Probabilities []float64 `json:"probabilities"`
}

// FitRule is the isotonic regression of y on score, rows of equal score pooled
// first. Probabilities stay half an event away from 0 and 1, so that one surprise
// does not cost an infinite log loss. Not ok without rows, for different lengths or a NaN.
func FitRule(score []float64, y []bool) (*RuleProbability, bool) {
	if len(score) == 0 || len(score) != len(y) || slices.ContainsFunc(score, math.IsNaN) {
		return nil, false
	}
	var levels, share, rows []float64
	var taken, hits float64
	eachLevel(score, y, func(level, to, total float64) {
		levels = append(levels, level)
		rows = append(rows, to-taken)
		share = append(share, (total-hits)/(to-taken))
		taken, hits = to, total
	})
	slices.Reverse(levels)
	slices.Reverse(share)
	slices.Reverse(rows)
	r := &RuleProbability{}
	margin := 1 / (2 * float64(len(y)))
	for i, p := range Isotonic(share, rows) {
		p = math.Min(math.Max(p, margin), 1-margin)
		if n := len(r.Probabilities); n == 0 || p != r.Probabilities[n-1] {
			r.Scores, r.Probabilities = append(r.Scores, levels[i]), append(r.Probabilities, p)
		}
	}
	return r, true
}

// Predict gives the probability of each score; NaN for NaN.
func (r *RuleProbability) Predict(score []float64) []float64 {
	out := make([]float64, len(score))
	for k, s := range score {
		i := sort.Search(len(r.Scores), func(i int) bool { return r.Scores[i] > s }) - 1
		switch {
		case math.IsNaN(s) || len(r.Scores) == 0:
			out[k] = math.NaN()
		default:
			out[k] = r.Probabilities[max(i, 0)]
		}
	}
	return out
}
