// Package btyd predicts how often customers will buy, whether they are still
// there and what they will spend ("buy till you die"): BG/NBD, MBG/NBD and
// Pareto/NBD for shops, Gamma–Gamma for money, sBG and BdW for contracts.
//
//	m, err := btyd.Fit(ctx, customers, btyd.Options{Model: btyd.BGNBD}, progress)
//	scores, err := m.Score(ctx, customers, 39) // P(alive) and purchases in the next 39 units
//	spend, err := btyd.FitSpend(ctx, buyers, btyd.SpendOptions{}, progress)
//	value := m.Value(c, spend.Expected(buyer), btyd.Horizon{Periods: 12, Length: 4.35, Margin: 0.3, Discount: 0.01})
//
// Time may be in any unit; answers do not depend on it. Fits do not depend on the
// order of the customers or the number of cores, not even in the last bit.
package btyd

import (
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/num"
)

// Model names a purchase model.
type Model string

// The models: BGNBD (Fader, Hardie and Lee 2005) lets customers leave only right
// after a repeat purchase, MBGNBD (Batislam et al. 2007) also after the first,
// ParetoNBD (Schmittlein, Morrison and Colombo 1987) at any moment.
const (
	BGNBD     Model = "bgnbd"
	MBGNBD    Model = "mbgnbd"
	ParetoNBD Model = "paretonbd"
)

// Customer is what the models need to know of one: Repeats purchases after the
// first, the last of them Last after it, observed for Age since it.
type Customer struct {
	Repeats int64
	Last    float64
	Age     float64
}

// Options steer a fit. The zero value fits BG/NBD.
type Options struct {
	Model   Model `json:"model"`
	MaxIter int   `json:"maxIter,omitempty"` // 0 means 500
	// AtMost bounds the distinct histories a fit uses, 0 means all: of three times as
	// many and more, every so manieth in order of history is taken, AtMost to AtMost·4/3
	// of them. Customers, LogLik and the intervals are then those of the part.
	AtMost int `json:"atMost,omitempty"`
}

const (
	formatVersion = 1
	// enoughRepeaters is the number of repeat buyers below which a fit carries a
	// warning; fewer than one a parameter are refused.
	enoughRepeaters = 40
	parameters      = 4
	// bound keeps log parameters (time in mean ages) where a model is still told
	// from its limit; a fit resting there carries the warning "btyd.boundary".
	bound = 12
)

// Fitted is a fitted model, read only, that survives JSON unchanged. Params are
// r, alpha, a, b for the beta-geometric models and r, alpha, s, beta for
// Pareto/NBD, in the unit of the customers' time.
type Fitted struct {
	Format  int       `json:"format"`
	Options Options   `json:"options"`
	Names   []string  `json:"names"`
	Params  []float64 `json:"params"`
	// SE by the observed information; Low and High are the 95 % interval, symmetric
	// in the logarithm. Undefined when the likelihood is flat.
	SE   []engine.Number `json:"se"`
	Low  []engine.Number `json:"low"`
	High []engine.Number `json:"high"`
	// Cov is the covariance of the logarithms of Params.
	Cov        [][]engine.Number `json:"cov"`
	LogLik     float64           `json:"logLik"`
	Customers  int64             `json:"customers"`
	Repeaters  int64             `json:"repeaters"` // with at least one repeat purchase
	Repeats    int64             `json:"repeats"`
	Groups     int               `json:"groups"` // distinct histories
	Iterations int               `json:"iterations"`
	Warnings   []engine.Warning  `json:"warnings,omitempty"`
}

// FailedFit is the error of a fit that reached no maximum ("btyd.not_converged").
// Last is the last iterate, for diagnosis only.
type FailedFit struct {
	Problem *engine.Error
	Last    *Fitted
}

// Error implements error.
func (f *FailedFit) Error() string { return f.Problem.Error() }

// Unwrap gives the engine.Error, so that errors.As finds it.
func (f *FailedFit) Unwrap() error { return f.Problem }

// family is one of the models; evaluate prepares a sum over histories for one set
// of parameters (time scaled), per history in nats, gradient by log parameter.
type family interface {
	names() []string
	start(s *sample) []float64
	evaluate(s *sample, params []float64) func(from, to int, sum []float64)
	predictor(params []float64) predictor
}

func familyOf(m Model) (family, bool) {
	switch m {
	case "", BGNBD:
		return betaGeometric{}, true
	case MBGNBD:
		return betaGeometric{modified: true}, true
	case ParetoNBD:
		return pareto{}, true
	}
	return nil, false
}

// Fit estimates the model by maximum likelihood. It refuses empty data, impossible
// histories ("btyd.bad_row" with the row) and fewer repeat buyers than parameters
// ("btyd.too_few"): with no repeats there is no rhythm to learn.
func Fit(ctx context.Context, customers []Customer, o Options, progress engine.Progress) (*Fitted, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	fam, ok := familyOf(o.Model)
	if !ok || o.MaxIter < 0 || o.AtMost < 0 {
		return nil, &engine.Error{Code: "btyd.bad_option", Args: engine.Args{"model": string(o.Model)}}
	}
	if o.Model == "" {
		o.Model = BGNBD
	}
	s, err := group(ctx, customers)
	if err != nil {
		return nil, err
	}
	if o.AtMost > 0 {
		if few := s.thinned(o.AtMost); few != nil {
			s = few
		}
	}
	if s.repeaters < parameters {
		return nil, &engine.Error{Code: "btyd.too_few",
			Args: engine.Args{"repeaters": s.repeaters, "customers": s.customers, "need": parameters}}
	}
	progress.Stage("btyd.fit", 0)
	sol, err := maximise(ctx, fam, s, num.Options{MaxIter: o.MaxIter, Bound: bound, Tick: func() { progress.Add(1) }})
	if err != nil {
		return nil, err
	}
	m := newFitted(fam, s, o, sol)
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	if !sol.Converged {
		return nil, &FailedFit{Last: m, Problem: &engine.Error{Code: "btyd.not_converged",
			Args: engine.Args{"model": string(o.Model), "iterations": m.Iterations}}}
	}
	return m, nil
}

// part is the number of distinct histories from which a fit first finds its way on
// every few of them: few passes over all of them are left to do.
const part = 8192

// maximise minimises the mean negative log likelihood over log parameters.
func maximise(ctx context.Context, fam family, s *sample, o num.Options) (*num.Solution, error) {
	start := logs(fam.start(s))
	if few := s.thinned(part); few != nil {
		sol, err := num.Minimise(ctx, objective(ctx, fam, few), start, o)
		if err != nil {
			return nil, err
		}
		if cov, ok := sol.Covariance(); ok && sol.Converged && !slices.Contains(sol.At, true) {
			start, o.Inverse = sol.X, cov
		}
	}
	return num.Minimise(ctx, objective(ctx, fam, s), start, o)
}

func objective(ctx context.Context, fam family, s *sample) num.Smooth {
	params, sum := make([]float64, parameters), make([]float64, parameters+1)
	var n float64
	for _, c := range s.count {
		n += c
	}
	return func(x, grad []float64) float64 {
		for i, v := range x {
			params[i] = math.Exp(v)
		}
		s.total(ctx, fam.evaluate(s, params), sum)
		for i := range grad {
			grad[i] = -sum[i+1] * params[i] / n
		}
		return -sum[0] / n
	}
}

func logs(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Log(v)
	}
	return out
}

func newFitted(fam family, s *sample, o Options, sol *num.Solution) *Fitted {
	m := &Fitted{Format: formatVersion, Options: o, Names: fam.names(), Params: make([]float64, parameters),
		Customers: s.customers, Repeaters: s.repeaters, Repeats: s.repeats, Groups: len(s.age),
		Iterations: sol.Iterations}
	n := float64(s.customers)
	m.LogLik = -sol.Value*n - float64(s.repeats)*math.Log(s.unit)
	for i, v := range sol.X {
		m.Params[i] = math.Exp(v)
		if isTime(m.Names[i]) {
			m.Params[i] *= s.unit
		}
		if sol.At[i] {
			m.warn("btyd.boundary", engine.Args{"parameter": m.Names[i]})
		}
	}
	m.SE, m.Low, m.High, m.Cov = errorsOf(m.Params, sol, n)
	if !m.SE[0].Defined() && !sol.At[0] {
		m.warn("btyd.flat", nil)
	}
	if s.repeaters < enoughRepeaters {
		m.warn("btyd.few_repeaters", engine.Args{"repeaters": s.repeaters, "need": enoughRepeaters})
	}
	return m
}

// errorsOf are standard errors and intervals of positive parameters from the
// curvature in their logarithms of the mean log likelihood of n.
func errorsOf(params []float64, sol *num.Solution, n float64) (se, low, high []engine.Number, cov [][]engine.Number) {
	inv, ok := sol.Covariance()
	for i, p := range params {
		v := math.NaN()
		row := make([]engine.Number, len(params))
		for j := range row {
			row[j] = engine.Undefined()
			if ok {
				row[j] = engine.Number(inv.At(i, j) / n)
			}
		}
		if ok {
			v = math.Sqrt(inv.At(i, i) / n)
		}
		cov = append(cov, row)
		se = append(se, engine.Number(p*v))
		low, high = append(low, engine.Number(p*math.Exp(-z95*v))), append(high, engine.Number(p*math.Exp(z95*v)))
	}
	return se, low, high, cov
}

// z95 is the 97.5 % quantile of the standard normal distribution.
const z95 = 1.959963984540054

func isTime(name string) bool { return name == "alpha" || name == "beta" }

func (m *Fitted) warn(code string, args engine.Args) {
	m.Warnings = append(m.Warnings, engine.Warning{Code: code, Args: args})
}

// At is the model with given parameters instead of fitted ones: to show published
// ones or to simulate. All four must be positive and finite.
func At(model Model, params []float64) (*Fitted, error) {
	fam, ok := familyOf(model)
	if !ok || len(params) != parameters {
		return nil, &engine.Error{Code: "btyd.bad_option", Args: engine.Args{"model": string(model)}}
	}
	m := &Fitted{Format: formatVersion, Options: Options{Model: model}, Names: fam.names(),
		Params: append([]float64(nil), params...), LogLik: 0}
	for i, p := range params {
		if !(p > 0) || math.IsInf(p, 0) {
			return nil, &engine.Error{Code: "btyd.bad_option", Args: engine.Args{"parameter": m.Names[i]}}
		}
		row := make([]engine.Number, parameters)
		for j := range row {
			row[j] = engine.Undefined()
		}
		u := engine.Undefined()
		m.SE, m.Low, m.High, m.Cov = append(m.SE, u), append(m.Low, u), append(m.High, u), append(m.Cov, row)
	}
	return m, nil
}

// LogLikelihood is that of customers under the model as it is.
func (m *Fitted) LogLikelihood(ctx context.Context, customers []Customer) (float64, error) {
	s, err := group(ctx, customers)
	if err != nil {
		return math.NaN(), err
	}
	fam, _ := familyOf(m.Options.Model)
	params := append([]float64(nil), m.Params...)
	for i, name := range m.Names {
		if isTime(name) {
			params[i] /= s.unit
		}
	}
	sum := make([]float64, parameters+1)
	s.total(ctx, fam.evaluate(s, params), sum)
	return sum[0] - float64(s.repeats)*math.Log(s.unit), ctx.Err()
}

// AIC is −2·LogLik plus twice the number of parameters.
func (m *Fitted) AIC() float64 { return 2*parameters - 2*m.LogLik }
