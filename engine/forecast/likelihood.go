package forecast

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/num"
)

// problem is the likelihood of one form on one series, by free parameters:
// logits of the smoothing, then start level, trend, season but one (its sum is
// fixed), then regressors; all but the logits in units of the series.
type problem struct {
	form
	series
	x     [][]float64
	first State
	unit  float64
}

func newProblem(f form, y []float64, x [][]float64) *problem {
	p := &problem{form: f, series: newSeries(y), x: x}
	p.first = f.firstState(y)
	for t := 1; t < len(y); t++ {
		p.unit += math.Abs(y[t]-y[t-1]) / float64(len(y)-1)
	}
	if p.unit == 0 {
		p.unit = math.Max(1e-8, math.Abs(y[0])*1e-3)
	}
	if x != nil {
		p.factor = make([]float64, len(y))
	}
	return p
}

// smooths is the number of smoothing parameters, states that of free start values.
func (p *problem) smooths() int {
	n := 1
	for _, has := range []bool{p.trend, p.damp, p.season != 'N'} {
		if has {
			n++
		}
	}
	return n
}

func (p *problem) states() int {
	n := 1
	if p.trend {
		n++
	}
	if p.season != 'N' {
		n += p.period - 1
	}
	return n
}

func (p *problem) regressors() int {
	if len(p.x) == 0 {
		return 0
	}
	return len(p.x[0])
}

// The usual bounds of R's ets.
const (
	smallest = 1e-4
	largest  = 0.9999
	dampLow  = 0.8
	dampHigh = 0.98
)

func between(x, low, high float64) float64 { return low + (high-low)/(1+math.Exp(-x)) }

func (p *problem) unpack(v []float64) (s smoothing, start State, effects []float64) {
	take := func() float64 { x := v[0]; v = v[1:]; return x }
	s.phi = 1
	s.alpha = between(take(), smallest, largest)
	if p.trend {
		s.beta = between(take(), smallest, math.Max(2*smallest, s.alpha))
	}
	if p.season != 'N' {
		s.gamma = between(take(), smallest, math.Max(2*smallest, 1-s.alpha))
	}
	if p.damp {
		s.phi = between(take(), dampLow, dampHigh)
	}
	start = State{Level: p.first.Level + p.unit*take()}
	if p.trend {
		start.Trend = p.first.Trend + p.unit*take()/4
	}
	if p.season != 'N' {
		size, sum := p.unit, 0.0
		if p.season == 'M' {
			size = 0.05
		}
		start.Season = append([]float64(nil), p.first.Season...)
		for i := range p.period - 1 {
			d := size * take()
			start.Season[i] += d
			sum += d
		}
		start.Season[p.period-1] -= sum
	}
	for range p.regressors() {
		effects = append(effects, take()*p.effectUnit())
	}
	return s, start, effects
}

// effectUnit scales a regressor's coefficient.
func (p *problem) effectUnit() float64 {
	if p.multiError {
		return 0.1
	}
	return p.unit
}

// minus is −log likelihood (without its constant) over n, as R's ets counts it.
func (p *problem) minus(v []float64) float64 {
	s, start, effects := p.unpack(v)
	p.mix(effects)
	_, sumLog := p.run(s, start, p.series)
	var sse float64
	for _, e := range p.errs {
		sse += e * e
	}
	n := float64(len(p.y))
	if p.multiError {
		for _, f := range p.fitted {
			if !(f > 0) {
				return math.Inf(1)
			}
		}
	}
	return math.Log(sse+1e-300)/2 + sumLog/n
}

// smooth is minus with a gradient by central differences.
func (p *problem) smooth(v, grad []float64) float64 {
	const h = 1e-5
	if grad != nil {
		at := append([]float64(nil), v...)
		for i := range v {
			at[i] = v[i] + h
			up := p.minus(at)
			at[i] = v[i] - h
			down := p.minus(at)
			at[i] = v[i]
			grad[i] = (up - down) / (2 * h)
		}
	}
	return p.minus(v)
}

// starts are the smoothings the search begins with; the likelihood may have
// several tops.
func (p *problem) starts() [][]float64 {
	n := p.smooths() + p.states() + p.regressors()
	var out [][]float64
	for _, logit := range [][4]float64{{-0.8, -2.2, -2.2, 1}, {2, -4, -2, 1}, {-3, -1, 0, 1}} {
		v := make([]float64, n)
		v[0] = logit[0]
		k := 1
		for i, has := range []bool{p.trend, p.season != 'N', p.damp} {
			if has {
				v[k] = logit[i+1]
				k++
			}
		}
		out = append(out, v)
	}
	return out
}

// solve fits one form. It is nil when no start leads to a finite likelihood.
func (p *problem) solve(ctx context.Context, tick func()) (*Fitted, error) {
	const look, stay = 40, 400
	var best *num.Solution
	for _, start := range p.starts() {
		s, err := num.Minimise(ctx, p.smooth, start, num.Options{Tol: 1e-6, Bound: 60, MaxIter: look, Tick: tick})
		if err != nil {
			return nil, err
		}
		if !math.IsNaN(s.Value) && !math.IsInf(s.Value, 0) && (best == nil || s.Value < best.Value) {
			best = s
		}
	}
	if best == nil {
		return nil, nil
	}
	if best.Iterations == look {
		s, err := num.Minimise(ctx, p.smooth, best.X, num.Options{Tol: 1e-6, Bound: 60, MaxIter: stay, Tick: tick})
		if err != nil {
			return nil, err
		}
		best = s
	}
	m := p.fittedAt(best.X)
	_, _, effects := p.unpack(best.X)
	m.Effects = p.effects(best, effects)
	return m, nil
}

func (p *problem) fittedAt(x []float64) *Fitted {
	s, start, effects := p.unpack(x)
	p.mix(effects)
	return p.summary(s, start, len(x))
}

// summary describes the model with the given smoothing and start; free is the
// number of parameters that were estimated.
func (p *problem) summary(s smoothing, start State, free int) *Fitted {
	u := engine.Undefined()
	m := &Fitted{Model: p.String(), Alpha: engine.Number(s.alpha), Beta: u, Gamma: u, Phi: u, Start: start}
	if p.trend {
		m.Beta = engine.Number(s.beta)
	}
	if p.season != 'N' {
		m.Gamma = engine.Number(s.gamma)
	}
	if p.damp {
		m.Phi = engine.Number(s.phi)
	}
	var sumLog float64
	m.End, sumLog = p.run(s, start, p.series)
	m.Fitted = append([]float64(nil), p.fitted...)
	n := float64(len(p.y))
	for t, e := range p.errs {
		m.SSE += e * e
		m.MSE += (p.y[t] - p.fitted[t]) * (p.y[t] - p.fitted[t]) / n
	}
	k := float64(free)
	minus := math.Log(m.SSE+1e-300)*n/2 + sumLog
	m.LogLik = engine.Number(-minus)
	m.Sigma2, m.AICc = u, u
	if n > k {
		m.Sigma2 = engine.Number(m.SSE / (n - k))
	}
	if q := k + 1; n-q-1 > 0 { // the variance is a parameter too
		m.AICc = engine.Number(2*minus + 2*q + 2*q*(q+1)/(n-q-1))
	}
	return m
}

// mix sums the regressors' parts.
func (p *problem) mix(effects []float64) {
	for t := range p.factor {
		p.factor[t] = 0
		for k, b := range effects {
			p.factor[t] += b * p.x[t][k]
		}
	}
}

func (p *problem) effects(sol *num.Solution, values []float64) (out []Effect) {
	if len(values) == 0 {
		return nil
	}
	// Smoothing at its bound has no curvature: take the regressors' own block with
	// the start values, the rest held.
	k := len(sol.X)
	var free []int
	for i := range k {
		if sol.Hessian.At(i, i) > 1e-7 {
			free = append(free, i)
		}
	}
	sub := mat.NewSymDense(len(free), nil)
	for a, i := range free {
		for b := a; b < len(free); b++ {
			sub.SetSym(a, b, sol.Hessian.At(i, free[b]))
		}
	}
	var chol mat.Cholesky
	var inv mat.SymDense
	ok := chol.Factorize(sub) && chol.InverseTo(&inv) == nil
	for j, v := range values {
		se := math.NaN()
		for a, i := range free {
			if ok && i == k-len(values)+j {
				se = p.effectUnit() * math.Sqrt(inv.At(a, a)/float64(len(p.y)))
			}
		}
		out = append(out, Effect{v, engine.Number(se), engine.Number(v - engine.Z95*se), engine.Number(v + engine.Z95*se)})
	}
	return out
}
