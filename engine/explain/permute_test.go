package explain

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
	"huiliu/engine/stat"
)

// planted is learntest.Shop with a twin of "silence" and two more columns of noise.
func planted(n int, seed uint64) learn.Sample {
	s := learntest.Shop(n, seed)
	rng := stat.NewRand(seed, "explain.test")
	twin, words, more := make([]float64, n), make([]string, n), make([]float64, n)
	for i := range n {
		twin[i] = math.Exp(s.X.Columns[0].Number[i]) + 0.01*rng.NormFloat64()
		words[i] = []string{"red", "green", "blue"}[rng.IntN(3)]
		more[i] = rng.NormFloat64()
	}
	s.X.Columns = append(s.X.Columns, learn.Column{Name: "twin", Number: twin},
		learn.Column{Name: "colour", Text: words}, learn.Column{Name: "more", Number: more})
	return s
}

func fitOn(t *testing.T, e learn.Estimator, s learn.Sample) learn.Model {
	t.Helper()
	m, err := e.Fit(context.Background(), learn.Training{Sample: s, Seed: 3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func blocksOf(t *testing.T, x *learn.Frame) []Block {
	t.Helper()
	b, err := Blocks(context.Background(), x, Together)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func importance(t *testing.T, m learn.Model, s learn.Sample) Importance {
	t.Helper()
	i, err := Permute(context.Background(), m, s, blocksOf(t, s.X), Shuffling{Seed: 5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestBlocks_PutTwinsTogetherAndNothingElse(t *testing.T) {
	s := planted(800, 1)
	var names [][]string
	for _, b := range blocksOf(t, s.X) {
		names = append(names, b.Columns)
	}
	want := [][]string{{"silence", "twin"}, {"orders"}, {"channel"}, {"noise"}, {"colour"}, {"more"}}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("blocks %v, want %v", names, want)
	}
}

// A chain a–b–c of which a and c are not close makes no block of three.
func TestBlocks_EveryPairIsClose(t *testing.T) {
	rng := stat.NewRand(4, "chain")
	n := 2000
	x := &learn.Frame{Rows: n, Columns: []learn.Column{{Name: "b", Number: make([]float64, n)}, {Name: "a", Number: make([]float64, n)}, {Name: "c", Number: make([]float64, n)}, {Name: "flat", Number: make([]float64, n)}}}
	for i := range n {
		a, v := rng.NormFloat64(), rng.NormFloat64()
		c := 0.3*a + 0.95*v
		x.Columns[0].Number[i], x.Columns[1].Number[i], x.Columns[2].Number[i] = a+c, a, c
	}
	for i := range 50 {
		x.Columns[0].Number[i] = math.NaN()
	}
	got := blocksOf(t, x)
	if len(got) != 3 || len(got[0].Columns) != 2 || got[0].Columns[0] != "b" {
		t.Errorf("blocks %v", got)
	}
}

func TestPermute_RanksNoiseWithNoise(t *testing.T) {
	train, later := planted(3000, 11), planted(3000, 12)
	for _, e := range []learn.Estimator{learn.NewLogistic(learn.Options{Ridge: 1}), tree.Boosting{Rounds: 60}, tree.Forest{Trees: 150}} {
		i := importance(t, fitOn(t, e, train), later)
		if len(i.Blocks) != 6 {
			t.Fatalf("%s: %d blocks", e.Kind(), len(i.Blocks))
		}
		if !slices.Equal(i.Blocks[0].Columns, []string{"silence", "twin"}) || i.Blocks[1].Columns[0] != "channel" {
			t.Errorf("%s: first %v, second %v", e.Kind(), i.Blocks[0].Columns, i.Blocks[1].Columns)
		}
		for _, b := range i.Blocks {
			real := b.Columns[0] == "silence" || b.Columns[0] == "channel"
			if sure := e.Kind() != tree.KindForest; real && (sure && b.LogLoss.Low <= 0 || b.AUC.Low <= 0) { // leaves of 0 and 1 make a forest's log loss wild
				t.Errorf("%s: %v does not matter: %+v", e.Kind(), b.Columns, b)
			}
			if !real && float64(b.AUC.Value) > 0.004 {
				t.Errorf("%s: noise %v costs %.4f of AUC", e.Kind(), b.Columns, b.AUC.Value)
			}
		}
	}
}

// Shuffling one of two twins alone would hide both: the other stands in.
func TestPermute_TwinsShareOneImportance(t *testing.T) {
	train, later := planted(3000, 21), planted(3000, 22)
	m := fitOn(t, tree.Forest{Trees: 60}, train)
	alone, err := Permute(context.Background(), m, later, []Block{{Columns: []string{"silence"}}, {Columns: []string{"twin"}}}, Shuffling{Seed: 5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	together := importance(t, m, later).Blocks[0].AUC.Value
	for _, b := range alone.Blocks {
		if b.AUC.Value > 0.8*together {
			t.Errorf("%v alone costs %.3f, both %.3f", b.Columns, b.AUC.Value, together)
		}
	}
}

// For a linear model with independent columns shuffling column j doubles the spread
// its term has: the mean squared change of the log odds is 2·(β·sd)².
func TestPermute_MovesLogOddsAsTheClosedFormSays(t *testing.T) {
	train := learntest.Shop(4000, 31)
	m := fitOn(t, learn.NewLogistic(learn.Options{Ridge: 1}), train)
	rng := stat.NewRand(1, "closed")
	moved := m.Predict(shuffle(train.X, []string{"silence"}, rng))
	plain := m.Predict(train.X)
	inner := m.(*learn.EncodedModel[*learn.Logistic]).Inner
	beta := inner.Beta[slices.Index(inner.Names, "silence")] // per standard deviation
	var sum float64
	for i := range plain {
		d := logOdds(plain[i]) - logOdds(moved[i])
		sum += d * d
	}
	if got, want := sum/float64(len(plain)), 2*beta*beta; math.Abs(got/want-1) > 0.05 {
		t.Errorf("mean squared change %.3f, closed form %.3f", got, want)
	}
}

func TestPermute_DoesNotDependOnTheOrderOfRows(t *testing.T) {
	train, later := planted(1500, 41), planted(1200, 42)
	m := fitOn(t, tree.Boosting{Rounds: 30}, train)
	order := stat.NewRand(9, "order").Perm(later.X.Rows)
	mixed := learn.Sample{X: later.X.Take(order), Y: make([]bool, len(order))}
	for k, i := range order {
		mixed.Y[k] = later.Y[i]
	}
	blocks := blocksOf(t, later.X)
	if !reflect.DeepEqual(blocks, blocksOf(t, mixed.X)) {
		t.Error("the blocks differ")
	}
	o := Shuffling{Rows: 700, Repeats: 2, Seed: 8}
	a, errA := Permute(context.Background(), m, later, blocks, o, nil)
	b, errB := Permute(context.Background(), m, mixed, blocks, o, nil)
	if errA != nil || errB != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("%v %v: %+v against %+v", errA, errB, a.Blocks[0], b.Blocks[0])
	}
}
