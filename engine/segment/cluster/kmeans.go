package cluster

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// partition is one solution: groups largest first.
type partition struct {
	centres [][]float64
	of      []int
	size    []int
	inertia float64
	// silhouettes of the sampled rows, once measured
	silhouettes []float64
}

const maxRounds = 300

// search runs the starts for k groups and measures the best.
func (p *points) search(ctx context.Context, k int, o Options) (*partition, Quality, error) {
	small := p
	if p.n > 2*o.Sample {
		small = p.pick(stat.NewRand(o.Seed, "cluster.sample"), o.Sample)
	}
	solutions := make([]*partition, o.Starts)
	spread(ctx, o.Starts, func(i int) {
		solutions[i] = small.run(ctx, k, stat.NewRand(o.Seed, fmt.Sprint("cluster.start.", k, ".", i)))
	})
	if err := ctx.Err(); err != nil {
		return nil, Quality{}, err
	}
	best := solutions[0]
	for _, s := range solutions {
		if s.inertia < best.inertia {
			best = s
		}
	}
	near := int64(0)
	for _, s := range solutions {
		if s.inertia <= best.inertia*1.0001 {
			near++
		}
	}
	if small != p {
		best = p.lloyd(ctx, best.centres)
	}
	best.sort()
	q := p.quality(ctx, best, o)
	q.NearBest = engine.NewRate(near, int64(len(solutions)))
	return best, q, ctx.Err()
}

// spread runs f(0) … f(n−1) on all cores until cancelled.
func spread(ctx context.Context, n int, f func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && ctx.Err() == nil; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

// pick is a sample of the rows without replacement, still in the order of content.
func (p *points) pick(rng *rand.Rand, size int) *points {
	if size >= p.n {
		return p
	}
	rows := rng.Perm(p.n)[:size]
	slices.Sort(rows)
	out := &points{n: size, p: p.p}
	for _, r := range rows {
		out.x, out.order = append(out.x, p.row(r)...), append(out.order, r)
	}
	return out
}

// run is one start of k-means++ (Arthur and Vassilvitskii 2007), the best of a few
// candidates at each draw.
func (p *points) run(ctx context.Context, k int, rng *rand.Rand) *partition {
	tries := 2 + int(math.Log(float64(k)))
	centres := [][]float64{slices.Clone(p.row(rng.IntN(p.n)))}
	near := make([]float64, p.n)
	for i := range near {
		near[i] = squared(p.row(i), centres[0])
	}
	for len(centres) < k {
		total := 0.0
		for _, d := range near {
			total += d
		}
		var best []float64
		bestTotal, bestRow := math.Inf(1), 0
		for range tries {
			r := draw(near, total*rng.Float64())
			next, sum := make([]float64, p.n), 0.0
			for i := range next {
				next[i] = math.Min(near[i], squared(p.row(i), p.row(r)))
				sum += next[i]
			}
			if sum < bestTotal {
				best, bestTotal, bestRow = next, sum, r
			}
		}
		near = best
		centres = append(centres, slices.Clone(p.row(bestRow)))
	}
	return p.lloyd(ctx, centres)
}

// draw is the row at which the running sum of weights passes at.
func draw(weight []float64, at float64) int {
	last := 0
	for i, w := range weight {
		if w > 0 {
			last = i
			if at -= w; at < 0 {
				return i
			}
		}
	}
	return last
}

// lloyd moves centres to the means of their rows until nothing changes. An empty
// group takes the row farthest from its centre.
func (p *points) lloyd(ctx context.Context, centres [][]float64) *partition {
	s := &partition{of: make([]int, p.n), size: make([]int, len(centres))}
	for _, c := range centres {
		s.centres = append(s.centres, slices.Clone(c))
	}
	for i := range s.of {
		s.of[i] = -1
	}
	far := make([]float64, p.n)
	for round := 0; round < maxRounds && ctx.Err() == nil; round++ {
		changed := false
		s.inertia = 0
		for i := range p.n {
			row, g, least := p.row(i), 0, math.Inf(1)
			for c, centre := range s.centres {
				if d := squared(row, centre); d < least {
					g, least = c, d
				}
			}
			changed = changed || g != s.of[i]
			s.of[i], far[i] = g, least
			s.inertia += least
		}
		if !changed {
			break
		}
		s.means(p, far)
	}
	return s
}

func (s *partition) means(p *points, far []float64) {
	clear(s.size)
	for _, c := range s.centres {
		clear(c)
	}
	for i, g := range s.of {
		s.size[g]++
		for j, v := range p.row(i) {
			s.centres[g][j] += v
		}
	}
	for g, n := range s.size {
		if n == 0 {
			worst := 0
			for i, d := range far {
				if d > far[worst] {
					worst = i
				}
			}
			far[worst] = 0
			copy(s.centres[g], p.row(worst))
			continue
		}
		for j := range s.centres[g] {
			s.centres[g][j] /= float64(n)
		}
	}
}

// sort numbers groups from the largest down, equal ones by their centres.
func (s *partition) sort() {
	order := make([]int, len(s.size))
	clear(s.size)
	for _, g := range s.of {
		s.size[g]++
	}
	for g := range order {
		order[g] = g
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := cmp.Compare(s.size[b], s.size[a]); c != 0 {
			return c
		}
		return slices.Compare(s.centres[a], s.centres[b])
	})
	place := make([]int, len(order))
	centres, size := make([][]float64, len(order)), make([]int, len(order))
	for to, from := range order {
		place[from], centres[to], size[to] = to, s.centres[from], s.size[from]
	}
	for i, g := range s.of {
		s.of[i] = place[g]
	}
	s.centres, s.size = centres, size
}

// quality measures a partition; the silhouette on a sample of many rows.
func (p *points) quality(ctx context.Context, s *partition, o Options) Quality {
	q := Quality{K: len(s.size), Inertia: s.inertia, CalinskiHarabasz: engine.Undefined(), DaviesBouldin: engine.Undefined()}
	s.silhouettes = p.silhouettes(ctx, s, o)
	q.Silhouette = engine.Number(stat.Mean(s.silhouettes))
	mean := make([]float64, p.p)
	for i := range p.n {
		for j, v := range p.row(i) {
			mean[j] += v / float64(p.n)
		}
	}
	k := float64(q.K)
	between, scatter := 0.0, make([]float64, q.K)
	for g, c := range s.centres {
		between += float64(s.size[g]) * squared(c, mean)
	}
	if float64(p.n) > k && s.inertia > 0 {
		q.CalinskiHarabasz = engine.Number(between / (k - 1) / (s.inertia / (float64(p.n) - k)))
	}
	for i, g := range s.of {
		scatter[g] += math.Sqrt(squared(p.row(i), s.centres[g])) / float64(s.size[g])
	}
	total := 0.0
	for a := range scatter {
		worst := 0.0
		for b := range scatter {
			if a != b {
				worst = math.Max(worst, (scatter[a]+scatter[b])/math.Sqrt(squared(s.centres[a], s.centres[b])))
			}
		}
		total += worst / k
	}
	q.DaviesBouldin = engine.Number(total)
	return q
}

// silhouettes are (b−a)/max(a,b) of the sampled rows, NaN for the others; 0 for a
// row alone in its group.
func (p *points) silhouettes(ctx context.Context, s *partition, o Options) []float64 {
	sample := p.pick(stat.NewRand(o.Seed, "cluster.silhouette"), o.Sample)
	of := s.of
	if sample != p {
		of = make([]int, sample.n)
		for i, r := range sample.order {
			of[i] = s.of[r]
		}
	}
	size := make([]float64, len(s.size))
	for _, g := range of {
		size[g]++
	}
	rows, ends := sample.grouped(of, len(size))
	out := make([]float64, sample.n)
	const block = 64
	spread(ctx, (sample.n+block-1)/block, func(b int) {
		sum := make([]float64, len(size))
		for i := b * block; i < min(sample.n, (b+1)*block); i++ {
			from := 0
			for g, end := range ends {
				sum[g] = distances(sample.row(i), rows[from:end])
				from = end
			}
			own, other := of[i], math.Inf(1)
			for g, d := range sum {
				if g != own && size[g] > 0 {
					other = math.Min(other, d/size[g])
				}
			}
			if size[own] > 1 && !math.IsInf(other, 1) {
				a := sum[own] / (size[own] - 1)
				if most := math.Max(a, other); most > 0 {
					out[i] = (other - a) / most
				}
			}
		}
	})
	return out
}

// grouped is the rows of each group together, one group after the other, and where each
// ends.
func (p *points) grouped(of []int, k int) (rows []float64, ends []int) {
	rows = make([]float64, 0, len(p.x))
	for g := range k {
		for i, own := range of {
			if own == g {
				rows = append(rows, p.row(i)...)
			}
		}
		ends = append(ends, len(rows))
	}
	return rows, ends
}

// distances is the sum of the distances of a row from rows.
func distances(row, rows []float64) (sum float64) {
	for ; len(rows) >= len(row); rows = rows[len(row):] {
		var d float64
		for j, v := range rows[:len(row)] {
			off := row[j] - v
			d += off * off
		}
		sum += math.Sqrt(d)
	}
	return sum
}
