package learn

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
)

const (
	// maxHalvings bounds step halving; after that many the step is lost in rounding.
	maxHalvings = 30
	// drift is how far log odds may still move at the last step of a converged
	// fit. A fit with a maximum moves by far less; under separation each step
	// moves some of them by about one for ever.
	drift = 1e-3
)

// solution is the state of the optimiser: intercept first, standardised units.
type solution struct {
	beta       []float64
	hessian    *mat.SymDense
	logLik     float64
	iterations int
	reason     string // error code; empty when converged
}

// point is a trial of the line search.
type point struct{ beta, eta []float64 }

// newton maximises the penalised log likelihood by Newton steps (which are IRLS)
// with step halving. The error is only that of the context.
func newton(ctx context.Context, d *Design, o Options, tick func()) (*solution, error) {
	s := &solution{beta: make([]float64, d.P+1)}
	s.beta[0] = d.Prior()
	if d.N >= manyRows {
		if err := s.warm(ctx, d, o); err != nil {
			return nil, err
		}
	}
	return s, s.climb(ctx, d, o, tick)
}

const (
	// manyRows are worth a start on every warmStride-th of them.
	manyRows   = 16 * 1024
	warmStride = 8
	// still is a last step that leaves the information as it is.
	still = 1e-9
)

// warm starts where the maximum of a few rows is, if they have one.
func (s *solution) warm(ctx context.Context, d *Design, o Options) error {
	var rows []int
	for i := 0; i < d.N; i += warmStride {
		rows = append(rows, i)
	}
	few := d.Take(rows)
	if e := few.Events(); e == 0 || e == few.N {
		return nil
	}
	at := &solution{beta: make([]float64, d.P+1)}
	at.beta[0] = few.Prior()
	o.Ridge *= float64(few.N) / float64(d.N)
	o.Tol = 1e-3 // in log likelihood: less than chance moves it by
	if err := at.climb(ctx, few, o, func() {}); err != nil || at.reason != "" {
		return err
	}
	copy(s.beta, at.beta)
	return nil
}

func (s *solution) climb(ctx context.Context, d *Design, o Options, tick func()) error {
	k := d.P + 1
	eta, to := make([]float64, d.N), &point{make([]float64, k), make([]float64, d.N)}
	d.linear(s.beta, eta)
	value := objective(d, s.beta, eta, o.Ridge)
	grad := make([]float64, k)
	for s.iterations < o.MaxIter {
		h, err := d.curvature(ctx, s.beta, eta, o.Ridge, grad)
		if err != nil {
			return err
		}
		s.iterations++
		tick()
		step, ok := solve(h, grad)
		if !ok {
			s.reason = "learn.separation" // weights of zero: every row is certain
			break
		}
		gain := dot(grad, step) / 2
		done := gain <= o.Tol+1e-16*math.Abs(value) // the second part is rounding
		better := d.search(s, step, to, value, o.Ridge)
		moved := farthest(eta, to.eta)
		copy(s.beta, to.beta)
		eta, to.eta, value = to.eta, eta, better
		if done {
			if moved > drift {
				s.reason = "learn.separation"
			}
			if moved <= still {
				s.hessian = h
			}
			return s.finish(ctx, d, eta, o.Ridge)
		}
	}
	if s.reason == "" {
		s.reason = "learn.not_converged"
	}
	return s.finish(ctx, d, eta, o.Ridge)
}

// finish takes the likelihood and the information at the last coefficients; those
// of the step before would cost the standard errors a digit or two.
func (s *solution) finish(ctx context.Context, d *Design, eta []float64, ridge float64) (err error) {
	s.logLik = -objective(d, s.beta, eta, 0)
	if s.hessian != nil {
		return nil
	}
	s.hessian, err = d.curvature(ctx, s.beta, eta, ridge, make([]float64, len(s.beta)))
	return err
}

// search halves the step until it no longer makes the objective worse, leaves the
// new point in to and returns its objective.
func (d *Design) search(s *solution, step []float64, to *point, value, ridge float64) float64 {
	scale, better := 1.0, math.Inf(1)
	for range maxHalvings {
		for j := range to.beta {
			to.beta[j] = s.beta[j] + scale*step[j]
		}
		d.linear(to.beta, to.eta)
		better = objective(d, to.beta, to.eta, ridge)
		if better <= value+1e-12*(math.Abs(value)+0.1) {
			break
		}
		scale /= 2
	}
	return better
}

// linear puts the linear predictor of every row into eta.
func (d *Design) linear(beta, eta []float64) {
	for from := 0; from < d.N; from += tile {
		to := eta[from:min(from+tile, d.N)]
		for i := range to {
			to[i] = beta[0]
		}
		for k := range d.P {
			floats.AddScaled(to, beta[k+1], d.column(from, k))
		}
	}
}

// objective is minus the log likelihood plus the penalty.
func objective(d *Design, beta, eta []float64, ridge float64) float64 {
	var s, c float64
	for i, e := range eta {
		if d.Y[i] == 1 {
			e = -e
		}
		t := softplus(e) - c // Kahan: n may be large and steps small
		u := s + t
		c = (u - s) - t
		s = u
	}
	for _, b := range beta[1:] {
		s += ridge / 2 * b * b
	}
	return s
}

// softplus is log(1+exp(v)) without overflow.
func softplus(v float64) float64 {
	if v > 0 {
		return v + math.Log1p(math.Exp(-v))
	}
	return math.Log1p(math.Exp(v))
}

// curvature fills grad with the gradient of the log likelihood and returns the
// penalised information.
func (d *Design) curvature(ctx context.Context, beta, eta []float64, ridge float64, grad []float64) (*mat.SymDense, error) {
	k := d.P + 1
	h, sums, err := d.Information(ctx, func(i int) (weight, residual float64) {
		mu := sigmoid(eta[i])
		return mu * (1 - mu), d.Y[i] - mu
	})
	if err != nil {
		return nil, err
	}
	copy(grad, sums)
	for a := 1; a < k; a++ {
		grad[a] -= ridge * beta[a]
		h[a*k+a] += ridge
	}
	return mat.NewSymDense(k, h), nil // reads the upper triangle only
}

func solve(h *mat.SymDense, grad []float64) ([]float64, bool) {
	var chol mat.Cholesky
	if !chol.Factorize(h) {
		return nil, false
	}
	var step mat.VecDense
	if err := chol.SolveVecTo(&step, mat.NewVecDense(len(grad), grad)); err != nil {
		if _, poor := err.(mat.Condition); !poor { // badly conditioned is still a direction
			return nil, false
		}
	}
	return step.RawVector().Data, true
}

func dot(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

func farthest(a, b []float64) float64 {
	var m float64
	for i, v := range a {
		m = math.Max(m, math.Abs(v-b[i]))
	}
	return m
}

// take moves the optimiser's answer into the model.
func (m *Logistic) take(s *solution, d *Design) {
	m.Base, m.LogLik, m.Iterations = s.beta[0], s.logLik, s.iterations
	for k, j := range d.Kept {
		m.Beta[j] = s.beta[k+1]
	}
	m.SE = make([]engine.Number, len(m.Beta)+1)
	for j := range m.SE {
		m.SE[j] = engine.Undefined()
	}
	var chol mat.Cholesky
	var cov mat.SymDense
	if s.hessian == nil || !chol.Factorize(s.hessian) || chol.InverseTo(&cov) != nil {
		return
	}
	// The raw intercept is base − Σ β·mean/sd: its variance needs the whole matrix.
	g := make([]float64, d.P+1)
	g[0] = 1
	for k, j := range d.Kept {
		g[k+1] = -m.Mean[j] / m.SD[j]
		m.SE[j+1] = engine.Number(math.Sqrt(cov.At(k+1, k+1)) / m.SD[j])
	}
	v := mat.NewVecDense(len(g), g)
	m.SE[0] = engine.Number(math.Sqrt(mat.Inner(v, &cov, v)))
}
