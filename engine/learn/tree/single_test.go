package tree_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
	"huiliu/engine/stat"
)

// twenty is a fixture of 20 rows without ties between splits.
func twenty() learn.Sample {
	columns := [][]float64{
		{6.9, 2.9, 7.8, 4.5, 8.5, 9.1, 8.5, 5.2, 4.3, 9.4, 8.7, 3.5, 3.9, 7.5, 9.3, 4.3, 0.6, 0.3, 9.0, 9.9},
		{4.7, 8.1, 5.7, 3.4, 7.8, 8.6, 8.8, 5.6, 0.9, 7.1, 5.9, 5.1, 5.5, 6.5, 7.0, 1.4, 5.3, 9.4, 9.8, 4.3},
		{4.5, 0.3, 1.7, 2.4, 7.2, 1.9, 1.1, 2.1, 6.1, 2.6, 8.6, 7.1, 3.5, 1.5, 6.8, 5.3, 3.7, 0.8, 6.4, 7.9},
	}
	s := learn.Sample{X: &learn.Frame{Rows: 20}}
	for j, c := range columns {
		s.X.Columns = append(s.X.Columns, learn.Column{Name: string(rune('a' + j)), Number: c})
	}
	for _, v := range []int{0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1} {
		s.Y = append(s.Y, v == 1)
	}
	return s
}

func fit[M learn.Model](t testing.TB, e learn.Estimator, in learn.Training) M {
	t.Helper()
	m, err := e.Fit(context.Background(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	model, ok := m.(M)
	if !ok {
		t.Fatalf("the model is a %T", m)
	}
	return model
}

// scikit-learn 1.2.1, DecisionTreeClassifier(max_depth=4, min_samples_leaf=2), any
// random_state: predict_proba of the rows it was fitted on.
func TestDecision_SplitsAsScikitLearnOnTwentyRows(t *testing.T) {
	const a, b = 2.0 / 3, 1.0 / 3
	for _, c := range []struct {
		name string
		tree tree.Decision
		want []float64
	}{
		{"gini", tree.Decision{Depth: 4, MinLeaf: 2, Folds: -1},
			[]float64{.5, 1, 0, a, 1, 1, 1, 0, a, 0, 1, .5, 0, 0, .5, a, .5, 1, 1, 1}},
		{"entropy", tree.Decision{Depth: 4, MinLeaf: 2, Folds: -1, Entropy: true},
			[]float64{b, 1, 0, a, 1, 1, 1, 0, a, b, 1, b, b, 0, b, a, b, 1, 1, 1}},
	} {
		s := twenty()
		got := fit[*tree.Single](t, c.tree, learn.Training{Sample: s}).Predict(s.X)
		for i, p := range got {
			if math.Abs(p-c.want[i]) > 1e-12 {
				t.Errorf("%s: row %d has %v, scikit-learn says %v", c.name, i, p, c.want[i])
			}
		}
	}
}

// scikit-learn 1.2.1, cost_complexity_pruning_path of the Gini tree above: ccp_alphas
// 0.05, 0.0761904762, 0.1371428571 leave 3, 2 and 1 leaves. Its impurity is twice ours.
func TestDecision_PrunesAsScikitLearnOnTwentyRows(t *testing.T) {
	for _, c := range []struct {
		alpha  float64
		leaves int
	}{{0, 5}, {0.0499, 5}, {0.0501, 3}, {0.0761, 3}, {0.0763, 2}, {0.1371, 2}, {0.1372, 1}} {
		o := tree.Decision{Depth: 4, MinLeaf: 2, Folds: -1, Complexity: c.alpha / 2}
		m := fit[*tree.Single](t, o, learn.Training{Sample: twenty()})
		if m.Tree.Leaves() != c.leaves {
			t.Errorf("alpha %v leaves %d leaves, want %d", c.alpha, m.Tree.Leaves(), c.leaves)
		}
	}
}

func TestDecision_PrunesNoiseToTheRoot(t *testing.T) {
	s := learntest.Shop(1000, 1)
	rng := stat.NewRand(3, "coin")
	for i := range s.Y {
		s.Y[i] = rng.IntN(4) == 0
	}
	full := fit[*tree.Single](t, tree.Decision{Folds: -1}, learn.Training{Sample: s})
	m := fit[*tree.Single](t, tree.Decision{}, learn.Training{Sample: s})
	if full.Tree.Leaves() < 10 || m.Tree.Leaves() != 1 {
		t.Errorf("noise keeps %d of %d leaves", m.Tree.Leaves(), full.Tree.Leaves())
	}
}

func TestDecision_KeepsSignalAndSaysWhatEachLeafIs(t *testing.T) {
	s := learntest.Shop(3000, 2)
	m := fit[*tree.Single](t, tree.Decision{}, learn.Training{Sample: s})
	leaves := m.Leaves()
	if len(leaves) < 3 || len(leaves) != m.Tree.Leaves() {
		t.Fatalf("%d leaves listed of %d", len(leaves), m.Tree.Leaves())
	}
	p := m.Predict(s.X)
	var rows, events int64
	for _, l := range leaves {
		rows += l.Share.Base
		events += l.Share.Events
		if !(l.Share.Low < l.Share.Value && l.Share.Value < l.Share.High) && l.Share.Events > 0 && l.Share.Events < l.Share.Base {
			t.Errorf("share %v has the interval %v–%v", l.Share.Value, l.Share.Low, l.Share.High)
		}
		// The conditions in words lead to exactly the rows that get this leaf's share.
		var inside int64
		for i := range p {
			if !slices.ContainsFunc(l.Path, func(c tree.Condition) bool { return !holds(c, m.Bins, s.X, i) }) {
				inside++
				if p[i] != float64(l.Share.Value) {
					t.Fatalf("row %d is led to a leaf of %v and predicted %v", i, l.Share.Value, p[i])
				}
			}
		}
		if inside != l.Share.Base {
			t.Errorf("%d rows are led to a leaf of %d", inside, l.Share.Base)
		}
	}
	var churned int64
	for _, y := range s.Y {
		if y {
			churned++
		}
	}
	if rows != 3000 || events != churned {
		t.Errorf("leaves hold %d rows with %d events, want 3000 with %d", rows, events, churned)
	}
}

// holds reads a condition as a person would.
func holds(c tree.Condition, b *tree.Bins, x *learn.Frame, row int) bool {
	column := x.Find(c.Column)
	switch {
	case column.Missing(row):
		return c.Missing
	case c.Only:
		return !c.Missing
	case c.Words:
		known := slices.ContainsFunc(b.Features, func(f tree.Feature) bool {
			return f.Name == c.Column && slices.Contains(f.Levels, column.Text[row])
		})
		return slices.Contains(c.Levels, column.Text[row]) || c.Other && !known
	}
	return column.Number[row] > c.Border == c.Above
}
