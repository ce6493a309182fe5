package uplift

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Sample is customers of a trial, row by row.
type Sample struct {
	X       *learn.Frame
	Yes     []bool
	Treated []bool
}

// Take is the rows given.
func (s Sample) Take(rows []int) Sample {
	out := Sample{X: s.X.Take(rows), Yes: make([]bool, len(rows)), Treated: make([]bool, len(rows))}
	for k, i := range rows {
		out.Yes[k], out.Treated[k] = s.Yes[i], s.Treated[i]
	}
	return out
}

// Model predicts the additional chance of a response, −1 to 1.
type Model interface {
	Predict(x *learn.Frame) []float64
}

// TwoModels is the response with the treatment less that without, each learnt from
// its own side of the trial.
type TwoModels struct{ Treated, Control learn.Model }

// FitTwoModels learns one model per side. Its errors are those of the estimator:
// a side where nobody or everybody responded is "learn.one_class".
func FitTwoModels(ctx context.Context, kind learn.Estimator, s Sample, seed uint64) (*TwoModels, error) {
	var out TwoModels
	for _, side := range []struct {
		treated bool
		to      *learn.Model
	}{{true, &out.Treated}, {false, &out.Control}} {
		var rows []int
		for i, t := range s.Treated {
			if t == side.treated {
				rows = append(rows, i)
			}
		}
		part := s.Take(rows)
		m, err := kind.Fit(ctx, learn.Training{Sample: learn.Sample{X: part.X, Y: part.Yes}, Seed: seed}, engine.NoProgress{})
		if err != nil {
			return nil, err
		}
		*side.to = m
	}
	return &out, nil
}

// Predict implements Model.
func (m *TwoModels) Predict(x *learn.Frame) []float64 {
	p, q := m.Treated.Predict(x), m.Control.Predict(x)
	for i := range p {
		p[i] -= q[i]
	}
	return p
}

// Switched is the class transformation of Jaskowski and Jaroszewicz (2012): one model
// of "responded and was treated, or did not and was not". Rows are drawn so that both
// sides count alike, and the uplift is 2p − 1.
type Switched struct{ Model learn.Model }

// FitSwitched learns the transformed outcome. The larger side is thinned to the size
// of the smaller one, every so-many-th row, so that both weigh the same.
func FitSwitched(ctx context.Context, kind learn.Estimator, s Sample, seed uint64) (*Switched, error) {
	part := s.Take(even(s.Treated))
	z := make([]bool, len(part.Yes))
	for i := range z {
		z[i] = part.Yes[i] == part.Treated[i]
	}
	m, err := kind.Fit(ctx, learn.Training{Sample: learn.Sample{X: part.X, Y: z}, Seed: seed}, engine.NoProgress{})
	if err != nil {
		return nil, err
	}
	return &Switched{m}, nil
}

// Predict implements Model.
func (m *Switched) Predict(x *learn.Frame) []float64 {
	p := m.Model.Predict(x)
	for i := range p {
		p[i] = 2*p[i] - 1
	}
	return p
}

// even keeps as many rows of the larger side as the smaller one has, evenly spread.
func even(treated []bool) []int {
	var n [2]int
	for _, t := range treated {
		n[side(t)]++
	}
	least := min(n[0], n[1])
	var rows []int
	var seen [2]int
	for i, t := range treated {
		k := side(t)
		if seen[k]*least/n[k] != (seen[k]+1)*least/n[k] {
			rows = append(rows, i)
		}
		seen[k]++
	}
	return rows
}

func side(treated bool) int {
	if treated {
		return 1
	}
	return 0
}
