package app

import (
	"huiliu/engine/feature"
)

// prove lists the features of the race and tries to catch one that knows the future.
func (a *analyser) prove() (err error) {
	d := a.out.Definition
	a.out.Features = []feature.Listed{}
	switch {
	case a.out.Contractual():
		a.out.Proof = feature.Unproved("no_dates")
		return nil
	case len(a.out.Race.Entries) == 0:
		a.out.Proof = feature.Unproved("no_race")
		return nil
	}
	a.p.Stage("feature.proof", 0)
	known, err := feature.SourcesAt(a.ctx, a.s.store, d.AsOf)
	if err != nil {
		return err
	}
	a.out.Features = feature.List(known)
	a.out.Proof, err = feature.Prove(a.ctx, a.s.store, d.AsOf, feature.ProofOptions{Seed: a.q.Seed})
	return err
}
