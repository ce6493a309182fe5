package lifetime

import (
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat"
	"huiliu/engine/survival"
)

// families are tried in this order; the first of equals is used.
var families = [...]survival.Family{survival.Weibull, survival.LogNormal, survival.LogLogistic, survival.Exponential}

// family is the model that fits best, with the lives it was fitted to.
type family struct {
	study  *study
	x      interface{ RawRowView(i int) []float64 }
	model  *survival.AFT
	fitted Fitted
}

// fitFamily fits every family of accelerated-failure-time models to the lives, by the
// attributes of the Cox model, and keeps the one of smallest AIC. Nil when the data allow
// none.
func fitFamily(ctx context.Context, s *study, p engine.Progress) (*family, error) {
	x, names := s.design.X, s.design.Names()
	if x == nil {
		x = survival.NoColumns(len(s.rows))
	}
	out := &family{study: s, x: x, fitted: Fitted{AIC: map[string]engine.Number{}, Off: engine.Undefined()}}
	best := math.Inf(1)
	for _, kind := range families {
		m, err := survival.FitAFT(ctx, x, s.lives, survival.AFTOptions{Family: kind, Names: names}, p)
		if refused(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out.fitted.AIC[string(kind)] = engine.Number(m.AIC())
		if m.AIC() < best {
			best, out.model, out.fitted.Family = m.AIC(), m, string(kind)
		}
	}
	if out.model == nil {
		return nil, nil
	}
	out.fitted.Rows, out.fitted.Events = out.model.Rows, out.model.Events
	return out, nil
}

// compare notes how far the model is from the observed curve at round times.
func (f *family) compare(table []Point) {
	share := make([]float64, len(f.study.rows))
	for _, p := range table {
		for k := range share {
			share[k] = f.model.Survival(f.x.RawRowView(k), p.Time)
		}
		slices.Sort(share) // sums must not depend on the order of the rows
		off := engine.Number(math.Abs(stat.Mean(share) - float64(p.Share)))
		if !f.fitted.Off.Defined() || off > f.fitted.Off {
			f.fitted.Off = off
		}
	}
}

// halves is the number of steps of the integral over the time ahead (Simpson).
const halves = 12

// foretell adds what the model expects of the present customers of each band of age. last
// is the longest time observed.
func (f *family) foretell(t *snapshot.Table, bands []Remaining, last float64) {
	for b := range bands {
		r := &bands[b]
		var stay, mean, half []float64
		for k, i := range f.study.rows {
			age := t.Tenure[i]
			if t.Churned[i] || age < float64(r.From) || r.To > 0 && age >= float64(r.To) {
				continue
			}
			row := f.x.RawRowView(k)
			s, m := f.ahead(row, age, r.Ahead)
			stay, mean, half = append(stay, s), append(mean, m), append(half, f.model.Remaining(row, age, 0.5))
		}
		if len(stay) < engine.SmallBase {
			continue
		}
		for _, v := range [][]float64{stay, mean, half} {
			slices.Sort(v)
		}
		r.FittedStay, r.FittedMean = engine.Number(stat.Mean(stay)), engine.Number(stat.Mean(mean))
		if m := stat.Median(half); float64(r.From)+m <= last {
			r.FittedHalf = engine.Number(m)
		}
	}
}

// ahead is the chance to be there time later, and the mean of that time lived.
func (f *family) ahead(row []float64, age, time float64) (stay, mean float64) {
	now := f.model.Survival(row, age)
	if !(now > 0) {
		return 0, 0
	}
	step := time / halves
	for k := range halves + 1 {
		stay = f.model.Survival(row, age+float64(k)*step) / now
		weight := 2 + 2*float64(k%2)
		if k == 0 || k == halves {
			weight = 1
		}
		mean += weight * stay * step / 3
	}
	return stay, mean
}
