package app

import (
	"context"
	"encoding/json"

	"huiliu/engine/history"
	"huiliu/engine/store"
)

// ActionDefine is the journal's name for a change of the definition of churn.
const ActionDefine = "define"

// Defined is what the journal keeps of a definition a person chose.
type Defined struct {
	WindowDays int `json:"window_days"` // 0 = the suggested one
}

// Define records in the project which churn window a person chose; 0 is the suggested one.
func (s *Session) Define(ctx context.Context, windowDays int) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return s.store.Write(ctx, func(tx *store.Tx) error {
		return tx.Journal(ctx, s.clock(), ActionDefine, store.Detail{About: Defined{WindowDays: windowDays}})
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
