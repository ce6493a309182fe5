package history

import (
	"context"
	_ "embed" // the SQL texts
	"time"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// File is an imported table with its accounting as of now: Read = Loaded + Rejected
// + Merged. Of a table that does not count it is the accounting it would have alone.
type File struct {
	ID          int32     `json:"id"`
	Name        string    `json:"name"`
	Sheet       string    `json:"sheet"`
	Role        string    `json:"role"`
	Fingerprint string    `json:"fingerprint"`
	At          time.Time `json:"at"` // of the import
	Read        int64     `json:"read"`
	Loaded      int64     `json:"loaded"`
	Rejected    int64     `json:"rejected"`
	Merged      int64     `json:"merged"`
	Superseded  int64     `json:"superseded"` // of Merged: a fresher table has these rows
	Corrected   int64     `json:"corrected"`  // of Merged: a correction has these rejected rows
	Active      bool      `json:"active"`
	Corrects    int32     `json:"corrects,omitempty"` // the table whose rejected rows these are
	Replaces    int32     `json:"replaces,omitempty"` // the table it was loaded instead of
}

var (
	//go:embed sql/files.sql
	sqlFiles string
	//go:embed sql/has_file.sql
	sqlHasFile string
)

// Files lists all tables ever imported, the first import first.
func Files(ctx context.Context, r store.Reader) ([]File, error) {
	return store.All(ctx, r, sqlFiles, nil, func(scan store.Scan, f *File) error {
		return scan(&f.ID, &f.Name, &f.Sheet, &f.Role, &f.Fingerprint, &f.At, &f.Read, &f.Loaded, &f.Rejected, &f.Merged,
			&f.Superseded, &f.Corrected, &f.Active, &f.Corrects, &f.Replaces)
	})
}

// Remove takes a table out: its rows stay in the project and do not count. Of a
// table imported twice the other import remains. Removing what is removed changes
// nothing. Errors: history.no_file.
func Remove(ctx context.Context, s *store.Store, file int32, at time.Time) error {
	return set(ctx, s, file, false, at)
}

// Restore puts a removed or replaced table back. Errors: history.no_file.
func Restore(ctx context.Context, s *store.Store, file int32, at time.Time) error {
	return set(ctx, s, file, true, at)
}

func set(ctx context.Context, s *store.Store, file int32, active bool, at time.Time) error {
	action := ActionRemove
	if active {
		action = ActionRestore
	}
	return s.Write(ctx, func(tx *store.Tx) error {
		f, err := find(ctx, tx, file)
		if err != nil || f.active == active {
			return err
		}
		flags := []store.Flag{{Of: store.FlagFile, ID: int64(file), Active: active}}
		if err := tx.Switch(ctx, flags, false); err != nil {
			return err
		}
		if err := ingest.Settle(ctx, tx); err != nil {
			return err
		}
		return tx.Journal(ctx, at, action, store.Detail{Flags: flags, About: []About{{ID: file, File: f.name, Sheet: f.sheet}}})
	})
}

// flagged is a table and its own flag.
type flagged struct {
	name, sheet string
	active      bool
}

func find(ctx context.Context, r store.Reader, file int32) (f flagged, err error) {
	found, err := store.One(ctx, r, sqlHasFile, store.Params{"file_id": file}, &f.name, &f.sheet, &f.active)
	if err == nil && !found {
		err = &engine.Error{Code: "history.no_file", Args: engine.Args{"id": file}}
	}
	return f, err
}

// Replace loads a table instead of another one, in one transaction: the other no
// longer counts. The same file may be loaded again with another mapping. Errors:
// history.no_file and those of ingest.Load.
func Replace(ctx context.Context, s *store.Store, file int32, src ingest.Source, at time.Time, p engine.Progress) (ingest.Report, error) {
	if _, err := find(ctx, s, file); err != nil {
		return ingest.Report{}, err
	}
	return ingest.LoadStep(ctx, s, []ingest.Source{src}, ingest.Step{Action: ingest.ActionReplace, Replaces: file}, at, p)
}
