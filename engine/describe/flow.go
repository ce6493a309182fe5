package describe

import (
	"context"
	_ "embed" // the question is a .sql file
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/flow.sql
var flowSQL string

const monthsPerYear = 12

// monthOf numbers months, year · 12 + month, as the .sql files do.
func monthOf(d engine.Day) int {
	t := d.Time()
	return t.Year()*monthsPerYear + int(t.Month())
}

// monthStart is the first day of a numbered month.
func monthStart(month int) engine.Day {
	return engine.DayOf(time.Date(0, time.Month(month), 1, 0, 0, 0, 0, time.UTC))
}

// Flow is the movement of customers in every complete month up to the definition's day.
// A customer is active at a month end when not silent for too long then. New is active
// and bought for the first time in the month; Returned is active, was not at the end of
// the month before, and had bought before the month.
func Flow(ctx context.Context, r store.Reader, d churn.Definition) ([]FlowMonth, error) {
	type change struct{ fresh, back, lapsed int64 }
	changes := map[int]change{}
	first := 0
	err := store.Query(ctx, r, flowSQL, d.Silence(), func(scan store.Scan) error {
		var month int
		var c change
		err := scan(&month, &c.fresh, &c.back, &c.lapsed)
		if first == 0 {
			first = month
		}
		changes[month] = c
		return err
	})
	out := []FlowMonth{}
	if err != nil || first == 0 {
		return out, err
	}
	var active int64
	for month := first; month < monthOf(d.AsOf+1); month++ {
		c := changes[month]
		f := FlowMonth{
			End: monthStart(month+1) - 1, Start: active, New: c.fresh,
			Kept: active - c.lapsed, Lapsed: c.lapsed, Returned: c.back,
		}
		active = f.Kept + f.New + f.Returned
		f.Active = active
		out = append(out, f)
	}
	return out, nil
}
