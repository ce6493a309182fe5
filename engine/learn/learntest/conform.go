// Package learntest holds every estimator to the promises of learn.Estimator. It
// is imported by tests only.
//
//	func TestEstimators(t *testing.T) {
//		learntest.Conform(t, tree.Boosting{}, func() learn.Model { return &tree.Boosted{} })
//	}
package learntest

import (
	"context"
	"errors"
	"maps"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Shop is rows with a number that matters ("silence": log odds 2 per unit), a
// number with gaps that does not ("orders"), a word that matters ("channel": "store"
// adds 1 to the log odds) with a rare level and blanks, and noise.
func Shop(n int, seed uint64) learn.Sample {
	rng := stat.NewRand(seed, "learntest")
	x := &learn.Frame{Rows: n, Columns: []learn.Column{
		{Name: "silence", Number: make([]float64, n)}, {Name: "orders", Number: make([]float64, n), Log: true},
		{Name: "channel", Text: make([]string, n)}, {Name: "noise", Number: make([]float64, n)},
	}}
	y := make([]bool, n)
	words := []string{"store", "web", "web", "app", ""}
	for i := range n {
		silence := rng.NormFloat64()
		x.Columns[0].Number[i] = silence
		x.Columns[1].Number[i] = math.Floor(rng.ExpFloat64() * 10)
		if rng.IntN(10) == 0 {
			x.Columns[1].Number[i] = math.NaN()
		}
		word := words[rng.IntN(len(words))]
		if rng.IntN(200) == 0 {
			word = "rare"
		}
		x.Columns[2].Text[i] = word
		x.Columns[3].Number[i] = rng.Float64()
		odds := 2*silence - 1
		if word == "store" {
			odds++
		}
		y[i] = rng.Float64() < 1/(1+math.Exp(-odds))
	}
	return learn.Sample{X: x, Y: y}
}

// Conform runs all checks; blank gives an empty model to read JSON into.
func Conform(t *testing.T, e learn.Estimator, blank func() learn.Model) {
	t.Helper()
	checks := map[string]func(*testing.T, learn.Estimator, func() learn.Model){
		"RefusesWhatHasNoAnswer":         refuses,
		"LeavesItsInputAlone":            leavesInput,
		"IgnoresOrderAndCores":           ignoresOrder,
		"GivesConstantColumnsNoSay":      constants,
		"RanksLaterRows":                 ranks,
		"SurvivesJSON":                   survivesJSON,
		"ScoresStrangeRows":              strange,
		"StopsWhenCancelled":             cancelled,
		"ExplainsExactlyWhatItPredicted": explains,
	}
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		t.Run(name, func(t *testing.T) { checks[name](t, e, blank) })
	}
}

const rows = 1500

func fit(t *testing.T, e learn.Estimator, s learn.Sample) learn.Model {
	t.Helper()
	m, err := e.Fit(context.Background(), learn.Training{Sample: s, Seed: 7}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func bytesOf(t *testing.T, m learn.Model) string {
	t.Helper()
	b, err := learn.Save(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func code(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func refuses(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	s := Shop(60, 1)
	infinite := Shop(60, 1)
	infinite.X.Columns[1].Number[7] = math.Inf(1)
	for _, c := range []struct {
		want string
		in   learn.Sample
	}{
		{"learn.empty", learn.Sample{}},
		{"learn.empty", learn.Sample{X: &learn.Frame{}}},
		{"learn.one_class", learn.Sample{X: s.X, Y: make([]bool, 60)}},
		{"learn.length_mismatch", learn.Sample{X: s.X, Y: s.Y[:59]}},
		{"learn.not_a_number", infinite},
	} {
		_, err := e.Fit(context.Background(), learn.Training{Sample: c.in}, nil)
		if code(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func leavesInput(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	s, before := Shop(rows, 2), Shop(rows, 2)
	m := fit(t, e, s)
	m.Predict(s.X)
	for j, c := range s.X.Columns {
		same := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
		if !slices.EqualFunc(c.Number, before.X.Columns[j].Number, same) || !slices.Equal(c.Text, before.X.Columns[j].Text) {
			t.Errorf("column %s was changed", c.Name)
		}
	}
	if !slices.Equal(s.Y, before.Y) {
		t.Error("the outcomes were changed")
	}
}

func ignoresOrder(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	s := Shop(rows, 3)
	want := bytesOf(t, fit(t, e, s))
	order := stat.NewRand(5, "shuffle").Perm(rows)
	mixed := learn.Sample{X: s.X.Take(order), Y: make([]bool, rows)}
	for to, from := range order {
		mixed.Y[to] = s.Y[from]
	}
	if bytesOf(t, fit(t, e, mixed)) != want {
		t.Error("permuted rows give another model")
	}
	old := runtime.GOMAXPROCS(1)
	one := bytesOf(t, fit(t, e, s))
	runtime.GOMAXPROCS(7)
	seven := bytesOf(t, fit(t, e, s))
	runtime.GOMAXPROCS(old)
	if one != want || seven != want {
		t.Error("the number of cores changes the model")
	}
}

func constants(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	s := Shop(rows, 4)
	flat := learn.Column{Name: "flat", Number: make([]float64, rows)}
	for i := range flat.Number {
		flat.Number[i] = 7.3
	}
	s.X.Columns = append(s.X.Columns, flat)
	m := fit(t, e, s)
	before := m.Predict(s.X)
	for i := range flat.Number {
		flat.Number[i] = 1e6 // later data may vary where training did not
	}
	for i, p := range m.Predict(s.X) {
		if math.Abs(p-before[i]) > 1e-12 {
			t.Fatalf("row %d: %v, before %v", i, p, before[i])
		}
	}
}

// ranks asks for most of what is there to know: the truth reaches AUC 0.87.
func ranks(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	m := fit(t, e, Shop(4000, 5))
	later := Shop(4000, 6)
	p := m.Predict(later.X)
	if a := learn.AUC(p, later.Y); !(a > 0.82) {
		t.Errorf("AUC on later rows is %.3f", a)
	}
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("row %d has probability %v", i, v)
		}
	}
}

func survivesJSON(t *testing.T, e learn.Estimator, blank func() learn.Model) {
	s := Shop(rows, 7)
	m := fit(t, e, s)
	text := bytesOf(t, m)
	back, err := learn.Load([]byte(text), func(kind string) learn.Model {
		if kind != e.Kind() {
			t.Errorf("saved as %q, not %q", kind, e.Kind())
		}
		return blank()
	})
	if err != nil {
		t.Fatal(err)
	}
	if bytesOf(t, back) != text {
		t.Error("written again, the model is another text")
	}
	later := Shop(300, 8)
	if !slices.Equal(back.Predict(later.X), m.Predict(later.X)) {
		t.Error("read back, the model predicts something else")
	}
}

// strange are rows unlike the training: new words, all missing, extremes, columns
// in another order, and no such column.
func strange(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	m := fit(t, e, Shop(rows, 9))
	nan := math.NaN()
	x := &learn.Frame{Rows: 3, Columns: []learn.Column{
		{Name: "noise", Number: []float64{0.5, nan, -1e300}}, {Name: "channel", Text: []string{"drone", "", "web"}},
		{Name: "orders", Number: []float64{1, nan, 1e300}}, {Name: "silence", Number: []float64{0, nan, 1e300}},
	}}
	for i, p := range m.Predict(x) {
		if !(p >= 0 && p <= 1) {
			t.Errorf("strange row %d has probability %v", i, p)
		}
	}
	one := m.Predict(x.Take([]int{2}))
	if len(one) != 1 || one[0] != m.Predict(x)[2] {
		t.Error("a row alone scores differently")
	}
	x.Columns = x.Columns[:3]
	for i, p := range m.Predict(x) {
		if !math.IsNaN(p) {
			t.Errorf("without a column row %d has probability %v", i, p)
		}
	}
}

func cancelled(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	s := Shop(60_000, 10)
	ctx, cancel := context.WithCancel(context.Background())
	timer := time.AfterFunc(150*time.Millisecond, cancel)
	defer timer.Stop()
	start := time.Now()
	_, err := e.Fit(ctx, learn.Training{Sample: s}, nil)
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if d := time.Since(start); err != nil && d > 3*time.Second {
		t.Errorf("took %v to stop", d)
	}
	cancel()
	if _, err := e.Fit(ctx, learn.Training{Sample: s}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before, got %v", err)
	}
}

func explains(t *testing.T, e learn.Estimator, _ func() learn.Model) {
	m := fit(t, e, Shop(rows, 11))
	later := Shop(200, 12)
	x, ok, err := learn.Explain(context.Background(), m, later.X)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Skip("does not explain")
	}
	for i, p := range m.Predict(later.X) {
		sum := x.Base
		for _, v := range x.Row(i) {
			sum += v
		}
		want := p
		if x.Scale == learn.LogOdds {
			want = math.Log(p / (1 - p))
		}
		if !(math.Abs(sum-want) < 1e-9) {
			t.Fatalf("row %d: base and contributions give %.12f, the score is %.12f", i, sum, want)
		}
	}
}
