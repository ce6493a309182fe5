// Package forecast continues short monthly or weekly series: naive and seasonal
// naive, Holt–Winters by least squares and the exponential-smoothing (ETS) family
// by likelihood, with prediction intervals, effects of moving holidays, and the
// rolling-origin race that says which of them to believe.
//
//	m, err := forecast.Fit(ctx, lost, forecast.Options{Period: 12, NonNegative: true}, progress)
//	next := m.Next(6, 0.95, nil)
//	race, err := forecast.Race(ctx, lost, forecast.RaceOptions{First: 36, Period: 12}, progress)
//
// Leave out months whose churn window is still open before calling: they always
// look better than they are. Equal input and seed give equal bytes.
package forecast

import (
	"context"
	"math"

	"huiliu/engine"
)

// Method says how to continue a series.
type Method string

// The methods. ETS chooses among the family by AICc unless Options.Model names one.
const (
	ETS              Method = "ets"
	Naive            Method = "naive"
	SeasonalNaive    Method = "snaive"
	SES              Method = "ses"               // least squares, start as R's HoltWinters
	Holt             Method = "holt"              // with a trend
	HoltWinters      Method = "hw_additive"       // and a season that adds
	HoltWintersMulti Method = "hw_multiplicative" // or multiplies
)

// Options steer a fit. The zero value chooses an ETS model without a season.
type Options struct {
	Method Method `json:"method,omitempty"`
	// Model is an ETS model in R's letters: error A or M, trend N, A or Ad, season
	// N, A or M ("AAdA"); empty chooses by AICc.
	Model  string `json:"model,omitempty"`
	Period int    `json:"period,omitempty"` // observations a year; 0 and 1 mean no season
	// NonNegative cuts forecasts at zero: counts and amounts lost.
	NonNegative bool `json:"nonNegative,omitempty"`
	// Regressors has one row for each observation, such as days of a moving holiday
	// in it; only ETS takes them.
	Regressors [][]float64 `json:"-"`
	Seed       uint64      `json:"seed,omitempty"` // of simulated intervals
}

const formatVersion = 1

// Fitted is a fitted model, read only.
type Fitted struct {
	Format  int     `json:"format"`
	Options Options `json:"options"`
	Model   string  `json:"model"` // R's letters for ETS, else the method
	Period  int     `json:"period"`
	// Alpha, Beta, Gamma and Phi are the smoothing of level, trend and season and the
	// damping, in ETS form (trend and season moved by beta and gamma times the
	// error); undefined where the model has none.
	Alpha engine.Number `json:"alpha"`
	Beta  engine.Number `json:"beta"`
	Gamma engine.Number `json:"gamma"`
	Phi   engine.Number `json:"phi"`
	Start State         `json:"start"` // before the first fitted observation
	End   State         `json:"end"`   // after the last
	// Effects of the regressors: on the series, or on its logarithm for models with
	// multiplicative error.
	Effects []Effect  `json:"effects,omitempty"`
	Fitted  []float64 `json:"fitted"` // one step ahead, from observation First on
	First   int       `json:"first"`

	N      int           `json:"n"`
	SSE    float64       `json:"sse"` // of the errors the model minimises
	MSE    float64       `json:"mse"` // of observation minus fitted
	Sigma2 engine.Number `json:"sigma2"`
	LogLik engine.Number `json:"logLik"`
	AICc   engine.Number `json:"aicc"`

	Warnings []engine.Warning `json:"warnings,omitempty"`
}

// form is the recursion behind the model; the zero form for the naive ones.
func (m *Fitted) form() form {
	f := form{season: 'N', period: m.Period, classic: true}
	switch m.Options.Method {
	case ETS:
		f, _ = parse(m.Model, m.Period)
	case Holt:
		f.trend = true
	case HoltWinters:
		f.trend, f.season = true, 'A'
	case HoltWintersMulti:
		f.trend, f.season = true, 'M'
	}
	return f
}

// State is level, trend and season; Season[0] is the next to be used.
type State struct {
	Level  float64   `json:"level"`
	Trend  float64   `json:"trend"`
	Season []float64 `json:"season,omitempty"`
}

// Effect is a regressor's coefficient with its standard error and 95 % interval.
type Effect struct {
	Value float64       `json:"value"`
	SE    engine.Number `json:"se"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// Point is the forecast of one period with its prediction interval.
type Point struct {
	Ahead int           `json:"ahead"`
	Mean  float64       `json:"mean"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// FailedFit is the error of a fit that found no usable model. Last may be nil.
type FailedFit struct {
	Problem *engine.Error
	Last    *Fitted
}

// Error implements error.
func (f *FailedFit) Error() string { return f.Problem.Error() }

// Unwrap gives the engine.Error, so that errors.As finds it.
func (f *FailedFit) Unwrap() error { return f.Problem }

// Fit fits one method to the series, oldest first. It refuses NaN and infinity
// ("forecast.not_a_number" with the position) and series too short for the method
// ("forecast.too_short" with the length needed).
func Fit(ctx context.Context, y []float64, o Options, progress engine.Progress) (*Fitted, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	o.Period = max(1, o.Period)
	if o.Method == "" {
		o.Method = ETS
	}
	if err := check(y, o); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	progress.Stage("forecast.fit", 0)
	var m *Fitted
	var err error
	switch o.Method {
	case Naive, SeasonalNaive:
		m = naive(y, o)
	case ETS:
		m, err = fitETS(ctx, y, o, func() { progress.Add(1) })
	default:
		m, err = fitClassic(ctx, y, o)
	}
	if err != nil {
		return nil, err
	}
	m.Format, m.Options, m.Period, m.N = formatVersion, o, o.Period, len(y)
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	return m, nil
}

func check(y []float64, o Options) error {
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return &engine.Error{Code: "forecast.not_a_number", Args: engine.Args{"row": i + 1}}
		}
	}
	need, ok := o.shortest()
	switch {
	case !ok:
		return &engine.Error{Code: "forecast.bad_option", Args: engine.Args{"method": string(o.Method)}}
	case o.Period < 2 && (o.Method == HoltWinters || o.Method == HoltWintersMulti):
		return &engine.Error{Code: "forecast.no_period"}
	case len(y) < need:
		return &engine.Error{Code: "forecast.too_short", Args: engine.Args{"n": len(y), "need": need}}
	}
	return o.checkRegressors(len(y))
}

// shortest is the number of observations a method needs; not ok for an unknown one.
func (o Options) shortest() (int, bool) {
	need, ok := map[Method]int{Naive: 3, SeasonalNaive: o.Period + 2, SES: 4, Holt: 5, ETS: 6,
		HoltWinters: 2*o.Period + 3, HoltWintersMulti: 2*o.Period + 3}[o.Method]
	if o.Method == ETS && len(o.Regressors) > 0 {
		need += len(o.Regressors[0])
	}
	return need, ok
}

func (o Options) checkRegressors(n int) error {
	if o.Regressors == nil || o.Method != ETS {
		return nil
	}
	if len(o.Regressors) != n {
		return &engine.Error{Code: "forecast.length_mismatch",
			Args: engine.Args{"rows": n, "regressors": len(o.Regressors)}}
	}
	for i, row := range o.Regressors {
		for _, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) || len(row) != len(o.Regressors[0]) {
				return &engine.Error{Code: "forecast.bad_regressor", Args: engine.Args{"row": i + 1}}
			}
		}
	}
	return nil
}

// naive repeats the last observation, or that of a year ago.
func naive(y []float64, o Options) *Fitted {
	lag := 1
	if o.Method == SeasonalNaive {
		lag = o.Period
	}
	u := engine.Undefined()
	m := &Fitted{Model: string(o.Method), Alpha: u, Beta: u, Gamma: u, Phi: u, Sigma2: u, LogLik: u, AICc: u, First: lag}
	m.End.Season = append([]float64(nil), y[len(y)-lag:]...)
	for t := lag; t < len(y); t++ {
		m.Fitted = append(m.Fitted, y[t-lag])
		e := y[t] - y[t-lag]
		m.SSE += e * e
	}
	n := float64(len(y) - lag)
	m.MSE, m.Sigma2 = m.SSE/n, engine.Number(m.SSE/n)
	return m
}
