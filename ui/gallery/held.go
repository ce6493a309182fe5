package gallery

import (
	"context"
	"path/filepath"

	"huiliu/app"
	"huiliu/app/screen"
)

// held renders the check before the import and every side of an imported shop that has
// rejected rows, findings and customers under two ids.
func (s *studio) held(ctx context.Context, home string) error {
	paths, err := app.WriteDoubtful(filepath.Join(home, "shop"))
	if err != nil {
		return err
	}
	s.desk.Drop(paths[:1])
	if err := s.wait(ctx, waiting(1)); err != nil {
		return err
	}
	if err := s.both("import-dates"); err != nil {
		return err
	}
	s.desk.Do("forget")
	s.desk.Drop(paths[1:])
	if err := s.wait(ctx, waiting(2)); err != nil {
		return err
	}
	s.desk.ChooseTarget("new")
	s.desk.ChooseTable(1)
	s.desk.ChooseStep("check")
	if err := s.wait(ctx, func(v screen.View) bool {
		in := v.Data.Import
		return in != nil && in.Check != nil && len(in.Check.Tables) > 0 && len(in.Check.Matches) > 0
	}); err != nil {
		return err
	}
	if err := s.both("import-check"); err != nil {
		return err
	}
	s.desk.Import()
	if err := s.wait(ctx, func(v screen.View) bool { return v.Shell.Current == screen.Overview && !v.Shell.Job.Running }); err != nil {
		return err
	}
	s.desk.Go(screen.Data)
	for _, tab := range []string{"files", "rejects", "quality", "identity", "journal"} {
		s.desk.ChooseTab(tab)
		if err := s.wait(ctx, func(v screen.View) bool { return v.Data != nil && v.Data.Held != nil && shown(v.Data.Held) }); err != nil {
			return err
		}
		if err := s.both("held-" + tab); err != nil {
			return err
		}
	}
	return nil
}

// both renders the data screen in a laptop's and in a small window.
func (s *studio) both(state string) error {
	for _, z := range []size{laptop, small} {
		if err := s.variants(state, []screen.Key{screen.Data}, z); err != nil {
			return err
		}
	}
	return nil
}

// waiting reports whether so many tables wait to be imported.
func waiting(tables int) func(screen.View) bool {
	return func(v screen.View) bool {
		return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == tables
	}
}

// shown reports whether what the tab is about has been read.
func shown(h *screen.HeldView) bool {
	switch {
	case h.Rejects != nil:
		return len(h.Rejects.Lines) > 0
	case h.Identity != nil:
		return h.Identity.Count > 0 && !h.Identity.Waiting
	}
	return true
}
