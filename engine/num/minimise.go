// Package num finds the minimum of smooth functions of a few parameters, with
// gradients (BFGS finished by Newton steps) or without (Nelder–Mead), and takes
// second derivatives. Everything is deterministic and stops with its context.
//
//	s, err := num.Minimise(ctx, f, start, num.Options{})
//	if s.Converged { cov, ok := s.Covariance() … }
package num

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Smooth is a function to minimise. It fills grad, unless that is nil, and
// returns the value; NaN or +Inf says "not here".
type Smooth func(x, grad []float64) float64

// Options steer a minimisation. The zero value is good for mean log likelihoods
// of log parameters.
type Options struct {
	MaxIter int     // BFGS steps; 0 means 500
	Tol     float64 // largest gradient component of a minimum; 0 means 1e-9
	Bound   float64 // |x| stays within it; 0 means unbounded
	MaxStep float64 // longest step of one iteration in any component; 0 means 2
	Tick    func()  // called once an iteration, for progress
	// Inverse is a guess of the inverse Hessian, such as the Covariance of a
	// Solution on part of the data; nil starts without one.
	Inverse *mat.SymDense
}

// Solution is where a minimisation ended. At marks parameters that stopped at the
// bound with the function still falling beyond it.
type Solution struct {
	X          []float64
	Value      float64
	Gradient   []float64
	Hessian    *mat.SymDense
	At         []bool
	Iterations int
	Converged  bool
}

const (
	maxIter    = 500
	tol        = 1e-9
	maxStep    = 2
	polish     = 8     // Newton steps at the end
	short      = 1e-11 // promise of a step after which the Hessian is taken as known
	halvings   = 50    // of one line search
	armijo     = 1e-4
	wolfe      = 0.9
	hessianGap = 1e-4 // half width of the difference that takes second derivatives
	forwardGap = 1e-5 // width of a one-sided one
)

type search struct {
	f      Smooth
	o      Options
	s      *Solution
	inv    *mat.SymDense // approximate inverse Hessian
	dir    []float64
	x, g   []float64 // trial point and its gradient
	ctx    context.Context
	failed bool
	fresh  bool   // inv has seen no step
	bound  []bool // parameters resting at the bound as inv was built
}

// Minimise walks from start to a local minimum. The error is only that of the
// context; a search that ends without a minimum has Converged false.
func Minimise(ctx context.Context, f Smooth, start []float64, o Options) (*Solution, error) {
	if o.MaxIter == 0 {
		o.MaxIter = maxIter
	}
	if o.Tol == 0 {
		o.Tol = tol
	}
	if o.Bound == 0 {
		o.Bound = math.Inf(1)
	}
	if o.MaxStep == 0 {
		o.MaxStep = maxStep
	}
	n := len(start)
	w := &search{f: f, o: o, ctx: ctx, dir: make([]float64, n), x: make([]float64, n), g: make([]float64, n)}
	w.s = &Solution{X: append([]float64(nil), start...), Gradient: make([]float64, n), At: make([]bool, n)}
	w.s.Value = f(w.s.X, w.s.Gradient)
	w.gradient()
	w.restart()
	if o.Inverse != nil {
		w.inv.CopySym(o.Inverse)
		w.fresh = false
	}
	for w.s.Iterations < o.MaxIter && !w.failed {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if w.gradient() <= o.Tol {
			break
		}
		if !slices.Equal(w.s.At, w.bound) {
			// The block of an inverse is not the inverse of a block: what was learnt with
			// other parameters free misleads for good.
			w.restart()
		}
		w.step()
	}
	err := w.finish()
	return w.s, err
}

func (w *search) restart() {
	n := len(w.s.X)
	w.fresh, w.bound = true, slices.Clone(w.s.At)
	w.inv = mat.NewSymDense(n, nil)
	for i := range n {
		w.inv.SetSym(i, i, 1)
	}
}

// gradient is the largest component that still matters, parameters resting at
// the bound left out.
func (w *search) gradient() float64 {
	most := 0.0
	for i, g := range w.s.Gradient {
		w.s.At[i] = math.Abs(w.s.X[i]) >= w.o.Bound && g*w.s.X[i] < 0
		if !w.s.At[i] {
			most = math.Max(most, math.Abs(g))
		}
		if math.IsNaN(g) {
			return math.Inf(1)
		}
	}
	return most
}

func (w *search) step() {
	w.s.Iterations++
	if w.o.Tick != nil {
		w.o.Tick()
	}
	slope := w.direction()
	if !(slope < 0) {
		w.restart()
		if slope = w.direction(); !(slope < 0) {
			w.failed = true
			return
		}
	}
	value, ok := w.line(slope)
	if !ok {
		w.failed = true
		return
	}
	w.update()
	copy(w.s.X, w.x)
	copy(w.s.Gradient, w.g)
	w.s.Value = value
}

// direction is −inv·gradient over the free parameters, cut to the longest step.
func (w *search) direction() float64 {
	n, longest := len(w.dir), 0.0
	for i := range n {
		w.dir[i] = 0
		if w.s.At[i] {
			continue
		}
		for j := range n {
			if !w.s.At[j] {
				w.dir[i] -= w.inv.At(i, j) * w.s.Gradient[j]
			}
		}
		longest = math.Max(longest, math.Abs(w.dir[i]))
	}
	slope := 0.0
	for i := range n {
		if longest > w.o.MaxStep {
			w.dir[i] *= w.o.MaxStep / longest
		}
		slope += w.dir[i] * w.s.Gradient[i]
	}
	return slope
}

// line finds a point that meets the weak Wolfe conditions by bisection.
func (w *search) line(slope float64) (float64, bool) {
	low, high, t := 0.0, math.Inf(1), 1.0
	longest := 0.0
	for _, d := range w.dir {
		longest = math.Max(longest, math.Abs(d))
	}
	most := math.Max(4, w.o.MaxStep/longest) // where the function is not convex
	noise := 1e-14 * math.Abs(w.s.Value)
	for range halvings {
		if w.ctx.Err() != nil {
			return 0, false
		}
		clamped := w.move(t)
		v := w.f(w.x, w.g)
		switch {
		case math.IsNaN(v) || v > w.s.Value+armijo*t*slope+noise:
			high = t
		case !clamped && dot(w.g, w.dir) < wolfe*slope && t < most:
			low = t
		default:
			return v, true
		}
		if math.IsInf(high, 1) {
			t = 2 * low
		} else {
			t = (low + high) / 2
		}
		if high-low < 1e-14 {
			return 0, false
		}
	}
	return 0, false
}

func (w *search) move(t float64) (clamped bool) {
	for i := range w.x {
		v := w.s.X[i] + t*w.dir[i]
		if math.Abs(v) > w.o.Bound {
			v, clamped = math.Copysign(w.o.Bound, v), true
		}
		w.x[i] = v
	}
	return clamped
}

// update is the BFGS formula for the inverse Hessian.
func (w *search) update() {
	n := len(w.x)
	s, y := make([]float64, n), make([]float64, n)
	for i := range n {
		if !w.s.At[i] {
			s[i], y[i] = w.x[i]-w.s.X[i], w.g[i]-w.s.Gradient[i]
		}
	}
	sy := dot(s, y)
	if !(sy > 1e-18) {
		return
	}
	if w.fresh {
		w.fresh = false
		scale := sy / dot(y, y)
		for i := range n {
			w.inv.SetSym(i, i, scale)
		}
	}
	hy := make([]float64, n)
	for i := range n {
		for j := range n {
			hy[i] += w.inv.At(i, j) * y[j]
		}
	}
	c := (1 + dot(y, hy)/sy) / sy
	for i := range n {
		for j := i; j < n; j++ {
			w.inv.SetSym(i, j, w.inv.At(i, j)+c*s[i]*s[j]-(hy[i]*s[j]+s[i]*hy[j])/sy)
		}
	}
}

// finish takes Newton steps with the true curvature while they help and leaves
// value, gradient and Hessian of the last point. The Hessian is the dearest part:
// it is not taken again after a step too short to change it.
func (w *search) finish() error {
	for range polish {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		w.gradient()
		w.s.Hessian = w.curvature()
		step, gain, ok := w.newton()
		if !ok || !w.accept(step) || gain <= short {
			break
		}
	}
	w.s.Converged = w.gradient() <= 100*w.o.Tol && !math.IsNaN(w.s.Value)
	return w.ctx.Err()
}

// curvature is the Hessian at the last point. Where a good guess led there it is the dear
// part, and forward differences from the known gradient do.
func (w *search) curvature() *mat.SymDense {
	if w.o.Inverse == nil {
		return Hessian(w.f, w.s.X)
	}
	n := len(w.s.X)
	h := mat.NewSymDense(n, nil)
	copy(w.x, w.s.X)
	for i := range n {
		w.x[i] += forwardGap
		w.f(w.x, w.g)
		w.x[i] = w.s.X[i]
		for j := range n {
			slope := (w.g[j] - w.s.Gradient[j]) / forwardGap
			if j < i { // the mean of both ways
				slope = (slope + h.At(i, j)) / 2
			}
			h.SetSym(i, j, slope)
		}
	}
	return h
}

// accept goes a Newton step further unless that is no better.
func (w *search) accept(step []float64) bool {
	copy(w.dir, step)
	w.move(1)
	v := w.f(w.x, w.g)
	if math.IsNaN(v) || v > w.s.Value+1e-13*math.Abs(w.s.Value) || worse(w.g, w.s.Gradient) {
		return false
	}
	copy(w.s.X, w.x)
	copy(w.s.Gradient, w.g)
	w.s.Value = v
	return true
}

func worse(a, b []float64) bool { return dot(a, a) >= dot(b, b) }

func (w *search) newton() (step []float64, gain float64, ok bool) {
	free := w.s.free()
	var chol mat.Cholesky
	if len(free) == 0 || !chol.Factorize(sub(w.s.Hessian, free)) {
		return nil, 0, false
	}
	rhs := mat.NewVecDense(len(free), nil)
	for k, i := range free {
		rhs.SetVec(k, -w.s.Gradient[i])
	}
	var v mat.VecDense
	if chol.SolveVecTo(&v, rhs) != nil {
		return nil, 0, false
	}
	step = make([]float64, len(w.x))
	for k, i := range free {
		step[i] = math.Max(-w.o.MaxStep, math.Min(w.o.MaxStep, v.AtVec(k)))
		gain -= w.s.Gradient[i] * step[i]
	}
	return step, gain, true
}

func (s *Solution) free() []int {
	var free []int
	for i, at := range s.At {
		if !at {
			free = append(free, i)
		}
	}
	return free
}

func sub(h *mat.SymDense, keep []int) *mat.SymDense {
	out := mat.NewSymDense(len(keep), nil)
	for a, i := range keep {
		for b := a; b < len(keep); b++ {
			out.SetSym(a, b, h.At(i, keep[b]))
		}
	}
	return out
}

// Covariance inverts the Hessian over the parameters that are not at the bound;
// those are NaN. Not ok when the minimum is flat in some direction.
func (s *Solution) Covariance() (*mat.SymDense, bool) {
	n, free := len(s.X), s.free()
	out := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			out.SetSym(i, j, math.NaN())
		}
	}
	var chol mat.Cholesky
	var inv mat.SymDense
	if len(free) == 0 || s.Hessian == nil || !chol.Factorize(sub(s.Hessian, free)) || chol.Cond() > 1e12 {
		return out, false
	}
	if chol.InverseTo(&inv) != nil {
		return out, false
	}
	for a, i := range free {
		for b := a; b < len(free); b++ {
			out.SetSym(i, free[b], inv.At(a, b))
		}
	}
	return out, true
}

// Hessian is the matrix of second derivatives by central differences of the gradient.
func Hessian(f Smooth, x []float64) *mat.SymDense {
	n := len(x)
	at, up, down := append([]float64(nil), x...), make([]float64, n), make([]float64, n)
	full := mat.NewDense(n, n, nil)
	for i := range n {
		at[i] = x[i] + hessianGap
		f(at, up)
		at[i] = x[i] - hessianGap
		f(at, down)
		at[i] = x[i]
		for j := range n {
			full.Set(i, j, (up[j]-down[j])/(2*hessianGap))
		}
	}
	h := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			h.SetSym(i, j, (full.At(i, j)+full.At(j, i))/2)
		}
	}
	return h
}

func dot(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		s += v * b[i]
	}
	return s
}
