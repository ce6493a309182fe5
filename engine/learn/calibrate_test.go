package learn_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/stat"
)

// corrected is logistic regression calibrated on its own training rows: enough to hold
// the calibrated model to the promises, not a thing to do.
type corrected struct{ method string }

func (corrected) Kind() string { return learn.KindCalibrated }

func (c corrected) Fit(ctx context.Context, t learn.Training, p engine.Progress) (learn.Model, error) {
	m, err := learn.NewLogistic(learn.Options{Ridge: 1}).Fit(ctx, t, p)
	if err != nil {
		return nil, err
	}
	return learn.Calibrate(m, t.Sample, c.method)
}

func logisticBlank(string) learn.Model { return &learn.EncodedModel[*learn.Logistic]{} }

func TestCalibrated_KeepsThePromisesOfModels(t *testing.T) {
	for _, method := range []string{learn.Platt, learn.IsotonicSteps} {
		t.Run(method, func(t *testing.T) {
			learntest.Conform(t, corrected{method}, func() learn.Model { return learn.BlankCalibrated(logisticBlank) })
		})
	}
}

// By hand: at score 0 one of four left, at score 1 three. Platt's targets are 5/6 and 1/6,
// their means (1·5/6 + 3·1/6)/4 = 1/3 and 2/3, which a sigmoid through two points meets.
func TestPlatt_MeetsItsCautiousTargets(t *testing.T) {
	c, ok := learn.FitPlatt([]float64{0, 1, 0, 0, 1, 1, 0, 1}, []bool{false, true, true, false, true, false, false, true})
	if !ok {
		t.Fatal("not fitted")
	}
	p := c.Apply([]float64{0, 1, math.NaN()})
	near(t, "at 0", p[0], 1.0/3, 1e-9)
	near(t, "at 1", p[1], 2.0/3, 1e-9)
	if !math.IsNaN(p[2]) {
		t.Errorf("NaN becomes %v", p[2])
	}
}

func TestCalibrator_DoesNotCareForUnitsOrOrder(t *testing.T) {
	x, y := noisy(300, 1, 7)
	score, wide := make([]float64, 300), make([]float64, 300)
	for i := range score {
		score[i] = x.At(i, 0)
		wide[i] = 1e6*score[i] - 4e6
	}
	a, _ := learn.FitPlatt(score, y)
	b, _ := learn.FitPlatt(wide, y)
	for i, p := range a.Apply(score) {
		near(t, "probability", b.Apply(wide)[i], p, 1e-7)
	}
	for i, k := range stat.NewRand(1, "order").Perm(300) {
		score[i], score[k] = score[k], score[i]
		y[i], y[k] = y[k], y[i]
	}
	if c, _ := learn.FitPlatt(score, y); *c != *a {
		t.Errorf("permuted %v, before %v", c, a)
	}
}

func TestCalibrator_NeverTurnsTheOrderAround(t *testing.T) {
	x, y := noisy(300, 1, 8)
	score := make([]float64, 300)
	for i := range score {
		score[i] = -x.At(i, 0) // the wrong way round
	}
	for _, fit := range []func([]float64, []bool) (*learn.Calibrator, bool){learn.FitPlatt, learn.FitIsotonic} {
		c, ok := fit(score, y)
		if !ok {
			t.Fatal("not fitted")
		}
		sorted := slices.Clone(score)
		slices.Sort(sorted)
		if p := c.Apply(sorted); !slices.IsSorted(p) || p[0] < 0.01 {
			t.Errorf("%s maps to %v … %v", c.Method, p[0], p[299])
		}
	}
}

// A model whose log odds are three times too large is put right: the slope of later rows
// is 1 again, and the Brier score falls.
func TestCalibrate_PutsAnOverconfidentModelRight(t *testing.T) {
	train, later, test := learntest.Shop(3000, 1), learntest.Shop(3000, 2), learntest.Shop(3000, 3)
	m, err := learn.NewLogistic(learn.Options{Ridge: 1}).Fit(context.Background(), learn.Training{Sample: train}, nil)
	if err != nil {
		t.Fatal(err)
	}
	inner := m.(*learn.EncodedModel[*learn.Logistic]).Inner
	inner.Base *= 3
	for j := range inner.Beta {
		inner.Beta[j] *= 3
	}
	raw := learn.Calibration(m.Predict(test.X), test.Y, 10)
	for _, method := range []string{learn.Platt, learn.IsotonicSteps} {
		c, err := learn.Calibrate(m, later, method)
		if err != nil {
			t.Fatal(err)
		}
		p := c.Predict(test.X)
		got := learn.Calibration(p, test.Y, 10)
		if !(got.SlopeLow < 1.05 && got.SlopeHigh > 0.95) || raw.Slope > 0.5 {
			t.Errorf("%s: slope %v–%v, before %v", method, got.SlopeLow, got.SlopeHigh, raw.Slope)
		}
		if learn.Brier(p, test.Y) >= learn.Brier(m.Predict(test.X), test.Y) {
			t.Errorf("%s: the Brier score did not fall", method)
		}
	}
	if _, err := learn.Calibrate(m, later, "wish"); code(err) != "learn.bad_option" {
		t.Errorf("unknown method: %v", err)
	}
	if _, err := learn.Calibrate(m, learn.Sample{X: later.X.Take([]int{1}), Y: []bool{true}}, learn.Platt); code(err) != "learn.one_class" {
		t.Errorf("one row: %v", err)
	}
	later.X.Columns = later.X.Columns[:1]
	if _, err := learn.Calibrate(m, later, learn.Platt); code(err) != "learn.not_calibrated" {
		t.Errorf("no columns: %v", err)
	}
}
