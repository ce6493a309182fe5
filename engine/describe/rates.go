package describe

import (
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/rates.sql
var ratesSQL string

//go:embed sql/rates_contract.sql
var contractRatesSQL string

// periodStart is the day before the W + 1 days that end at the as-of day. Somebody
// silent for more than W days at the as-of day has not bought in exactly those
// days, so nobody counts as kept because of a purchase made on the first day.
func periodStart(d churn.Definition) engine.Day { return d.AsOf - engine.Day(d.WindowDays) - 1 }

func loadRates(ctx context.Context, r store.Reader, d churn.Definition) (Rates, error) {
	if d.Business == churn.Contractual {
		return loadContractRates(ctx, r, d)
	}
	from := periodStart(d)
	var all, silent, active, churned, lost, recovered, once, onceLost int64
	p := d.Silence()
	p["from"] = from
	_, err := store.One(ctx, r, ratesSQL, p,
		&all, &silent, &active, &churned, &lost, &recovered, &once, &onceLost)
	return Rates{
		From: from, To: d.AsOf,
		Churn: engine.NewRate(churned, active), Retention: engine.NewRate(active-churned, active),
		Recovery: engine.NewRate(recovered, lost), Silent: engine.NewRate(silent, all),
		OneTime: engine.NewRate(once, all), OneTimeLost: engine.NewRate(onceLost, once),
	}, err
}

func loadContractRates(ctx context.Context, r store.Reader, d churn.Definition) (Rates, error) {
	var all, ended int64
	_, err := store.One(ctx, r, contractRatesSQL, d.Ends(), &all, &ended)
	undefined := engine.NewRate(0, 0)
	return Rates{
		From: engine.NoDay, To: engine.NoDay,
		Churn: engine.NewRate(ended, all), Retention: engine.NewRate(all-ended, all),
		Recovery: undefined, Silent: undefined, OneTime: undefined, OneTimeLost: undefined,
	}, err
}
