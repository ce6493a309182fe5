package bayes

import (
	"context"
	"encoding/json"
	"errors"
	"math"

	"huiliu/engine/learn"
)

// Kind implements learn.Model.
func (*Fitted) Kind() string { return KindNaive }

// Predict implements learn.Model.
func (m *Fitted) Predict(x *learn.Frame) []float64 {
	if x == nil {
		return nil
	}
	p := make([]float64, x.Rows)
	for i := range p {
		p[i] = m.Base
	}
	for k := range m.Features {
		f := &m.Features[k]
		c := f.column(x)
		for i := range p {
			if c == nil {
				p[i] = math.NaN()
				continue
			}
			p[i] += f.evidence(c, i)
		}
	}
	for i, v := range p {
		p[i] = 1 / (1 + math.Exp(-v))
	}
	return p
}

// Explain implements learn.Explainer: each column adds its evidence.
func (m *Fitted) Explain(ctx context.Context, x *learn.Frame) (*learn.Explanation, error) {
	e := &learn.Explanation{Scale: learn.LogOdds, Base: m.Base, Values: make([]float64, x.Rows*len(m.Features))}
	for k := range m.Features {
		f := &m.Features[k]
		e.Columns = append(e.Columns, f.Name)
		c := f.column(x)
		for i := range x.Rows {
			v := math.NaN()
			if c != nil {
				v = f.evidence(c, i)
			}
			e.Values[i*len(m.Features)+k] = v
		}
	}
	return e, ctx.Err()
}

// column is the feature's in the frame, nil when it is absent or of the other kind.
func (f *Feature) column(x *learn.Frame) *learn.Column {
	c := x.Find(f.Name)
	if c == nil || (c.Text != nil) != f.Words {
		return nil
	}
	return c
}

// evidence is the log likelihood ratio of one value, 0 for a missing one.
func (f *Feature) evidence(c *learn.Column, i int) float64 {
	if f.Normal == nil {
		if b := f.bin(c, i); b >= 0 {
			return f.Evidence[b]
		}
		return 0
	}
	if c.Missing(i) {
		return 0
	}
	scale := learn.Column{Number: c.Number, Log: f.Log}
	v := scale.Scaled(i)
	return f.Normal[1].logDensity(v) - f.Normal[0].logDensity(v)
}

// logDensity leaves out what all normal distributions share.
func (n Normal) logDensity(v float64) float64 {
	z := (v - n.Mean) / math.Sqrt(n.Variance)
	z = max(min(z, farthest), -farthest)
	return -z*z/2 - math.Log(n.Variance)/2
}

var errBroken = errors.New("bayes: a feature without its evidence")

// UnmarshalJSON implements json.Unmarshaler.
func (m *Fitted) UnmarshalJSON(b []byte) error {
	type plain Fitted
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	for k := range m.Features {
		if f := &m.Features[k]; f.Normal == nil && len(f.Evidence) != f.size() {
			return errBroken
		}
	}
	return nil
}
