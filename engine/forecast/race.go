package forecast

import (
	"context"
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// RaceOptions steer a race. The zero value of Methods runs all that fit the data.
type RaceOptions struct {
	Methods     []Method    `json:"methods,omitempty"`
	First       int         `json:"first"`             // observations before the first forecast
	Horizon     int         `json:"horizon,omitempty"` // steps ahead judged; 0 means 1
	Period      int         `json:"period,omitempty"`
	Level       float64     `json:"level,omitempty"` // of the intervals; 0 means 0.95
	NonNegative bool        `json:"nonNegative,omitempty"`
	Regressors  [][]float64 `json:"-"`
	Seed        uint64      `json:"seed,omitempty"`
}

// Lane is what one method achieved: every model was fitted again at every origin
// to the observations before it only.
type Lane struct {
	Method Method        `json:"method"`
	N      int           `json:"n"` // forecasts judged
	MAE    engine.Number `json:"mae"`
	// MASE is MAE over that of repeating last year within the first observations:
	// below 1 the method beats it.
	MASE engine.Number `json:"mase"`
	Bias engine.Number `json:"bias"` // mean forecast minus what came
	// Coverage is the share of what came inside the intervals; compare with Level.
	Coverage engine.Rate `json:"coverage"`
	Problem  string      `json:"problem,omitempty"` // error code, when a fit was refused
}

// Race judges methods by rolling origin, in the order asked for.
func Race(ctx context.Context, y []float64, o RaceOptions, progress engine.Progress) ([]Lane, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	o.Horizon, o.Period = max(1, o.Horizon), max(1, o.Period)
	if o.Level == 0 {
		o.Level = 0.95
	}
	if o.Methods == nil {
		o.Methods = []Method{Naive, SES, Holt, ETS}
		if o.Period > 1 {
			o.Methods = append(o.Methods, SeasonalNaive, HoltWinters, HoltWintersMulti)
		}
	}
	if o.First < 2 || o.First+o.Horizon > len(y) {
		return nil, &engine.Error{Code: "forecast.too_short", Args: engine.Args{"n": len(y), "need": o.First + o.Horizon}}
	}
	progress.Stage("forecast.race", int64(len(o.Methods)))
	scale := naiveError(y[:o.First], o.Period)
	lanes := make([]Lane, len(o.Methods))
	for i, method := range o.Methods {
		lane, err := o.run(ctx, y, method, scale)
		if err != nil {
			return nil, err
		}
		lanes[i] = lane
		progress.Add(1)
	}
	return lanes, nil
}

// naiveError is the mean absolute error of repeating the value a period ago.
func naiveError(y []float64, period int) float64 {
	var off []float64
	for t := period; t < len(y); t++ {
		off = append(off, math.Abs(y[t]-y[t-period]))
	}
	return stat.Mean(off)
}

func (o RaceOptions) run(ctx context.Context, y []float64, method Method, scale float64) (Lane, error) {
	lane := Lane{Method: method, MAE: engine.Undefined(), MASE: engine.Undefined(), Bias: engine.Undefined(),
		Coverage: engine.NewRate(0, 0)}
	var off, bias []float64
	var inside, judged int64
	for t := o.First; t+o.Horizon <= len(y); t++ {
		f := Options{Method: method, Period: o.Period, NonNegative: o.NonNegative, Seed: o.Seed}
		var future [][]float64
		if method == ETS && o.Regressors != nil {
			f.Regressors, future = o.Regressors[:t], o.Regressors[t:]
		}
		m, err := Fit(ctx, y[:t], f, nil)
		if ctx.Err() != nil {
			return lane, ctx.Err()
		}
		if err != nil {
			lane.Problem = code(err)
			return lane, nil
		}
		for _, p := range m.Next(o.Horizon, o.Level, future) {
			v := y[t+p.Ahead-1]
			off, bias = append(off, math.Abs(p.Mean-v)), append(bias, p.Mean-v)
			if p.Low.Defined() && p.High.Defined() {
				judged++
				if float64(p.Low) <= v && v <= float64(p.High) {
					inside++
				}
			}
		}
	}
	lane.N = len(off)
	lane.MAE, lane.Bias = engine.Number(stat.Mean(off)), engine.Number(stat.Mean(bias))
	lane.MASE = lane.MAE / engine.Number(scale)
	lane.Coverage = engine.NewRate(inside, judged)
	return lane, nil
}

func code(err error) string {
	for err != nil {
		if e, ok := err.(*engine.Error); ok {
			return e.Code
		}
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			break
		}
		err = u.Unwrap()
	}
	return "forecast.unknown"
}
