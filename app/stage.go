package app

import (
	"context"
	"math"
	"strconv"
	"strings"

	"huiliu/app/job"
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

// HowFar says how far a running stage has come, as "45% · 123,456 rows · about 12 s left
// in this step"; what cannot be told is left out.
func HowFar(s job.Snapshot, w *assets.Words) string {
	var parts []string
	if s.Total > 0 {
		parts = append(parts, strconv.FormatInt(min(100*s.Done/s.Total, 100), 10)+"%")
	}
	if s.Rows > 0 {
		parts = append(parts, w.Say("job.rows", map[string]any{"rows": s.Rows}))
	}
	switch seconds := int64(math.Ceil(s.Left.Seconds())); {
	case seconds >= 100:
		parts = append(parts, w.Say("job.left.minutes", map[string]any{"minutes": (seconds + 59) / 60}))
	case seconds > 20:
		parts = append(parts, w.Say("job.left", map[string]any{"seconds": (seconds + 4) / 5 * 5}))
	case seconds > 0:
		parts = append(parts, w.Say("job.left", map[string]any{"seconds": seconds}))
	}
	return strings.Join(parts, " · ")
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
