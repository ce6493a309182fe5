package churn

import (
	"cmp"
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/survival"
)

//go:embed sql/span.sql
var spanSQL string

//go:embed sql/contracts.sql
var contractsSQL string

// How a window was chosen.
const (
	ChosenSuggested = "suggested"
	ChosenUser      = "user"
)

// Rules by which an end is recognised.
const (
	RuleSilence = "silence" // silent for more than WindowDays
	RuleRhythm  = "rhythm"  // silent for more than Times × the own usual gap, see [Rhythm]
	RuleFlag    = "flag"    // the table says who left
	RuleDates   = "dates"   // the last term ended more than GraceDays ago
)

// Options are what the user may decide; the zero window means the suggested one.
type Options struct {
	AsOf       engine.Day // NoDay: the last purchase day
	WindowDays int        // 0: the suggested window
	Grace      *int       // days of grace after the end of a contract; nil: the suggested ones
	Rule       string     // RuleDates, RuleFlag: how a contract ends, where both are told. RuleRhythm: by the own rhythm, where [Rhythm.Offered]; else by the window
}

// span is what is known of the purchases at one day.
type span struct {
	customers, oneTime int64
	first, last        engine.Day
}

// forever is a day after every purchase: everything in the file is known then.
const forever = engine.Day(2932896) // 9999-12-31

func loadSpan(ctx context.Context, r store.Reader, asOf engine.Day) (span, error) {
	var s span
	_, err := store.One(ctx, r, spanSQL, store.Params{"as_of": asOf}, &s.customers, &s.first, &s.last, &s.oneTime)
	return s, err
}

// Decide fixes the definition of churn. A project with customers under contract
// and no orders is contractual: the flag decides, or the ends of the contracts do. Any other
// is decided by silence. The problems that make silence unreadable are Errors:
// churn.no_orders, churn.one_customer, churn.one_day, churn.as_of_before_data,
// churn.bad_window; those of contracts churn.no_orders, churn.one_customer, churn.no_dates.
func Decide(ctx context.Context, r store.Reader, o Options) (Definition, Lab, error) {
	all, err := loadSpan(ctx, r, forever)
	if err != nil {
		return Definition{}, Lab{}, err
	}
	if all.customers == 0 {
		return decideContract(ctx, r, o)
	}
	if o.AsOf == engine.NoDay {
		o.AsOf = all.last
	}
	known, err := loadSpan(ctx, r, o.AsOf)
	if err != nil {
		return Definition{}, Lab{}, err
	}
	if err := refuse(known, all, o); err != nil {
		return Definition{}, Lab{}, err
	}
	lab, err := study(ctx, r, o, known)
	if err != nil {
		return Definition{}, Lab{}, err
	}
	d, err := decideSilence(ctx, r, o, lab)
	if err != nil {
		return d, lab, err
	}
	lab.Rhythm = lab.histories.rhythm(d.WindowDays) // it is judged against the window in force
	now, _ := lab.At(d.WindowDays)
	lab.Rhythm.compare(lab.histories, d, now.Now)
	if o.Rule == RuleRhythm {
		d.follow(&lab.Rhythm)
	}
	lab.histories = nil
	return d, lab, nil
}

// refuse says why silence cannot be read, or nil.
func refuse(known, all span, o Options) error {
	switch {
	case o.WindowDays < 0:
		return &engine.Error{Code: "churn.bad_window", Args: engine.Args{"days": o.WindowDays}}
	case known.customers == 0:
		return &engine.Error{Code: "churn.as_of_before_data", Args: engine.Args{"as_of": o.AsOf, "first": all.first}}
	case known.customers < 2:
		return &engine.Error{Code: "churn.one_customer", Args: engine.Args{"customers": known.customers}}
	case known.first == known.last:
		return &engine.Error{Code: "churn.one_day", Args: engine.Args{"day": known.first}}
	}
	return nil
}

// decideContract takes the flag where there is one and nothing else is asked for: a grace,
// a past day or the dates need terms with an end.
func decideContract(ctx context.Context, r store.Reader, o Options) (Definition, Lab, error) {
	var n, undated int64
	var imported engine.Day
	if _, err := store.One(ctx, r, contractsSQL, nil, &n, &undated, &imported); err != nil {
		return Definition{}, Lab{}, err
	}
	if o.Grace != nil && *o.Grace < 0 {
		return Definition{}, Lab{}, &engine.Error{Code: "churn.bad_window", Args: engine.Args{"days": *o.Grace}}
	}
	d, lab, dated, err := decideDates(ctx, r, o, n, undated, imported)
	lab.Flagged = n >= 2
	if err != nil || dated && (n < 2 || o.Rule == RuleDates || o.AsOf != engine.NoDay || o.Grace != nil) {
		return d, lab, err
	}
	switch n {
	case 0:
		return Definition{}, Lab{}, &engine.Error{Code: "churn.no_orders"}
	case 1:
		return Definition{}, Lab{}, &engine.Error{Code: "churn.one_customer", Args: engine.Args{"customers": n}}
	}
	if !dated && (o.AsOf != engine.NoDay || o.Rule == RuleDates) {
		return Definition{}, Lab{}, &engine.Error{Code: "churn.no_dates"}
	}
	if !dated {
		lab = emptyLab()
		lab.Flagged = true
	}
	d = Definition{
		Business: Contractual, Rule: RuleFlag, AsOf: engine.NoDay, CheckedAt: engine.NoDay,
		FalseChurn: engine.NewRate(0, 0), Chosen: ChosenSuggested,
	}
	return d, lab, nil
}

func decideSilence(ctx context.Context, r store.Reader, o Options, lab Lab) (Definition, error) {
	d := Definition{
		Business: NonContractual, Rule: RuleSilence, WindowDays: lab.Suggested, AsOf: o.AsOf,
		Chosen: ChosenSuggested, Suggested: lab.Suggested, Reason: lab.Reason,
	}
	if o.WindowDays > 0 {
		d.WindowDays, d.Chosen = o.WindowDays, ChosenUser
	}
	at := latestCheck(lab.FirstDay, o.AsOf)
	rows, err := Sweep(ctx, r, at, []int{d.WindowDays})
	if err != nil {
		return Definition{}, err
	}
	d.FalseChurn, d.CheckedAt, d.HorizonDays = rows[0].False, at.Cutoff, at.Horizon
	if !d.FalseChurn.Value.Defined() { // nobody could be "lost" at the cut-off yet
		d.CheckedAt = engine.NoDay
	}
	return d, nil
}

// Study collects the evidence for a window as of a day: the curve of purchase
// gaps, and what each window would have meant at the latest past day that can be
// checked. NoDay means the last purchase day; a project without purchases gives
// an empty Lab.
func Study(ctx context.Context, r store.Reader, asOf engine.Day) (Lab, error) {
	day := asOf
	if day == engine.NoDay {
		day = forever
	}
	known, err := loadSpan(ctx, r, day)
	if err != nil {
		return Lab{}, err
	}
	if asOf == engine.NoDay {
		asOf = known.last
	}
	lab, err := study(ctx, r, Options{AsOf: asOf}, known)
	lab.histories = nil
	return lab, err
}

func study(ctx context.Context, r store.Reader, o Options, known span) (Lab, error) {
	asOf := o.AsOf
	if known.customers == 0 {
		return emptyLab(), nil
	}
	at := latestCheck(known.first, asOf)
	all := newHistories(at)
	if err := eachHistory(ctx, r, asOf, all.add); err != nil {
		return Lab{}, err
	}
	gaps := counts(all.gaps[:]...)
	curve := survival.KaplanMeierCounts(gaps.days, gaps.done, gaps.open)
	lab := Lab{
		Gaps: gapsOf(gaps, curve), ByOrder: all.orders(), FirstDay: known.first, LastDay: known.last,
		OneTime: engine.NewRate(known.oneTime, known.customers), histories: all,
	}
	lab.Suggested, lab.Reason = suggest(curve, gaps.finished(), int(asOf-known.first))
	lab.Rhythm = all.rhythm(lab.Suggested)
	seen, err := collect(ctx, r, at, known)
	if err != nil {
		return Lab{}, err
	}
	lab.Windows, lab.Cold = seen.rows(everyWindow(cmp.Or(o.WindowDays, lab.Suggested))), seen.cold
	lab.Sweep = []WindowRow{}
	for _, w := range Windows() {
		if row, ok := lab.At(w); ok && w < int(at.Cutoff-known.first) { // a longer silence could not have been seen
			lab.Sweep = append(lab.Sweep, row)
		}
	}
	return lab, nil
}

func emptyLab() Lab {
	return Lab{
		Gaps:  Gaps{Points: []GapPoint{}, FinishedP90: engine.Undefined()},
		Sweep: []WindowRow{}, Windows: []WindowRow{},
		Rhythm: noRhythm(), ByOrder: []OrderGaps{},
		FirstDay: engine.NoDay, LastDay: engine.NoDay, OneTime: engine.NewRate(0, 0),
	}
}
