package explain

import (
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Change sets one column of a customer to another value: Number (NaN missing), or Text
// for a column of words.
type Change struct {
	Column string  `json:"column"`
	Number float64 `json:"-"`
	Text   string  `json:"text,omitempty"`
}

// WhatIf is what the model says of one customer before and after changes. It is what
// the model expects of another customer who looks like that, not what an action that
// brings the change about would do.
type WhatIf struct {
	Before   float64          `json:"before"`
	After    float64          `json:"after"`
	Warnings []engine.Warning `json:"warnings"`
}

// Range is what is usual in one column.
type Range struct {
	Column  string    `json:"column"`
	Words   bool      `json:"words"`
	Low     float64   `json:"low"` // 1 % of the known numbers are below
	High    float64   `json:"high"`
	Levels  []string  `json:"levels"` // words at least one row in a hundred has, the commonest first
	Blocked []string  `json:"blocked"`
	Missing bool      `json:"missing"` // some rows have none
	Marks   []float64 `json:"marks"`   // 5, 25, 50, 75 and 95 % of the known numbers
}

// Ranges are what is usual in every column; a column of a block names its companions,
// which usually move with it.
func Ranges(x *learn.Frame, blocks []Block) []Range {
	out := make([]Range, len(x.Columns))
	for j := range x.Columns {
		c := &x.Columns[j]
		r := Range{Column: c.Name, Words: c.Text != nil, Low: math.NaN(), High: math.NaN()}
		if c.Text != nil {
			levels, count := commonLevels(c.Text)
			r.Levels, r.Missing = levels, count[""] > 0
		} else if known := knownSorted(c.Number); len(known) > 0 {
			r.Low, r.High = stat.Quantile(known, lowShare), stat.Quantile(known, 1-lowShare)
			for _, q := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
				r.Marks = append(r.Marks, stat.Quantile(known, q))
			}
			r.Missing = len(known) < len(c.Number)
		}
		for _, b := range blocks {
			if len(b.Columns) > 1 && slices.Contains(b.Columns, c.Name) {
				r.Blocked = slices.DeleteFunc(slices.Clone(b.Columns), func(s string) bool { return s == c.Name })
			}
		}
		out[j] = r
	}
	return out
}

// Ask scores one row of x before and after changes. Warnings are "explain.outside" (a
// number beyond the middle 98 % of the data), "explain.rare_level" and
// "explain.moved_alone" (a companion of the block stayed where it was), with the
// column, and low and high or the companions. Error "explain.unknown_column" for a
// column the frame does not have, or a word for a number.
func Ask(m learn.Model, x *learn.Frame, row int, changes []Change, ranges []Range) (WhatIf, error) {
	one := x.Take([]int{row})
	changed := x.Take([]int{row})
	out := WhatIf{Before: m.Predict(one)[0]}
	for _, c := range changes {
		column := changed.Find(c.Column)
		if column == nil || column.Text == nil && c.Text != "" {
			return WhatIf{}, &engine.Error{Code: "explain.unknown_column", Args: engine.Args{"column": c.Column}}
		}
		if column.Text != nil {
			column.Text[0] = c.Text
		} else {
			column.Number[0] = c.Number
		}
	}
	out.After = m.Predict(changed)[0]
	for i := range ranges {
		out.Warnings = append(out.Warnings, ranges[i].doubts(changes)...)
	}
	return out, nil
}

// doubts are the warnings about changes of this column.
func (r *Range) doubts(changes []Change) (out []engine.Warning) {
	at := slices.IndexFunc(changes, func(c Change) bool { return c.Column == r.Column })
	if at < 0 {
		return nil
	}
	warn := func(code string, args engine.Args) {
		args["column"] = r.Column
		out = append(out, engine.Warning{Code: code, Place: engine.Place{Column: r.Column}, Args: args})
	}
	c := changes[at]
	switch {
	case r.Words && c.Text != "" && !slices.Contains(r.Levels, c.Text):
		warn("explain.rare_level", engine.Args{"level": c.Text})
	case !r.Words && (c.Number < r.Low || c.Number > r.High):
		warn("explain.outside", engine.Args{"low": r.Low, "high": r.High})
	}
	var stayed []string
	for _, other := range r.Blocked {
		if !slices.ContainsFunc(changes, func(c Change) bool { return c.Column == other }) {
			stayed = append(stayed, other)
		}
	}
	if len(stayed) > 0 {
		warn("explain.moved_alone", engine.Args{"others": stayed})
	}
	return out
}

// Subject is a model with the customers it can be asked about.
type Subject struct {
	Model  learn.Model
	Listed bool // its probabilities are those of the watch list
	X      *learn.Frame
	IDs    []string // of the rows
	Ranges []Range
}

// mostKnown bounds the customers a subject keeps.
const mostKnown = 50_000

// Know sets the customers: all of them, or of very many only the wanted ones. What is
// usual is measured over all.
func (s *Subject) Know(ctx context.Context, x *learn.Frame, ids, wanted []string) error {
	sample := draw(nothing{}, learn.Sample{X: x, Y: make([]bool, x.Rows)}, Shuffling{Rows: blockRows}).X
	blocks, err := Blocks(ctx, sample, Together)
	if err != nil {
		return err
	}
	s.X, s.IDs, s.Ranges = x, ids, Ranges(x, blocks)
	if len(ids) <= mostKnown {
		return nil
	}
	var rows []int
	s.IDs = nil
	for i, id := range ids {
		if slices.Contains(wanted, id) {
			rows, s.IDs = append(rows, i), append(s.IDs, id)
		}
	}
	s.X = x.Take(rows)
	return nil
}
