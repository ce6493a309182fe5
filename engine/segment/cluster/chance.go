package cluster

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	gonum "gonum.org/v1/gonum/stat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

const (
	// copies without groups are made, of at most copyRows rows each.
	copies   = 10
	copyRows = 1500
)

// Chance is the largest silhouette that as many groups reach in copies of the data
// without groups: clouds with the same covariances, half of them normal, half uniform
// along the principal axes, scaled alike. k-means cuts any cloud into stable halves;
// groups that exist stand further apart than that (Tibshirani, Walther and Hastie 2001;
// Liu, Hayes, Nobel and Marron 2008).
func (m *Fitted) Chance(ctx context.Context, x *mat.Dense) (engine.Number, error) {
	scaled, seed := m.scaledRows(x), m.Options.Seed
	rows, cols := scaled.Dims()
	cov := mat.NewSymDense(cols, nil)
	gonum.CovarianceMatrix(cov, scaled, nil)
	var axes mat.EigenSym
	if !axes.Factorize(cov, true) {
		return engine.Undefined(), nil
	}
	var turn mat.Dense
	axes.VectorsTo(&turn)
	spread := axes.Values(nil)
	most := math.Inf(-1)
	for run := range copies {
		rng := stat.NewRand(seed, fmt.Sprint("cluster.chance.", run))
		z := mat.NewDense(min(rows, copyRows), cols, nil)
		for i := range min(rows, copyRows) {
			for j := range cols {
				v := rng.NormFloat64()
				if run%2 == 1 {
					v = math.Sqrt(3) * (2*rng.Float64() - 1)
				}
				z.Set(i, j, v*math.Sqrt(math.Max(0, spread[j])))
			}
		}
		var cloud mat.Dense
		cloud.Mul(z, turn.T())
		c, err := Fit(ctx, &cloud, Options{K: m.K, Scale: Raw, Starts: 5, Sample: copyRows, Bootstraps: -1, Seed: seed}, nil)
		if err != nil {
			return engine.Undefined(), err
		}
		most = math.Max(most, float64(c.Silhouette))
	}
	return engine.Number(most), nil
}

// scaledRows is the data as the fit saw them.
func (m *Fitted) scaledRows(x *mat.Dense) *mat.Dense {
	rows, cols := x.Dims()
	out := mat.NewDense(rows, cols, nil)
	for i := range rows {
		out.SetRow(i, m.scaled(x.RawRowView(i)))
	}
	return out
}
