package tree

import (
	"context"
	"errors"
	"math"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Predict implements learn.Model.
func (m *Curves) Predict(x *learn.Frame) []float64 {
	if x == nil {
		return nil
	}
	p := make([]float64, x.Rows)
	t, err := m.Bins.cut(context.Background(), x)
	if t == nil || err != nil {
		fill(p, math.NaN())
		return p
	}
	for i := range p {
		s := m.Base
		for j, c := range m.Curve {
			s += c[t.bin(j, i)]
		}
		for k := range m.Pairs {
			s += m.Pairs[k].at(t, i)
		}
		p[i] = sigmoid(s)
	}
	return p
}

// Explain implements learn.Explainer on log odds: a column adds its curve, and half of
// each surface it is part of.
func (m *Curves) Explain(ctx context.Context, x *learn.Frame) (*learn.Explanation, error) {
	if x == nil {
		return nil, &engine.Error{Code: "learn.empty"}
	}
	t, err := m.Bins.cut(ctx, x)
	if t == nil || err != nil {
		return nil, errors.Join(err, &engine.Error{Code: "learn.length_mismatch",
			Args: engine.Args{"rows": len(x.Columns), "outcomes": len(m.Curve)}})
	}
	e := m.Bins.explanation(learn.LogOdds, x.Rows)
	e.Base = m.Base
	for i := range x.Rows {
		row := e.Row(i)
		for j, c := range m.Curve {
			row[j] = c[t.bin(j, i)]
		}
		for k := range m.Pairs {
			half := m.Pairs[k].at(t, i) / 2
			row[m.Pairs[k].A] += half
			row[m.Pairs[k].B] += half
		}
	}
	return e, nil
}

// Scorecard is an additive model as a page of points: a customer's points are Start
// plus those of one line of each column, the probability 1/(1+exp(−points/Scale)).
type Scorecard struct {
	Start   int               `json:"start"`
	Scale   float64           `json:"scale"` // points of one log odds
	Columns []ScorecardColumn `json:"columns"`
}

// ScorecardColumn are the lines of one column; exactly one of them applies.
type ScorecardColumn struct {
	Name  string          `json:"name"`
	Words bool            `json:"words,omitempty"`
	Lines []ScorecardLine `json:"lines"`
}

// ScorecardLine gives points to numbers above Above and at most UpTo (undefined: no
// border), to the Levels of words, to Missing values or, with Other, to words that are
// in no line.
type ScorecardLine struct {
	Above   engine.Number `json:"above"`
	UpTo    engine.Number `json:"upTo"`
	Levels  []string      `json:"levels,omitempty"`
	Missing bool          `json:"missing,omitempty"`
	Other   bool          `json:"other,omitempty"`
	Points  int           `json:"points"`
	Rows    int           `json:"rows"` // of the training
}

// Scorecard turns the curves into whole points, scale of them for one log odds (20 is
// usual). Neighbouring bins of equal points share a line. A model with pairs has none:
// two-way tables do not fit on one line; ok is false.
func (m *Curves) Scorecard(scale float64) (card Scorecard, ok bool) {
	if len(m.Pairs) > 0 || !(scale > 0) || math.IsInf(scale, 0) {
		return Scorecard{}, false
	}
	card = Scorecard{Start: int(math.Round(m.Base * scale)), Scale: scale}
	for j := range m.Bins.Features {
		f := &m.Bins.Features[j]
		points := make([]int, len(m.Curve[j]))
		flat := true
		for b, v := range m.Curve[j] {
			points[b] = int(math.Round(v * scale))
			flat = flat && points[b] == 0
		}
		if flat {
			continue
		}
		c := ScorecardColumn{Name: f.Name, Words: f.Words}
		if f.Words {
			c.Lines = wordLines(f, points, m.Weight[j])
		} else {
			c.Lines = numberLines(f, points, m.Weight[j])
		}
		card.Columns = append(card.Columns, c)
	}
	return card, true
}

func numberLines(f *Feature, points, rows []int) []ScorecardLine {
	none := engine.Undefined()
	lines := []ScorecardLine{{Above: none, UpTo: none, Missing: true, Points: points[0], Rows: rows[0]}}
	for b := 1; b < len(points); b++ {
		if last := &lines[len(lines)-1]; b > 1 && last.Points == points[b] {
			last.Rows += rows[b]
			last.UpTo = f.border(b)
			continue
		}
		above := none
		if b > 1 {
			above = f.border(b - 1)
		}
		lines = append(lines, ScorecardLine{Above: above, UpTo: f.border(b), Points: points[b], Rows: rows[b]})
	}
	return lines
}

// border is the upper end of a bin of a number.
func (f *Feature) border(b int) engine.Number {
	if b-1 < len(f.Cuts) {
		return engine.Number(f.Cuts[b-1])
	}
	return engine.Undefined()
}

func wordLines(f *Feature, points, rows []int) []ScorecardLine {
	none := engine.Undefined()
	lines := []ScorecardLine{{Above: none, UpTo: none, Missing: true, Points: points[0], Rows: rows[0]}}
	at := map[int]int{}
	for k, l := range f.Levels {
		p := points[k+1]
		i, ok := at[p]
		if !ok {
			i = len(lines)
			at[p] = i
			lines = append(lines, ScorecardLine{Above: none, UpTo: none, Points: p})
		}
		lines[i].Levels = append(lines[i].Levels, l)
		lines[i].Rows += rows[k+1]
	}
	other := len(f.Levels) + 1
	return append(lines, ScorecardLine{Above: none, UpTo: none, Other: true, Points: points[other], Rows: rows[other]})
}

// Points adds up the lines that apply to each row, as a person with the page would;
// nil when the frame lacks a column.
func (c *Scorecard) Points(x *learn.Frame) []int {
	total := make([]int, x.Rows)
	for i := range total {
		total[i] = c.Start
	}
	for k := range c.Columns {
		column := &c.Columns[k]
		values := x.Find(column.Name)
		if values == nil || (values.Text != nil) != column.Words {
			return nil
		}
		for i := range total {
			total[i] += column.points(values, i)
		}
	}
	return total
}

func (c *ScorecardColumn) points(values *learn.Column, row int) int {
	if k := c.Line(values, row); k >= 0 {
		return c.Lines[k].Points
	}
	return 0
}

// Line is the place of the line that applies to a row, −1 for none.
func (c *ScorecardColumn) Line(values *learn.Column, row int) int {
	for k := range c.Lines {
		if c.Lines[k].holds(c, values, row) {
			return k
		}
	}
	return -1
}

func (l *ScorecardLine) holds(c *ScorecardColumn, values *learn.Column, row int) bool {
	switch {
	case l.Missing || values.Missing(row):
		return l.Missing && values.Missing(row)
	case l.Other: // the last line
		return true
	case c.Words:
		for _, level := range l.Levels {
			if level == values.Text[row] {
				return true
			}
		}
		return false
	}
	v := values.Number[row]
	return (!l.Above.Defined() || v > float64(l.Above)) && (!l.UpTo.Defined() || v <= float64(l.UpTo))
}
