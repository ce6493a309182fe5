package history

import (
	"context"
	_ "embed" // the SQL texts
	"encoding/json"
	"errors"
	"time"

	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// Actions of the journal besides those of ingest.
const (
	ActionRemove  = "remove"
	ActionRestore = "restore"
	ActionUndo    = "undo"
	ActionRedo    = "redo"
)

// About is what the journal tells a person about a table; the counts are those of
// its import.
type About struct {
	ID       int32  `json:"id"`
	File     string `json:"file"`
	Sheet    string `json:"sheet"`
	Role     string `json:"role,omitempty"`
	Read     int64  `json:"read,omitempty"`
	Loaded   int64  `json:"loaded,omitempty"`
	Rejected int64  `json:"rejected,omitempty"`
	Merged   int64  `json:"merged,omitempty"`
}

// Step is an entry of the journal.
type Step struct {
	Seq    int64           `json:"seq"`
	At     time.Time       `json:"at"`
	Action string          `json:"action"` // import, replace, correct, remove, restore, undo, redo, …
	Undoes int64           `json:"undoes,omitempty"`
	Undone bool            `json:"undone,omitempty"` // taken back by a later step
	Tables []About         `json:"tables,omitempty"`
	IDs    []string        `json:"ids,omitempty"` // of customers the step decided about, "a + b" for two that are compared
	Flags  []store.Flag    `json:"flags,omitempty"`
	Detail json.RawMessage `json:"-"` // as written
}

//go:embed sql/journal.sql
var sqlJournal string

// Journal lists every step, the first one first.
func Journal(ctx context.Context, r store.Reader) ([]Step, error) {
	steps, err := store.All(ctx, r, sqlJournal, nil, func(scan store.Scan, s *Step) error {
		var detail string
		if err := scan(&s.Seq, &s.At, &s.Action, &detail); err != nil {
			return err
		}
		s.read([]byte(detail))
		return nil
	})
	if err != nil {
		return nil, err
	}
	mark(steps)
	return steps, nil
}

// read takes what is known from a detail; details of other writers stay as they are.
func (s *Step) read(detail []byte) {
	s.Detail = detail
	var d struct {
		Flags  []store.Flag    `json:"flags"`
		Undoes int64           `json:"undoes"`
		About  json.RawMessage `json:"about"`
	}
	about := json.RawMessage(detail) // the first version wrote the tables only
	if json.Unmarshal(detail, &d) == nil {
		s.Flags, s.Undoes, about = d.Flags, d.Undoes, d.About
	}
	if json.Unmarshal(about, &s.IDs) == nil {
		return
	}
	s.IDs = nil
	var pairs []struct{ Kept, Absorbed string }
	if json.Unmarshal(about, &pairs) != nil {
		return
	}
	for _, p := range pairs {
		if p.Kept != "" {
			s.IDs = append(s.IDs, p.Kept+" + "+p.Absorbed)
		}
	}
	if s.IDs != nil || json.Unmarshal(about, &s.Tables) != nil {
		s.Tables = nil
	}
}

// mark replays undo and redo and returns the steps that can be undone and those that
// can be redone, the next one last. A new step makes the undone ones final.
func mark(steps []Step) (done, undone []int) {
	for i := range steps {
		switch s := &steps[i]; {
		case s.Action == ActionUndo && len(done) > 0:
			last := done[len(done)-1]
			done, undone = done[:len(done)-1], append(undone, last)
			steps[last].Undone = true
		case s.Action == ActionRedo && len(undone) > 0:
			last := undone[len(undone)-1]
			done, undone = append(done, last), undone[:len(undone)-1]
			steps[last].Undone = false
		case len(s.Flags) > 0:
			done, undone = append(done, i), nil
		}
	}
	return done, undone
}

// Undo takes back the last step that has not been taken back and returns it; done is
// false when there is none.
func Undo(ctx context.Context, s *store.Store, at time.Time) (step Step, done bool, err error) {
	return turn(ctx, s, ActionUndo, at)
}

// Redo repeats the step that was undone last; done is false when there is none.
func Redo(ctx context.Context, s *store.Store, at time.Time) (step Step, done bool, err error) {
	return turn(ctx, s, ActionRedo, at)
}

// errNothing ends a turn that has nothing to do.
var errNothing = errors.New("history: nothing to undo or redo")

func turn(ctx context.Context, s *store.Store, action string, at time.Time) (step Step, done bool, err error) {
	err = s.Write(ctx, func(tx *store.Tx) error {
		steps, err := Journal(ctx, tx)
		if err != nil {
			return err
		}
		list, undone := mark(steps)
		if action == ActionRedo {
			list = undone
		}
		if len(list) == 0 {
			return errNothing
		}
		step = steps[list[len(list)-1]]
		if err := tx.Switch(ctx, step.Flags, action == ActionUndo); err != nil {
			return err
		}
		if err := ingest.Settle(ctx, tx); err != nil {
			return err
		}
		return tx.Journal(ctx, at, action, store.Detail{Undoes: step.Seq, About: step.Tables})
	})
	switch {
	case errors.Is(err, errNothing):
		return Step{}, false, nil
	case err != nil:
		return Step{}, false, err
	}
	step.Undone = action == ActionUndo
	return step, true, nil
}
