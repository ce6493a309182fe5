package describe

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

// shownCohorts is how many cohorts the result holds, the latest ones.
const shownCohorts = 24

// Describe answers what happened under definition d: rates, the lost customers in
// three partitions, churn by attribute, cohorts and flow. m turns revenue into
// margin. A contractual project has no cohorts and no flow.
func Describe(ctx context.Context, r store.Reader, d churn.Definition, m Margin) (Result, error) {
	out := Result{Cohorts: Triangle{Rows: []CohortRow{}}, Flow: []FlowMonth{}, Converted: []Converted{}}
	var err error
	if out.Rates, err = loadRates(ctx, r, d); err != nil {
		return Result{}, err
	}
	lost, err := loadLosses(ctx, r, d, m)
	if err != nil {
		return Result{}, err
	}
	out.Loss, out.TimeBands, out.ValueTiers, out.Stages = lost.loss, lost.time, lost.value, lost.stages
	if out.Attributes, out.OutcomeColumns, err = loadAttributes(ctx, r, d, out.Rates.Churn); err != nil {
		return Result{}, err
	}
	if out.NetRetention, err = loadNetRetention(ctx, r, d); err != nil {
		return Result{}, err
	}
	if d.Business == churn.Contractual || d.AsOf == engine.NoDay {
		return out, nil
	}
	out.Converted = Convert(out.Rates.Churn, float64(d.WindowDays+1), daysOfMonth, daysOfYear)
	if out.Cohorts, err = Cohorts(ctx, r, d.AsOf, shownCohorts); err != nil {
		return Result{}, err
	}
	// Active at a month end must mean what it means everywhere: silent for at most the window.
	out.Flow, err = Flow(ctx, r, d)
	return out, err
}
