package learn

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat"
)

const (
	rareShare = 0.01 // levels below this share of the training rows go into one bucket
	maxLevels = 30
)

// Input is one column of the matrix a model of numbers sees.
type Input struct {
	Column string `json:"column"`          // of the frame
	Flag   bool   `json:"flag,omitempty"`  // 1 where the number is missing
	Text   bool   `json:"text,omitempty"`  // 1 where the column has Level
	Level  string `json:"level,omitempty"` // "" is the level of missing words
	// Other is 1 where the column has none of Levels, the levels with an input of
	// their own.
	Other  bool     `json:"other,omitempty"`
	Levels []string `json:"levels,omitempty"`
	Log    bool     `json:"log,omitempty"`  // sign·log(1+|x|)
	Fill   float64  `json:"fill,omitempty"` // median that stands in for a missing number
}

// Name says what the input is, for coefficients and errors: the column, then the
// level after "=", "=*" for the other levels, "?" for the flag.
func (in *Input) Name() string {
	switch {
	case in.Flag:
		return in.Column + "?"
	case in.Other:
		return in.Column + "=*"
	case in.Text:
		return in.Column + "=" + in.Level
	}
	return in.Column
}

// Encoder turns frames into matrices: numbers with the median for missing ones and
// a flag beside, words as one 0/1 column for each frequent level and one for the
// rest. All it knows it learnt from its training rows.
type Encoder struct {
	Inputs []Input `json:"inputs"`
}

// NewEncoder learns the encoding of a frame. Columns that tell nothing (all equal,
// all missing) get no input.
func NewEncoder(x *Frame) *Encoder {
	e := &Encoder{}
	for j := range x.Columns {
		if c := &x.Columns[j]; c.Text != nil {
			e.addLevels(c)
		} else {
			e.addNumber(c)
		}
	}
	return e
}

func (e *Encoder) addNumber(c *Column) {
	seen := make([]float64, 0, len(c.Number))
	least, most := math.Inf(1), math.Inf(-1)
	for i, v := range c.Number {
		if !math.IsNaN(v) {
			v = c.Scaled(i)
			seen, least, most = append(seen, v), min(least, v), max(most, v)
		}
	}
	if len(seen) == 0 {
		return
	}
	in := Input{Column: c.Name, Log: c.Log, Fill: stat.Median(seen)}
	if least < most {
		e.Inputs = append(e.Inputs, in)
	}
	if len(seen) < len(c.Number) {
		e.Inputs = append(e.Inputs, Input{Column: c.Name, Flag: true})
	}
}

func (e *Encoder) addLevels(c *Column) {
	levels, rest := CommonLevels(c.Text, rareShare, maxLevels)
	if len(levels) == 0 || len(levels) == 1 && !rest {
		return
	}
	for _, l := range levels {
		e.Inputs = append(e.Inputs, Input{Column: c.Name, Text: true, Level: l})
	}
	if rest {
		e.Inputs = append(e.Inputs, Input{Column: c.Name, Text: true, Other: true, Levels: levels})
	}
}

// CommonLevels lists at most so many levels with at least the share of the rows,
// the most frequent first, by name among equals; rest says whether rows remain.
func CommonLevels(text []string, share float64, most int) (levels []string, rest bool) {
	count := map[string]int{}
	for _, s := range text {
		count[s]++
	}
	for l, n := range count {
		if float64(n) >= share*float64(len(text)) {
			levels = append(levels, l)
		}
	}
	slices.SortFunc(levels, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	levels = levels[:min(len(levels), most)]
	covered := 0
	for _, l := range levels {
		covered += count[l]
	}
	return levels, covered < len(text)
}

// Names are the inputs' names.
func (e *Encoder) Names() []string {
	names := make([]string, len(e.Inputs))
	for k := range e.Inputs {
		names[k] = e.Inputs[k].Name()
	}
	return names
}

// Matrix encodes a frame; nil when it has no rows, the encoder no inputs, or a
// column is absent or of the other kind.
func (e *Encoder) Matrix(x *Frame) *mat.Dense {
	if x == nil || x.Rows == 0 || len(e.Inputs) == 0 {
		return nil
	}
	columns := make([]*Column, len(e.Inputs))
	for k := range e.Inputs {
		columns[k] = x.Find(e.Inputs[k].Column)
		if columns[k] == nil || (columns[k].Text != nil) != e.Inputs[k].Text {
			return nil
		}
	}
	m := mat.NewDense(x.Rows, len(e.Inputs), nil)
	raw, p := m.RawMatrix().Data, len(e.Inputs)
	for from := 0; from < x.Rows; from += tile { // some rows at a time stay in the nearest cache
		for k, c := range columns {
			in := &e.Inputs[k]
			scale := Column{Number: c.Number, Log: in.Log}
			for i := from; i < min(from+tile, x.Rows); i++ {
				raw[i*p+k] = in.value(c, &scale, i)
			}
		}
	}
	return m
}

func (in *Input) value(c, scale *Column, i int) float64 {
	switch {
	case in.Other:
		return unit(!slices.Contains(in.Levels, c.Text[i]))
	case in.Text:
		return unit(c.Text[i] == in.Level)
	case in.Flag:
		return unit(math.IsNaN(c.Number[i]))
	case math.IsNaN(c.Number[i]):
		return in.Fill
	}
	return scale.Scaled(i)
}
