package secondlife

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
	"huiliu/engine/survival"
)

//go:embed sql/lives.sql
var livesSQL string

// None is no ledger, and why.
func None(code string) Result {
	return Result{AsOf: engine.NoDay, Groups: []Group{}, Rows: []Life{}, All: newGroup(nil, engine.NoDay), P: engine.Undefined(), Again: (&Result{}).Why(nil), Skipped: code}
}

// Follow lists the second lives known at the definition's day.
func Follow(ctx context.Context, r store.Reader, d churn.Definition) (Result, error) {
	if d.Business == churn.Contractual || d.AsOf == engine.NoDay {
		return None("contractual"), nil
	}
	p := d.Silence()
	p["reach"] = Reach
	rows, err := store.All(ctx, r, livesSQL, p, func(scan store.Scan, l *Life) error {
		var ended *engine.Day
		err := scan(&l.CustomerID, &l.customer, &l.Number, &l.First, &ended, &l.Silence, &l.Days, &l.Revenue, &l.half, &l.Contact, &l.Offer, &l.Cost)
		l.Ended = engine.NoDay
		if ended != nil {
			l.Ended = *ended
		}
		return err
	})
	if err != nil {
		return Result{}, err
	}
	if len(rows) == 0 {
		return None("no_returns"), nil
	}
	return ledger(rows, d), nil
}

func ledger(rows []Life, d churn.Definition) Result {
	out := Result{AsOf: d.AsOf, Window: d.WindowDays, Lives: int64(len(rows)), All: newGroup(rows, d.AsOf), P: engine.Undefined(), Again: (&Result{}).Why(nil)}
	customers, by := map[int32]bool{}, map[string][]Life{}
	for _, l := range rows {
		customers[l.customer] = true
		if l.Ended == engine.NoDay {
			out.Running++
		}
		by[l.key()] = append(by[l.key()], l)
	}
	out.Customers = int64(len(customers))
	for _, list := range by {
		g := newGroup(list, d.AsOf)
		g.Offer, g.Contact = list[0].Offer, list[0].Contact
		out.Groups = append(out.Groups, g)
	}
	slices.SortFunc(out.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Lives, a.Lives), cmp.Compare(a.Offer, b.Offer))
	})
	out.P = compare(rows, by, d.AsOf)
	slices.SortStableFunc(rows, func(a, b Life) int { return cmp.Compare(b.First, a.First) })
	out.Rows = rows
	return out
}

// key is the group of a life: the offer, where there was a contact.
func (l *Life) key() string {
	if !l.Contact {
		return ByThemselves
	}
	return "=" + l.Offer
}

// lasted is how long a life has lasted, and whether it ended.
func (l *Life) lasted(asOf engine.Day) (days float64, ended bool) {
	if l.Ended == engine.NoDay {
		return float64(asOf - l.First), false
	}
	return float64(l.Ended - l.First), true
}

// halfYear is the days whose revenue is compared between groups.
const halfYear = 180

// newGroup follows the lives of one group; asOf ends what still runs.
func newGroup(list []Life, asOf engine.Day) Group {
	u := engine.Undefined()
	g := Group{Lives: int64(len(list)), Median: u, At: []Mark{}, Revenue: u, Low: u, High: u, Cost: u, Half: u}
	var times, revenue, cost, half []float64
	var ended []bool
	for i := range list {
		l := &list[i]
		t, over := l.lasted(asOf)
		times, ended = append(times, t), append(ended, over)
		if over {
			g.Ended++
		}
		revenue, cost = append(revenue, l.Revenue.Float()), append(cost, l.Cost.Float())
		if t := asOf - l.First; t >= halfYear {
			half = append(half, l.half.Float())
		}
	}
	if len(list) == 0 {
		return g
	}
	g.survive(survival.KaplanMeier(times, ended))
	g.Revenue, g.Low, g.High = interval(revenue)
	g.Cost = engine.Number(stat.Mean(cost))
	if g.HalfBase = int64(len(half)); g.HalfBase > 0 {
		g.Half = engine.Number(stat.Mean(half))
	}
	return g
}

func (g *Group) survive(c survival.Curve) {
	if m, ok := c.Quantile(0.5); ok {
		g.Median = engine.Number(m)
	}
	for _, day := range marks {
		m := Mark{Days: day, Share: engine.Undefined(), Low: engine.Undefined(), High: engine.Undefined()}
		i, found := slices.BinarySearch(c.Times, float64(day))
		if i < len(c.AtRisk) {
			m.AtRisk = c.AtRisk[i] // still followed at that day
		}
		if !found {
			i--
		}
		if m.AtRisk > 0 {
			m.Share = engine.Number(c.At(float64(day)))
			if i >= 0 {
				m.Low, m.High = c.Low[i], c.High[i]
			}
		}
		g.At = append(g.At, m)
	}
}

// interval is a mean with Student's 95 % interval.
func interval(v []float64) (mean, low, high engine.Number) {
	m := stat.Mean(v)
	mean, low, high = engine.Number(m), engine.Undefined(), engine.Undefined()
	n := float64(len(v))
	if n < 2 {
		return mean, low, high
	}
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975) * math.Sqrt(stat.Variance(v)/n)
	return mean, engine.Number(m - half), engine.Number(m + half)
}

// compare tests whether the groups last differently, those of at least 30 lives.
func compare(rows []Life, by map[string][]Life, asOf engine.Day) engine.Number {
	var times []float64
	var ended []bool
	var groups []string
	seen := map[string]bool{}
	for i := range rows {
		k := rows[i].key()
		if len(by[k]) < engine.SmallBase {
			continue
		}
		t, over := rows[i].lasted(asOf)
		times, ended, groups = append(times, t), append(ended, over), append(groups, k)
		seen[k] = true
	}
	if len(seen) < 2 {
		return engine.Undefined()
	}
	return survival.LogRank(times, ended, groups, survival.LogRankWeight).P
}
