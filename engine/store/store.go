// Package store owns the project file: a DuckDB database with raw accounting,
// canonical tables, as-of macros and the journal. It is the only user of
// the DuckDB driver. Questions read through [Query] with their own .sql text;
// changes go through [Store.Write], one transaction at a time.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/duckdb/duckdb-go/v2"

	"huiliu/engine"
)

// Options bound what the database may use. Zero values choose defaults.
type Options struct {
	MemoryMB int    // memory limit in MiB; 0 = 2048
	TempDir  string // spill folder; "" = beside the system's temporary files
	Threads  int    // 0 = all cores
}

const defaultMemoryMB = 2048

// Store is an open project file. It is safe for concurrent use: any number of
// readers, one writer at a time.
type Store struct {
	db    *sql.DB
	path  string
	write sync.Mutex

	options Options

	incoming atomic.Pointer[feed] // of the running InsertLines
}

// Open opens or creates the project at path; "" is a project in memory.
// A file in use by another program is Error project.locked, a file that is no
// project is project.not_a_project.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	s := &Store{path: path, options: o}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	if err := errors.Join(s.migrate(ctx), registerIncoming(ctx, s)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// connect opens the database and closes it to everything but the project.
func (s *Store) connect(ctx context.Context) error {
	dsn, err := dataSource(s.path, s.options)
	if err != nil {
		return err
	}
	connector, err := duckdb.NewConnector(dsn, nil)
	if err != nil {
		return openError(s.path, err)
	}
	s.db = sql.OpenDB(connector)
	if err := s.db.PingContext(ctx); err != nil {
		return errors.Join(openError(s.path, err), s.db.Close())
	}
	if err := s.harden(ctx); err != nil {
		return errors.Join(openError(s.path, err), s.db.Close())
	}
	return nil
}

// Path returns the project's path, "" for a project in memory.
func (s *Store) Path() string { return s.path }

// Close waits for a running write, folds the log into the file and closes it.
func (s *Store) Close() error {
	s.write.Lock()
	defer s.write.Unlock()
	return s.db.Close()
}

// harden closes the file system to SQL and locks the settings. It cannot be part
// of the connection string: options are applied in no fixed order there, and the
// spill folder must be set before access is closed.
func (s *Store) harden(ctx context.Context) error {
	for _, text := range []string{"SET GLOBAL enable_external_access = false", "SET GLOBAL lock_configuration = true"} {
		if _, err := s.db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// dataSource builds the connection string. Extensions are never fetched, and after
// harden no file but the project is reachable, so no query can reach the network.
func dataSource(path string, o Options) (string, error) {
	if strings.ContainsAny(path, "?&") {
		return "", &engine.Error{Code: "project.bad_path", Place: engine.Place{File: path}}
	}
	if o.MemoryMB <= 0 {
		o.MemoryMB = defaultMemoryMB
	}
	if o.TempDir == "" {
		o.TempDir = filepath.Join(os.TempDir(), "huiliu-spill")
	}
	settings := []string{
		"autoinstall_known_extensions=false",
		"autoload_known_extensions=false",
		"allow_community_extensions=false",
		"preserve_insertion_order=false",
		"storage_compatibility_version=latest", // its text columns are written in three quarters of the time
		"memory_limit=" + strconv.Itoa(o.MemoryMB) + "MiB",
		"max_temp_directory_size=20GiB",
		"temp_directory=" + filepath.ToSlash(o.TempDir),
	}
	if o.Threads > 0 {
		settings = append(settings, "threads="+strconv.Itoa(o.Threads))
	}
	return databasePath(path) + "?" + strings.Join(settings, "&"), nil
}

func openError(path string, err error) error {
	code := "project.not_a_project"
	switch text := err.Error(); {
	case strings.Contains(text, "lock on file"), heldByAnother(path):
		code = "project.locked"
	case strings.Contains(text, "No such file"), strings.Contains(text, "ermission"), strings.Contains(text, "annot open"):
		code = "project.cannot_open"
	}
	return &engine.Error{Code: code, Place: engine.Place{File: path}, Cause: err}
}

// Version returns the version of the embedded database.
func (s *Store) Version(ctx context.Context) (string, error) {
	var v string
	err := s.db.QueryRowContext(ctx, "SELECT version()").Scan(&v)
	if err != nil {
		return "", fmt.Errorf("database version: %w", err)
	}
	return v, nil
}
