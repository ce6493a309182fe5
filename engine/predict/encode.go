package predict

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

const (
	rareShare = 0.01 // levels below this share of the training rows go into one bucket
	maxLevels = 30
	// telling is the AUC above which a single column looks like the answer itself.
	telling = 0.95
)

// output is one column of the model's matrix.
type output struct {
	source int      // column of the table
	flag   bool     // 1 when the value is missing
	level  string   // of a text column; "" with other = true is the bucket of rare levels
	other  bool     // one of the levels of its own is not this row's
	levels []string // for other: the levels with an output of their own
	fill   float64  // median that stands in for a missing number
}

// encoder turns table rows into numbers. Everything it knows (medians, levels) it
// learnt from its training rows.
type encoder struct{ outputs []output }

// newEncoder learns the encoding from rows, leaving out the columns named in skip.
func newEncoder(t *table, rows []int, skip []string) *encoder {
	e := &encoder{}
	for j := range t.columns {
		c := &t.columns[j]
		switch {
		case slices.Contains(skip, c.name):
		case c.text != nil:
			e.addLevels(c, j, rows)
		default:
			e.addNumber(c, j, rows)
		}
	}
	return e
}

func (e *encoder) addNumber(c *column, j int, rows []int) {
	seen := make([]float64, 0, len(rows))
	for _, i := range rows {
		if v := c.number[i]; !math.IsNaN(v) {
			seen = append(seen, c.scale(v))
		}
	}
	if len(seen) == 0 {
		return
	}
	o := output{source: j, fill: stat.Median(seen)}
	if slices.Min(seen) < slices.Max(seen) {
		e.outputs = append(e.outputs, o)
	}
	if len(seen) < len(rows) {
		o.flag = true
		e.outputs = append(e.outputs, o)
	}
}

func (c *column) scale(v float64) float64 {
	if !c.log {
		return v
	}
	return math.Copysign(math.Log1p(math.Abs(v)), v)
}

func (e *encoder) addLevels(c *column, j int, rows []int) {
	levels, rest := commonLevels(c, rows)
	if len(levels) == 0 || len(levels) == 1 && !rest {
		return
	}
	for _, l := range levels {
		e.outputs = append(e.outputs, output{source: j, level: l})
	}
	if rest {
		e.outputs = append(e.outputs, output{source: j, other: true, levels: levels})
	}
}

// commonLevels lists the levels frequent enough for a column of their own, the most
// frequent first; rest says whether rows remain.
func commonLevels(c *column, rows []int) (levels []string, rest bool) {
	count := map[string]int{}
	for _, i := range rows {
		count[c.text[i]]++
	}
	for l, n := range count {
		if float64(n) >= rareShare*float64(len(rows)) {
			levels = append(levels, l)
		}
	}
	slices.SortFunc(levels, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	levels = levels[:min(len(levels), maxLevels)]
	covered := 0
	for _, l := range levels {
		covered += count[l]
	}
	return levels, covered < len(rows)
}

func (e *encoder) matrix(t *table, rows []int) *mat.Dense {
	if len(rows) == 0 || len(e.outputs) == 0 {
		return nil
	}
	x := mat.NewDense(len(rows), len(e.outputs), nil)
	for k, i := range rows {
		e.fill(t, i, x.RawRowView(k))
	}
	return x
}

func (e *encoder) fill(t *table, i int, into []float64) {
	for k := range e.outputs {
		o := &e.outputs[k]
		into[k] = o.value(&t.columns[o.source], i)
	}
}

func (o *output) value(c *column, i int) float64 {
	if c.text != nil {
		hit := c.text[i] == o.level
		if o.other {
			hit = !slices.Contains(o.levels, c.text[i])
		}
		return unit(hit)
	}
	missing := math.IsNaN(c.number[i])
	switch {
	case o.flag:
		return unit(missing)
	case missing:
		return o.fill
	}
	return c.scale(c.number[i])
}

func unit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// suspicious names the columns that alone tell stayers from leavers too well to be
// knowledge of the past (METHODS 2, B4).
func suspicious(t *table, rows []int) []string {
	y := t.labels(rows)
	out := []string{}
	for j := range t.columns {
		one := &table{group: t.group, columns: t.columns[j : j+1], churned: t.churned}
		e := newEncoder(one, rows, nil)
		x := e.matrix(one, rows)
		if x == nil {
			continue
		}
		if tells(x, y) {
			out = append(out, t.columns[j].name)
		}
	}
	return out
}

// tells looks at each output alone, and at levels together by their churn rate.
func tells(x *mat.Dense, y []bool) bool {
	n, p := x.Dims()
	for k := range p {
		a := learn.AUC(mat.Col(nil, k, x), y)
		if math.Max(a, 1-a) > telling {
			return true
		}
	}
	if p < 3 {
		return false
	}
	score := make([]float64, n)
	for k := range p {
		var hits, events float64
		for i := range n {
			hits += x.At(i, k)
			events += x.At(i, k) * unit(y[i])
		}
		for i := range n {
			if x.At(i, k) == 1 && hits > 0 {
				score[i] = events / hits
			}
		}
	}
	return learn.AUC(score, y) > telling
}
