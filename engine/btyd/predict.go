package btyd

import (
	"context"
	"math"

	"huiliu/engine"
)

// predictor answers what a model says at given parameters.
type predictor interface {
	alive(c Customer) float64
	expected(c Customer, t float64) float64
	expectedNew(t float64) float64
	probability(n int64, t float64) float64
}

func (m *Fitted) predictor() predictor {
	fam, ok := familyOf(m.Options.Model)
	if !ok || len(m.Params) != parameters {
		return nothing{}
	}
	return fam.predictor(m.Params)
}

// nothing answers for a model that was not read from a fit.
type nothing struct{}

func (nothing) alive(Customer) float64             { return math.NaN() }
func (nothing) expected(Customer, float64) float64 { return math.NaN() }
func (nothing) expectedNew(float64) float64        { return math.NaN() }
func (nothing) probability(int64, float64) float64 { return math.NaN() }

// Alive is the probability that the customer has not left by the end of Age. NaN
// for an impossible history. BG/NBD says 1 for everybody without a repeat
// purchase; where most buy once it must not be the headline.
func (m *Fitted) Alive(c Customer) float64 {
	if !c.valid() {
		return math.NaN()
	}
	return m.predictor().alive(c)
}

// Expected is the expected number of purchases in the next t. NaN for an
// impossible history or a negative t.
func (m *Fitted) Expected(c Customer, t float64) float64 {
	if !c.valid() || !possible(t) {
		return math.NaN()
	}
	return m.predictor().expected(c, t)
}

// ExpectedNew is the expected number of repeat purchases of a new customer by t.
func (m *Fitted) ExpectedNew(t float64) float64 {
	if !possible(t) {
		return math.NaN()
	}
	return m.predictor().expectedNew(t)
}

// Probability is the chance that a new customer makes exactly n repeat purchases by t.
func (m *Fitted) Probability(n int64, t float64) float64 {
	switch {
	case n < 0 || !possible(t):
		return math.NaN()
	case t == 0 && n == 0:
		return 1
	case t == 0:
		return 0
	}
	return m.predictor().probability(n, t)
}

func possible(t float64) bool { return t >= 0 && !math.IsInf(t, 0) }

// Score is what the model says of one customer.
type Score struct {
	Alive    engine.Number `json:"alive"`
	Expected engine.Number `json:"expected"` // purchases in the horizon
}

// Score scores all customers for the next t, in their order, on all cores.
func (m *Fitted) Score(ctx context.Context, customers []Customer, t float64) ([]Score, error) {
	p, out := m.predictor(), make([]Score, len(customers))
	spread(ctx, (len(customers)+chunk-1)/chunk, func(k int) {
		for i := k * chunk; i < min(len(customers), (k+1)*chunk); i++ {
			c := customers[i]
			if !c.valid() || !possible(t) {
				out[i] = Score{engine.Undefined(), engine.Undefined()}
				continue
			}
			out[i] = Score{engine.Number(p.alive(c)), engine.Number(p.expected(c, t))}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Estimate is a number with its 95 % interval.
type Estimate struct {
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// Interval is the delta-method interval of anything computed from the model: the
// uncertainty of the parameters only, not that of a single customer's future.
// Positive answers get an interval symmetric in the logarithm.
func (m *Fitted) Interval(f func(*Fitted) float64) Estimate {
	const gap = 1e-4
	value := f(m)
	e := Estimate{engine.Number(value), engine.Undefined(), engine.Undefined()}
	scale := func(v float64) float64 { return v }
	if value > 0 {
		scale = math.Log
	}
	slope := make([]float64, len(m.Params))
	for i := range slope {
		slope[i] = (scale(f(m.nudged(i, gap))) - scale(f(m.nudged(i, -gap)))) / (2 * gap)
	}
	var variance float64
	for i, a := range slope {
		for j, b := range slope {
			variance += a * b * float64(m.Cov[i][j])
		}
	}
	half := z95 * math.Sqrt(variance)
	if value > 0 {
		e.Low, e.High = engine.Number(value*math.Exp(-half)), engine.Number(value*math.Exp(half))
	} else {
		e.Low, e.High = engine.Number(value-half), engine.Number(value+half)
	}
	return e
}

// nudged is the model with the logarithm of one parameter moved.
func (m *Fitted) nudged(i int, by float64) *Fitted {
	other := *m
	other.Params = append([]float64(nil), m.Params...)
	other.Params[i] *= math.Exp(by)
	return &other
}
