package cluster

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// describe fills groups, traits and stability.
func (m *Fitted) describe(ctx context.Context, x *mat.Dense, p *points, s *partition) error {
	m.Of = make([]int, p.n)
	rows := make([][]int, m.K)
	for i, g := range s.of {
		m.Of[p.order[i]] = g
		rows[g] = append(rows[g], p.order[i])
	}
	stability, err := p.stability(ctx, s, m.Options)
	if err != nil {
		return err
	}
	own := p.silhouetteByGroup(s, m.Options)
	for g := range m.K {
		m.Groups = append(m.Groups, Group{N: int64(s.size[g]), Share: float64(s.size[g]) / float64(p.n),
			Centre: s.centres[g], Silhouette: engine.Number(own[g]), Stability: engine.Number(stability[g])})
		if stability[g] < Accident {
			m.Warnings = append(m.Warnings, engine.Warning{Code: "cluster.unstable_group",
				Args: engine.Args{"group": g + 1, "stability": engine.Number(stability[g])}})
		}
	}
	n, cols := x.Dims()
	column := make([]float64, n)
	for j := range cols {
		for i, r := range p.order {
			column[i] = x.At(r, j)
		}
		mean, sd := stat.Mean(column), math.Sqrt(stat.Variance(column))
		for g := range m.K {
			values := make([]float64, 0, len(rows[g]))
			for _, r := range rows[g] {
				values = append(values, x.At(r, j))
			}
			t := Trait{Name: m.Names[j], Mean: stat.Mean(values), Median: stat.Median(values), Everyone: mean}
			t.Diff = engine.Number((t.Mean - mean) / sd)
			m.Groups[g].Traits = append(m.Groups[g].Traits, t)
		}
	}
	for g := range m.Groups {
		slices.SortStableFunc(m.Groups[g].Traits, func(a, b Trait) int {
			return cmp.Compare(math.Abs(float64(b.Diff)), math.Abs(float64(a.Diff)))
		})
	}
	return ctx.Err()
}

func (p *points) silhouetteByGroup(s *partition, o Options) []float64 {
	sample := p.pick(stat.NewRand(o.Seed, "cluster.silhouette"), o.Sample)
	by := make([][]float64, len(s.size))
	for i, v := range s.silhouettes {
		g := s.of[i]
		if sample != p {
			g = s.of[sample.order[i]]
		}
		by[g] = append(by[g], v)
	}
	out := make([]float64, len(by))
	for g, v := range by {
		out[g] = stat.Mean(v)
	}
	return out
}

// stability is, for each group, the mean over resamples of its largest Jaccard
// similarity with a group found in the resample, on the rows drawn (Hennig 2007).
func (p *points) stability(ctx context.Context, s *partition, o Options) ([]float64, error) {
	k := len(s.size)
	out := make([]float64, k)
	if o.Bootstraps < 0 {
		for g := range out {
			out[g] = math.NaN()
		}
		return out, nil
	}
	base := p.pick(stat.NewRand(o.Seed, "cluster.stability"), o.Sample)
	of := s.of
	if base != p {
		of = make([]int, base.n)
		for i, r := range base.order {
			of[i] = s.of[r]
		}
	}
	runs := make([][]float64, o.Bootstraps)
	spread(ctx, o.Bootstraps, func(b int) {
		runs[b] = base.resample(ctx, of, k, b, o)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for g := range out {
		var v []float64
		for _, r := range runs {
			if !math.IsNaN(r[g]) {
				v = append(v, r[g])
			}
		}
		out[g] = stat.Mean(v)
	}
	return out, nil
}

// resample clusters rows drawn with replacement afresh and compares.
func (p *points) resample(ctx context.Context, of []int, k, run int, o Options) []float64 {
	const starts = 5
	rng := stat.NewRand(o.Seed, fmt.Sprint("cluster.bootstrap.", k, ".", run))
	drawn := &points{n: p.n, p: p.p}
	rows := make([]int, p.n)
	for i := range rows {
		rows[i] = rng.IntN(p.n)
	}
	slices.Sort(rows)
	for _, r := range rows {
		drawn.x = append(drawn.x, p.row(r)...)
	}
	var best *partition
	for range starts {
		if s := drawn.run(ctx, k, rng); best == nil || s.inertia < best.inertia {
			best = s
		}
	}
	both, one, two := make([]float64, k*k), make([]float64, k), make([]float64, k)
	for i, r := range rows {
		if i > 0 && rows[i-1] == r {
			continue
		}
		both[of[r]*k+best.of[i]]++
		one[of[r]]++
		two[best.of[i]]++
	}
	out := make([]float64, k)
	for g := range out {
		if one[g] == 0 {
			out[g] = math.NaN() // not drawn
			continue
		}
		for h := range k {
			out[g] = math.Max(out[g], both[g*k+h]/(one[g]+two[h]-both[g*k+h]))
		}
	}
	return out
}
