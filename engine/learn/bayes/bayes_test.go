package bayes_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/bayes"
	"huiliu/engine/learn/learntest"
)

func TestNaive_KeepsThePromisesOfEstimators(t *testing.T) {
	blank := func() learn.Model { return &bayes.Fitted{} }
	t.Run("binned", func(t *testing.T) { learntest.Conform(t, bayes.Naive{}, blank) })
	t.Run("gaussian", func(t *testing.T) { learntest.Conform(t, bayes.Naive{Gaussian: true}, blank) })
}

func fit(t *testing.T, o bayes.Naive, s learn.Sample) learn.Model {
	t.Helper()
	m, err := o.Fit(context.Background(), learn.Training{Sample: s}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-12) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// By hand: 4 of 10 left. Of those who left 3 came by web and 1 by store, of the others
// 2 and 3, and one is not known. With α 1 over two words the evidence of web is
// (3+1)/(4+2) over (2+1)/(5+2) = 14/9, that of store (1+1)/(4+2) over (3+1)/(5+2) = 7/12.
func TestNaive_MultipliesLaplaceShares(t *testing.T) {
	s := learn.Sample{X: &learn.Frame{Rows: 10, Columns: []learn.Column{{Name: "channel",
		Text: []string{"web", "web", "web", "store", "web", "web", "store", "store", "store", ""}}}},
		Y: []bool{true, true, true, true, false, false, false, false, false, false}}
	m := fit(t, bayes.Naive{}, s)
	later := &learn.Frame{Rows: 4, Columns: []learn.Column{{Name: "channel", Text: []string{"web", "store", "", "drone"}}}}
	p := m.Predict(later)
	prior := 4.0 / 6
	for i, odds := range []float64{prior * 14 / 9, prior * 7 / 12, prior, prior} {
		near(t, later.Columns[0].Text[i], p[i]/(1-p[i]), odds)
	}
}

// By hand: those who left have 1 and 3 (mean 2, variance 1), the others 4 and 8 (mean 6,
// variance 4). At 3 the densities are exp(−1/2)/1 and exp(−9/8)/2.
func TestNaive_ComparesNormalDensities(t *testing.T) {
	s := learn.Sample{X: &learn.Frame{Rows: 4, Columns: []learn.Column{{Name: "silence", Number: []float64{1, 3, 4, 8}}}},
		Y: []bool{true, true, false, false}}
	p := fit(t, bayes.Naive{Gaussian: true}, s).Predict(&learn.Frame{Rows: 1, Columns: []learn.Column{{Name: "silence", Number: []float64{3}}}})
	if odds, want := p[0]/(1-p[0]), 2*math.Exp(9.0/8-1.0/2); math.Abs(odds-want) > 1e-6 { // smoothing moves it by 1e-8
		t.Errorf("odds %v, want %v", odds, want)
	}
}

func TestNaive_CutsNumbersSoThatEqualOnesStayTogether(t *testing.T) {
	s := learn.Sample{X: &learn.Frame{Rows: 8, Columns: []learn.Column{{Name: "orders", Number: []float64{1, 1, 1, 1, 1, 1, 2, 9}}}},
		Y: []bool{true, true, true, false, true, true, false, false}}
	p := fit(t, bayes.Naive{Bins: 4}, s).Predict(s.X)
	if p[0] != p[5] || p[0] <= p[6] || p[6] != p[7] {
		t.Errorf("got %v", p)
	}
}

func TestNaive_RefusesImpossibleOptions(t *testing.T) {
	s := learntest.Shop(60, 1)
	for _, o := range []bayes.Naive{{Bins: 1}, {Alpha: -1}, {Alpha: math.Inf(1)}} {
		_, err := o.Fit(context.Background(), learn.Training{Sample: s}, nil)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != "learn.bad_option" {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
