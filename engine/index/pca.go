package index

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat"
)

// Components are the principal components of the correlations of some columns.
type Components struct {
	Eigenvalues []float64 `json:"eigenvalues"` // largest first, sum = number of columns that vary
	// Loadings are by component, then by column; their signs are aligned so that the loadings
	// of a component add up to 0 or more. A column that does not vary has loading 0.
	Loadings [][]float64 `json:"loadings"`
	Rows     int         `json:"rows"` // without a missing value
}

// Principal decomposes the correlations (sample standard deviations) of columns; rows with
// a missing value are left out. With fewer than two rows or no column that varies there
// are no components.
func Principal(columns [][]float64) Components {
	z, vary := standardised(columns)
	c := Components{Eigenvalues: []float64{}, Loadings: [][]float64{}}
	if len(z) > 0 {
		c.Rows = len(z[0])
	}
	if len(vary) == 0 {
		return c
	}
	r := mat.NewSymDense(len(vary), nil)
	for a, i := range vary {
		for b, j := range vary[:a+1] {
			var dot float64
			for k := range z[i] {
				dot += z[i][k] * z[j][k]
			}
			r.SetSym(a, b, dot/float64(c.Rows-1))
		}
	}
	var e mat.EigenSym
	if !e.Factorize(r, true) {
		return c
	}
	values := e.Values(nil) // ascending
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	for k := len(values) - 1; k >= 0; k-- {
		c.Eigenvalues = append(c.Eigenvalues, values[k])
		l := make([]float64, len(columns))
		for a, i := range vary {
			l[i] = vectors.At(a, k)
		}
		if stat.Sum(l) < 0 {
			for i := range l {
				l[i] = -l[i]
			}
		}
		c.Loadings = append(c.Loadings, l)
	}
	return c
}

// standardised are the columns of the complete rows with mean 0 and variance 1, and
// which of them vary.
func standardised(columns [][]float64) (z [][]float64, vary []int) {
	if len(columns) == 0 {
		return nil, nil
	}
	var rows []int
	for i := range columns[0] {
		if !slices.ContainsFunc(columns, func(c []float64) bool { return math.IsNaN(c[i]) }) {
			rows = append(rows, i)
		}
	}
	for j, c := range columns {
		x := make([]float64, len(rows))
		for k, i := range rows {
			x[k] = c[i]
		}
		mean, sd := stat.Mean(x), math.Sqrt(stat.Variance(x))
		if len(rows) > 1 && sd > 1e-12*math.Max(1, math.Abs(mean)) {
			vary = append(vary, j)
			for k := range x {
				x[k] = (x[k] - mean) / sd
			}
		}
		z = append(z, x)
	}
	return z, vary
}

// Share is the share of the variance that component k holds; undefined components are NaN.
func (c *Components) Share(k int) float64 {
	if k >= len(c.Eigenvalues) {
		return math.NaN()
	}
	return c.Eigenvalues[k] / stat.Sum(c.Eigenvalues)
}

// Weights are the loadings of the first component, sum 1; an indicator that runs against
// the others weighs nothing. nil where there is no component.
func (c *Components) Weights() []float64 {
	if len(c.Loadings) == 0 {
		return nil
	}
	return Manual(c.Loadings[0])
}
