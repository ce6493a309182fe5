// Package reveal tells what happened after a replayed day: of those called lost or at
// risk then, who came back and who indeed stayed away. It is the only question that
// reads past the as-of day, and nothing computed as of that day may use its answer.
package reveal

import (
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/predict"
	"huiliu/engine/store"
	"huiliu/engine/survival"
)

//go:embed sql/span.sql
var spanSQL string

//go:embed sql/people.sql
var peopleSQL string

// Keys of groups. Bands of silence are those of the description, levels of risk those
// of the watch list.
const (
	Lost = "lost" // silent for too long then
	Here = "here" // all others
	List = "list" // on the watch list then
)

// Codes of why nothing can be revealed.
const (
	SkippedContract = "contract" // a customer table without dates
	SkippedToday    = "today"    // nothing lies after the as-of day
)

// Result is what happened after AsOf.
type Result struct {
	AsOf     engine.Day `json:"as_of"`
	LastDay  engine.Day `json:"last_day"` // of the data: what is seen ends here
	Follow   int        `json:"follow_days"`
	Window   int        `json:"window_days"`
	Horizon  int        `json:"horizon_days"` // min(Window, Follow): how long everybody is watched
	Open     bool       `json:"open"`         // the window had not run its course by LastDay: rates can still change
	Lost     Group      `json:"lost"`
	Here     Group      `json:"here"`
	Bands    []Group    `json:"bands"`    // of the lost, by silence: recent, mid, long
	List     Group      `json:"list"`     // the watch list of that day
	Levels   []Group    `json:"levels"`   // of the list, by level of risk
	Contract bool       `json:"contract"` // back = renewed; of those still here: still under contract
	Skipped  string     `json:"skipped"`
}

// Group is what became of a group of customers.
type Group struct {
	Key       string        `json:"key"`
	Customers int64         `json:"customers"`
	Back      engine.Rate   `json:"back"`      // bought within the horizon
	Stayed    engine.Rate   `json:"stayed"`    // did not: for the lost they were indeed away, for those at risk they left
	Ever      engine.Rate   `json:"ever"`      // bought by the last day
	Wait      *int          `json:"wait_days"` // by which half have bought again (Kaplan–Meier); nil = not seen
	Revenue   engine.Money  `json:"revenue"`   // net, after AsOf until the last day
	Expected  engine.Number `json:"expected"`  // of the list: sum of the probabilities of leaving given then; undefined for others
}

// person is one customer then and later.
type person struct {
	id           string
	silent, days int
	patience     int // days the silence may last
	wait         int // -1: not seen again
	revenue      engine.Money
}

// Reveal reads what became of the customers after d.AsOf. list is the watch list as
// computed then; it decides nothing but who is counted in List and Levels.
func Reveal(ctx context.Context, r store.Reader, d churn.Definition, list predict.Watch) (Result, error) {
	out := Result{AsOf: d.AsOf, LastDay: engine.NoDay, Window: d.WindowDays, Bands: []Group{}, Levels: []Group{}}
	out.Lost, out.Here, out.List = newTally(Lost).group(0), newTally(Here).group(0), newTally(List).group(0)
	if d.Rule == churn.RuleDates {
		return contracts(ctx, r, d, out)
	}
	if d.Business == churn.Contractual {
		out.Skipped = SkippedContract
		return out, nil
	}
	var n int64
	if _, err := store.One(ctx, r, spanSQL, nil, &out.LastDay, &n); err != nil {
		return out, err
	}
	out.Follow = int(out.LastDay - d.AsOf)
	if out.Follow <= 0 {
		out.Skipped = SkippedToday
		return out, nil
	}
	out.Horizon, out.Open = min(out.Window, out.Follow), out.Follow < out.Window
	p := d.Silence()
	p["until"] = out.LastDay
	people, err := store.All(ctx, r, peopleSQL, p, func(scan store.Scan, p *person) error {
		return scan(&p.id, &p.silent, &p.patience, &p.days, &p.wait, &p.revenue)
	})
	if err != nil {
		return out, err
	}
	out.count(people, list)
	return out, nil
}

// count puts everybody into the groups.
func (r *Result) count(people []person, list predict.Watch) {
	lost, here, listed := newTally(Lost), newTally(Here), newTally(List)
	bands := map[string]*tally{"recent": newTally("recent"), "mid": newTally("mid"), "long": newTally("long")}
	levels := map[string]*tally{}
	row := make(map[string]*predict.WatchRow, len(list.Rows))
	for i := range list.Rows {
		row[list.Rows[i].CustomerID] = &list.Rows[i]
		levels[list.Rows[i].Level] = newTally(list.Rows[i].Level)
	}
	for i := range people {
		p := &people[i]
		if w := row[p.id]; w != nil {
			listed.add(p, r, w.Probability)
			levels[w.Level].add(p, r, w.Probability)
		}
		if p.silent <= p.patience {
			here.add(p, r, 0)
			continue
		}
		lost.add(p, r, 0)
		bands[bandOf(p.silent, p.patience)].add(p, r, 0)
	}
	r.Lost, r.Here, r.List = lost.group(r.Follow), here.group(r.Follow), listed.group(r.Follow)
	for _, key := range []string{"recent", "mid", "long"} {
		r.Bands = append(r.Bands, bands[key].group(r.Follow))
	}
	for _, l := range list.Levels {
		if t := levels[l.Level]; t != nil {
			r.Levels = append(r.Levels, t.group(r.Follow))
		}
	}
}

// bandOf is the band of silence of somebody lost, in multiples of what it may last.
func bandOf(silent, patience int) string {
	switch {
	case silent <= 2*patience:
		return "recent"
	case silent <= 3*patience:
		return "mid"
	}
	return "long"
}

// tally counts a group.
type tally struct {
	key           string
	n, back, ever int64
	revenue       engine.Money
	expected      float64
	waits         map[int]int64
	scored        bool
}

func newTally(key string) *tally { return &tally{key: key, waits: map[int]int64{}} }

func (t *tally) add(p *person, r *Result, leaves float64) {
	t.n++
	t.revenue += p.revenue
	if leaves > 0 {
		t.expected, t.scored = t.expected+leaves, true
	}
	if p.wait < 0 {
		return
	}
	t.ever++
	t.waits[p.wait]++
	if p.wait <= r.Horizon {
		t.back++
	}
}

// group closes the count; everybody was watched for follow days.
func (t *tally) group(follow int) Group {
	g := Group{Key: t.key, Customers: t.n, Revenue: t.revenue, Expected: engine.Undefined(),
		Back: engine.NewRate(t.back, t.n), Stayed: engine.NewRate(t.n-t.back, t.n), Ever: engine.NewRate(t.ever, t.n)}
	if t.scored {
		g.Expected = engine.Number(t.expected)
	}
	if t.n == 0 {
		return g
	}
	var days []int
	var back, open []int64
	for day := 1; day <= follow; day++ {
		last := day == follow
		if n := t.waits[day]; n > 0 || last {
			days, back, open = append(days, day), append(back, n), append(open, 0)
			if last {
				open[len(open)-1] = t.n - t.ever
			}
		}
	}
	if wait, ok := survival.KaplanMeierCounts(days, back, open).Quantile(0.5); ok {
		v := int(wait)
		g.Wait = &v
	}
	return g
}
