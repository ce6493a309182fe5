package explain

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Shuffling bounds the measurement of importance. Zero fields take the defaults in
// brackets.
type Shuffling struct {
	Rows    int // most rows, drawn by Seed [2000]
	Repeats int // shuffles of a block [3]
	Seed    uint64
}

func (o Shuffling) withDefaults() Shuffling {
	if o.Rows <= 0 {
		o.Rows = 2000
	}
	if o.Repeats <= 0 {
		o.Repeats = 3
	}
	return o
}

// Importance says how much worse a model becomes when blocks of columns are shuffled
// among customers (Breiman 2001; Fisher, Rudin, Dominici 2019).
type Importance struct {
	Rows      int               `json:"rows"`
	Events    int               `json:"events"`
	Repeats   int               `json:"repeats"`
	Threshold float64           `json:"threshold"` // of the blocks: see Together
	LogLoss   engine.Number     `json:"log_loss"`  // of the rows as they are
	AUC       engine.Number     `json:"auc"`
	Blocks    []BlockImportance `json:"blocks"` // largest fall of the AUC first
}

// BlockImportance is what shuffling one block costs.
type BlockImportance struct {
	Block
	LogLoss Worse `json:"log_loss"` // by how much the log loss rises
	AUC     Worse `json:"auc"`      // by how much the AUC falls
}

// Worse is a loss of quality, mean over the repeats, with a 95 % interval that holds
// the chance of the rows and of the shuffles.
type Worse struct {
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// None reports that the interval covers zero: the block cannot be told from noise.
func (w Worse) None() bool { return !(w.Low > 0) && !(w.High < 0) }

// Permute measures the blocks on rows the model has not seen, later ones where there
// are dates, each customer once. All columns of a block move together. The result does
// not depend on the order of rows. Error "learn.one_class" and its kin as Sample.Check.
func Permute(ctx context.Context, m learn.Model, held learn.Sample, blocks []Block, o Shuffling, progress engine.Progress) (Importance, error) {
	if err := held.Check(); err != nil {
		return Importance{}, err
	}
	if progress == nil {
		progress = engine.NoProgress{}
	}
	o = o.withDefaults()
	s := draw(m, held, o)
	out := Importance{Rows: s.X.Rows, Events: events(s.Y), Repeats: o.Repeats, Threshold: Together}
	p := &permuter{sample: s, plain: m.Predict(s.X), again: learn.Remember(m, s.X), options: o}
	out.LogLoss, out.AUC = engine.Number(learn.LogLoss(p.plain, s.Y)), engine.Number(learn.AUC(p.plain, s.Y))
	progress.Stage("explain.importance", int64(len(blocks)))
	out.Blocks = make([]BlockImportance, len(blocks))
	err := learn.Parallel(ctx, len(blocks), func(k, _ int) {
		out.Blocks[k] = p.measure(ctx, blocks[k])
		progress.Add(1)
	})
	if err != nil {
		return Importance{}, err
	}
	slices.SortStableFunc(out.Blocks, func(a, b BlockImportance) int {
		return cmp.Or(cmp.Compare(b.AUC.Value, a.AUC.Value), cmp.Compare(b.LogLoss.Value, a.LogLoss.Value))
	})
	return out, nil
}

func events(y []bool) (n int) {
	for _, v := range y {
		if v {
			n++
		}
	}
	return n
}

// draw takes at most o.Rows rows by chance, in an order that depends on their content
// alone.
func draw(m learn.Model, s learn.Sample, o Shuffling) learn.Sample {
	order := contentOrder(s, m.Predict(s.X))
	if len(order) > o.Rows {
		pick := stat.NewRand(o.Seed, "explain.rows").Perm(len(order))[:o.Rows]
		slices.Sort(pick)
		for k, i := range pick {
			pick[k] = order[i]
		}
		order = pick
	}
	out := learn.Sample{X: s.X.Take(order), Y: make([]bool, len(order))}
	for k, i := range order {
		out.Y[k] = s.Y[i]
	}
	return out
}

func contentOrder(s learn.Sample, p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := cmp.Compare(p[a], p[b]); c != 0 {
			return c
		}
		if s.Y[a] != s.Y[b] {
			return map[bool]int{true: 1, false: -1}[s.Y[a]]
		}
		for j := range s.X.Columns {
			c := &s.X.Columns[j]
			if c.Text != nil {
				if d := strings.Compare(c.Text[a], c.Text[b]); d != 0 {
					return d
				}
			} else if d := cmp.Compare(c.Number[a], c.Number[b]); d != 0 {
				return d
			}
		}
		return 0
	})
	return order
}

type permuter struct {
	sample  learn.Sample
	plain   []float64
	again   learn.Again
	options Shuffling
}

func (p *permuter) measure(ctx context.Context, b Block) BlockImportance {
	rng := stat.NewRand(p.options.Seed, "explain.permute."+strings.Join(b.Columns, "\x00"))
	n := p.sample.X.Rows
	rise := make([]float64, n) // of each row's loss, mean over the repeats
	var losses, drops, variances []float64
	base := rowLosses(p.plain, p.sample.Y)
	for range p.options.Repeats {
		if ctx.Err() != nil {
			return BlockImportance{}
		}
		shuffled := p.again(shuffle(p.sample.X, b.Columns, rng), b.Columns)
		for i, l := range rowLosses(shuffled, p.sample.Y) {
			rise[i] += (l - base[i]) / float64(p.options.Repeats)
		}
		losses = append(losses, learn.LogLoss(shuffled, p.sample.Y)-learn.LogLoss(p.plain, p.sample.Y))
		d := learn.DeLongTest(p.plain, shuffled, p.sample.Y)
		se := float64(d.High-d.Low) / (2 * engine.Z95)
		drops, variances = append(drops, float64(d.Diff)), append(variances, se*se)
	}
	return BlockImportance{Block: b,
		LogLoss: worse(losses, stat.Variance(rise)/float64(n)),
		AUC:     worse(drops, stat.Mean(variances)),
	}
}

// worse joins the repeats with the variance that the choice of rows brings.
func worse(repeats []float64, rows float64) Worse {
	v := rows
	if len(repeats) > 1 {
		v += stat.Variance(repeats) / float64(len(repeats))
	}
	mean := stat.Mean(repeats)
	half := engine.Z95 * math.Sqrt(v)
	return Worse{engine.Number(mean), engine.Number(mean - half), engine.Number(mean + half)}
}

func rowLosses(p []float64, y []bool) []float64 {
	out := make([]float64, len(p))
	for i := range p {
		out[i] = learn.LogLoss(p[i:i+1], y[i:i+1])
	}
	return out
}

// shuffle deals the values of some columns out anew, rows of them kept whole.
func shuffle(x *learn.Frame, columns []string, rng *rand.Rand) *learn.Frame {
	order := rng.Perm(x.Rows)
	out := &learn.Frame{Rows: x.Rows, Columns: slices.Clone(x.Columns)}
	for j := range out.Columns {
		c := &out.Columns[j]
		if !slices.Contains(columns, c.Name) {
			continue
		}
		one := learn.Frame{Rows: x.Rows, Columns: x.Columns[j : j+1]}
		*c = one.Take(order).Columns[0]
	}
	return out
}
