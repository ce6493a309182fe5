package tree

import (
	"context"
	"math"
	"math/bits"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
)

// expected is the mean of a tree when only the features in known are known: unknown
// ones split the row by the share of training rows (Lundberg, Erion, Lee 2018, alg. 1).
func expected(t *Tree, x *table, row int, known uint, at int32) float64 {
	n := &t.nodes[at]
	if n.feature < 0 {
		return n.value
	}
	if known>>uint(n.feature)&1 == 1 {
		if t.goesLeft(n, x.bin(int(n.feature), row)) {
			return expected(t, x, row, known, n.left)
		}
		return expected(t, x, row, known, n.left+1)
	}
	a, b := t.nodes[n.left].rows, t.nodes[n.left+1].rows
	return (a*expected(t, x, row, known, n.left) + b*expected(t, x, row, known, n.left+1)) / (a + b)
}

func factorial(n int) float64 { return math.Gamma(float64(n + 1)) }

// brute is Shapley's formula over all sets of features.
func brute(trees []Tree, x *table, row int) []float64 {
	p := len(x.bins.Features)
	phi := make([]float64, p)
	for j := range p {
		for known := range uint(1) << p {
			if known>>j&1 == 1 {
				continue
			}
			k := bits.OnesCount(known)
			w := factorial(k) * factorial(p-k-1) / factorial(p)
			for i := range trees {
				phi[j] += w * (expected(&trees[i], x, row, known|1<<j, 0) - expected(&trees[i], x, row, known, 0))
			}
		}
	}
	return phi
}

func TestExplain_EqualsShapleysFormula(t *testing.T) {
	s := learntest.Shop(800, 21)
	ctx := context.Background()
	m, err := Boosting{Rounds: 12, Rate: 0.3, Leaves: 12}.Fit(ctx, learn.Training{Sample: s}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Forest{Trees: 6}.Fit(ctx, learn.Training{Sample: s}, nil)
	if err != nil {
		t.Fatal(err)
	}
	later := learntest.Shop(40, 22)
	for _, c := range []struct {
		model learn.Explainer
		bins  *Bins
		trees []Tree
		scale float64
	}{
		{m.(learn.Explainer), m.(*Boosted).Bins, m.(*Boosted).Trees, 1},
		{f.(learn.Explainer), f.(*Grove).Bins, f.(*Grove).Trees, 1.0 / 6},
	} {
		x, err := c.bins.cut(ctx, later.X)
		if err != nil {
			t.Fatal(err)
		}
		e, err := c.model.Explain(ctx, later.X)
		if err != nil {
			t.Fatal(err)
		}
		for i := range later.X.Rows {
			want := brute(c.trees, x, i)
			for j, v := range e.Row(i) {
				if math.Abs(v-want[j]*c.scale) > 1e-12 {
					t.Fatalf("%s row %d column %s: %.15f, by the formula %.15f", c.model.Kind(), i, e.Columns[j], v, want[j]*c.scale)
				}
			}
		}
	}
}
