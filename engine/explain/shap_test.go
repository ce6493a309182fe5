package explain

import (
	"context"
	"math"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/tree"
)

// Contributions and base add up to the score of every row (METHODS 1.14: 1e-9), for a
// linear model behind an encoder in closed form and for trees.
func TestExplain_AddsUpToTheScore(t *testing.T) {
	train, later := planted(1500, 51), planted(300, 52)
	later.X.Columns[0].Number[0], later.X.Columns[2].Text[1] = math.NaN(), "never seen"
	for _, e := range []learn.Estimator{learn.NewLogistic(learn.Options{Ridge: 1}), tree.Boosting{Rounds: 40}, tree.Forest{Trees: 20},
		tree.Decision{}, tree.Additive{Rounds: 20}} {
		m := fitOn(t, e, train)
		x, ok, err := learn.Explain(context.Background(), m, later.X)
		if !ok || err != nil {
			t.Fatalf("%s: %v %v", e.Kind(), ok, err)
		}
		for i, p := range m.Predict(later.X) {
			sum := x.Base
			for _, v := range x.Row(i) {
				sum += v
			}
			if x.Scale == learn.LogOdds {
				p = logOdds(p)
			}
			if math.Abs(sum-p) > 1e-9 {
				t.Fatalf("%s row %d: %.12f, score %.12f", e.Kind(), i, sum, p)
			}
		}
	}
}

// With independent columns Shapley's value of a linear model is βⱼ(xⱼ − mean xⱼ).
func TestExplain_LinearIsTheClosedForm(t *testing.T) {
	train := planted(1500, 53)
	m := fitOn(t, learn.NewLogistic(learn.Options{Ridge: 1}), train).(*learn.EncodedModel[*learn.Logistic])
	x, _, err := learn.Explain(context.Background(), m, train.X)
	if err != nil {
		t.Fatal(err)
	}
	var mean float64
	for _, v := range train.X.Columns[0].Number {
		mean += v / float64(train.X.Rows)
	}
	beta := 0.0
	for _, c := range m.Inner.Coefficients() {
		if c.Name == "silence" {
			beta = float64(c.Value)
		}
	}
	for i, v := range train.X.Columns[0].Number {
		if got, want := x.Row(i)[0], beta*(v-mean); math.Abs(got-want) > 1e-9 {
			t.Fatalf("row %d: %v, want %v", i, got, want)
		}
	}
}

// A large forest is taken apart in part, and the part says nearly what the whole says.
func TestContribute_BoundsTheCostOfAForest(t *testing.T) {
	train, later := planted(1000, 54), planted(40, 55)
	m := fitOn(t, tree.Forest{Trees: 120}, train).(*tree.Grove)
	whole, ok, err := Contribute(context.Background(), m, later.X)
	if !ok || err != nil || whole.Trees != 120 || whole.Of != 120 {
		t.Fatalf("%v %v, %d of %d trees", ok, err, whole.Trees, whole.Of)
	}
	part, ok, err := contribute(context.Background(), m, later.X, m.Work()*40/3)
	if !ok || err != nil || part.Trees != 40 || part.Of != 120 {
		t.Fatalf("%v %v, %d of %d trees", ok, err, part.Trees, part.Of)
	}
	if work := m.Thin(40).Work(); work > m.Work()/2 {
		t.Errorf("a third of the trees is %d of %d steps", work, m.Work())
	}
	for i := range later.X.Rows {
		for j, v := range part.Row(i) {
			if math.Abs(v-whole.Row(i)[j]) > 0.15 {
				t.Errorf("row %d %s: %.3f, by all trees %.3f", i, part.Columns[j], v, whole.Row(i)[j])
			}
		}
	}
}
