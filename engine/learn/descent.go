package learn

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat"
)

const (
	netSteps  = 100    // quadratic approximations of one fit
	netSweeps = 20_000 // sweeps over the coefficients for each
	netMove   = 1e-10  // coefficients have settled, in standard units of the log odds
	netGain   = 1e-14  // so has the objective, as a share of it
	slow      = 0.5    // a step that is more than this share of the last asks for new curvature
)

// descend minimises −log likelihood + n·λ·(Mix·Σ|β| + (1−Mix)/2·Σβ²): the likelihood's
// quadratic approximation by coordinate descent, then a step towards its minimum that
// makes the objective no worse, until nothing moves. The approximation keeps its
// curvature, which takes most of the time, from step to step and along the path, as
// long as that gets on well.
func (n *net) descend(ctx context.Context, lambda float64, from []float64) ([]float64, error) {
	l1, l2 := float64(n.N)*lambda*n.Mix, float64(n.N)*lambda*(1-n.Mix)
	beta := make([]float64, n.P+1)
	if from != nil {
		copy(beta, from)
	} else {
		beta[0] = n.Prior()
	}
	eta := make([]float64, n.N)
	n.linear(beta, eta)
	value := objective(n.Design, beta, eta, l2) + l1*absolute(beta)
	to := &point{make([]float64, n.P+1), make([]float64, n.N)}
	before := math.Inf(1)
	for range netSteps {
		renewed, err := n.approximate(ctx, beta, eta)
		if err != nil {
			return nil, err
		}
		n.tick()
		better, moved := n.approach(beta, n.around.minimise(beta, l1, l2), to, value, l1, l2)
		copy(beta, to.beta)
		eta, to.eta = to.eta, eta
		gained := value - better
		value = better
		settled := moved < netMove || gained <= netGain*math.Abs(value)
		if settled && (renewed || moved < slow*before) {
			break
		}
		if !renewed && moved >= slow*before {
			n.around.curve = nil // the old curvature no longer leads there
		}
		before = moved
	}
	return beta, nil
}

// approximate takes the gradient at a point, and the curvature too when there is none.
func (n *net) approximate(ctx context.Context, beta, eta []float64) (renewed bool, err error) {
	if n.around.curve != nil {
		n.around.grad = n.gradient(eta)
		return false, ctx.Err()
	}
	n.around.grad = make([]float64, n.P+1)
	h, err := n.curvature(ctx, beta, eta, 0, n.around.grad)
	if err == nil {
		n.around.set(h)
	}
	return true, err
}

// gradient of the log likelihood.
func (d *Design) gradient(eta []float64) []float64 {
	g := make([]float64, d.P+1)
	residual := make([]float64, tile)
	for from := 0; from < d.N; from += tile {
		r := residual[:min(tile, d.N-from)]
		for i := range r {
			r[i] = d.Y[from+i] - sigmoid(eta[from+i])
		}
		g[0] += floats.Sum(r)
		for k := range d.P {
			g[k+1] += floats.Dot(r, d.column(from, k))
		}
	}
	return g
}

func absolute(beta []float64) float64 {
	var s float64
	for _, b := range beta[1:] {
		s += math.Abs(b)
	}
	return s
}

// approach goes from beta towards goal, half as far each time the objective got worse.
func (n *net) approach(beta, goal []float64, to *point, value, l1, l2 float64) (better, moved float64) {
	scale := 1.0
	for range maxHalvings {
		for j := range beta {
			to.beta[j] = goal[j]
			if scale < 1 {
				to.beta[j] = beta[j] + scale*(goal[j]-beta[j])
			}
		}
		n.linear(to.beta, to.eta)
		better = objective(n.Design, to.beta, to.eta, l2) + l1*absolute(to.beta)
		if better <= value+1e-12*(math.Abs(value)+0.1) {
			return better, farthest(beta, to.beta)
		}
		scale /= 2
	}
	copy(to.beta, beta)
	n.linear(to.beta, to.eta)
	return value, 0
}

// quadratic is an approximation of the log likelihood around a point.
type quadratic struct {
	grad  []float64
	curve []float64 // information, whole; nil when it must be taken anew
}

func (q *quadratic) set(h *mat.SymDense) {
	k := h.SymmetricDim()
	q.curve = make([]float64, k*k) // the whole of h: rows are contiguous
	for a := range k {
		for b := range k {
			q.curve[a*k+b] = h.At(a, b)
		}
	}
}

// minimise sweeps over the coefficients until none moves.
func (q *quadratic) minimise(at []float64, l1, l2 float64) []float64 {
	k := len(at)
	z, pull := make([]float64, k), make([]float64, k) // pull: information times the way from the point
	copy(z, at)
	for range netSweeps {
		most := 0.0
		for j := range k {
			curve := q.curve[j*k+j]
			if !(curve > 0) {
				continue
			}
			to := z[j] + (q.grad[j]-pull[j])/curve
			if j > 0 {
				to = shrink(curve*to, l1) / (curve + l2)
			}
			if d := to - z[j]; d != 0 {
				z[j] = to
				floats.AddScaled(pull, d, q.curve[j*k:(j+1)*k])
				most = math.Max(most, math.Abs(d))
			}
		}
		if most < netMove {
			break
		}
	}
	return z
}

// shrink moves v towards 0 by so much and no further.
func shrink(v, by float64) float64 {
	switch {
	case v > by:
		return v - by
	case v < -by:
		return v + by
	}
	return 0
}

func meanAndSE(v []float64) (mean, se float64) {
	return stat.Mean(v), math.Sqrt(stat.Variance(v) / float64(len(v)))
}
