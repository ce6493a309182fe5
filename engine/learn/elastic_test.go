package learn_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/stat/reference"
)

func TestElasticNet_KeepsThePromisesOfEstimators(t *testing.T) {
	blank := func() learn.Model { return &learn.EncodedModel[*learn.Net]{} }
	for name, o := range map[string]learn.NetOptions{
		"lasso": {Mix: 1, Lambda: 0.01}, "both": {Mix: 0.5, Lambda: 0.003}, "chosen": {Mix: 0.5, Steps: 20, Folds: 3},
	} {
		t.Run(name, func(t *testing.T) { learntest.Conform(t, learn.NewElasticNet(o), blank) })
	}
}

func net(t *testing.T, x *mat.Dense, y []bool, names []string, o learn.NetOptions) *learn.Net {
	t.Helper()
	m, err := learn.FitNet(context.Background(), learn.Matrices{X: x, Y: y, Names: names}, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// 02_logistic.json *_glmnet: ridge, lasso and elastic net of glmnet at fixed λ.
func TestElasticNet_EqualsGlmnet(t *testing.T) {
	for item, data := range map[string]string{"telco_glmnet": "telco_full", "mlc_glmnet": "mlc_full", "bank_glmnet": "bank_full"} {
		t.Run(item, func(t *testing.T) {
			var want struct {
				Columns []string
				Fits    []struct {
					Alpha, Lambda, Intercept float64
					Coef                     []float64
					Nonzero                  int
					LogLoss                  float64 `json:"mean_log_loss"`
				}
			}
			reference.Item(t, "02_logistic.json", item, &want)
			f := glmData(t, data)
			x := f.matrix()
			for _, w := range want.Fits {
				m := net(t, x, f.y, f.names, learn.NetOptions{Mix: w.Alpha, Lambda: w.Lambda})
				for j, c := range m.Coefficients()[1:] {
					// Where MonthlyCharges has a VIF of 866 glmnet stops a little short.
					near(t, want.Columns[j], float64(c.PerSD), w.Coef[j]*m.SD[j], 2e-5)
				}
				if m.Nonzero != w.Nonzero {
					t.Errorf("mix %g λ %g: %d coefficients, glmnet has %d", w.Alpha, w.Lambda, m.Nonzero, w.Nonzero)
				}
				near(t, "log loss", learn.LogLoss(m.Predict(x), f.y), w.LogLoss, 1e-7)
			}
			if len(want.Fits) != 9 {
				t.Errorf("%d fits in the reference", len(want.Fits))
			}
		})
	}
}

// The minimum of a convex function is where no direction leads down: each derivative of
// the mean log likelihood is λ·(1−mix)·β + λ·mix·sign β, and at most λ·mix where β is 0.
func TestElasticNet_EndsWhereNoDirectionLeadsDown(t *testing.T) {
	x, y := noisy(400, 6, 3)
	const lambda, mix = 0.02, 0.6
	m := net(t, x, y, nil, learn.NetOptions{Mix: mix, Lambda: lambda})
	p := m.Predict(x)
	for j, b := range m.Beta {
		slope := 0.0
		for i := range p {
			u := 0.0
			if y[i] {
				u = 1
			}
			slope += (u - p[i]) * (x.At(i, j) - m.Mean[j]) / m.SD[j] / float64(len(p))
		}
		slope -= lambda * (1 - mix) * b
		if b == 0 && math.Abs(slope) > lambda*mix || b != 0 && math.Abs(slope-math.Copysign(lambda*mix, b)) > 1e-9 {
			t.Errorf("column %d: coefficient %v, slope %v", j, b, slope)
		}
	}
}

func TestPath_StartsWithNothingAndTakesColumnsIn(t *testing.T) {
	x, y := noisy(400, 6, 4)
	path, err := learn.Path(context.Background(), learn.Matrices{X: x, Y: y}, learn.NetOptions{Mix: 1})
	if err != nil {
		t.Fatal(err)
	}
	for k, m := range path {
		if k == 0 && m.Nonzero != 0 || k == 1 && m.Nonzero == 0 {
			t.Errorf("step %d at λ %g has %d coefficients", k, m.Lambda, m.Nonzero)
		}
		if k > 0 && m.LogLik < path[k-1].LogLik {
			t.Errorf("step %d explains less than the one before", k)
		}
	}
	if last := path[len(path)-1]; last.Nonzero != 6 || len(path) < 10 {
		t.Errorf("%d steps, the last with %d coefficients", len(path), last.Nonzero)
	}
}

// Five columns of noise: the λ chosen on later rows, or by folds, leaves most of them out
// and keeps the column that matters; a score that likes nothing keeps the first λ.
func TestElasticNet_ChoosesLambdaByTheScoreGiven(t *testing.T) {
	x, y := noisy(600, 6, 5)
	later, laterY := noisy(600, 6, 6)
	for name, in := range map[string]learn.Matrices{
		"later": {X: x, Y: y, Later: later, LaterY: laterY, Seed: 1}, "folds": {X: x, Y: y, Seed: 1},
	} {
		m, err := learn.FitNet(context.Background(), in, learn.NetOptions{Mix: 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if m.Beta[0] < 0.3 || m.Nonzero > 4 || len(m.Tried) < 5 {
			t.Errorf("%s: λ %g with %v after %d tries", name, m.Lambda, m.Beta, len(m.Tried))
		}
		same := func([]float64, []bool) float64 { return 1 }
		if m, err = learn.FitNet(context.Background(), in, learn.NetOptions{Mix: 1, Score: same}, nil); err != nil || m.Nonzero != 0 {
			t.Errorf("%s: all scores equal, yet %v, %v", name, m, err)
		}
	}
}

func TestElasticNet_RefusesImpossibleOptions(t *testing.T) {
	x, y := noisy(50, 2, 1)
	for _, o := range []learn.NetOptions{{Mix: 1.1}, {Mix: -0.1}, {Lambda: -1}, {Lambda: math.Inf(1)}, {Mix: math.NaN()}, {Folds: 1}, {Steps: 1}} {
		if _, err := learn.FitNet(context.Background(), learn.Matrices{X: x, Y: y}, o, nil); code(err) != "learn.bad_option" {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
