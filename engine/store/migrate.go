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
	if have > 0 && have < len(names) && s.path != "" {
		if err := s.keepCopy(ctx, have); err != nil {
			return err
		}
	}
	for i := have; i < len(names); i++ {
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

// keepCopy copies the project as it is to "name.v<version>.huiliu" beside it. The
// database is closed meanwhile: its log is then in the file, and no lock is on it.
func (s *Store) keepCopy(ctx context.Context, version int) error {
	if err := s.db.Close(); err != nil {
		return err
	}
	copied := copyBeside(ctx, s.path, version)
	if err := s.connect(ctx); err != nil {
		return errors.Join(copied, err)
	}
	if copied != nil {
		return &engine.Error{Code: "project.no_copy", Place: engine.Place{File: s.path}, Cause: copied}
	}
	return nil
}

// copyBeside copies the file under the first free name; a copy is whole or not there.
func copyBeside(ctx context.Context, path string, version int) (err error) {
	ending := filepath.Ext(path)
	base := strings.TrimSuffix(path, ending) + ".v" + strconv.Itoa(version)
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
	for n := 1; ; n++ {
		name := base + ending
		if n > 1 {
			name = base + "-" + strconv.Itoa(n) + ending
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return os.Rename(out.Name(), name)
		} else if err != nil {
			return err
		}
	}
}
