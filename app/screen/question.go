package screen

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/reports/doc"
)

// SetWindow chooses the churn window in days (0 = suggested) and recomputes.
func (d *Desk) SetWindow(days int) { d.ask(func(q *app.Question) { q.WindowDays, q.Rule = days, "" }) }

// SetGrace chooses the days of grace after the end of a contract (-1 = none, 0 = the
// suggested ones) and recomputes.
func (d *Desk) SetGrace(days int) {
	d.ask(func(q *app.Question) { q.Grace, q.Rule = days, churn.RuleDates })
}

// SetFlag takes the word of the table for who has left, and recomputes.
func (d *Desk) SetFlag() { d.ask(func(q *app.Question) { q.Grace, q.Rule = 0, "" }) }

// SetRule chooses how an end is recognised (churn.RuleRhythm; "" = by the window) and recomputes.
func (d *Desk) SetRule(rule string) { d.ask(func(q *app.Question) { q.Rule = rule }) }

// SetAsOf replays everything as of a past day ("" = the last day of the data).
func (d *Desk) SetAsOf(day string) {
	asOf := engine.NoDay
	if day != "" {
		var err error
		if asOf, err = engine.ParseDay(day); err != nil {
			return
		}
	}
	d.mu.Lock()
	_, last := (&frame{accounting: d.accounting, results: d.results}).span()
	if last != engine.NoDay && asOf >= last {
		asOf = engine.NoDay
	}
	same := d.question.AsOf == asOf
	d.mu.Unlock()
	if !same {
		d.ask(func(q *app.Question) { q.AsOf = asOf })
	}
}

// Today ends a replay: everything answers as of the last day of the data again.
func (d *Desk) Today() { d.SetAsOf("") }

// ask changes the question and answers it; a question that is refused is taken back.
func (d *Desk) ask(set func(*app.Question)) {
	d.mu.Lock()
	s := d.session
	d.pushQuestion()
	set(&d.question)
	asked := d.question
	d.stale = d.results != nil
	d.mu.Unlock()
	if s == nil {
		return
	}
	d.submit("job.analyse", func(ctx context.Context, p engine.Progress) error {
		err := d.analyse(ctx, s, p)
		if err != nil {
			d.change(func() {
				if reflect.DeepEqual(d.question, asked) { // not asked something else meanwhile
					d.popQuestion()
					d.stale = false
				}
			})
		}
		return err
	})
}

// Analyse answers the present question again.
func (d *Desk) Analyse() {
	d.mu.Lock()
	s := d.session
	d.stale = d.results != nil
	d.mu.Unlock()
	if s == nil {
		return
	}
	d.submit("job.analyse", func(ctx context.Context, p engine.Progress) error { return d.analyse(ctx, s, p) })
}

// Assume changes one assumption of the win-back model; only that model is recomputed.
func (d *Desk) Assume(name, value string) {
	d.mu.Lock()
	if d.session == nil || d.results == nil || d.question.Set[name] == value {
		d.mu.Unlock()
		return
	}
	d.replanAs(name, func(q *app.Question) { q.Set[name] = value })
}

// TurnNotDue puts lost customers who are not due yet on the win-back lists, or leaves them
// out again.
func (d *Desk) TurnNotDue() {
	d.mu.Lock()
	if d.session == nil || d.results == nil {
		d.mu.Unlock()
		return
	}
	d.replanAs("", func(q *app.Question) { q.IncludeNotDue = !q.IncludeNotDue })
}

// replanAs changes what only the win-back model depends on; name is the assumption that
// moved, "" for none. Call with mu held; it is released.
func (d *Desk) replanAs(name string, set func(*app.Question)) {
	d.pushQuestion()
	set(&d.question)
	s, r, q, old := d.session, d.results, d.question, d.replan
	d.stale = true
	d.mu.Unlock()
	if old != nil {
		old.Cancel()
	}
	j := d.submit("job.replan", func(ctx context.Context, p engine.Progress) error {
		next, err := s.Replan(ctx, r, q, p)
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			// A refused value must not stay in the question.
			d.change(func() { d.popQuestion(); d.stale = false })
			return err
		}
		d.change(func() {
			if d.moved = nil; name != "" {
				d.moved = &moved{name: name, before: d.results}
			}
			d.results, d.stale, d.saved = next, false, Saved{}
			d.compose()
		})
		if d.restsOn(q) {
			return d.reanswer(ctx, s, p)
		}
		return nil
	})
	d.mu.Lock()
	d.replan = j
	d.mu.Unlock()
}

// restsOn reports whether more than the win-back model rests on what changed since the
// last whole answer: margin and discount are part of every amount.
func (d *Desk) restsOn(q app.Question) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.ContainsFunc([]string{"margin_rate", "discount_rate"}, func(name string) bool {
		return q.Set[name] != d.answered.Set[name]
	})
}

// reanswer answers the whole question and keeps what moved last in view.
func (d *Desk) reanswer(ctx context.Context, s *app.Session, p engine.Progress) error {
	d.mu.Lock()
	last := d.moved
	d.mu.Unlock()
	if err := d.analyse(ctx, s, p); err != nil {
		return err
	}
	d.change(func() { d.moved = last })
	return nil
}

// Saved is what the last report wrote and where.
type Saved struct {
	Workbook string
	JSON     string
	Charts   string // folder
	Pictures int
}

// Save writes the report in a language ("" = the window's); empty targets are left out.
func (d *Desk) Save(t app.Target, lang string) {
	d.mu.Lock()
	s, r, q, w := d.session, d.results, d.answered, d.words
	d.mu.Unlock()
	if s == nil || r == nil {
		return
	}
	if l, ok := assets.ParseLang(lang); ok && l != w.Lang() {
		if other, err := assets.Catalogue(l); err == nil {
			w = other
		}
	}
	d.submit("job.report", func(ctx context.Context, p engine.Progress) error {
		r, err := d.whole(ctx, s, r, q, p)
		if err != nil {
			return err
		}
		written, err := app.WriteReport(ctx, r, w, t, p)
		if err != nil {
			return err
		}
		d.change(func() {
			d.saved = Saved{Workbook: written.Workbook, JSON: written.JSON, Charts: t.Charts, Pictures: len(written.Charts)}
		})
		return nil
	})
}

// Do performs an intent by its name, as next steps carry them.
func (d *Desk) Do(intent string) {
	if to, ok := strings.CutPrefix(intent, "go:"); ok {
		d.Go(Key(to))
		return
	}
	if name, ok := strings.CutPrefix(intent, "list:"); ok {
		d.behindNamed(name)
		return
	}
	if to, ok := strings.CutPrefix(intent, "alarms:"); ok {
		d.ringMore(to == "more")
		return
	}
	if d.doFile(intent) {
		return
	}
	switch intent {
	case "import":
		d.Import()
	case "forget":
		d.Forget()
	case "sample":
		d.OpenSample()
	case "analyse":
		d.Analyse()
	case "foresee":
		d.Foresee()
	case "undo":
		d.Undo()
	case "suggested":
		d.SetWindow(0)
	case "today":
		d.Today()
	case "reveal":
		d.Reveal()
	case "keep_model":
		d.KeepModel()
	case "withdraw_model":
		d.WithdrawModel()
	}
}

// moved remembers the plan before the last change of an assumption.
type moved struct {
	name   string
	before *doc.Results
}
