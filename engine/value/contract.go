package value

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat"
	"huiliu/engine/survival"
)

// stat0 is a correlation of nothing.
func stat0() stat.Correlation { return stat.Pearson(nil, nil) }

// Contracts values the present contracts by how long contracts of their age last. The
// snapshot must hold those who left long ago too, or retention looks too good.
func Contracts(ctx context.Context, t *snapshot.Table, terms Terms, p engine.Progress) (Result, error) {
	terms.Months = months
	cohorts, times, ended := cohortsOf(t)
	lost := 0
	for _, e := range ended {
		if e {
			lost++
		}
	}
	if lost < engine.SmallBase || len(ended)-lost < engine.SmallBase {
		return None("too_few"), nil
	}
	out := None("")
	out.Terms, out.Customers = terms, int64(len(ended)-lost)
	kept := &Retention{AICs: map[string]engine.Number{}, Curve: []RetentionPoint{}}
	var used *btyd.Retention
	best := math.Inf(1)
	for _, model := range []btyd.Model{btyd.SBG, btyd.BdW} {
		m, err := btyd.FitRetention(ctx, cohorts, btyd.Options{Model: model}, p)
		var problem *engine.Error
		if errors.As(err, &problem) {
			continue
		}
		if err != nil {
			return out, err
		}
		aic := 2 * (float64(len(m.Params)) - m.LogLik)
		kept.AICs[string(model)] = engine.Number(aic)
		if aic < best {
			best, used, out.Used = aic, m, string(model)
		}
	}
	if used == nil {
		return None("no_model"), nil
	}
	kept.Model = Model{Names: used.Names, Params: numbers(used.Params), Low: used.Low, High: used.High, LogLik: engine.Number(used.LogLik), Limits: used.Limits}
	km := survival.KaplanMeier(times, ended)
	for _, month := range []int{1, 3, 6, 12, 18, 24, 36, 48, 60, 72} {
		if float64(month) <= km.Last() {
			kept.Curve = append(kept.Curve, RetentionPoint{Month: month, Observed: engine.Number(km.At(float64(month))), Fitted: engine.Number(used.Survival(float64(month)))})
		}
	}
	out.Retention, out.Model = kept, kept.Model
	out.contractValue(t, used)
	return out, nil
}

// cohortsOf turns tenures into cohorts: those present after t months were seen to stay
// t times, those who left in month t to stay t − 1 times and then to go.
func cohortsOf(t *snapshot.Table) (cohorts []btyd.Cohort, times []float64, ended []bool) {
	present, gone := map[int]int64{}, map[int]int64{}
	for i, months := range t.Tenure {
		if !(months >= 0) || math.IsInf(months, 0) {
			continue
		}
		times, ended = append(times, months), append(ended, t.Churned[i])
		switch k := int(months); {
		case t.Churned[i]:
			gone[max(k, 1)]++
		case k > 0:
			present[k]++
		}
	}
	add := func(counts map[int]int64, left bool) {
		for k := 1; k <= 1200; k++ {
			n := counts[k]
			if n == 0 {
				continue
			}
			alive := make([]int64, k+1)
			for i := range alive {
				alive[i] = n
			}
			if left {
				alive[k] = 0
			}
			cohorts = append(cohorts, btyd.Cohort{Alive: alive})
		}
	}
	add(present, false)
	add(gone, true)
	return cohorts, times, ended
}

// contractValue adds up the present contracts.
func (r *Result) contractValue(t *snapshot.Table, m *btyd.Retention) {
	rate := math.Pow(1+float64(r.Terms.Discount), 1.0/12) - 1
	h := btyd.Horizon{Periods: months, Length: 1, Margin: float64(r.Terms.Margin), Discount: rate}
	c := presentByAge(t)
	if 2*c.known < int(r.Customers) {
		r.NoValue = "no_amounts"
		return
	}
	r.Value = m.Interval(func(m *btyd.Retention) float64 {
		sum, _ := c.worth(m, h, 0, 0)
		return sum
	})
	r.Mean = r.Value.Value / engine.Number(r.Customers)
	for _, ages := range [][2]int{{0, 7}, {7, 25}, {25, 49}, {49, 0}} {
		band := Band{From: ages[0], To: ages[1], Purchases: engine.Undefined(), Share: engine.Undefined()}
		var sum float64
		sum, band.Customers = c.worth(m, h, band.From, band.To)
		band.Value = engine.Number(sum)
		if r.Value.Value > 0 {
			band.Share = band.Value / r.Value.Value
		}
		if band.Customers > 0 {
			r.Bands = append(r.Bands, band)
		}
	}
}

// contracts are the present contracts by their age in months.
type contracts struct {
	ages   []int           // that occur, in order
	amount map[int]float64 // monthly, of all of an age
	count  map[int]int64
	known  int // contracts whose amount is known
}

func presentByAge(t *snapshot.Table) contracts {
	c := contracts{amount: map[int]float64{}, count: map[int]int64{}}
	for i, months := range t.Tenure {
		if t.Churned[i] || !(months >= 0) {
			continue
		}
		k := int(months)
		c.count[k]++
		if i < len(t.Monthly) && !math.IsNaN(t.Monthly[i]) {
			c.known++
			c.amount[k] += t.Monthly[i]
		}
	}
	c.ages = slices.Sorted(maps.Keys(c.count))
	return c
}

// worth adds up the contracts of an age from from to before to; 0 is without an end.
func (c *contracts) worth(m *btyd.Retention, h btyd.Horizon, from, to int) (sum float64, customers int64) {
	for _, k := range c.ages {
		if k >= from && (to == 0 || k < to) {
			sum += float64(m.Value(k, c.amount[k], h))
			customers += c.count[k]
		}
	}
	return sum, customers
}
