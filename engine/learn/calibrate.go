package learn

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"

	"huiliu/engine"
)

// Methods of a Calibrator.
const (
	Platt         = "platt"    // a sigmoid of the score: two numbers, fit for few events
	IsotonicSteps = "isotonic" // steps: any rising curve, wants hundreds of events
)

// Calibrator is a map of scores to probabilities that never turns the order of two
// scores around. Fit it on rows the model has not seen.
type Calibrator struct {
	Method string `json:"method"`
	// Slope and Intercept of the log odds in the score, for Platt. Slope is 0, never
	// below, where higher scores do not go with more events.
	Slope     float64          `json:"slope,omitempty"`
	Intercept float64          `json:"intercept,omitempty"`
	Steps     *RuleProbability `json:"steps,omitempty"` // for IsotonicSteps
}

// FitPlatt fits the sigmoid of Platt (1999) with his cautious targets, (n₊+1)/(n₊+2) for
// an event and 1/(n₋+2) for none, by the Newton steps of Lin, Lin and Weng (2007). Not ok
// as for AUC.
func FitPlatt(score []float64, y []bool) (*Calibrator, bool) {
	pos, neg, ok := classes(score, y)
	if !ok {
		return nil, false
	}
	order := ascending(score)
	slices.SortStableFunc(order, func(a, b int) int { // ties by outcome: sums do not depend on the rows' order
		return cmp.Or(cmp.Compare(score[a], score[b]), cmp.Compare(unit(y[a]), unit(y[b])))
	})
	s := sigmoidFit{x: make([]float64, len(y)), target: make([]float64, len(y))}
	high, low := (float64(len(pos))+1)/(float64(len(pos))+2), 1/(float64(len(neg))+2)
	for k, i := range order {
		s.x[k], s.target[k] = score[i], low
		if y[i] {
			s.target[k] = high
		}
	}
	prior := math.Log((float64(len(pos)) + 1) / (float64(len(neg)) + 1))
	slope, intercept := s.newton(prior)
	if !(slope > 0) {
		slope, intercept = 0, prior
	}
	return &Calibrator{Method: Platt, Slope: slope, Intercept: intercept}, true
}

type sigmoidFit struct{ x, target []float64 }

// loss is the cross entropy at a slope and an intercept.
func (s *sigmoidFit) loss(a, b float64) float64 {
	var sum float64
	for i, x := range s.x {
		v := a*x + b
		sum += softplus(v) - s.target[i]*v
	}
	return sum
}

// newton starts with a slope of 0. Scores are centred and scaled on the way, so that
// their unit does not matter.
func (s *sigmoidFit) newton(prior float64) (slope, intercept float64) {
	middle, width := s.x[len(s.x)/2], s.x[len(s.x)-1]-s.x[0]
	if !(width > 0) || math.IsInf(width, 0) {
		return 0, prior
	}
	x := make([]float64, len(s.x))
	for i, v := range s.x {
		x[i] = (v - middle) / width
	}
	scaled := sigmoidFit{x, s.target}
	a, b := 0.0, prior
	value := scaled.loss(a, b)
	for range 100 {
		var ga, gb, haa, hab, hbb float64
		for i, v := range x {
			p := sigmoid(a*v + b)
			r, w := s.target[i]-p, p*(1-p)
			ga, gb = ga+r*v, gb+r
			haa, hab, hbb = haa+w*v*v, hab+w*v, hbb+w
		}
		haa, hbb = haa+1e-12, hbb+1e-12
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		better, scale := value, 1.0
		for range maxHalvings {
			if better = scaled.loss(a+scale*da, b+scale*db); better <= value {
				break
			}
			scale /= 2
		}
		if !(better < value-1e-14*math.Abs(value)) {
			break
		}
		a, b, value = a+scale*da, b+scale*db, better
	}
	return a / width, b - a*middle/width
}

// FitIsotonic is FitRule as a Calibrator.
func FitIsotonic(score []float64, y []bool) (*Calibrator, bool) {
	steps, ok := FitRule(score, y)
	return &Calibrator{Method: IsotonicSteps, Steps: steps}, ok
}

// Apply maps scores to probabilities; NaN to NaN.
func (c *Calibrator) Apply(score []float64) []float64 {
	if c.Steps != nil {
		return c.Steps.Predict(score)
	}
	p := make([]float64, len(score))
	for i, s := range score {
		if p[i] = sigmoid(c.Intercept); c.Slope > 0 || math.IsNaN(s) {
			p[i] = sigmoid(c.Slope*s + c.Intercept)
		}
	}
	return p
}

// KindCalibrated is the kind of Calibrated models.
const KindCalibrated = "calibrated"

// Calibrated is a model whose probabilities were put right on later rows.
type Calibrated struct {
	Inner  Model
	Map    *Calibrator // of the inner model's log odds
	Rows   int         // it was fitted on
	Events int
	blank  func(kind string) Model
}

// Calibrate fits a Calibrator of the method on rows the model has not seen, best of a
// later period. A sample with one outcome only, or one the model cannot score, is Error
// "learn.one_class" or "learn.not_calibrated", an unknown method "learn.bad_option".
func Calibrate(m Model, later Sample, method string) (*Calibrated, error) {
	if err := later.Check(); err != nil {
		return nil, err
	}
	fit := map[string]func([]float64, []bool) (*Calibrator, bool){Platt: FitPlatt, IsotonicSteps: FitIsotonic}[method]
	if fit == nil {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	c, ok := fit(logOdds(m.Predict(later.X)), later.Y)
	if !ok {
		return nil, &engine.Error{Code: "learn.not_calibrated"}
	}
	return &Calibrated{Inner: m, Map: c, Rows: len(later.Y), Events: count(later.Y)}, nil
}

// BlankCalibrated is an empty Calibrated for Load; blank gives the model inside.
func BlankCalibrated(blank func(kind string) Model) *Calibrated { return &Calibrated{blank: blank} }

// logOdds of probabilities, those of 0 and 1 kept finite.
func logOdds(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, v := range p {
		v = math.Min(math.Max(v, certain), 1-certain)
		out[i] = math.Log(v) - math.Log1p(-v)
	}
	return out
}

// Kind implements Model.
func (*Calibrated) Kind() string { return KindCalibrated }

// Predict implements Model.
func (m *Calibrated) Predict(x *Frame) []float64 { return m.Map.Apply(logOdds(m.Inner.Predict(x))) }

// Explain implements Explainer where a Platt map stretches log odds that the inner model
// can split; otherwise there is no explanation (nil), and Inner may have one.
func (m *Calibrated) Explain(ctx context.Context, x *Frame) (*Explanation, error) {
	e, ok, err := Explain(ctx, m.Inner, x)
	if !ok || e.Scale != LogOdds || m.Map.Method != Platt {
		return nil, err
	}
	e.Base = e.Base*m.Map.Slope + m.Map.Intercept
	for k := range e.Values {
		e.Values[k] *= m.Map.Slope
	}
	return e, nil
}

// calibratedForm is a Calibrated in a project.
type calibratedForm struct {
	Inner  json.RawMessage `json:"inner"` // as Save writes it
	Map    *Calibrator     `json:"map"`
	Rows   int             `json:"rows"`
	Events int             `json:"events"`
}

// MarshalJSON implements json.Marshaler.
func (m *Calibrated) MarshalJSON() ([]byte, error) {
	inner, err := Save(m.Inner)
	if err != nil {
		return nil, err
	}
	return json.Marshal(calibratedForm{inner, m.Map, m.Rows, m.Events})
}

// UnmarshalJSON implements json.Unmarshaler for a value of BlankCalibrated.
func (m *Calibrated) UnmarshalJSON(b []byte) error {
	var f calibratedForm
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	if f.Map == nil || m.blank == nil || f.Map.Method == IsotonicSteps && f.Map.Steps == nil {
		return &engine.Error{Code: "learn.unknown_model"}
	}
	inner, err := Load(f.Inner, m.blank)
	m.Inner, m.Map, m.Rows, m.Events = inner, f.Map, f.Rows, f.Events
	return err
}
