// Package notebook keeps what a person enters into a project: the cost ledger, the risk
// register, the playbook, how indicators are weighed, the list of causes, who is not to be
// contacted. Every version stays, with its author and day; every step can be undone.
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
	Index    = "index"    // indicators compared two by two
	Weights  = "weights"  // of indicators, by hand
	Taxonomy = "taxonomy" // the list of causes
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
		id, err := Add(ctx, tx, Entry{Part: part, Content: string(content), Author: author, At: at})
		if err != nil {
			return err
		}
		return tx.Journal(ctx, at, ActionNote+part, store.Detail{Flags: []store.Flag{{Of: store.FlagNote, ID: id, Active: true}}})
	})
}

// Entry is one version of a part as it is written down.
type Entry struct {
	Part, Content, Author string
	At                    time.Time
}

// Add writes an entry down and returns its number, above all numbers before; what the
// journal says of it is left to the caller.
func Add(ctx context.Context, tx *store.Tx, e Entry) (id int64, err error) {
	if _, err := store.One(ctx, tx, nextSQL, nil, &id); err != nil {
		return 0, err
	}
	p := store.Params{"id": id, "part": e.Part, "content": e.Content, "author": e.Author, "at": e.At.UTC().Format(time.DateTime)}
	return id, tx.Exec(ctx, keepSQL, p)
}
