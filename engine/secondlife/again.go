package secondlife

import (
	"cmp"
	"slices"

	"huiliu/engine"
)

// Again is why customers left the first and the second time, where both are known.
type Again struct {
	Days []engine.Day `json:"days"` // on which causes were looked up, the latest first
	// Ends are the lives that ended, by what is associated with the end; Known of them have a cause.
	Ends  []End `json:"ends"`
	Known int64 `json:"known"`
	// Same is the share of lives that ended for the cause the customer had left for before, of
	// those with both causes known.
	Same   engine.Rate `json:"same"`
	Causes []Before    `json:"causes"` // by the cause of the loss before the life, most lives first
}

// End is how many lives ended with one cause.
type End struct {
	Cause string `json:"cause"`
	Lives int64  `json:"lives"`
}

// Before is the lives after a loss for one cause.
type Before struct {
	Cause string `json:"cause"`
	Lives int64  `json:"lives"`
	Ended int64  `json:"ended"`
	// Same is the share that ended for that very cause, of those that ended for a known one.
	Same engine.Rate `json:"same"`
}

// Known causes of customers lost on a day, by customer number; what is unexplained is not among them.
type Known struct {
	Day engine.Day
	Of  map[int32]string
}

// Why puts the causes of the losses before and after each life side by side. days are
// looked up from the latest on: a loss is known by the latest of them on which it lasted.
func (r *Result) Why(days []Known) Again {
	out := Again{Days: []engine.Day{}, Ends: []End{}, Causes: []Before{}}
	for i := range days {
		out.Days = append(out.Days, days[i].Day)
	}
	next := map[int32]map[int]engine.Day{} // first day of a customer's life by its number
	for i := range r.Rows {
		l := &r.Rows[i]
		if next[l.customer] == nil {
			next[l.customer] = map[int]engine.Day{}
		}
		next[l.customer][l.Number] = l.First
	}
	ends, before := map[string]int64{}, map[string]*tally{}
	var all tally
	for i := range r.Rows {
		l := &r.Rows[i]
		after := ""
		if l.Ended != engine.NoDay {
			until, again := next[l.customer][l.Number+1]
			if !again {
				until = r.AsOf + 1
			}
			if after = causeOf(days, l.customer, l.Ended, until); after != "" {
				ends[after]++
				out.Known++
			}
		}
		was := causeOf(days, l.customer, l.First-engine.Day(l.Silence)+engine.Day(r.Window)+1, l.First)
		if was == "" {
			continue
		}
		if before[was] == nil {
			before[was] = &tally{}
		}
		before[was].add(l, was, after)
		all.add(l, was, after)
	}
	out.Same = engine.NewRate(all.same, all.both)
	for key, n := range ends {
		out.Ends = append(out.Ends, End{key, n})
	}
	for key, t := range before {
		out.Causes = append(out.Causes, Before{key, t.lives, t.ended, engine.NewRate(t.same, t.both)})
	}
	slices.SortFunc(out.Ends, func(a, b End) int { return cmp.Or(cmp.Compare(b.Lives, a.Lives), cmp.Compare(a.Cause, b.Cause)) })
	slices.SortFunc(out.Causes, func(a, b Before) int { return cmp.Or(cmp.Compare(b.Lives, a.Lives), cmp.Compare(a.Cause, b.Cause)) })
	return out
}

// tally counts lives: both with the causes before and after, same of them with one cause.
type tally struct{ lives, ended, both, same int64 }

func (t *tally) add(l *Life, was, after string) {
	t.lives++
	if l.Ended != engine.NoDay {
		t.ended++
	}
	if after != "" {
		t.both++
		if after == was {
			t.same++
		}
	}
}

// causeOf is the cause of a loss that lasted from one day until before another, "" when no
// day lies between or nothing tells.
func causeOf(days []Known, customer int32, from, until engine.Day) string {
	for i := range days {
		if d := days[i].Day; d >= from && d < until {
			return days[i].Of[customer]
		}
	}
	return ""
}

// lookups are how many days causes are looked up on, and apart the days between them.
const (
	lookups = 5
	apart   = 90
)

// Lookups are the days on which causes have to be known, the latest first: that of the
// definition and earlier ones, as far as there are lives.
func (r *Result) Lookups() []engine.Day {
	var out []engine.Day
	if len(r.Rows) == 0 {
		return out
	}
	first := r.Rows[len(r.Rows)-1].First // rows are latest first
	for day := r.AsOf; len(out) < lookups && day >= first-apart; day -= apart {
		out = append(out, day)
	}
	return out
}
