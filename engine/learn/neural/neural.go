// Package neural learns small feed-forward networks: one or two hidden layers of tanh
// units on standardised columns, log odds at the end.
//
//	m, err := neural.Perceptron{Hidden: []int{16}}.Estimator().Fit(ctx, training, progress)
//
// Training ends early, by the log loss of the later sample or, without one, of a part of
// the rows held out by the seed. Units saturate, so rows far outside the training data
// score like rows at its edge.
package neural

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Kind is the kind of the models.
const Kind = "neural"

// Perceptron is a multi-layer perceptron learnt by Adam (Kingma and Ba 2015). Zero
// fields take the values in brackets.
type Perceptron struct {
	Hidden []int `json:"hidden,omitempty"` // units of one or two layers [16]
	// Ramp lets hidden units pass what is above 0 and nothing below (ReLU); else they bend
	// both ways (tanh). It finds corners and thresholds that tanh rounds off.
	Ramp   bool    `json:"ramp,omitempty"`
	L2     float64 `json:"l2,omitempty"`     // λ of λ/2·Σw² beside the mean log loss, biases free [0.0003]
	Rate   float64 `json:"rate,omitempty"`   // Adam's step [0.005]
	Batch  int     `json:"batch,omitempty"`  // rows of a step [128]
	Epochs int     `json:"epochs,omitempty"` // most passes over the rows [200]
	// Patience is how many passes may go by without a lower log loss; the best is kept [15].
	Patience int `json:"patience,omitempty"`
}

const (
	heldOut   = 0.15 // share of rows that tell when to stop, without a later sample
	fewEvents = 10   // events of the rarer outcome per weight below which there is a warning
)

func (o Perceptron) withDefaults() Perceptron {
	if len(o.Hidden) == 0 {
		o.Hidden = []int{16}
	}
	for _, f := range []struct {
		v        *float64
		fallback float64
	}{{&o.L2, 3e-4}, {&o.Rate, 5e-3}} {
		if *f.v == 0 {
			*f.v = f.fallback
		}
	}
	for _, f := range []struct {
		v        *int
		fallback int
	}{{&o.Batch, 128}, {&o.Epochs, 200}, {&o.Patience, 15}} {
		if *f.v == 0 {
			*f.v = f.fallback
		}
	}
	return o
}

func (o Perceptron) bad() bool {
	few := len(o.Hidden) > 2 || slices.ContainsFunc(o.Hidden, func(u int) bool { return u < 1 || u > 1000 })
	return few || !(o.L2 >= 0) || !(o.Rate > 0) || math.IsInf(o.L2+o.Rate, 0) || o.Batch < 1 || o.Epochs < 1 || o.Patience < 1
}

// Estimator is the network as an Estimator. Options outside their range are Error
// "learn.bad_option".
func (o Perceptron) Estimator() learn.Estimator {
	return learn.Encoded[*Network]{Name: Kind, FitMatrix: o.withDefaults().fit}
}

// Network is a fitted Perceptron.
type Network struct {
	Options  Perceptron       `json:"options"`
	Scale    learn.Scale      `json:"scale"`
	Layers   []Layer          `json:"layers"`
	Epochs   int              `json:"epochs"`  // passes until the one kept
	Watched  engine.Number    `json:"watched"` // log loss of the rows that told when to stop
	HeldOut  int              `json:"heldOut"` // of them, training rows; 0 with a later sample
	Rows     int              `json:"rows"`
	Events   int              `json:"events"`
	Warnings []engine.Warning `json:"warnings,omitempty"`
}

func (o Perceptron) fit(ctx context.Context, in learn.Matrices, progress engine.Progress) (*Network, error) {
	if o.bad() {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	d, err := learn.NewDesign(ctx, in.X, in.Y, true, in.Names)
	if err != nil {
		return nil, err
	}
	m := &Network{Options: o, Scale: d.Scale, Rows: d.N, Events: d.Events()}
	r := &run{Perceptron: o, train: d}
	switch {
	case in.Later != nil && in.Later.RawMatrix().Rows == len(in.LaterY):
		r.watch = d.Scaled(in.Later, in.LaterY)
	default:
		r.holdOut(in.Seed)
		m.HeldOut = d.N - r.train.N
	}
	r.net = newNet(append(append([]int{d.P}, o.Hidden...), 1), in.Seed)
	r.net.ramp = o.Ramp
	r.net.layers[len(o.Hidden)].Bias[0] = d.Prior()
	m.warn(r.net.size(), progress)
	progress.Stage("learn.neural", int64(o.Epochs))
	if err := r.run(ctx, in.Seed, func() { progress.Add(1) }); err != nil {
		return nil, err
	}
	m.Layers, m.Epochs, m.Watched = r.best, r.bestAt, engine.Number(r.least)
	return m, nil
}

func (m *Network) warn(weights int, progress engine.Progress) {
	if rare := min(m.Events, m.Rows-m.Events); rare < fewEvents*weights {
		w := engine.Warning{Code: "learn.small_for_network", Args: engine.Args{"events": rare, "weights": weights}}
		m.Warnings = append(m.Warnings, w)
		progress.Warn(w)
	}
}

// holdOut takes rows of both outcomes, by the seed, away from training; with too few
// rows for that the training rows themselves are watched.
func (r *run) holdOut(seed uint64) {
	folds := int(math.Round(1 / heldOut))
	fold := learn.StratifiedFolds(r.train.Outcomes(), folds, seed)
	rest, held := learn.Split(fold, 0)
	all := r.train
	r.train, r.watch = all.Take(rest), all.Take(held)
	if e, w := r.train.Events(), r.watch.Events(); e == 0 || e == r.train.N || w == 0 || w == r.watch.N {
		r.train, r.watch = all, all
	}
}

// Predict implements learn.MatrixModel.
func (m *Network) Predict(x *mat.Dense) []float64 {
	n, _ := x.Dims()
	p := make([]float64, n)
	const rows = 256
	_ = learn.Parallel(context.Background(), (n+rows-1)/rows, func(t, _ int) { // nothing ends this context
		net := &net{layers: m.Layers, ramp: m.Options.Ramp}
		net.makeRoom()
		room := make([]float64, 0, len(m.Scale.SD))
		for i := t * rows; i < min((t+1)*rows, n); i++ {
			p[i] = math.NaN()
			if row := m.Scale.Row(x.RawRowView(i), room); row != nil {
				p[i] = sigmoid(net.forward(row))
			}
		}
	})
	return p
}

func sigmoid(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

var errBroken = errors.New("neural: layers do not fit together")

// UnmarshalJSON implements json.Unmarshaler.
func (m *Network) UnmarshalJSON(b []byte) error {
	type plain Network
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	inputs := m.Scale.Kept()
	for _, l := range m.Layers {
		if l.In != inputs || l.Out != len(l.Bias) || len(l.Weights) != l.In*l.Out {
			return errBroken
		}
		inputs = l.Out
	}
	if len(m.Layers) == 0 || inputs != 1 || len(m.Scale.Mean) != len(m.Scale.SD) {
		return errBroken
	}
	return nil
}
