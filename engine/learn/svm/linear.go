package svm

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Linear is a machine with a straight border: ½·Σw² + C·Σ max(0, 1 − y·f)², columns per
// standard deviation, the intercept free. Zero fields take the values in brackets.
type Linear struct {
	C float64 `json:"c,omitempty"` // [0.1]
}

// Estimator is the machine as an Estimator. A C that is not positive is Error
// "learn.bad_option".
func (o Linear) Estimator() learn.Estimator {
	if o.C == 0 {
		o.C = 0.1
	}
	return learn.Encoded[*Border]{Name: KindLinear, FitMatrix: o.fit}
}

// Border is a fitted Linear: log odds = Slope·(Bias + Σ w·(x−mean)/sd) + Intercept of Map.
type Border struct {
	Options Linear            `json:"options"`
	Names   []string          `json:"names"`
	Scale   learn.Scale       `json:"scale"`
	Bias    float64           `json:"bias"`
	Weights []float64         `json:"weights"` // of every column, 0 for those without a say
	Map     *learn.Calibrator `json:"map"`
	Rows    int               `json:"rows"`
	Events  int               `json:"events"`
}

// plane is a straight border over standardised columns that have a say.
type plane struct {
	bias    float64
	weights []float64
}

func (p plane) distance(row []float64) float64 {
	s := p.bias
	for k, v := range row {
		s += p.weights[k] * v
	}
	return s
}

func (o Linear) fit(ctx context.Context, in learn.Matrices, progress engine.Progress) (*Border, error) {
	if !(o.C > 0) || math.IsInf(o.C, 0) {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	d, err := learn.NewDesign(ctx, in.X, in.Y, true, in.Names)
	if err != nil {
		return nil, err
	}
	stage(progress)
	learnPlane := func(d *learn.Design) (machine, error) {
		defer progress.Add(1)
		return o.descend(ctx, d)
	}
	c, err := platt(d, in.Seed, learnPlane)
	if err != nil {
		return nil, err
	}
	whole, err := o.descend(ctx, d)
	if err != nil {
		return nil, err
	}
	m := &Border{Options: o, Names: in.Names, Scale: d.Scale, Bias: whole.bias, Weights: make([]float64, len(in.Names)),
		Map: c, Rows: d.N, Events: d.Events()}
	for k, j := range d.Kept {
		m.Weights[j] = whole.weights[k]
	}
	progress.Add(1)
	return m, nil
}

const (
	steps    = 200   // Newton steps; a few dozen are usual
	settled  = 1e-12 // a step that promises less, as a share of the objective, is the last
	halvings = 30
)

// descend minimises by Newton steps: the squared hinge is quadratic but for the rows that
// enter or leave the margin (Keerthi and DeCoste 2005).
func (o Linear) descend(ctx context.Context, d *learn.Design) (*plane, error) {
	p := &plane{weights: make([]float64, d.P)}
	at := o.objective(d, p)
	for range steps {
		h, gradient, err := d.Information(ctx, func(i int) (weight, residual float64) {
			sign := 2*d.Y[i] - 1
			if slack := 1 - sign*p.distance(d.Row(i)); slack > 0 {
				return 2 * o.C, 2 * o.C * sign * slack
			}
			return 0, 0
		})
		if err != nil {
			return nil, err
		}
		step, gain := o.step(h, gradient, p)
		if step == nil || gain <= settled*at {
			break
		}
		better, value := o.search(d, p, step, at)
		if better == nil {
			break // rounding: nothing is gained any more
		}
		p, at = better, value
	}
	return p, nil
}

// search halves a step until it makes the objective better; nil when none does.
func (o Linear) search(d *learn.Design, p *plane, step []float64, at float64) (*plane, float64) {
	scale := 1.0
	for range halvings {
		next := &plane{p.bias + scale*step[0], make([]float64, d.P)}
		for k, w := range p.weights {
			next.weights[k] = w + scale*step[k+1]
		}
		if v := o.objective(d, next); v < at {
			return next, v
		}
		scale /= 2
	}
	return nil, at
}

// step solves for a Newton step and the half of what it promises.
func (o Linear) step(h []float64, gradient []float64, p *plane) (step []float64, gain float64) {
	k := len(gradient)
	for j, w := range p.weights {
		gradient[j+1] -= w
		h[(j+1)*k+j+1]++
	}
	h[0] += 1e-9 // nobody within the margin leaves the intercept where it is
	var chol mat.Cholesky
	if !chol.Factorize(mat.NewSymDense(k, h)) {
		return nil, 0
	}
	var out mat.VecDense
	if err := chol.SolveVecTo(&out, mat.NewVecDense(k, gradient)); err != nil {
		return nil, 0
	}
	return out.RawVector().Data, mat.Dot(&out, mat.NewVecDense(k, gradient)) / 2
}

func (o Linear) objective(d *learn.Design, p *plane) float64 {
	var s, c float64
	for i := range d.N {
		if slack := 1 - (2*d.Y[i]-1)*p.distance(d.Row(i)); slack > 0 {
			t := slack*slack - c // Kahan
			u := s + t
			c = (u - s) - t
			s = u
		}
	}
	s *= o.C
	for _, w := range p.weights {
		s += w * w / 2
	}
	return s
}

// Predict implements learn.MatrixModel.
func (m *Border) Predict(x *mat.Dense) []float64 {
	kept := plane{bias: m.Bias}
	for j, w := range m.Weights {
		if m.Scale.SD[j] > 0 {
			kept.weights = append(kept.weights, w)
		}
	}
	return probability(&m.Scale, m.Map, kept, x)
}

// Logistic is the same scores as a logistic model: Platt's sigmoid is one.
func (m *Border) Logistic() *learn.Logistic {
	l := &learn.Logistic{Names: m.Names, Mean: m.Scale.Mean, SD: m.Scale.SD, Base: m.Map.Slope*m.Bias + m.Map.Intercept,
		Beta: make([]float64, len(m.Weights)), Rows: m.Rows, Events: m.Events}
	for j, w := range m.Weights {
		l.Beta[j] = m.Map.Slope * w
	}
	return l
}

// Linear is the log odds of one row; NaN for a wrong width.
func (m *Border) Linear(row []float64) float64 { return m.Logistic().Linear(row) }

// Contributions are what each column adds to the log odds; nil for a wrong width.
func (m *Border) Contributions(row []float64) []float64 { return m.Logistic().Contributions(row) }
