package predict

import (
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// rows are customer-snapshots with their outcomes: what competitors learn from and
// are judged on.
type rows struct {
	learn.Sample
	group []int32      // customer_no, or places in their order
	who   []int32      // customer_no; nil for a table without dates
	day   []engine.Day // the snapshot; nil for a table without dates
}

func (r *rows) count() int { return len(r.group) }

// take copies the given rows, in the order given.
func (r *rows) take(index []int) *rows {
	out := &rows{Sample: learn.Sample{X: r.X.Take(index), Y: at(r.Y, index)}, group: at(r.group, index)}
	if r.day != nil {
		out.day, out.who = at(r.day, index), at(r.who, index)
	}
	return out
}

// where lists the rows that are wanted.
func (r *rows) where(wanted func(i int) bool) []int {
	var out []int
	for i := range r.group {
		if wanted(i) {
			out = append(out, i)
		}
	}
	return out
}

// without leaves out columns.
func without(x *learn.Frame, names []string) *learn.Frame {
	out := &learn.Frame{Rows: x.Rows}
	for _, c := range x.Columns {
		if !slices.Contains(names, c.Name) {
			out.Columns = append(out.Columns, c)
		}
	}
	return out
}

// join puts rows of the same columns below each other.
func join(parts []*rows) *rows {
	out := &rows{Sample: learn.Sample{X: &learn.Frame{}}}
	for k, p := range parts {
		if k == 0 {
			for _, c := range p.X.Columns {
				out.X.Columns = append(out.X.Columns, learn.Column{Name: c.Name, Log: c.Log})
			}
		}
		out.group, out.day, out.Y = append(out.group, p.group...), append(out.day, p.day...), append(out.Y, p.Y...)
		out.who = append(out.who, p.who...)
		for j := range p.X.Columns {
			to, from := &out.X.Columns[j], &p.X.Columns[j]
			to.Number, to.Text = append(to.Number, from.Number...), append(to.Text, from.Text...)
		}
	}
	out.X.Rows = len(out.group)
	return out
}

// numbers copies a column of numbers; zeros without it.
func numbers(x *learn.Frame, name string) []float64 {
	if c := x.Find(name); c != nil && c.Text == nil {
		return slices.Clone(c.Number)
	}
	return make([]float64, x.Rows)
}

// varies tells whether a column of numbers has two different known values.
func varies(x *learn.Frame, name string) bool {
	c := x.Find(name)
	if c == nil {
		return false
	}
	first := math.NaN()
	for _, v := range c.Number {
		switch {
		case math.IsNaN(first):
			first = v
		case !math.IsNaN(v) && v != first:
			return true
		}
	}
	return false
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func at[T any](list []T, index []int) []T {
	out := make([]T, len(index))
	for k, i := range index {
		out[k] = list[i]
	}
	return out
}

func count(y []bool) int {
	n := 0
	for _, v := range y {
		if v {
			n++
		}
	}
	return n
}

// fewest is the number of rows of the rarer outcome.
func fewest(y []bool) int { return min(count(y), len(y)-count(y)) }

func unit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
