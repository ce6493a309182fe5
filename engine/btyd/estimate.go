package btyd

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/num"
)

// Estimates are the positive parameters of a fitted model and how well the data tell
// them, read only.
type Estimates struct {
	Names  []string  `json:"names"`
	Params []float64 `json:"params"`
	// SE by the observed information; Low and High are the 95 % interval, symmetric in
	// the logarithm. Undefined at a limit and where the likelihood is flat.
	SE   []engine.Number `json:"se"`
	Low  []engine.Number `json:"low"`
	High []engine.Number `json:"high"`
	// Cov is the covariance of the logarithms of Params; what lies at a limit counts as known.
	Cov        [][]engine.Number `json:"cov"`
	LogLik     float64           `json:"logLik"`
	Iterations int               `json:"iterations"`
	// Limits says in which respects the data lie at the edge of the model, where it is a
	// simpler one: Limit* codes.
	Limits   []string         `json:"limits,omitempty"`
	Warnings []engine.Warning `json:"warnings,omitempty"`
}

// The edges of the models.
const (
	LimitSameRate     = "same_rate"      // customers do not differ in how often they buy
	LimitSameRisk     = "same_risk"      // customers do not differ in how easily they leave
	LimitNobodyLeaves = "nobody_leaves"  // no sign of leaving
	LimitAllOrNone    = "all_or_none"    // some leave at once, the others never
	LimitSameAmounts  = "same_amounts"   // each customer's purchases cost the same
	LimitSameLevel    = "same_level"     // customers do not differ in what they spend
	LimitAtOnce       = "all_leave"      // everybody leaves at once
	LimitFewBuy       = "few_buy"        // a handful makes all purchases
	LimitUnbounded    = "other_boundary" // any other
)

// bound keeps coordinates where a model is still told from its limit.
const bound = 12

// axis is a coordinate of the search: where its ends lie.
type axis struct{ low, high string }

// space is where a likelihood is searched. The logarithms of the parameters are to·u for
// coordinates u chosen so that spread and mean are apart and each limit of the model
// lies at the end of one axis: there a search neither zigzags nor wanders.
type space struct {
	names []string
	axes  []axis
	to    [][]float64
}

func (s *space) params(u, out []float64) {
	for i, row := range s.to {
		out[i] = math.Exp(dot(row, u))
	}
}

// from is the coordinates of params.
func (s *space) from(params []float64) []float64 {
	n := len(params)
	a, b := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for i, row := range s.to {
		a.SetRow(i, row)
		b.SetVec(i, math.Log(params[i]))
	}
	var u mat.VecDense
	_ = u.SolveVec(a, b) // the matrices are ±1 and regular
	return u.RawVector().Data
}

// likelihood is a mean log likelihood; it fills its slopes by the logarithms of params.
type likelihood func(params, slope []float64) float64

// smooth is the likelihood as a function to minimise.
func (s *space) smooth(f likelihood) num.Smooth {
	params, slope := make([]float64, len(s.to)), make([]float64, len(s.to))
	return func(u, grad []float64) float64 {
		s.params(u, params)
		v := f(params, slope)
		for j := range grad {
			grad[j] = 0
			for i, row := range s.to {
				grad[j] -= slope[i] * row[j]
			}
		}
		return -v
	}
}

// run minimises and turns what was found into estimates: of n observations, params in
// units. It refuses a search that ended without a maximum.
func (s *space) run(n float64, units []float64, model Model, solve func() (*num.Solution, error)) (*Estimates, error) {
	sol, err := solve()
	if err != nil {
		return nil, err
	}
	if !sol.Converged {
		return nil, &engine.Error{Code: "btyd.not_converged", Args: engine.Args{"model": string(model), "iterations": sol.Iterations}}
	}
	e := &Estimates{Names: s.names, Params: make([]float64, len(s.to)), Iterations: sol.Iterations, LogLik: -sol.Value * n}
	s.params(sol.X, e.Params)
	for i, u := range units {
		e.Params[i] *= u
	}
	for i, at := range sol.At {
		if at {
			limit := s.axes[i].high
			if sol.X[i] < 0 {
				limit = s.axes[i].low
			}
			e.Limits = append(e.Limits, limit)
		}
	}
	if !s.errors(e, sol, n) {
		e.warn("btyd.flat", nil)
	}
	return e, nil
}

// untold is the standard error of a logarithm from which the data do not tell the
// parameter: its interval would span a factor of 300,000,000.
const untold = 5

// errors fills standard errors, intervals and covariance from the curvature of the mean
// log likelihood of n; false when it is flat away from the limits.
func (s *space) errors(e *Estimates, sol *num.Solution, n float64) bool {
	inv, ok := sol.Covariance()
	told, k := true, len(s.to)
	for i, p := range e.Params {
		row := make([]engine.Number, k)
		for j := range row {
			row[j] = engine.Undefined()
			if ok {
				row[j] = engine.Number(s.covariance(inv, sol.At, i, j) / n)
			}
		}
		e.Cov = append(e.Cov, row)
		v := math.Sqrt(float64(row[i]))
		if !(v < untold) {
			told, v = false, math.NaN()
		}
		for j, at := range sol.At {
			if at && s.to[i][j] != 0 {
				v = math.NaN()
			}
		}
		e.SE = append(e.SE, engine.Number(p*v))
		e.Low, e.High = append(e.Low, engine.Number(p*math.Exp(-engine.Z95*v))), append(e.High, engine.Number(p*math.Exp(engine.Z95*v)))
	}
	return told
}

// covariance of the logarithms of parameters i and j; coordinates at a limit are fixed.
func (s *space) covariance(inv mat.Symmetric, at []bool, i, j int) float64 {
	var sum float64
	for a, x := range s.to[i] {
		for b, y := range s.to[j] {
			if x != 0 && y != 0 && !at[a] && !at[b] {
				sum += x * y * inv.At(a, b)
			}
		}
	}
	return sum
}

func (e *Estimates) warn(code string, args engine.Args) {
	e.Warnings = append(e.Warnings, engine.Warning{Code: code, Args: args})
}

// tell passes the warnings on.
func (e *Estimates) tell(p engine.Progress) {
	for _, w := range e.Warnings {
		p.Warn(w)
	}
}

// begin is how every fit starts: progress is never nil, a cancelled one stops.
func begin(ctx context.Context, stage string, maxIter int, progress engine.Progress) (engine.Progress, num.Options, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	if maxIter < 0 {
		return progress, num.Options{}, &engine.Error{Code: "btyd.bad_option", Args: engine.Args{"maxIter": maxIter}}
	}
	progress.Stage(stage, 0)
	return progress, num.Options{MaxIter: maxIter, Bound: bound, Tick: func() { progress.Add(1) }}, ctx.Err()
}

// Estimate is a number with its 95 % interval.
type Estimate struct {
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// interval is the delta-method interval of f of the parameters: their uncertainty only,
// not that of a single customer's future. Positive answers get an interval symmetric in
// the logarithm.
func (e *Estimates) interval(f func(params []float64) float64) Estimate {
	const gap = 1e-4
	value := f(e.Params)
	out := Estimate{engine.Number(value), engine.Undefined(), engine.Undefined()}
	scale := func(v float64) float64 { return v }
	if value > 0 {
		scale = math.Log
	}
	nudged := func(i int, by float64) float64 {
		p := append([]float64(nil), e.Params...)
		p[i] *= math.Exp(by)
		return scale(f(p))
	}
	slope := make([]float64, len(e.Params))
	for i := range slope {
		slope[i] = (nudged(i, gap) - nudged(i, -gap)) / (2 * gap)
	}
	var variance float64
	for i, a := range slope {
		for j, b := range slope {
			variance += a * b * float64(e.Cov[i][j])
		}
	}
	half := engine.Z95 * math.Sqrt(variance)
	if value > 0 {
		out.Low, out.High = engine.Number(value*math.Exp(-half)), engine.Number(value*math.Exp(half))
	} else {
		out.Low, out.High = engine.Number(value-half), engine.Number(value+half)
	}
	return out
}

func dot(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

func logs(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Log(v)
	}
	return out
}
