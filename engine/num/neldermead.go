package num

import (
	"context"
	"math"
	"slices"
)

// NelderMead minimises f without derivatives from start, with first steps of the
// given size, restarting once from the best point found. f may return NaN or
// +Inf where it is not defined. The error is only that of the context.
func NelderMead(ctx context.Context, f func([]float64) float64, start []float64, size float64, maxEval int) ([]float64, float64, error) {
	best, value := append([]float64(nil), start...), safe(f(start))
	for range 4 {
		s := newSimplex(f, best, size)
		if err := s.run(ctx, maxEval); err != nil {
			return nil, 0, err
		}
		before := value
		if s.p[0].v < value {
			best, value = s.p[0].x, s.p[0].v
		}
		if before-value <= 1e-10*(math.Abs(value)+1e-10) {
			break
		}
		size /= 2
	}
	return best, value, nil
}

type vertex struct {
	x []float64
	v float64
}

type simplex struct {
	f     func([]float64) float64
	p     []vertex // ascending by value
	evals int
}

func safe(v float64) float64 {
	if math.IsNaN(v) {
		return math.Inf(1)
	}
	return v
}

func newSimplex(f func([]float64) float64, at []float64, size float64) *simplex {
	s := &simplex{f: f}
	for i := -1; i < len(at); i++ {
		x := append([]float64(nil), at...)
		if i >= 0 {
			x[i] += size
		}
		s.p = append(s.p, s.at(x))
	}
	return s
}

func (s *simplex) at(x []float64) vertex {
	s.evals++
	return vertex{x, safe(s.f(x))}
}

func (s *simplex) sort() {
	slices.SortStableFunc(s.p, func(a, b vertex) int {
		switch {
		case a.v < b.v:
			return -1
		case a.v > b.v:
			return 1
		}
		return 0
	})
}

func (s *simplex) run(ctx context.Context, maxEval int) error {
	for s.evals < maxEval {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.sort()
		if s.done() {
			return nil
		}
		s.turn()
	}
	s.sort()
	return ctx.Err()
}

func (s *simplex) done() bool {
	first, last := s.p[0], s.p[len(s.p)-1]
	if !(last.v-first.v <= 1e-12*(math.Abs(first.v)+1e-12)) {
		return false
	}
	for _, p := range s.p[1:] {
		for j, v := range p.x {
			if math.Abs(v-first.x[j]) > 1e-7*(1+math.Abs(v)) {
				return false
			}
		}
	}
	return true
}

// turn replaces the worst point, with the dimension-adapted coefficients of Gao
// and Han (2012), or shrinks towards the best.
func (s *simplex) turn() {
	n := len(s.p) - 1
	d := math.Max(2, float64(n))
	centre := make([]float64, n)
	for _, p := range s.p[:n] {
		for j, v := range p.x {
			centre[j] += v / float64(n)
		}
	}
	worst := s.p[n]
	towards := func(t float64) vertex {
		x := make([]float64, n)
		for j := range x {
			x[j] = centre[j] + t*(centre[j]-worst.x[j])
		}
		return s.at(x)
	}
	inside := 0.75 - 1/(2*d)
	r := towards(1)
	switch {
	case r.v < s.p[0].v:
		if e := towards(1 + 2/d); e.v < r.v {
			r = e
		}
	case r.v < s.p[n-1].v:
	case r.v < worst.v:
		if c := towards(inside); c.v <= r.v {
			r = c
		} else {
			s.shrink(1 - 1/d)
			return
		}
	default:
		c := towards(-inside)
		if c.v >= worst.v {
			s.shrink(1 - 1/d)
			return
		}
		r = c
	}
	s.p[n] = r
}

func (s *simplex) shrink(by float64) {
	for i := 1; i < len(s.p); i++ {
		x := make([]float64, len(s.p[i].x))
		for j := range x {
			x[j] = s.p[0].x[j] + by*(s.p[i].x[j]-s.p[0].x[j])
		}
		s.p[i] = s.at(x)
	}
}
