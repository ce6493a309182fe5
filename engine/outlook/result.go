// Package outlook forecasts how many customers will be lost in the coming months and
// what margin goes with them. A loss counts in the month in which its silence exceeds
// the window, so that every month shown is final; the current month is left out.
// Methods race on past months, and the intervals are checked against what came.
package outlook

import (
	"huiliu/engine"
	"huiliu/engine/forecast"
)

// Result is the outlook as of one day.
type Result struct {
	AsOf   engine.Day `json:"as_of"`
	Window int        `json:"window_days"`
	// Open is the first purchase day about which nothing can be said yet: whoever last
	// bought on it or later may still come back within the window.
	Open      engine.Day `json:"open_from"`
	Months    []Month    `json:"months"` // complete months, oldest first
	Customers Series     `json:"customers"`
	Margin    Series     `json:"margin"`
	Skipped   string     `json:"skipped"` // outlook.skipped.<code>
}

// Month is what was lost in one complete month.
type Month struct {
	Start   engine.Day   `json:"month"` // its first day
	Lost    int64        `json:"lost"`
	Revenue engine.Money `json:"revenue"` // of the year up to their last purchase
	Margin  engine.Money `json:"margin"`  // Revenue × margin rate
}

// Series is the forecast of one figure.
type Series struct {
	Method   string           `json:"method"` // outlook.method.<key>
	Lanes    []Lane           `json:"lanes"`
	Season   bool             `json:"season"` // the data are long enough for seasonal methods
	MASE     engine.Number    `json:"mase"`
	Coverage engine.Rate      `json:"coverage"` // of 95 % intervals, measured on past months
	Points   []Point          `json:"points"`
	Holiday  *forecast.Effect `json:"holiday"` // of the Spring Festival's moving, when used; null otherwise
	Skipped  string           `json:"skipped"`
}

// Lane is one method in the race.
type Lane struct {
	Method   string        `json:"method"`
	N        int           `json:"n"` // forecasts judged
	MAE      engine.Number `json:"mae"`
	MASE     engine.Number `json:"mase"`
	Bias     engine.Number `json:"bias"`
	Coverage engine.Rate   `json:"coverage"`
	Problem  string        `json:"problem,omitempty"`
}

// Point is the forecast of one coming month with its 95 % prediction interval.
type Point struct {
	Month engine.Day    `json:"month"`
	Mean  engine.Number `json:"mean"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
	// Due customers are still here and silent for so long that they count as lost in this month
	// unless they buy before; of losses of customers only, not part of the forecast.
	Due int64 `json:"due"`
}
