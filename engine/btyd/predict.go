package btyd

import (
	"context"
	"math"

	"huiliu/engine"
)

// predictor answers what a model says at given parameters.
type predictor interface {
	alive(c Customer) float64
	// expected is the purchases in the next t of a customer who is there with the given
	// probability.
	expected(c Customer, alive, t float64) float64
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

func (nothing) alive(Customer) float64                    { return math.NaN() }
func (nothing) expected(_ Customer, _, _ float64) float64 { return math.NaN() }
func (nothing) expectedNew(float64) float64               { return math.NaN() }
func (nothing) probability(int64, float64) float64        { return math.NaN() }

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
	p := m.predictor()
	return p.expected(c, p.alive(c), t)
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
			alive := p.alive(c)
			out[i] = Score{engine.Number(alive), engine.Number(p.expected(c, alive, t))}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}
