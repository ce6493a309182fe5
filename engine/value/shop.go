package value

import (
	"cmp"
	"context"
	_ "embed" // the questions are .sql files
	"errors"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/histories.sql
var historiesSQL string

//go:embed sql/repeats.sql
var repeatsSQL string

const (
	week = 7.0
	year = 365
	// months of the horizon; a month is a twelfth of a year.
	months = 12
	// leastHoldout is the shortest stretch worth judging on.
	leastHoldout = 28
	// sampled bounds the customers that intervals of totals are computed from.
	sampled = 4000
	// shown is how many of the most valuable are listed.
	shown = 20
)

// models are tried in this order; the first of equals is used.
var models = [...]btyd.Model{btyd.BGNBD, btyd.MBGNBD, btyd.ParetoNBD}

// history is what is known of one customer, in whole days.
type history struct {
	id                         string
	first, last                engine.Day
	days                       int64
	repeated                   engine.Money // amount of the purchase days after the first
	pastFirst, pastLast        engine.Day   // as seen at the cut-off
	pastDays, pastRecent, next int64
}

func (h *history) now(asOf engine.Day) btyd.Customer {
	return btyd.Customer{Repeats: h.days - 1, Last: float64(h.last-h.first) / week, Age: float64(asOf-h.first) / week}
}

func (h *history) past(cutoff engine.Day) btyd.Customer {
	return btyd.Customer{Repeats: h.pastDays - 1, Last: float64(h.pastLast-h.pastFirst) / week, Age: float64(cutoff-h.pastFirst) / week}
}

// Shop values the customers of a shop; first is the first purchase day of the data.
func Shop(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day, t Terms, p engine.Progress) (Result, error) {
	t.Months = months
	span := int(d.AsOf-first) + 1
	holdout := min(year, span/2)
	if holdout < leastHoldout {
		return None("too_short"), nil
	}
	cutoff := d.AsOf - engine.Day(holdout)
	list, err := store.All(ctx, r, historiesSQL, store.Params{"as_of": d.AsOf, "cutoff": cutoff, "holdout": holdout}, func(scan store.Scan, h *history) error {
		return scan(&h.id, &h.first, &h.last, &h.days, &h.repeated, &h.pastFirst, &h.pastLast, &h.pastDays, &h.pastRecent, &h.next)
	})
	if err != nil {
		return Result{}, err
	}
	out := None("")
	out.AsOf, out.Terms, out.Customers = d.AsOf, t, int64(len(list))
	for _, h := range list {
		if h.days > 1 {
			out.Repeaters++
		}
	}
	if out.Repeaters < engine.SmallBase {
		return None("too_few"), nil
	}
	past, err := out.judge(ctx, list, cutoff, d.WindowDays, p)
	if err != nil || out.Skipped != "" {
		return out, err
	}
	if err := out.track(ctx, r, list, past); err != nil {
		return out, err
	}
	return out, out.value(ctx, list, p)
}

// judge fits every model to what was known at the cut-off and compares what it
// expected with what came, beside the rules. It returns the used model.
func (r *Result) judge(ctx context.Context, list []history, cutoff engine.Day, window int, p engine.Progress) (*btyd.Fitted, error) {
	h := &r.Holdout
	h.Cutoff, h.Days = cutoff, int(r.AsOf-cutoff)
	var customers []btyd.Customer
	var actual []int64
	rules := map[string][]float64{}
	for i := range list {
		x := &list[i]
		if x.pastDays == 0 {
			continue
		}
		c := x.past(cutoff)
		customers, actual = append(customers, c), append(actual, x.next)
		rate := 0.0
		if c.Age > 0 {
			rate = float64(c.Repeats) / c.Age * float64(h.Days) / week
		}
		active := rate
		if int(cutoff-x.pastLast) > window {
			active = 0
		}
		rules[RuleRecent] = append(rules[RuleRecent], float64(x.pastRecent))
		rules[RuleRate] = append(rules[RuleRate], rate)
		rules[RuleActive] = append(rules[RuleActive], active)
	}
	h.Customers = int64(len(customers))
	for _, n := range actual {
		h.Actual += n
	}
	var used *btyd.Fitted
	best := math.Inf(1)
	for _, model := range models {
		m, entrant, by, err := enter(ctx, model, customers, actual, float64(h.Days)/week, p)
		if err != nil {
			return nil, err
		}
		h.Entrants = append(h.Entrants, entrant)
		if off := math.Abs(float64(entrant.Bias)); m != nil && off < best {
			best, used, r.Used, h.By = off, m, string(model), by
		}
	}
	for _, key := range []string{RuleRecent, RuleRate, RuleActive} {
		h.Entrants = append(h.Entrants, entrantOf(key, "rule", btyd.Compare(customers, rules[key], actual)))
	}
	if used == nil {
		r.Skipped = "no_model"
	}
	return used, nil
}

// enter fits one model and scores it; a fit that the data do not allow is noted.
func enter(ctx context.Context, model btyd.Model, customers []btyd.Customer, actual []int64, ahead float64, p engine.Progress) (*btyd.Fitted, Entrant, []btyd.Bucket, error) {
	m, err := btyd.Fit(ctx, customers, btyd.Options{Model: model}, p)
	if err != nil {
		e := entrantOf(string(model), "model", btyd.Compare(nil, nil, nil))
		var problem *engine.Error
		if errors.As(err, &problem) {
			e.Problem, err = problem.Code, nil
		}
		return nil, e, nil, err
	}
	scores, err := m.Score(ctx, customers, ahead)
	if err != nil {
		return nil, Entrant{}, nil, err
	}
	expected := make([]float64, len(scores))
	for i, s := range scores {
		expected[i] = float64(s.Expected)
	}
	held := btyd.Compare(customers, expected, actual)
	e := entrantOf(string(model), "model", held)
	e.Fitted, e.LogLik, e.Limits = m.Customers, engine.Number(m.LogLik), m.Limits
	return m, e, held.By, nil
}

func entrantOf(key, kind string, h btyd.Holdout) Entrant {
	return Entrant{Key: key, Kind: kind, Expected: h.Expected, Bias: h.Bias, MAE: h.MAE, RMSE: h.RMSE, Corr: h.Corr, LogLik: engine.Undefined()}
}

// trackPoints is about how many points the tracking plot has.
const trackPoints = 40

// track compares cumulative repeat purchases with the model as fitted at the cut-off.
func (r *Result) track(ctx context.Context, s store.Reader, list []history, m *btyd.Fitted) error {
	counts := map[engine.Day]int64{}
	err := store.Query(ctx, s, repeatsSQL, store.Params{"as_of": r.AsOf, "cutoff": r.Holdout.Cutoff}, func(scan store.Scan) error {
		var day engine.Day
		var n int64
		err := scan(&day, &n)
		counts[day] = n
		return err
	})
	if err != nil {
		return err
	}
	origin := r.AsOf
	for _, h := range list {
		origin = min(origin, h.first)
	}
	var starts []float64
	for _, h := range list {
		if h.pastDays > 0 {
			starts = append(starts, float64(h.pastFirst-origin)/week)
		}
	}
	step := max(7, (int(r.AsOf-origin)/trackPoints+6)/7*7)
	var times []float64
	var sum int64
	for day := origin; day <= r.AsOf; day++ {
		sum += counts[day]
		if int(r.AsOf-day)%step == 0 {
			times = append(times, float64(day-origin)/week)
			r.Holdout.Track = append(r.Holdout.Track, TrackPoint{Day: day, Actual: sum})
		}
	}
	for i, e := range m.Track(starts, times) {
		r.Holdout.Track[i].Expected = engine.Number(e)
	}
	return nil
}

// value fits the used model to everything known and adds up what it expects.
func (r *Result) value(ctx context.Context, list []history, p engine.Progress) error {
	customers, buyers := make([]btyd.Customer, len(list)), make([]btyd.Buyer, len(list))
	for i := range list {
		h := &list[i]
		customers[i] = h.now(r.AsOf)
		if h.days > 1 {
			buyers[i] = btyd.Buyer{Repeats: h.days - 1, Mean: h.repeated.Float() / float64(h.days-1)}
		}
	}
	m, err := btyd.Fit(ctx, customers, btyd.Options{Model: btyd.Model(r.Used)}, p)
	if err != nil {
		return r.refuse(err)
	}
	r.Model = Model{Names: m.Names, Params: numbers(m.Params), Low: m.Low, High: m.High, LogLik: engine.Number(m.LogLik), Limits: m.Limits}
	ahead := float64(year*months/12) / week
	scores, err := m.Score(ctx, customers, ahead)
	if err != nil {
		return err
	}
	amounts, err := r.spend(ctx, buyers, p)
	if err != nil {
		return err
	}
	rate := math.Pow(1+float64(r.Terms.Discount), 1.0/12) - 1
	horizon := btyd.Horizon{Periods: months, Length: ahead / months, Margin: float64(r.Terms.Margin), Discount: rate}
	values := make([]engine.Number, len(list))
	for i := range values {
		values[i] = engine.Undefined()
	}
	if r.NoValue == "" {
		if values, err = m.Values(ctx, customers, amounts, horizon); err != nil {
			return err
		}
	}
	r.total(m, customers, amounts, scores, values, ahead, horizon)
	r.rank(list, scores, values)
	return nil
}

// refuse turns a fit the data do not allow into a code.
func (r *Result) refuse(err error) error {
	var problem *engine.Error
	if errors.As(err, &problem) {
		r.Skipped = "no_model"
		return nil
	}
	return err
}

// spend fits Gamma–Gamma and gives the expected amount of a purchase of each.
func (r *Result) spend(ctx context.Context, buyers []btyd.Buyer, p engine.Progress) ([]engine.Number, error) {
	s, err := btyd.FitSpend(ctx, buyers, btyd.SpendOptions{}, p)
	if err != nil {
		var problem *engine.Error
		if errors.As(err, &problem) {
			r.NoValue = "no_spend"
			return nil, nil
		}
		return nil, err
	}
	r.Spend = Spend{Model: Model{Names: s.Names, Params: numbers(s.Params), Low: s.Low, High: s.High, LogLik: engine.Number(s.LogLik), Limits: s.Limits},
		Buyers: s.Buyers, Left: s.Left, Mean: s.Mean, Dependence: s.Dependence}
	if !s.Mean.Defined() {
		r.NoValue = "no_mean"
		return nil, nil
	}
	out := make([]engine.Number, len(buyers))
	for i, b := range buyers {
		if b.Repeats == 0 || !(b.Mean > 0) { // nothing to go by: the population's mean
			b = btyd.Buyer{}
		}
		out[i] = s.Expected(b)
	}
	return out, nil
}

// total adds up, with intervals from an even sample of the customers.
func (r *Result) total(m *btyd.Fitted, customers []btyd.Customer, amounts []engine.Number, scores []btyd.Score, values []engine.Number, ahead float64, h btyd.Horizon) {
	order := make([]int, len(customers))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := customers[a], customers[b]
		return cmp.Or(cmp.Compare(x.Repeats, y.Repeats), cmp.Compare(x.Last, y.Last), cmp.Compare(x.Age, y.Age), cmp.Compare(a, b))
	})
	var pick []int
	for k, step := 0, max(1, len(order)/sampled); k < len(order); k += step {
		pick = append(pick, order[k])
	}
	r.Purchases = scaled(m.Interval(func(m *btyd.Fitted) float64 {
		sum := 0.0
		for _, i := range pick {
			sum += m.Expected(customers[i], ahead)
		}
		return sum
	}), sumOf(len(scores), func(i int) engine.Number { return scores[i].Expected }))
	if r.NoValue != "" {
		return
	}
	r.Value = scaled(m.Interval(func(m *btyd.Fitted) float64 {
		sum := 0.0
		for _, i := range pick {
			sum += float64(m.Value(customers[i], amounts[i], h))
		}
		return sum
	}), sumOf(len(values), func(i int) engine.Number { return values[i] }))
	r.Mean = r.Value.Value / engine.Number(len(values))
}

// scaled carries the relative interval of a sample over to the total.
func scaled(e btyd.Estimate, total float64) btyd.Estimate {
	if !(e.Value > 0) {
		return btyd.Estimate{Value: engine.Number(total), Low: engine.Undefined(), High: engine.Undefined()}
	}
	k := engine.Number(total) / e.Value
	return btyd.Estimate{Value: engine.Number(total), Low: e.Low * k, High: e.High * k}
}

func sumOf(n int, at func(i int) engine.Number) float64 {
	sum, rest := 0.0, 0.0 // compensated: the order of customers is by id, but sums are long
	for i := range n {
		v := float64(at(i)) - rest
		next := sum + v
		sum, rest = next, next-sum-v
	}
	return sum
}

// rank lists the most valuable and adds up tenths.
func (r *Result) rank(list []history, scores []btyd.Score, values []engine.Number) {
	by := values
	if r.NoValue != "" {
		by = make([]engine.Number, len(scores))
		for i, s := range scores {
			by[i] = s.Expected
		}
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(list[a].id, list[b].id)) })
	r.Order = make([]string, len(order))
	for k, i := range order {
		r.Order[k] = list[i].id
	}
	for _, i := range order[:min(shown, len(order))] {
		r.Top = append(r.Top, Customer{CustomerID: list[i].id, PurchaseDays: list[i].days, Silence: int(r.AsOf - list[i].last),
			Purchases: scores[i].Expected, Value: values[i], Alive: scores[i].Alive})
	}
	total := sumOf(len(by), func(i int) engine.Number { return by[i] })
	for k := range 10 {
		part := order[len(order)*k/10 : len(order)*(k+1)/10]
		b := Band{From: 10 * k, To: 10 * (k + 1), Customers: int64(len(part)), Value: engine.Undefined(), Share: engine.Undefined(),
			Purchases: engine.Number(sumOf(len(part), func(i int) engine.Number { return scores[part[i]].Expected }))}
		sum := sumOf(len(part), func(i int) engine.Number { return by[part[i]] })
		if r.NoValue == "" {
			b.Value = engine.Number(sum)
		}
		if total > 0 {
			b.Share = engine.Number(sum / total)
		}
		r.Bands = append(r.Bands, b)
	}
}

func numbers(x []float64) []engine.Number {
	out := make([]engine.Number, len(x))
	for i, v := range x {
		out[i] = engine.Number(v)
	}
	return out
}

// None is the result of a project whose value cannot be seen.
func None(code string) Result {
	u := engine.Undefined()
	e := btyd.Estimate{Value: u, Low: u, High: u}
	return Result{AsOf: engine.NoDay, Terms: Terms{Margin: u, Discount: u}, Purchases: e, Value: e, Mean: u, Skipped: code,
		Holdout: Holdout{Cutoff: engine.NoDay, Entrants: []Entrant{}, By: []btyd.Bucket{}, Track: []TrackPoint{}},
		Model:   Model{LogLik: u}, Spend: Spend{Model: Model{LogLik: u}, Mean: u, Dependence: stat0()}, Bands: []Band{}, Top: []Customer{}}
}
