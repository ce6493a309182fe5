package learn

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Bin is one bar of a reliability diagram.
type Bin struct {
	From     float64     `json:"from"` // smallest and largest probability in it
	To       float64     `json:"to"`
	Expected float64     `json:"expected"` // mean probability
	Observed engine.Rate `json:"observed"`
}

// Reliability compares probabilities with what happened.
type Reliability struct {
	Bins []Bin `json:"bins"`
	// InLarge is log odds to be added to every prediction so that the mean fits
	// (0 is right, above 0: predicted too low).
	InLarge engine.Number `json:"inLarge"`
	// Intercept and Slope are those of a logistic regression of the outcome on
	// the predicted log odds (0 and 1 are right; a slope below 1 is overconfidence).
	Intercept     engine.Number `json:"intercept"`
	InterceptLow  engine.Number `json:"interceptLow"`
	InterceptHigh engine.Number `json:"interceptHigh"`
	Slope         engine.Number `json:"slope"`
	SlopeLow      engine.Number `json:"slopeLow"`
	SlopeHigh     engine.Number `json:"slopeHigh"`
}

// Calibration sorts rows by probability into about equally large bins, equal
// probabilities always together. Without rows, with different lengths, a NaN or
// bins < 1 there are no bins; the numbers are undefined with one class, and the
// slope also when all predictions are equal or split the classes perfectly.
func Calibration(p []float64, y []bool, bins int) Reliability {
	u := engine.Undefined()
	r := Reliability{InLarge: u, Intercept: u, InterceptLow: u, InterceptHigh: u, Slope: u, SlopeLow: u, SlopeHigh: u}
	if len(p) != len(y) || bins < 1 || slices.ContainsFunc(p, math.IsNaN) {
		return r
	}
	r.Bins = reliabilityBins(p, y, bins)
	if k := count(y); k == 0 || k == len(y) {
		return r
	}
	logit := make([]float64, len(p))
	for i, v := range p {
		v = math.Min(math.Max(v, certain), 1-certain)
		logit[i] = math.Log(v) - math.Log1p(-v)
	}
	r.InLarge = engine.Number(offset(logit, y))
	m, err := Fit(context.Background(), mat.NewDense(len(p), 1, logit), y, Options{}, engine.NoProgress{})
	if err != nil || m.SD[0] == 0 {
		return r
	}
	c := m.Coefficients()
	r.Intercept, r.Slope = c[0].Value, c[1].Value
	r.InterceptLow, r.InterceptHigh = r.Intercept-engine.Z95*c[0].SE, r.Intercept+engine.Z95*c[0].SE
	r.SlopeLow, r.SlopeHigh = r.Slope-engine.Z95*c[1].SE, r.Slope+engine.Z95*c[1].SE
	return r
}

func reliabilityBins(p []float64, y []bool, bins int) []Bin {
	order := ascending(p)
	var out []Bin
	for from := 0; from < len(order); {
		// The next boundary of equal shares beyond from, moved on past ties.
		b := from*bins/len(order) + 1
		to := max(from+1, (b*len(order)+bins-1)/bins)
		for to < len(order) && p[order[to]] == p[order[to-1]] {
			to++
		}
		in := make([]float64, 0, to-from)
		var events int64
		for _, i := range order[from:to] {
			in = append(in, p[i])
			if y[i] {
				events++
			}
		}
		out = append(out, Bin{From: in[0], To: in[len(in)-1], Expected: stat.Mean(in),
			Observed: engine.NewRate(events, int64(len(in)))})
		from = to
	}
	return out
}

// offset solves Σ sigmoid(logit+a) = events for a by Newton steps kept in a bracket.
func offset(logit []float64, y []bool) float64 {
	events := float64(count(y))
	each, order := make([]float64, len(logit)), ascending(logit)
	low, high, a := -80.0, 80.0, 0.0
	for range 200 {
		for k, i := range order {
			each[k] = sigmoid(logit[i] + a)
		}
		over := stat.Sum(each) - events
		if over > 0 {
			high = a
		} else {
			low = a
		}
		for k, v := range each {
			each[k] = v * (1 - v)
		}
		next := a - over/stat.Sum(each)
		if !(next > low && next < high) {
			next = low + (high-low)/2
		}
		if math.Abs(next-a) <= 1e-13*(1+math.Abs(a)) {
			return next
		}
		a = next
	}
	return a
}
