package describe

import (
	"context"
	_ "embed" // the question is a .sql file

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/cohorts.sql
var cohortsSQL string

// Cohorts is the triangle of the last limit cohort months up to asOf. Every month
// up to the one of asOf has a cell; that one is Open unless asOf is its last day.
func Cohorts(ctx context.Context, r store.Reader, asOf engine.Day, limit int) (Triangle, error) {
	out := Triangle{Rows: []CohortRow{}}
	last := monthOf(asOf)
	open := monthOf(asOf+1) == last
	err := store.Query(ctx, r, cohortsSQL, store.Params{"as_of": asOf, "limit": limit}, func(scan store.Scan) error {
		var cohort, k int
		var customers int64
		if err := scan(&cohort, &k, &customers); err != nil {
			return err
		}
		if n := len(out.Rows); n == 0 || out.Rows[n-1].Month != monthStart(cohort) {
			out.Rows = append(out.Rows, emptyCohort(cohort, last, open))
		}
		row := &out.Rows[len(out.Rows)-1]
		row.Cells[k].Customers = customers
		row.Size = row.Cells[0].Customers
		return nil
	})
	return out, err
}

func emptyCohort(cohort, last int, open bool) CohortRow {
	row := CohortRow{Month: monthStart(cohort), Cells: make([]CohortCell, last-cohort+1)}
	for k := range row.Cells {
		row.Cells[k] = CohortCell{K: k, Open: open && cohort+k == last}
	}
	return row
}
