package num_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"huiliu/engine/num"
)

// rosenbrock has its minimum 0 at (1, 1) at the end of a curved valley.
func rosenbrock(x, g []float64) float64 {
	a, b := 1-x[0], x[1]-x[0]*x[0]
	if g != nil {
		g[0], g[1] = -2*a-400*x[0]*b, 200*b
	}
	return a*a + 100*b*b
}

func TestMinimise_FindsTheEndOfACurvedValley(t *testing.T) {
	s, err := num.Minimise(context.Background(), rosenbrock, []float64{-1.2, 1}, num.Options{})
	if err != nil || !s.Converged || math.Abs(s.X[0]-1) > 1e-9 || math.Abs(s.X[1]-1) > 1e-9 {
		t.Fatalf("%+v, %v", s, err)
	}
	// The Hessian at the minimum is (802, −400; −400, 200): inverse (0.5, 1; 1, 2.005).
	cov, ok := s.Covariance()
	if !ok || math.Abs(cov.At(0, 0)-0.5) > 1e-4 || math.Abs(cov.At(1, 1)-2.005) > 1e-3 {
		t.Errorf("covariance %v %v", cov, ok)
	}
}

func TestMinimise_StopsAtTheBoundAndSaysSo(t *testing.T) {
	f := func(x, g []float64) float64 {
		if g != nil {
			g[0], g[1] = -math.Exp(-x[0]), 2*(x[1]-3)
		}
		return math.Exp(-x[0]) + (x[1]-3)*(x[1]-3)
	}
	s, err := num.Minimise(context.Background(), f, []float64{0, 0}, num.Options{Bound: 6})
	if err != nil || !s.Converged || !s.At[0] || s.At[1] || s.X[0] != 6 || math.Abs(s.X[1]-3) > 1e-7 {
		t.Fatalf("%+v, %v", s, err)
	}
	cov, ok := s.Covariance()
	if !ok || !math.IsNaN(cov.At(0, 0)) || math.Abs(cov.At(1, 1)-0.5) > 1e-6 {
		t.Errorf("covariance %v %v", cov, ok)
	}
}

func TestMinimise_StopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	o := num.Options{Tick: cancel}
	if _, err := num.Minimise(ctx, rosenbrock, []float64{-1.2, 1}, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, _, err := num.NelderMead(ctx, func([]float64) float64 { return 0 }, []float64{1}, 1, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNelderMead_NeedsNoGradient(t *testing.T) {
	f := func(x []float64) float64 {
		if x[0] < -1.5 {
			return math.NaN()
		}
		return rosenbrock(x, nil)
	}
	x, v, err := num.NelderMead(context.Background(), f, []float64{-1.2, 1}, 0.5, 5000)
	if err != nil || v > 1e-9 || math.Abs(x[0]-1) > 1e-4 {
		t.Errorf("%v %v %v", x, v, err)
	}
}

// One parameter runs to its bound, the others lie in a valley along it.
func TestMinimise_GoesOnAlongABound(t *testing.T) {
	valley := func(x, g []float64) float64 { // minimum of the last two at (2, 6) once the first is at its bound
		e, d := math.Exp(-x[0]), x[2]-3*x[1]
		s := math.Tanh(x[1] - 2)
		if g != nil {
			g[0] = -e
			g[1] = 2*s*(1-s*s) - 6*d
			g[2] = 2 * d
		}
		return e + s*s + d*d
	}
	for _, start := range [][]float64{{0, -4, 0}, {-1, 7, 1}, {5, 2, -9}} {
		s, err := num.Minimise(context.Background(), valley, start, num.Options{Bound: 12})
		if err != nil || !s.Converged || !s.At[0] || s.At[1] || s.At[2] || s.Iterations > 100 ||
			math.Abs(s.X[1]-2) > 1e-6 || math.Abs(s.X[2]-6) > 1e-6 {
			t.Errorf("from %v: %+v, %v", start, s, err)
		}
	}
}
