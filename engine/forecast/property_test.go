package forecast_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/forecast"
	"huiliu/engine/stat"
)

// monthly is a damped walk with a season.
func monthly(n int, seed uint64) []float64 {
	rng := stat.NewRand(seed, "months")
	y, level := make([]float64, n), 500.0
	for t := range y {
		y[t] = level + 60*math.Sin(2*math.Pi*float64(t)/12) + 20*rng.NormFloat64()
		level += 0.3*20*rng.NormFloat64() + 1
	}
	return y
}

var all = []forecast.Method{forecast.ETS, forecast.Naive, forecast.SeasonalNaive, forecast.SES, forecast.Holt,
	forecast.HoltWinters, forecast.HoltWintersMulti}

func saved(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFit_SameBytesAgainAndAfterJSON(t *testing.T) {
	y := monthly(60, 1)
	for _, method := range all {
		o := forecast.Options{Method: method, Period: 12, Seed: 5}
		if method == forecast.ETS {
			o.Model = "MAdM"
		}
		m := fit(t, y, o)
		if saved(t, fit(t, y, o)) != saved(t, m) {
			t.Errorf("%s: not the same bytes again", method)
		}
		var back forecast.Fitted
		if err := json.Unmarshal([]byte(saved(t, m)), &back); err != nil {
			t.Fatal(err)
		}
		if saved(t, back.Next(18, 0.9, nil)) != saved(t, m.Next(18, 0.9, nil)) {
			t.Errorf("%s: a saved model forecasts differently", method)
		}
	}
}

func TestFit_ScalesWithTheSeries(t *testing.T) {
	y := monthly(60, 2)
	big := make([]float64, len(y))
	for i, v := range y {
		big[i] = 4096 * v
	}
	for _, method := range all {
		o := forecast.Options{Method: method, Period: 12}
		if method == forecast.ETS {
			o.Model = "AAA"
		}
		a, b := fit(t, y, o).Next(6, 0.95, nil), fit(t, big, o).Next(6, 0.95, nil)
		for i := range a {
			near(t, string(method), b[i].Mean/4096, a[i].Mean, 1e-3*a[i].Mean)
			near(t, string(method)+" high", float64(b[i].High)/4096, float64(a[i].High), 2e-3*a[i].Mean)
		}
	}
}

func TestFit_RefusesWhatHasNoAnswer(t *testing.T) {
	y := monthly(60, 3)
	hole := slices.Clone(y)
	hole[7] = math.NaN()
	for _, c := range []struct {
		want string
		y    []float64
		o    forecast.Options
	}{
		{"forecast.too_short", nil, forecast.Options{}},
		{"forecast.too_short", y[:1], forecast.Options{Method: forecast.Naive}},
		{"forecast.too_short", y[:20], forecast.Options{Method: forecast.HoltWinters, Period: 12}},
		{"forecast.not_a_number", hole, forecast.Options{}},
		{"forecast.no_period", y, forecast.Options{Method: forecast.HoltWinters}},
		{"forecast.bad_option", y, forecast.Options{Method: "?"}},
		{"forecast.bad_option", y, forecast.Options{Model: "AXA"}},
		{"forecast.bad_option", y, forecast.Options{Model: "AAA"}}, // a season without a period
		{"forecast.length_mismatch", y, forecast.Options{Regressors: make([][]float64, 3)}},
		{"forecast.bad_regressor", y[:7], forecast.Options{Regressors: [][]float64{{math.NaN()}, {1}, {1}, {1}, {1}, {1}, {1}}}},
	} {
		_, err := forecast.Fit(context.Background(), c.y, c.o, nil)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != c.want {
			t.Errorf("%+v: %v, want %s", c.o, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, method := range all {
		if _, err := forecast.Fit(ctx, y, forecast.Options{Method: method, Period: 12}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%s goes on: %v", method, err)
		}
	}
	if _, err := forecast.Race(ctx, y, forecast.RaceOptions{First: 40, Period: 12}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("the race goes on: %v", err)
	}
}

func TestFit_ConstantAndZeroSeriesStayThere(t *testing.T) {
	for _, level := range []float64{0, 7} {
		y := make([]float64, 40)
		for i := range y {
			y[i] = level
		}
		for _, method := range all {
			m, err := forecast.Fit(context.Background(), y, forecast.Options{Method: method, Period: 12, NonNegative: true}, nil)
			if err != nil {
				if level == 0 && method == forecast.HoltWintersMulti {
					continue // nothing to multiply
				}
				t.Errorf("%s of %v: %v", method, level, err)
				continue
			}
			for _, p := range m.Next(5, 0.95, nil) {
				if level == 0 && method == forecast.HoltWintersMulti {
					continue
				}
				near(t, string(method), p.Mean, level, 1e-4)
			}
			saved(t, m)
		}
	}
}

func TestNext_NeverNegativeWhenAskedSo(t *testing.T) {
	y := []float64{50, 44, 41, 35, 31, 24, 22, 15, 11, 6, 3, 1}
	for _, p := range fit(t, y, forecast.Options{Model: "AAN", NonNegative: true}).Next(6, 0.95, nil) {
		if p.Mean < 0 || p.Low < 0 || p.High < 0 {
			t.Errorf("%+v", p)
		}
	}
}

// Intervals are judged on series drawn from the models themselves; parameters are
// estimated from 80 points, so coverage stays a little below its name.
func TestIntervals_HoldAboutTheShareTheyName(t *testing.T) {
	for _, model := range []string{"ANN", "AAN", "MAN"} {
		inside, n := 0, 0
		for run := range uint64(60) {
			rng := stat.NewRand(run, model)
			level, slope := 100.0, 0.5
			y := make([]float64, 84)
			for t := range y {
				mu := level + slope
				e := 4 * rng.NormFloat64()
				if model == "ANN" {
					mu = level
				}
				if model[0] == 'M' {
					e *= mu / 100
				}
				y[t] = mu + e
				level = mu + 0.4*e
				if model != "ANN" {
					slope += 0.02 * e
				}
			}
			m := fit(t, y[:80], forecast.Options{Model: model, Seed: run})
			for i, p := range m.Next(4, 0.9, nil) {
				n++
				if v := y[80+i]; float64(p.Low) <= v && v <= float64(p.High) {
					inside++
				}
			}
		}
		if share := float64(inside) / float64(n); share < 0.82 || share > 0.95 {
			t.Errorf("%s: %.3f of the truth inside 90 %% intervals", model, share)
		}
	}
}

// Spring Festival: 2024-02-10, 2025-01-29, 2026-02-17 (METHODS B14); more years by
// the Hong Kong Observatory's conversion table.
func festivals(t *testing.T) []engine.Day {
	t.Helper()
	var out []engine.Day
	for _, s := range []string{"2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12",
		"2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17"} {
		d, err := engine.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

func months(t *testing.T, from, n int) []engine.Day {
	t.Helper()
	var out []engine.Day
	for i := range n + 1 {
		d, err := engine.ParseDay(dayText(from+i/12, 1+i%12))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

func dayText(year, month int) string {
	b := []byte("0000-00-01")
	for i, v := 3, year; i >= 0; i, v = i-1, v/10 {
		b[i] = byte('0' + v%10)
	}
	b[5], b[6] = byte('0'+month/10), byte('0'+month%10)
	return string(b)
}

func TestHoliday_SharesTheWindowBetweenMonths(t *testing.T) {
	x := forecast.Holiday(festivals(t), 14, 7, months(t, 2024, 24))
	// 2024-01-27 … 2024-02-17: 5 days in January, 17 in February; 2025-01-15 … 2025-02-05: 17 and 5.
	near(t, "January 2024", x[0], 5.0/22, 1e-12)
	near(t, "February 2024", x[1], 17.0/22, 1e-12)
	near(t, "January 2025", x[12], 17.0/22, 1e-12)
	near(t, "February 2025", x[13], 5.0/22, 1e-12)
	near(t, "both years", stat.Sum(x), 2, 1e-12)
	d := forecast.Deviation(x, 12)
	near(t, "deviation", d[0], -6.0/22, 1e-12)
	near(t, "no season left", stat.Sum(d), 0, 1e-12)
}

func TestRegressors_RecoverAPlantedHolidayAndImproveTheForecast(t *testing.T) {
	n := 96
	x := forecast.Deviation(forecast.Holiday(festivals(t), 14, 7, months(t, 2016, n+12)), 12)
	for _, model := range []string{"ANA", "MNM"} {
		y := monthly(n+12, 4)
		for i := range y {
			if model[0] == 'A' {
				y[i] += 300 * x[i]
			} else {
				y[i] *= math.Exp(0.5 * x[i])
			}
		}
		rows := forecast.Columns(x)
		m := fit(t, y[:n], forecast.Options{Model: model, Period: 12, Regressors: rows[:n]})
		truth := 300.0
		if model[0] == 'M' {
			truth = 0.5
		}
		e := m.Effects[0]
		if truth < float64(e.Low) || truth > float64(e.High) || float64(e.Low) <= 0 {
			t.Errorf("%s effect %+v, truth %v", model, e, truth)
		}
		without := fit(t, y[:n], forecast.Options{Model: model, Period: 12})
		if m.AICc >= without.AICc-10 {
			t.Errorf("%s: AICc %v with the holiday, %v without", model, m.AICc, without.AICc)
		}
		near(t, "forecast of the holiday", m.Next(2, 0.95, rows[n:])[1].Mean-m.Next(2, 0.95, nil)[1].Mean,
			forecastLift(model, e.Value, x[n+1], m.Next(2, 0.95, nil)[1].Mean), 1e-6)
	}
}

func forecastLift(model string, effect, x, base float64) float64 {
	if model[0] == 'A' {
		return effect * x
	}
	return base * (math.Exp(effect*x) - 1)
}

func TestRace_BelievesTheSeasonalMethodOnSeasonalData(t *testing.T) {
	lanes, err := forecast.Race(context.Background(), monthly(72, 7), forecast.RaceOptions{First: 48, Period: 12, Horizon: 2,
		Methods: []forecast.Method{forecast.Naive, forecast.HoltWinters, forecast.SeasonalNaive}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lanes[0].N != 46 || lanes[1].MASE >= lanes[0].MASE || lanes[1].Coverage.Base != 46 {
		t.Errorf("%+v", lanes)
	}
	short, err := forecast.Race(context.Background(), monthly(30, 7), forecast.RaceOptions{First: 20, Period: 12,
		Methods: []forecast.Method{forecast.HoltWinters}}, nil)
	if err != nil || short[0].Problem != "forecast.too_short" || short[0].MAE.Defined() {
		t.Errorf("%+v %v", short, err)
	}
}

// The variance h steps ahead is Σ of squared answers of the forecast to one error:
// measured here by moving the last observation.
func TestIntervals_FollowTheAnswerToAnError(t *testing.T) {
	y := monthly(48, 9)
	start := forecast.State{Level: 480, Trend: 2, Season: make([]float64, 12)}
	for _, model := range []string{"ANN", "AAN", "AAdN", "ANA", "AAdA"} {
		o := forecast.Options{Model: model, Period: 12}
		p := forecast.Parameters{Alpha: 0.4, Beta: 0.1, Gamma: 0.2, Phi: 0.85}
		one, err := forecast.Apply(y, o, p, start)
		if err != nil {
			t.Fatal(err)
		}
		moved := slices.Clone(y)
		moved[47]++
		two, _ := forecast.Apply(moved, o, p, start)
		a, b := one.Next(30, 0.95, nil), two.Next(30, 0.95, nil)
		sum := 1.0
		for h := range a {
			half, first := float64(a[h].High)-a[h].Mean, float64(a[0].High)-a[0].Mean
			near(t, model+" variance", half*half/(first*first), sum, 1e-9*sum)
			answer := b[h].Mean - a[h].Mean
			sum += answer * answer
		}
	}
}
