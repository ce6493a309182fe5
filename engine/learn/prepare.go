package learn

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// aliasTolerance is the share of a column's variance that must be its own, not
// explained by the columns before it; less is rounding.
const aliasTolerance = 1e-10

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
	d := &design{n: len(order), y: make([]float64, len(order))}
	for i, r := range order {
		if y[r] {
			d.y[i] = 1
		}
	}
	column := make([]float64, d.n)
	for j := range m.Names {
		for i, r := range order {
			column[i] = x.At(r, j)
		}
		if err := m.measure(column, j); err != nil {
			return nil, err
		}
		if m.SD[j] > 0 {
			d.kept = append(d.kept, j)
		}
	}
	m.fill(d, x, order)
	if m.Options.Ridge == 0 {
		if lost := aliased(d); len(lost) > 0 {
			m.drop(d, lost)
			m.fill(d, x, order)
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

// measure sets mean and SD of column j; a constant column keeps SD 0.
func (m *Logistic) measure(column []float64, j int) error {
	m.Mean[j] = stat.Mean(column)
	if slices.Min(column) == slices.Max(column) {
		m.Mean[j] = column[0]
		m.warn("learn.constant_column", m.Names[j])
		return nil
	}
	squares := make([]float64, len(column))
	for i, v := range column {
		squares[i] = (v - m.Mean[j]) * (v - m.Mean[j])
	}
	sd := math.Sqrt(stat.Mean(squares))
	if math.IsInf(sd, 0) || math.IsNaN(sd) || math.IsInf(m.Mean[j], 0) {
		return &engine.Error{Code: "learn.out_of_range", Place: engine.Place{Column: m.Names[j]},
			Args: engine.Args{"column": m.Names[j]}}
	}
	m.SD[j] = sd
	if sd == 0 { // differences below what a float can square
		m.warn("learn.constant_column", m.Names[j])
	}
	return nil
}

func (m *Logistic) fill(d *design, x *mat.Dense, order []int) {
	d.p = len(d.kept)
	d.x = make([]float64, d.n*d.p)
	for i, r := range order {
		from, to := x.RawRowView(r), d.row(i)
		for k, j := range d.kept {
			to[k] = (from[j] - m.Mean[j]) / m.SD[j]
		}
	}
}

// aliased lists positions in d.kept of columns that earlier ones add up to, by a
// Cholesky decomposition of the correlation matrix that skips spent columns.
func aliased(d *design) []int {
	g := make([]float64, d.p*d.p)
	for i := range d.n {
		row := d.row(i)
		for a, va := range row {
			ga := g[a*d.p:]
			for b := 0; b <= a; b++ {
				ga[b] += va * row[b]
			}
		}
	}
	var lost []int
	for a := range d.p {
		for b := 0; b <= a; b++ {
			s := g[a*d.p+b] / float64(d.n)
			for k := range b {
				s -= g[a*d.p+k] * g[b*d.p+k]
			}
			switch {
			case b < a && g[b*d.p+b] > 0:
				g[a*d.p+b] = s / g[b*d.p+b]
			case b < a || s < aliasTolerance:
				g[a*d.p+b] = 0
			default:
				g[a*d.p+b] = math.Sqrt(s)
			}
		}
		if g[a*d.p+a] == 0 {
			lost = append(lost, a)
		}
	}
	return lost
}

func (m *Logistic) drop(d *design, lost []int) {
	kept := d.kept[:0:0]
	for k, j := range d.kept {
		if slices.Contains(lost, k) {
			m.SD[j] = 0
			m.warn("learn.aliased_column", m.Names[j])
			continue
		}
		kept = append(kept, j)
	}
	d.kept = kept
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
