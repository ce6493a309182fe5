package churn

import (
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/silence.sql
var silenceSQL string

const (
	// usualHorizon is how long one waits to see who of the "lost" comes back.
	usualHorizon = 90
	// horizonShare bounds the horizon to a quarter of a short history.
	horizonShare = 4
)

// Windows returns the windows of the sweep, in days, ascending.
func Windows() []int { return []int{15, 30, 45, 60, 90, 120, 150, 180, 270, 365} }

// Check says where in the past windows are tried: what was visible at Cutoff is
// compared with what happened in the Horizon days after it, as far as known at AsOf.
type Check struct {
	AsOf    engine.Day
	Cutoff  engine.Day
	Horizon int
}

// latestCheck is the latest cut-off whose horizon has closed at asOf.
func latestCheck(first, asOf engine.Day) Check {
	h := min(usualHorizon, int(asOf-first)/horizonShare)
	return Check{AsOf: asOf, Cutoff: asOf - engine.Day(h), Horizon: h}
}

// silence is one bar of the histogram of silent days at a cut-off.
type silence struct {
	days            int
	customers, back int64
	spend           engine.Money
}

// Sweep says for each window what it would have meant at the cut-off: how many
// were "lost" (silent for more days than the window), how many of those bought
// within the horizon, and their share of all spend. A horizon not closed at AsOf
// leaves the false churn undefined.
func Sweep(ctx context.Context, r store.Reader, at Check, windows []int) ([]WindowRow, error) {
	bars, err := loadSilence(ctx, r, at)
	if err != nil {
		return nil, err
	}
	rows := make([]WindowRow, 0, len(windows))
	for _, w := range windows {
		rows = append(rows, windowRow(bars, at, w))
	}
	return rows, nil
}

func loadSilence(ctx context.Context, r store.Reader, at Check) ([]silence, error) {
	p := store.Params{"as_of": at.AsOf, "cutoff": at.Cutoff, "horizon": at.Horizon}
	return store.All(ctx, r, silenceSQL, p, func(scan store.Scan, s *silence) error {
		return scan(&s.days, &s.customers, &s.back, &s.spend)
	})
}

func windowRow(bars []silence, at Check, window int) WindowRow {
	var all, lost, back int64
	var spend, lostSpend engine.Money
	for _, b := range bars {
		all, spend = all+b.customers, spend+b.spend
		if b.days > window {
			lost, back, lostSpend = lost+b.customers, back+b.back, lostSpend+b.spend
		}
	}
	row := WindowRow{
		Cutoff: at.Cutoff, Window: window, Horizon: at.Horizon,
		Churned: engine.NewRate(lost, all), False: engine.NewRate(0, 0), SpendShare: engine.Undefined(),
		Now: engine.NewRate(0, 0), NowSpend: engine.Undefined(), Stable: engine.NewRate(0, 0),
	}
	if at.Horizon > 0 && at.Cutoff+engine.Day(at.Horizon) <= at.AsOf {
		row.False = engine.NewRate(back, lost)
	}
	if spend > 0 {
		row.SpendShare = engine.Number(float64(lostSpend) / float64(spend))
	}
	return row
}
