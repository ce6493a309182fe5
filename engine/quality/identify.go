package quality

import (
	"cmp"
	"context"
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
)

// How strong the evidence is that two ids are one person; each level includes the ones before it.
const (
	Strict = "strict" // the same full phone number or e-mail address
	Medium = "medium" // phone numbers that agree where they are not masked, and the same name or address
	Loose  = "loose"  // a similar name at a similar address
)

// Levels are the levels of evidence, strictest first.
func Levels() []string { return []string{Strict, Medium, Loose} }

// What two ids have in common.
const (
	SamePhone      = "same_phone"
	SameEmail      = "same_email"
	MaskedPhone    = "masked_phone"
	SameName       = "same_name"
	SimilarName    = "similar_name"
	SameAddress    = "same_address"
	SimilarAddress = "similar_address"
)

// How the lives of two ids lie to one another.
const (
	LifeHandover = "handover" // one stops before the other starts, as after a change of phone
	LifeParallel = "parallel" // both buy in the same period, as in a family
	LifeUnknown  = "unknown"  // one of them never bought
)

// Verdicts about a pair; "" is undecided.
const (
	Accepted = "accepted"
	Rejected = "rejected"
)

// Side is one id of a pair.
type Side struct {
	CustomerID string       `json:"customer_id"`
	Orders     int64        `json:"orders"`
	First      engine.Day   `json:"first"` // NoDay without orders
	Last       engine.Day   `json:"last"`
	Amount     engine.Money `json:"amount"` // net revenue
}

// Pair is two ids that may be one person. Kept is the id that stays visible when they
// are put together: the one that bought last.
type Pair struct {
	Kept     Side     `json:"kept"`
	Absorbed Side     `json:"absorbed"`
	Level    string   `json:"level"`
	Score    float64  `json:"score"` // 0 to 1, for sorting: not a probability
	Reasons  []string `json:"reasons"`
	Life     string   `json:"life"`
	GapDays  int      `json:"gap_days"` // LifeHandover: days from the last order of the one to the first of the other
	Verdict  string   `json:"verdict"`
	Decision int64    `json:"decision"` // number of the decision in force, 0 undecided
}

// LevelCount is how many candidates a level adds to the ones before it.
type LevelCount struct {
	Level    string `json:"level"`
	Pairs    int64  `json:"pairs"`
	Accepted int64  `json:"accepted"`
	Rejected int64  `json:"rejected"`
}

// Queue is the list of pairs to decide about, strictest and surest first.
type Queue struct {
	AsOf    engine.Day   `json:"as_of"`
	Columns []Column     `json:"columns"` // what the pairs were found by
	Pairs   []Pair       `json:"pairs"`
	Counts  []LevelCount `json:"counts"`
	// Shared is how many phone numbers and e-mail addresses more than three ids have:
	// a shop's or a family's, no evidence.
	Shared int64 `json:"shared"`
}

// Column is a column that tells who somebody is.
type Column struct {
	Header string `json:"header"`
	Kind   string `json:"kind"` // name, phone, email, address
}

// Identities finds ids that may be one person, from the attributes of the customer
// tables and the ids themselves; orders up to asOf (NoDay: all) say how their lives
// lie. It changes nothing.
func Identities(ctx context.Context, r store.Reader, asOf engine.Day) (Queue, error) {
	people, columns, err := loadPeople(ctx, r)
	if err != nil {
		return Queue{}, err
	}
	q := Queue{AsOf: asOf, Columns: columns, Pairs: []Pair{}}
	links, shared := match(people)
	q.Shared = shared
	if err := ctx.Err(); err != nil {
		return Queue{}, err
	}
	for _, l := range links {
		q.Pairs = append(q.Pairs, Pair{Kept: sideOf(people[l.a].id), Absorbed: sideOf(people[l.b].id),
			Level: l.level, Score: l.score, Reasons: l.reasons})
	}
	if err := q.decided(ctx, r); err != nil {
		return Queue{}, err
	}
	if err := q.lives(ctx, r, asOf); err != nil {
		return Queue{}, err
	}
	q.sort()
	q.count()
	return q, nil
}

func sideOf(id string) Side { return Side{CustomerID: id, First: engine.NoDay, Last: engine.NoDay} }

// key names a pair whichever way round.
func key(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

// decided fills in what was decided; decisions about pairs that are no candidates
// (any more) are listed too, so that they can be taken back.
func (q *Queue) decided(ctx context.Context, r store.Reader) error {
	place := make(map[[2]string]int, len(q.Pairs))
	for i := range q.Pairs {
		place[key(q.Pairs[i].Kept.CustomerID, q.Pairs[i].Absorbed.CustomerID)] = i
	}
	return store.Query(ctx, r, verdictsSQL, nil, func(scan store.Scan) error {
		var d Decision
		var id int64
		var verdict string
		if err := scan(&id, &d.Kept, &d.Absorbed, &verdict, &d.Level); err != nil {
			return err
		}
		i, ok := place[key(d.Kept, d.Absorbed)]
		if !ok {
			i = len(q.Pairs)
			place[key(d.Kept, d.Absorbed)] = i
			q.Pairs = append(q.Pairs, Pair{Level: d.Level, Reasons: []string{}})
		}
		p := &q.Pairs[i]
		p.Kept, p.Absorbed, p.Verdict, p.Decision = sideOf(d.Kept), sideOf(d.Absorbed), verdict, id
		return nil
	})
}

// lives adds what both sides bought, and turns undecided pairs so that the later one is kept.
func (q *Queue) lives(ctx context.Context, r store.Reader, asOf engine.Day) error {
	if len(q.Pairs) == 0 {
		return nil
	}
	if asOf == engine.NoDay {
		asOf = forever
	}
	ids := map[string]Side{}
	for i := range q.Pairs {
		for _, s := range []Side{q.Pairs[i].Kept, q.Pairs[i].Absorbed} {
			ids[s.CustomerID] = s
		}
	}
	list := make([]string, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	slices.Sort(list)
	err := store.Query(ctx, r, livesSQL, store.Params{"as_of": asOf, "ids": list}, func(scan store.Scan) error {
		var s Side
		err := scan(&s.CustomerID, &s.Orders, &s.First, &s.Last, &s.Amount)
		ids[s.CustomerID] = s
		return err
	})
	if err != nil {
		return err
	}
	for i := range q.Pairs {
		p := &q.Pairs[i]
		p.Kept, p.Absorbed = ids[p.Kept.CustomerID], ids[p.Absorbed.CustomerID]
		if p.Verdict == "" && later(p.Absorbed, p.Kept) {
			p.Kept, p.Absorbed = p.Absorbed, p.Kept
		}
		p.Life, p.GapDays = lifeOf(p.Kept, p.Absorbed)
	}
	return nil
}

// later reports whether a bought later than b, or, both on that day, more often.
func later(a, b Side) bool {
	return cmp.Or(cmp.Compare(b.Last, a.Last), cmp.Compare(b.Orders, a.Orders), cmp.Compare(a.CustomerID, b.CustomerID)) < 0
}

func lifeOf(a, b Side) (life string, gap int) {
	switch {
	case a.Orders == 0 || b.Orders == 0:
		return LifeUnknown, 0
	case a.Last < b.First:
		return LifeHandover, int(b.First - a.Last)
	case b.Last < a.First:
		return LifeHandover, int(a.First - b.Last)
	}
	return LifeParallel, 0
}

func (q *Queue) sort() {
	slices.SortFunc(q.Pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(slices.Index(Levels(), a.Level), slices.Index(Levels(), b.Level)), cmp.Compare(b.Score, a.Score),
			cmp.Compare(b.Kept.Amount+b.Absorbed.Amount, a.Kept.Amount+a.Absorbed.Amount),
			cmp.Compare(a.Kept.CustomerID, b.Kept.CustomerID), cmp.Compare(a.Absorbed.CustomerID, b.Absorbed.CustomerID))
	})
}

func (q *Queue) count() {
	for _, level := range Levels() {
		c := LevelCount{Level: level}
		for i := range q.Pairs {
			if q.Pairs[i].Level != level {
				continue
			}
			c.Pairs++
			switch q.Pairs[i].Verdict {
			case Accepted:
				c.Accepted++
			case Rejected:
				c.Rejected++
			}
		}
		q.Counts = append(q.Counts, c)
	}
}
