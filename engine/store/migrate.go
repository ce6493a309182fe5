package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationNames lists the steps of the schema, oldest first.
func migrationNames() ([]string, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	slices.Sort(names)
	return names, nil
}

// migrate brings the schema to the newest version, each step in a transaction.
// A file written by a newer program is refused with project.newer; a project of
// an older version is copied beside itself first.
func (s *Store) migrate(ctx context.Context) error {
	have, err := s.schemaVersion(ctx)
	if err != nil {
		return openError(s.path, err)
	}
	names, err := migrationNames()
	if err != nil {
		return err
	}
	if have > len(names) {
		return &engine.Error{Code: "project.newer", Place: engine.Place{File: s.path}}
	}
	switch {
	case have == len(names):
		return nil
	case s.path == "":
		return s.steps(ctx, names, have)
	}
	return s.renew(ctx, names, have)
}

// steps runs the steps of the schema from the given one on.
func (s *Store) steps(ctx context.Context, names []string, from int) error {
	for i := from; i < len(names); i++ {
		text, err := migrations.ReadFile("migrations/" + names[i])
		if err != nil {
			return err
		}
		err = s.Write(ctx, func(tx *Tx) error {
			if err := tx.Exec(ctx, string(text), nil); err != nil {
				return err
			}
			return tx.SetMeta(ctx, "schema", strconv.Itoa(i+1))
		})
		if err != nil {
			return fmt.Errorf("migration %s: %w", names[i], err)
		}
	}
	return nil
}

// renew brings the project up to date in a draft beside it, which then takes its
// place in one move. A kill leaves the project as it was; and the log of an open
// project never holds changes of the schema, some of which the database cannot
// repeat after a kill (added columns of a table with conditions or defaults).
func (s *Store) renew(ctx context.Context, names []string, have int) (err error) {
	draft := s.path + ".new"
	discard := func() error {
		var problems []error
		for _, name := range []string{draft, draft + ".wal"} {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				problems = append(problems, err)
			}
		}
		return errors.Join(problems...)
	}
	// The database is closed meanwhile: its log is then in the file, and no lock is on it.
	if err := s.db.Close(); err != nil {
		return err
	}
	err = discard()
	if err == nil && have > 0 {
		if err = errors.Join(copyBeside(ctx, s.path, have), copyTo(ctx, s.path, draft)); err != nil {
			err = &engine.Error{Code: "project.no_copy", Place: engine.Place{File: s.path}, Cause: err}
		}
	}
	if err == nil {
		next := &Store{path: draft, options: s.options}
		if err = next.connect(ctx); err == nil {
			err = errors.Join(next.steps(ctx, names, have), next.Close())
		}
	}
	if err == nil {
		err = os.Rename(draft, s.path)
	}
	if err != nil {
		err = errors.Join(err, discard())
	}
	return errors.Join(err, s.connect(ctx))
}

func (s *Store) schemaVersion(ctx context.Context) (int, error) {
	var tables int
	err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'").Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	text, err := s.Meta(ctx, "schema")
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.Atoi(text)
}

// copyBeside copies a project to the first free "name.v<version>.huiliu" beside it; a copy is whole or not there.
func copyBeside(ctx context.Context, path string, version int) error {
	ending := filepath.Ext(path)
	base := strings.TrimSuffix(path, ending) + ".v" + strconv.Itoa(version)
	for n := 1; ; n++ {
		name := base + ending
		if n > 1 {
			name = base + "-" + strconv.Itoa(n) + ending
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return copyTo(ctx, path, name)
		} else if err != nil {
			return err
		}
	}
}

// copyTo copies a file; the copy is whole or not there.
func copyTo(ctx context.Context, path, name string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(path), ".huiliu-*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // nothing is left to remove when the copy is in its place
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close(), ctx.Err()); err != nil {
		return err
	}
	return os.Rename(out.Name(), name)
}
