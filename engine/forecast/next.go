package forecast

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// paths is the number of simulated futures behind the interval of a model without
// a formula.
const paths = 4000

// Next forecasts the next ahead periods with intervals that should hold the given
// share (0.95) of what comes, if the future is like the past. future holds the
// regressors of those periods; a missing row counts as zeros.
func (m *Fitted) Next(ahead int, level float64, future [][]float64) []Point {
	out := make([]Point, max(0, ahead))
	factor := m.futureFactor(len(out), future)
	switch {
	case m.Model == string(Naive) || m.Model == string(SeasonalNaive):
		m.repeat(out, level)
	case m.form().multiError || m.form().season == 'M':
		m.means(out, factor)
		m.simulate(out, factor, level)
	default:
		m.means(out, factor)
		z := distuv.UnitNormal.Quantile((1 + level) / 2)
		for i := range out {
			half := z * math.Sqrt(float64(m.Sigma2)*m.spread(i+1))
			out[i].Low, out[i].High = engine.Number(out[i].Mean-half), engine.Number(out[i].Mean+half)
		}
	}
	if m.Options.NonNegative {
		for i, p := range out {
			out[i] = Point{p.Ahead, math.Max(0, p.Mean), cut(p.Low), cut(p.High)}
		}
	}
	return out
}

func cut(v engine.Number) engine.Number {
	if v < 0 {
		return 0
	}
	return v
}

func (m *Fitted) futureFactor(n int, future [][]float64) []float64 {
	factor := make([]float64, n)
	for i := range factor {
		for k, e := range m.Effects {
			if i < len(future) && k < len(future[i]) {
				factor[i] += e.Value * future[i][k]
			}
		}
	}
	return factor
}

func (m *Fitted) repeat(out []Point, level float64) {
	lag := len(m.End.Season)
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	for i := range out {
		v := m.End.Season[i%lag]
		half := z * math.Sqrt(float64(m.Sigma2)*float64(i/lag+1))
		out[i] = Point{i + 1, v, engine.Number(v - half), engine.Number(v + half)}
	}
}

func (m *Fitted) smoothing() smoothing {
	f, s := m.form(), smoothing{alpha: float64(m.Alpha), phi: 1}
	if f.trend {
		s.beta = float64(m.Beta)
	}
	if f.season != 'N' {
		s.gamma = float64(m.Gamma)
	}
	if f.damp {
		s.phi = float64(m.Phi)
	}
	return s
}

// means are the forecasts: the recursion without errors.
func (m *Fitted) means(out []Point, factor []float64) {
	f, s, now := m.form(), m.smoothing(), m.End
	now.Season = slices.Clone(now.Season)
	for i := range out {
		mu := f.step(s, &now, now.at(i), func(float64) float64 { return 0 })
		out[i] = Point{Ahead: i + 1, Mean: f.dirty(mu, factor[i])}
	}
}

// at is the position in the season of the i-th period ahead.
func (s State) at(i int) int {
	if len(s.Season) == 0 {
		return 0
	}
	return i % len(s.Season)
}

// spread is the variance h steps ahead in units of sigma² for linear models
// (Hyndman et al. 2008, class 1).
func (m *Fitted) spread(h int) float64 {
	s, season := m.smoothing(), m.form().season == 'A'
	sum, reach, damp := 1.0, 0.0, 1.0
	for j := 1; j < h; j++ {
		damp *= s.phi
		reach += damp
		c := s.alpha + s.beta*reach
		if season && j%m.Period == 0 {
			c += s.gamma
		}
		sum += c * c
	}
	return sum
}

// simulate draws futures with normal errors and takes quantiles.
func (m *Fitted) simulate(out []Point, factor []float64, share float64) {
	if !m.Sigma2.Defined() {
		for i := range out {
			out[i].Low, out[i].High = engine.Undefined(), engine.Undefined()
		}
		return
	}
	rng := stat.NewRand(m.Options.Seed, "forecast.paths")
	f, s, sd := m.form(), m.smoothing(), math.Sqrt(float64(m.Sigma2))
	drawn := make([][]float64, len(out))
	for range paths {
		now := m.End
		now.Season = slices.Clone(now.Season)
		for i := range out {
			seen := 0.0
			f.step(s, &now, now.at(i), func(mu float64) float64 {
				e := sd * rng.NormFloat64()
				if f.multiError {
					e *= mu
				}
				seen = mu + e
				return e
			})
			drawn[i] = append(drawn[i], f.dirty(seen, factor[i]))
		}
	}
	for i, v := range drawn {
		slices.Sort(v)
		out[i].Low = engine.Number(stat.Quantile(v, (1-share)/2))
		out[i].High = engine.Number(stat.Quantile(v, (1+share)/2))
	}
}
