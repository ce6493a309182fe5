package forecast

import (
	"context"
	"math"

	"huiliu/engine"
)

// form is a member of the family.
type form struct {
	multiError  bool
	trend, damp bool
	season      byte // N, A or M
	period      int
	// classic moves a multiplicative season by observation over new level, as
	// Holt and Winters did, not by error over expected level.
	classic bool
}

func parse(model string, period int) (form, bool) {
	f := form{period: period}
	if len(model) < 3 {
		return f, false
	}
	trend := model[1 : len(model)-1]
	f.multiError, f.trend, f.damp, f.season = model[0] == 'M', trend != "N", trend == "Ad", model[len(model)-1]
	ok := (model[0] == 'A' || model[0] == 'M') && (trend == "N" || trend == "A" || trend == "Ad") &&
		(f.season == 'N' || period > 1 && (f.season == 'A' || f.season == 'M'))
	return f, ok
}

func (f form) String() string {
	s := "A"
	if f.multiError {
		s = "M"
	}
	switch {
	case f.damp:
		s += "Ad"
	case f.trend:
		s += "A"
	default:
		s += "N"
	}
	return s + string(rune(f.season))
}

// smoothing is the parameters of the recursion.
type smoothing struct{ alpha, beta, gamma, phi float64 }

// step moves the state past period at (of the season, a ring) and returns what was
// expected; seen tells by how much the observation differs from that.
func (f form) step(p smoothing, to *State, at int, seen func(mu float64) float64) (mu float64) {
	q, s := to.Level+p.phi*to.Trend, 0.0
	mu = q
	switch f.season {
	case 'A':
		s = to.Season[at]
		mu = q + s
	case 'M':
		s = to.Season[at]
		mu = q * s
	}
	e := seen(mu)
	toLevel, toSeason := e, e
	if f.season == 'M' {
		toLevel, toSeason = e/s, e/q
	}
	to.Level = q + p.alpha*toLevel
	to.Trend = p.phi*to.Trend + p.beta*toLevel
	if f.season != 'N' {
		to.Season[at] = s + p.gamma*toSeason
		if f.classic && f.season == 'M' {
			to.Season[at] = p.gamma*(mu+e)/to.Level + (1-p.gamma)*s
		}
	}
	return mu
}

// series is what a recursion runs over, and where it leaves its results: fitted
// values and errors in model form (relative for multiplicative error).
type series struct {
	y, factor    []float64 // factor is the regressors' part; nil for none
	fitted, errs []float64
}

func newSeries(y []float64) series {
	return series{y: y, fitted: make([]float64, len(y)), errs: make([]float64, len(y))}
}

// run goes through the series from a start and returns the end and Σ ln|fitted| for
// multiplicative error.
func (f form) run(p smoothing, start State, on series) (end State, sumLog float64) {
	end = State{start.Level, start.Trend, append([]float64(nil), start.Season...)}
	for t, v := range on.y {
		at, x := 0, 0.0
		if f.season != 'N' {
			at = t % f.period
		}
		if on.factor != nil {
			x = on.factor[t]
		}
		mu := f.step(p, &end, at, func(mu float64) float64 { return f.clean(v, x) - mu })
		whole := f.dirty(mu, x)
		on.fitted[t], on.errs[t] = whole, v-whole
		if f.multiError {
			on.errs[t] /= whole
			sumLog += math.Log(math.Abs(whole))
		}
	}
	if f.season != 'N' { // next first
		k := len(on.y) % f.period
		end.Season = append(end.Season[k:], end.Season[:k]...)
	}
	return end, sumLog
}

// clean takes the regressors' part x out of an observation, dirty puts it in.
func (f form) clean(v, x float64) float64 {
	if f.multiError {
		return v * math.Exp(-x)
	}
	return v - x
}

func (f form) dirty(mu, x float64) float64 {
	if f.multiError {
		return mu * math.Exp(x)
	}
	return mu + x
}

// candidates are the forms the automatic choice tries: a multiplicative season only
// with multiplicative error and positive data, as R's ets.
func candidates(y []float64, period int) (out []form) {
	positive := true
	for _, v := range y {
		positive = positive && v > 0
	}
	seasons := []byte{'N'}
	if period > 1 && len(y) >= 2*period+3 {
		seasons = append(seasons, 'A', 'M')
	}
	for _, multi := range []bool{false, true} {
		for _, season := range seasons {
			if multi && !positive || season == 'M' && !multi {
				continue
			}
			for trend := range 3 {
				out = append(out, form{multiError: multi, trend: trend > 0, damp: trend > 1, season: season, period: period})
			}
		}
	}
	return out
}

// Parameters are the smoothing parameters of an ETS model; a model without a trend,
// season or damping takes no notice of theirs.
type Parameters struct{ Alpha, Beta, Gamma, Phi float64 }

// Apply runs an ETS model with known parameters and start over a series: to
// continue a model on new data, or to show a published one.
func Apply(y []float64, o Options, p Parameters, start State) (*Fitted, error) {
	o.Method, o.Period = ETS, max(1, o.Period)
	f, ok := parse(o.Model, o.Period)
	if !ok || o.Regressors != nil || f.season != 'N' && len(start.Season) != o.Period {
		return nil, &engine.Error{Code: "forecast.bad_option", Args: engine.Args{"model": o.Model}}
	}
	if err := check(y, o); err != nil {
		return nil, err
	}
	s := smoothing{alpha: p.Alpha, phi: 1}
	if f.trend {
		s.beta = p.Beta
	} else {
		start.Trend = 0
	}
	if f.damp {
		s.phi = p.Phi
	}
	if f.season != 'N' {
		s.gamma = p.Gamma
	}
	q := newProblem(f, y, nil)
	m := q.summary(s, start, q.smooths()+q.states())
	m.Format, m.Options, m.Period, m.N = formatVersion, o, o.Period, len(y)
	return m, nil
}

func fitETS(ctx context.Context, y []float64, o Options, tick func()) (*Fitted, error) {
	forms := candidates(y, o.Period)
	if o.Model != "" {
		f, ok := parse(o.Model, o.Period)
		if !ok {
			return nil, &engine.Error{Code: "forecast.bad_option", Args: engine.Args{"model": o.Model}}
		}
		forms = []form{f}
	}
	var best *Fitted
	for _, f := range forms {
		p := newProblem(f, y, o.Regressors)
		if o.Model == "" && p.smooths()+p.states()+p.regressors()+3 >= len(y) {
			continue // AICc has no value
		}
		m, err := p.solve(ctx, tick)
		if err != nil {
			return nil, err
		}
		if m != nil && (best == nil || m.AICc < best.AICc) {
			best = m
		}
	}
	if best == nil {
		return nil, &FailedFit{Problem: &engine.Error{Code: "forecast.not_converged", Args: engine.Args{"model": o.Model, "n": len(y)}}}
	}
	return best, nil
}
