package tree

import "huiliu/engine/learn"

// Settled implements learn.Settler.
func (m *Boosted) Settled() learn.Estimator {
	o := m.Options
	o.Rounds = max(1, len(m.Trees))
	return o
}

// Settled implements learn.Settler.
func (m *Curves) Settled() learn.Estimator {
	o := m.Options
	o.Rounds = max(1, m.Rounds)
	return o
}
