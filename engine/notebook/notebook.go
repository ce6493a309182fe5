// Package notebook keeps what a person enters into a project about money and action: the
// cost ledger, the risk register, the playbook. Every version stays, with its author and
// day; steps can be undone.
package notebook

import (
	"context"
	_ "embed" // the SQL texts
	"encoding/json"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

var (
	//go:embed sql/read.sql
	readSQL string
	//go:embed sql/next.sql
	nextSQL string
	//go:embed sql/keep.sql
	keepSQL string
)

// Parts of the notebook; the journal calls a change of one "note." and its name.
const (
	Ledger   = "ledger"
	Risks    = "risks"
	Playbook = "playbook"
)

// ActionNote begins the journal's name of a change.
const ActionNote = "note."

// Read reads the version of a part that holds into v; found is false when there is none.
func Read(ctx context.Context, r store.Reader, part string, v any) (found bool, err error) {
	var content, author string
	found, err = store.One(ctx, r, readSQL, store.Params{"part": part}, &content, &author)
	if err != nil || !found {
		return false, err
	}
	if err := json.Unmarshal([]byte(content), v); err != nil {
		return false, &engine.Error{Code: "notebook.unreadable", Args: engine.Args{"part": part}, Cause: err}
	}
	return true, nil
}

// Keep enters a new version of a part.
func Keep(ctx context.Context, s *store.Store, part string, v any, author string, at time.Time) error {
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.Write(ctx, func(tx *store.Tx) error {
		var id int64
		if _, err := store.One(ctx, tx, nextSQL, nil, &id); err != nil {
			return err
		}
		p := store.Params{"id": id, "part": part, "content": string(content), "author": author, "at": at.UTC().Format(time.DateTime)}
		if err := tx.Exec(ctx, keepSQL, p); err != nil {
			return err
		}
		return tx.Journal(ctx, at, ActionNote+part, store.Detail{Flags: []store.Flag{{Of: store.FlagNote, ID: id, Active: true}}})
	})
}
