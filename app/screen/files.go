package screen

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/ingest"
)

// Drop looks at files or folders; a single .huiliu file is opened as a project.
func (d *Desk) Drop(paths []string) {
	if len(paths) == 1 && strings.EqualFold(filepath.Ext(paths[0]), ".huiliu") {
		d.OpenProject(paths[0])
		return
	}
	d.submit("job.sniff", func(ctx context.Context, p engine.Progress) error {
		session, err := app.Open(ctx, "", d.now)
		if err != nil {
			return err
		}
		sources, err := session.Sniff(ctx, paths, p)
		if cerr := session.Close(); err == nil {
			err = cerr
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d.change(func() {
			d.sources = joinSources(d.sources, sources)
			if len(sources) > 0 {
				d.current = Data
			}
		})
		return err
	})
}

// joinSources keeps the tables looked at before and adds the new ones; a file looked
// at again replaces itself.
func joinSources(old, added []ingest.Source) []ingest.Source {
	out := slices.DeleteFunc(slices.Clone(old), func(o ingest.Source) bool {
		return slices.ContainsFunc(added, func(a ingest.Source) bool { return a.Path == o.Path })
	})
	return append(out, added...)
}

// SetRole changes what a looked-at table is taken for.
func (d *Desk) SetRole(source int, role string) {
	d.edit(source, func(m *ingest.Mapping) { m.Role = ingest.Role(role) })
}

// SetField changes what a column is taken for.
func (d *Desk) SetField(source, column int, field string) {
	d.edit(source, func(m *ingest.Mapping) {
		if column < len(m.Columns) {
			c := &m.Columns[column]
			c.Field, c.Confidence, c.Why = ingest.Field(field), 1, "user"
		}
	})
}

// edit changes the mapping of one looked-at table in a copy: views still read the old one.
func (d *Desk) edit(source int, f func(*ingest.Mapping)) {
	d.change(func() {
		if source >= len(d.sources) {
			return
		}
		d.sources = slices.Clone(d.sources)
		m := &d.sources[source].Mapping
		m.Columns = slices.Clone(m.Columns)
		f(m)
	})
}

// Import loads the looked-at tables into a new project, or into the open one, and analyses it.
func (d *Desk) Import(add bool) {
	d.mu.Lock()
	sources := append([]ingest.Source(nil), d.sources...)
	session := d.session
	d.mu.Unlock()
	if len(sources) == 0 {
		return
	}
	d.submit("job.import", func(ctx context.Context, p engine.Progress) error {
		target := session
		if !add || target == nil {
			var err error
			if target, err = app.Open(ctx, d.newProjectPath(leadingName(sources)), d.now); err != nil {
				return err
			}
		}
		accounting, err := target.Load(ctx, sources, p)
		if err != nil {
			if target != session {
				discard(target)
			}
			return err
		}
		d.adopt(target, accounting)
		return d.analyse(ctx, target, p)
	})
}

// leadingName is the file a project is named after: the orders, else the first.
func leadingName(sources []ingest.Source) string {
	for i := range sources {
		if sources[i].Mapping.Role == ingest.RoleOrders {
			return sources[i].Name
		}
	}
	return sources[0].Name
}

// Forget puts the looked-at tables away without loading them.
func (d *Desk) Forget() {
	d.change(func() {
		d.sources = nil
		if d.session == nil {
			d.current = Start
		}
	})
}

// sampleName names the folder and the project of the sample shop.
const sampleName = "sample"

// OpenSample makes the sample shop, imports and analyses it.
func (d *Desk) OpenSample() {
	d.submit("job.sample", func(ctx context.Context, p engine.Progress) error {
		dir := filepath.Join(d.home, sampleName)
		if err := app.WriteSample(ctx, dir, 0, 0, p); err != nil {
			return err
		}
		target, err := app.Open(ctx, d.newProjectPath(sampleName), d.now)
		if err != nil {
			return err
		}
		accounting, err := target.Import(ctx, []string{dir}, p)
		if err != nil {
			discard(target)
			return err
		}
		d.adopt(target, accounting)
		return d.analyse(ctx, target, p)
	})
}

// OpenProject opens a project file and analyses it.
func (d *Desk) OpenProject(path string) {
	d.submit("job.open", func(ctx context.Context, p engine.Progress) error {
		target, err := app.Open(ctx, path, d.now)
		if err != nil {
			return err
		}
		accounting, err := target.Accounting(ctx)
		if err != nil {
			_ = target.Close()
			return err
		}
		d.adopt(target, accounting)
		return d.analyse(ctx, target, p)
	})
}

// adopt makes a loaded session the open one.
func (d *Desk) adopt(s *app.Session, accounting app.Accounting) {
	var old *app.Session
	d.change(func() {
		if d.session != s {
			old, d.session = d.session, s
			d.question, d.undo, d.first = newQuestion(), nil, nil
		}
		d.accounting, d.sources = accounting, nil
		d.results, d.saved, d.moved, d.stale = nil, Saved{}, nil, false
		d.compose()
		d.settings.Remember(s.Path())
		d.remember()
	})
	if old != nil {
		_ = old.Close()
	}
}

// analyse answers the present question and shows the overview after a first answer.
func (d *Desk) analyse(ctx context.Context, s *app.Session, p engine.Progress) error {
	d.mu.Lock()
	q := d.question
	d.mu.Unlock()
	r, err := s.Analyse(ctx, q, p)
	if err != nil {
		return err
	}
	d.change(func() {
		first := d.results == nil
		d.results, d.stale, d.saved, d.moved = r, false, Saved{}, nil
		d.compose()
		if d.first == nil {
			d.first = d.assumed()
		}
		if first && (d.current == Start || d.current == Data) {
			d.current = Overview
		}
	})
	return nil
}
