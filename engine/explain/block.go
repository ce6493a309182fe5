package explain

import (
	"cmp"
	"context"
	"math"
	"slices"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Together is the association from which columns are taken for one block: |ρ| of
// Spearman between numbers, bias-corrected V of Cramér between words.
const Together = 0.7

// Block is columns that move together: they share one importance, because a model
// may use any of them for the others. Columns are in the order of the frame.
type Block struct {
	Columns []string `json:"columns"`
}

// Blocks gathers columns by complete linkage: every two columns of a block are
// associated by at least the threshold, and the closest blocks join first, the earlier
// ones of equals. Missing numbers are left out pair by pair, ranks are those within
// the column. The order of rows does not matter.
func Blocks(ctx context.Context, x *learn.Frame, threshold float64) ([]Block, error) {
	near, err := associations(ctx, x)
	if err != nil {
		return nil, err
	}
	groups := make([][]int, len(x.Columns))
	for j := range groups {
		groups[j] = []int{j}
	}
	for {
		a, b := closest(groups, near, threshold)
		if a < 0 {
			break
		}
		groups[a] = append(groups[a], groups[b]...)
		groups = slices.Delete(groups, b, b+1)
	}
	out := make([]Block, len(groups))
	for k, g := range groups {
		slices.Sort(g)
		for _, j := range g {
			out[k].Columns = append(out[k].Columns, x.Columns[j].Name)
		}
	}
	return out, nil
}

// closest are the two groups whose least associated pair is the most associated of
// all, −1 when none reaches the threshold.
func closest(groups [][]int, near [][]float64, threshold float64) (a, b int) {
	a, b = -1, -1
	best := threshold
	for i := range groups {
		for k := i + 1; k < len(groups); k++ {
			least := math.Inf(1)
			for _, p := range groups[i] {
				for _, q := range groups[k] {
					least = math.Min(least, near[p][q])
				}
			}
			if least > best || a < 0 && least >= best {
				a, b, best = i, k, least
			}
		}
	}
	return a, b
}

// associations is the strength of every pair of columns, 0…1; undefined is 0.
func associations(ctx context.Context, x *learn.Frame) ([][]float64, error) {
	near, ranks := make([][]float64, len(x.Columns)), make([][]float64, len(x.Columns))
	for j := range x.Columns {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		near[j] = make([]float64, len(x.Columns))
		ranks[j] = ranked(&x.Columns[j])
	}
	for j := range x.Columns {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for k := range j {
			v := 0.0
			switch a, b := &x.Columns[j], &x.Columns[k]; {
			case a.Text == nil && b.Text == nil:
				v = math.Abs(correlation(ranks[j], ranks[k]))
			case a.Text != nil && b.Text != nil:
				v = float64(stat.CramersV(crosstab(a.Text, b.Text)).Corrected)
			}
			if !(v > 0) {
				v = 0
			}
			near[j][k], near[k][j] = v, v
		}
	}
	return near, nil
}

// ranked are the ranks of the known numbers of a column, NaN where it is missing.
func ranked(c *learn.Column) []float64 {
	if c.Text != nil {
		return nil
	}
	known := make([]float64, 0, len(c.Number))
	for _, v := range c.Number {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	r := stat.Ranks(known)
	out, k := make([]float64, len(c.Number)), 0
	for i, v := range c.Number {
		if out[i] = v; !math.IsNaN(v) {
			out[i] = r[k]
			k++
		}
	}
	return out
}

// correlation is Pearson's r of the rows known on both sides. Ranks are multiples of
// one half, so the sums are exact and the order of rows does not matter.
func correlation(a, b []float64) float64 {
	var n, sa, sb, saa, sbb, sab float64
	for i, v := range a {
		w := b[i]
		if math.IsNaN(v) || math.IsNaN(w) {
			continue
		}
		n++
		sa, sb, saa, sbb, sab = sa+v, sb+w, saa+v*v, sbb+w*w, sab+v*w
	}
	return (n*sab - sa*sb) / math.Sqrt((n*saa-sa*sa)*(n*sbb-sb*sb))
}

// mostLevels bounds a table of words against words; rarer levels share a row.
const mostLevels = 30

func crosstab(a, b []string) [][]int64 {
	ia, ib := levelNumbers(a), levelNumbers(b)
	table := make([][]int64, mostLevels+1)
	for i := range table {
		table[i] = make([]int64, mostLevels+1)
	}
	for i := range a {
		table[ia[a[i]]][ib[b[i]]]++
	}
	return table
}

// levelNumbers numbers the commonest levels from 1; others read as 0.
func levelNumbers(text []string) map[string]int {
	count := map[string]int{}
	for _, s := range text {
		count[s]++
	}
	levels := make([]string, 0, len(count))
	for s := range count {
		levels = append(levels, s)
	}
	slices.SortFunc(levels, func(p, q string) int { return cmp.Or(cmp.Compare(count[q], count[p]), cmp.Compare(p, q)) })
	number := map[string]int{}
	for k, s := range levels[:min(len(levels), mostLevels)] {
		number[s] = k + 1
	}
	return number
}
