package describe

import (
	"context"
	_ "embed" // the question is a .sql file
	"math"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/retained.sql
var retainedSQL string

// Converted is the churn rate of one period carried over to another length, as if the
// hazard stayed the same: 1 − (1 − c)^(days ÷ period).
type Converted struct {
	Days  float64       `json:"days"`
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// Lengths in days of the months and years that rates are converted to.
const (
	daysOfMonth = 365.25 / 12
	daysOfYear  = 365.25
)

// Convert carries a rate over period days over to others.
func Convert(r engine.Rate, period float64, days ...float64) []Converted {
	out := []Converted{}
	for _, d := range days {
		over := func(c engine.Number) engine.Number {
			if !c.Defined() || !(period > 0) {
				return engine.Undefined()
			}
			return engine.Number(1 - math.Pow(1-float64(c), d/period))
		}
		out = append(out, Converted{Days: d, Value: over(r.Value), Low: over(r.Low), High: over(r.High)})
	}
	return out
}

// NetRetention is the net revenue of Rates' period from the customers who were active
// at its start, ÷ their net revenue in the stretch of equal length before.
type NetRetention struct {
	Customers int64         `json:"customers"`
	Before    engine.Money  `json:"before"`
	After     engine.Money  `json:"after"`
	Value     engine.Number `json:"value"`
	Low       engine.Number `json:"low"` // 95 %, bootstrap over customers
	High      engine.Number `json:"high"`
}

// maxBlocks bounds the units that are resampled; customers in order of their id are put
// together evenly when there are more.
const maxBlocks = 5000

func loadNetRetention(ctx context.Context, r store.Reader, d churn.Definition) (NetRetention, error) {
	u := engine.Undefined()
	out := NetRetention{Value: u, Low: u, High: u}
	if d.Business == churn.Contractual {
		return out, nil
	}
	from := periodStart(d)
	var before, after []engine.Money
	err := store.Query(ctx, r, retainedSQL, store.Params{"as_of": d.AsOf, "from": from, "before": from - (d.AsOf - from)}, func(scan store.Scan) error {
		var a, b engine.Money
		err := scan(new(int32), &a, &b)
		before, after = append(before, a), append(after, b)
		out.Before, out.After = out.Before+a, out.After+b
		return err
	})
	out.Customers = int64(len(before))
	if err != nil || out.Before <= 0 || out.Customers < engine.SmallBase {
		return out, err
	}
	out.Value = engine.Number(float64(out.After) / float64(out.Before))
	n := min(len(before), maxBlocks)
	x, y := make([]float64, n), make([]float64, n)
	for i := range before {
		k := i * n / len(before)
		x[k], y[k] = x[k]+before[i].Float(), y[k]+after[i].Float()
	}
	low, high := stat.Bootstrap(n, 1, "describe.net_retention", func(rows []int) float64 {
		var a, b float64
		for _, i := range rows {
			a, b = a+x[i], b+y[i]
		}
		if a <= 0 {
			return math.NaN()
		}
		return b / a
	})
	out.Low, out.High = engine.Number(low), engine.Number(high)
	return out, nil
}
