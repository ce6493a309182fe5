package tree_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/tree"
	"huiliu/engine/stat"
)

// alternating is a word with 24 levels, every second of which leaves three times as
// often, and a little noise.
func alternating(n int, seed uint64) learn.Sample {
	rng := stat.NewRand(seed, "learntest")
	x := &learn.Frame{Rows: n, Columns: []learn.Column{{Name: "city", Text: make([]string, n)}, {Name: "noise", Number: make([]float64, n)}}}
	y := make([]bool, n)
	for i := range n {
		level := rng.IntN(24)
		x.Columns[0].Text[i] = fmt.Sprintf("c%02d", level)
		x.Columns[1].Number[i] = rng.Float64()
		y[i] = rng.Float64() < 0.2+0.4*float64(level%2)
	}
	return learn.Sample{X: x, Y: y}
}

// coded writes the word as its place in the alphabet, as an ordinal coding would.
func coded(s learn.Sample) learn.Sample {
	words := slices.Compact(slices.Sorted(slices.Values(s.X.Columns[0].Text)))
	c := learn.Column{Name: "city", Number: make([]float64, s.X.Rows)}
	for i, w := range s.X.Columns[0].Text {
		c.Number[i] = float64(slices.Index(words, w))
	}
	return learn.Sample{X: &learn.Frame{Rows: s.X.Rows, Columns: []learn.Column{c, s.X.Columns[1]}}, Y: s.Y}
}

// A split of a category may put any levels on either side, so that few rounds find what
// an ordinal coding needs a split for each level for.
func TestBoosting_SplitsCategoriesAsSetsOfLevels(t *testing.T) {
	few := tree.Boosting{Rounds: 3, Rate: 0.3, Depth: 2}
	train, later := alternating(6000, 1), alternating(6000, 2)
	words := learn.AUC(fit[learn.Model](t, few, learn.Training{Sample: train}).Predict(later.X), later.Y)
	ordinal := learn.AUC(fit[learn.Model](t, few, learn.Training{Sample: coded(train)}).Predict(coded(later).X), later.Y)
	best := make([]float64, later.X.Rows) // what the truth itself would reach
	for i, w := range later.X.Columns[0].Text {
		best[i] = float64((w[1]*10 + w[2]) % 2)
	}
	if most := learn.AUC(best, later.Y); words < most-0.005 || ordinal > words-0.05 {
		t.Errorf("AUC with categories %.4f, with codes %.4f, possible %.4f", words, ordinal, most)
	}
}

// Names of categories mean nothing: other names, the same probabilities.
func TestBoosting_IgnoresWhatCategoriesAreCalled(t *testing.T) {
	train, later := alternating(4000, 3), alternating(2000, 4)
	rename := func(s learn.Sample) learn.Sample {
		out := learn.Sample{X: s.X.Take(rowsOf(s.X.Rows)), Y: s.Y}
		for i, w := range out.X.Columns[0].Text {
			level := int(w[1]-'0')*10 + int(w[2]-'0')
			out.X.Columns[0].Text[i] = fmt.Sprintf("城%02d", level*7%24)
		}
		return out
	}
	for _, e := range []learn.Estimator{tree.Boosting{Rounds: 60}, tree.Boosting{Rounds: 40, Depth: 3}, tree.Decision{Depth: 4, Folds: -1}} {
		want := fit[learn.Model](t, e, learn.Training{Sample: train}).Predict(later.X)
		got := fit[learn.Model](t, e, learn.Training{Sample: rename(train)}).Predict(rename(later).X)
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-12 {
				t.Fatalf("%s row %d: %v with other names, %v before", e.Kind(), i, got[i], want[i])
			}
		}
	}
}

func rowsOf(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
