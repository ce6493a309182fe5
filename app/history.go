package app

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/ingest"
)

// What the window needs to know about the history of a project.
type (
	ImportedFile = history.File
	Step         = history.Step
	RejectQuery  = history.RejectQuery
	RejectPage   = history.RejectPage
	Reject       = history.Reject
	Fix          = ingest.Fix
)

// Files lists every table ever imported into the project with its accounting as of now.
func (s *Session) Files(ctx context.Context) ([]history.File, error) {
	return history.Files(ctx, s.store)
}

// Journal lists the steps of the project, the first one first.
func (s *Session) Journal(ctx context.Context) ([]history.Step, error) {
	return history.Journal(ctx, s.store)
}

// RemoveFile takes a table out of the analysis; it stays in the project. Like every
// step below it changes what Analyse finds: analyse again afterwards.
func (s *Session) RemoveFile(ctx context.Context, file int32) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return history.Remove(ctx, s.store, file, s.clock())
}

// RestoreFile puts a removed or replaced table back.
func (s *Session) RestoreFile(ctx context.Context, file int32) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return history.Restore(ctx, s.store, file, s.clock())
}

// ReplaceFile loads a table instead of another one, all or nothing.
func (s *Session) ReplaceFile(ctx context.Context, file int32, src ingest.Source, p engine.Progress) (ingest.Report, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	return history.Replace(ctx, s.store, file, src, s.clock(), p)
}

// Undo takes back the last step; done is false when there is none.
func (s *Session) Undo(ctx context.Context) (step history.Step, done bool, err error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	return history.Undo(ctx, s.store, s.clock())
}

// Redo repeats the step undone last; done is false when there is none.
func (s *Session) Redo(ctx context.Context) (step history.Step, done bool, err error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	return history.Redo(ctx, s.store, s.clock())
}

// Rejects reads a page of the rows that were read and not loaded.
func (s *Session) Rejects(ctx context.Context, q history.RejectQuery) (history.RejectPage, error) {
	return history.Rejects(ctx, s.store, q)
}

// Correct loads rejected rows of a table with their cells put right.
func (s *Session) Correct(ctx context.Context, file int32, fixes []ingest.Fix, p engine.Progress) (ingest.FileReport, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	return history.Correct(ctx, s.store, file, fixes, s.clock(), p)
}
