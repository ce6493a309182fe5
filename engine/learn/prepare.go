package learn

import (
	"context"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
)

// prepare standardises the rows and notes what the reader should know about them.
func (m *Logistic) prepare(ctx context.Context, x *mat.Dense, y []bool) (*Design, error) {
	d, err := NewDesign(ctx, x, y, m.Options.Ridge != 0, m.Names)
	if err != nil {
		return nil, err
	}
	m.Mean, m.SD = d.Scale.Mean, d.Scale.SD
	for _, j := range d.Constant {
		m.warn("learn.constant_column", m.Names[j])
	}
	for _, j := range d.Aliased {
		m.warn("learn.aliased_column", m.Names[j])
	}
	m.warnFewEvents(d.P)
	return d, nil
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
