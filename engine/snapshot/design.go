package snapshot

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat"
)

// Term is one column of the table in a model: one output for a number, one for each
// level but the reference for a text.
type Term struct {
	Column    string
	Built     bool
	Reference string   // level the others are compared with; "" for a number
	Levels    []string // of the outputs; nil for a number
	Outputs   []string // names of the outputs, unique in the design
	Unit      float64  // what one step of a number is: its standard deviation rounded, 1 for 0/1
}

// Design is the model matrix of some columns and rows.
type Design struct {
	X     *mat.Dense
	Terms []Term
}

// Names are the outputs of all terms in order.
func (d *Design) Names() []string {
	var out []string
	for _, t := range d.Terms {
		out = append(out, t.Outputs...)
	}
	return out
}

// Column is output k of every row.
func (d *Design) Column(k int) []float64 { return mat.Col(nil, k, d.X) }

// Design codes the named columns for rows. Unknown numbers take the median; the
// reference of a text is its most frequent level. A number is counted in steps of
// Unit, so that its coefficient is of a size people can compare.
func (t *Table) Design(columns []string, rows []int) Design {
	var d Design
	var outs [][]float64
	for j := range t.Columns {
		c := &t.Columns[j]
		if !slices.Contains(columns, c.Name) {
			continue
		}
		term, list := c.code(rows)
		d.Terms, outs = append(d.Terms, term), append(outs, list...)
	}
	if len(outs) == 0 || len(rows) == 0 {
		return d
	}
	d.X = mat.NewDense(len(rows), len(outs), nil)
	for k, out := range outs {
		d.X.SetCol(k, out)
	}
	return d
}

func (c *Column) code(rows []int) (Term, [][]float64) {
	term := Term{Column: c.Name, Built: c.Built, Unit: 1}
	if c.Text == nil {
		out := c.filled(rows)
		term.Unit = step(out)
		for i := range out {
			out[i] /= term.Unit
		}
		term.Outputs = []string{c.Name}
		return term, [][]float64{out}
	}
	levels := c.Levels(rows)
	term.Reference = levels[0]
	var outs [][]float64
	for _, level := range levels[1:] {
		out := make([]float64, len(rows))
		for k, i := range rows {
			if c.Text[i] == level {
				out[k] = 1
			}
		}
		outs = append(outs, out)
		term.Levels, term.Outputs = append(term.Levels, level), append(term.Outputs, c.Name+"\x00"+level)
	}
	return term, outs
}

// Levels are the levels of a text among rows, the most frequent first, the rare and
// the unknown last.
func (c *Column) Levels(rows []int) []string {
	count := map[string]int{}
	for _, i := range rows {
		count[c.Text[i]]++
	}
	out := make([]string, 0, len(count))
	for s := range count {
		out = append(out, s)
	}
	last := func(s string) int {
		if s == Other || s == Unknown {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	return out
}

// filled are the numbers of rows, unknown ones replaced by the median.
func (c *Column) filled(rows []int) []float64 {
	out := make([]float64, len(rows))
	var seen []float64
	for k, i := range rows {
		out[k] = c.Number[i]
		if !math.IsNaN(out[k]) {
			seen = append(seen, out[k])
		}
	}
	median := stat.Median(seen)
	for k := range out {
		if math.IsNaN(out[k]) {
			out[k] = median
		}
	}
	return out
}

// step is 1 for a column of 0 and 1, else the standard deviation rounded to 1, 2 or
// 5 times a power of ten.
func step(x []float64) float64 {
	binary, whole := true, true
	for _, v := range x {
		binary = binary && (v == 0 || v == 1)
		whole = whole && v == math.Trunc(v)
	}
	sd := math.Sqrt(stat.Variance(x))
	if binary || !(sd > 0) || math.IsInf(sd, 0) {
		return 1
	}
	if whole && sd < 1.5 { // nobody buys half a time
		return 1
	}
	scale := math.Pow(10, math.Floor(math.Log10(sd)))
	for _, m := range []float64{1, 2, 5} {
		if sd < m*1.5*scale {
			return m * scale
		}
	}
	return 10 * scale
}
