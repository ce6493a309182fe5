package screen

import (
	"context"
	"math"

	"huiliu/app"
	"huiliu/engine"
)

// ringMore doubles the false alarms that every kind may cause, or halves them; only the
// warnings are computed anew.
func (d *Desk) ringMore(more bool) {
	d.mu.Lock()
	if d.session == nil || d.results == nil || d.results.Warning.Judged == 0 {
		d.mu.Unlock()
		return
	}
	allowed := d.results.Warning.Budget
	if more {
		allowed = math.Min(2*allowed, float64(d.results.Warning.Judged))
	} else {
		allowed = math.Max(math.Round(allowed/2), 1)
	}
	d.pushQuestion()
	d.question.FalseAlarms = allowed
	s, q := d.session, d.question
	d.stale = true
	d.mu.Unlock()
	d.submit("job.replan", func(ctx context.Context, p engine.Progress) error {
		err := d.rewarn(ctx, s, q, p)
		if err != nil {
			d.change(func() { d.popQuestion(); d.stale = false })
		}
		return err
	})
}

// rewarn computes the warnings anew and shows them.
func (d *Desk) rewarn(ctx context.Context, s *app.Session, q app.Question, p engine.Progress) error {
	d.mu.Lock()
	r := d.results
	d.mu.Unlock()
	next, err := s.Rewarn(ctx, r, q, p)
	if err != nil {
		return err
	}
	return d.noted(ctx, s, func() {
		d.results, d.answered, d.stale, d.saved = next, q, false, Saved{}
		d.compose()
	})
}
