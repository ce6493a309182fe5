package pattern

import (
	"cmp"
	"context"
	_ "embed" // the questions are .sql files
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/rules"
	"huiliu/engine/store"
)

//go:embed sql/anchors.sql
var anchorsSQL string

//go:embed sql/events.sql
var eventsSQL string

const (
	// lastDays event days count, if they lie within reach days before the last purchase;
	// what is no purchase may come up to after days later.
	lastDays = 5
	reach    = 180
	after    = 14
	// span is how many days back last purchases are looked at.
	span = 365
	// near is how many days apart the purchases of two customers compared may be.
	near = 3
	// fewPairs is what a comparison needs.
	fewPairs = engine.SmallBase
)

// anchor is the last purchase of somebody lost, or a purchase somebody went on after.
type anchor struct {
	customer int32
	day      int32
	like     [2]int // bands of purchases so far and of days since the first
	lost     bool
}

// paths compares what happened before silences with what happened before purchases that
// were followed by others.
func paths(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) (Paths, error) {
	from := max(first, d.AsOf-engine.Day(d.WindowDays)-span)
	out := None("").Paths
	out.From, out.Days, out.Reach, out.After = from, lastDays, reach, after
	anchors, err := readAnchors(ctx, r, d, from)
	if err != nil {
		return out, err
	}
	lost, stayed := match(anchors)
	for _, a := range anchors {
		if a.lost {
			out.Lost++
		}
	}
	out.Matched = int64(len(lost))
	if len(lost) < fewPairs {
		out.Skipped = "too_few"
		return out, nil
	}
	log, err := readLog(ctx, r, d, from-reach, slices.Concat(lost, stayed))
	if err != nil {
		return out, err
	}
	out.compare(log, log.before(lost), log.before(stayed))
	if len(out.Patterns) == 0 {
		out.Skipped = "no_events"
	}
	return out, nil
}

func readAnchors(ctx context.Context, r store.Reader, d churn.Definition, from engine.Day) ([]anchor, error) {
	p := store.Params{"as_of": d.AsOf, "window": d.WindowDays, "from": from}
	return store.All(ctx, r, anchorsSQL, p, func(scan store.Scan, a *anchor) error {
		var nth, tenure int
		err := scan(&a.customer, &a.day, &nth, &tenure, &a.lost)
		a.like = [2]int{bandOf(nth, 1, 2, 3, 5, 10), bandOf(tenure, 0, 30, 90, 180, 365)}
		return err
	})
}

// bandOf numbers the band of v between upper bounds.
func bandOf(v int, bounds ...int) int {
	k, _ := slices.BinarySearch(bounds, v)
	return k
}

// match finds for each lost customer, in order of days, one who went on: as many purchases
// so far and as long a customer by bands, at most near days apart, the nearest first.
// Nobody is compared twice. Both lists are in step.
func match(anchors []anchor) (lost, stayed []anchor) {
	pools := map[[2]int][]anchor{}
	var gone []anchor
	for _, a := range anchors {
		if a.lost {
			gone = append(gone, a)
		} else {
			pools[a.like] = append(pools[a.like], a)
		}
	}
	byDay := func(a, b anchor) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.customer, b.customer)) }
	slices.SortFunc(gone, byDay)
	for _, pool := range pools {
		slices.SortFunc(pool, byDay)
	}
	used := map[int32]bool{}
	for _, g := range gone {
		if best, ok := nearest(pools[g.like], g.day, used); ok {
			used[best.customer] = true
			lost, stayed = append(lost, g), append(stayed, best)
		}
	}
	return lost, stayed
}

func nearest(pool []anchor, day int32, used map[int32]bool) (best anchor, ok bool) {
	i, _ := slices.BinarySearchFunc(pool, day-near, func(a anchor, from int32) int { return cmp.Compare(a.day, from) })
	for ; i < len(pool) && pool[i].day <= day+near; i++ {
		a := pool[i]
		if !used[a.customer] && (!ok || apart(a.day, day) < apart(best.day, day)) {
			best, ok = a, true
		}
	}
	return best, ok
}

func apart(a, b int32) int32 { return max(a-b, b-a) }

// diary is everything that happened, by customer and day.
type diary struct {
	events []Event // by code
	of     map[int32]rules.Sequence
}

// buying are the events that are purchases or seen on their day: none lies after a last
// purchase.
var buying = []string{"first", "purchase", "coupon_purchase", "change", "price_rise"}

func readLog(ctx context.Context, r store.Reader, d churn.Definition, from engine.Day, of []anchor) (*diary, error) {
	var customers []int32
	for _, a := range of {
		customers = append(customers, a.customer)
	}
	out := &diary{of: map[int32]rules.Sequence{}}
	at := map[Event]int32{}
	type row struct {
		customer, day int32
		event         Event
	}
	rows, err := store.All(ctx, r, eventsSQL, store.Params{"as_of": d.AsOf, "from": from, "customers": customers}, func(scan store.Scan, v *row) error {
		return scan(&v.customer, &v.day, &v.event.Code, &v.event.Name)
	})
	if err != nil {
		return nil, err
	}
	for _, v := range rows {
		if _, ok := at[v.event]; !ok {
			at[v.event] = 0
			out.events = append(out.events, v.event)
		}
	}
	slices.SortFunc(out.events, func(a, b Event) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Name, b.Name)) })
	for i, e := range out.events {
		at[e] = int32(i)
	}
	for _, v := range rows { // by customer, day and event
		out.of[v.customer] = append(out.of[v.customer], rules.Event{Day: v.day, Code: at[v.event]})
	}
	return out, nil
}

// before are the last events of customers at their anchors.
func (l *diary) before(list []anchor) []rules.Sequence {
	out := make([]rules.Sequence, len(list))
	for i, a := range list {
		var s rules.Sequence
		for _, e := range l.of[a.customer] {
			until := a.day + after
			if slices.Contains(buying, l.events[e.Code].Code) {
				until = a.day
			}
			if e.Day >= a.day-reach && e.Day <= until {
				s = append(s, e)
			}
		}
		out[i] = s.Last(lastDays)
	}
	return out
}

// compare fills patterns and steps.
func (p *Paths) compare(l *diary, lost, stayed []rules.Sequence) {
	for _, found := range rules.Contrast(lost, stayed, fewPairs) {
		one := Pattern{Left: found.Left, Stayed: found.Stayed, Diff: found.Diff, Q: found.Q}
		for _, code := range found.Codes {
			one.Events = append(one.Events, l.events[code])
		}
		p.Patterns = append(p.Patterns, one)
	}
	n := len(l.events)
	a, b := rules.Transitions(lost, n), rules.Transitions(stayed, n)
	for from := range n {
		left, stay := total(a[from]), total(b[from])
		if left < fewPairs || stay < fewPairs {
			continue
		}
		for to := range n {
			if a[from][to]+b[from][to] > 0 {
				p.Steps = append(p.Steps, Step{From: l.events[from], To: l.events[to], Left: engine.NewRate(a[from][to], left), Stayed: engine.NewRate(b[from][to], stay)})
			}
		}
	}
}

func total(row []int64) (n int64) {
	for _, v := range row {
		n += v
	}
	return n
}
