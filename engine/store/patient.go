package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"reflect"
	"time"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// pause is how long a statement sleeps when other threads do what is left of it. The
// driver asks again and again instead, on a core of its own: with a table that one
// thread writes in order this cost as much as the writing.
const pause = 300 * time.Microsecond

// connReadable says whether the connection of the database is the first field of a
// connection of the driver, where patient looks for it.
func connReadable() bool {
	t := reflect.TypeFor[duckdb.Conn]()
	return t.NumField() > 0 && t.Field(0).Offset == 0 && t.Field(0).Type == reflect.TypeFor[mapping.Connection]()
}

// patient runs statements without parameters one after the other and sleeps while it has
// nothing to do itself.
func (tx *Tx) patient(ctx context.Context, text string) error {
	err := tx.conn.Raw(func(raw any) error {
		c, ok := raw.(*duckdb.Conn)
		if !ok {
			return driver.ErrBadConn
		}
		return runPatient(ctx, *(*mapping.Connection)(unsafe.Pointer(c)), text)
	})
	return queryError(text, err)
}

func runPatient(ctx context.Context, conn mapping.Connection, text string) error {
	var list mapping.ExtractedStatements
	defer mapping.DestroyExtracted(&list)
	n := mapping.ExtractStatements(conn, text, &list)
	if n == 0 {
		if message := mapping.ExtractStatementsError(list); message != "" {
			return errors.New(message)
		}
	}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := runOne(ctx, conn, list, i); err != nil {
			return err
		}
	}
	return nil
}

// runOne runs the statement of that number.
func runOne(ctx context.Context, conn mapping.Connection, list mapping.ExtractedStatements, i mapping.IdxT) error {
	var stmt mapping.PreparedStatement
	defer mapping.DestroyPrepare(&stmt)
	if mapping.PrepareExtractedStatement(conn, list, i, &stmt) == mapping.StateError {
		return errors.New(mapping.PrepareError(stmt))
	}
	var pending mapping.PendingResult
	defer mapping.DestroyPending(&pending)
	if mapping.PendingPrepared(stmt, &pending) == mapping.StateError {
		return errors.New(mapping.PendingError(pending))
	}
	// An interrupt must not reach the statement behind this one.
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		mapping.Interrupt(conn)
		close(interrupted)
	})
	defer func() {
		if !stop() {
			<-interrupted
		}
	}()
	for state := mapping.PendingExecuteTask(pending); !mapping.PendingExecutionIsFinished(state); state = mapping.PendingExecuteTask(pending) {
		if ctx.Err() != nil {
			mapping.Interrupt(conn) // the first one came before the statement began
		}
		if state == mapping.PendingStateNoTasksAvailable {
			time.Sleep(pause)
		}
	}
	var res mapping.Result
	defer mapping.DestroyResult(&res)
	if mapping.ExecutePending(pending, &res) == mapping.StateError {
		return errors.Join(ctx.Err(), errors.New(mapping.ResultError(&res)))
	}
	return nil
}
