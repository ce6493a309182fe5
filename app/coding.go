package app

import (
	"context"
	"encoding/json"

	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/coding"
)

// Texts returns what customers wrote, as known on a day, in the order it is coded.
func (s *Session) Texts(ctx context.Context, asOf engine.Day) ([]coding.Text, error) {
	return coding.Texts(ctx, s.store, asOf)
}

// Codes returns which causes people found in texts.
func (s *Session) Codes(ctx context.Context) ([]coding.Code, error) {
	return coding.Codes(ctx, s.store)
}

// Code keeps what a coder found in a text; an empty cause takes it back.
func (s *Session) Code(ctx context.Context, c coding.Code) error {
	return coding.Put(ctx, s.store, c, s.clock())
}

// Taxonomy returns the list of causes of the project, the built-in one when it has no own.
func (s *Session) Taxonomy(ctx context.Context) (cause.Taxonomy, error) {
	own, err := coding.Taxonomy(ctx, s.store)
	if err != nil || own == "" {
		return s.taxonomy, err
	}
	return cause.ParseTaxonomy([]byte(own))
}

// KeepTaxonomy keeps a list of causes in the project once it is sound.
func (s *Session) KeepTaxonomy(ctx context.Context, t cause.Taxonomy) error {
	raw, err := json.Marshal(t)
	if err != nil {
		return err
	}
	if _, err := cause.ParseTaxonomy(raw); err != nil {
		return err
	}
	return coding.KeepTaxonomy(ctx, s.store, string(raw), s.clock())
}

// ForgetTaxonomy goes back to the built-in list of causes.
func (s *Session) ForgetTaxonomy(ctx context.Context) error {
	return coding.KeepTaxonomy(ctx, s.store, "", s.clock())
}

// causes finds why customers left.
func (a *analyser) causes() (err error) {
	if a.out.Taxonomy, err = a.s.Taxonomy(a.ctx); err != nil {
		return err
	}
	codes, err := a.s.Codes(a.ctx)
	if err != nil {
		return err
	}
	a.out.Causes, err = cause.Analyse(a.ctx, a.s.store, a.out.Definition, a.out.Taxonomy,
		cause.Options{MarginRate: float64(a.assumed.MarginRate), Seed: a.q.Seed, Codes: coding.Agreed(codes)}, a.p)
	return err
}

// causesOn is why customers had left by an earlier day, by their numbers, with the
// project's own list of causes and codes.
func (a *analyser) causesOn(day engine.Day) (map[int32]string, error) {
	codes, err := a.s.Codes(a.ctx)
	if err != nil {
		return nil, err
	}
	d := a.out.Definition
	d.AsOf = day
	return cause.Of(a.ctx, a.s.store, d, a.out.Taxonomy, coding.Agreed(codes))
}
