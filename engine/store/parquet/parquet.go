// Package parquet streams the rows of a .parquet file as text, by the reader that
// the embedded database brings along (a library of our own choice would add more
// than thirty megabytes to the program):
//
//	table, err := parquet.Open(ctx, path)
//	names := table.Columns()
//	for {
//		number, cells, err := table.Next() // io.EOF at the end
//	}
//
// Days come as 2006-01-02, moments as 2006-01-02 15:04:05, decimals exactly, lists
// and structures as text, nulls as empty cells. The database used is a private one
// in memory that is gone with Close.
package parquet

import (
	"context"
	"database/sql"
	_ "embed" // the SQL text
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"huiliu/engine"
)

//go:embed page.sql
var sqlPage string

// pageRows is how many rows are in memory at once.
const pageRows = 50_000

// settings keep the private database small, off the disk and away from the network.
const settings = "?autoinstall_known_extensions=false&autoload_known_extensions=false&allow_community_extensions=false&memory_limit=1GiB&threads=2&temp_directory="

// Table is an open file.
type Table struct {
	ctx    context.Context
	db     *sql.DB
	path   string
	rows   *sql.Rows
	names  []string
	number int
	seen   int // rows of this page
	cells  []sql.NullString
	into   []any
	out    []string
}

func damaged(cause error) error { return &engine.Error{Code: "import.truncated", Cause: cause} }

// Open reads the schema of the file at path.
func Open(ctx context.Context, path string) (*Table, error) {
	if err := check(path); err != nil {
		return nil, err
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, &engine.Error{Code: "import.cannot_open", Cause: err}
	}
	connector, err := duckdb.NewConnector(settings, nil)
	if err != nil {
		return nil, err
	}
	t := &Table{ctx: ctx, db: sql.OpenDB(connector), path: literal(full)}
	if err := t.page(); err != nil {
		return nil, errors.Join(err, t.db.Close())
	}
	return t, nil
}

// check looks at the frame of the file before the database does: its marks and the
// length of its directory.
func check(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return &engine.Error{Code: "import.cannot_open", Cause: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return &engine.Error{Code: "import.cannot_open", Cause: err}
	}
	var head [4]byte
	var tail [8]byte
	if info.Size() < 12 {
		return damaged(nil)
	}
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return damaged(err)
	}
	if _, err := f.ReadAt(tail[:], info.Size()-8); err != nil {
		return damaged(err)
	}
	switch end := string(tail[4:]); {
	case string(head[:]) == "PARE" || end == "PARE":
		return &engine.Error{Code: "import.password"}
	case string(head[:]) != "PAR1" || end != "PAR1" || int64(binary.LittleEndian.Uint32(tail[:])) > info.Size()-12:
		return damaged(nil)
	}
	return nil
}

// literal keeps the database from reading a file name as a pattern.
func literal(path string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
}

// page asks for the next rows.
func (t *Table) page() error {
	rows, err := t.db.QueryContext(t.ctx, sqlPage, sql.Named("path", t.path), sql.Named("from", t.number), sql.Named("to", t.number+pageRows))
	if err != nil {
		return t.failed(err)
	}
	t.rows, t.seen = rows, 0
	if t.names == nil {
		if t.names, err = rows.Columns(); err != nil {
			return t.failed(err)
		}
		t.cells = make([]sql.NullString, len(t.names))
		for i := range t.cells {
			t.into = append(t.into, &t.cells[i])
		}
		t.out = make([]string, len(t.names))
	}
	return nil
}

// failed names what the database could not read.
func (t *Table) failed(err error) error {
	switch text := err.Error(); {
	case t.ctx.Err() != nil:
		return t.ctx.Err()
	case strings.Contains(text, "encrypt"):
		return &engine.Error{Code: "import.password", Cause: err}
	case strings.Contains(text, "Out of Memory"):
		return &engine.Error{Code: "import.too_large_zip", Cause: err}
	}
	return damaged(err)
}

// Columns returns the names of the columns.
func (t *Table) Columns() []string { return t.names }

// Next returns the next row and its number from 1. The end is io.EOF. The slice is
// valid until the next call.
func (t *Table) Next() (number int, cells []string, err error) {
	for !t.rows.Next() {
		if err := t.rows.Err(); err != nil {
			return 0, nil, t.failed(err)
		}
		if err := t.rows.Close(); err != nil {
			return 0, nil, t.failed(err)
		}
		if t.seen < pageRows {
			return 0, nil, io.EOF
		}
		if err := t.page(); err != nil {
			return 0, nil, err
		}
	}
	if err := t.rows.Scan(t.into...); err != nil {
		return 0, nil, t.failed(err)
	}
	for i, c := range t.cells {
		t.out[i] = c.String
	}
	t.number++
	t.seen++
	return t.number, t.out, nil
}

// Close ends reading.
func (t *Table) Close() error {
	return errors.Join(t.rows.Close(), t.db.Close())
}
