// Package cluster finds groups of alike customers: k-means++ with many seeded
// starts on robustly scaled features, the number of groups by silhouette, their
// stability by bootstrap, and what sets each apart from everyone.
//
//	m, err := cluster.Fit(ctx, features, cluster.Options{Names: names, Seed: 7}, progress)
//	m.Groups[0].Stability // below 0.6 the group is an accident of the sample
//	m.Of                  // group of each row
//
// The order of the rows is irrelevant to the last bit; so is the number of cores.
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

// Scale says how features are made comparable.
type Scale string

// The scales: Robust takes the median away and divides by the interquartile range
// of a normal, cutting at Clip; Standard takes mean and population standard
// deviation; Raw leaves features as they are.
const (
	Robust   Scale = "robust"
	Standard Scale = "standard"
	Raw      Scale = "raw"
)

// Options steer a clustering. The zero value tries 2 to 8 groups.
type Options struct {
	Names []string `json:"names,omitempty"`
	K     int      `json:"k,omitempty"`    // 0 chooses between 2 and MaxK by silhouette
	MaxK  int      `json:"maxK,omitempty"` // 0 means 8
	Scale Scale    `json:"scale,omitempty"`
	// Clip cuts robustly scaled values at ± so many; 0 means 5, negative never.
	Clip   float64 `json:"clip,omitempty"`
	Starts int     `json:"starts,omitempty"` // 0 means 30
	// Sample is the number of rows looked at by silhouette, stability and, when there
	// are more than twice as many, by the starts; 0 means 5000.
	Sample     int    `json:"sample,omitempty"`
	Bootstraps int    `json:"bootstraps,omitempty"` // 0 means 50, negative none
	Seed       uint64 `json:"seed"`
}

func (o Options) filled() Options {
	set := func(v *int, to int) {
		if *v == 0 {
			*v = to
		}
	}
	set(&o.MaxK, 8)
	set(&o.Starts, 30)
	set(&o.Sample, 5000)
	set(&o.Bootstraps, 50)
	if o.Scale == "" {
		o.Scale = Robust
	}
	if o.Clip == 0 {
		o.Clip = 5
	}
	return o
}

const (
	formatVersion = 1
	// Stable and Accident are the mean Jaccard similarities from which a group may be
	// believed and below which it should not (Hennig 2007).
	Stable   = 0.75
	Accident = 0.6
)

// Fitted is the clustering, read only. Groups come largest first.
type Fitted struct {
	Format     int              `json:"format"`
	Options    Options          `json:"options"`
	Names      []string         `json:"names"`
	Centre     []float64        `json:"centre"` // of each column, taken away before scaling
	Spread     []float64        `json:"spread"` // divided by; 0 marks a column without a say
	K          int              `json:"k"`
	Inertia    float64          `json:"inertia"` // Σ squared distance to the own centre, scaled
	Silhouette engine.Number    `json:"silhouette"`
	Tried      []Quality        `json:"tried"` // each number of groups looked at
	Groups     []Group          `json:"groups"`
	Of         []int            `json:"-"` // group of each row, in the order given
	Warnings   []engine.Warning `json:"warnings,omitempty"`
}

// Quality is how good one number of groups was.
type Quality struct {
	K                int           `json:"k"`
	Inertia          float64       `json:"inertia"`
	Silhouette       engine.Number `json:"silhouette"`
	CalinskiHarabasz engine.Number `json:"calinskiHarabasz"`
	DaviesBouldin    engine.Number `json:"daviesBouldin"`
	// NearBest is the share of starts that came within 0.01 % of the best.
	NearBest engine.Rate `json:"nearBest"`
}

// Group is one cluster and what sets it apart.
type Group struct {
	N          int64         `json:"n"`
	Share      float64       `json:"share"`
	Centre     []float64     `json:"centre"` // scaled
	Silhouette engine.Number `json:"silhouette"`
	// Stability is the mean Jaccard similarity with its counterpart in resamples.
	Stability engine.Number `json:"stability"`
	Traits    []Trait       `json:"traits"` // one a column, the most telling first
}

// Trait compares the group with everyone in one feature, in the feature's own unit.
type Trait struct {
	Name     string        `json:"name"`
	Mean     float64       `json:"mean"`
	Median   float64       `json:"median"`
	Everyone float64       `json:"everyone"` // mean of all rows
	Diff     engine.Number `json:"diff"`     // (Mean − Everyone) ÷ standard deviation of all rows
}

// Fit finds the groups. It refuses empty data, NaN and infinity (naming the column)
// and fewer distinct rows than groups ("cluster.too_few").
func Fit(ctx context.Context, x *mat.Dense, o Options, progress engine.Progress) (*Fitted, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	o = o.filled()
	if err := check(x, o); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := &Fitted{Format: formatVersion, Options: o}
	p, err := m.prepare(x)
	if err != nil {
		return nil, err
	}
	from, to := 2, min(o.MaxK, p.distinct())
	if o.K > 0 {
		from, to = o.K, o.K
	}
	progress.Stage("cluster.fit", int64(to-from+1))
	var best *partition
	for k := from; k <= to; k++ {
		c, q, err := p.search(ctx, k, o)
		if err != nil {
			return nil, err
		}
		m.Tried = append(m.Tried, q)
		if best == nil || q.Silhouette > m.Silhouette {
			best, m.Silhouette = c, q.Silhouette
		}
		progress.Add(1)
	}
	m.K, m.Inertia = len(best.size), best.inertia
	if err := m.describe(ctx, x, p, best); err != nil {
		return nil, err
	}
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	return m, nil
}

func check(x *mat.Dense, o Options) error {
	if x == nil || x.IsEmpty() {
		return &engine.Error{Code: "cluster.empty"}
	}
	if o.K < 0 || o.K == 1 || o.MaxK < 2 || o.Starts < 1 || o.Sample < 2 ||
		o.Scale != Robust && o.Scale != Standard && o.Scale != Raw {
		return &engine.Error{Code: "cluster.bad_option"}
	}
	n, _ := x.Dims()
	for i := range n {
		for j, v := range x.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				name := columnName(o.Names, j)
				return &engine.Error{Code: "cluster.not_a_number", Place: engine.Place{Column: name},
					Args: engine.Args{"column": name, "row": i + 1}}
			}
		}
	}
	return nil
}

func columnName(names []string, j int) string {
	if j < len(names) && names[j] != "" {
		return names[j]
	}
	return fmt.Sprint(j + 1)
}

// points are the scaled rows, row-major, in the order of their content.
type points struct {
	n, p  int
	x     []float64
	order []int // original row of each
}

func (p *points) row(i int) []float64 { return p.x[i*p.p : (i+1)*p.p] }

func (p *points) distinct() int {
	n := 1
	for i := 1; i < p.n; i++ {
		if !slices.Equal(p.row(i), p.row(i-1)) {
			n++
		}
	}
	return n
}

// prepare measures the columns and scales the rows.
func (m *Fitted) prepare(x *mat.Dense) (*points, error) {
	n, cols := x.Dims()
	column := make([]float64, n)
	for j := range cols {
		mat.Col(column, j, x)
		m.Names = append(m.Names, columnName(m.Options.Names, j))
		if m.Options.Scale != Raw {
			slices.Sort(column)
		}
		c, s := m.Options.Scale.measure(column)
		if math.IsNaN(s) || math.IsInf(s, 0) {
			return nil, &engine.Error{Code: "cluster.out_of_range", Place: engine.Place{Column: m.Names[j]},
				Args: engine.Args{"column": m.Names[j]}}
		}
		if slices.Min(column) == slices.Max(column) {
			s = 0
			m.Warnings = append(m.Warnings, engine.Warning{Code: "cluster.constant_column",
				Place: engine.Place{Column: m.Names[j]}, Args: engine.Args{"column": m.Names[j]}})
		}
		m.Centre, m.Spread = append(m.Centre, c), append(m.Spread, s)
	}
	p := &points{n: n, p: cols, x: make([]float64, 0, n*cols), order: byContent(x)}
	for _, r := range p.order {
		p.x = append(p.x, m.scaled(x.RawRowView(r))...)
	}
	if d := p.distinct(); d < max(2, m.Options.K) {
		return nil, &engine.Error{Code: "cluster.too_few", Args: engine.Args{"rows": n, "distinct": d, "need": max(2, m.Options.K)}}
	}
	return p, nil
}

// byContent are the rows in the order of their values, equal ones as they stand.
func byContent(x *mat.Dense) []int {
	type first struct {
		value float64
		row   int
	}
	n, _ := x.Dims()
	firsts := make([]first, n)
	for i := range firsts {
		firsts[i] = first{x.At(i, 0), i}
	}
	slices.SortFunc(firsts, func(a, b first) int {
		if a.value != b.value { // most pairs are told apart without looking further
			return cmp.Compare(a.value, b.value)
		}
		return cmp.Or(slices.Compare(x.RawRowView(a.row), x.RawRowView(b.row)), cmp.Compare(a.row, b.row))
	})
	order := make([]int, n)
	for k, f := range firsts {
		order[k] = f.row
	}
	return order
}

// measure is centre and spread of ascending values. A robust spread of zero (half
// the customers alike) falls back to the standard deviation.
func (s Scale) measure(sorted []float64) (centre, spread float64) {
	const normal = 1.3489795003921634 // interquartile range of a standard normal
	if s == Raw {
		return 0, 1
	}
	mean := stat.Mean(sorted)
	squares := make([]float64, len(sorted))
	for i, v := range sorted {
		squares[i] = (v - mean) * (v - mean)
	}
	sd := math.Sqrt(stat.Mean(squares))
	if iqr := stat.Quantile(sorted, 0.75) - stat.Quantile(sorted, 0.25); s == Robust && iqr > 0 {
		return stat.Quantile(sorted, 0.5), iqr / normal
	}
	return mean, sd
}

func (m *Fitted) scaled(row []float64) []float64 {
	out := make([]float64, len(row))
	for j, v := range row {
		if m.Spread[j] == 0 {
			continue
		}
		out[j] = (v - m.Centre[j]) / m.Spread[j]
		if c := m.Options.Clip; m.Options.Scale == Robust && c > 0 {
			out[j] = math.Max(-c, math.Min(c, out[j]))
		}
	}
	return out
}

// Assign is the group of a new row; −1 for a wrong width or a NaN.
func (m *Fitted) Assign(row []float64) int {
	if len(row) != len(m.Names) {
		return -1
	}
	best, least := -1, math.Inf(1)
	z := m.scaled(row)
	for g, group := range m.Groups {
		if d := squared(z, group.Centre); d < least {
			best, least = g, d
		}
	}
	return best
}

func squared(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		d := v - b[i]
		s += d * d
	}
	return s
}
