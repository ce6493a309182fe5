package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Flag is a switch of the project that says whether something counts. What may be
// switched: "file", an imported table, "decision", one about two ids of a customer,
// "exclusion", one to leave an id out, "model", a version that was kept, "note", a
// version of what a person entered, and "wish", one about contacting a customer.
type Flag struct {
	Of     string `json:"of"`
	ID     int64  `json:"id"`
	Active bool   `json:"active"` // after the step; before it was the opposite
}

// What a flag is of.
const (
	FlagFile      = "file"      // an imported table
	FlagDecision  = "decision"  // whether two ids are one person
	FlagExclusion = "exclusion" // an id that is no customer
	FlagModel     = "model"     // a kept version of the model
	FlagNote      = "note"      // a version of what a person entered
	FlagWish      = "wish"      // a wish about contacting a customer, a note too
)

// Detail is what the journal keeps of a step. A step with flags can be undone by
// switching them back; Undoes names the step that this one takes back or repeats.
type Detail struct {
	Flags  []Flag `json:"flags,omitempty"`
	Undoes int64  `json:"undoes,omitempty"`
	About  any    `json:"about,omitempty"` // for people: tables and their rows
}

// Switch sets the flags as they are after a step, or as they were before it.
func (tx *Tx) Switch(ctx context.Context, flags []Flag, back bool) error {
	texts := map[string][]string{FlagFile: {"switch_file.sql"}, FlagDecision: {"switch_decision.sql"}, FlagExclusion: {"switch_exclusion.sql"},
		FlagModel: {"switch_model.sql"}, FlagNote: {"switch_note.sql"}, FlagWish: {"switch_note.sql", "unset_wish.sql", "set_wish.sql"}}
	for _, f := range flags {
		names, ok := texts[f.Of]
		if !ok {
			return errors.New("store: unknown flag " + f.Of)
		}
		for _, name := range names {
			if err := tx.Exec(ctx, mustText(name), Params{"id": f.ID, "active": f.Active != back}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Journal records an action with its detail: a [Detail] when the step can be undone,
// any JSON value otherwise.
func (tx *Tx) Journal(ctx context.Context, at time.Time, action string, detail any) error {
	b, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	return tx.Exec(ctx, mustText("add_journal.sql"),
		Params{"at": at.UTC().Format(time.DateTime), "action": action, "detail": string(b)})
}
