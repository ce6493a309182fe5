package explain

import (
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Shapes of a Dependence.
const (
	ShapeFlat    = "flat"    // the probability moves by less than two points in a hundred
	ShapeRising  = "rising"  // more is scored riskier
	ShapeFalling = "falling" // more is scored safer
	ShapeMixed   = "mixed"   // up and down
	ShapeLevels  = "levels"  // words have no order
)

const (
	flatSpan   = 0.02 // of the mean probability
	backShare  = 0.05 // of the span that a rising curve may fall back
	lowShare   = 0.01 // nothing is drawn outside the middle 98 % of the data
	gridPoints = 20
	mostWords  = 12
	rareWords  = 0.01
	iceLines   = 20
)

// Dependence is how a model's probability moves with one column, all else as it is:
// the mean over the rows (Friedman 2001) and single rows (Goldstein and others 2015).
type Dependence struct {
	Column string  `json:"column"`
	Words  bool    `json:"words"`
	Shape  string  `json:"shape"`
	Span   float64 `json:"span"`   // highest less lowest mean probability
	Points []Point `json:"points"` // ascending; numbers first, a missing value last
	// Lines are single customers over the points, the 1st, 2nd, … of evenly spaced ranks
	// of their score.
	Lines [][]float64 `json:"lines"`
	Known int         `json:"known"` // rows with a value
}

// Point is one value of the column.
type Point struct {
	Value   engine.Number `json:"value"` // undefined for words and missing
	Level   string        `json:"level,omitempty"`
	Missing bool          `json:"missing,omitempty"`
	// Rows are those of the data nearest to this value: where there are few, the
	// curve is little more than the model's habit.
	Rows        int     `json:"rows"`
	Probability float64 `json:"probability"` // mean
	Low         float64 `json:"low"`         // a tenth of the rows is below
	High        float64 `json:"high"`        // a tenth of the rows is above
}

// Partial bounds the curves. Zero fields take the defaults in brackets.
type Partial struct {
	Rows int // rows the model is asked about, drawn by Seed [500]
	Seed uint64
}

// Depend draws the curve of one column over rows of x. Numbers are asked for at up to
// 20 quantiles from 1 % to 99 %, so that nothing is extrapolated; words at their common
// levels; "missing" where at least one row in a hundred is. Error "learn.empty" for an
// unknown column or no rows.
func Depend(ctx context.Context, m learn.Model, x *learn.Frame, column string, o Partial) (Dependence, error) {
	return ask(m, x, o).curve(ctx, column)
}

// asker asks one model about the same rows again and again.
type asker struct {
	x, rows *learn.Frame // all, and those asked about
	again   learn.Again
}

func ask(m learn.Model, x *learn.Frame, o Partial) *asker {
	if o.Rows <= 0 {
		o.Rows = 500
	}
	rows := sampled(m, x, o)
	return &asker{x: x, rows: rows, again: learn.Remember(m, rows)}
}

// curve is Depend of one column.
func (a *asker) curve(ctx context.Context, column string) (Dependence, error) {
	x, rows := a.x, a.rows
	at := slices.IndexFunc(x.Columns, func(c learn.Column) bool { return c.Name == column })
	if at < 0 || x.Rows == 0 {
		return Dependence{}, &engine.Error{Code: "learn.empty", Args: engine.Args{"column": column}}
	}
	c := &x.Columns[at]
	d := Dependence{Column: column, Words: c.Text != nil}
	d.grid(c)
	curve := make([][]float64, len(d.Points)) // by point, then row
	for k := range d.Points {
		if err := ctx.Err(); err != nil {
			return Dependence{}, err
		}
		curve[k] = a.again(with(rows, at, d.Points[k]), []string{column})
		sorted := slices.Clone(curve[k])
		slices.Sort(sorted)
		d.Points[k].Probability = stat.Mean(sorted)
		d.Points[k].Low, d.Points[k].High = stat.Quantile(sorted, 0.1), stat.Quantile(sorted, 0.9)
	}
	d.lines(curve, rows.Rows)
	d.shape()
	return d, nil
}

// sampled are rows in order of their score.
func sampled(m learn.Model, x *learn.Frame, o Partial) *learn.Frame {
	s := learn.Sample{X: x, Y: make([]bool, x.Rows)}
	return draw(m, s, Shuffling{Rows: o.Rows, Seed: o.Seed}).X
}

// with sets one column of every row to a point.
func with(x *learn.Frame, at int, p Point) *learn.Frame {
	out := &learn.Frame{Rows: x.Rows, Columns: slices.Clone(x.Columns)}
	c := &out.Columns[at]
	if c.Text != nil {
		c.Text = slices.Repeat([]string{p.Level}, x.Rows)
	} else {
		c.Number = slices.Repeat([]float64{float64(p.Value)}, x.Rows)
	}
	return out
}

func (d *Dependence) grid(c *learn.Column) {
	total, missing := 0, 0
	if c.Text != nil {
		total = len(c.Text)
		levels, count := commonLevels(c.Text)
		missing = count[""]
		for _, l := range levels {
			d.Points = append(d.Points, Point{Value: engine.Undefined(), Level: l, Rows: count[l]})
		}
	} else {
		known := knownSorted(c.Number)
		total, missing = len(c.Number), len(c.Number)-len(known)
		for _, v := range quantileGrid(known) {
			d.Points = append(d.Points, Point{Value: engine.Number(v)})
		}
		d.count(known)
	}
	d.Known = total - missing
	if missing > 0 && float64(missing) >= lowShare*float64(total) {
		d.Points = append(d.Points, Point{Value: engine.Undefined(), Missing: true, Rows: missing})
	}
}

func knownSorted(x []float64) []float64 {
	known := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	slices.Sort(known)
	return known
}

// quantileGrid are different quantiles, evenly spaced from 1 % to 99 %; all values
// between where there are few.
func quantileGrid(sorted []float64) []float64 {
	if len(sorted) == 0 {
		return nil
	}
	low, high := stat.Quantile(sorted, lowShare), stat.Quantile(sorted, 1-lowShare)
	var distinct []float64
	for _, v := range sorted {
		if v >= low && v <= high && (len(distinct) == 0 || v != distinct[len(distinct)-1]) {
			if distinct = append(distinct, v); len(distinct) > gridPoints {
				break
			}
		}
	}
	if len(distinct) <= gridPoints {
		return distinct
	}
	var out []float64
	for k := range gridPoints {
		v := stat.Quantile(sorted, lowShare+(1-2*lowShare)*float64(k)/(gridPoints-1))
		if len(out) == 0 || v != out[len(out)-1] {
			out = append(out, v)
		}
	}
	return out
}

// count gives every value to the nearest point, the lower of two as near.
func (d *Dependence) count(sorted []float64) {
	k := 0
	for _, v := range sorted {
		for k+1 < len(d.Points) && v-float64(d.Points[k].Value) > float64(d.Points[k+1].Value)-v {
			k++
		}
		d.Points[k].Rows++
	}
}

// commonLevels are the words at least one row in a hundred has, the commonest first;
// the empty word is not among them.
func commonLevels(text []string) ([]string, map[string]int) {
	number := levelNumbers(text)
	count := map[string]int{}
	for _, s := range text {
		count[s]++
	}
	levels := make([]string, len(number))
	for l, k := range number {
		levels[k-1] = l
	}
	levels = slices.DeleteFunc(levels, func(l string) bool { return l == "" || float64(count[l]) < rareWords*float64(len(text)) })
	return levels[:min(len(levels), mostWords)], count
}

// lines keeps evenly spaced rows.
func (d *Dependence) lines(curve [][]float64, rows int) {
	n := min(iceLines, rows)
	for l := range n {
		row := 0
		if n > 1 {
			row = l * (rows - 1) / (n - 1)
		}
		line := make([]float64, len(curve))
		for k := range curve {
			line[k] = curve[k][row]
		}
		d.Lines = append(d.Lines, line)
	}
}

// shape names the curve over its numbers.
func (d *Dependence) shape() {
	low, high := math.Inf(1), math.Inf(-1)
	up, down, last := 0.0, 0.0, math.NaN()
	for _, p := range d.Points {
		low, high = math.Min(low, p.Probability), math.Max(high, p.Probability)
		if p.Missing || d.Words {
			continue
		}
		if step := p.Probability - last; step > 0 {
			up += step
		} else if step < 0 {
			down -= step
		}
		last = p.Probability
	}
	d.Span = math.Max(high-low, 0)
	switch {
	case d.Span < flatSpan:
		d.Shape = ShapeFlat
	case d.Words:
		d.Shape = ShapeLevels
	case up+down < flatSpan: // only missing differs
		d.Shape = ShapeFlat
	case down <= backShare*(up-down):
		d.Shape = ShapeRising
	case up <= backShare*(down-up):
		d.Shape = ShapeFalling
	default:
		d.Shape = ShapeMixed
	}
}
