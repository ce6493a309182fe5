package tree

import (
	"cmp"
	"context"
	"math"
	"slices"
)

const (
	pairSteps   = 8  // coarse bins of each side of a surface
	pairColumns = 12 // columns with the widest curves are paired
)

// Surface is what two columns add together beyond their curves: Value of the coarse
// bins their bins belong to.
type Surface struct {
	A     int         `json:"a"` // features
	B     int         `json:"b"`
	StepA []int       `json:"stepA"` // coarse bin of each bin of A
	StepB []int       `json:"stepB"`
	Value [][]float64 `json:"value"` // [step of A][step of B]
}

func (s *Surface) at(t *table, row int) float64 {
	return s.Value[s.StepA[t.bin(s.A, row)]][s.StepB[t.bin(s.B, row)]]
}

// coarse joins neighbouring bins into a few of about equally many rows; missing values
// stay apart, levels of words keep their order by curve.
func coarse(curve []float64, weight []int, words bool) []int {
	order := make([]int, 0, len(weight)-1)
	total := 0
	for b := 1; b < len(weight); b++ {
		order = append(order, b)
		total += weight[b]
	}
	if words {
		slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(curve[x], curve[y]) })
	}
	step := make([]int, len(weight))
	seen := 0
	for _, b := range order {
		step[b] = 1 + min((2*seen+weight[b])*(pairSteps-1)/max(2*total, 1), pairSteps-2)
		seen += weight[b]
	}
	return step
}

// addPairs finds the pairs that explain most of what the curves leave, and learns
// their surfaces by the same small steps.
func (a *additive) addPairs(ctx context.Context) error {
	if a.Additive.Pairs == 0 {
		return nil
	}
	type candidate struct {
		Surface
		gain float64
	}
	var list []candidate
	wide := a.widest()
	for x, j := range wide {
		for _, k := range wide[x+1:] {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s := a.surface(min(j, k), max(j, k))
			gain := 0.0
			for _, row := range a.cells(&s) {
				for _, c := range row {
					if c.h > 0 {
						gain += float64(c.g) * float64(c.g) / (float64(c.h) + a.shape.l2)
					}
				}
			}
			list = append(list, candidate{s, gain})
		}
	}
	slices.SortStableFunc(list, func(x, y candidate) int { return cmp.Compare(y.gain, x.gain) })
	for _, c := range list[:min(a.Additive.Pairs, len(list))] {
		a.model.Pairs = append(a.model.Pairs, c.Surface)
	}
	return a.fitPairs(ctx)
}

func (a *additive) fitPairs(ctx context.Context) error {
	for range a.model.Rounds {
		for k := range a.model.Pairs {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s := &a.model.Pairs[k]
			step := Surface{A: s.A, B: s.B, StepA: s.StepA, StepB: s.StepB, Value: grid()}
			for x, row := range a.cells(s) {
				for y, c := range row {
					if c.h >= a.shape.minHessian {
						step.Value[x][y] = -float64(c.g) / (float64(c.h) + a.shape.l2) * hessOne / gradOne * a.shape.rate
						s.Value[x][y] += step.Value[x][y]
					}
				}
			}
			err := overRows(ctx, a.rows, func(from, to int) {
				for i := from; i < to; i++ {
					a.score[i] += step.at(a.table, i)
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// widest lists the columns whose curves move the score most.
func (a *additive) widest() []int {
	spread := make([]float64, len(a.model.Curve))
	order := make([]int, len(spread))
	for j, c := range a.model.Curve {
		order[j] = j
		for b, v := range c {
			spread[j] += math.Abs(v) * float64(a.model.Weight[j][b])
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(spread[y], spread[x]) })
	return order[:min(pairColumns, len(order))]
}

func (a *additive) surface(j, k int) Surface {
	m := a.model
	return Surface{A: j, B: k, Value: grid(),
		StepA: coarse(m.Curve[j], m.Weight[j], a.bins.Features[j].Words),
		StepB: coarse(m.Curve[k], m.Weight[k], a.bins.Features[k].Words)}
}

func grid() [][]float64 {
	g := make([][]float64, pairSteps)
	for i := range g {
		g[i] = make([]float64, pairSteps)
	}
	return g
}

// cells sums gradients over the cells of a surface.
func (a *additive) cells(s *Surface) [pairSteps][pairSteps]sums {
	var out [pairSteps][pairSteps]sums
	for i := range a.rows {
		c := &out[s.StepA[a.bin(s.A, i)]][s.StepB[a.bin(s.B, i)]]
		*c = c.plus(unpack(packGradient(sigmoid(a.score[i]), a.y[i])))
	}
	return out
}
