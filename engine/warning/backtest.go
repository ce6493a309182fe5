package warning

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

// pastChecks bounds the past month-ends that are judged.
const pastChecks = 12

// silenceDays is the rule the alarms must beat.
const silenceDays = 60

// pastTimes is how often a customer is simulated at a past check, nowTimes today.
const (
	pastTimes = 2
	nowTimes  = 16
)

// mostLives bounds the lives that are simulated at a check, pastCustomers the customers the
// past is looked at for: of more, so many are drawn.
const (
	mostLives     = 400_000
	pastCustomers = 20_000
)

// silence is the time from a purchase to the next, and what was seen of it check by check.
type silence struct {
	who    int        // place among those seen
	sure   engine.Day // first day on which the shop's rule calls the customer lost
	lost   bool       // no purchase before sure
	checks []glance
}

// glance is one check of a silence.
type glance struct {
	day    engine.Day
	scores scores
	rings  [kinds]bool
	right  bool // no purchase in the window after
	silent int
	owned  bool // the shop's rule holds
}

// past is what was seen on past month-ends. Checks before from only tell which silences had
// been alarmed before.
type past struct {
	share    float64      // of the customers, that are looked at
	days     []engine.Day // ascending, those from from on
	silences []silence
	place    map[int]int // of a customer of the shop, the place among those seen
}

// drawn is the shop with at most so many customers, drawn by their ids, and which share of
// the customers they are.
func (s *shop) drawn(ctx context.Context, r store.Reader, most int) (*shop, float64, error) {
	if len(s.customers) <= most {
		return s, 1, nil
	}
	ids, err := feature.CustomerIDs(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	order := make([]int, len(s.customers))
	lot := make([]uint64, len(s.customers))
	for i := range s.customers {
		h := fnv.New64a()
		_, _ = fmt.Fprintf(h, "%d:%s", s.seed, ids[s.customers[i].no]) // never fails by contract of hash.Hash
		order[i], lot[i] = i, h.Sum64()
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(lot[a], lot[b]), cmp.Compare(a, b)) })
	order = order[:most]
	slices.Sort(order)
	out := &shop{d: s.d, mixes: s.mixes, seed: s.seed}
	for _, i := range order {
		out.customers = append(out.customers, s.customers[i])
	}
	return out, float64(most) / float64(len(s.customers)), nil
}

func (p *past) from() engine.Day { return p.days[0] }
func (p *past) to() engine.Day   { return p.days[len(p.days)-1] }

// monthEnds are past month-ends whose window is over, ascending, and how many of the first
// only prepare: a silence begun before the first check may have been alarmed before it.
func monthEnds(first engine.Day, window int, asOf engine.Day) (days []engine.Day, prepare int) {
	earliest := first + engine.Day(window+window/steps+30)
	prepare = (window + 29) / 30
	t := asOf.Time()
	for m := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC); len(days) < pastChecks+prepare; m = m.AddDate(0, -1, 0) {
		d := engine.DayOf(m) - 1
		if d < earliest {
			break
		}
		if d+engine.Day(window) <= asOf {
			days = append(days, d)
		}
	}
	slices.Reverse(days)
	return days, min(prepare, len(days)/2)
}

// past looks at the shop on past month-ends.
func (s *shop) past(days []engine.Day, prepare int, budget func(judged int) float64) *past {
	p := &past{days: days[prepare:], place: map[int]int{}, share: 1}
	latest := map[int]int{} // of a customer, the latest silence
	for i, t := range days {
		before := t - 31
		if i > 0 {
			before = days[i-1]
		}
		c := s.look(t, before, budget, pastTimes)
		for j := range c.rows {
			p.note(s, &c, &c.rows[j], latest)
		}
		for j := range c.lost {
			p.note(s, &c, &c.lost[j], latest)
		}
	}
	return p
}

func (p *past) note(s *shop, c *check, x *seen, latest map[int]int) {
	k, ok := latest[x.who]
	if !ok || p.silences[k].sure != x.sure {
		k = len(p.silences)
		who, met := p.place[x.who]
		if !met {
			who = len(p.place)
			p.place[x.who] = who
		}
		p.silences = append(p.silences, silence{who: who, sure: x.sure, lost: s.customers[x.who].next(x.last) >= x.sure})
		latest[x.who] = k
	}
	g := glance{day: c.day, scores: x.scores, silent: int(c.day - x.last), owned: x.sure <= c.day,
		right: s.customers[x.who].next(c.day) > c.day+engine.Day(c.window)}
	for kind := range g.rings {
		g.rings[kind] = !g.owned && c.rings(x, kind)
	}
	p.silences[k].checks = append(p.silences[k].checks, g)
}

// hit is the one alarm of a silence.
type hit struct {
	who           int32
	notice        int32 // days until the shop's rule is sure
	right, caught bool
	counts        bool // rang at a check that is judged, not while preparing
}

// hits lets a rule ring once per silence.
func (p *past) hits(rings func(*glance) bool) []hit {
	var out []hit
	for i := range p.silences {
		s := &p.silences[i]
		for k := range s.checks {
			g := &s.checks[k]
			if !rings(g) {
				continue
			}
			out = append(out, hit{who: int32(s.who), notice: int32(s.sure - g.day), right: g.right, caught: p.loss(s), counts: g.day >= p.from()})
			break
		}
	}
	return out
}

// loss reports whether a silence is one of the losses that became sure in the time judged.
func (p *past) loss(s *silence) bool { return s.lost && s.sure > p.from() && s.sure <= p.to() }

func (p *past) losses() (n int64) {
	for i := range p.silences {
		if p.loss(&p.silences[i]) {
			n++
		}
	}
	return n
}

// rule sums hits up.
func (p *past) rule(key string, hits []hit) Rule {
	r := Rule{Key: key, False: engine.Undefined(), Notice: engine.Undefined()}
	var right, caught int64
	var notice []float64
	for _, h := range hits {
		if h.caught {
			caught++
		}
		if !h.counts {
			continue
		}
		r.Alarms++
		if h.right {
			right++
			notice = append(notice, float64(h.notice))
		}
	}
	r.Right, r.Caught = engine.NewRate(right, r.Alarms), engine.NewRate(caught, p.losses())
	r.False = engine.Number(float64(r.Alarms-right) / float64(len(p.days)) / p.share)
	if len(notice) > 0 {
		r.Notice = engine.Number(stat.Median(notice))
	}
	return r
}

// ringing are the rules as they are set.
func ringing(key string) func(*glance) bool {
	switch key {
	case Any:
		return func(g *glance) bool { return slices.Contains(g.rings[:], true) }
	case Silence:
		return func(g *glance) bool { return g.silent >= silenceDays }
	case Own:
		return func(g *glance) bool { return g.owned }
	}
	kind := slices.Index(kindKeys[:], key)
	return func(g *glance) bool { return g.rings[kind] }
}

// backtest tries every rule.
func (p *past) backtest(seed uint64) Backtest {
	b := Backtest{Days: p.days, Share: p.share, Head: Surprise, Rules: []Rule{}, Equal: []Equal{}, Curve: []Point{}}
	for _, key := range []string{Surprise, Slowing, Slope, Mix, Any, Silence, Own} {
		b.Rules = append(b.Rules, p.rule(key, p.hits(ringing(key))))
	}
	list := make([]*contest, kinds)
	for kind, key := range kindKeys {
		list[kind] = p.contest(kind)
		b.Curve = append(b.Curve, list[kind].curve(p, key)...)
	}
	b.Equal = p.equals(list, seed)
	b.Verdict = b.Of(b.Head, Silence).Code
	b.Chances = p.chances()
	return b
}

// Of is the comparison of a kind with a rule; nil when there is none.
func (b *Backtest) Of(kind, rule string) *Equal {
	for i := range b.Equal {
		if e := &b.Equal[i]; e.Key == kind && e.Against == rule {
			return e
		}
	}
	return nil
}

// chances are the shares of right alarms by how many kinds rang at once.
func (p *past) chances() (out [kinds - 1]engine.Rate) {
	var right, all [kinds - 1]int64
	for i := range p.silences {
		for _, g := range p.silences[i].checks {
			n := 0
			for _, ringing := range g.rings {
				if ringing {
					n++
				}
			}
			if n == 0 {
				continue
			}
			if g.day >= p.from() {
				all[min(n, len(all))-1]++
				if g.right {
					right[min(n, len(all))-1]++
				}
			}
			break
		}
	}
	for k := range out {
		out[k] = engine.NewRate(right[k], all[k])
	}
	return out
}
