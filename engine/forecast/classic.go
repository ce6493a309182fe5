package forecast

import (
	"context"
	"math"

	"huiliu/engine"
	"huiliu/engine/num"
)

// firstState guesses level, trend and season from the first cycles.
func (f form) firstState(y []float64) State {
	var s State
	adjusted := y[:min(len(y), max(10, 2*f.period))]
	if f.season != 'N' {
		s.Season = figure(y[:min(len(y), 3*f.period)], f.period, f.season == 'M')
		adjusted = append([]float64(nil), y[:min(len(y), 3*f.period)]...)
		for t := range adjusted {
			if f.season == 'M' {
				adjusted[t] /= s.Season[t%f.period]
			} else {
				adjusted[t] -= s.Season[t%f.period]
			}
		}
	}
	a, b := line(adjusted)
	s.Level, s.Trend = a, b
	if !f.trend {
		s.Level, s.Trend = a+b*float64(len(adjusted)+1)/2, 0
	}
	if f.multiError && !(s.Level > 0) {
		s.Level = math.Abs(y[0]) + 1e-3
	}
	return s
}

// line is intercept (at 0) and slope of least squares on 1, 2, ….
func line(y []float64) (a, b float64) {
	n := float64(len(y))
	var mean, sxy, sxx float64
	for _, v := range y {
		mean += v / n
	}
	for i, v := range y {
		d := float64(i) - (n-1)/2
		sxy += d * (v - mean)
		sxx += d * d
	}
	if sxx > 0 {
		b = sxy / sxx
	}
	return mean - b*(n+1)/2, b
}

// centred is the moving average over one period; NaN where it does not reach.
func centred(y []float64, period int) []float64 {
	out := make([]float64, len(y))
	half := period / 2
	for t := range y {
		out[t] = math.NaN()
		if t < half || t+half >= len(y) {
			continue
		}
		sum := 0.0
		for k := -half; k <= half; k++ {
			w := 1.0
			if period%2 == 0 && (k == -half || k == half) {
				w = 0.5
			}
			sum += w * y[t+k]
		}
		out[t] = sum / float64(period)
	}
	return out
}

// figure is the season of a classical decomposition, as R's decompose.
func figure(y []float64, period int, multi bool) []float64 {
	trend := centred(y, period)
	sum, count := make([]float64, period), make([]float64, period)
	for t, v := range y {
		if d := v - trend[t]; !math.IsNaN(d) {
			if multi {
				d = v / trend[t]
			}
			sum[t%period] += d
			count[t%period]++
		}
	}
	mean := 0.0
	for i := range sum {
		if count[i] > 0 {
			sum[i] /= count[i]
		} else if multi {
			sum[i] = 1
		}
		mean += sum[i] / float64(period)
	}
	for i := range sum {
		if multi {
			sum[i] /= mean
		} else {
			sum[i] -= mean
		}
	}
	return sum
}

// fitClassic minimises the one-step squared errors from fixed start values, those
// of R's HoltWinters: the first observations, or a decomposition of two cycles.
func fitClassic(ctx context.Context, y []float64, o Options) (*Fitted, error) {
	f := form{trend: o.Method != SES, season: 'N', period: o.Period, classic: true}
	first, start := 1, State{Level: y[0]}
	switch o.Method {
	case Holt:
		first, start = 2, State{Level: y[1], Trend: y[1] - y[0]}
	case HoltWinters, HoltWintersMulti:
		f.season = 'A'
		if o.Method == HoltWintersMulti {
			f.season = 'M'
		}
		two := y[:2*o.Period]
		var trend []float64
		for _, v := range centred(two, o.Period) {
			if !math.IsNaN(v) {
				trend = append(trend, v)
			}
		}
		first = o.Period
		start.Level, start.Trend = line(trend)
		start.Season = figure(two, o.Period, f.season == 'M')
	}
	rest := y[first:]
	on := newSeries(rest)
	sse := func(s smoothing) float64 {
		f.run(s, start, on)
		sum := 0.0
		for _, e := range on.errs {
			sum += e * e
		}
		return sum
	}
	s, err := f.classicSearch(ctx, sse)
	if err != nil {
		return nil, err
	}
	m := f.classicFitted(s, o)
	m.SSE = sse(s)
	m.End, _ = f.run(s, start, on)
	m.Start, m.Fitted, m.First = start, on.fitted, first
	m.MSE = m.SSE / float64(len(rest))
	mean, square := 0.0, 0.0
	for _, e := range on.errs {
		mean += e / float64(len(rest))
	}
	for _, e := range on.errs {
		square += (e - mean) * (e - mean)
	}
	m.Sigma2 = engine.Number(square / float64(len(rest)-1))
	return m, nil
}

// classicSearch tries a few starts in logits of alpha, beta*, gamma*.
func (f form) classicSearch(ctx context.Context, sse func(smoothing) float64) (smoothing, error) {
	n := 1
	if f.trend {
		n++
	}
	if f.season != 'N' {
		n++
	}
	at := func(v []float64) smoothing {
		s := smoothing{phi: 1, alpha: between(v[0], 0, 1)}
		if f.trend {
			s.beta = s.alpha * between(v[1], 0, 1)
		}
		switch f.season {
		case 'A':
			s.gamma = (1 - s.alpha) * between(v[2], 0, 1)
		case 'M':
			s.gamma = between(v[2], 0, 1)
		}
		return s
	}
	var best []float64
	least := math.Inf(1)
	for _, start := range [][]float64{{-0.85, -2.2, -2.2}, {2, -3, 0}, {0, -5, 2}} {
		v, value, err := num.NelderMead(ctx, func(v []float64) float64 { return sse(at(v)) }, start[:n], 1, 2000)
		if err != nil {
			return smoothing{}, err
		}
		if value < least {
			best, least = v, value
		}
	}
	if best == nil {
		return smoothing{}, &FailedFit{Problem: &engine.Error{Code: "forecast.not_converged"}}
	}
	return at(best), nil
}

func (f form) classicFitted(s smoothing, o Options) *Fitted {
	u := engine.Undefined()
	m := &Fitted{Model: string(o.Method), Alpha: engine.Number(s.alpha), Beta: u, Gamma: u, Phi: u, LogLik: u, AICc: u}
	if f.trend {
		m.Beta = engine.Number(s.beta)
	}
	if f.season != 'N' {
		m.Gamma = engine.Number(s.gamma)
	}
	return m
}

// Winters are the smoothing parameters as Holt and Winters wrote them (R's
// HoltWinters): beta on the change of level, gamma on the season just seen.
func (m *Fitted) Winters() (alpha, beta, gamma engine.Number) {
	alpha, beta, gamma = m.Alpha, m.Beta/m.Alpha, m.Gamma
	if m.form().season == 'A' {
		gamma /= 1 - m.Alpha
	}
	return alpha, beta, gamma
}
