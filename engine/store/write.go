package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"math/big"

	"github.com/duckdb/duckdb-go/v2"

	"huiliu/engine"
)

//go:embed sql/*.sql
var queries embed.FS

func mustText(name string) string {
	b, err := queries.ReadFile("sql/" + name)
	if err != nil {
		return "-- missing " + name
	}
	return string(b)
}

// Tx is a running write: everything in it happens or nothing does. It is a
// [Reader] that sees its own changes.
type Tx struct {
	conn   *sql.Conn
	store  *Store
	keys   keys
	ledger ledger
}

// Write runs f in one transaction on one connection. An error of f or a
// cancelled ctx rolls everything back.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) (err error) {
	s.write.Lock()
	defer s.write.Unlock()
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return (&Tx{conn: conn, store: s}).run(ctx, f)
}

func (tx *Tx) run(ctx context.Context, f func(*Tx) error) error {
	if err := tx.Exec(ctx, "BEGIN TRANSACTION", nil); err != nil {
		return err
	}
	done := false
	// The rollback must run even when ctx is cancelled or f panics; a cancelled
	// statement has already ended the transaction, so its error says nothing.
	defer func() {
		if !done {
			_ = tx.Exec(context.WithoutCancel(ctx), "ROLLBACK", nil)
		}
	}()
	if err := f(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := tx.Exec(ctx, "COMMIT", nil); err != nil {
		return err
	}
	done = true
	return nil
}

// Exec runs statements inside the transaction; those without parameters may take long.
func (tx *Tx) Exec(ctx context.Context, text string, p Params) error {
	if len(p) == 0 {
		return tx.patient(ctx, text)
	}
	_, err := tx.conn.ExecContext(ctx, text, p.args()...)
	return queryError(text, err)
}

func (tx *Tx) query(ctx context.Context, text string, p Params) (*sql.Rows, error) {
	return tx.conn.QueryContext(ctx, text, p.args()...)
}

// Value is a value of a row to load; see [Appender.Row].
type Value = driver.Value

// Appender loads rows of one table fast; see [Tx.Append]. The zero Appender takes
// rows and keeps none.
type Appender struct{ a *duckdb.Appender }

// Row adds one row: values in column order; nil is NULL, days and times are
// time.Time, money is the result of [Decimal].
func (a *Appender) Row(values ...Value) error {
	if a.a == nil {
		return nil
	}
	return a.a.AppendRow(values...)
}

// Decimal converts money for a DECIMAL(18,4) column.
func Decimal(m engine.Money) Value {
	return duckdb.Decimal{Width: 18, Scale: 4, Value: big.NewInt(int64(m))}
}

// Append opens an appender for table, lets f fill it, and flushes it. f must not
// use the transaction.
func (tx *Tx) Append(ctx context.Context, table string, f func(*Appender) error) error {
	return tx.conn.Raw(func(raw any) error {
		dc, ok := raw.(driver.Conn)
		if !ok {
			return errors.New("store: unexpected driver connection")
		}
		a, err := duckdb.NewAppenderFromConn(dc, "", table)
		if err != nil {
			return fmt.Errorf("append to %s: %w", table, err)
		}
		if err = f(&Appender{a}); err == nil {
			err = ctx.Err()
		}
		if err != nil {
			// The rows are rolled back with the transaction; only the first error matters.
			_ = a.Close()
			return err
		}
		return a.Close()
	})
}

// SetMeta stores a small named value in the project.
func (tx *Tx) SetMeta(ctx context.Context, key, value string) error {
	return tx.Exec(ctx, "INSERT OR REPLACE INTO meta VALUES ($key, $value)", Params{"key": key, "value": value})
}

// Meta returns a named value, "" when absent.
func (s *Store) Meta(ctx context.Context, key string) (string, error) {
	var v string
	_, err := One(ctx, s, "SELECT value FROM meta WHERE key = $key", Params{"key": key}, &v)
	return v, err
}
