package btyd

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mathext"

	"huiliu/engine"
	"huiliu/engine/num"
)

// Cohort counts customers who started together: Alive[0] at the start, Alive[k]
// still there after k periods. The last count is as far as was observed.
type Cohort struct{ Alive []int64 }

// The contract models: SBG (Fader and Hardie 2007) gives each customer a constant
// chance of leaving at each renewal, different between customers as Beta(alpha,
// beta); BdW (Fader, Hardie et al. 2018) lets it also change with age by c.
const (
	SBG Model = "sbg"
	BdW Model = "bdw"
)

// Retention is a fitted contract model, read only. Params are alpha, beta and,
// for BdW, c.
type Retention struct {
	Format  int     `json:"format"`
	Options Options `json:"options"`
	Estimates
	Customers int64 `json:"customers"`
	Lost      int64 `json:"lost"`
}

// endings counts who left in period t and who was last seen after it, by t.
type endings struct {
	left, seen []float64 // index is the period; left[0] is unused
	customers  int64
	lost       int64
}

// renewing is the space of a contract model: beta is how little customers differ, alpha ÷
// beta the odds of leaving at the first renewal.
func renewing(model Model) (*space, bool) {
	s := &space{names: []string{"alpha", "beta"}, to: [][]float64{{1, 1}, {1, 0}},
		axes: []axis{{LimitAllOrNone, LimitSameRisk}, {LimitNobodyLeaves, LimitAtOnce}}}
	switch model {
	case SBG:
		return s, true
	case BdW:
		s.names = append(s.names, "c")
		s.axes = append(s.axes, axis{LimitUnbounded, LimitUnbounded})
		s.to = [][]float64{{1, 1, 0}, {1, 0, 0}, {0, 0, 1}}
		return s, true
	}
	return nil, false
}

// FitRetention estimates a contract model from one or more cohorts, which may be
// observed for different lengths. The zero Options fit sBG.
func FitRetention(ctx context.Context, cohorts []Cohort, o Options, progress engine.Progress) (*Retention, error) {
	if o.Model == "" {
		o.Model = SBG
	}
	sp, ok := renewing(o.Model)
	if !ok {
		return nil, &engine.Error{Code: "btyd.bad_option", Args: engine.Args{"model": string(o.Model)}}
	}
	c, err := countEndings(cohorts)
	if err != nil {
		return nil, err
	}
	if periods := len(c.left) - 1; periods < len(sp.names) || c.lost < int64(len(sp.names)) {
		return nil, &engine.Error{Code: "btyd.too_few",
			Args: engine.Args{"periods": periods, "lost": c.lost, "need": len(sp.names)}}
	}
	progress, steps, err := begin(ctx, "btyd.retention", o.MaxIter, progress)
	if err != nil {
		return nil, err
	}
	e, err := sp.run(float64(c.customers), nil, o.Model, func() (*num.Solution, error) {
		return num.Minimise(ctx, sp.smooth(c.likelihood), make([]float64, len(sp.names)), steps)
	})
	if err != nil {
		return nil, err
	}
	e.tell(progress)
	return &Retention{Format: formatVersion, Options: o, Estimates: *e, Customers: c.customers, Lost: c.lost}, nil
}

func countEndings(cohorts []Cohort) (*endings, error) {
	e := &endings{}
	for i, c := range cohorts {
		for k, n := range c.Alive {
			if n < 0 || k > 0 && n > c.Alive[k-1] {
				return nil, &engine.Error{Code: "btyd.bad_row", Args: engine.Args{"row": i + 1, "period": k, "alive": n}}
			}
			for len(e.left) <= k {
				e.left, e.seen = append(e.left, 0), append(e.seen, 0)
			}
			if k > 0 {
				e.left[k] += float64(c.Alive[k-1] - n)
				e.lost += c.Alive[k-1] - n
			}
			if k == len(c.Alive)-1 {
				e.seen[k] += float64(n)
				e.customers += c.Alive[0]
			}
		}
	}
	if e.customers == 0 {
		return nil, &engine.Error{Code: "btyd.empty"}
	}
	return e, nil
}

// lnSurvival is ln S(t) = ln B(α, β+t^c) − ln B(α, β) and its slopes by the
// logarithms of α, β and c.
func lnSurvival(p []float64, t float64) (v float64, slope [3]float64) {
	if t == 0 {
		return 0, slope
	}
	alpha, beta, tau, dtau := p[0], p[1], t, 0.0
	if len(p) == 3 {
		tau = math.Pow(t, p[2])
		dtau = p[2] * tau * math.Log(t)
	}
	v = lgamma(beta+tau) - lgamma(alpha+beta+tau) + lgamma(alpha+beta) - lgamma(beta)
	at, both := mathext.Digamma(beta+tau), mathext.Digamma(alpha+beta+tau)
	start := mathext.Digamma(alpha + beta)
	slope[0] = alpha * (start - both)
	slope[1] = beta * (at - both + start - mathext.Digamma(beta))
	slope[2] = (at - both) * dtau
	return v, slope
}

// likelihood is the mean log likelihood.
func (e *endings) likelihood(p, slope []float64) float64 {
	n := float64(e.customers)
	var sum float64
	clear(slope)
	before, slopeBefore := 0.0, [3]float64{}
	for t := range e.left {
		s, at := lnSurvival(p, float64(t))
		if t > 0 && e.left[t] > 0 {
			drop := -math.Expm1(s - before) // share of those there before who left in t
			sum += e.left[t] * (before + math.Log(drop))
			for i := range slope {
				slope[i] += e.left[t] * (slopeBefore[i] - (1-drop)*at[i]) / drop / n
			}
		}
		if e.seen[t] > 0 {
			sum += e.seen[t] * s
			for i := range slope {
				slope[i] += e.seen[t] * at[i] / n
			}
		}
		before, slopeBefore = s, at
	}
	return sum / n
}

// Interval is the delta-method interval of anything computed from the model, like that of
// Fitted.
func (m *Retention) Interval(f func(*Retention) float64) Estimate {
	return m.interval(func(params []float64) float64 {
		other := *m
		other.Params = params
		return f(&other)
	})
}

// Survival is the share of a cohort still there after t periods, t whole or not.
func (m *Retention) Survival(t float64) float64 {
	if !possible(t) {
		return math.NaN()
	}
	v, _ := lnSurvival(m.Params, t)
	return math.Exp(v)
}

// Rate is the share of those there before period t (1, 2, …) who stay through it.
// It rises with t because those who leave easily leave first.
func (m *Retention) Rate(t int) float64 {
	if t < 1 {
		return math.NaN()
	}
	a, _ := lnSurvival(m.Params, float64(t-1))
	b, _ := lnSurvival(m.Params, float64(t))
	return math.Exp(b - a)
}

// Value is the discounted margin of a customer who has stayed age periods:
// Σ amount·Margin·S(age+k)/S(age)/(1+Discount)^k over the next Periods. Length is
// not used: a period is that of the contract.
func (m *Retention) Value(age int, amount float64, h Horizon) engine.Number {
	h.Length = 1
	if age < 0 || !h.valid() || !possible(math.Abs(amount)) {
		return engine.Undefined()
	}
	now, _ := lnSurvival(m.Params, float64(age))
	var sum float64
	factor := 1.0
	for k := 1; k <= h.Periods; k++ {
		factor /= 1 + h.Discount
		then, _ := lnSurvival(m.Params, float64(age+k))
		sum += amount * h.Margin * math.Exp(then-now) * factor
	}
	return engine.Number(sum)
}
