package neural

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"huiliu/engine/stat"
)

// Layer is weights of units: unit u sees Bias[u] + Σ Weights[u·In+k]·input k.
type Layer struct {
	In      int       `json:"in"`
	Out     int       `json:"out"`
	Weights []float64 `json:"weights"`
	Bias    []float64 `json:"bias"`
}

func (l *Layer) unit(u int) []float64 { return l.Weights[u*l.In : (u+1)*l.In] }

func (l *Layer) clone() Layer {
	out := Layer{In: l.In, Out: l.Out, Weights: make([]float64, len(l.Weights)), Bias: make([]float64, len(l.Bias))}
	copy(out.Weights, l.Weights)
	copy(out.Bias, l.Bias)
	return out
}

// net is layers with room for one row on its way through and back.
type net struct {
	layers []Layer
	ramp   bool
	out    [][]float64 // of each layer
	delta  [][]float64 // derivative of the loss by what a unit sees
}

// newNet draws weights as Glorot and Bengio (2010) do.
func newNet(sizes []int, seed uint64) *net {
	rng := stat.NewRand(seed, "neural.start")
	n := &net{}
	for k := 1; k < len(sizes); k++ {
		l := Layer{In: sizes[k-1], Out: sizes[k], Weights: make([]float64, sizes[k-1]*sizes[k]), Bias: make([]float64, sizes[k])}
		wide := math.Sqrt(6 / float64(l.In+l.Out))
		for i := range l.Weights {
			l.Weights[i] = wide * (2*rng.Float64() - 1)
		}
		n.layers = append(n.layers, l)
	}
	n.makeRoom()
	return n
}

func (n *net) makeRoom() {
	n.out, n.delta = make([][]float64, len(n.layers)), make([][]float64, len(n.layers))
	for k := range n.layers {
		n.out[k], n.delta[k] = make([]float64, n.layers[k].Out), make([]float64, n.layers[k].Out)
	}
}

// size counts weights and biases.
func (n *net) size() int {
	s := 0
	for k := range n.layers {
		s += len(n.layers[k].Weights) + len(n.layers[k].Bias)
	}
	return s
}

// forward gives the log odds of one row.
func (n *net) forward(row []float64) float64 {
	last := len(n.layers) - 1
	for k := range n.layers {
		l := &n.layers[k]
		for u := range l.Out {
			v := l.Bias[u] + floats.Dot(l.unit(u), row)
			switch {
			case k == last:
			case n.ramp:
				v = math.Max(0, v)
			default:
				v = math.Tanh(v)
			}
			n.out[k][u] = v
		}
		row = n.out[k]
	}
	return row[0]
}

// backward adds the derivatives of the log loss of one row to sums; it follows forward of
// the same row. pull is the derivative by the log odds: probability less outcome.
func (n *net) backward(row []float64, pull float64, sums []Layer) {
	last := len(n.layers) - 1
	n.delta[last][0] = pull
	for k := last; k >= 0; k-- {
		l, input := &n.layers[k], row
		var below []float64
		if k > 0 {
			input, below = n.out[k-1], n.delta[k-1]
			clear(below)
		}
		for u, d := range n.delta[k] {
			sums[k].Bias[u] += d
			floats.AddScaled(sums[k].unit(u), d, input)
			if below != nil {
				floats.AddScaled(below, d, l.unit(u))
			}
		}
		for u := range below {
			switch {
			case !n.ramp:
				below[u] *= 1 - input[u]*input[u] // of tanh
			case input[u] <= 0:
				below[u] = 0
			}
		}
	}
}
