package screen

import (
	"context"
	"maps"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/card"
	"huiliu/engine/coding"
	"huiliu/engine/history"
	"huiliu/engine/modelbook"
	"huiliu/engine/notebook"
)

// change is what a person did last, to be taken back by [Desk.Undo].
type change struct {
	kind     changeKind
	question app.Question // before it, of asked
	code     coding.Code  // before it, of coded: "" for nothing yet
}

type changeKind int

const (
	asked   changeKind = iota // another question: definition, day, assumption
	written                   // a step in the project's journal: data, costs, weights, wishes, …
	coded                     // what a coder found in a text
)

// Undo takes back the last change: of the waiting tables on the data screen, else
// whatever was done last, a question, a decision or a change of the data.
func (d *Desk) Undo() {
	d.mu.Lock()
	if d.current == Data && len(d.intake.tables) > 0 {
		d.mu.Unlock()
		d.change(func() { d.undoIntake() })
		d.peek()
		return
	}
	n := len(d.undo)
	if d.current == Data && d.session != nil || n > 0 && d.undo[n-1].kind == written {
		d.mu.Unlock()
		d.turn("job.undo", (*app.Session).Undo)
		return
	}
	if n == 0 {
		d.mu.Unlock()
		return
	}
	last := d.undo[n-1]
	d.undo = d.undo[:n-1]
	if last.kind == asked {
		d.question = last.question
	}
	d.mu.Unlock()
	if last.kind == coded {
		d.uncode(last.code)
		return
	}
	d.Analyse()
}

// Redo does again what Undo took back on the data screen.
func (d *Desk) Redo() {
	d.mu.Lock()
	data, waits, open := d.current == Data, len(d.intake.tables) > 0, d.session != nil
	d.mu.Unlock()
	switch {
	case !data:
	case waits:
		d.change(func() { d.redoIntake() })
		d.peek()
	case open:
		d.turn("job.redo", (*app.Session).Redo)
	}
}

// pushQuestion keeps the present question for Undo and copies its map. Call with mu held.
func (d *Desk) pushQuestion() {
	d.undo = append(d.undo, change{kind: asked, question: d.question})
	d.question.Set = maps.Clone(d.question.Set)
}

// popQuestion takes a refused change back. Call with mu held.
func (d *Desk) popQuestion() {
	for i, c := range slices.Backward(d.undo) {
		if c.kind == asked {
			d.question, d.undo = c.question, slices.Delete(slices.Clone(d.undo), i, i+1)
			return
		}
	}
}

// takeSteps takes over the journal of the open project; its new steps can be undone from
// every screen. Call with mu held.
func (d *Desk) takeSteps(steps []app.Step) {
	for i := len(d.held.steps); i < len(steps); i++ {
		switch s := &steps[i]; {
		case s.Action == history.ActionUndo:
			for k, c := range slices.Backward(d.undo) {
				if c.kind == written {
					d.undo = slices.Delete(slices.Clone(d.undo), k, k+1)
					break
				}
			}
		case len(s.Flags) > 0 || s.Action == history.ActionRedo:
			d.undo = append(d.undo, change{kind: written})
		}
	}
	d.held.steps = steps
}

// noted takes over what the journal of s tells by now, together with a change of what is shown.
func (d *Desk) noted(ctx context.Context, s *app.Session, f func()) error {
	steps, err := s.Journal(ctx)
	if err != nil {
		return err
	}
	d.change(func() {
		d.takeSteps(steps)
		f()
	})
	return nil
}

// turn undoes or redoes a step of the journal and renews what rests on it.
func (d *Desk) turn(title string, step func(*app.Session, context.Context) (app.Step, bool, error)) {
	d.mu.Lock()
	s := d.session
	d.mu.Unlock()
	if s == nil {
		return
	}
	d.submit(title, func(ctx context.Context, p engine.Progress) error {
		if err := d.drain(ctx); err != nil {
			return err
		}
		took, done, err := step(s, ctx)
		if err != nil || !done {
			return err
		}
		return d.renew(ctx, s, took.Action, p)
	})
}

// renew computes what rests on a step of the journal that was undone or done again.
func (d *Desk) renew(ctx context.Context, s *app.Session, action string, p engine.Progress) error {
	part, noted := strings.CutPrefix(action, notebook.ActionNote)
	d.mu.Lock()
	r, q := d.results, d.question
	d.mu.Unlock()
	switch {
	case r != nil && (action == modelbook.ActionKeep || action == modelbook.ActionWithdraw):
		return d.relife(ctx, s, r)
	case r == nil || r.Narrow || !noted && action != card.ActionWish:
		return d.altered(ctx, s, p)
	case part == notebook.Taxonomy:
		return d.takeList(ctx, s)
	case part == notebook.Index || part == notebook.Weights:
		return d.rewarn(ctx, s, q, p)
	}
	return d.replanned(ctx, s, q, p)
}
