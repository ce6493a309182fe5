package screen

import (
	"context"
	"slices"

	"huiliu/app"
	"huiliu/app/job"
	"huiliu/engine"
	"huiliu/reports/doc"
)

// foresight is who leaves next, computed beside everything else: it takes longest, and
// no other screen needs it.
type foresight struct {
	job     *job.Job     // nil when none is running
	of      *doc.Results // what it adds to
	refused bool         // failed, or stopped by the person: not begun again by itself
}

const foreseeTitle = "job.foresee"

// quiet is work that foresight may go on beside: it neither changes the data nor takes long.
var quiet = []string{"job.replan", "job.export", "job.check", "job.report", "job.person", codingTitle}

// foresee begins what the present results still lack, unless it is under way or was refused.
func (d *Desk) foresee() {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, s, r, q := &d.foresight, d.session, d.results, d.answered
	if now := d.job; now != nil {
		if w := now.Snapshot(); !w.State.Final() && !slices.Contains(quiet, w.Title) {
			return // its end begins this
		}
	}
	if s == nil || r == nil || !r.Pending() || r.Narrow || d.stale || d.closed || f.refused || f.job != nil && f.of == r {
		return
	}
	if f.job != nil {
		f.job.Cancel() // it would answer for results that are gone
	}
	f.of = r
	f.job = d.runner.Beside(foreseeTitle, func(ctx context.Context, p engine.Progress) error { return d.know(ctx, s, r, q, p) })
}

// know computes what r lacks and shows it, if r is still what is shown.
func (d *Desk) know(ctx context.Context, s *app.Session, r *doc.Results, q app.Question, p engine.Progress) error {
	next, err := s.Foresee(ctx, r, q, p)
	if err != nil {
		return err
	}
	d.show(ctx, s, r, next)
	return nil
}

// show puts results in the place of those they complete, if those are still shown.
func (d *Desk) show(ctx context.Context, s *app.Session, r, next *doc.Results) {
	shown := false
	d.change(func() {
		if shown = d.results == r; shown {
			d.results = next
			d.compose()
		}
	})
	if shown {
		d.renewLooks(ctx, s, next)
	}
}

// foreseen is called with every report of a foresight.
func (d *Desk) foreseen(j *job.Job, s job.Snapshot) {
	d.change(func() {
		if d.foresight.job != j {
			return
		}
		switch {
		case s.State.Final():
			d.foresight.job = nil
			if d.job == nil {
				d.jobView = JobView{}
			}
			if s.State == job.Failed {
				d.foresight.refused, d.failure = true, s.Err
			}
		case s.Elapsed >= showAfter && (d.job == nil || d.saving):
			d.jobView = d.viewJob(s)
		}
	})
}

// dropForesight stops it and waits until nothing of it runs any more.
func (d *Desk) dropForesight() {
	d.mu.Lock()
	j := d.foresight.job
	d.foresight = foresight{}
	d.mu.Unlock()
	if j != nil {
		j.Cancel()
		_ = j.Wait() // cancelled, which is what was wanted
	}
}

// Foresee begins anew what was stopped or failed.
func (d *Desk) Foresee() {
	d.change(func() { d.foresight.refused = false })
	d.foresee()
}

// whole waits for the foresight of r, or computes it, and returns r with it. Whoever stops
// waiting does not stop the foresight.
func (d *Desk) whole(ctx context.Context, s *app.Session, r *doc.Results, q app.Question, p engine.Progress) (*doc.Results, error) {
	d.mu.Lock()
	j, of := d.foresight.job, d.foresight.of
	d.mu.Unlock()
	if j != nil && of == r {
		d.change(func() { d.saving = true })
		defer d.change(func() { d.saving = false })
		select {
		case <-j.Ended():
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	d.mu.Lock()
	if now := d.results; now != nil && now.Fingerprint == r.Fingerprint && !now.Pending() {
		r = now
	}
	d.mu.Unlock()
	next, err := s.Foresee(ctx, r, q, p)
	if err != nil || next == r {
		return next, err
	}
	d.show(ctx, s, r, next)
	return next, nil
}

// needsForesight lists the screens that are empty until it is there.
func needsForesight(k Key) bool { return slices.Contains([]Key{Watch, Race, Model}, k) }

// awaits fills a page that foresight will fill later; false when it does not wait.
func (f *frame) awaits(p *Page) bool {
	if f.results == nil || !f.results.Pending() || !needsForesight(p.Key) {
		return false
	}
	if f.foreseeing {
		p.State, p.Answer, p.Notice = StateLoading, f.say("ui.state.foresee", nil), f.say("ui.state.foresee.hint", nil)
		return true
	}
	p.State, p.Answer, p.Notice = StateFailed, f.say("ui.state.unforeseen", nil), f.say("ui.state.unforeseen.hint", nil)
	p.Next = f.actions([]string{"foresee", "go:overview"})
	return true
}
