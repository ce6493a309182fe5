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

// Period is one of the two periods compared.
type Period struct {
	From  engine.Day  `json:"from"` // customers active on this day
	To    engine.Day  `json:"to"`   // who had not bought again by this day left
	Churn engine.Rate `json:"churn"`
}

// Result compares two periods of equal length.
type Result struct {
	Skipped string          `json:"skipped"`  // "", contractual, too_short or few
	YearAgo bool            `json:"year_ago"` // the first period is a year before the second, else the one before
	Before  Period          `json:"before"`
	After   Period          `json:"after"`
	Change  stat.Difference `json:"change"` // after less before
	Splits  []Split         `json:"splits"` // by value, purchase days, channel, category
}

// None is the result of data that cannot be compared.
func None(code string) Result {
	p := Period{engine.NoDay, engine.NoDay, engine.NewRate(0, 0)}
	return Result{Skipped: code, Before: p, After: p, Change: stat.TwoProportions(0, 0, 0, 0), Splits: []Split{}}
}

// The ways of grouping.
const (
	ByValue    = "value"    // spend of the 365 days before, against the thirds of both periods
	ByStage    = "stage"    // purchase days so far
	ByChannel  = "channel"  // of the last purchase
	ByCategory = "category" // of the last purchase
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
	spend             engine.Money
	days              int64
	channel, category string
	left              bool
}

// Analyse compares the last window of days with the same days a year before when there
// is enough history, else with the window before.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day, seed uint64) (Result, error) {
	span := engine.Day(d.WindowDays)
	switch {
	case d.Business == churn.Contractual:
		return None("contractual"), nil
	case d.AsOf == engine.NoDay || span <= 0 || d.AsOf-3*span < first:
		return None("too_short"), nil
	}
	res := Result{After: Period{From: d.AsOf - span, To: d.AsOf}}
	res.Before = Period{From: d.AsOf - 2*span, To: d.AsOf - span}
	if year := res.After.From - 365; year-span >= first && 365 >= span {
		res.YearAgo, res.Before = true, Period{From: year, To: year + span}
	}
	before, err := read(ctx, r, &res.Before, span)
	if err != nil {
		return Result{}, err
	}
	after, err := read(ctx, r, &res.After, span)
	if err != nil {
		return Result{}, err
	}
	if len(before) < engine.SmallBase || len(after) < engine.SmallBase {
		return None("few"), nil
	}
	a, b := res.After.Churn, res.Before.Churn
	res.Change = stat.TwoProportions(a.Events, a.Base, b.Events, b.Base)
	low, high := thirds(before, after)
	for _, by := range []struct {
		key string
		of  func(*person) string
	}{
		{ByValue, func(p *person) string { return valueOf(p, low, high) }},
		{ByStage, stageOf},
		{ByChannel, func(p *person) string { return known(p.channel) }},
		{ByCategory, func(p *person) string { return known(p.category) }},
	} {
		x, y := cells(before, by.of), cells(after, by.of)
		x, y = merge(x, y)
		if len(match(x, y)) > 1 {
			res.Splits = append(res.Splits, Decompose(by.key, x, y, seed))
		}
	}
	return res, nil
}

func read(ctx context.Context, r store.Reader, p *Period, span engine.Day) ([]person, error) {
	var out []person
	var left int64
	err := store.Query(ctx, r, periodSQL, store.Params{"from": p.From.String(), "to": p.To.String(), "span": int(span)}, func(scan store.Scan) error {
		var one person
		if err := scan(&one.spend, &one.days, &one.channel, &one.category, &one.left); err != nil {
			return err
		}
		if one.left {
			left++
		}
		out = append(out, one)
		return nil
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
