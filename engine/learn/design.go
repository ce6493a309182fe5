package learn

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Scale standardises the columns of a matrix by the training rows.
type Scale struct {
	Mean []float64 `json:"mean"`
	SD   []float64 `json:"sd"` // population; 0 marks a column without a say
}

// Kept counts the columns that have a say.
func (s *Scale) Kept() int {
	n := 0
	for _, v := range s.SD {
		n += int(unit(v > 0))
	}
	return n
}

// Row writes the standardised columns that have a say into to and returns it; nil for
// a row of another width.
func (s *Scale) Row(row, to []float64) []float64 {
	if len(row) != len(s.SD) {
		return nil
	}
	to = to[:0]
	for j, v := range row {
		if s.SD[j] > 0 {
			to = append(to, (v-s.Mean[j])/s.SD[j])
		}
	}
	return to
}

// Design is training rows as optimisers like them: standardised, without constant
// columns, and in an order that depends only on their content, so that every later sum
// is the same for permuted rows.
type Design struct {
	N, P     int
	X        []float64 // row after row
	Y        []float64 // 1 for an event
	Kept     []int     // the columns of the matrix
	Scale    Scale
	Constant []int // columns of the matrix without a say: all values equal
	Aliased  []int // earlier ones add up to them
	Order    []int // the row of the matrix each row was

	tiles []float64 // the rows again, see tile; laid out when first used
}

// Row is row i.
func (d *Design) Row(i int) []float64 { return d.X[i*d.P : (i+1)*d.P] }

// NewDesign prepares the rows of a matrix of numbers. Columns that earlier ones add up
// to stay in when aliased is true. A column too large to standardise is Error
// "learn.out_of_range".
func NewDesign(ctx context.Context, x *mat.Dense, y []bool, aliased bool, names []string) (*Design, error) {
	order := contentOrder(x, y)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, bad := stat.Standardise(x, order, aliased)
	if bad >= 0 {
		return nil, &engine.Error{Code: "learn.out_of_range", Place: engine.Place{Column: columnName(names, bad)},
			Args: engine.Args{"column": columnName(names, bad)}}
	}
	d := &Design{N: c.N, P: c.P, X: c.X, Kept: c.Kept, Y: make([]float64, c.N), Scale: Scale{Mean: c.Mean, SD: c.SD},
		Constant: c.Constant, Aliased: c.Aliased, Order: order}
	for i, r := range order {
		d.Y[i] = unit(y[r])
	}
	return d, ctx.Err()
}

// Events counts the rows with an event.
func (d *Design) Events() int {
	var n float64
	for _, v := range d.Y {
		n += v
	}
	return int(n)
}

// Prior is the log odds of the share of events.
func (d *Design) Prior() float64 {
	events := float64(d.Events())
	return math.Log(events / (float64(d.N) - events))
}

// Take is a design of some of the rows, on the same scale.
func (d *Design) Take(rows []int) *Design {
	out := &Design{N: len(rows), P: d.P, X: make([]float64, 0, len(rows)*d.P), Y: make([]float64, len(rows)), Kept: d.Kept,
		Scale: d.Scale, Constant: d.Constant, Aliased: d.Aliased, Order: make([]int, len(rows))}
	for k, i := range rows {
		out.X = append(out.X, d.Row(i)...)
		out.Y[k], out.Order[k] = d.Y[i], d.Order[i]
	}
	return out
}

// Outcomes are the outcomes in the design's order.
func (d *Design) Outcomes() []bool {
	y := make([]bool, d.N)
	for i, v := range d.Y {
		y[i] = v == 1
	}
	return y
}

func contentOrder(x *mat.Dense, y []bool) []int {
	order, first := make([]int, len(y)), make([]float64, len(y))
	for i := range order {
		order[i], first[i] = i, x.RawRowView(i)[0]
	}
	slices.SortFunc(order, func(a, b int) int {
		switch { // mostly enough, and close together
		case first[a] < first[b]:
			return -1
		case first[a] > first[b]:
			return 1
		}
		if c := slices.Compare(x.RawRowView(a), x.RawRowView(b)); c != 0 {
			return c
		}
		switch {
		case y[a] == y[b]:
			return cmp.Compare(a, b)
		case y[b]:
			return -1
		}
		return 1
	})
	return order
}
