package shift

import (
	"cmp"
	"context"
	_ "embed"
	"slices"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/period.sql
var periodSQL string

//go:embed sql/contracts.sql
var contractsSQL string

// Period is one of the two periods compared.
type Period struct {
	From  engine.Day  `json:"from"` // customers active on this day
	To    engine.Day  `json:"to"`   // who had not bought again by this day left
	Churn engine.Rate `json:"churn"`
}

// Result compares two periods of equal length.
type Result struct {
	Skipped string          `json:"skipped"`  // "", contractual (a table without days has no two periods), too_short or few
	YearAgo bool            `json:"year_ago"` // the first period is a year before the second, else the one before
	Before  Period          `json:"before"`
	After   Period          `json:"after"`
	Change  stat.Difference `json:"change"` // after less before
	Splits  []Split         `json:"splits"` // by value, purchase days, channel, category; of contracts by fee and months
	Causes  []CausePart     `json:"causes"` // the same change by what leaving is associated with, once Why was asked; largest first

	people [2][]person // of the first and the second period
}

// None is the result of data that cannot be compared.
func None(code string) Result {
	p := Period{engine.NoDay, engine.NoDay, engine.NewRate(0, 0)}
	return Result{Skipped: code, Before: p, After: p, Change: stat.TwoProportions(0, 0, 0, 0), Splits: []Split{}, Causes: []CausePart{}}
}

// The ways of grouping.
const (
	ByValue    = "value"    // spend of the 365 days before, against the thirds of both periods
	ByStage    = "stage"    // purchase days so far
	ByChannel  = "channel"  // of the last purchase
	ByCategory = "category" // of the last purchase
	ByFee      = "fee"      // what a contract pays a month, against the thirds of both periods
	ByTenure   = "tenure"   // months since its start
)

// Other is the key of the groups too small to stand alone, Unknown of those without a value.
const (
	Other   = "#other"
	Unknown = "#unknown"
)

// mostGroups stand alone; the rest are together.
const mostGroups = 8

// person is one active customer of a period.
type person struct {
	no                int32
	spend             engine.Money
	days              int64
	channel, category string
	left              bool
}

// contractSpan is how long the periods of contracts are, in days.
const contractSpan = 90

// way is a way of grouping.
type way struct {
	key string
	of  func(*person) string
}

// Analyse compares the last window of days with the same days a year before when there
// is enough history, else with the window before. Of contracts with days, those that ran when
// a period of 90 days began are compared.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day, seed uint64) (Result, error) {
	span := engine.Day(d.WindowDays)
	if d.Business == churn.Contractual {
		span = contractSpan
	}
	switch {
	case d.Business == churn.Contractual && d.Rule != churn.RuleDates:
		return None("contractual"), nil
	case d.AsOf == engine.NoDay || span <= 0 || d.AsOf-3*span < first:
		return None("too_short"), nil
	}
	res := None("")
	res.After = Period{From: d.AsOf - span, To: d.AsOf}
	res.Before = Period{From: d.AsOf - 2*span, To: d.AsOf - span}
	if year := res.After.From - 365; year-span >= first && 365 >= span {
		res.YearAgo, res.Before = true, Period{From: year, To: year + span}
	}
	for i, p := range [2]*Period{&res.Before, &res.After} {
		var err error
		if res.people[i], err = read(ctx, r, d, p, span); err != nil {
			return Result{}, err
		}
	}
	before, after := res.people[0], res.people[1]
	if len(before) < engine.SmallBase || len(after) < engine.SmallBase {
		return None("few"), nil
	}
	a, b := res.After.Churn, res.Before.Churn
	res.Change = stat.TwoProportions(a.Events, a.Base, b.Events, b.Base)
	for _, by := range ways(d, before, after) {
		x, y := cells(before, by.of), cells(after, by.of)
		x, y = merge(x, y)
		if len(match(x, y)) > 1 {
			res.Splits = append(res.Splits, Decompose(by.key, x, y, seed))
		}
	}
	return res, nil
}

// ways are the ways of grouping the customers of both periods.
func ways(d churn.Definition, before, after []person) []way {
	low, high := thirds(before, after)
	value := func(p *person) string { return valueOf(p, low, high) }
	if d.Business == churn.Contractual {
		return []way{{ByFee, value}, {ByTenure, tenureOf}}
	}
	return []way{{ByValue, value}, {ByStage, stageOf},
		{ByChannel, func(p *person) string { return known(p.channel) }},
		{ByCategory, func(p *person) string { return known(p.category) }}}
}

func read(ctx context.Context, r store.Reader, d churn.Definition, p *Period, span engine.Day) ([]person, error) {
	text, params := periodSQL, store.Params{"from": p.From.String(), "to": p.To.String(), "span": int(span)}
	if d.Business == churn.Contractual {
		text, params = contractsSQL, store.Params{"from": p.From.String(), "to": p.To.String(), "grace": d.GraceDays}
	}
	var left int64
	out, err := store.All(ctx, r, text, params, func(scan store.Scan, one *person) (err error) {
		if d.Business == churn.Contractual {
			err = scan(&one.no, &one.spend, &one.days, &one.left)
		} else {
			err = scan(&one.no, &one.spend, &one.days, &one.channel, &one.category, &one.left)
		}
		if one.left {
			left++
		}
		return err
	})
	p.Churn = engine.NewRate(left, int64(len(out)))
	return out, err
}

// thirds are the limits of value, the same for both periods.
func thirds(lists ...[]person) (low, high engine.Money) {
	var all []engine.Money
	for _, list := range lists {
		for i := range list {
			all = append(all, list[i].spend)
		}
	}
	slices.Sort(all)
	return all[len(all)/3], all[2*len(all)/3]
}

func valueOf(p *person, low, high engine.Money) string {
	switch {
	case p.spend >= high:
		return "high"
	case p.spend >= low:
		return "middle"
	}
	return "low"
}

func stageOf(p *person) string {
	switch {
	case p.days >= 10:
		return "10+"
	case p.days >= 4:
		return "4-9"
	case p.days >= 2:
		return "2-3"
	}
	return strconv.FormatInt(p.days, 10)
}

// tenureOf is the band of the months of a contract.
func tenureOf(p *person) string {
	switch {
	case p.days >= 24:
		return "24+"
	case p.days >= 12:
		return "12-23"
	case p.days >= 6:
		return "6-11"
	}
	return "0-5"
}

func known(s string) string {
	if s == "" {
		return Unknown
	}
	return s
}

func cells(list []person, of func(*person) string) []Cell {
	at := map[string]*Cell{}
	for i := range list {
		k := of(&list[i])
		if at[k] == nil {
			at[k] = &Cell{Key: k}
		}
		at[k].Base++
		if list[i].left {
			at[k].Events++
		}
	}
	out := make([]Cell, 0, len(at))
	for _, c := range at {
		out = append(out, *c)
	}
	return out
}

// merge puts the smallest groups together.
func merge(before, after []Cell) (x, y []Cell) {
	pairs := match(before, after)
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.before.Base+b.after.Base, a.before.Base+a.after.Base) })
	for i, p := range pairs {
		key := p.key
		if i >= mostGroups {
			key = Other
		}
		p.before.Key, p.after.Key = key, key
		x, y = append(x, p.before), append(y, p.after)
	}
	return x, y
}
