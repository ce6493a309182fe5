package screen

import (
	"context"
	"path/filepath"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/reports/doc"
)

// importTitle names the work of an import: a second press while it runs does not
// import the same tables again.
const importTitle = "job.import"

// Import loads the waiting tables where the person said, into a new project or the
// open one, and analyses it.
func (d *Desk) Import() {
	d.mu.Lock()
	sources, idle, goal, session := d.intake.ready(), d.intake.lacking(), d.intake.target, d.session
	again := d.job != nil && d.job.Snapshot().Title == importTitle && !d.job.Snapshot().State.Final()
	d.mu.Unlock()
	if len(sources) == 0 || again {
		return
	}
	d.submit(importTitle, func(ctx context.Context, p engine.Progress) error {
		target := session
		if goal == targetNew || target == nil {
			var err error
			if target, err = app.Open(ctx, d.newProjectPath(leadingName(sources)), d.now); err != nil {
				return err
			}
		}
		var err error
		if file := replaced(goal); file != 0 && target == session {
			_, err = target.ReplaceFile(ctx, file, sources[0], p)
		} else {
			target.Use(d.knowledge)
			_, err = target.Load(ctx, append(sources, idle...), p) // what cannot be used is accounted for
		}
		if err == nil {
			err = d.adopt(ctx, target)
		}
		if err != nil {
			if target != session {
				discard(target)
			}
			return err
		}
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
		_, err = target.Import(ctx, []string{dir}, p)
		if err == nil {
			err = d.adopt(ctx, target)
		}
		if err != nil {
			discard(target)
			return err
		}
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
		if err := d.adopt(ctx, target); err != nil {
			_ = target.Close()
			return err
		}
		return d.analyse(ctx, target, p)
	})
}

// adopt makes a loaded session the open one.
func (d *Desk) adopt(ctx context.Context, s *app.Session) error {
	d.dropForesight()
	accounting, h, err := readHeld(ctx, s)
	if err != nil {
		return err
	}
	defined, err := s.Definition(ctx)
	if err != nil {
		return err
	}
	var old *app.Session
	d.change(func() {
		if d.session != s {
			old, d.session = d.session, s
			d.question, d.undo, d.first = newQuestion(), nil, nil
			d.question.Define(defined)
			d.defined = defined
			d.held.steps = h.steps // what was done before is undone on the data screen
		}
		d.takeSteps(h.steps)
		d.accounting, d.held, d.holding = accounting, h, holding{}
		d.dropIntake()
		d.results, d.saved, d.moved, d.stale, d.listing = nil, Saved{}, nil, false, listing{}
		d.compose()
		d.settings.Remember(s.Path())
		d.remember()
	})
	if old != nil {
		_ = old.Close()
	}
	return nil
}

// analyse answers the present question and shows the overview after a first answer.
func (d *Desk) analyse(ctx context.Context, s *app.Session, p engine.Progress) error {
	d.mu.Lock()
	q, defined := d.question, d.defined
	d.mu.Unlock()
	d.dropForesight()
	r, err := s.Begin(ctx, q, p)
	if err != nil {
		return err
	}
	var steps []app.Step
	if chosen := q.Defined(); chosen != defined {
		if err := s.Define(ctx, chosen); err != nil {
			return err
		}
		if steps, err = s.Journal(ctx); err != nil {
			return err
		}
	}
	d.change(func() {
		if steps != nil {
			d.defined = q.Defined()
			d.takeSteps(steps)
		}
		first := d.results == nil
		d.results, d.answered, d.stale, d.saved, d.moved, d.listing = r, q, false, Saved{}, nil, listing{}
		d.compose()
		if d.first == nil {
			d.first = d.assumed()
		}
		if first && (d.current == Start || d.current == Data && d.holding.tab == "") { // nobody is led away from what they look at
			d.current = opening(r)
		}
	})
	d.renewLooks(ctx, s, r)
	return nil
}

// opening is the screen results are first shown on.
func opening(r *doc.Results) Key {
	switch {
	case !r.Narrow:
		return Overview
	case len(r.Campaigns.Campaigns) > 0:
		return Campaigns
	case r.Attempts.Customers == 0:
		return Surveys
	}
	return SecondLife
}
