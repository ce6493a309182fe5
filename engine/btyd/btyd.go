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

	"gonum.org/v1/gonum/mat"

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
}

const (
	formatVersion = 1
	// enoughRepeaters is the number of repeat buyers below which a fit carries a
	// warning; fewer than one a parameter are refused.
	enoughRepeaters = 40
	parameters      = 4
)

// Fitted is a fitted model, read only, that survives JSON unchanged. Params are
// r, alpha, a, b for the beta-geometric models and r, alpha, s, beta for
// Pareto/NBD, in the unit of the customers' time.
type Fitted struct {
	Format  int     `json:"format"`
	Options Options `json:"options"`
	Estimates
	Customers int64 `json:"customers"`
	Repeaters int64 `json:"repeaters"` // with at least one repeat purchase
	Repeats   int64 `json:"repeats"`
	Groups    int   `json:"groups"` // distinct histories
}

// family is one of the models; evaluate prepares a sum over histories for one set
// of parameters (time scaled): log likelihood in nats and its slopes by the logarithms
// of the parameters.
type family interface {
	space() *space
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

// purchasing is the space of a model of purchases: r and r/alpha are how customers differ
// in and the mean of their rate, shape and ratio the same of leaving.
func purchasing(names []string, leaving [2][]float64) *space {
	return &space{names: names,
		axes: []axis{{LimitFewBuy, LimitSameRate}, {LimitUnbounded, LimitUnbounded},
			{LimitAllOrNone, LimitSameRisk}, {LimitNobodyLeaves, LimitAtOnce}},
		to: [][]float64{{1, 0, 0, 0}, {1, -1, 0, 0}, leaving[0], leaving[1]}}
}

// Fit estimates the model by maximum likelihood. It refuses empty data, impossible
// histories ("btyd.bad_row" with the row), fewer repeat buyers than parameters
// ("btyd.too_few": with no repeats there is no rhythm to learn) and a likelihood on
// which no maximum is found ("btyd.not_converged").
func Fit(ctx context.Context, customers []Customer, o Options, progress engine.Progress) (*Fitted, error) {
	fam, ok := familyOf(o.Model)
	if !ok {
		return nil, &engine.Error{Code: "btyd.bad_option", Args: engine.Args{"model": string(o.Model)}}
	}
	if o.Model == "" {
		o.Model = BGNBD
	}
	s, err := group(ctx, customers)
	if err != nil {
		return nil, err
	}
	if s.repeaters < parameters {
		return nil, &engine.Error{Code: "btyd.too_few",
			Args: engine.Args{"repeaters": s.repeaters, "customers": s.customers, "need": parameters}}
	}
	progress, steps, err := begin(ctx, "btyd.fit", o.MaxIter, progress)
	if err != nil {
		return nil, err
	}
	sp := fam.space()
	units := []float64{1, s.unit, 1, 1}
	if isTime(sp.names[3]) {
		units[3] = s.unit
	}
	e, err := sp.run(float64(s.customers), units, o.Model, func() (*num.Solution, error) { return maximise(ctx, fam, s, steps) })
	if err != nil {
		return nil, err
	}
	e.LogLik -= float64(s.repeats) * math.Log(s.unit)
	m := &Fitted{Format: formatVersion, Options: o, Estimates: *e,
		Customers: s.customers, Repeaters: s.repeaters, Repeats: s.repeats, Groups: len(s.age)}
	if s.repeaters < enoughRepeaters {
		m.warn("btyd.few_repeaters", engine.Args{"repeaters": s.repeaters, "need": enoughRepeaters})
	}
	m.tell(progress)
	return m, nil
}

// part is the number of distinct histories from which a fit first finds its way on
// every few of them: few passes over all of them are left to do.
const part = 8192

// maximise searches the histories.
func maximise(ctx context.Context, fam family, s *sample, o num.Options) (*num.Solution, error) {
	sp := fam.space()
	start, all := sp.from(fam.start(s)), sp.smooth(mean(ctx, fam, s))
	if few := s.thinned(part); few != nil {
		sol, err := num.Minimise(ctx, sp.smooth(mean(ctx, fam, few)), start, o)
		if err != nil {
			return nil, err
		}
		if sol.Converged {
			start, o.Inverse = resume(sol, all)
		}
	}
	return num.Minimise(ctx, all, start, o)
}

// resume is where the search of the whole starts after that of a part: where that ended,
// or half way back from a limit that the whole does not lie at.
func resume(sol *num.Solution, all num.Smooth) ([]float64, *mat.SymDense) {
	start, inverse := sol.X, mat.NewSymDense(len(sol.X), nil)
	cov, ok := sol.Covariance()
	grad, back := make([]float64, len(start)), false
	if slices.Contains(sol.At, true) {
		all(start, grad)
	}
	for i, at := range sol.At {
		for j := i; j < len(start); j++ {
			if v := cov.At(i, j); !at && !sol.At[j] {
				inverse.SetSym(i, j, v)
			}
		}
		if at {
			inverse.SetSym(i, i, 1)
		}
		if at && grad[i]*start[i] >= 0 {
			start[i], back = start[i]/2, true
		}
	}
	if back || !ok {
		return start, nil
	}
	return start, inverse
}

// mean is the mean log likelihood of the sample.
func mean(ctx context.Context, fam family, s *sample) likelihood {
	sum := make([]float64, parameters+1)
	var n float64
	for _, c := range s.count {
		n += c
	}
	return func(params, slope []float64) float64 {
		s.total(ctx, fam.evaluate(s, params), sum)
		for i := range slope {
			slope[i] = sum[i+1] / n
		}
		return sum[0] / n
	}
}

func isTime(name string) bool { return name == "alpha" || name == "beta" }

// At is the model with given parameters instead of fitted ones: to show published
// ones or to simulate. All four must be positive and finite.
func At(model Model, params []float64) (*Fitted, error) {
	fam, ok := familyOf(model)
	if !ok || len(params) != parameters {
		return nil, &engine.Error{Code: "btyd.bad_option", Args: engine.Args{"model": string(model)}}
	}
	m := &Fitted{Format: formatVersion, Options: Options{Model: model}}
	m.Names, m.Params = fam.space().names, append([]float64(nil), params...)
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

// Interval is the delta-method interval of anything computed from the model: the
// uncertainty of the parameters only, not that of a single customer's future.
// Positive answers get an interval symmetric in the logarithm.
func (m *Fitted) Interval(f func(*Fitted) float64) Estimate {
	return m.interval(func(params []float64) float64 {
		other := *m
		other.Params = params
		return f(&other)
	})
}
