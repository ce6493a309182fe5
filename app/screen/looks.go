package screen

import (
	"context"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/card"
	"huiliu/engine/explain"
	"huiliu/engine/reveal"
	"huiliu/reports/doc"
)

// Screens beside the road: reached from others, left with Back.
const (
	Revealed Key = "reveal"
	Card     Key = "card"
)

// looks is what has been looked up beside the results.
type looks struct {
	stamp  int // changes with every look
	from   Key // where Back leads
	id     string
	card   *card.Card
	reveal *reveal.Result
	asked  []explain.Change // of the customer on the card
	tables int              // begun so far, of a frame
}

// OpenCard shows everything known of a customer.
func (d *Desk) OpenCard(id string) { d.lookAt(Card, id) }

// TurnWish notes that the customer of the card must not be contacted, or may be again; the
// win-back plan and its lists follow.
func (d *Desk) TurnWish() {
	d.mu.Lock()
	s, r, q, c := d.session, d.results, d.question, d.looks.card
	d.mu.Unlock()
	if s == nil || r == nil || c == nil {
		return
	}
	d.decide(s, q, func(ctx context.Context) error { return s.Wish(ctx, c.CustomerID, !c.DoNotContact) })
}

// decide notes something in the project and makes the plan anew.
func (d *Desk) decide(s *app.Session, q app.Question, note func(context.Context) error) {
	d.submit("job.decide", func(ctx context.Context, p engine.Progress) error {
		if err := note(ctx); err != nil {
			return err
		}
		return d.replanned(ctx, s, q, p)
	})
}

// replanned shows the plan made anew after something was noted.
func (d *Desk) replanned(ctx context.Context, s *app.Session, q app.Question, p engine.Progress) error {
	d.mu.Lock()
	r := d.results
	d.mu.Unlock()
	next, err := s.Replan(ctx, r, q, p)
	if err != nil {
		return err
	}
	if err := d.noted(ctx, s, func() {
		d.results, d.saved, d.moved = next, Saved{}, nil
		d.compose()
	}); err != nil {
		return err
	}
	d.renewLooks(ctx, s, next)
	return nil
}

// Reveal shows what happened after the replayed day.
func (d *Desk) Reveal() { d.lookAt(Revealed, "") }

// lookAt reads what a screen beside the road shows and goes there.
func (d *Desk) lookAt(to Key, id string) {
	d.mu.Lock()
	s, ready := d.session, d.results != nil
	d.mu.Unlock()
	if s == nil || !ready || to == Card && id == "" {
		return
	}
	d.submit("job.person", func(ctx context.Context, p engine.Progress) error {
		d.mu.Lock()
		r, q := d.results, d.answered // of when its turn has come
		d.mu.Unlock()
		if to == Revealed { // what became of the watch list is part of it
			var err error
			if r, err = d.whole(ctx, s, r, q, p); err != nil {
				return err
			}
		}
		found, err := readLook(ctx, s, r, to, id)
		if err != nil {
			return err
		}
		d.change(func() {
			found.stamp, found.from = d.looks.stamp+1, d.looks.from
			if d.current != Card && d.current != Revealed {
				found.from = d.current
			} else if d.current == Revealed && to == Card {
				found.reveal = d.looks.reveal
			}
			d.looks, d.current = found, to
			d.rev++
		})
		return nil
	})
}

func readLook(ctx context.Context, s *app.Session, r *doc.Results, to Key, id string) (looks, error) {
	out := looks{id: id}
	if to == Card {
		c, err := s.Card(ctx, r, id)
		out.card = &c
		return out, err
	}
	x, err := s.Reveal(ctx, r)
	out.reveal = &x
	return out, err
}

// Back leaves a screen beside the road; false means there was nothing to leave.
func (d *Desk) Back() bool {
	d.mu.Lock()
	left := d.current == Card || d.current == Revealed
	d.mu.Unlock()
	if left {
		d.change(func() { d.current = d.beforeLook() })
	}
	return left
}

// beforeLook is where Back leads. Call with mu held.
func (d *Desk) beforeLook() Key {
	if d.looks.from == "" {
		return Overview
	}
	return d.looks.from
}

// renewLooks reads again what is being looked at after everything was computed anew.
func (d *Desk) renewLooks(ctx context.Context, s *app.Session, r *doc.Results) {
	d.mu.Lock()
	to, now := d.current, d.looks
	d.mu.Unlock()
	next := looks{stamp: now.stamp + 1, from: now.from}
	leave := false
	if to == Card || to == Revealed {
		found, err := readLook(ctx, s, r, to, now.id)
		leave = err != nil || found.reveal != nil && found.reveal.Skipped != ""
		next.id, next.card, next.reveal = found.id, found.card, found.reveal
	}
	d.change(func() {
		if leave {
			d.current = d.beforeLook()
			next.card, next.reveal = nil, nil
		}
		d.looks = next
	})
}
