package app

import "huiliu/engine/feature"

// features lists what the models of the race were told.
func (a *analyser) features() error {
	a.out.Features = []feature.Listed{}
	if a.out.Contractual() || len(a.out.Race.Entries) == 0 {
		return nil
	}
	known, err := feature.SourcesAt(a.ctx, a.s.store, a.out.Definition.AsOf)
	if err != nil {
		return err
	}
	a.out.Features = feature.List(known)
	return nil
}
