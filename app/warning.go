package app

import (
	"context"
	"errors"

	"huiliu/engine"
	"huiliu/engine/warning"
	"huiliu/engine/winback"
	"huiliu/reports/doc"
)

// warn finds who broke with their habit.
func (a *analyser) warn() (err error) {
	a.out.Warning, err = warning.Analyse(a.ctx, a.s.store, a.out.Definition, warning.Options{Budget: a.q.FalseAlarms, Seed: a.q.Seed,
		MarginRate: float64(a.assumed.MarginRate), Costs: contactCosts(&a.assumed), Festival: a.festival(), NotDue: a.out.Habits.NotDue()})
	a.skip("warning", a.out.Warning.Skipped)
	return err
}

// contactCosts are what one message and one call with a gift cost.
func contactCosts(a *winback.Assumptions) warning.Costs {
	var c warning.Costs
	for i := range a.Offers {
		switch o := &a.Offers[i]; o.Key {
		case winback.OfferReminder:
			c.Message = engine.MoneyOf(float64(o.ContactCost))
		case winback.OfferCallGift:
			c.Call = engine.MoneyOf(float64(o.ContactCost) + float64(o.OfferCost))
		}
	}
	return c
}

// Rewarn answers anew with another number of false alarms allowed; the rest of the
// results is shared, not copied.
func (s *Session) Rewarn(ctx context.Context, r *doc.Results, q Question, p engine.Progress) (*doc.Results, error) {
	if r == nil {
		return nil, errors.New("app: nothing analysed yet")
	}
	next := *r
	a := &analyser{ctx: ctx, s: s, q: q.settled(), p: p, out: &next}
	a.assumed = r.Winback.Assumptions
	if err := a.warn(); err != nil {
		return nil, err
	}
	next.Fingerprint = fingerprint(&next, q)
	return &next, nil
}

// KeepWeights keeps weights of the indicators typed by hand, with their author, in the
// project; empty ones go back to the comparisons. Rewarn afterwards.
func (s *Session) KeepWeights(ctx context.Context, h warning.Hand) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return warning.KeepHand(ctx, s.store, h, s.clock())
}

// KeepOpinion keeps comparisons of the indicators, with their author, in the project.
// Rewarn afterwards.
func (s *Session) KeepOpinion(ctx context.Context, o warning.Opinion) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return warning.KeepOpinion(ctx, s.store, o, s.clock())
}
