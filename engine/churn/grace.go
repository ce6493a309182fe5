package churn

import (
	"context"
	_ "embed" // the question is a .sql file
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/terms.sql
var termsSQL string

const (
	// HighestGrace is the longest grace of the sweep, in days.
	HighestGrace = 90
	// renewHorizon is how long one waits to see who of those called lost renews after all.
	renewHorizon = 90
	// lateShare: a grace is long enough when at most this share of those called lost renew after all.
	lateShare = 0.05
)

// ReasonRenewed: after this grace almost nobody renews any more; texts are churn.reason.<code>.
const (
	ReasonRenewed  = "renewed"
	ReasonRenewing = "renewing" // even after the longest grace many renew
	ReasonLapses   = "lapses"   // too few ended terms to see how late people renew
)

// term is a stretch of days under contract.
type term struct{ from, to engine.Day } // NoDay: not told, runs on

// agreement is a customer's contract: the stretches that are covered without a break.
type agreement []term

// terms are what is known of all contracts.
type terms struct {
	list  []agreement
	first engine.Day // of all days told
	start engine.Day // the last day on which a term began
	told  []engine.Day
}

// aheadShare: when more of the ends lie after the last start, they are ends agreed on
// beforehand, and the data end with the last start.
const aheadShare = 0.1

// last is the last day the data tell of, by the day of the import at the latest (< 0: unknown).
func (t *terms) last(imported engine.Day) engine.Day {
	last, ahead := t.start, 0
	for _, d := range t.told {
		if d > t.start {
			ahead++
		}
	}
	if t.start == engine.NoDay || float64(ahead) <= aheadShare*float64(len(t.told)) {
		for _, d := range t.told {
			last = max(last, d)
		}
	}
	if imported >= 0 {
		last = min(last, imported)
	}
	return last
}

// LastDay is the last day the contracts of a project tell of.
func LastDay(ctx context.Context, r store.Reader) (engine.Day, error) {
	var n, undated int64
	var imported engine.Day
	if _, err := store.One(ctx, r, contractsSQL, nil, &n, &undated, &imported); err != nil {
		return engine.NoDay, err
	}
	t, err := loadTerms(ctx, r)
	if err != nil {
		return engine.NoDay, err
	}
	return t.last(imported), nil
}

func loadTerms(ctx context.Context, r store.Reader) (*terms, error) {
	t := &terms{first: engine.NoDay, start: engine.NoDay}
	at := int32(-1)
	err := store.Query(ctx, r, termsSQL, nil, func(scan store.Scan) error {
		var no int32
		var x term
		if err := scan(&no, &x.from, &x.to); err != nil {
			return err
		}
		if x.from < 0 {
			x.from = engine.NoDay
		}
		if x.to < 0 {
			x.to = engine.NoDay
		}
		if no != at {
			at, t.list = no, append(t.list, nil)
		}
		a := &t.list[len(t.list)-1]
		*a = a.with(x)
		t.see(x)
		return nil
	})
	return t, err
}

func (t *terms) see(x term) {
	for _, d := range [...]engine.Day{x.from, x.to} {
		if d != engine.NoDay && (t.first == engine.NoDay || d < t.first) {
			t.first = d
		}
	}
	if t.start = max(t.start, x.from); x.to != engine.NoDay {
		t.told = append(t.told, x.to)
	}
}

// with adds a term that begins no earlier than those before: an early renewal prolongs.
func (a agreement) with(x term) agreement {
	if n := len(a); n > 0 {
		before := &a[n-1]
		if before.to == engine.NoDay || x.from == engine.NoDay || x.from <= before.to+1 {
			if before.to != engine.NoDay && (x.to == engine.NoDay || x.to > before.to) {
				before.to = x.to
			}
			return a
		}
	}
	return append(a, x)
}

// ends counts the agreements that told an end.
func (t *terms) ends() (n int64) {
	for _, a := range t.list {
		if a[len(a)-1].to != engine.NoDay || len(a) > 1 {
			n++
		}
	}
	return n
}

// state is how many days ago the last term known on a day ended; here is true while one
// runs, known false before the first.
func (a agreement) state(day engine.Day) (ago int, here, known bool) {
	for _, x := range slices.Backward(a) {
		if x.from != engine.NoDay && x.from > day || x.from == engine.NoDay && x.to > day {
			continue
		}
		if x.to == engine.NoDay || x.to >= day {
			return 0, true, true
		}
		return int(day - x.to), false, true
	}
	return 0, false, false
}

// sweep says for each grace what it would mean at asOf, and how many of those it called
// lost renewed within renewHorizon days after all: of the breaks that had been followed
// for so long, those still open after the grace.
func (t *terms) sweep(asOf engine.Day) []WindowRow {
	var all int64
	var lost, open, renewed [HighestGrace + 1]int64
	for _, a := range t.list {
		ago, here, known := a.state(asOf)
		if !known {
			continue
		}
		all++
		for g := 0; !here && g <= HighestGrace && g < ago; g++ {
			lost[g]++
		}
		for i, x := range a {
			if x.to == engine.NoDay || x.to >= asOf {
				continue
			}
			gap := int(asOf-x.to) + 1 // no renewal known
			if i+1 < len(a) && a[i+1].from <= asOf {
				gap = int(a[i+1].from - x.to)
			}
			for g := 0; g <= HighestGrace && g < gap && x.to+engine.Day(g+renewHorizon) <= asOf; g++ {
				open[g]++
				renewed[g] += one(gap <= g+renewHorizon)
			}
		}
	}
	out := make([]WindowRow, 0, HighestGrace+1)
	for g := range HighestGrace + 1 {
		out = append(out, WindowRow{Cutoff: asOf, Window: g, Horizon: renewHorizon, Now: engine.NewRate(lost[g], all), False: engine.NewRate(renewed[g], open[g]),
			Churned: engine.NewRate(0, 0), SpendShare: engine.Undefined(), NowSpend: engine.Undefined(), Stable: engine.NewRate(0, 0)})
	}
	return out
}

// suggestGrace is the shortest grace after which almost nobody renews any more.
func suggestGrace(rows []WindowRow) (days int, reason string) {
	if rows[0].False.Small() {
		return 0, ReasonLapses
	}
	for _, row := range rows {
		if row.False.Small() {
			return row.Window, ReasonRenewed
		}
		if float64(row.False.Value) <= lateShare {
			return row.Window, ReasonRenewed
		}
	}
	return HighestGrace, ReasonRenewing
}

// Graces are the days of grace shown in a table.
func Graces() []int { return []int{0, 3, 7, 10, 14, 21, 30, 45, 60, 75, 90} }

// decideDates fixes the definition by the ends of contracts; ok is false when the data do
// not tell enough of them.
func decideDates(ctx context.Context, r store.Reader, o Options, flagged, undated int64, imported engine.Day) (d Definition, lab Lab, ok bool, err error) {
	t, err := loadTerms(ctx, r)
	if err != nil || len(t.list) < 2 || t.ends() == 0 || 10*undated > flagged {
		return d, lab, false, err
	}
	last := t.last(imported)
	lab = emptyLab()
	lab.FirstDay, lab.LastDay, lab.Dated = t.first, last, true
	if o.AsOf == engine.NoDay {
		o.AsOf = last
	}
	if o.AsOf < t.first {
		return d, lab, true, &engine.Error{Code: "churn.as_of_before_data", Args: engine.Args{"as_of": o.AsOf, "first": t.first}}
	}
	lab.Windows = t.sweep(o.AsOf)
	lab.Suggested, lab.Reason = suggestGrace(lab.Windows)
	for _, g := range Graces() {
		lab.Sweep = append(lab.Sweep, lab.Windows[g])
	}
	d = Definition{Business: Contractual, Rule: RuleDates, AsOf: o.AsOf, CheckedAt: engine.NoDay, FalseChurn: engine.NewRate(0, 0),
		Chosen: ChosenSuggested, Suggested: lab.Suggested, Reason: lab.Reason, GraceDays: lab.Suggested, Undated: undated}
	if o.Grace != nil {
		d.GraceDays, d.Chosen = *o.Grace, ChosenUser
	}
	if row, found := lab.At(d.GraceDays); found && row.False.Base > 0 {
		d.FalseChurn, d.CheckedAt, d.HorizonDays = row.False, o.AsOf, row.Horizon
	}
	return d, lab, true, nil
}
