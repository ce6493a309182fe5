package learn

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
)

// FitFirth estimates the logistic model with Firth's penalty (1993), half the log
// determinant of the information: the answer stays finite where columns predict
// the outcome perfectly, and is less biased with few events. Options.Ridge must be
// 0. The result reads like that of Fit; PenalisedLogLik is what was maximised.
func FitFirth(ctx context.Context, x *mat.Dense, y []bool, o Options, progress engine.Progress) (*Logistic, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	if o.MaxIter == 0 {
		o.MaxIter = 10 * defaultMaxIter // Fisher scoring, not Newton
	}
	if o.Tol == 0 {
		o.Tol = defaultTol
	}
	if err := check(x, y, o); err != nil {
		return nil, err
	}
	if o.Ridge != 0 {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	m := newLogistic(x, y, o)
	d, err := m.prepare(ctx, x, y)
	if err != nil {
		return nil, err
	}
	progress.Stage("learn.firth", 0)
	s, value, err := firth(ctx, d, o, func() { progress.Add(1) })
	if err != nil {
		return nil, err
	}
	m.take(s, d)
	for _, j := range d.Kept {
		value += math.Log(m.SD[j]) // in raw units, as logistf prints it
	}
	m.PenalisedLogLik = &value
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	if s.reason != "" {
		return nil, &FailedFit{Last: m, Problem: &engine.Error{Code: s.reason,
			Args: engine.Args{"rows": m.Rows, "events": m.Events, "iterations": m.Iterations}}}
	}
	return m, nil
}

// penalised is the state at one point.
type penalised struct {
	value float64
	grad  []float64 // modified score
	info  *mat.SymDense
	chol  mat.Cholesky
	ok    bool
}

func (d *Design) penalised(ctx context.Context, beta, eta []float64) (*penalised, error) {
	p := &penalised{grad: make([]float64, len(beta))}
	var err error
	p.info, err = d.curvature(ctx, beta, eta, 0, p.grad)
	if err != nil || !p.chol.Factorize(p.info) {
		return p, err
	}
	p.ok = true
	p.value = -objective(d, beta, eta, 0) + p.chol.LogDet()/2
	var inv mat.SymDense
	if p.chol.InverseTo(&inv) != nil {
		p.ok = false
		return p, nil
	}
	z := make([]float64, len(beta))
	z[0] = 1
	for i := range d.N {
		copy(z[1:], d.Row(i))
		mu := sigmoid(eta[i])
		v := mat.NewVecDense(len(z), z)
		pull := mu * sigmoid(-eta[i]) * mat.Inner(v, &inv, v) * (0.5 - mu) // leverage
		for a, x := range z {
			p.grad[a] += pull * x
		}
	}
	return p, ctx.Err()
}

func firth(ctx context.Context, d *Design, o Options, tick func()) (*solution, float64, error) {
	s := &solution{beta: make([]float64, d.P+1), reason: "learn.not_converged"}
	eta := make([]float64, d.N)
	d.linear(s.beta, eta)
	at, err := d.penalised(ctx, s.beta, eta)
	if err != nil {
		return nil, 0, err
	}
	for at.ok && s.iterations < o.MaxIter && s.reason != "" {
		s.iterations++
		tick()
		step, ok := solve(at.info, at.grad)
		if !ok {
			break
		}
		if dot(at.grad, step)/2 <= o.Tol+1e-16*math.Abs(at.value) {
			s.reason = ""
		}
		scale := 1.0
		for range maxHalvings {
			to := make([]float64, len(step))
			for j := range to {
				to[j] = s.beta[j] + scale*step[j]
			}
			d.linear(to, eta)
			next, err := d.penalised(ctx, to, eta)
			if err != nil {
				return nil, 0, err
			}
			if next.ok && next.value >= at.value-1e-12*(math.Abs(at.value)+0.1) {
				s.beta, at = to, next
				break
			}
			scale /= 2
		}
	}
	d.linear(s.beta, eta)
	s.logLik, s.hessian = -objective(d, s.beta, eta, 0), at.info
	return s, at.value, nil
}
