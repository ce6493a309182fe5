package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Covariates are the columns of a model made comparable: less their mean, over their
// population standard deviation. Columns without a say are left out of X.
type Covariates struct {
	N, P     int
	X        []float64 // N rows of P values
	Mean, SD []float64 // of every column; SD 0 marks one without a say
	Kept     []int     // columns of X
	Constant []int
	Aliased  []int // earlier columns add up to them
}

// aliasTolerance is the share of a column's variance that must be its own, not explained
// by the columns before it; less is rounding.
const aliasTolerance = 1e-10

// Standardise takes the rows of x in the given order. Columns that earlier ones add up to
// stay when aliased is set: a penalised fit can tell them apart. A column whose values
// overflow when squared is returned as bad, with nothing else; −1 is none.
func Standardise(x *mat.Dense, order []int, aliased bool) (c *Covariates, bad int) {
	_, p := x.Dims()
	c = &Covariates{N: len(order), Mean: make([]float64, p), SD: make([]float64, p)}
	column, squares := make([]float64, c.N), make([]float64, c.N)
	for j := range p {
		raw := x.RawMatrix()
		for i, r := range order {
			column[i] = raw.Data[r*raw.Stride+j]
		}
		c.Mean[j], c.SD[j] = spreadOf(column, squares)
		switch {
		case math.IsInf(c.SD[j], 0) || math.IsNaN(c.SD[j]) || math.IsInf(c.Mean[j], 0):
			return nil, j
		case c.SD[j] == 0:
			c.Constant = append(c.Constant, j)
		default:
			c.Kept = append(c.Kept, j)
		}
	}
	c.fill(x, order)
	if aliased {
		return c, -1
	}
	if lost := c.explained(); len(lost) > 0 {
		c.drop(lost)
		c.fill(x, order)
	}
	return c, -1
}

// spreadOf is mean and population standard deviation; of equal values exactly 0. The
// squares are only room to work in.
func spreadOf(column, squares []float64) (mean, sd float64) {
	least, most := column[0], column[0]
	for _, v := range column {
		if v < least {
			least = v
		}
		if v > most {
			most = v
		}
	}
	if least == most {
		return least, 0
	}
	mean = Mean(column)
	for i, v := range column {
		squares[i] = (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(Mean(squares))
}

// Row is the kept columns of row i.
func (c *Covariates) Row(i int) []float64 { return c.X[i*c.P : (i+1)*c.P] }

func (c *Covariates) fill(x *mat.Dense, order []int) {
	c.P = len(c.Kept)
	c.X = make([]float64, c.N*c.P)
	for i, r := range order {
		from, to := x.RawRowView(r), c.Row(i)
		for k, j := range c.Kept {
			to[k] = (from[j] - c.Mean[j]) / c.SD[j]
		}
	}
}

// explained lists positions in Kept of columns that earlier ones add up to, by a
// Cholesky decomposition of the correlations that skips spent columns.
func (c *Covariates) explained() (lost []int) {
	p := c.P
	g := make([]float64, p*p)
	for i := range c.N {
		row := c.Row(i)
		for a, va := range row {
			ga := g[a*p:]
			for b := 0; b <= a; b++ {
				ga[b] += va * row[b]
			}
		}
	}
	for a := range p {
		for b := range a + 1 {
			s := g[a*p+b] / float64(c.N)
			for k := range b {
				s -= g[a*p+k] * g[b*p+k]
			}
			switch {
			case b < a && g[b*p+b] > 0:
				g[a*p+b] = s / g[b*p+b]
			case b < a || s < aliasTolerance:
				g[a*p+b] = 0
			default:
				g[a*p+b] = math.Sqrt(s)
			}
		}
		if g[a*p+a] == 0 {
			lost = append(lost, a)
		}
	}
	return lost
}

func (c *Covariates) drop(lost []int) {
	kept := c.Kept[:0:0]
	for k, j := range c.Kept {
		if slices.Contains(lost, k) {
			c.SD[j] = 0
			c.Aliased = append(c.Aliased, j)
			continue
		}
		kept = append(kept, j)
	}
	c.Kept = kept
}
