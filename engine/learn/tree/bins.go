package tree

import (
	"context"
	"math"
	"slices"
	"sort"

	"huiliu/engine"
	"huiliu/engine/learn"
)

const (
	// missingBin holds gaps; known values start at bin 1.
	missingBin = 0
	// maxBins is the number of bins of known values of a number.
	maxBins = 254
	// A level of words has a bin of its own with at least rareRows rows and
	// rareShare of them; the rest share one.
	rareRows  = 10
	rareShare = 0.0005
	maxLevels = 250
)

// Feature is a column cut into bins. Bin 0 is a missing value. A number v is in bin
// 1 + the number of Cuts below v; a word in 1 + its place in Levels, any other word
// in bin len(Levels)+1.
type Feature struct {
	Name   string    `json:"name"`
	Cuts   []float64 `json:"cuts,omitempty"`
	Words  bool      `json:"words,omitempty"`
	Levels []string  `json:"levels,omitempty"`
}

// Size is the number of bins, that of missing values among them.
func (f *Feature) Size() int {
	if f.Words {
		return len(f.Levels) + 2
	}
	return len(f.Cuts) + 2
}

// Bins knows how to cut a frame; it is learnt from training rows only. Columns that
// are the same in all of them are left out.
type Bins struct {
	Features []Feature `json:"features"`
}

// FitBins learns the cuts: all distinct values of a number where 254 bins hold them,
// else bins of about equally many rows. The order of rows does not matter.
func FitBins(ctx context.Context, x *learn.Frame) (*Bins, error) {
	features, tells := make([]Feature, len(x.Columns)), make([]bool, len(x.Columns))
	err := learn.Parallel(ctx, len(x.Columns), func(j, _ int) {
		features[j], tells[j] = fitFeature(&x.Columns[j])
	})
	if err != nil {
		return nil, err
	}
	b := &Bins{}
	for j, ok := range tells {
		if ok {
			b.Features = append(b.Features, features[j])
		}
	}
	if len(b.Features) == 0 {
		return nil, &engine.Error{Code: "learn.empty"}
	}
	return b, nil
}

// fitFeature cuts one column; not ok when all rows are alike.
func fitFeature(c *learn.Column) (Feature, bool) {
	f := Feature{Name: c.Name}
	if c.Text != nil {
		f.Words = true
		gaps := slices.Contains(c.Text, "")
		share := math.Max(rareShare, rareRows/float64(len(c.Text)))
		levels, _ := learn.CommonLevels(c.Text, share, maxLevels)
		f.Levels = slices.DeleteFunc(levels, func(l string) bool { return l == "" })
		slices.Sort(f.Levels)
		alike := !slices.ContainsFunc(c.Text, func(s string) bool { return s != c.Text[0] })
		return f, !alike && (gaps || len(f.Levels) > 0)
	}
	known := make([]float64, 0, len(c.Number))
	for _, v := range c.Number {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	f.Cuts = cuts(known)
	return f, len(f.Cuts) > 0 || len(known) > 0 && len(known) < len(c.Number)
}

// cuts are the borders between bins; known is changed.
func cuts(known []float64) []float64 {
	if distinct := fewDistinct(known); distinct != nil {
		var out []float64
		for k := 1; k < len(distinct); k++ {
			out = append(out, between(distinct[k-1], distinct[k]))
		}
		return out
	}
	sortFloats(known)
	var out []float64
	left, filled := len(known), 0 // rows and bins still to give
	for i, v := range known {
		filled++
		if i+1 == len(known) || known[i+1] == v {
			continue
		}
		if filled*(maxBins-len(out)) >= left {
			out = append(out, between(v, known[i+1]))
			left -= filled
			filled = 0
			if len(out) == maxBins-1 {
				break
			}
		}
	}
	return out
}

// fewDistinct lists the distinct values ascending; nil when they are too many for a
// bin each.
func fewDistinct(known []float64) []float64 {
	seen := make(map[float64]bool, maxBins)
	for _, v := range known {
		seen[v] = true
		if len(seen) > maxBins {
			return nil
		}
	}
	out := make([]float64, 0, len(seen))
	for v := range seen {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

// between is a border with a ≤ border < b.
func between(a, b float64) float64 {
	if m := a/2 + b/2; m >= a && m < b {
		return m
	}
	return a
}

// bin is the bin of a number.
func (f *Feature) bin(v float64) uint8 {
	if math.IsNaN(v) {
		return missingBin
	}
	return uint8(1 + sort.SearchFloat64s(f.Cuts, v))
}

// table is binned rows. Four columns share a word: one load serves four histograms.
type table struct {
	bins   *Bins
	rows   int
	groups [][]uint32
}

// bin is the bin of a row in column j.
func (t *table) bin(j, row int) uint8 { return uint8(t.groups[j>>2][row] >> (8 * (j & 3))) }

// cut bins a frame; nil when a column is absent or of the other kind.
func (b *Bins) cut(ctx context.Context, x *learn.Frame) (*table, error) {
	t := &table{bins: b, rows: x.Rows, groups: make([][]uint32, (len(b.Features)+3)/4)}
	for j := range b.Features {
		if c := x.Find(b.Features[j].Name); c == nil || (c.Text != nil) != b.Features[j].Words {
			return nil, nil
		}
	}
	err := learn.Parallel(ctx, len(t.groups), func(g, _ int) { t.groups[g] = b.group(x, g) })
	return t, err
}

// group bins the four columns of a word; all of them must be in the frame.
func (b *Bins) group(x *learn.Frame, g int) []uint32 {
	packed := make([]uint32, x.Rows)
	for j := 4 * g; j < min(4*g+4, len(b.Features)); j++ {
		b.Features[j].pack(x.Find(b.Features[j].Name), packed, 8*(j&3))
	}
	return packed
}

func (f *Feature) pack(c *learn.Column, packed []uint32, shift int) {
	if !f.Words {
		for i, v := range c.Number[:len(packed)] {
			packed[i] |= uint32(f.bin(v)) << shift
		}
		return
	}
	place := make(map[string]uint8, len(f.Levels)+1)
	place[""] = missingBin
	for k, l := range f.Levels {
		place[l] = uint8(k + 1)
	}
	for i, s := range c.Text[:len(packed)] {
		b, ok := place[s]
		if !ok {
			b = uint8(len(f.Levels) + 1)
		}
		packed[i] |= uint32(b) << shift
	}
}
