package explain

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/tree"
	"huiliu/engine/stat"
)

// Card is a page of points that a person can add up, and what is lost by using it
// instead of the full model.
type Card struct {
	tree.Scorecard
	// Held compares the page (A) with the full model (B) on the same rows that neither
	// has learnt from; Brier scores likewise.
	Held  learn.Comparison `json:"held"`
	Rows  int              `json:"rows"` // of Held
	Brier engine.Number    `json:"brier"`
	Full  engine.Number    `json:"brier_full"`
	// Usual is a value to begin with for each column: the median, or the commonest word.
	Usual []CardValue `json:"usual"`
	// Table reads totals of points as probabilities, with what happened on the held rows.
	Table []CardBand `json:"table"`
}

// CardValue is a value of a column; Number is undefined for words.
type CardValue struct {
	Column string        `json:"column"`
	Number engine.Number `json:"number"`
	Text   string        `json:"text,omitempty"`
}

// CardBand is a band of totals, From included and To not.
type CardBand struct {
	From        int         `json:"from"`
	To          int         `json:"to"`
	Probability float64     `json:"probability"` // at the middle of the band
	Observed    engine.Rate `json:"observed"`
}

// Page bounds a scorecard. Zero fields take the defaults in brackets.
type Page struct {
	Columns int     // most columns [8]
	Lines   int     // most bands of known numbers [5], or words
	Scale   float64 // points of one log odds [20]
	Skip    []string
}

func (o Page) withDefaults() Page {
	if o.Columns <= 0 {
		o.Columns = 8
	}
	if o.Lines <= 0 {
		o.Lines = 5
	}
	if !(o.Scale > 0) {
		o.Scale = 20
	}
	return o
}

// leastInformation is the information value below which a column is not worth a place
// on the page (Siddiqi 2006: under 0.02 does not tell).
const leastInformation = 0.02

// thinnest is the least share of the rows a band of numbers should have.
const thinnest = 0.05

// cardRidge keeps the points of thin bands moderate.
const cardRidge = 1

// Points makes the page: the best column of each block by information value in bands
// of about equally many training rows, a ridge logistic regression of them, whole
// points. Nothing is chosen on the held rows. Error "explain.no_card" when no column
// tells enough.
func Points(ctx context.Context, m learn.Model, train, held learn.Sample, o Page) (Card, error) {
	if err := train.Check(); err != nil {
		return Card{}, err
	}
	o = o.withDefaults()
	blocks, err := Blocks(ctx, train.X, Together)
	if err != nil {
		return Card{}, err
	}
	chosen := choose(train, blocks, o)
	if len(chosen) == 0 {
		return Card{}, &engine.Error{Code: "explain.no_card"}
	}
	c := Card{}
	c.Scale = o.Scale
	c.Columns = chosen
	fit, err := learn.Fit(ctx, c.inputs(train.X), train.Y, learn.Options{Ridge: cardRidge}, engine.NoProgress{})
	if err != nil {
		return Card{}, err
	}
	c.give(fit)
	c.usual(train.X)
	c.judge(m, held)
	return c, nil
}

// candidate is a column in bands with what they tell.
type candidate struct {
	column tree.ScorecardColumn
	worth  float64
}

// choose takes the best column of each block, at most o.Columns.
func choose(s learn.Sample, blocks []Block, o Page) []tree.ScorecardColumn {
	var best []candidate
	for _, b := range blocks {
		top := candidate{}
		for _, name := range b.Columns {
			if slices.Contains(o.Skip, name) {
				continue
			}
			c := candidate{column: bands(s.X.Find(name), o.Lines)}
			if c.worth = information(&c.column, s); c.worth > top.worth {
				top = c
			}
		}
		if top.worth >= leastInformation {
			best = append(best, top)
		}
	}
	slices.SortStableFunc(best, func(a, b candidate) int { return cmp.Compare(b.worth, a.worth) })
	var out []tree.ScorecardColumn
	for _, c := range best[:min(len(best), o.Columns)] {
		out = append(out, c.column)
	}
	return out
}

// information is Σ (share of events − share of others)·ln(ratio) over the lines, half
// a row added to each so that an empty one is no infinity.
func information(c *tree.ScorecardColumn, s learn.Sample) float64 {
	hits, others := make([]float64, len(c.Lines)), make([]float64, len(c.Lines))
	values := s.X.Find(c.Name)
	var h, o float64
	for i, yes := range s.Y {
		k := c.Line(values, i)
		c.Lines[k].Rows++
		if yes {
			hits[k]++
			h++
		} else {
			others[k]++
			o++
		}
	}
	sum := 0.0
	for k := range c.Lines {
		if c.Lines[k].Rows == 0 {
			continue
		}
		p, q := (hits[k]+0.5)/(h+0.5), (others[k]+0.5)/(o+0.5)
		sum += (p - q) * math.Log(p/q)
	}
	return sum
}

// bands are the lines of a column: missing first, then numbers from low to high, or
// words from common to rare and the others last.
func bands(c *learn.Column, most int) tree.ScorecardColumn {
	none := engine.Undefined()
	out := tree.ScorecardColumn{Name: c.Name, Words: c.Text != nil, Lines: []tree.ScorecardLine{{Above: none, UpTo: none, Missing: true}}}
	if c.Text != nil {
		levels, _ := commonLevels(c.Text)
		for _, l := range levels[:min(len(levels), most)] {
			out.Lines = append(out.Lines, tree.ScorecardLine{Above: none, UpTo: none, Levels: []string{l}})
		}
		out.Lines = append(out.Lines, tree.ScorecardLine{Above: none, UpTo: none, Other: true})
		return out
	}
	above := none
	known := knownSorted(c.Number)
	most = min(most, int(float64(len(known))/(thinnest*float64(max(len(c.Number), 1)))))
	for _, cut := range borders(known, most) {
		out.Lines = append(out.Lines, tree.ScorecardLine{Above: above, UpTo: engine.Number(cut)})
		above = engine.Number(cut)
	}
	out.Lines = append(out.Lines, tree.ScorecardLine{Above: above, UpTo: none})
	return out
}

// borders cut sorted numbers into at most so many bands of about equally many rows,
// at round numbers where that moves few rows.
func borders(sorted []float64, most int) []float64 {
	var out []float64
	for k := 1; k < most && len(sorted) > 0; k++ {
		cut := stat.Quantile(sorted, float64(k)/float64(most))
		cut = rounded(cut, sorted)
		if cut < sorted[len(sorted)-1] && (len(out) == 0 || cut > out[len(out)-1]) {
			out = append(out, cut)
		}
	}
	return out
}

// roundMoves is the share of rows that rounding may move to another band.
const roundMoves = 0.02

// rounded is the number with the fewest digits that moves few rows.
func rounded(cut float64, sorted []float64) float64 {
	if cut == 0 {
		return 0
	}
	at := below(sorted, cut)
	size := math.Pow(10, math.Floor(math.Log10(math.Abs(cut))))
	for _, step := range []float64{1, 0.5, 0.1, 0.05, 0.01} {
		v := math.Round(cut/(size*step)) * size * step
		v = math.Round(v*1e6) / 1e6 // 0.30000000000000004 is no round number
		if math.Abs(float64(below(sorted, v)-at)) <= roundMoves*float64(len(sorted)) {
			return v
		}
	}
	return cut
}

// below counts the values that are at most v.
func below(sorted []float64, v float64) int {
	n, _ := slices.BinarySearchFunc(sorted, v, func(x, v float64) int {
		if x <= v {
			return -1
		}
		return 1
	})
	return n
}

// inputs are 0/1 columns, one a line but the first that has rows.
func (c *Card) inputs(x *learn.Frame) *mat.Dense {
	width := 0
	for k := range c.Columns {
		width += len(c.Columns[k].Lines)
	}
	out := mat.NewDense(x.Rows, width, nil)
	from := 0
	for k := range c.Columns {
		column := &c.Columns[k]
		values := x.Find(column.Name)
		for i := range x.Rows {
			out.Set(i, from+column.Line(values, i), 1)
		}
		from += len(column.Lines)
	}
	return out
}

// give turns the regression into whole points: the safest line of a column has none,
// what it was worth goes to the start. Neighbours of equal points share a line.
func (c *Card) give(m *learn.Logistic) {
	coefficients := m.Coefficients()
	start, from := float64(coefficients[0].Value), 1
	for k := range c.Columns {
		lines := c.Columns[k].Lines
		least := math.Inf(1)
		for i := range lines {
			if lines[i].Rows > 0 {
				least = math.Min(least, float64(coefficients[from+i].Value))
			}
		}
		start += least
		for i := range lines {
			if lines[i].Rows > 0 { // nothing is known of an empty line: it costs nothing
				lines[i].Points = int(math.Round((float64(coefficients[from+i].Value) - least) * c.Scale))
			}
		}
		from += len(lines)
		c.Columns[k].Lines = merged(lines)
	}
	c.Start = int(math.Round(start * c.Scale))
	c.Columns = slices.DeleteFunc(c.Columns, func(col tree.ScorecardColumn) bool {
		return !slices.ContainsFunc(col.Lines, func(l tree.ScorecardLine) bool { return l.Points != 0 })
	})
}

func (c *Card) usual(x *learn.Frame) {
	for k := range c.Columns {
		column := x.Find(c.Columns[k].Name)
		v := CardValue{Column: column.Name, Number: engine.Undefined()}
		if column.Text == nil {
			v.Number = engine.Number(stat.Quantile(knownSorted(column.Number), 0.5))
		} else if levels, _ := commonLevels(column.Text); len(levels) > 0 {
			v.Text = levels[0]
		}
		c.Usual = append(c.Usual, v)
	}
}

// merged joins neighbouring bands of numbers with equal points.
func merged(lines []tree.ScorecardLine) []tree.ScorecardLine {
	var out []tree.ScorecardLine
	for _, l := range lines {
		if n := len(out); n > 1 && !l.Missing && !l.Other && l.Levels == nil && out[n-1].Points == l.Points {
			out[n-1].UpTo = l.UpTo
			out[n-1].Rows += l.Rows
			continue
		}
		out = append(out, l)
	}
	return out
}

// Probability is what a total of points means.
func (c *Card) Probability(points int) float64 {
	return 1 / (1 + math.Exp(-float64(points)/c.Scale))
}

// cardBands is the number of bands of the table of totals.
const cardBands = 8

// judge compares with the full model and fills the table.
func (c *Card) judge(m learn.Model, held learn.Sample) {
	points := c.Points(held.X)
	p := make([]float64, len(points))
	for i, v := range points {
		p[i] = c.Probability(v)
	}
	full := m.Predict(held.X)
	c.Rows = len(points)
	c.Held = learn.DeLongTest(p, full, held.Y)
	c.Brier, c.Full = engine.Number(learn.Brier(p, held.Y)), engine.Number(learn.Brier(full, held.Y))
	low, high := c.span()
	width := max((high-low+cardBands)/cardBands, 1)
	if width > 10 {
		width = (width + 9) / 10 * 10
	}
	for from := floorTo(low, width); from <= high; from += width {
		var hits, rows int64
		for i, v := range points {
			if v >= from && v < from+width {
				rows++
				if held.Y[i] {
					hits++
				}
			}
		}
		middle := float64(from) + float64(width-1)/2
		c.Table = append(c.Table, CardBand{From: from, To: from + width, Observed: engine.NewRate(hits, rows),
			Probability: 1 / (1 + math.Exp(-middle/c.Scale))})
	}
}

// span are the least and the most points a customer can have.
func (c *Card) span() (low, high int) {
	low, high = c.Start, c.Start
	for k := range c.Columns {
		least, most := math.MaxInt, 0
		for _, l := range c.Columns[k].Lines {
			least, most = min(least, l.Points), max(most, l.Points)
		}
		low, high = low+least, high+most
	}
	return low, high
}

func floorTo(v, width int) int { return int(math.Floor(float64(v)/float64(width))) * width }
