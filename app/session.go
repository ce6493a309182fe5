// Package app is what a person can do with Huiliu: open a project, import files,
// analyse, plan, write the report. It knows no window and no SQL; the command line
// and the window call the same functions.
package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// Version is the program's version; FyneApp.toml carries the same (a test compares them).
const Version = "0.1.0"

// Seed is the default seed of everything random; the same seed gives the same lists.
const Seed uint64 = 20240601

// Session is one open project. Its methods are safe for concurrent use; imports
// run one at a time.
type Session struct {
	store     *store.Store
	clock     func() time.Time
	taxonomy  cause.Taxonomy
	knowledge Knowledge
	loading   sync.Mutex
}

// Open opens or creates the project at path; "" is a project that lives in memory
// and is gone at Close. clock tells the time of imports and journal entries.
func Open(ctx context.Context, path string, clock func() time.Time) (*Session, error) {
	taxonomy, err := cause.ParseTaxonomy(assets.Taxonomy())
	if err != nil {
		return nil, err
	}
	knowledge, err := ReadKnowledge("")
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, path, store.Options{MemoryMB: memoryMB()})
	if err != nil {
		return nil, err
	}
	return &Session{store: st, clock: clock, taxonomy: taxonomy, knowledge: knowledge}, nil
}

// Path returns where the project is kept, "" in memory.
func (s *Session) Path() string { return s.store.Path() }

// Close closes the project file. No other method may run or follow.
func (s *Session) Close() error { return s.store.Close() }

// Sniff looks at files and folders and says what each table in them seems to be.
// A file that cannot be used does not stop the others: its error is in the joined
// error beside the sources that can.
func (s *Session) Sniff(ctx context.Context, paths []string, p engine.Progress) ([]ingest.Source, error) {
	return s.SniffAs(ctx, paths, Choice{}, p)
}

// SniffAs is Sniff of files read as c says.
func (s *Session) SniffAs(ctx context.Context, paths []string, c Choice, p engine.Progress) ([]ingest.Source, error) {
	return s.knowledge.sniff(ctx, paths, c, p)
}

// sniff looks at files with what is known about tables.
func (k Knowledge) sniff(ctx context.Context, paths []string, c Choice, p engine.Progress) ([]ingest.Source, error) {
	files, err := Files(paths)
	if err != nil {
		return nil, err
	}
	var sources []ingest.Source
	var problems []error
	for _, path := range files {
		found, err := k.sniffFile(ctx, path, c, p)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		sources = append(sources, found...)
	}
	problems = append(problems, k.Recognise(sources))
	return sources, errors.Join(problems...)
}

func (k Knowledge) sniffFile(ctx context.Context, path string, c Choice, p engine.Progress) ([]ingest.Source, error) {
	if c == (Choice{}) {
		return k.Sniff(ctx, path, p)
	}
	return ingest.SniffAs(ctx, path, c, p)
}

// Load imports tables as mapped, all or none, and returns the row accounting of the
// whole project. Mappings the user has changed are remembered for the next time.
func (s *Session) Load(ctx context.Context, sources []ingest.Source, p engine.Progress) (ingest.Report, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	if _, err := ingest.Load(ctx, s.store, sources, s.clock(), p); err != nil {
		return ingest.Report{}, err
	}
	if err := s.knowledge.Mappings.Remember(sources); err != nil {
		p.Warn(engine.Warning{Code: "import.not_remembered"}) // the data are loaded all the same
	}
	return ingest.ReadReport(ctx, s.store)
}

// Import sniffs and loads files without asking; any unusable file stops it.
func (s *Session) Import(ctx context.Context, paths []string, p engine.Progress) (ingest.Report, error) {
	return s.ImportAs(ctx, paths, Choice{}, p)
}

// ImportAs is Import of files read as c says.
func (s *Session) ImportAs(ctx context.Context, paths []string, c Choice, p engine.Progress) (ingest.Report, error) {
	sources, err := s.SniffAs(ctx, paths, c, p)
	if err != nil {
		return ingest.Report{}, err
	}
	return s.Load(ctx, sources, p)
}

// Accounting returns what the project holds.
func (s *Session) Accounting(ctx context.Context) (ingest.Report, error) {
	return ingest.ReadReport(ctx, s.store)
}
