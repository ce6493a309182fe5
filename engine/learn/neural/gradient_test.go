package neural

import (
	"math"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Every derivative equals the slope between two points close by.
func TestGradient_EqualsTheSlopeOfTheLoss(t *testing.T) {
	for _, o := range []Perceptron{{Hidden: []int{3}}, {Hidden: []int{4, 3}}, {Hidden: []int{3}, Ramp: true}, {Hidden: []int{4, 3}, Ramp: true}} {
		hidden := o.Hidden
		rng := stat.NewRand(1, "gradient")
		d := &learn.Design{N: 7, P: 2, X: make([]float64, 14), Y: []float64{1, 0, 0, 1, 1, 0, 1}}
		for i := range d.X {
			d.X[i] = rng.NormFloat64()
		}
		r := &run{Perceptron: Perceptron{L2: 0.3}, train: d, net: newNet(append(append([]int{2}, hidden...), 1), 2)}
		r.net.ramp = o.Ramp
		for k := range r.net.layers { // away from the corner of a ramp
			for u := range r.net.layers[k].Bias {
				r.net.layers[k].Bias[u] = rng.NormFloat64()
			}
		}
		rows := []int{0, 2, 3, 5, 6}
		loss := func() float64 {
			s := 0.0
			for _, i := range rows {
				p := sigmoid(r.net.forward(d.Row(i)))
				s -= (d.Y[i]*math.Log(p) + (1-d.Y[i])*math.Log(1-p)) / float64(len(rows))
			}
			for k := range r.net.layers {
				for _, w := range r.net.layers[k].Weights {
					s += r.L2 / 2 * w * w
				}
			}
			return s
		}
		a := newAdam(r.net.layers)
		r.gradient(a.sums, rows)
		const h = 1e-5
		slopes := 0
		check := func(w, g []float64) {
			for i := range w {
				at := w[i]
				w[i] = at + h
				up := loss()
				w[i] = at - h
				down := loss()
				w[i] = at
				if slope := (up - down) / (2 * h); math.Abs(slope-g[i]) > 1e-9 {
					t.Errorf("%+v: derivative %.12g, slope %.12g", o, g[i], slope)
				}
				slopes++
			}
		}
		for k := range a.sums {
			check(r.net.layers[k].Weights, a.sums[k].Weights)
			check(r.net.layers[k].Bias, a.sums[k].Bias)
		}
		if slopes != r.net.size() {
			t.Errorf("%d slopes of %d", slopes, r.net.size())
		}
	}
}
