package survival

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// tie is one time at which something ended, with the sums over those at risk and
// over those that ended then. Weights are exp(eta−shift).
type tie struct {
	stratum     int
	time        float64
	from, to    int // rows with this time that ended
	shift       float64
	s0, d0      float64
	s1, d1      []float64 // Σ weight·x
	s2, d2      []float64 // Σ weight·x·xᵀ, upper triangle; empty unless asked for
	sx          []float64 // Σ x of those that ended
	weights     []float64 // of the Efron steps: 1/(s0 − k/d·d0)
	breslow     bool
	inv, invK   float64 // Σ weights, Σ weights·k/d
	sq, sqK     float64 // Σ weights², Σ weights²·k/d
	sqKK, logS0 float64 // Σ weights²·(k/d)², Σ ln of the sums
}

// close finishes the sums that do not need the matrices.
func (t *tie) close() {
	d := t.to - t.from
	t.weights = t.weights[:0]
	t.inv, t.invK, t.sq, t.sqK, t.sqKK, t.logS0 = 0, 0, 0, 0, 0, 0
	for k := range d {
		c := t.part(k)
		s := t.s0 - c*t.d0
		w := 1 / s
		t.weights = append(t.weights, w)
		t.inv += w
		t.invK += w * c
		t.sq += w * w
		t.sqK += w * w * c
		t.sqKK += w * w * c * c
		t.logS0 += math.Log(s) + t.shift
	}
}

// part is the share of the tied ends that step k no longer counts as at risk.
func (t *tie) part(k int) float64 {
	if t.breslow {
		return 0
	}
	return float64(k) / float64(t.to-t.from)
}

// mean is Σ over the Efron steps of the weighted mean of x, entry a.
func (t *tie) mean(a int) float64 { return t.inv*t.s1[a] - t.invK*t.d1[a] }

// variance adds f times the information of this time to h (upper triangle).
func (t *tie) variance(h []float64, f float64) {
	p := len(t.s1)
	if t.invK == 0 { // one end, or Breslow
		for a, s1 := range t.s1 {
			u, inv := f*t.sq*s1, f*t.inv
			to, s2 := h[a*p+a:a*p+p], t.s2[a*p+a:a*p+p]
			for b, other := range t.s1[a:] {
				to[b] += inv*s2[b] - u*other
			}
		}
		return
	}
	for a := range p {
		s1, d1 := t.s1[a], t.d1[a]
		u, v := t.sq*s1-t.sqK*d1, t.sqK*s1-t.sqKK*d1
		for b := a; b < p; b++ {
			h[a*p+b] += f * (t.inv*t.s2[a*p+b] - t.invK*t.d2[a*p+b] - u*t.s1[b] + v*t.d1[b])
		}
	}
}

// add counts row i with weight w (negative to take it away).
func addRow(x []float64, w float64, s0 *float64, s1, s2 []float64) {
	*s0 += w
	p := len(x)
	for a, v := range x {
		s1[a] += w * v
	}
	if len(s2) == 0 {
		return
	}
	for a, v := range x {
		wv := w * v
		to := s2[a*p+a : a*p+p]
		for b, u := range x[a:] {
			to[b] += wv * u
		}
	}
}

// walk visits every time with an end, each stratum from its last to its first.
// second asks for the matrices. The tie is reused between visits.
func (d *design) walk(ctx context.Context, eta []float64, second bool, visit func(t *tie)) error {
	t := &tie{s1: make([]float64, d.p), d1: make([]float64, d.p), sx: make([]float64, d.p), breslow: d.breslow}
	if second {
		t.s2, t.d2 = make([]float64, d.p*d.p), make([]float64, d.p*d.p)
	}
	weight := make([]float64, d.n)
	from, checked := 0, 0
	for stratum, end := range d.ends {
		t.stratum, t.s0, t.shift = stratum, 0, math.Inf(-1)
		clear(t.s1)
		clear(t.s2)
		for i := from; i < end; i++ {
			t.shift = math.Max(t.shift, eta[i])
		}
		for i := from; i < end; i++ {
			weight[i] = math.Exp(eta[i] - t.shift)
		}
		gone, atRisk := from, 0
		for i := from; i < end; {
			if i-checked > 8192 {
				if checked = i; ctx.Err() != nil {
					return ctx.Err()
				}
			}
			j := i
			for ; j < end && d.time[j] == d.time[i] && !d.event[j]; j++ {
				addRow(d.row(j), weight[j], &t.s0, t.s1, t.s2)
			}
			t.from, t.time = j, d.time[i]
			j = d.ending(t, weight, j, end)
			t.to = j
			atRisk += j - i
			i = j
			gone, atRisk = d.leave(t, weight, gone, end, atRisk)
			if t.to > t.from {
				t.close()
				visit(t)
			}
		}
		from = end
	}
	return ctx.Err()
}

// ending adds the rows from j on that ended at the tie's time and returns the row
// after them. A single end needs no sums of its own: Efron's are then the plain ones.
func (d *design) ending(t *tie, weight []float64, j, end int) int {
	clear(t.sx)
	alone := d.entry == nil && (j+1 >= end || d.time[j+1] != t.time)
	if !alone {
		t.d0 = 0
		clear(t.d1)
		clear(t.d2)
	}
	for ; j < end && d.time[j] == t.time; j++ {
		row := d.row(j)
		if alone {
			addRow(row, weight[j], &t.s0, t.s1, t.s2)
		} else {
			addRow(row, weight[j], &t.d0, t.d1, t.d2)
		}
		for a, v := range row {
			t.sx[a] += v
		}
	}
	if alone {
		return j
	}
	t.s0 += t.d0
	for a, v := range t.d1 {
		t.s1[a] += v
	}
	for a, v := range t.d2 {
		t.s2[a] += v
	}
	return j
}

// leave takes away rows that had not entered yet at the tie's time.
func (d *design) leave(t *tie, weight []float64, gone, end, atRisk int) (int, int) {
	if d.entry == nil {
		return gone, atRisk
	}
	for ; gone < end && d.entry[d.byEntry[gone]] >= t.time; gone++ {
		r := d.byEntry[gone]
		addRow(d.row(r), -weight[r], &t.s0, t.s1, t.s2)
		atRisk--
	}
	if atRisk == t.to-t.from { // only those that end now: leave no rounding behind
		t.s0 = t.d0
		copy(t.s1, t.d1)
		copy(t.s2, t.d2)
	}
	return gone, atRisk
}

// ascent is the state of the optimiser, standardised units.
type ascent struct {
	beta, eta  []float64
	grad, info []float64
	null       float64 // log likelihood at zero
	logLik     float64
	score      float64 // chi-square of the score test
	inverse    *mat.SymDense
	iterations int
	reason     string // error code; empty when converged
}

const (
	maxHalvings = 30
	gainTol     = 1e-13
	// drift is how far a log hazard may still move at the last step of a converged
	// fit; under separation some move by about one for ever.
	drift = 1e-3
)

// slope is log likelihood, gradient and information (upper triangle) at eta.
func (d *design) slope(ctx context.Context, eta []float64) (ll float64, grad, info []float64, err error) {
	grad, info = make([]float64, d.p), make([]float64, d.p*d.p)
	var lost float64 // Kahan: many rows, small steps
	err = d.walk(ctx, eta, true, func(t *tie) {
		part := -t.logS0
		for i := t.from; i < t.to; i++ {
			part += eta[i]
		}
		y := part - lost
		u := ll + y
		lost = (u - ll) - y
		ll = u
		for a := range grad {
			grad[a] += t.sx[a] - t.mean(a)
		}
		t.variance(info, 1)
	})
	return ll, grad, info, err
}

// maximise takes Newton steps with halving. The error is only that of the context.
func (d *design) maximise(ctx context.Context, maxIter int, tick func()) (*ascent, error) {
	s := &ascent{beta: make([]float64, d.p), reason: "survival.not_converged"}
	s.eta = d.linear(s.beta)
	var err error
	if s.logLik, s.grad, s.info, err = d.slope(ctx, s.eta); err != nil {
		return nil, err
	}
	s.null = s.logLik
	if d.p == 0 {
		s.reason = ""
		return s, nil
	}
	for s.reason == "survival.not_converged" && s.iterations < maxIter {
		s.iterations++
		tick()
		step, ok := solveSym(s.info, s.grad)
		if !ok {
			s.reason = "survival.separation"
			break
		}
		gain := dot(s.grad, step)
		if s.iterations == 1 {
			s.score = gain
		}
		done := gain/2 <= gainTol+1e-16*math.Abs(s.logLik)
		moved, err := d.search(ctx, s, step)
		if err != nil {
			return nil, err
		}
		switch {
		case done && moved > drift:
			s.reason = "survival.separation"
		case done:
			s.reason = ""
		}
	}
	var chol mat.Cholesky
	var inv mat.SymDense
	if chol.Factorize(mat.NewSymDense(d.p, s.info)) && chol.InverseTo(&inv) == nil {
		s.inverse = &inv
	}
	return s, nil
}

// search halves the step until the likelihood is no worse, goes there and says how
// far the log hazards moved.
func (d *design) search(ctx context.Context, s *ascent, step []float64) (moved float64, err error) {
	scale := 1.0
	for range maxHalvings {
		to := make([]float64, d.p)
		for j := range to {
			to[j] = s.beta[j] + scale*step[j]
		}
		eta := d.linear(to)
		v, grad, info, err := d.slope(ctx, eta)
		if err != nil {
			return 0, err
		}
		if v >= s.logLik-1e-12*(math.Abs(s.logLik)+0.1) {
			for i, e := range eta {
				moved = math.Max(moved, math.Abs(e-s.eta[i]))
			}
			s.beta, s.eta, s.logLik, s.grad, s.info = to, eta, v, grad, info
			return moved, nil
		}
		scale /= 2
	}
	return 0, nil
}

func solveSym(upper, b []float64) ([]float64, bool) {
	var chol mat.Cholesky
	if !chol.Factorize(mat.NewSymDense(len(b), upper)) {
		return nil, false
	}
	var x mat.VecDense
	if err := chol.SolveVecTo(&x, mat.NewVecDense(len(b), b)); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return nil, false
		}
	}
	return x.RawVector().Data, true
}

func dot(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		s += v * b[i]
	}
	return s
}
