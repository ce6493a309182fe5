package feature

import (
	"context"
	_ "embed"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/festival"
	"huiliu/engine/learn"
	"huiliu/engine/store"
)

//go:embed sql/kept.sql
var keptText string

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
	// the customers' ids; 0 = all.
	MaxRows int
	Seed    uint64
	// Sources, when given, leaves the features out that need any other. Frames to be
	// stacked take the same ones: those of the last of their days. Without it a frame
	// has all columns of the catalogue.
	Sources Sources
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

// BuildSpec is Build with a bound on the rows and a choice of columns.
func BuildSpec(ctx context.Context, r store.Reader, s Spec) (*Frame, error) {
	return build(ctx, r, queries(), s)
}

func build(ctx context.Context, r store.Reader, list []query, s Spec) (*Frame, error) {
	f := &Frame{AsOf: s.AsOf}
	var err error
	if f.CustomerNo, err = kept(ctx, r, s); err != nil {
		return nil, err
	}
	known, err := SourcesAt(ctx, r, s.AsOf)
	if err != nil {
		return nil, err
	}
	p := store.Params{"as_of": s.AsOf, "customers": numbers(f.CustomerNo), "spring": springs()}
	parts, failed := make([][]learn.Column, len(list)), make([]error, len(list))
	err = learn.Parallel(ctx, len(list), func(k, _ int) { // each is too short for the database to share out
		parts[k], failed[k] = ask(ctx, r, list[k], p, f.Rows(), known)
	})
	if err = errors.Join(append(failed, err)...); err != nil {
		return nil, err
	}
	f.Columns = slices.Concat(parts...)
	f.Columns = append(f.Columns, sameForAll(s.AsOf, f.Rows())...)
	if s.Sources != nil {
		f.leave(s.Sources)
	}
	return f, nil
}

// noBound stands for "all rows" and "any silence"; DuckDB wants a number.
const noBound = math.MaxInt32

// kept are the customers of the frame, ascending.
func kept(ctx context.Context, r store.Reader, s Spec) ([]int32, error) {
	p := store.Params{"as_of": s.AsOf, "window": noBound, "rows": noBound, "seed": int64(s.Seed >> 1)}
	if s.Population == Active {
		p["window"] = s.Window
	}
	if s.MaxRows > 0 {
		p["rows"] = s.MaxRows
	}
	return store.All(ctx, r, keptText, p, func(scan store.Scan, no *int32) error { return scan(no) })
}

// numbers writes a list for a query: one parameter stands for all customers.
func numbers(list []int32) string {
	b := []byte{'['}
	for i, no := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(no), 10)
	}
	return string(append(b, ']'))
}

func springs() string {
	var list []string
	for _, d := range festival.Spring() {
		list = append(list, d.String())
	}
	return "[" + strings.Join(list, ",") + "]"
}

// ask runs one query. What the files do not tell by then is missing, whatever the
// query makes of it: no tickets in a shop without a table of tickets are not 0.
func ask(ctx context.Context, r store.Reader, q query, p store.Params, rows int, known Sources) ([]learn.Column, error) {
	out := columns(q.features)
	told := slices.ContainsFunc(q.features, func(f Info) bool { return known[f.Source] })
	if !told || rows == 0 {
		return missing(out, rows), nil
	}
	into := make([]any, len(out))
	for j := range out {
		into[j] = &cell{&out[j], !known[q.features[j].Source]}
	}
	err := store.Query(ctx, r, q.text, p, func(scan store.Scan) error { return scan(into...) })
	if err != nil {
		return nil, err
	}
	for j := range out {
		if n := len(out[j].Number) + len(out[j].Text); n != rows {
			return nil, &engine.Error{Code: "feature.row_count", Args: engine.Args{"feature": out[j].Name, "rows": n, "expected": rows}}
		}
	}
	return out, nil
}

// missing fills columns with what nobody knows.
func missing(list []learn.Column, rows int) []learn.Column {
	for j := range list {
		if list[j].Text != nil {
			list[j].Text = make([]string, rows)
			continue
		}
		list[j].Number = slices.Repeat([]float64{math.NaN()}, rows)
	}
	return list
}

// sameForAll are the columns of the day itself.
func sameForAll(asOf engine.Day, rows int) []learn.Column {
	out := columns(seasonal())
	for j, v := range season(asOf) {
		out[j].Number = slices.Repeat([]float64{v}, rows)
	}
	return out
}

// leave takes the columns out that the sources cannot tell.
func (f *Frame) leave(known Sources) {
	gone := map[string]bool{}
	for _, info := range Catalogue() {
		gone[info.Name] = !known[info.Source]
	}
	f.Columns = slices.DeleteFunc(f.Columns, func(c learn.Column) bool { return gone[c.Name] })
}

// cell appends the values of one column of a query to a column of the frame.
type cell struct {
	column  *learn.Column
	unknown bool // whatever comes
}

// Scan implements sql.Scanner.
func (c *cell) Scan(v any) error {
	words := c.column.Text != nil
	if c.unknown {
		v = nil
	}
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
