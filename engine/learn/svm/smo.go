package svm

import (
	"context"
	"math"

	"huiliu/engine/learn"
)

const (
	tolerance = 1e-3 // most violation of the conditions of the optimum, as LIBSVM
	tiny      = 1e-12
	cacheSize = 64 << 20 // bytes of kernel rows kept
	lookEvery = 256      // steps between looks at the context
)

// smo is sequential minimal optimisation with second-order choice of pairs (Fan, Chen
// and Lin 2005): minimise ½αᵀQα − Σα, 0 ≤ α ≤ C, Σyα = 0, Q = y yᵀ·likeness.
type smo struct {
	*learn.Design
	c, gamma float64
	sign     []float64 // +1 for an event
	alpha    []float64
	gradient []float64
	kernel   *kernelRows
}

// solve runs to the optimum. Rows whose α ends at 0 are not kept.
func (o Radial) solve(ctx context.Context, d *learn.Design) (*cloud, error) {
	s := &smo{Design: d, c: o.C, gamma: o.Gamma, sign: make([]float64, d.N), alpha: make([]float64, d.N),
		gradient: make([]float64, d.N), kernel: newKernelRows(d, o.Gamma)}
	for i, y := range d.Y {
		s.sign[i], s.gradient[i] = 2*y-1, -1
	}
	most := max(10_000, 100*d.N)
	for step := range most {
		if step%lookEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		i, j := s.pair()
		if j < 0 {
			break
		}
		s.move(i, j)
	}
	out := &cloud{gamma: o.Gamma, bias: s.bias()}
	for i, a := range s.alpha {
		if a > 0 {
			out.dual = append(out.dual, a*s.sign[i])
			out.support = append(out.support, d.Row(i)...)
		}
	}
	return out, nil
}

// upper rows may move with their sign, lower ones against it.
func (s *smo) upper(i int) bool {
	if s.sign[i] > 0 {
		return s.alpha[i] < s.c
	}
	return s.alpha[i] > 0
}

func (s *smo) lower(i int) bool {
	if s.sign[i] > 0 {
		return s.alpha[i] > 0
	}
	return s.alpha[i] < s.c
}

// pair is the row that violates most and the partner that gains most; −1 at the optimum.
func (s *smo) pair() (i, j int) {
	i, j = -1, -1
	high := math.Inf(-1)
	for t, g := range s.gradient {
		if v := -s.sign[t] * g; s.upper(t) && v > high {
			i, high = t, v
		}
	}
	if i < 0 {
		return -1, -1
	}
	like := s.kernel.row(i)
	low, best := math.Inf(1), 0.0
	for t, g := range s.gradient {
		if !s.lower(t) {
			continue
		}
		v := -s.sign[t] * g
		low = min(low, v)
		if gap := high - v; gap > 0 {
			curve := max(2-2*float64(like[t]), tiny)
			if gain := gap * gap / curve; gain > best {
				j, best = t, gain
			}
		}
	}
	if high-low < tolerance {
		return i, -1
	}
	return i, j
}

// move goes to the optimum of two α within their box.
func (s *smo) move(i, j int) {
	ki, kj := s.kernel.row(i), s.kernel.row(j)
	curve := max(2-2*float64(ki[j]), tiny)
	step := (-s.sign[i]*s.gradient[i] + s.sign[j]*s.gradient[j]) / curve // of sign·α of i; that of j falls
	room := func(t int, direction float64) float64 {
		if s.sign[t]*direction > 0 {
			return s.c - s.alpha[t]
		}
		return s.alpha[t]
	}
	ri, rj := room(i, 1), room(j, -1)
	step = min(step, ri, rj)
	s.set(i, s.alpha[i]+s.sign[i]*step, step == ri, s.sign[i] > 0)
	s.set(j, s.alpha[j]-s.sign[j]*step, step == rj, s.sign[j] < 0)
	for t, y := range s.sign {
		s.gradient[t] += y * step * (float64(ki[t]) - float64(kj[t]))
	}
}

// set puts α exactly onto its bound when it got there.
func (s *smo) set(t int, to float64, bound, up bool) {
	switch {
	case bound && up:
		to = s.c
	case bound:
		to = 0
	}
	s.alpha[t] = to
}

// bias is the mean over rows on the margin, or the middle of what the others allow.
func (s *smo) bias() float64 {
	var sum, n float64
	high, low := math.Inf(-1), math.Inf(1)
	for t, g := range s.gradient {
		v := -s.sign[t] * g
		switch {
		case s.upper(t) && s.lower(t):
			sum, n = sum+v, n+1
		case s.upper(t):
			high = max(high, v)
		default:
			low = min(low, v)
		}
	}
	if n > 0 {
		return sum / n
	}
	return (high + low) / 2
}

// kernelRows keeps the rows of the kernel used last.
type kernelRows struct {
	*learn.Design
	gamma float64
	rows  [][]float32
	used  []int // turn a row was last asked for
	kept  []int // rows in memory
	most  int
	turn  int
}

func newKernelRows(d *learn.Design, gamma float64) *kernelRows {
	return &kernelRows{Design: d, gamma: gamma, rows: make([][]float32, d.N), used: make([]int, d.N),
		most: max(2, cacheSize/(4*max(d.N, 1)))}
}

func (k *kernelRows) row(i int) []float32 {
	k.turn++
	k.used[i] = k.turn
	if k.rows[i] != nil {
		return k.rows[i]
	}
	var room []float32
	if len(k.kept) < k.most {
		room = make([]float32, k.N)
		k.kept = append(k.kept, i)
	} else {
		oldest := 0
		for at, t := range k.kept {
			if k.used[t] < k.used[k.kept[oldest]] {
				oldest = at
			}
		}
		room, k.rows[k.kept[oldest]] = k.rows[k.kept[oldest]], nil
		k.kept[oldest] = i
	}
	from := k.Row(i)
	for t := range room {
		room[t] = float32(likeness(k.gamma, from, k.Row(t)))
	}
	k.rows[i] = room
	return room
}
