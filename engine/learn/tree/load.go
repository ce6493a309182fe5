package tree

import "encoding/json"

// fits tells whether all trees split by features that exist.
func (b *Bins) fits(trees []Tree) error {
	if b == nil || len(b.Features) == 0 {
		return errBroken
	}
	for k := range trees {
		if len(trees[k].nodes) == 0 {
			return errBroken
		}
		for _, n := range trees[k].nodes {
			if int(n.feature) >= len(b.Features) {
				return errBroken
			}
		}
	}
	return nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Boosted) UnmarshalJSON(b []byte) error {
	type plain Boosted
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	return m.Bins.fits(m.Trees)
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Grove) UnmarshalJSON(b []byte) error {
	type plain Grove
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	if len(m.Trees) == 0 {
		return errBroken
	}
	return m.Bins.fits(m.Trees)
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Single) UnmarshalJSON(b []byte) error {
	type plain Single
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	return m.Bins.fits([]Tree{m.Tree})
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Curves) UnmarshalJSON(b []byte) error {
	type plain Curves
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	if err := m.Bins.fits(nil); err != nil || len(m.Curve) != len(m.Bins.Features) || len(m.Weight) != len(m.Curve) {
		return errBroken
	}
	for j, c := range m.Curve {
		if len(c) != m.Bins.Features[j].Size() || len(m.Weight[j]) != len(c) {
			return errBroken
		}
	}
	for k := range m.Pairs {
		if !m.Pairs[k].fits(m.Bins) {
			return errBroken
		}
	}
	return nil
}

func (s *Surface) fits(b *Bins) bool {
	inside := func(f int, step []int, most int) bool {
		if f < 0 || f >= len(b.Features) || len(step) != b.Features[f].Size() {
			return false
		}
		for _, v := range step {
			if v < 0 || v >= most {
				return false
			}
		}
		return true
	}
	if !inside(s.A, s.StepA, len(s.Value)) {
		return false
	}
	for _, row := range s.Value {
		if !inside(s.B, s.StepB, len(row)) {
			return false
		}
	}
	return true
}
