package learn

import (
	"cmp"
	"context"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// design is what the optimiser sees: standardised kept columns, row-major.
type design struct {
	n, p int // p columns, intercept not among them
	x    []float64
	y    []float64
	kept []int // column numbers of the original matrix
}

func (d *design) row(i int) []float64 { return d.x[i*d.p : (i+1)*d.p] }

// prepare puts the rows into an order that depends only on their content, so
// that every later sum is the same for permuted rows, then standardises.
func (m *Logistic) prepare(ctx context.Context, x *mat.Dense, y []bool) (*design, error) {
	order := contentOrder(x, y)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, bad := stat.Standardise(x, order, m.Options.Ridge != 0)
	if bad >= 0 {
		return nil, &engine.Error{Code: "learn.out_of_range", Place: engine.Place{Column: m.Names[bad]},
			Args: engine.Args{"column": m.Names[bad]}}
	}
	m.Mean, m.SD = c.Mean, c.SD
	for _, j := range c.Constant {
		m.warn("learn.constant_column", m.Names[j])
	}
	for _, j := range c.Aliased {
		m.warn("learn.aliased_column", m.Names[j])
	}
	d := &design{n: c.N, p: c.P, x: c.X, kept: c.Kept, y: make([]float64, c.N)}
	for i, r := range order {
		if y[r] {
			d.y[i] = 1
		}
	}
	m.warnFewEvents(d.p)
	return d, ctx.Err()
}

func contentOrder(x *mat.Dense, y []bool) []int {
	order := make([]int, len(y))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := slices.Compare(x.RawRowView(a), x.RawRowView(b)); c != 0 {
			return c
		}
		switch {
		case y[a] == y[b]:
			return cmp.Compare(a, b)
		case y[b]:
			return -1
		}
		return 1
	})
	return order
}

func (m *Logistic) warn(code, column string) {
	m.Warnings = append(m.Warnings, engine.Warning{Code: code,
		Place: engine.Place{Column: column}, Args: engine.Args{"column": column}})
}

func (m *Logistic) warnFewEvents(columns int) {
	rare := min(m.Events, m.Rows-m.Events)
	if columns > 0 && rare < enoughEvents*columns {
		m.Warnings = append(m.Warnings, engine.Warning{Code: "learn.few_events",
			Args: engine.Args{"events": rare, "columns": columns}})
	}
}
