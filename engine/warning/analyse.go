package warning

import (
	"context"
	"math"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

// Options are what warnings depend on besides the data and the definition.
type Options struct {
	Budget float64 // false alarms allowed per kind and monthly check; 0 = one percent of those judged, 1 to 20
	Seed   uint64
	// MarginRate is the margin of one unit of revenue where the data has no cost.
	MarginRate float64
	Costs      Costs
	Festival   bool           // the Spring Festival moves the season
	NotDue     map[int32]bool // customer_no of those whose silence still fits their habit
}

// None is no warnings, and why.
func None(code string) Result {
	return Result{AsOf: engine.NoDay, Season: engine.Undefined(), Kinds: []Kind{}, Levels: []Level{}, Rows: []Alarm{},
		Backtest: Backtest{Days: []engine.Day{}, Rules: []Rule{}, Equal: []Equal{}, Curve: []Point{}, Skipped: code},
		System:   System{Tried: engine.NoDay, Learnt: engine.NoDay, Left: engine.NewRate(0, 0), Indicators: []Indicator{}, Ways: []Way{}, Hand: Hand{Weights: map[string]float64{}}, Levels: []Level{}, Rows: []Scored{}, Skipped: code}, Skipped: code}
}

// usualShare of those judged may be alarmed falsely where nobody chose, at most usualMost.
const (
	usualShare = 0.01
	usualMost  = 20
)

// budget is how many false alarms a kind may cause among so many customers.
func (o *Options) budget(judged int) float64 {
	if o.Budget > 0 {
		return o.Budget
	}
	return min(max(math.Round(usualShare*float64(judged)), 1), usualMost)
}

// Analyse warns of customers as of the definition's day and tries the alarms on past
// month-ends. Contracts have no purchases to go by: Skipped.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, o Options) (Result, error) {
	if d.Business == churn.Contractual || d.AsOf == engine.NoDay {
		return None(SkippedContractual), nil
	}
	customers, err := readDays(ctx, r, d.AsOf)
	if err != nil {
		return Result{}, err
	}
	mix, err := readMixes(ctx, r, d.AsOf)
	if err != nil {
		return Result{}, err
	}
	s := &shop{d: &d, customers: customers, mixes: mix, seed: o.Seed}
	c := s.look(d.AsOf, d.AsOf, o.budget, nowTimes)
	if len(c.rows) < engine.SmallBase {
		out := None(SkippedFew)
		out.AsOf, out.Window, out.Active, out.Judged = d.AsOf, d.WindowDays, int64(c.active), int64(len(c.rows))
		return out, nil
	}
	out := Result{AsOf: d.AsOf, Window: d.WindowDays, Active: int64(c.active), Judged: int64(len(c.rows)),
		Budget: o.budget(len(c.rows)), Chosen: o.Budget > 0, Season: s.season(d.AsOf, o.Festival), Prior: c.prior, Kinds: c.summary(), Rows: []Alarm{}}
	if out.Backtest, err = s.backtest(ctx, r, &o); err != nil {
		return out, err
	}
	if err := s.list(ctx, r, &c, &out, &o); err != nil {
		return out, err
	}
	out.System, err = s.system(ctx, r, &c, &o)
	return out, err
}

// backtest tries the alarms on past month-ends.
func (s *shop) backtest(ctx context.Context, r store.Reader, o *Options) (Backtest, error) {
	first := forever
	for i := range s.customers {
		first = min(first, s.customers[i].days[0])
	}
	days, prepare := monthEnds(first, s.d.WindowDays, s.d.AsOf)
	if len(days) == 0 {
		return None("history").Backtest, nil
	}
	some, share, err := s.drawn(ctx, r, pastCustomers)
	if err != nil {
		return Backtest{}, err
	}
	p := some.past(days, prepare, func(judged int) float64 { return share * o.budget(int(float64(judged)/share)) })
	p.share = share
	return p.backtest(o.Seed), nil
}

// summary counts the alarms of every kind.
func (c *check) summary() []Kind {
	out := make([]Kind, kinds)
	for k := range out {
		l, u := &c.limit[k], engine.Undefined()
		out[k] = Kind{Key: kindKeys[k], Threshold: u, Expected: u, Every: u}
		if !l.ok {
			continue
		}
		out[k].Threshold, out[k].Expected = engine.Number(l.from), engine.Number(l.expected)
		out[k].Every = engine.Number(float64(len(c.rows)) / l.expected)
		for i := range c.rows {
			if c.rings(&c.rows[i], k) {
				out[k].Alarms++
			}
		}
	}
	return out
}
