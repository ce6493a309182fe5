package describe

import (
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/margin.sql
var marginSQL string

// Margin is the share of revenue that is left after the cost of goods.
type Margin struct {
	Rate   float64
	Source MarginSource
}

// MeasuredMargin is Σ(amount − cost) / Σ amount over the purchase days whose cost
// is known. It is not found when less than half of the lines have a cost, or when
// those with a cost brought no money.
func MeasuredMargin(ctx context.Context, r store.Reader, asOf engine.Day) (m Margin, found bool, err error) {
	if asOf == engine.NoDay {
		return Margin{}, false, nil
	}
	var lines, costed int64
	var amount, cost engine.Money
	_, err = store.One(ctx, r, marginSQL, store.Params{"as_of": asOf}, &lines, &costed, &amount, &cost)
	if err != nil || costed == 0 || 2*costed < lines || amount <= 0 {
		return Margin{}, false, err
	}
	return Margin{Rate: float64(amount-cost) / float64(amount), Source: MarginFromCost}, true, nil
}
