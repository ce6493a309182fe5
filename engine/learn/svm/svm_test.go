package svm_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/svm"
)

func TestMachines_KeepThePromisesOfEstimators(t *testing.T) {
	t.Run("linear", func(t *testing.T) {
		learntest.Conform(t, svm.Linear{}.Estimator(), func() learn.Model { return &learn.EncodedModel[*svm.Border]{} })
	})
	t.Run("radial", func(t *testing.T) {
		learntest.Conform(t, svm.Radial{MaxRows: 800}.Estimator(), func() learn.Model { return &learn.EncodedModel[*svm.Cloud]{} })
	})
}

func border(t *testing.T, o svm.Linear, s learn.Sample) *svm.Border {
	t.Helper()
	m, err := o.Estimator().Fit(context.Background(), learn.Training{Sample: s, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m.(*learn.EncodedModel[*svm.Border]).Inner
}

func cloud(t *testing.T, o svm.Radial, s learn.Sample) *svm.Cloud {
	t.Helper()
	m, err := o.Estimator().Fit(context.Background(), learn.Training{Sample: s, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m.(*learn.EncodedModel[*svm.Cloud]).Inner
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

// pair is −1 that stayed and 1 that left: standardised already.
var pair = learn.Sample{X: &learn.Frame{Rows: 2, Columns: []learn.Column{{Name: "x", Number: []float64{-1, 1}}}}, Y: []bool{false, true}}

// By hand: ½w² + 2C(1−w)² is least at w = 4C/(1+4C).
func TestLinear_FindsTheBorderOfTwoRows(t *testing.T) {
	m := border(t, svm.Linear{C: 0.1}, pair)
	near(t, "weight", m.Weights[0], 0.4/1.4, 1e-9)
	near(t, "bias", m.Bias, 0, 1e-9)
}

// By hand: with k = exp(−4γ) the dual α²(1−k) − 2α is least at α = 1/(1−k), or at C.
func TestRadial_FindsTheBorderOfTwoRows(t *testing.T) {
	m := cloud(t, svm.Radial{C: 10, Gamma: 1}, pair)
	if len(m.Dual) != 2 {
		t.Fatalf("%d support rows", len(m.Dual))
	}
	near(t, "α", m.Dual[1], 1/(1-math.Exp(-4)), 1e-6) // the kernel is kept in single precision
	near(t, "bias", m.Bias, 0, 1e-9)
	near(t, "α at its bound", cloud(t, svm.Radial{C: 0.5, Gamma: 1}, pair).Dual[0], -0.5, 0)
}

// numbers are the columns of Shop that are numbers without gaps, standardised by a machine's scale.
func standardised(s learn.Sample, scale learn.Scale) [][]float64 {
	out := make([][]float64, s.X.Rows)
	for i := range out {
		for j, name := range []string{"silence", "noise"} {
			out[i] = append(out[i], (s.X.Find(name).Number[i]-scale.Mean[j])/scale.SD[j])
		}
	}
	return out
}

func two(n int, seed uint64) learn.Sample {
	s := learntest.Shop(n, seed)
	s.X.Columns = []learn.Column{*s.X.Find("silence"), *s.X.Find("noise")}
	return s
}

func TestLinear_EndsAtTheLeastOfItsObjective(t *testing.T) {
	s := two(500, 1)
	const c = 0.3
	m := border(t, svm.Linear{C: c}, s)
	x := standardised(s, m.Scale)
	objective := func(bias float64, w []float64) float64 {
		v := 0.0
		for j := range w {
			v += w[j] * w[j] / 2
		}
		for i, row := range x {
			sign := -1.0
			if s.Y[i] {
				sign = 1
			}
			slack := max(0, 1-sign*(bias+w[0]*row[0]+w[1]*row[1]))
			v += c * slack * slack
		}
		return v
	}
	at := objective(m.Bias, m.Weights)
	const step = 1e-5
	for _, d := range [][3]float64{{step}, {-step}, {0, step}, {0, -step}, {0, 0, step}, {0, 0, -step}} {
		if v := objective(m.Bias+d[0], []float64{m.Weights[0] + d[1], m.Weights[1] + d[2]}); v < at {
			t.Errorf("a step %v leads down by %g", d, at-v)
		}
	}
}

// The conditions of Karush, Kuhn and Tucker: rows beyond the margin have no α, rows on it
// some, rows within or on the wrong side C; and the signed α sum to 0.
func TestRadial_EndsAtTheOptimum(t *testing.T) {
	s := two(300, 2)
	const c, gamma = 2.0, 0.5
	m := cloud(t, svm.Radial{C: c, Gamma: gamma}, s)
	x := standardised(s, m.Scale)
	like := func(a, b []float64) float64 {
		return math.Exp(-gamma * ((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1])))
	}
	sum, kinds := 0.0, map[string]int{}
	for _, a := range m.Dual {
		sum += a
	}
	near(t, "sum of signed α", sum, 0, 1e-9)
	for i, row := range x {
		f, alpha := m.Bias, 0.0
		for k, a := range m.Dual {
			support := m.Support[2*k : 2*k+2]
			f += a * like(row, support)
			if slices.Equal(support, row) {
				alpha = math.Abs(a)
			}
		}
		margin := -f
		if s.Y[i] {
			margin = f
		}
		const slack = 2e-3
		switch {
		case alpha == 0 && margin < 1-slack, alpha == c && margin > 1+slack, alpha > 0 && alpha < c && math.Abs(margin-1) > slack:
			t.Errorf("row %d with α %g has margin %g", i, alpha, margin)
		case alpha == 0:
			kinds["none"]++
		case alpha == c:
			kinds["bound"]++
		default:
			kinds["some"]++
		}
	}
	if len(kinds) != 3 {
		t.Errorf("too easy: %v", kinds)
	}
}

func TestRadial_LooksAtNoMoreRowsThanAllowedAndBends(t *testing.T) {
	s := two(1200, 3)
	for i, v := range s.X.Columns[0].Number { // those in the middle leave: no straight border
		s.Y[i] = math.Abs(v) < 0.7
	}
	m := cloud(t, svm.Radial{MaxRows: 400}, s)
	if m.Seen != 400 || m.Rows != 1200 {
		t.Errorf("saw %d of %d", m.Seen, m.Rows)
	}
	e, err := svm.Radial{MaxRows: 400}.Estimator().Fit(context.Background(), learn.Training{Sample: s, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a := learn.AUC(e.Predict(s.X), s.Y); a < 0.98 {
		t.Errorf("AUC %.3f", a)
	}
}

func TestMachines_RefuseImpossibleOptions(t *testing.T) {
	for _, e := range []learn.Estimator{svm.Linear{C: -1}.Estimator(), svm.Linear{C: math.Inf(1)}.Estimator(),
		svm.Radial{C: -1}.Estimator(), svm.Radial{Gamma: -1}.Estimator(), svm.Radial{MaxRows: -1}.Estimator()} {
		_, err := e.Fit(context.Background(), learn.Training{Sample: two(60, 1)}, nil)
		var problem *engine.Error
		if !errors.As(err, &problem) || problem.Code != "learn.bad_option" {
			t.Errorf("got %v", err)
		}
	}
}
