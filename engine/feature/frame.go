package feature

import (
	"context"
	_ "embed"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/store"
)

//go:embed sql/features.sql
var featuresText string

//go:embed sql/buyers.sql
var buyersText string

//go:embed sql/span.sql
var spanText string

//go:embed sql/ids.sql
var idsText string

// Population says whose rows a frame holds.
type Population int

// Populations.
const (
	// Active are the customers whose last purchase is at most window days ago.
	Active Population = iota
	// Everyone is every customer with a purchase day known at the day.
	Everyone
)

// Spec says which frame to build.
type Spec struct {
	AsOf       engine.Day
	Population Population
	Window     int // days; only for Active
	// MaxRows bounds the rows by a sample that depends only on Seed, the day and
	// the customers' numbers; 0 = all.
	MaxRows int
	Seed    uint64
}

// Frame is one snapshot: a row per customer, a column per feature, in the order of
// the catalogue. A missing number is NaN, a missing word "".
type Frame struct {
	AsOf       engine.Day
	CustomerNo []int32 // ascending, one per row
	Columns    []learn.Column
}

// Rows returns the number of customers.
func (f *Frame) Rows() int { return len(f.CustomerNo) }

// Learn is the frame as models see it; it shares the columns.
func (f *Frame) Learn() *learn.Frame {
	return &learn.Frame{Rows: f.Rows(), Columns: f.Columns}
}

// Column returns a copy of the named column of numbers, nil when there is none.
func (f *Frame) Column(name string) []float64 {
	c := f.Learn().Find(name)
	if c == nil || c.Text != nil {
		return nil
	}
	return slices.Clone(c.Number)
}

// Build computes the features of a population at the end of the day asOf.
func Build(ctx context.Context, r store.Reader, asOf engine.Day, pop Population, window int) (*Frame, error) {
	return BuildSpec(ctx, r, Spec{AsOf: asOf, Population: pop, Window: window})
}

// BuildSpec is Build with a bound on the rows.
func BuildSpec(ctx context.Context, r store.Reader, s Spec) (*Frame, error) {
	return read(ctx, r, featuresText, s)
}

// noBound stands for "all rows" and "any silence"; DuckDB wants a number.
const noBound = math.MaxInt32

func read(ctx context.Context, r store.Reader, text string, s Spec) (*Frame, error) {
	p := store.Params{"as_of": s.AsOf, "window": noBound, "rows": noBound, "seed": int64(s.Seed >> 1)}
	if s.Population == Active {
		p["window"] = s.Window
	}
	if s.MaxRows > 0 {
		p["rows"] = s.MaxRows
	}
	f := &Frame{AsOf: s.AsOf, Columns: blank()}
	var no int32
	into := []any{&no}
	for j := range f.Columns {
		into = append(into, &cell{&f.Columns[j]})
	}
	err := store.Query(ctx, r, text, p, func(scan store.Scan) error {
		if err := scan(into...); err != nil {
			return err
		}
		f.CustomerNo = append(f.CustomerNo, no)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// cell appends the values of one column of a query to a column of the frame.
type cell struct{ column *learn.Column }

// Scan implements sql.Scanner.
func (c *cell) Scan(v any) error {
	words := c.column.Text != nil
	switch v := v.(type) {
	case nil:
		if words {
			c.column.Text = append(c.column.Text, "")
		} else {
			c.column.Number = append(c.column.Number, math.NaN())
		}
		return nil
	case float64:
		if !words {
			c.column.Number = append(c.column.Number, v)
			return nil
		}
	case string:
		if words {
			c.column.Text = append(c.column.Text, v)
			return nil
		}
	}
	return &engine.Error{Code: "feature.wrong_type", Args: engine.Args{"feature": c.column.Name}}
}

// Labels says for every row of the frame whether the customer left: no purchase
// after f.AsOf and up to horizon days later. Only what is known at end counts: a
// purchase given back in full by then is none. The horizon must be closed by end.
func Labels(ctx context.Context, r store.Reader, f *Frame, horizon int, end engine.Day) ([]bool, error) {
	if int64(f.AsOf)+int64(horizon) > int64(end) {
		return nil, &engine.Error{Code: "feature.open_horizon",
			Args: engine.Args{"as_of": f.AsOf.String(), "horizon": horizon, "end": end.String()}}
	}
	churned := make([]bool, f.Rows())
	for i := range churned {
		churned[i] = true
	}
	i := 0
	p := store.Params{"as_of": f.AsOf, "horizon": horizon, "end": end}
	err := store.Query(ctx, r, buyersText, p, func(scan store.Scan) error {
		var no int32
		if err := scan(&no); err != nil {
			return err
		}
		for i < len(churned) && f.CustomerNo[i] < no {
			i++
		}
		if i < len(churned) && f.CustomerNo[i] == no {
			churned[i] = false
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return churned, nil
}

// Span returns the first and last purchase day known at asOf; found is false when
// there is no purchase.
func Span(ctx context.Context, r store.Reader, asOf engine.Day) (first, last engine.Day, found bool, err error) {
	found, err = store.One(ctx, r, spanText, store.Params{"as_of": asOf}, &first, &last)
	return first, last, found, err
}

// CustomerIDs returns the identifiers of all customers by number.
func CustomerIDs(ctx context.Context, r store.Reader) (map[int32]string, error) {
	ids := map[int32]string{}
	err := store.Query(ctx, r, idsText, nil, func(scan store.Scan) error {
		var no int32
		var id string
		if err := scan(&no, &id); err != nil {
			return err
		}
		ids[no] = id
		return nil
	})
	return ids, err
}
