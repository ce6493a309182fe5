package predict

import (
	"math"
	"slices"

	"huiliu/engine/feature"
)

// column is one source of the model's inputs: numbers (NaN missing) or words
// ("" missing).
type column struct {
	name   string
	unit   string
	log    bool // long-tailed: the model sees sign·log(1+|x|)
	number []float64
	text   []string // nil for numbers
}

// table is what competitors learn from and are judged on: a row per
// customer-snapshot.
type table struct {
	group   []int32 // customer_no
	columns []column
	churned []bool
}

func (t *table) rows() int { return len(t.group) }

func (t *table) find(name string) *column {
	for j := range t.columns {
		if t.columns[j].name == name {
			return &t.columns[j]
		}
	}
	return nil
}

// pick copies the values of a number column at rows; zeros without the column.
func (t *table) pick(name string, rows []int) []float64 {
	out := make([]float64, len(rows))
	if c := t.find(name); c != nil {
		for k, i := range rows {
			out[k] = c.number[i]
		}
	}
	return out
}

// varies tells whether a number column has two different known values.
func (c *column) varies() bool {
	first := math.NaN()
	for _, v := range c.number {
		switch {
		case math.IsNaN(first):
			first = v
		case !math.IsNaN(v) && v != first:
			return true
		}
	}
	return false
}

func (t *table) labels(rows []int) []bool {
	out := make([]bool, len(rows))
	for k, i := range rows {
		out[k] = t.churned[i]
	}
	return out
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// fromFrame turns a frame into a table without labels.
func fromFrame(f *feature.Frame) *table {
	t := &table{group: f.CustomerNo}
	for j, info := range feature.Catalogue() {
		from := &f.Columns[j]
		t.columns = append(t.columns, column{name: info.Name, unit: string(info.Unit), log: from.Log, number: slices.Clone(from.Number)})
	}
	return t
}

// join puts tables of the same columns below each other.
func join(parts []*table) *table {
	out := &table{}
	for k, p := range parts {
		if k == 0 {
			out.columns = make([]column, len(p.columns))
			for j, c := range p.columns {
				out.columns[j] = column{name: c.name, unit: c.unit, log: c.log}
			}
		}
		out.group = append(out.group, p.group...)
		out.churned = append(out.churned, p.churned...)
		for j, c := range p.columns {
			out.columns[j].number = append(out.columns[j].number, c.number...)
		}
	}
	return out
}
