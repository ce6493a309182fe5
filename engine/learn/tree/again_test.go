package tree

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
)

// What is remembered gives the very numbers of a prediction from nothing.
func TestRemember_AnswersChangedColumnsAsPredictDoes(t *testing.T) {
	s, x := learntest.Shop(600, 1), learntest.Shop(300, 2).X
	rng := rand.New(rand.NewPCG(1, 2))
	for _, e := range []learn.Estimator{Forest{Trees: 30}, Boosting{Rounds: 30, Depth: 3}} {
		m, err := e.Fit(context.Background(), learn.Training{Sample: s, Seed: 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		again := m.(learn.Rememberer).Remember(x)
		if got := again(x, nil); !slices.Equal(got, m.Predict(x)) {
			t.Errorf("%s: unchanged rows get something else", e.Kind())
		}
		moved := 0
		for j := range x.Columns {
			other := &learn.Frame{Rows: x.Rows, Columns: slices.Clone(x.Columns)}
			other.Columns[j] = (&learn.Frame{Rows: x.Rows, Columns: x.Columns[j : j+1]}).Take(rng.Perm(x.Rows)).Columns[0]
			want := m.Predict(other)
			if !slices.Equal(want, m.Predict(x)) {
				moved++
			}
			if got := again(other, []string{x.Columns[j].Name}); !slices.Equal(got, want) {
				t.Errorf("%s: shuffled %s gets something else", e.Kind(), x.Columns[j].Name)
			}
		}
		if moved == 0 {
			t.Errorf("%s: no column moved anything", e.Kind())
		}
	}
}
