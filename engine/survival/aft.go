package survival

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Family is the distribution of lifetimes of an AFT model.
type Family string

// The families.
const (
	Weibull     Family = "weibull"
	LogNormal   Family = "lognormal"
	LogLogistic Family = "loglogistic"
	Exponential Family = "exponential"
)

// AFTOptions steer an AFT fit. The zero value fits a Weibull.
type AFTOptions struct {
	Family  Family   `json:"family"`
	Names   []string `json:"names,omitempty"`
	MaxIter int      `json:"maxIter,omitempty"` // 0 means 100
}

const aftMaxIter = 100

// AFT is a fitted accelerated-failure-time model: ln(time) = intercept + Σ coef·x
// + scale·noise, as R's survreg; read only.
type AFT struct {
	Format     int              `json:"format"`
	Options    AFTOptions       `json:"options"`
	Names      []string         `json:"names"` // columns; the intercept stands before them below
	Coef       []float64        `json:"coef"`  // intercept first; exp(coef) stretches time
	SE         []engine.Number  `json:"se"`
	Scale      float64          `json:"scale"`
	LogScaleSE engine.Number    `json:"logScaleSE"` // undefined for the exponential, whose scale is 1
	Rows       int              `json:"rows"`
	Events     int              `json:"events"`
	LogLik     float64          `json:"logLik"`
	DF         int              `json:"df"` // estimated parameters
	Iterations int              `json:"iterations"`
	Warnings   []engine.Warning `json:"warnings,omitempty"`
}

// FailedAFT is the error of a fit that reached no maximum.
type FailedAFT struct {
	Problem *engine.Error
	Last    *AFT
}

// Error implements error.
func (f *FailedAFT) Error() string { return f.Problem.Error() }

// Unwrap gives the engine.Error, so that errors.As finds it.
func (f *FailedAFT) Unwrap() error { return f.Problem }

// FitAFT estimates the model by maximum likelihood. Times must be positive; late
// entry, strata and clusters are refused ("survival.bad_option").
func FitAFT(ctx context.Context, x *mat.Dense, l Lives, o AFTOptions, progress engine.Progress) (*AFT, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	if o.Family == "" {
		o.Family = Weibull
	}
	if o.MaxIter == 0 {
		o.MaxIter = aftMaxIter
	}
	noise := o.Family.noise()
	if noise == nil || l.Entry != nil || l.Stratum != nil || l.Cluster != nil {
		return nil, &engine.Error{Code: "survival.bad_option", Args: engine.Args{"family": string(o.Family)}}
	}
	d, err := prepare(ctx, x, l, o.Names)
	if err != nil {
		return nil, err
	}
	if d.events == 0 {
		return nil, &engine.Error{Code: "survival.no_events", Args: engine.Args{"rows": d.n}}
	}
	if first := d.time[d.n-1]; first <= 0 { // ordered from the last to the first
		return nil, &engine.Error{Code: "survival.bad_time", Args: engine.Args{"time": engine.Number(first)}}
	}
	progress.Stage("survival.aft", 0)
	a := newAccelerated(d, noise, o.Family == Exponential)
	if err := a.maximise(ctx, o.MaxIter, func() { progress.Add(1) }); err != nil {
		return nil, err
	}
	m := a.fitted(o)
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	if !a.converged {
		return nil, &FailedAFT{Last: m, Problem: &engine.Error{Code: "survival.not_converged",
			Args: engine.Args{"rows": d.n, "events": d.events, "iterations": a.iterations}}}
	}
	return m, nil
}

// noise gives the log density (ended) or log survival (not) of the standardised
// log time and its first two derivatives.
func (f Family) noise() func(w float64, ended bool) (v, g, h float64) {
	switch f {
	case Weibull, Exponential:
		return func(w float64, ended bool) (v, g, h float64) {
			e := math.Exp(w)
			if ended {
				return w - e, 1 - e, -e
			}
			return -e, -e, -e
		}
	case LogNormal:
		return func(w float64, ended bool) (v, g, h float64) {
			if ended {
				return -w*w/2 - math.Log(2*math.Pi)/2, -w, -1
			}
			v = lnNormalTail(w)
			r := math.Exp(-w*w/2 - math.Log(2*math.Pi)/2 - v) // hazard of the normal
			return v, -r, -r * (r - w)
		}
	case LogLogistic:
		return func(w float64, ended bool) (v, g, h float64) {
			p := 1 / (1 + math.Exp(-w))
			soft := math.Max(w, 0) + math.Log1p(math.Exp(-math.Abs(w)))
			if ended {
				return w - 2*soft, 1 - 2*p, -2 * p * (1 - p)
			}
			return -soft, -p, -p * (1 - p)
		}
	}
	return nil
}

// lnNormalTail is ln P(Z > w), by the asymptotic series where erfc is zero.
func lnNormalTail(w float64) float64 {
	if w < 30 {
		return math.Log(math.Erfc(w/math.Sqrt2) / 2)
	}
	q := 1 / (w * w)
	return -w*w/2 - math.Log(w) - math.Log(2*math.Pi)/2 + math.Log1p(-q+3*q*q)
}

// accelerated is the optimiser: intercept, standardised columns, log scale.
type accelerated struct {
	d          *design
	noise      func(float64, bool) (float64, float64, float64)
	fixed      bool // scale stays 1
	k          int  // estimated parameters
	lnTime     []float64
	at         []float64
	logLik     float64
	info       *mat.SymDense
	iterations int
	converged  bool
}

func newAccelerated(d *design, noise func(float64, bool) (float64, float64, float64), fixed bool) *accelerated {
	a := &accelerated{d: d, noise: noise, fixed: fixed, k: d.p + 2, at: make([]float64, d.p+2)}
	var exposure float64
	for _, t := range d.time {
		a.lnTime = append(a.lnTime, math.Log(t))
		exposure += t
	}
	a.at[0] = math.Log(exposure / float64(d.events)) // the exponential answer without columns
	if fixed {
		a.k--
	}
	return a
}

// slope is the log likelihood, its gradient and the information at a point.
func (a *accelerated) slope(ctx context.Context, at []float64) (ll float64, grad []float64, info *mat.SymDense) {
	p := a.d.p
	sigma := math.Exp(at[p+1])
	grad = make([]float64, a.k)
	h := make([]float64, a.k*a.k)
	z := make([]float64, a.k) // derivative of −σ·w by each parameter: 1, x, σ·w
	for i := range a.d.n {
		if i%8192 == 0 && ctx.Err() != nil {
			return math.NaN(), grad, nil
		}
		mu := at[0]
		row := a.d.row(i)
		for j, x := range row {
			mu += at[j+1] * x
		}
		w := (a.lnTime[i] - mu) / sigma
		v, g, c := a.noise(w, a.d.event[i])
		ll += v
		z[0] = 1
		copy(z[1:], row)
		if a.d.event[i] {
			ll -= at[p+1] + a.lnTime[i]
		}
		if !a.fixed {
			z[p+1] = sigma * w
			if a.d.event[i] {
				grad[p+1]--
			}
			for j, x := range z[:p+1] { // the second derivative of w itself
				h[j*a.k+p+1] -= g * x / sigma
			}
			h[(p+1)*a.k+p+1] -= g * w
		}
		for j, x := range z {
			grad[j] -= g * x / sigma
			for m := j; m < a.k; m++ {
				h[j*a.k+m] -= c * x * z[m] / (sigma * sigma)
			}
		}
	}
	return ll, grad, mat.NewSymDense(a.k, h)
}

// maximise takes Newton steps; where the likelihood is not concave the
// information is strengthened on its diagonal.
func (a *accelerated) maximise(ctx context.Context, maxIter int, tick func()) error {
	ll, grad, info := a.slope(ctx, a.at)
	for a.iterations < maxIter && !a.converged {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.iterations++
		tick()
		step := strengthened(info, grad)
		if step == nil {
			break
		}
		gain := dot(grad, step)
		a.converged = gain/2 <= gainTol+1e-16*math.Abs(ll)
		scale := 1.0
		for range maxHalvings {
			to := append([]float64(nil), a.at...)
			for j, s := range step {
				to[j] += scale * s
			}
			v, g, h := a.slope(ctx, to)
			if v >= ll-1e-12*(math.Abs(ll)+0.1) {
				a.at, ll, grad, info = to, v, g, h
				break
			}
			scale /= 2
		}
	}
	a.logLik, a.info = ll, info
	return ctx.Err()
}

func strengthened(info *mat.SymDense, grad []float64) []float64 {
	n := len(grad)
	for extra := 0.0; extra < 1e8; extra = max(1e-3, extra*10) {
		m := mat.NewSymDense(n, nil)
		m.CopySym(info)
		for i := range n {
			m.SetSym(i, i, m.At(i, i)+extra*(math.Abs(m.At(i, i))+1e-8))
		}
		if step, ok := solveSym(m.RawSymmetric().Data, grad); ok {
			return step
		}
	}
	return nil
}

func (a *accelerated) fitted(o AFTOptions) *AFT {
	d := a.d
	m := &AFT{Format: coxFormat, Options: o, Names: d.names, Coef: make([]float64, len(d.names)+1),
		SE: undefined(len(d.names) + 1), LogScaleSE: engine.Undefined(), Scale: math.Exp(a.at[d.p+1]),
		Rows: d.n, Events: d.events, LogLik: a.logLik, DF: a.k, Iterations: a.iterations, Warnings: d.warnings}
	m.Coef[0] = a.at[0]
	shift := mat.NewVecDense(a.k, nil) // the raw intercept as a sum of parameters
	shift.SetVec(0, 1)
	for k, j := range d.kept {
		m.Coef[j+1] = a.at[k+1] / d.sd[j]
		m.Coef[0] -= m.Coef[j+1] * d.mean[j]
		shift.SetVec(k+1, -d.mean[j]/d.sd[j])
	}
	var chol mat.Cholesky
	var inv mat.SymDense
	if a.info == nil || !chol.Factorize(a.info) || chol.InverseTo(&inv) != nil {
		return m
	}
	m.SE[0] = engine.Number(math.Sqrt(mat.Inner(shift, &inv, shift)))
	for k, j := range d.kept {
		m.SE[j+1] = engine.Number(math.Sqrt(inv.At(k+1, k+1)) / d.sd[j])
	}
	if !a.fixed {
		m.LogScaleSE = engine.Number(math.Sqrt(inv.At(a.k-1, a.k-1)))
	}
	return m
}

// AIC is −2·LogLik plus twice the number of parameters.
func (m *AFT) AIC() float64 { return 2*float64(m.DF) - 2*m.LogLik }

// Linear is the mean of the log time of a row, up to the noise; NaN for a wrong width.
func (m *AFT) Linear(row []float64) float64 {
	if len(row)+1 != len(m.Coef) {
		return math.NaN()
	}
	s := m.Coef[0]
	for j, x := range row {
		s += m.Coef[j+1] * x
	}
	return s
}

// Survival is the share of such rows lasting longer than t.
func (m *AFT) Survival(row []float64, t float64) float64 {
	if t <= 0 {
		return 1
	}
	noise := m.Options.Family.noise()
	v, _, _ := noise((math.Log(t)-m.Linear(row))/m.Scale, false)
	return math.Exp(v)
}

// Quantile is the time by which the share p of such rows has ended.
func (m *AFT) Quantile(row []float64, p float64) float64 {
	if !(p >= 0 && p < 1) {
		return math.NaN()
	}
	var w float64
	switch m.Options.Family {
	case LogNormal:
		w = distuv.UnitNormal.Quantile(p)
	case LogLogistic:
		w = math.Log(p / (1 - p))
	default:
		w = math.Log(-math.Log1p(-p))
	}
	return math.Exp(m.Linear(row) + m.Scale*w)
}

// Remaining is the time within which the share p of such rows that have lasted age
// will have ended: p = 0.5 is the median remaining life.
func (m *AFT) Remaining(row []float64, age, p float64) float64 {
	if !(p >= 0 && p < 1) || !(age >= 0) {
		return math.NaN()
	}
	return m.Quantile(row, 1-m.Survival(row, age)*(1-p)) - age
}

// Stretch is one line of the table of an AFT model.
type Stretch struct {
	Name   string        `json:"name"` // "" for the intercept
	Coef   engine.Number `json:"coef"`
	SE     engine.Number `json:"se"`
	Z      engine.Number `json:"z"`
	P      engine.Number `json:"p"`
	Factor engine.Number `json:"factor"` // by which one unit more stretches time
	Low    engine.Number `json:"low"`
	High   engine.Number `json:"high"`
}

// Table is the model line by line, intercept first, with 95 % intervals.
func (m *AFT) Table() []Stretch {
	out := make([]Stretch, len(m.Coef))
	for j, b := range m.Coef {
		name, se := "", float64(m.SE[j])
		if j > 0 {
			name = m.Names[j-1]
		}
		out[j] = Stretch{Name: name, Coef: engine.Number(b), SE: m.SE[j], Z: engine.Number(b / se),
			P: engine.Number(stat.NormalTail(b / se)), Factor: engine.Number(math.Exp(b)),
			Low: engine.Number(math.Exp(b - engine.Z95*se)), High: engine.Number(math.Exp(b + engine.Z95*se))}
	}
	return out
}
