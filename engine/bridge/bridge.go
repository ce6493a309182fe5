package bridge

import (
	"context"
	_ "embed" // the question is a .sql file
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/people.sql
var peopleSQL string

// The two periods, for [Result.Members].
const (
	BeforePeriod = "before"
	AfterPeriod  = "after"
)

const (
	year = 365
	// leastDays is the shortest period worth comparing.
	leastDays = 28
	// seasonDays is how much of a second year must be there to compare seasons.
	seasonDays = 90
)

// Periods chooses what is compared as of a day, with the first purchase day known:
// up to 365 days against the same days one year earlier, or, when the data is too
// short for that, its two halves. Not ok when the halves are shorter than 28 days.
func Periods(first, asOf engine.Day) (before, after Totals, basis string, ok bool) {
	span := int(asOf-first) + 1
	days, lag, basis := min(year, span-year), year, YearApart
	if days < seasonDays {
		days, basis = min(year, span/2), Adjacent
		lag = days
	}
	after = Totals{From: asOf - engine.Day(days), To: asOf}
	before = Totals{From: after.From - engine.Day(lag), To: after.To - engine.Day(lag)}
	return before, after, basis, days >= leastDays
}

// Analyse builds the bridge as of the definition's day; first is the first purchase
// day of the data.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) (Result, error) {
	if d.Business == churn.Contractual {
		return skipped("contractual"), nil
	}
	before, after, basis, ok := Periods(first, d.AsOf)
	if !ok {
		return skipped("too_short"), nil
	}
	people, err := readPeople(ctx, r, d.AsOf, before, after)
	if err != nil {
		return Result{}, err
	}
	out := Compute(people, before, after)
	out.AsOf, out.Basis = d.AsOf, basis
	if out.Before.Sales == 0 && out.After.Sales == 0 {
		return skipped("no_amounts"), nil
	}
	return out, nil
}

func readPeople(ctx context.Context, r store.Reader, asOf engine.Day, before, after Totals) ([]Person, error) {
	return store.All(ctx, r, peopleSQL, store.Params{
		"as_of": asOf, "before_from": before.From, "before_to": before.To, "after_from": after.From, "after_to": after.To,
	}, func(scan store.Scan, p *Person) error {
		return scan(&p.ID, &p.First,
			&p.Before.Days, &p.Before.Volume, &p.Before.List, &p.Before.Sales, &p.Before.Refunds,
			&p.After.Days, &p.After.Volume, &p.After.List, &p.After.Sales, &p.After.Refunds)
	})
}

// Members are the ids, in order, of the customers behind one part of a bridge: those
// whose amount in it is not zero; or behind one of its periods: those with a purchase.
func (b *Result) Members(ctx context.Context, r store.Reader, of string) ([]string, error) {
	people, err := readPeople(ctx, r, b.AsOf, b.Before, b.After)
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range people {
		p := &people[i]
		in := false
		switch k := slices.Index(PartKeys[:], of); {
		case of == BeforePeriod:
			in = p.Before.Days > 0
		case of == AfterPeriod:
			in = p.After.Days > 0
		case k >= 0:
			in = split(p, b.Before.To)[k] != 0
		}
		if in {
			out = append(out, p.ID)
		}
	}
	return out, nil
}

func skipped(code string) Result {
	none := Totals{From: engine.NoDay, To: engine.NoDay}
	return Result{AsOf: engine.NoDay, Before: none, After: none, ChangeShare: engine.Undefined(), Parts: []Part{}, Movers: []Mover{}, Skipped: code}
}
