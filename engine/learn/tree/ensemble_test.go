package tree_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
)

func TestForest_JudgesItselfOutOfBagAsLaterRowsDo(t *testing.T) {
	later := learntest.Shop(6000, 42)
	m := fit[*tree.Grove](t, tree.Forest{Trees: 100}, learn.Training{Sample: learntest.Shop(3000, 41), Seed: 1})
	p := m.Predict(later.X)
	if d := math.Abs(float64(m.OOBBrier) - learn.Brier(p, later.Y)); d > 0.012 {
		t.Errorf("out-of-bag Brier %.4f, later %.4f", m.OOBBrier, learn.Brier(p, later.Y))
	}
	if d := math.Abs(float64(m.OOBAUC) - learn.AUC(p, later.Y)); d > 0.025 {
		t.Errorf("out-of-bag AUC %.4f, later %.4f", m.OOBAUC, learn.AUC(p, later.Y))
	}
	if m.OOBRows != 3000 || m.OOBError.Base != 3000 || !(m.OOBError.Low < m.OOBError.Value) {
		t.Errorf("%d rows out of bag, error %+v", m.OOBRows, m.OOBError)
	}
}

// scan is rows that differ in one column only.
func scan(column string, values int) *learn.Frame {
	x := learntest.Shop(1, 5).X
	rows := make([]int, values)
	out := x.Take(rows)
	for i := range rows {
		out.Find(column).Number[i] = -3 + 6*float64(i)/float64(values-1)
	}
	return out
}

// against counts the steps that do not go the way of the sign.
func against(p []float64, sign int) int {
	n := 0
	for i := 1; i < len(p); i++ {
		if float64(sign)*(p[i]-p[i-1]) < -1e-15 {
			n++
		}
	}
	return n
}

func TestMonotone_KeepsTheDirectionEverywhere(t *testing.T) {
	s := learntest.Shop(1200, 51)
	x := scan("noise", 400)
	for i := range x.Rows {
		x.Find("noise").Number[i] = float64(i) / 400
	}
	for _, sign := range []int{1, -1} {
		signs := map[string]int{"noise": sign}
		for _, c := range []struct{ free, bound learn.Estimator }{
			{tree.Boosting{Rounds: 80, Rate: 0.2, MinHessian: 0.1}, tree.Boosting{Rounds: 80, Rate: 0.2, MinHessian: 0.1, Monotone: signs}},
			{tree.Additive{Rounds: 80, Rate: 0.2}, tree.Additive{Rounds: 80, Rate: 0.2, Monotone: signs}},
		} {
			free := fit[learn.Model](t, c.free, learn.Training{Sample: s})
			bound := fit[learn.Model](t, c.bound, learn.Training{Sample: s})
			if against(free.Predict(x), sign) == 0 {
				t.Errorf("%s: without the constraint noise never turns, nothing is tested", free.Kind())
			}
			if n := against(bound.Predict(x), sign); n > 0 {
				t.Errorf("%s: %d steps go against the sign %d", bound.Kind(), n, sign)
			}
		}
	}
}

// Gaps go to the side that tells most: with the low or with the high values, or apart.
func TestMissing_GoesWhereItBelongs(t *testing.T) {
	const n = 900
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(i%300) / 300
		if i%3 == 0 {
			v[i] = math.NaN()
		}
	}
	for name, leaves := range map[string]func(v float64) bool{
		"with the low":  func(v float64) bool { return math.IsNaN(v) || v < 0.4 },
		"with the high": func(v float64) bool { return math.IsNaN(v) || v > 0.6 },
		"apart":         math.IsNaN,
	} {
		s := learn.Sample{X: &learn.Frame{Rows: n, Columns: []learn.Column{{Name: "v", Number: v}}}, Y: make([]bool, n)}
		for i := range v {
			s.Y[i] = leaves(v[i])
		}
		for _, e := range []learn.Estimator{
			tree.Decision{Depth: 1, Folds: -1}, tree.Boosting{Depth: 1, Rounds: 1, Rate: 1}, tree.Additive{Leaves: 2, Rounds: 1, Rate: 1},
		} {
			for i, p := range fit[learn.Model](t, e, learn.Training{Sample: s}).Predict(s.X) {
				if (p > 0.5) != s.Y[i] {
					t.Errorf("%s, %s: %v has probability %.2f", e.Kind(), name, v[i], p)
					break
				}
			}
		}
	}
}

func TestEarlyStopping_KeepsTheRoundThatIsBestLater(t *testing.T) {
	train, later := learntest.Shop(800, 61), learntest.Shop(3000, 62)
	in := learn.Training{Sample: train, Later: &later}
	m := fit[*tree.Boosted](t, tree.Boosting{Rounds: 400, Rate: 0.2}, in)
	all := fit[*tree.Boosted](t, tree.Boosting{Rounds: 400, Rate: 0.2}, learn.Training{Sample: train})
	if n := len(m.Trees); n < 3 || n > 100 || len(all.Trees) != 400 {
		t.Errorf("kept %d trees of %d", n, len(all.Trees))
	}
	loss := func(m learn.Model) float64 { return learn.LogLoss(m.Predict(later.X), later.Y) }
	if !(loss(m) < loss(all)-0.02) {
		t.Errorf("log loss later %.4f, of all rounds %.4f", loss(m), loss(all))
	}
	for _, more := range []int{1, 5} { // the first trees are the same, whatever follows
		if len(all.Trees) < len(m.Trees)+more {
			break
		}
		next := *all
		next.Trees = all.Trees[:len(m.Trees)+more]
		if loss(&next) < loss(m) {
			t.Errorf("%d rounds more are better", more)
		}
	}
	curves := fit[*tree.Curves](t, tree.Additive{Rounds: 400, Rate: 0.3}, in)
	if curves.Rounds >= 400 || !(loss(curves) < loss(all)) {
		t.Errorf("the additive model kept %d rounds at %.4f", curves.Rounds, loss(curves))
	}
	short := later
	short.Y = short.Y[:5]
	_, err := tree.Boosting{}.Fit(context.Background(), learn.Training{Sample: train, Later: &short}, nil)
	var problem *engine.Error
	if !errors.As(err, &problem) || problem.Code != "learn.length_mismatch" {
		t.Errorf("a later sample of other length: %v", err)
	}
}

func TestScorecard_AddsUpToTheModelButForRounding(t *testing.T) {
	later := learntest.Shop(2000, 72)
	m := fit[*tree.Curves](t, tree.Additive{Rounds: 100}, learn.Training{Sample: learntest.Shop(3000, 71)})
	const scale = 20
	card, ok := m.Scorecard(scale)
	if !ok || len(card.Columns) == 0 {
		t.Fatalf("no scorecard: %+v", card)
	}
	lines := 0
	for _, c := range card.Columns {
		lines += len(c.Lines)
	}
	if lines > 150 {
		t.Errorf("%d lines are no page", lines)
	}
	points := card.Points(later.X)
	worst := 0.5 * float64(1+len(m.Curve)) / scale
	for i, p := range m.Predict(later.X) {
		if d := math.Abs(float64(points[i])/scale - math.Log(p/(1-p))); d > worst+1e-9 {
			t.Fatalf("row %d: %d points are %.3f log odds away", i, points[i], d)
		}
	}
	if card.Points(later.X.Take([]int{0})) == nil || card.Points(&learn.Frame{Rows: 1}) != nil {
		t.Error("points need their columns")
	}
	pairs := fit[*tree.Curves](t, tree.Additive{Rounds: 10, Pairs: 1}, learn.Training{Sample: later})
	if _, ok := pairs.Scorecard(scale); ok {
		t.Error("a model with pairs does not fit on a scorecard")
	}
}

// A product of two columns cannot be seen by curves; a surface can.
func TestAdditivePairs_SeeWhatCurvesCannot(t *testing.T) {
	crossed := func(seed uint64) learn.Sample {
		s := learntest.Shop(4000, seed)
		a, b := s.X.Find("silence").Number, s.X.Find("noise").Number
		for i := range s.Y {
			s.Y[i] = (a[i] > 0) != (b[i] > 0.5)
			if i%5 == 0 {
				s.Y[i] = !s.Y[i]
			}
		}
		return s
	}
	train, later := crossed(81), crossed(82)
	curves := fit[*tree.Curves](t, tree.Additive{}, learn.Training{Sample: train})
	pairs := fit[*tree.Curves](t, tree.Additive{Pairs: 1}, learn.Training{Sample: train})
	if a := learn.AUC(curves.Predict(later.X), later.Y); a > 0.56 {
		t.Errorf("curves alone reach %.3f", a)
	}
	if a := learn.AUC(pairs.Predict(later.X), later.Y); a < 0.75 {
		t.Errorf("with a pair only %.3f", a)
	}
}

// Columns of many levels must not look important for being many: a word of 60 levels
// without meaning is hardly used where a number of the same emptiness is.
func TestManyLevels_AreNoAdvantage(t *testing.T) {
	s := learntest.Shop(3000, 91)
	names := make([]string, s.X.Rows)
	for i := range names {
		names[i] = string(rune('A'+(i*7919)%60)) + "-town"
	}
	s.X.Columns = append(s.X.Columns, learn.Column{Name: "town", Text: names})
	e, err := fit[*tree.Boosted](t, tree.Boosting{Rounds: 60, Rate: 0.1, Depth: 4}, learn.Training{Sample: s}).Explain(context.Background(), s.X)
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, len(e.Columns))
	for i := range s.X.Rows {
		for j, v := range e.Row(i) {
			mean[j] += math.Abs(v) / float64(s.X.Rows)
		}
	}
	of := func(name string) float64 { return mean[slices.Index(e.Columns, name)] }
	if of("silence") < 5*of("town") || of("channel") < of("town") || of("town") > 3*of("noise")+0.05 {
		t.Errorf("mean |contribution|: silence %.3f channel %.3f town %.3f noise %.3f", of("silence"), of("channel"), of("town"), of("noise"))
	}
}

func TestEstimators_RefuseBadOptions(t *testing.T) {
	for _, e := range []learn.Estimator{
		tree.Boosting{Rate: 2}, tree.Boosting{Rounds: -1}, tree.Boosting{RowShare: -0.1}, tree.Boosting{L2: math.Inf(1)},
		tree.Boosting{Rate: math.NaN()}, tree.Forest{Trees: -1}, tree.Forest{MinLeaf: -1}, tree.Decision{Folds: 1},
		tree.Decision{Complexity: math.NaN()}, tree.Additive{Leaves: 1}, tree.Additive{Pairs: -1},
	} {
		_, err := e.Fit(context.Background(), learn.Training{Sample: learntest.Shop(100, 1)}, nil)
		var problem *engine.Error
		if !errors.As(err, &problem) || problem.Code != "learn.bad_option" {
			t.Errorf("%+v: %v", e, err)
		}
	}
}
