// Package bayes learns naive Bayes models: each column is judged by itself, and the
// evidence of the columns multiplies.
//
//	m, err := bayes.Naive{}.Fit(ctx, training, progress)
//	why, ok, err := learn.Explain(ctx, m, later) // exact: log odds are a sum
//
// That columns are independent given the outcome is a strong assumption and seldom
// true: scores rank well but are too sure. Calibrate them (learn.Calibrated) before
// they meet money.
package bayes

import (
	"context"
	"errors"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// KindNaive is the kind of Naive's models.
const KindNaive = "naive_bayes"

const (
	maxLevels = 30
	rareShare = 0.01
	smoothing = 1e-9 // share of a column's variance added to that of each outcome, as scikit-learn
	farthest  = 1e6  // standard deviations after which a number stands still
)

// Naive is naive Bayes. Missing values give no evidence either way; nor do words that
// were not in training, unless rare ones were, with which they go. Zero fields take the
// values in brackets.
type Naive struct {
	// Gaussian takes numbers as normal in each outcome; without it they are cut into
	// Bins [10] of about equally many training rows, which bends with the data.
	Gaussian bool `json:"gaussian,omitempty"`
	Bins     int  `json:"bins,omitempty"`
	// Alpha is the count added to each bin and level of each outcome (Laplace) [1].
	Alpha float64 `json:"alpha,omitempty"`
}

// Kind implements learn.Estimator.
func (Naive) Kind() string { return KindNaive }

// Fitted is a fitted Naive: log odds = Base + Σ evidence of the columns.
type Fitted struct {
	Options  Naive     `json:"options"`
	Base     float64   `json:"base"` // log odds of the training share
	Features []Feature `json:"features"`
	Rows     int       `json:"rows"`
	Events   int       `json:"events"`
}

// Feature is the evidence of one column.
type Feature struct {
	Name   string   `json:"name"`
	Words  bool     `json:"words,omitempty"`
	Levels []string `json:"levels,omitempty"` // with evidence of their own
	Rest   bool     `json:"rest,omitempty"`   // the last evidence is that of all other words
	// Cuts are where the bins but the first begin, ascending.
	Cuts []float64 `json:"cuts,omitempty"`
	// Evidence is log P(bin | event)/P(bin | none).
	Evidence []float64 `json:"evidence,omitempty"`
	// Normal is set for a number taken as normal: [none, event].
	Normal *[2]Normal `json:"normal,omitempty"`
	Log    bool       `json:"log,omitempty"` // Normal is on the scale of learn.Column.Scaled
}

// Normal is a normal distribution.
type Normal struct {
	Mean     float64 `json:"mean"`
	Variance float64 `json:"variance"`
}

// Fit implements learn.Estimator.
func (o Naive) Fit(ctx context.Context, t learn.Training, progress engine.Progress) (learn.Model, error) {
	if o.Bins == 0 {
		o.Bins = 10
	}
	if o.Alpha == 0 {
		o.Alpha = 1
	}
	if err := errors.Join(t.Check(), ctx.Err()); err != nil {
		return nil, err
	}
	if o.Bins < 2 || !(o.Alpha > 0) || math.IsInf(o.Alpha, 0) {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	if progress == nil {
		progress = engine.NoProgress{}
	}
	progress.Stage("learn.bayes", int64(len(t.X.Columns)))
	m := &Fitted{Options: o, Rows: t.X.Rows}
	for _, yes := range t.Y {
		if yes {
			m.Events++
		}
	}
	m.Base = math.Log(float64(m.Events) / float64(m.Rows-m.Events))
	for j := range t.X.Columns {
		f, err := o.learn(&t.X.Columns[j], t.Y)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, err
		}
		if f != nil {
			m.Features = append(m.Features, *f)
		}
		progress.Add(1)
	}
	if len(m.Features) == 0 {
		return nil, &engine.Error{Code: "learn.empty"}
	}
	return m, nil
}

// learn reads one column; nil when it tells nothing.
func (o Naive) learn(c *learn.Column, y []bool) (*Feature, error) {
	f := &Feature{Name: c.Name}
	switch {
	case c.Text != nil:
		f.Words = true
		f.findLevels(c.Text)
	case o.Gaussian:
		return f.normal(c, y)
	default:
		f.cut(c.Number, o.Bins)
	}
	if f.size() < 2 {
		return nil, nil
	}
	f.count(c, y, o.Alpha)
	return f, nil
}

// size is the number of bins.
func (f *Feature) size() int {
	n := len(f.Cuts) + 1
	if f.Words {
		n = len(f.Levels)
		if f.Rest {
			n++
		}
	}
	return n
}

func (f *Feature) findLevels(text []string) {
	known := slices.DeleteFunc(slices.Clone(text), func(s string) bool { return s == "" })
	f.Levels, f.Rest = learn.CommonLevels(known, rareShare, maxLevels)
}

// cut finds at most so many bins of about equally many values; equal values share one.
func (f *Feature) cut(number []float64, bins int) {
	seen := slices.DeleteFunc(slices.Clone(number), math.IsNaN)
	slices.Sort(seen)
	for b := 1; b < bins && len(seen) > 0; b++ {
		v := seen[b*len(seen)/bins]
		if k := len(f.Cuts); v > seen[0] && (k == 0 || v > f.Cuts[k-1]) {
			f.Cuts = append(f.Cuts, v)
		}
	}
	if k := len(f.Cuts); k == 0 && len(seen) > 0 && seen[0] < seen[len(seen)-1] {
		f.Cuts = []float64{seen[len(seen)-1]} // nearly all values equal: the rest apart
	}
}

// bin of a row, −1 for none.
func (f *Feature) bin(c *learn.Column, i int) int {
	if c.Missing(i) {
		return -1
	}
	if !f.Words {
		v := c.Number[i]
		at, equal := slices.BinarySearch(f.Cuts, v)
		if equal {
			at++
		}
		return at
	}
	if k := slices.Index(f.Levels, c.Text[i]); k >= 0 {
		return k
	}
	if f.Rest {
		return len(f.Levels)
	}
	return -1
}

// count turns counts into evidence.
func (f *Feature) count(c *learn.Column, y []bool, alpha float64) {
	n := f.size()
	counts, total := [2][]float64{make([]float64, n), make([]float64, n)}, [2]float64{}
	for i, yes := range y {
		if b := f.bin(c, i); b >= 0 {
			counts[outcome(yes)][b]++
			total[outcome(yes)]++
		}
	}
	f.Evidence = make([]float64, n)
	for b := range f.Evidence {
		share := func(k int) float64 { return (counts[k][b] + alpha) / (total[k] + alpha*float64(n)) }
		f.Evidence[b] = math.Log(share(1) / share(0))
	}
}

func outcome(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// normal learns a distribution for each outcome; nil when one has no values.
func (f *Feature) normal(c *learn.Column, y []bool) (*Feature, error) {
	f.Log = c.Log
	var all []float64
	var of [2][]float64
	for i, yes := range y {
		if !c.Missing(i) {
			all = append(all, c.Scaled(i))
			of[outcome(yes)] = append(of[outcome(yes)], c.Scaled(i))
		}
	}
	if len(of[0]) == 0 || len(of[1]) == 0 || slices.Min(all) == slices.Max(all) {
		return nil, nil
	}
	whole := moments(all)
	f.Normal = &[2]Normal{}
	for k := range of {
		f.Normal[k] = moments(of[k])
		f.Normal[k].Variance += smoothing * whole.Variance
		if v := f.Normal[k].Variance; math.IsInf(v, 0) || math.IsNaN(v) || v == 0 {
			return nil, &engine.Error{Code: "learn.out_of_range", Place: engine.Place{Column: c.Name},
				Args: engine.Args{"column": c.Name}}
		}
	}
	return f, nil
}

// moments are the mean and the variance (divided by n), whatever the order of x.
func moments(x []float64) Normal {
	slices.Sort(x)
	mean := stat.Mean(x)
	squares := make([]float64, len(x))
	for i, v := range x {
		squares[i] = (v - mean) * (v - mean)
	}
	return Normal{mean, stat.Mean(squares)}
}
