// Package engine holds the contracts every part of Huiliu shares: days, money,
// rates, errors, warnings and progress. It imports nothing of ours and knows no
// language, widget, database or workbook.
package engine

import (
	"fmt"
	"strings"
)

// Place says where in the user's data something was found. Zero fields are unknown.
type Place struct {
	File   string `json:"file,omitempty"`
	Sheet  string `json:"sheet,omitempty"`
	Line   int64  `json:"line,omitempty"` // 1-based, as a text editor or Excel counts
	Column string `json:"column,omitempty"`
}

// Args are the named values a sentence about an error or warning may show.
type Args map[string]any

// Error is a problem the user can act on. Code is stable ("import.empty_file");
// app turns "error.<code>" and "error.<code>.hint" of the word catalogue into a
// sentence and a hint. Cause may hold technical detail and is never shown as is.
type Error struct {
	Code  string
	Place Place
	Args  Args
	Cause error
}

// Error implements error with the code and place, for logs and tests.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Place.File != "" {
		fmt.Fprintf(&b, " in %s", e.Place.File)
	}
	if e.Place.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Place.Line)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

// Unwrap returns the technical cause.
func (e *Error) Unwrap() error { return e.Cause }

// Warning is something the user should know that did not stop the work.
// Its text is "warning.<code>" of the word catalogue.
type Warning struct {
	Code  string `json:"code"`
	Place Place  `json:"place,omitzero"`
	Args  Args   `json:"args,omitempty"`
}

// Progress receives counts from long work. Implementations are safe for use by
// several goroutines and cheap; the engine only counts, it never formats.
type Progress interface {
	// Stage starts a named stage ("import.read") of total units; total 0 means unknown.
	Stage(key string, total int64)
	// Add counts n more units of the current stage as done.
	Add(n int64)
	// Rows counts n more rows of tables as read in the current stage, whatever its units are.
	Rows(n int64)
	// Warn records a warning.
	Warn(w Warning)
}

// NoProgress ignores everything; for tests and callers that do not care.
type NoProgress struct{}

// Stage implements Progress.
func (NoProgress) Stage(string, int64) {}

// Add implements Progress.
func (NoProgress) Add(int64) {}

// Rows implements Progress.
func (NoProgress) Rows(int64) {}

// Warn implements Progress.
func (NoProgress) Warn(Warning) {}
