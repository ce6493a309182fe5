package winback

import (
	"context"
	_ "embed"
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/natural.sql
var naturalSQL string

// tally counts customers at the cut-off and those of them who came back.
type tally struct {
	n, back int64
	revenue engine.Money // net, of those who came back, from the return to the end of the horizon
}

func (t *tally) add(o tally) {
	t.n += o.n
	t.back += o.back
	t.revenue += o.revenue
}

func (t tally) rate() engine.Rate { return engine.NewRate(t.back, t.n) }

// mean is the revenue of one who came back.
func (t tally) mean() float64 {
	if t.back == 0 {
		return 0
	}
	return t.revenue.Float() / float64(t.back)
}

// grain is a tally of one exact state.
type grain struct {
	silent, days int
	tally
}

// grains counts, at a past cut-off, who bought again within the horizon, by exact
// days of silence and purchase days. Customers whom a logged campaign contacted
// between the cut-off and the end of the horizon are left out. What the past knew
// at the end of the horizon is what counts: the caller picks a cut-off whose
// horizon has closed.
func grains(ctx context.Context, r store.Reader, cutoff engine.Day, horizon int) ([]grain, error) {
	p := store.Params{"cutoff": cutoff, "until": cutoff + engine.Day(horizon)}
	return store.All(ctx, r, naturalSQL, p, func(scan store.Scan, g *grain) error {
		return scan(&g.silent, &g.days, &g.n, &g.back, &g.revenue)
	})
}

// NaturalReturn is the share of customers that bought within the horizon after
// the cut-off without being contacted, as far as known, by silence band and
// purchase-days band; all customers are in it, not only the lost ones. Campaigns
// that were never logged make it too high.
func NaturalReturn(ctx context.Context, r store.Reader, cutoff engine.Day, horizon int) ([]NaturalCell, error) {
	all, err := grains(ctx, r, cutoff, horizon)
	if err != nil {
		return nil, err
	}
	return cells(all), nil
}

func cells(all []grain) []NaturalCell {
	sums := map[state]*tally{}
	for _, g := range all {
		s := stateOf(g.silent, g.days)
		if sums[s] == nil {
			sums[s] = &tally{}
		}
		sums[s].add(g.tally)
	}
	out := make([]NaturalCell, 0, len(sums))
	for s, t := range sums {
		out = append(out, NaturalCell{Silence: s.silence, PurchaseDays: s.days, Rate: t.rate()})
	}
	slices.SortFunc(out, func(a, b NaturalCell) int {
		return compareStates(state{a.Silence, a.PurchaseDays}, state{b.Silence, b.PurchaseDays})
	})
	return out
}

// NaturalTotal is the natural return of all who were silent for more than so many
// days and had bought on at least so many days.
func NaturalTotal(ctx context.Context, r store.Reader, cutoff engine.Day, horizon, silentMoreThan, minPurchaseDays int) (engine.Rate, error) {
	all, err := grains(ctx, r, cutoff, horizon)
	if err != nil {
		return engine.Rate{}, err
	}
	return total(all, silentMoreThan, minPurchaseDays).rate(), nil
}

func total(all []grain, silentMoreThan, minPurchaseDays int) tally {
	var t tally
	for _, g := range all {
		if g.silent > silentMoreThan && g.days >= minPurchaseDays {
			t.add(g.tally)
		}
	}
	return t
}
