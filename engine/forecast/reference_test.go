package forecast_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"huiliu/engine/forecast"
	"huiliu/engine/stat/reference"
)

const file = "06a_statistics.json"

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

func fit(t testing.TB, y []float64, o forecast.Options) *forecast.Fitted {
	t.Helper()
	m, err := forecast.Fit(context.Background(), y, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// SSE must be at most 1.001 of the reference (its "why"); a better optimum is welcome.
func TestFit_EqualsReference_06a_statistics_hw(t *testing.T) {
	for item, method := range map[string]forecast.Method{"hw_co2": forecast.HoltWinters, "hw_airpassengers": forecast.HoltWintersMulti} {
		var want struct {
			Alpha, Beta, Gamma, SSE float64
			Series, Forecast        []float64
			Upper                   []float64 `json:"upper95"`
			Lower                   []float64 `json:"lower95"`
		}
		tol := reference.Item(t, file, item, &want)
		m := fit(t, want.Series, forecast.Options{Method: method, Period: 12})
		if m.SSE > want.SSE*1.001 {
			t.Errorf("%s: SSE %v, want at most %v", item, m.SSE, want.SSE)
		}
		alpha, beta, gamma := m.Winters()
		tol.Near(t, item+" alpha", float64(alpha), want.Alpha)
		tol.Near(t, item+" beta", float64(beta), want.Beta)
		tol.Near(t, item+" gamma", float64(gamma), want.Gamma)
		for i, p := range m.Next(len(want.Forecast), 0.95, nil) {
			tol.Near(t, item+" forecast", p.Mean, want.Forecast[i])
			if method == forecast.HoltWinters {
				near(t, item+" upper", float64(p.High)-p.Mean, want.Upper[i]-want.Forecast[i], 0.01*(want.Upper[i]-want.Forecast[i]))
				near(t, item+" lower", float64(p.Low)-p.Mean, want.Lower[i]-want.Forecast[i], 0.01*(want.Upper[i]-want.Forecast[i]))
			}
		}
	}
}

type etsItem struct {
	Frequency int
	Series    []float64
	ETS       map[string]struct {
		Sigma2, LogLik, AICc, MSE float64
		Last                      []float64 `json:"fitted_last3"`
		Forecast                  []float64
		Lo80, Hi80, Lo95, Hi95    []float64
		Parameters                map[string]float64
	}
	Auto struct {
		Method   string
		AICc     float64
		Forecast []float64
	} `json:"ets_auto"`
	Naive []float64 `json:"naive_forecast"`
	Scale float64   `json:"mase_scale"`
}

// Tolerance of the items ("why"): logLik 0.5 absolute, forecasts 1 %. At the
// parameters R reports, everything must agree; where our optimiser finds a higher
// likelihood than R's, its own forecasts are another model's.
func TestFit_EqualsReference_06a_statistics_ets(t *testing.T) {
	for _, item := range []string{"ets_nile", "online_retail_weekly_ets", "ets_airpassengers", "ets_co2"} {
		var want etsItem
		tol := reference.Item(t, file, item, &want)
		for model, w := range want.ETS {
			o := forecast.Options{Model: model, Period: want.Frequency}
			m := fit(t, want.Series, o)
			if float64(m.LogLik) < w.LogLik-0.01 {
				t.Errorf("%s %s: logLik %v, want %v", item, model, m.LogLik, w.LogLik)
			}
			if math.Abs(float64(m.LogLik)-w.LogLik) < 0.01 {
				for i, p := range m.Next(len(w.Forecast), 0.95, nil) {
					near(t, item+" "+model+" forecast", p.Mean, w.Forecast[i], 0.01*math.Abs(w.Forecast[i]))
				}
			}
			at := published(t, want.Series, o, w.Parameters)
			near(t, item+" "+model+" logLik there", float64(at.LogLik), w.LogLik, 1e-4)
			tol.Near(t, item+" "+model+" sigma2", float64(at.Sigma2), w.Sigma2)
			tol.Near(t, item+" "+model+" AICc", float64(at.AICc), w.AICc)
			tol.Near(t, item+" "+model+" MSE", at.MSE, w.MSE)
			for i, v := range w.Last {
				near(t, item+" "+model+" fitted", at.Fitted[len(at.Fitted)-3+i], v, 1e-6*math.Abs(v))
			}
			wide, narrow := at.Next(len(w.Forecast), 0.95, nil), at.Next(len(w.Forecast), 0.80, nil)
			for i, v := range w.Forecast {
				near(t, item+" "+model+" forecast there", wide[i].Mean, v, 1e-6*math.Abs(v))
				allowed := 1e-5
				if model[0] == 'M' {
					allowed = 0.05 // simulated here, approximated there
				}
				width := w.Hi95[i] - w.Lo95[i]
				near(t, item+" "+model+" low 95", float64(wide[i].Low), w.Lo95[i], allowed*width)
				near(t, item+" "+model+" high 95", float64(wide[i].High), w.Hi95[i], allowed*width)
				near(t, item+" "+model+" low 80", float64(narrow[i].Low), w.Lo80[i], allowed*width)
				near(t, item+" "+model+" high 80", float64(narrow[i].High), w.Hi80[i], allowed*width)
			}
		}
	}
}

// published is the model at R's parameters; R lists seasonal states newest first and
// leaves out the last, which their sum gives.
func published(t *testing.T, y []float64, o forecast.Options, p map[string]float64) *forecast.Fitted {
	t.Helper()
	start := forecast.State{Level: p["l"], Trend: p["b"]}
	if o.Model[len(o.Model)-1] != 'N' {
		start.Season = make([]float64, o.Period)
		rest := 0.0
		if o.Model[len(o.Model)-1] == 'M' {
			rest = float64(o.Period)
		}
		for i := range o.Period - 1 {
			start.Season[o.Period-1-i] = p[fmt.Sprint("s", i)]
			rest -= p[fmt.Sprint("s", i)]
		}
		start.Season[0] = rest
	}
	m, err := forecast.Apply(y, o, forecast.Parameters{Alpha: p["alpha"], Beta: p["beta"], Gamma: p["gamma"], Phi: p["phi"]}, start)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAutomaticChoice_IsAtLeastAsGoodAsReference_06a_statistics(t *testing.T) {
	for _, item := range []string{"ets_nile", "online_retail_weekly_ets", "ets_airpassengers"} {
		var want etsItem
		reference.Item(t, file, item, &want)
		m := fit(t, want.Series, forecast.Options{Period: want.Frequency})
		if float64(m.AICc) > want.Auto.AICc+0.1 {
			t.Errorf("%s: %s AICc %v, want %s %v", item, m.Model, m.AICc, want.Auto.Method, want.Auto.AICc)
		}
		method := forecast.SeasonalNaive
		if want.Frequency == 1 {
			method = forecast.Naive
		}
		n := fit(t, want.Series, forecast.Options{Method: method, Period: want.Frequency})
		for i, p := range n.Next(len(want.Naive), 0.95, nil) {
			if p.Mean != want.Naive[i] {
				t.Errorf("%s naive %d = %v, want %v", item, i, p.Mean, want.Naive[i])
			}
		}
	}
}

func TestRace_EqualsReference_06a_statistics_rolling_airpassengers(t *testing.T) {
	var series etsItem
	reference.Item(t, file, "ets_airpassengers", &series)
	var want map[string]struct {
		N         int
		MAE, MASE float64
	}
	tol := reference.Item(t, file, "rolling_airpassengers", &want)
	lanes, err := forecast.Race(context.Background(), series.Series, forecast.RaceOptions{First: 60, Period: 12,
		Methods: []forecast.Method{forecast.SeasonalNaive, forecast.SES, forecast.Holt, forecast.HoltWinters}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lanes {
		w, ok := want[string(l.Method)]
		if !ok || l.N != w.N || l.Problem != "" {
			t.Fatalf("%+v, want %+v", l, w)
		}
		tol.Near(t, string(l.Method)+" MAE", float64(l.MAE), w.MAE)
		tol.Near(t, string(l.Method)+" MASE", float64(l.MASE), w.MASE)
	}
}
