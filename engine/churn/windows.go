package churn

import (
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/now.sql
var nowSQL string

//go:embed sql/months.sql
var monthsSQL string

// Ends of the windows a person may choose from by moving, in days.
const (
	LowestWindow  = 15
	HighestWindow = 365
)

const (
	// month is how long a label must hold to be called stable.
	month = 30
	// monthsBack is how many of the latest months stability is pooled over.
	monthsBack = 6
	// coldShare says when customers have gone cold: of those silent so long at most this
	// share bought again within the horizon of the check.
	coldShare = 0.05
)

// everyWindow lists the windows from LowestWindow to HighestWindow, day by day, and
// a chosen one outside.
func everyWindow(chosen int) []int {
	out := make([]int, 0, HighestWindow-LowestWindow+2)
	if chosen > 0 && chosen < LowestWindow {
		out = append(out, chosen)
	}
	for w := LowestWindow; w <= HighestWindow; w++ {
		out = append(out, w)
	}
	if chosen > HighestWindow {
		out = append(out, chosen)
	}
	return out
}

// evidence is what every window is judged by; each is read once.
type evidence struct {
	at      Check
	first   engine.Day
	checked []silence // at the cut-off
	today   []silence // at the as-of day
	months  []moved
	cold    *int
}

// moved counts customers by their days of silence on one day and a month later.
type moved struct {
	early, late int
	customers   int64
}

func collect(ctx context.Context, r store.Reader, at Check, known span) (evidence, error) {
	e := evidence{at: at, first: known.first}
	var err error
	if e.checked, err = loadSilence(ctx, r, e.at); err != nil {
		return e, err
	}
	e.cold = e.coldDay()
	if e.today, err = loadNow(ctx, r, at.AsOf); err != nil {
		return e, err
	}
	e.months, err = loadMonths(ctx, r, known.first, at.AsOf)
	return e, err
}

func loadNow(ctx context.Context, r store.Reader, asOf engine.Day) ([]silence, error) {
	return store.All(ctx, r, nowSQL, store.Params{"as_of": asOf}, func(scan store.Scan, s *silence) error {
		return scan(&s.days, &s.customers, &s.spend)
	})
}

// loadMonths compares the ends of the latest months; both ends as they were seen then.
func loadMonths(ctx context.Context, r store.Reader, first, asOf engine.Day) ([]moved, error) {
	var out []moved
	for k := range monthsBack {
		late := asOf - engine.Day(k*month)
		if late-month <= first {
			break
		}
		rows, err := store.All(ctx, r, monthsSQL, store.Params{"early": late - month, "late": late}, func(scan store.Scan, m *moved) error {
			return scan(&m.early, &m.late, &m.customers)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// coldDay is the shortest window from which on almost none of those called lost bought
// again in the check; nil when no window that could be checked was that safe.
func (e *evidence) coldDay() *int {
	var cold *int
	for w := HighestWindow; w >= 1; w-- {
		if w >= int(e.at.Cutoff-e.first) {
			continue
		}
		row := windowRow(e.checked, e.at, w)
		if row.False.Small() {
			continue
		}
		if !(float64(row.False.Value) <= coldShare) {
			break
		}
		cold = &w
	}
	return cold
}

// rows judges the windows. A window longer than what could be seen at the cut-off
// leaves what was checked there undefined.
func (e *evidence) rows(windows []int) []WindowRow {
	stable := e.stability(windows)
	out := make([]WindowRow, len(windows))
	for i, w := range windows {
		row := windowRow(e.checked, e.at, w)
		if w >= int(e.at.Cutoff-e.first) { // such a silence could not have been seen
			row.Churned, row.False, row.SpendShare = engine.NewRate(0, 0), engine.NewRate(0, 0), engine.Undefined()
		}
		now := windowRow(e.today, Check{}, w)
		row.Now, row.NowSpend, row.Stable = now.Churned, now.SpendShare, stable[i]
		if e.cold != nil {
			left := max(0, *e.cold-w)
			row.Notice = &left
		}
		out[i] = row
	}
	return out
}

// stability is the share of customers who are called the same a month later, pooled
// over the latest months: the base is customers times months.
func (e *evidence) stability(windows []int) []engine.Rate {
	if len(windows) == 0 {
		return nil
	}
	top := windows[len(windows)-1] + 1
	turned := make([]int64, top+2) // difference array over windows 0…top
	var base int64
	for _, m := range e.months {
		base += m.customers
		low, high := min(m.early, m.late), max(m.early, m.late)
		if low == high || low > top {
			continue
		}
		// the label differs for windows w with low ≤ w < high: silent > w on one day only
		turned[low] += m.customers
		turned[min(high, top+1)] -= m.customers
	}
	for w := 1; w < len(turned); w++ {
		turned[w] += turned[w-1]
	}
	out := make([]engine.Rate, len(windows))
	for i, w := range windows {
		out[i] = engine.NewRate(base-turned[w], base)
	}
	return out
}

// At returns the row of a window of the lab; ok is false when it was not computed.
func (l *Lab) At(window int) (row WindowRow, ok bool) {
	for i := range l.Windows {
		if l.Windows[i].Window == window {
			return l.Windows[i], true
		}
	}
	return WindowRow{}, false
}
