// Package snapshot is a table of customers as they stood on one day, with who left:
// a customer table with a churn flag, or the features of a shop's customers on a
// past day and what they did next. It cleans columns and codes them for models.
package snapshot

import (
	"context"
	_ "embed" // the questions are .sql files
	"math"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/feature"
	"huiliu/engine/store"
)

//go:embed sql/contracts.sql
var contractsSQL string

//go:embed sql/attributes.sql
var attributesSQL string

// Names of columns made by us: describe.attribute.<name> or feature.<name>.
const (
	Tenure  = "tenure_months"
	Monthly = "monthly_amount"
)

// Column is one property of every customer. Text is nil for numbers.
type Column struct {
	Name   string
	Built  bool      // Name is a key of ours, not a header of the file
	Number []float64 // NaN where unknown
	Text   []string  // "" where unknown
}

// Table is the snapshot, rows in order of customer id or number.
type Table struct {
	AsOf    engine.Day // NoDay for a customer table without dates
	Horizon int        // days after AsOf in which Churned was decided; 0 for a flag
	Churned []bool
	Numbers []int32   // customer numbers of a customer table; nil for a shop
	Tenure  []float64 // months of a contract, NaN where unknown; nil for a shop
	Monthly []float64 // amount per month of a contract; nil for a shop
	Columns []Column
	Dropped []Dropped
}

// Dropped is a column that was left out and the code of why: snapshot.dropped.<code>.
type Dropped struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

// Events counts who left.
func (t *Table) Events() int64 {
	var n int64
	for _, left := range t.Churned {
		if left {
			n++
		}
	}
	return n
}

// Contracts reads the customer table with who has left by the definition; empty when there is none.
func Contracts(ctx context.Context, r store.Reader, d churn.Definition) (*Table, error) {
	t := &Table{AsOf: d.AsOf}
	row := map[int32]int{}
	var ids []string
	err := store.Query(ctx, r, contractsSQL, d.Ends(), func(scan store.Scan) error {
		var no int32
		var id string
		var left bool
		var tenure, monthly store.NullFloat
		if err := scan(&no, &id, &left, &tenure, &monthly); err != nil {
			return err
		}
		row[no] = len(ids)
		ids = append(ids, id)
		t.Numbers = append(t.Numbers, no)
		t.Churned = append(t.Churned, left)
		t.Tenure, t.Monthly = append(t.Tenure, known(tenure)), append(t.Monthly, known(monthly))
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.add(Column{Name: Tenure, Built: true, Number: t.Tenure})
	t.add(Column{Name: Monthly, Built: true, Number: t.Monthly})
	columns, err := attributes(ctx, r, d, row)
	if err != nil {
		return nil, err
	}
	for _, c := range columns {
		t.add(c)
	}
	return t, nil
}

func known(n store.NullFloat) float64 {
	if !n.Valid {
		return math.NaN()
	}
	return n.Float64
}

// attributes collects the further columns; a column is numeric when all of it is.
func attributes(ctx context.Context, r store.Reader, d churn.Definition, row map[int32]int) ([]Column, error) {
	var out []Column
	numeric := false
	err := store.Query(ctx, r, attributesSQL, d.Ends(), func(scan store.Scan) error {
		var no int32
		var name, value string
		var number store.NullFloat
		if err := scan(&no, &name, &value, &number); err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].Name != name {
			settle(out, numeric)
			out, numeric = append(out, emptyColumn(name, len(row))), false
		}
		c := &out[len(out)-1]
		c.Text[row[no]], c.Number[row[no]] = value, known(number)
		numeric = numeric || number.Valid
		return nil
	})
	settle(out, numeric)
	return out, err
}

func emptyColumn(name string, n int) Column {
	c := Column{Name: name, Number: make([]float64, n), Text: make([]string, n)}
	for i := range c.Number {
		c.Number[i] = math.NaN()
	}
	return c
}

// settle decides whether the last column is of numbers or of text.
func settle(columns []Column, numeric bool) {
	if len(columns) == 0 {
		return
	}
	if c := &columns[len(columns)-1]; numeric {
		c.Text = nil
	} else {
		c.Number = nil
	}
}

// maxRows bounds the customers a shop's snapshot looks at; a sample of this many
// answers as well as all.
const maxRows = 20_000

// Shop builds the features of the customers active window days before the last day
// that the definition may see, and whether they left by then. Nil when the history
// is too short for that.
func Shop(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day, seed uint64) (*Table, error) {
	asOf := d.AsOf - engine.Day(d.WindowDays) - 1
	if asOf-first < engine.Day(d.WindowDays) {
		return nil, nil
	}
	frame, err := feature.BuildSpec(ctx, r, feature.Spec{AsOf: asOf, Population: feature.Active, Window: d.WindowDays, MaxRows: maxRows, Seed: seed})
	if err != nil {
		return nil, err
	}
	t := &Table{AsOf: asOf, Horizon: d.WindowDays + 1}
	if t.Churned, err = feature.Labels(ctx, r, frame, t.Horizon, d.AsOf); err != nil {
		return nil, err
	}
	for _, c := range frame.Columns {
		t.add(Column{Name: c.Name, Built: true, Number: c.Number, Text: c.Text})
	}
	return t, nil
}
