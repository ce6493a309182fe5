package ingest

import (
	"context"
	"encoding/json"
	"time"

	"huiliu/engine/store"
)

// Actions of the journal that load rows.
const (
	ActionImport  = "import"
	ActionReplace = "replace"
	ActionCorrect = "correct"
)

// Step says what a load is in the history of the project.
type Step struct {
	Action   string
	Replaces int32 // the table that no longer counts afterwards; 0 = none
}

// replaced lists the flags that fall: the table and its copies.
func (s Step) replaced(ctx context.Context, r store.Reader) ([]store.Flag, error) {
	if s.Replaces == 0 {
		return nil, nil
	}
	return store.All(ctx, r, sqlCopies, store.Params{"file_id": s.Replaces}, func(scan store.Scan, f *store.Flag) error {
		f.Of = store.FlagFile
		return scan(&f.ID)
	})
}

// loadedBefore finds the same table among those that count and stay.
func (f *fileLoad) loadedBefore(ctx context.Context) (bool, error) {
	return store.One(ctx, f.tx, sqlLoadedBefore,
		store.Params{"sha256": f.src.SHA256, "sheet": f.src.Sheet, "replaces": f.step.Replaces}, &f.content)
}

// account notes what became of the rows.
func (f *fileLoad) account(ctx context.Context) error {
	s, m := f.src, &f.src.Mapping
	mapping, err := json.Marshal(m)
	if err != nil {
		return err
	}
	warnings, err := json.Marshal(f.warnings)
	if err != nil {
		return err
	}
	shape, err := shapeOf(ctx, f.tx, m)
	if err != nil {
		return err
	}
	content, corrects := f.content, int32(0)
	if content == 0 {
		content = f.id
	}
	if f.root != nil {
		corrects = f.root.id
	}
	f.warnings = nil
	f.flags = append(f.flags, store.Flag{Of: store.FlagFile, ID: int64(f.id), Active: true})
	f.done = append(f.done, loaded{f.id, s.Name, s.Sheet, m.Role, f.read, f.loaded, f.rejected, f.merged})
	return f.tx.Exec(ctx, sqlAddFile, store.Params{
		"file_id": f.id, "name": s.Name, "kind": s.Kind, "encoding": s.Encoding, "delimiter": s.Delimiter, "sheet": s.Sheet,
		"role": string(m.Role), "sha256": s.SHA256, "bytes": s.Bytes, "header_line": s.HeaderLine,
		"read": f.read, "loaded": f.loaded, "rejected": f.rejected, "merged": f.merged,
		"mapping": string(mapping), "at": f.at.UTC().Format(time.DateTime), "content": content, "corrects": corrects,
		"replaces": f.step.Replaces, "fingerprint": m.Fingerprint(), "shape": shape, "warnings": string(warnings),
		"left_out": f.leftOut,
	})
}
