package svm

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Radial is a machine with a bent border: likeness of two customers is
// exp(−Gamma·distance²) over columns per standard deviation. Zero fields take the values
// in brackets.
type Radial struct {
	C     float64 `json:"c,omitempty"`     // cost of a row on the wrong side [1]
	Gamma float64 `json:"gamma,omitempty"` // [1 / columns]
	// MaxRows is how many training rows it looks at, drawn by the training's seed with
	// both outcomes in proportion: work grows with the square of the rows [3000].
	MaxRows int `json:"maxRows,omitempty"`
}

// MaxRows is what Radial.MaxRows is without a wish.
const MaxRows = 3000

// Estimator is the machine as an Estimator. Options that are not positive are Error
// "learn.bad_option".
func (o Radial) Estimator() learn.Estimator {
	if o.C == 0 {
		o.C = 1
	}
	if o.MaxRows == 0 {
		o.MaxRows = MaxRows
	}
	return learn.Encoded[*Cloud]{Name: KindRadial, FitMatrix: o.fit}
}

// Cloud is a fitted Radial: log odds = Slope·(Bias + Σ Dual·likeness to Support) +
// Intercept of Map.
type Cloud struct {
	Options Radial            `json:"options"` // with the Gamma used
	Scale   learn.Scale       `json:"scale"`
	Bias    float64           `json:"bias"`
	Dual    []float64         `json:"dual"`    // of each support row, with the sign of its outcome
	Support []float64         `json:"support"` // standardised columns that have a say, row after row
	Map     *learn.Calibrator `json:"map"`
	Seen    int               `json:"seen"` // rows it was fitted on
	Rows    int               `json:"rows"`
	Events  int               `json:"events"`
}

func (o Radial) fit(ctx context.Context, in learn.Matrices, progress engine.Progress) (*Cloud, error) {
	if !(o.C > 0) || math.IsInf(o.C, 0) || !(o.Gamma >= 0) || math.IsInf(o.Gamma, 0) || o.MaxRows < 2 {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	all, err := learn.NewDesign(ctx, in.X, in.Y, true, in.Names)
	if err != nil {
		return nil, err
	}
	d := all.Take(draw(all, o.MaxRows, in.Seed))
	if o.Gamma == 0 {
		o.Gamma = 1 / float64(max(d.P, 1))
	}
	stage(progress)
	learnCloud := func(d *learn.Design) (machine, error) {
		defer progress.Add(1)
		return o.solve(ctx, d)
	}
	c, err := platt(d, in.Seed, learnCloud)
	if err != nil {
		return nil, err
	}
	whole, err := o.solve(ctx, d)
	if err != nil {
		return nil, err
	}
	progress.Add(1)
	return &Cloud{Options: o, Scale: d.Scale, Bias: whole.bias, Dual: whole.dual, Support: whole.support, Map: c,
		Seen: d.N, Rows: all.N, Events: all.Events()}, nil
}

// draw chooses rows by chance, both outcomes in proportion and each at least once,
// ascending.
func draw(d *learn.Design, most int, seed uint64) []int {
	rng := stat.NewRand(seed, "svm.rows")
	var of [2][]int
	for i, y := range d.Y {
		of[int(y)] = append(of[int(y)], i)
	}
	var out []int
	for _, rows := range of {
		take := len(rows)
		if d.N > most {
			take = max(1, int(math.Round(float64(most)*float64(len(rows))/float64(d.N))))
		}
		for _, k := range rng.Perm(len(rows))[:take] {
			out = append(out, rows[k])
		}
	}
	slices.Sort(out)
	return out
}

// cloud is a bent border over standardised columns that have a say.
type cloud struct {
	gamma, bias   float64
	dual, support []float64
}

func (c *cloud) distance(row []float64) float64 {
	s, p := c.bias, len(row)
	for k, a := range c.dual {
		s += a * likeness(c.gamma, row, c.support[k*p:(k+1)*p])
	}
	return s
}

// likeness is 1 for equal rows and 0 for rows far apart, infinitely far ones too.
func likeness(gamma float64, a, b []float64) float64 {
	var s float64
	for k, v := range a {
		d := v - b[k]
		s += d * d
	}
	return math.Exp(-gamma * s)
}

// Predict implements learn.MatrixModel.
func (m *Cloud) Predict(x *mat.Dense) []float64 {
	c := &cloud{gamma: m.Options.Gamma, bias: m.Bias, dual: m.Dual, support: m.Support}
	return probability(&m.Scale, m.Map, c, x)
}

var errBroken = errors.New("svm: parts of a machine do not fit together")

// UnmarshalJSON implements json.Unmarshaler.
func (m *Cloud) UnmarshalJSON(b []byte) error {
	type plain Cloud
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	if m.Map == nil || len(m.Support) != len(m.Dual)*m.Scale.Kept() || len(m.Scale.Mean) != len(m.Scale.SD) {
		return errBroken
	}
	return nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Border) UnmarshalJSON(b []byte) error {
	type plain Border
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	if m.Map == nil || len(m.Weights) != len(m.Scale.SD) || len(m.Scale.Mean) != len(m.Scale.SD) {
		return errBroken
	}
	return nil
}
