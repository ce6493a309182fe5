package learn_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// estimator is what every model of this package must offer to be raced; the
// conformance test below runs over the list (DESIGN decision 9).
type estimator struct {
	name string
	fit  func(ctx context.Context, x *mat.Dense, y []bool) (fitted, error)
}

type fitted interface {
	Predict(x *mat.Dense) []float64
}

func estimators() []estimator {
	logistic := func(ridge float64) func(context.Context, *mat.Dense, []bool) (fitted, error) {
		return func(ctx context.Context, x *mat.Dense, y []bool) (fitted, error) {
			m, err := learn.Fit(ctx, x, y, learn.Options{Ridge: ridge, Names: []string{"silence", "orders"}}, nil)
			if err != nil {
				return nil, err
			}
			return m, nil
		}
	}
	return []estimator{{"logistic", logistic(0)}, {"ridge", logistic(1)}}
}

// noisy is data with a known log-odds slope of 1 on the first column.
func noisy(n, p int, seed uint64) (*mat.Dense, []bool) {
	rng := stat.NewRand(seed, "noisy")
	x, y := mat.NewDense(n, p, nil), make([]bool, n)
	for i := range n {
		for j := range p {
			x.Set(i, j, rng.NormFloat64()*float64(j+1)+float64(10*j))
		}
		y[i] = rng.Float64() < 1/(1+math.Exp(0.5-x.At(i, 0)))
	}
	return x, y
}

func code(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestEstimators_RefuseWhatHasNoAnswer(t *testing.T) {
	for _, e := range estimators() {
		fit := func(x *mat.Dense, y []bool) error { _, err := e.fit(context.Background(), x, y); return err }
		x, y := noisy(50, 2, 1)
		for _, c := range []struct {
			want string
			err  error
		}{
			{"learn.empty", fit(nil, nil)},
			{"learn.empty", fit(&mat.Dense{}, nil)},
			{"learn.one_class", fit(mat.NewDense(1, 2, nil), []bool{true})},
			{"learn.one_class", fit(x, make([]bool, 50))},
			{"learn.length_mismatch", fit(x, y[:49])},
		} {
			if code(c.err) != c.want {
				t.Errorf("%s: %v, want %s", e.name, c.err, c.want)
			}
		}
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			x, y := noisy(50, 2, 1)
			x.Set(7, 1, bad)
			err := fit(x, y)
			var problem *engine.Error
			if !errors.As(err, &problem) || problem.Code != "learn.not_a_number" || problem.Place.Column != "orders" ||
				problem.Args["row"] != 8 {
				t.Errorf("%s: %v in column 'orders' gives %v", e.name, bad, err)
			}
		}
	}
}

func TestEstimators_LeaveTheirInputAlone(t *testing.T) {
	for _, e := range estimators() {
		x, y := noisy(80, 3, 2)
		before := mat.DenseCopyOf(x)
		if _, err := e.fit(context.Background(), x, y); err != nil {
			t.Fatal(err)
		}
		if !mat.Equal(x, before) {
			t.Errorf("%s changed its data", e.name)
		}
	}
}

func TestEstimators_GiveConstantColumnsNoSay(t *testing.T) {
	for _, e := range estimators() {
		x, y := noisy(400, 3, 3)
		plain, err := e.fit(context.Background(), x, y)
		if err != nil {
			t.Fatal(err)
		}
		wide := mat.NewDense(400, 4, nil)
		wide.Augment(x, mat.NewDense(400, 1, repeat(7.3, 400)))
		more, err := e.fit(context.Background(), wide, y)
		if err != nil {
			t.Fatal(err)
		}
		wide.Set(0, 3, 1e6) // later data may vary where training did not
		closeTo(t, e.name+" with a constant column", more.Predict(wide), plain.Predict(x), 1e-12)
	}
}

func TestEstimators_IgnoreOrderAndCores(t *testing.T) {
	for _, e := range estimators() {
		x, y := noisy(3000, 6, 4)
		want := bytesOf(t, e, x, y)
		order := stat.NewRand(5, "shuffle").Perm(3000)
		px, py := mat.NewDense(3000, 6, nil), make([]bool, 3000)
		for to, from := range order {
			px.SetRow(to, x.RawRowView(from))
			py[to] = y[from]
		}
		if bytesOf(t, e, px, py) != want {
			t.Errorf("%s: permuted rows give another model", e.name)
		}
		old := runtime.GOMAXPROCS(1)
		one := bytesOf(t, e, x, y)
		runtime.GOMAXPROCS(old)
		if one != want || bytesOf(t, e, x, y) != want {
			t.Errorf("%s: not the same bytes again", e.name)
		}
	}
}

func TestEstimators_DoNotMindScaleOrDoubledRows(t *testing.T) {
	for _, e := range estimators() {
		x, y := noisy(500, 3, 6)
		plain, err := e.fit(context.Background(), x, y)
		if err != nil {
			t.Fatal(err)
		}
		scaled := mat.DenseCopyOf(x)
		for i := range 500 {
			scaled.Set(i, 1, 10*x.At(i, 1)-4)
		}
		m, err := e.fit(context.Background(), scaled, y)
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, e.name+" scaled", m.Predict(scaled), plain.Predict(x), 1e-9)
		if e.name != "logistic" {
			continue // twice the data halves the pull of a ridge
		}
		double := mat.NewDense(1000, 3, nil)
		double.Stack(x, x)
		m, err = e.fit(context.Background(), double, append(append([]bool{}, y...), y...))
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, e.name+" doubled", m.Predict(x), plain.Predict(x), 1e-9)
	}
}

func TestEstimators_FindThePlantedSlope(t *testing.T) {
	x, y := noisy(20000, 2, 8)
	for _, e := range estimators() {
		m, err := e.fit(context.Background(), x, y)
		if err != nil {
			t.Fatal(err)
		}
		p := m.Predict(mat.NewDense(3, 2, []float64{-1, 10, 0, 10, 1, 10}))
		for i, v := range []float64{-1.5, -0.5, 0.5} { // truth: x − 0.5
			near(t, e.name, math.Log(p[i]/(1-p[i])), v, 0.1)
		}
	}
}

func TestEstimators_StopWhenCancelled(t *testing.T) {
	x, y := noisy(100_000, 20, 7)
	for _, e := range estimators() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		start := time.Now()
		if _, err := e.fit(ctx, x, y); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled before, got %v", e.name, err)
		}
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: took %v to notice", e.name, d)
		}
	}
}

func TestFit_StopsWhenCancelledHalfWay(t *testing.T) {
	x, y := noisy(100_000, 20, 7)
	ctx, cancel := context.WithCancel(context.Background())
	var at time.Time
	steps := 0
	_, err := learn.Fit(ctx, x, y, learn.Options{}, tickFunc(func() {
		if steps++; steps == 2 {
			at = time.Now()
			cancel()
		}
	}))
	if !errors.Is(err, context.Canceled) || steps != 2 {
		t.Errorf("cancelled at step 2: %v after %d steps", err, steps)
	}
	if d := time.Since(at); d > 2*time.Second {
		t.Errorf("took %v to stop", d)
	}
}

// tickFunc is a Progress that only hears steps.
type tickFunc func()

func (tickFunc) Stage(string, int64)   {}
func (f tickFunc) Add(int64)           { f() }
func (tickFunc) Rows(int64)            {}
func (tickFunc) Warn(w engine.Warning) {}

func bytesOf(t *testing.T, e estimator, x *mat.Dense, y []bool) string {
	t.Helper()
	m, err := e.fit(context.Background(), x, y)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func closeTo(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	for i := range want {
		if math.IsNaN(got[i]) || math.Abs(got[i]-want[i]) > tolerance {
			t.Fatalf("%s: row %d %v, want %v", what, i, got[i], want[i])
		}
	}
}

func repeat(v float64, n int) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = v
	}
	return s
}

func BenchmarkFit(b *testing.B) {
	x, y := noisy(100_000, 20, 9)
	for b.Loop() {
		fit(b, x, y, learn.Options{Ridge: 1})
	}
}
