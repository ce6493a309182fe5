package app

import (
	"context"
	"encoding/json"

	"huiliu/assets"
	"huiliu/engine/churn"
	"huiliu/engine/history"
	"huiliu/engine/store"
)

// ActionDefine is the journal's name for a change of the definition of churn.
const ActionDefine = "define"

// Defined is what the journal keeps of a definition a person chose.
type Defined struct {
	WindowDays int    `json:"window_days"`     // 0 = the suggested one
	Rule       string `json:"rule,omitempty"`  // how an end is recognised, see Question.Rule
	Grace      int    `json:"grace,omitempty"` // see Question.Grace
}

// Define records in the project which definition of churn a person chose.
func (s *Session) Define(ctx context.Context, chosen Defined) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return s.store.Write(ctx, func(tx *store.Tx) error {
		return tx.Journal(ctx, s.clock(), ActionDefine, store.Detail{About: chosen})
	})
}

// Definition returns what was chosen last, the zero value when nothing was.
func (s *Session) Definition(ctx context.Context) (Defined, error) {
	steps, err := s.Journal(ctx)
	if err != nil {
		return Defined{}, err
	}
	for i := len(steps) - 1; i >= 0; i-- {
		if d, ok := DefinedBy(&steps[i]); ok {
			return d, nil
		}
	}
	return Defined{}, nil
}

// DefinedBy reads what a step of the journal chose; ok is false for other steps.
func DefinedBy(step *history.Step) (d Defined, ok bool) {
	if step.Action != ActionDefine {
		return Defined{}, false
	}
	var detail struct {
		About *Defined `json:"about"`
	}
	if json.Unmarshal(step.Detail, &detail) != nil || detail.About == nil {
		return Defined{}, false
	}
	return *detail.About, true
}

// Defined is the part of a question that a project remembers.
func (q *Question) Defined() Defined {
	return Defined{WindowDays: q.WindowDays, Rule: q.Rule, Grace: q.Grace}
}

// Define puts a remembered definition in.
func (q *Question) Define(d Defined) { q.WindowDays, q.Rule, q.Grace = d.WindowDays, d.Rule, d.Grace }

// Text says in words what a step of the journal chose.
func (d Defined) Text(w *assets.Words) string {
	switch {
	case d.Rule == churn.RuleRhythm:
		return w.Say("ui.journal.define.rhythm", nil)
	case d.Rule == churn.RuleDates:
		return w.Say("ui.journal.define.dates", nil)
	case d.WindowDays == 0:
		return w.Say("ui.journal.define.suggested", nil)
	}
	return w.Say("ui.journal.define", map[string]any{"days": d.WindowDays})
}
