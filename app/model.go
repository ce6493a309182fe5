package app

import (
	"context"
	"slices"

	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/modelbook"
	"huiliu/reports/doc"
)

// model says what the best model of the race goes by, and how models did over time.
func (a *analyser) model() (err error) {
	a.out.Life = modelbook.None(modelbook.SkippedNoModel)
	if a.scorer == nil || a.scorer.Model() == nil {
		return nil
	}
	m, held := a.scorer.Model(), a.scorer.Held()
	if a.out.Explain, err = explain.Look(a.ctx, m, a.scorer.Training(), held, a.q.Seed, a.p); err != nil {
		return err
	}
	_, rule := a.scorer.Winner()
	a.out.Explain.Used = !rule
	if a.out.Subject, err = a.subject(); err != nil {
		return err
	}
	if a.out.Contractual() {
		a.out.Life = modelbook.None(modelbook.SkippedContract)
		a.out.Life.Now.Model = m
		return nil
	}
	return a.life()
}

// subject is what a changed customer is asked about: the model of the list, or the best
// model of the race where a plain rule made the list.
func (a *analyser) subject() (*explain.Subject, error) {
	used, ok := a.scorer.Used()
	if !ok {
		return nil, nil
	}
	s := &explain.Subject{Model: a.scorer.Model()}
	if used.Model != nil {
		s.Model, s.Listed = used.Model, true
	}
	return s, s.Know(a.ctx, used.X, used.IDs, a.listed())
}

// listed are the ids of the watch list.
func (a *analyser) listed() []string {
	out := make([]string, len(a.out.Watch.Rows))
	for i := range a.out.Watch.Rows {
		out[i] = a.out.Watch.Rows[i].CustomerID
	}
	return out
}

func (a *analyser) life() (err error) {
	d, race := a.out.Definition, &a.out.Race
	now := modelbook.Present{AsOf: d.AsOf, Model: a.scorer.Model(), Held: a.scorer.Held()}
	if len(race.Test) > 0 {
		now.Day = race.Test[0]
	}
	if used, ok := a.scorer.Used(); ok {
		now.Today = used.X
	}
	plan := modelbook.Plan{AsOf: d.AsOf, Window: d.WindowDays, Fit: a.scorer.Chosen(), Skip: a.scorer.Left(), Seed: a.q.Seed}
	if a.out.Life, err = modelbook.Look(a.ctx, a.s.store, now, plan, a.p); err != nil {
		return err
	}
	v := modelbook.New(now.Model, now.Held)
	v.AsOf, v.Known, v.Window, v.Train, v.TrainRows = d.AsOf, now.Day, d.WindowDays, race.Train, race.TrainRows
	a.out.Life.Present = &v
	return nil
}

// WhatIf asks the model what it would say of a customer with other values; ok is false
// for a customer it does not know.
func WhatIf(r *doc.Results, id string, changes []explain.Change) (w explain.WhatIf, ok bool, err error) {
	if r == nil || r.Subject == nil {
		return w, false, nil
	}
	row := slices.Index(r.Subject.IDs, id)
	if row < 0 {
		return w, false, nil
	}
	w, err = explain.Ask(r.Subject.Model, r.Subject.X, row, changes, r.Subject.Ranges)
	return w, err == nil, err
}

// KeepModel keeps the present model of the results in the project, as a step that can
// be taken back. Results of a replayed day keep nothing: ok is false.
func (s *Session) KeepModel(ctx context.Context, r *doc.Results) (id int64, ok bool, err error) {
	if r == nil || r.Life.Present == nil || r.Import.LastDay != engine.NoDay && r.Definition.AsOf != r.Import.LastDay {
		return 0, false, nil
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	id, err = modelbook.Keep(ctx, s.store, *r.Life.Present, s.clock())
	return id, err == nil, err
}

// WithdrawModel takes a kept model out of use, as a step that can be taken back.
func (s *Session) WithdrawModel(ctx context.Context, id int64) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return modelbook.Withdraw(ctx, s.store, id, s.clock())
}
