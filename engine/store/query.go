package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"huiliu/engine"
)

// Params are the named parameters ($name) of a query. A Day is passed as
// yyyy-mm-dd: write $as_of::DATE in the SQL.
type Params map[string]any

func (p Params) args() []any {
	out := make([]any, 0, len(p))
	for name, v := range p {
		if d, ok := v.(engine.Day); ok {
			v = d.String()
		}
		out = append(out, sql.Named(name, v))
	}
	return out
}

// NullFloat is a number of a query that may be NULL.
type NullFloat = sql.NullFloat64

// Reader runs queries: a [Store], or a [Tx] that must see its own changes.
type Reader interface {
	query(ctx context.Context, text string, p Params) (*sql.Rows, error)
}

func (s *Store) query(ctx context.Context, text string, p Params) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, text, p.args()...)
}

// Scan reads the columns of the current row into pointers; see [database/sql.Rows.Scan].
// Days are selected with day_no(d) into *engine.Day, money with units(x) into *engine.Money.
type Scan func(into ...any) error

// Query runs one question and calls row once per result row, in order. The text
// comes from an embedded .sql file.
func Query(ctx context.Context, r Reader, text string, p Params, row func(scan Scan) error) (err error) {
	rows, err := r.query(ctx, text, p)
	if err != nil {
		return queryError(text, err)
	}
	defer func() {
		if cerr := rows.Close(); err == nil {
			err = cerr
		}
	}()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return queryError(text, err)
		}
	}
	return queryError(text, rows.Err())
}

// All collects the rows of a question into a slice.
func All[T any](ctx context.Context, r Reader, text string, p Params, row func(scan Scan, into *T) error) ([]T, error) {
	var out []T
	err := Query(ctx, r, text, p, func(scan Scan) error {
		var v T
		if err := row(scan, &v); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// One reads the first row of a question; found is false when there is none.
func One(ctx context.Context, r Reader, text string, p Params, into ...any) (found bool, err error) {
	err = Query(ctx, r, text, p, func(scan Scan) error {
		if found {
			return nil
		}
		found = true
		return scan(into...)
	})
	return found, err
}

// queryError names the question by its first line, which says what a row is.
func queryError(text string, err error) error {
	if err == nil {
		return nil
	}
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return fmt.Errorf("query %q: %w", first, err)
}
