package app

import (
	"context"
	"encoding/json"
	"errors"

	"huiliu/engine/btyd"
	"huiliu/engine/card"
	"huiliu/engine/reveal"
	"huiliu/reports/doc"
)

// Card reads everything known of a customer as of the day of the results.
func (s *Session) Card(ctx context.Context, r *doc.Results, id string) (card.Card, error) {
	if r == nil {
		return card.Card{}, errors.New("app: nothing analysed yet")
	}
	return card.Read(ctx, s.store, r.Definition, id)
}

// Wish notes in the project whether a customer may be contacted. Replan afterwards.
func (s *Session) Wish(ctx context.Context, id string, doNotContact bool) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return card.Note(ctx, s.store, card.Wish{CustomerID: id, DoNotContact: doNotContact}, s.clock())
}

// Reveal tells what happened after the day of replayed results; it reads later
// purchases, which nothing in the results may.
func (s *Session) Reveal(ctx context.Context, r *doc.Results) (reveal.Result, error) {
	if r == nil {
		return reveal.Result{}, errors.New("app: nothing analysed yet")
	}
	return reveal.Reveal(ctx, s.store, r.Definition, r.Watch)
}

// WriteReveal writes what happened after the day of replayed results as JSON, in a file
// of its own: the report answers as it would have then.
func (s *Session) WriteReveal(ctx context.Context, r *doc.Results, path string) error {
	found, err := s.Reveal(ctx, r)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(path, append(b, '\n'))
}

// week is the unit of time of the purchase models.
const week = 7.0

// ExpectedPurchases is how many purchase days the value model expects of a customer in
// the year after the as-of day; ok is false when there is no model or no purchase.
func ExpectedPurchases(r *doc.Results, c *card.Card) (n float64, ok bool) {
	m := &r.Value.Model
	if r.Contractual() || r.Value.Skipped != "" || len(m.Params) == 0 || c.Purchases == 0 {
		return 0, false
	}
	fitted := btyd.Fitted{Options: btyd.Options{Model: btyd.Model(r.Value.Used)}}
	for _, p := range m.Params {
		fitted.Params = append(fitted.Params, float64(p))
	}
	x := btyd.Customer{Repeats: c.Purchases - 1, Last: float64(c.Last-c.First) / week, Age: float64(c.AsOf-c.First) / week}
	n = fitted.Expected(x, 365/week)
	return n, n >= 0
}
