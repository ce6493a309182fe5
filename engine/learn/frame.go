package learn

import (
	"math"

	"huiliu/engine"
)

// Column is one source of a model's inputs: numbers (NaN missing) or, with Text
// set, words ("" missing). The zero-based order of columns carries no meaning.
type Column struct {
	Name   string
	Number []float64
	Text   []string // nil for numbers
	// Log says that a number is long-tailed: models that add columns up see
	// sign·log(1+|x|); trees, which only compare, see the number itself.
	Log bool
}

// Missing tells whether the value of a row is absent.
func (c *Column) Missing(row int) bool {
	if c.Text != nil {
		return c.Text[row] == ""
	}
	return math.IsNaN(c.Number[row])
}

func (c *Column) len() int {
	if c.Text != nil {
		return len(c.Text)
	}
	return len(c.Number)
}

// Scaled is the number as adding models see it.
func (c *Column) Scaled(row int) float64 {
	v := c.Number[row]
	if !c.Log {
		return v
	}
	return math.Copysign(math.Log1p(math.Abs(v)), v)
}

// Frame is a table of columns, all Rows long: what every Estimator learns from and
// every Model scores. Models find their columns by name.
type Frame struct {
	Rows    int
	Columns []Column
}

// Find is the column of that name, nil without one.
func (f *Frame) Find(name string) *Column {
	for j := range f.Columns {
		if f.Columns[j].Name == name {
			return &f.Columns[j]
		}
	}
	return nil
}

// Take copies the given rows, in the order given.
func (f *Frame) Take(rows []int) *Frame {
	out := &Frame{Rows: len(rows), Columns: make([]Column, len(f.Columns))}
	for j := range f.Columns {
		from, to := &f.Columns[j], &out.Columns[j]
		to.Name, to.Log = from.Name, from.Log
		if from.Text != nil {
			to.Text = make([]string, len(rows))
			for k, i := range rows {
				to.Text[k] = from.Text[i]
			}
			continue
		}
		to.Number = make([]float64, len(rows))
		for k, i := range rows {
			to.Number[k] = from.Number[i]
		}
	}
	return out
}

// Check refuses a sample no model can learn from: no rows or columns
// ("learn.empty"), lengths that differ ("learn.length_mismatch"), an infinite
// number ("learn.not_a_number", naming column and row) or one outcome only
// ("learn.one_class"). Missing values are fine.
func (s *Sample) Check() error {
	if s.X == nil || s.X.Rows == 0 || len(s.X.Columns) == 0 {
		return &engine.Error{Code: "learn.empty"}
	}
	if s.X.Rows != len(s.Y) {
		return lengthMismatch(s.X.Rows, len(s.Y))
	}
	for j := range s.X.Columns {
		c := &s.X.Columns[j]
		if c.len() != s.X.Rows {
			return lengthMismatch(c.len(), s.X.Rows)
		}
		for i, v := range c.Number {
			if math.IsInf(v, 0) {
				return &engine.Error{Code: "learn.not_a_number", Place: engine.Place{Column: c.Name},
					Args: engine.Args{"column": c.Name, "row": i + 1, "columns": len(s.X.Columns)}}
			}
		}
	}
	if k := count(s.Y); k == 0 || k == len(s.Y) {
		return &engine.Error{Code: "learn.one_class", Args: engine.Args{"rows": len(s.Y), "events": k}}
	}
	return nil
}

func lengthMismatch(rows, outcomes int) error {
	return &engine.Error{Code: "learn.length_mismatch", Args: engine.Args{"rows": rows, "outcomes": outcomes}}
}
