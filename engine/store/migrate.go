package store

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strconv"

	"huiliu/engine"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema to the newest version, each step in a transaction.
// A file written by a newer program is refused with project.newer.
func (s *Store) migrate(ctx context.Context) error {
	have, err := s.schemaVersion(ctx)
	if err != nil {
		return openError(s.path, err)
	}
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	slices.Sort(names)
	if have > len(names) {
		return &engine.Error{Code: "project.newer", Place: engine.Place{File: s.path}}
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
