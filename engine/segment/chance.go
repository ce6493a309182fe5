package segment

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	gonum "gonum.org/v1/gonum/stat"

	"huiliu/engine"
	"huiliu/engine/segment/cluster"
	"huiliu/engine/stat"
)

const (
	copies   = 10   // structureless copies the groups must beat, all of them
	copyRows = 1500 // of each at most
)

// chance is the largest silhouette that as many groups reach in copies of the data
// without groups: clouds with the same covariances, half of them normal, half uniform
// along the principal axes, scaled alike. k-means cuts any cloud into stable halves;
// groups that exist stand further apart than that (Tibshirani, Walther and Hastie 2001;
// Liu, Hayes, Nobel and Marron 2008).
func chance(ctx context.Context, x *mat.Dense, m *cluster.Fitted, seed uint64) (engine.Number, error) {
	scaled := scaledBy(m, x)
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
		rng := stat.NewRand(seed, fmt.Sprint("segment.chance.", run))
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
		c, err := cluster.Fit(ctx, &cloud, cluster.Options{K: m.K, Scale: cluster.Raw, Starts: 5, Sample: copyRows, Bootstraps: -1, Seed: seed}, nil)
		if err != nil {
			return engine.Undefined(), err
		}
		most = math.Max(most, float64(c.Silhouette))
	}
	return engine.Number(most), nil
}

// scaledBy repeats the scaling of the fit.
func scaledBy(m *cluster.Fitted, x *mat.Dense) *mat.Dense {
	rows, cols := x.Dims()
	out := mat.NewDense(rows, cols, nil)
	clip := m.Options.Clip
	for j := range cols {
		if m.Spread[j] == 0 {
			continue
		}
		for i := range rows {
			out.Set(i, j, math.Max(-clip, math.Min(clip, (x.At(i, j)-m.Centre[j])/m.Spread[j])))
		}
	}
	return out
}
