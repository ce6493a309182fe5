package feature

import (
	"context"
	"math"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Builder computes a frame as of a day.
type Builder func(ctx context.Context, r store.Reader, asOf engine.Day) (*Frame, error)

// Leak is a feature of a customer that knows something from after AsOf.
type Leak struct {
	AsOf       engine.Day
	CustomerID string
	Feature    string // "" when the customer is in one of the frames only
	Full, Cut  float64
}

// Leaks builds the frame as of a day twice — from the whole project and from a copy
// that physically ends on that day — and lists every difference of a single bit.
// Customers are matched by identifier: their numbers differ between the copies.
func Leaks(ctx context.Context, full, cut store.Reader, asOf engine.Day, build Builder) ([]Leak, error) {
	a, err := named(ctx, full, asOf, build)
	if err != nil {
		return nil, err
	}
	b, err := named(ctx, cut, asOf, build)
	if err != nil {
		return nil, err
	}
	return a.differ(b), nil
}

// differ lists where two frames of a day are not the same.
func (a *namedFrame) differ(b *namedFrame) []Leak {
	asOf := a.frame.AsOf
	var out []Leak
	for i, id := range a.ids {
		j, ok := b.at[id]
		if !ok {
			out = append(out, Leak{AsOf: asOf, CustomerID: id, Full: 1})
			continue
		}
		for k := range a.frame.Columns {
			x, y := &a.frame.Columns[k], &b.frame.Columns[k]
			if x.Text != nil && x.Text[i] != y.Text[j] {
				out = append(out, Leak{AsOf: asOf, CustomerID: id, Feature: x.Name})
			}
			if x.Text == nil && !same(x.Number[i], y.Number[j]) {
				out = append(out, Leak{AsOf: asOf, CustomerID: id, Feature: x.Name, Full: x.Number[i], Cut: y.Number[j]})
			}
		}
	}
	for _, id := range b.ids {
		if _, ok := a.at[id]; !ok {
			out = append(out, Leak{AsOf: asOf, CustomerID: id, Cut: 1})
		}
	}
	return out
}

func same(x, y float64) bool {
	return math.Float64bits(x) == math.Float64bits(y) || math.IsNaN(x) && math.IsNaN(y)
}

type namedFrame struct {
	frame *Frame
	ids   []string
	at    map[string]int
}

func named(ctx context.Context, r store.Reader, asOf engine.Day, build Builder) (*namedFrame, error) {
	f, err := build(ctx, r, asOf)
	if err != nil {
		return nil, err
	}
	byNo, err := CustomerIDs(ctx, r)
	if err != nil {
		return nil, err
	}
	n := &namedFrame{frame: f, at: make(map[string]int, f.Rows())}
	for i, no := range f.CustomerNo {
		n.ids = append(n.ids, byNo[no])
		n.at[byNo[no]] = i
	}
	return n, nil
}
