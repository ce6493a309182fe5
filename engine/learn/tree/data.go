package tree

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// errBroken is the cause of learn.unknown_model for a tree that does not hang together.
var errBroken = errors.New("tree: broken model")

// data are binned rows and their outcomes as 0 and 1.
type data struct {
	*table
	y      []float64
	events int
}

// prepare checks and bins a training. With ordered, rows stand in an order that
// depends on their content only, so that drawing rows by place does too.
func prepare(ctx context.Context, t learn.Training, ordered bool) (*data, error) {
	if err := errors.Join(t.Check(), ctx.Err()); err != nil {
		return nil, err
	}
	bins, err := FitBins(ctx, t.X)
	if err != nil {
		return nil, err
	}
	x, err := bins.cut(ctx, t.X)
	if err != nil {
		return nil, err
	}
	d := &data{table: x, y: unit(t.Y)}
	for _, v := range t.Y {
		if v {
			d.events++
		}
	}
	if ordered {
		d.order()
	}
	return d, nil
}

// order sorts rows by a hash of bins and outcome, ties by all of them; rows alike in
// everything are the same to a tree.
func (d *data) order() {
	type key struct {
		hash uint64
		row  int32
	}
	keys := make([]key, d.rows)
	for i := range keys {
		h := uint64(d.y[i]) + 1
		for _, g := range d.groups {
			h = mix(h ^ uint64(g[i]))
		}
		keys[i] = key{h, int32(i)}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if c := cmp.Compare(a.hash, b.hash); c != 0 {
			return c
		}
		for _, g := range d.groups {
			if c := cmp.Compare(g[a.row], g[b.row]); c != 0 {
				return c
			}
		}
		return cmp.Compare(d.y[a.row], d.y[b.row])
	})
	y := make([]float64, d.rows)
	for k, from := range keys {
		y[k] = d.y[from.row]
	}
	d.y = y
	for g, old := range d.groups {
		moved := make([]uint32, d.rows)
		for k, from := range keys {
			moved[k] = old[from.row]
		}
		d.groups[g] = moved
	}
}

// mix scatters bits (Stafford's variant 13 of the MurmurHash3 finaliser).
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func (d *data) logOdds() float64 {
	return math.Log(float64(d.events) / float64(d.rows-d.events))
}

// later bins a sample that tells when to stop; nil without one, and Error
// "learn.length_mismatch" for one that does not fit.
func (b *Bins) later(ctx context.Context, s *learn.Sample) (*data, error) {
	if s == nil || s.X == nil || s.X.Rows == 0 {
		return nil, nil
	}
	t, err := b.cut(ctx, s.X)
	if err != nil {
		return nil, err
	}
	if t == nil || len(s.Y) != s.X.Rows {
		return nil, &engine.Error{Code: "learn.length_mismatch", Args: engine.Args{"rows": s.X.Rows, "outcomes": len(s.Y)}}
	}
	return &data{table: t, y: unit(s.Y)}, nil
}

// meanLoss is the log loss of scores in log odds, the same for any order of the rows.
func (d *data) meanLoss(score []float64) float64 {
	loss := make([]float64, d.rows)
	for i, s := range score {
		loss[i] = softplus(s) - d.y[i]*s
	}
	slices.Sort(loss)
	return stat.Mean(loss)
}

// sumTrees adds the trees' values of each row to base; NaN when the frame does not fit
// the bins.
func sumTrees(b *Bins, trees []Tree, base float64, x *learn.Frame) []float64 {
	if x == nil {
		return nil
	}
	sum := make([]float64, x.Rows)
	t, err := b.cut(context.Background(), x)
	if t == nil || err != nil {
		fill(sum, math.NaN())
		return sum
	}
	fill(sum, base)
	_ = overRows(context.Background(), x.Rows, func(from, to int) {
		p := len(b.Features)
		room := make([]uint8, block*p)
		for at := from; at < to; at += block {
			some := sum[at:min(at+block, to)]
			bins := t.byRow(at, at+len(some), room)
			for k := range trees {
				for i := range some {
					some[i] += trees[k].end(bins[i*p : (i+1)*p]).value
				}
			}
		}
	})
	return sum
}

func fill(v []float64, with float64) {
	for i := range v {
		v[i] = with
	}
}

func unit(y []bool) []float64 {
	out := make([]float64, len(y))
	for i, v := range y {
		if v {
			out[i] = 1
		}
	}
	return out
}

func sigmoid(v float64) float64 {
	if v < 0 {
		e := math.Exp(v)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-v))
}

func softplus(v float64) float64 {
	return max(v, 0) + math.Log1p(math.Exp(-math.Abs(v)))
}
