package learn

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat"
)

const (
	netSteps  = 100   // quadratic approximations of one fit
	netSweeps = 2_000 // sweeps over the coefficients for each; where columns nearly add up to others the next approximation goes on
	netMove   = 1e-10 // coefficients have settled, in standard units of the log odds
)

// descend minimises −log likelihood + n·λ·(Mix·Σ|β| + (1−Mix)/2·Σβ²): the likelihood's
// quadratic approximation by coordinate descent, then a step towards its minimum that
// makes the objective no worse, until nothing moves.
func (n *net) descend(ctx context.Context, lambda float64, from []float64) ([]float64, error) {
	l1, l2 := float64(n.N)*lambda*n.Mix, float64(n.N)*lambda*(1-n.Mix)
	beta := make([]float64, n.P+1)
	if from != nil {
		copy(beta, from)
	} else {
		beta[0] = n.Prior()
	}
	eta, grad := make([]float64, n.N), make([]float64, n.P+1)
	n.linear(beta, eta)
	value := objective(n.Design, beta, eta, l2) + l1*absolute(beta)
	q := &quadratic{l1: l1, l2: l2, grad: grad, pull: make([]float64, n.P+1)}
	to := &point{make([]float64, n.P+1), make([]float64, n.N)}
	for range netSteps {
		h, err := n.curvature(ctx, beta, eta, 0, grad)
		if err != nil {
			return nil, err
		}
		n.tick()
		goal := q.minimise(h, beta)
		better, moved := n.approach(beta, goal, to, value, l1, l2)
		copy(beta, to.beta)
		eta, to.eta = to.eta, eta
		gained := value - better
		value = better
		if moved < netMove || gained <= 1e-14*math.Abs(value) {
			break
		}
	}
	return beta, nil
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

// quadratic is an approximation of the objective around a point.
type quadratic struct {
	l1, l2 float64
	grad   []float64 // of the log likelihood
	pull   []float64 // information times the way from the point
}

// minimise sweeps over the coefficients until none moves.
func (q *quadratic) minimise(h *mat.SymDense, at []float64) []float64 {
	k := len(at)
	z := make([]float64, k)
	copy(z, at)
	clear(q.pull)
	column := make([]float64, k*k) // the whole of h: rows are contiguous
	for a := range k {
		for b := range k {
			column[a*k+b] = h.At(a, b)
		}
	}
	// Between sweeps over all, only the coefficients that are not 0 move (glmnet's active set).
	for sweeps := 0; sweeps < netSweeps; {
		most := 0.0
		for j := range k {
			most = max(most, q.move(column, z, j))
		}
		sweeps++
		if most < netMove {
			break
		}
		for ; most >= netMove && sweeps < netSweeps; sweeps++ {
			most = 0
			for j := range k {
				if z[j] != 0 || j == 0 {
					most = max(most, q.move(column, z, j))
				}
			}
		}
	}
	return z
}

// move puts coefficient j where the approximation is least along it and says how far it went.
func (q *quadratic) move(column, z []float64, j int) float64 {
	k := len(z)
	curve := column[j*k+j]
	if !(curve > 0) {
		return 0
	}
	to := z[j] + (q.grad[j]-q.pull[j])/curve
	if j > 0 {
		to = shrink(curve*to, q.l1) / (curve + q.l2)
	}
	d := to - z[j]
	if d == 0 {
		return 0
	}
	z[j] = to
	for a, v := range column[j*k : (j+1)*k] {
		q.pull[a] += v * d
	}
	return math.Abs(d)
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
