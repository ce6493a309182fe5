package neural

import (
	"context"
	"math"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// run is a training on its way.
type run struct {
	Perceptron
	train, watch *learn.Design
	net          *net
	best         []Layer
	bestAt       int
	least        float64
}

// Decay of Adam's means, and what keeps its division finite.
const (
	decayMean   = 0.9
	decaySquare = 0.999
	epsilon     = 1e-8
)

// adam keeps running means of each derivative and of its square.
type adam struct {
	sums         []Layer // derivatives of a batch
	mean, square []Layer
	steps        int
}

func newAdam(layers []Layer) *adam {
	zero := func() []Layer {
		out := make([]Layer, len(layers))
		for k := range layers {
			out[k] = layers[k].clone()
			clear(out[k].Weights)
			clear(out[k].Bias)
		}
		return out
	}
	return &adam{sums: zero(), mean: zero(), square: zero()}
}

// run goes over the rows, in an order drawn anew each time, until what is watched no
// longer gets better.
func (r *run) run(ctx context.Context, seed uint64, tick func()) error {
	rng := stat.NewRand(seed, "neural.order")
	a := newAdam(r.net.layers)
	outcomes := r.watch.Outcomes()
	r.least = math.Inf(1)
	for epoch := range r.Epochs {
		order := rng.Perm(r.train.N)
		for from := 0; from < len(order); from += r.Batch {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.step(a, order[from:min(from+r.Batch, len(order))])
		}
		tick()
		if loss := learn.LogLoss(r.predict(r.watch), outcomes); loss < r.least {
			r.least, r.bestAt, r.best = loss, epoch+1, nil
			for k := range r.net.layers {
				r.best = append(r.best, r.net.layers[k].clone())
			}
		} else if epoch+1-r.bestAt >= r.Patience {
			break
		}
	}
	return ctx.Err()
}

func (r *run) predict(d *learn.Design) []float64 {
	p := make([]float64, d.N)
	for i := range p {
		p[i] = sigmoid(r.net.forward(d.Row(i)))
	}
	return p
}

// gradient fills sums with the derivatives of the mean log loss of some rows and of the
// penalty.
func (r *run) gradient(sums []Layer, rows []int) {
	for k := range sums {
		clear(sums[k].Weights)
		clear(sums[k].Bias)
	}
	for _, i := range rows {
		row := r.train.Row(i)
		r.net.backward(row, (sigmoid(r.net.forward(row))-r.train.Y[i])/float64(len(rows)), sums)
	}
	for k := range sums {
		for i, w := range r.net.layers[k].Weights {
			sums[k].Weights[i] += r.L2 * w
		}
	}
}

func (r *run) step(a *adam, rows []int) {
	r.gradient(a.sums, rows)
	a.steps++
	rate := r.Rate * math.Sqrt(1-math.Pow(decaySquare, float64(a.steps))) / (1 - math.Pow(decayMean, float64(a.steps)))
	for k := range a.sums {
		move(r.net.layers[k].Weights, a.sums[k].Weights, a.mean[k].Weights, a.square[k].Weights, rate)
		move(r.net.layers[k].Bias, a.sums[k].Bias, a.mean[k].Bias, a.square[k].Bias, rate)
	}
}

func move(w, g, mean, square []float64, rate float64) {
	for i, v := range g {
		mean[i] = decayMean*mean[i] + (1-decayMean)*v
		square[i] = decaySquare*square[i] + (1-decaySquare)*v*v
		w[i] -= rate * mean[i] / (math.Sqrt(square[i]) + epsilon)
	}
}
