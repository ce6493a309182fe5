package app

import (
	"context"

	"huiliu/assets"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// Accounting is the row accounting of a project.
type Accounting = ingest.Report

// StageText names a running stage; stages without words of their own are "working".
func StageText(stage string, w *assets.Words) string {
	if key := "stage." + stage; w.Has(key) {
		return w.Say(key, nil)
	}
	return w.Say("stage.working", nil)
}

// DatabaseVersion returns the version of the embedded database.
func DatabaseVersion(ctx context.Context) (string, error) {
	s, err := store.Open(ctx, "", store.Options{})
	if err != nil {
		return "", err
	}
	v, err := s.Version(ctx)
	if cerr := s.Close(); err == nil {
		err = cerr
	}
	return v, err
}
