package cause

import (
	"context"
	_ "embed"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/chance.sql
var chanceSQL string

// controlSample is about how many customers tell what happened to those who went on buying.
const controlSample = 4000

// strata is when a customer bought and how often: what happens by chance depends on both.
type strata struct{ month, band, span int32 }

// tally counts purchases, and of them those around which a parcel was late or a thing dearer.
type tally struct{ n, late, dearer float64 }

func (t *tally) add(o tally) { t.n, t.late, t.dearer = t.n+o.n, t.late+o.late, t.dearer+o.dearer }

// controls settles what chance shows: as often as around the last purchase of those who
// stayed, and for late parcels and price rises, which come in waves, as often as around
// purchases of the same months after which customers went on.
func (a *adjuster) controls(ctx context.Context, r store.Reader, d churn.Definition, v *verdict, people []customer) error {
	a.before, a.loose = table(a.bands, a.causes), make([]bool, a.causes)
	signs := [2]struct {
		bits  signSet
		key   int
		shown [bands]float64
	}{{bits: signLate | signLateLast}, {bits: signPriceRise}}
	for _, s := range v.counting {
		for i := range signs {
			if s.bit&signs[i].bits != 0 {
				signs[i].key = a.at[s.key]
			}
		}
	}
	var stayed [bands]float64
	for i := range people {
		c := &people[i]
		if c.lost {
			continue
		}
		b := bandOf(c.days)
		stayed[b]++
		a.before[b][a.at[v.visible(c)]]++
		for i := range signs {
			if c.signs&signs[i].bits != 0 {
				signs[i].shown[b]++
			}
		}
	}
	for b := range a.before {
		a.smooth(b, stayed[b])
	}
	if d.Business == churn.Contractual || signs[0].key == 0 && signs[1].key == 0 {
		return nil
	}
	usual, err := expected(ctx, r, d, len(people))
	if err != nil {
		return err
	}
	for i := range signs {
		for b := range a.before {
			if k := signs[i].key; k > 0 && usual[b][i].Defined() && stayed[b] > 0 {
				a.loose[k] = true
				a.shift(b, k, float64(usual[b][i])-signs[i].shown[b]/stayed[b])
			}
		}
	}
	return nil
}

// smooth turns the counts of a band into shares; a tenth of a customer stands for what was not seen.
func (a *adjuster) smooth(b int, n float64) {
	const little = 0.1
	n += little * float64(a.causes)
	for k := range a.before[b] {
		a.before[b][k] = (a.before[b][k] + little) / n
	}
	if n < engine.SmallBase { // hardly anybody stayed: nothing is shown by chance
		for k := range a.before[b] {
			a.before[b][k] = little / engine.SmallBase
		}
		a.before[b][0] = 1 - little*float64(a.causes-1)/engine.SmallBase
	}
}

// shift moves the share of a cause, at least to half of what it was, at the cost of nothing visible.
func (a *adjuster) shift(b, k int, by float64) {
	was := a.before[b][k]
	now := min(max(was/2, was+by), was+a.before[b][0]/2)
	a.before[b][k], a.before[b][0] = now, a.before[b][0]-(now-was)
}

// expected is how often the lost would have met a late parcel, and a price rise, by chance:
// by band, those who did not meet it stand for when and how often the lost bought.
func expected(ctx context.Context, r store.Reader, d churn.Definition, people int) (out [bands][2]engine.Number, err error) {
	lost, went, ever := map[strata]tally{}, map[strata]tally{}, map[strata]tally{}
	var order []strata
	p := store.Params{"as_of": d.AsOf, "window": d.WindowDays, "every": max(1, people/controlSample)}
	err = store.Query(ctx, r, chanceSQL, p, func(scan store.Scan) error {
		var left bool
		var at strata
		var n, late, dearer int64
		if err := scan(&left, &at.month, &at.band, &at.span, &n, &late, &dearer); err != nil {
			return err
		}
		t := tally{float64(n), float64(late), float64(dearer)}
		if left {
			lost[at] = t
			order = append(order, at)
			return nil
		}
		went[at] = t
		any := ever[strata{band: at.band, span: at.span}]
		any.add(t)
		ever[strata{band: at.band, span: at.span}] = any
		return nil
	})
	var weight, hits [bands][2]float64
	for _, at := range order {
		c := went[at]
		if c.n == 0 {
			c = ever[strata{band: at.band, span: at.span}]
		}
		if c.n == 0 {
			continue
		}
		t, b := lost[at], at.band
		weight[b][0] += t.n - t.late
		hits[b][0] += (t.n - t.late) * c.late / c.n
		weight[b][1] += t.n - t.dearer
		hits[b][1] += (t.n - t.dearer) * c.dearer / c.n
	}
	for b := range out {
		for i := range out[b] {
			if out[b][i] = engine.Undefined(); weight[b][i] > 0 {
				out[b][i] = engine.Number(hits[b][i] / weight[b][i])
			}
		}
	}
	return out, err
}
