package mapping

import (
	"context"
	"slices"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// Sniff looks at a file like ingest.Sniff. A table of a layout somebody has chosen an
// encoding, delimiter or header row for is read in that way again, which matters where
// it could not be recognised, or not at all, without.
func Sniff(ctx context.Context, path string, saved []Saved, p engine.Progress) ([]ingest.Source, error) {
	found, err := ingest.Sniff(ctx, path, p)
	if ctx.Err() != nil || !slices.ContainsFunc(saved, func(s Saved) bool { return s.reading() != ingest.Choice{} }) {
		return found, err
	}
	if err != nil {
		if again := reread(ctx, path, nil, saved, p); again != nil {
			return again, nil
		}
		return found, err
	}
	var out []ingest.Source
	for i := range found {
		if again := reread(ctx, path, &found[i], saved, p); again != nil {
			out = append(out, again...)
			continue
		}
		out = append(out, found[i])
	}
	return out, ctx.Err()
}

// reread reads a table, or a file that has none when src is nil, as it was read when
// the mapping was saved; nil when no saved reading makes it a table of its layout.
func reread(ctx context.Context, path string, src *ingest.Source, saved []Saved, p engine.Progress) []ingest.Source {
	for i := len(saved) - 1; i >= 0; i-- {
		s := &saved[i]
		if src != nil && s.Fingerprint == src.Mapping.Fingerprint() && s.reading() == (ingest.Choice{}) {
			return nil // the latest mapping of the layout finds all out
		}
		if s.reading() == (ingest.Choice{}) || s.Fingerprint == "" {
			continue
		}
		c, entry := s.reading(), ""
		if src != nil {
			c.Sheet, entry = src.SheetName(), src.Entry
		}
		if !s.glimpsed(ctx, path, entry, c) {
			continue
		}
		again, err := ingest.SniffAs(ctx, path, c, p)
		again = slices.DeleteFunc(again, func(o ingest.Source) bool {
			return o.Mapping.Fingerprint() != s.Fingerprint || src != nil && o.Entry != src.Entry
		})
		if err == nil && len(again) > 0 {
			return again
		}
	}
	return nil
}

// glimpsed reports whether the first rows of a table, read as c says, hold at least
// half of the headers: a cheap look before the whole file is read once more.
func (s *Saved) glimpsed(ctx context.Context, path, entry string, c ingest.Choice) bool {
	v, err := ingest.Glimpse(ctx, path, entry, c)
	if err != nil {
		return false
	}
	seen := map[string]bool{}
	for _, line := range append(v.Lines, v.Names) {
		for _, cell := range line {
			seen[ingest.Letters(cell)] = true
		}
	}
	n := 0
	for _, col := range s.Columns {
		if c.Header < 0 || seen[ingest.Letters(col.Header)] {
			n++
		}
	}
	return 2*n >= len(s.Columns)
}
