package app

import (
	"context"
	"errors"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// Choice is how a file is to be read, where that should not be found out.
type Choice = ingest.Choice

// ParseRange reads a range of cells like B3:H200 as a Choice.
func ParseRange(text string) (Choice, error) { return ingest.ParseRange(text) }

// Seen is what files hold before anything is imported.
type Seen struct {
	Tables  []SeenTable       `json:"tables"`
	Matches []ingest.KeyMatch `json:"matches"`
}

// SeenTable is one table and what importing it would do.
type SeenTable struct {
	Source ingest.Source `json:"source"`
	Trial  *ingest.Trial `json:"check"` // nil when the table cannot be imported yet
}

// Look looks at files and folders without a project: what every table seems to be,
// what would be rejected, and how far the tables have the same customers. A file that
// cannot be used does not stop the others: its error is in the joined error.
func (k Knowledge) Look(ctx context.Context, paths []string, c Choice, p engine.Progress) (Seen, error) {
	seen := Seen{Tables: []SeenTable{}, Matches: []ingest.KeyMatch{}}
	sources, err := k.sniff(ctx, paths, c, p)
	problems := []error{err}
	for _, s := range sources {
		t := SeenTable{Source: s}
		trial, err := ingest.Check(ctx, s, p)
		if err == nil {
			t.Trial = &trial
		} else if s.Mapping.Role != ingest.RoleUnknown {
			problems = append(problems, err)
		}
		seen.Tables = append(seen.Tables, t)
	}
	matches, err := ingest.Match(ctx, sources, p)
	problems = append(problems, err)
	seen.Matches = append(seen.Matches, matches...)
	if ctx.Err() != nil {
		return Seen{}, ctx.Err()
	}
	return seen, errors.Join(problems...)
}
