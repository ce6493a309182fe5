// Package budget chooses whom to contact with limited money and a limited number of
// contacts, so that the expected gain is largest: each customer once, with one offer or
// none. It solves the problem exactly where it can and says otherwise how far the best
// list found may be from the best there is.
package budget

import (
	"cmp"
	"math"
	"slices"
)

// Option is one way to treat a customer: what it is expected to gain, its cost taken
// off, and what it costs.
type Option struct{ Gain, Cost float64 }

// Group is customers who are alike. An option that gains nothing is never taken.
type Group struct {
	Customers int64
	Options   []Option
}

// Limits are what may be spent and how many may be contacted.
type Limits struct {
	Money    float64
	Contacts int64
}

// Choice is how many customers of a group get an option.
type Choice struct {
	Group, Option int
	Customers     int64
}

// Best is the best list found.
type Best struct {
	Choices  []Choice
	Gain     float64
	Spend    float64
	Contacts int64
	Bound    float64 // nothing within the limits gains more
	Exact    bool    // this is the best there is
	// Yuan is the shadow price of the money: what a little more of it would gain per unit;
	// Place that of one more contact.
	Yuan, Place float64
}

// Steps of the search before the bound has to do: with many customers the start is
// already within a few of them of the best.
const (
	steps     = 100_000
	manySteps = 3_000
	many      = 64 // customers
)

func (p *problem) steps() int {
	var customers int64
	for _, g := range p.groups {
		customers += g.customers
	}
	if customers > many {
		return manySteps
	}
	return steps
}

// slight is what rounding may change.
const slight = 1e-9

// Solve finds the best list by branch and bound with the prices of money and contacts.
func Solve(groups []Group, l Limits) Best {
	p := problem{groups: worth(groups), money: math.Max(0, l.Money), places: max(0, l.Contacts)}
	p.oneCost()
	p.price()
	s := search{problem: &p, left: p.steps(), best: -1, now: make([][]int64, len(p.groups)), chosen: make([][]int64, len(p.groups))}
	slices.SortStableFunc(p.groups, func(a, b kind) int { return cmp.Compare(b.sure(), a.sure()) }) // the doubtful ones last
	for i := range p.groups {
		s.now[i], s.chosen[i] = make([]int64, len(p.groups[i].options)), make([]int64, len(p.groups[i].options))
	}
	s.seed()
	s.group(0, p.money, p.places, 0)
	out := Best{Choices: []Choice{}, Bound: p.bound, Yuan: p.yuan, Place: p.place, Exact: s.left > 0}
	for i := range p.groups {
		for k, n := range s.chosen[i] {
			if n > 0 {
				o := p.groups[i].options[k]
				out.Choices = append(out.Choices, Choice{p.groups[i].at, o.at, n})
				out.Gain += float64(n) * o.Gain
				out.Spend += float64(n) * o.Cost
				out.Contacts += n
			}
		}
	}
	if out.Exact || out.Bound < out.Gain {
		out.Bound = out.Gain
	}
	if out.Bound-out.Gain <= slight*math.Max(1, out.Gain) {
		out.Exact = true
	}
	return out
}

// option is an option with its place among the group's and its gain at the prices.
type option struct {
	Option
	at    int
	value float64 // gain − yuan·cost − place
}

type kind struct {
	at        int // among the groups given
	customers int64
	options   []option // best value first
	value     float64  // of the best, at least 0
}

// sure is how much better the best is than what comes next, nothing included.
func (k *kind) sure() float64 {
	if len(k.options) == 0 {
		return math.Inf(1)
	}
	next := 0.0
	if len(k.options) > 1 {
		next = math.Max(0, k.options[1].value)
	}
	return math.Abs(k.options[0].value - next)
}

type problem struct {
	groups      []kind
	money       float64
	places      int64
	yuan, place float64
	bound       float64
}

// worth leaves out what gains nothing.
func worth(groups []Group) []kind {
	out := make([]kind, len(groups))
	for i, g := range groups {
		out[i].at, out[i].customers = i, max(0, g.Customers)
		for k, o := range g.Options {
			if o.Gain > 0 && o.Cost >= 0 {
				out[i].options = append(out[i].options, option{Option: o, at: k})
			}
		}
	}
	return out
}

// oneCost turns the money into places when every option costs the same: then taking the
// best customers is the answer, and MPC's share when all are alike.
func (p *problem) oneCost() {
	cost := -1.0
	for _, g := range p.groups {
		for _, o := range g.options {
			if cost >= 0 && o.Cost != cost {
				return
			}
			cost = o.Cost
		}
	}
	if cost > 0 {
		p.places = int64(math.Min(float64(p.places), math.Floor(p.money/cost+slight)))
		p.money = math.Max(p.money, cost*float64(p.places))
	}
}

// dual is a bound on the gain at any prices that are not negative, and how much money and
// how many places those would take who are worth their price.
func (p *problem) dual(yuan, place float64) (bound, money float64) {
	bound = yuan*p.money + place*float64(p.places)
	for i := range p.groups {
		g := &p.groups[i]
		best, cost := 0.0, 0.0
		for _, o := range g.options {
			if v := o.Gain - yuan*o.Cost - place; v > best {
				best, cost = v, o.Cost
			}
		}
		bound += float64(g.customers) * best
		money += float64(g.customers) * cost
	}
	return bound, money
}

// rounds of each halving of an interval of prices.
const rounds = 60

// price finds the prices at which the bound is smallest: it is convex in both.
func (p *problem) price() {
	var dearest, most float64
	for _, g := range p.groups {
		for _, o := range g.options {
			most = math.Max(most, o.Gain)
			if o.Cost > 0 {
				dearest = math.Max(dearest, o.Gain/o.Cost)
			}
		}
	}
	yuanAt := func(place float64) (float64, float64) {
		if bound, money := p.dual(0, place); money <= p.money {
			return 0, bound
		}
		low, high := 0.0, dearest
		for range rounds {
			mid := (low + high) / 2
			if _, money := p.dual(mid, place); money > p.money {
				low = mid
			} else {
				high = mid
			}
		}
		bound, _ := p.dual(high, place)
		return high, bound
	}
	p.yuan, p.bound = yuanAt(0)
	low, high := 0.0, most
	for range rounds {
		a, b := low+(high-low)*0.382, low+(high-low)*0.618
		ya, ba := yuanAt(a)
		yb, bb := yuanAt(b)
		p.keep(ya, a, ba)
		p.keep(yb, b, bb)
		if ba <= bb {
			high = b
		} else {
			low = a
		}
	}
	for i := range p.groups {
		g := &p.groups[i]
		for k := range g.options {
			o := &g.options[k]
			o.value = o.Gain - p.yuan*o.Cost - p.place
			g.value = math.Max(g.value, o.value)
		}
		slices.SortStableFunc(g.options, func(a, b option) int {
			return cmp.Compare(b.value, a.value)
		})
	}
}

func (p *problem) keep(yuan, place, bound float64) {
	if bound < p.bound*(1-1e-12) {
		p.yuan, p.place, p.bound = yuan, place, bound
	}
}

// search goes through the groups; a customer treated otherwise than the prices advise
// loses something, and so does money or a place that is left.
type search struct {
	*problem
	left        int
	best        float64 // gain
	gain        float64
	now, chosen [][]int64
}

func (s *search) group(i int, money float64, places int64, loss float64) {
	if s.left <= 0 || s.bound-loss <= s.best+slight*math.Max(1, s.best) && s.best >= 0 {
		return
	}
	s.left--
	if i == len(s.groups) {
		if s.gain > s.best {
			s.best = s.gain
			for k := range s.now {
				copy(s.chosen[k], s.now[k])
			}
		}
		return
	}
	s.option(i, 0, s.groups[i].customers, money, places, loss)
}

// option gives option k to as many of the group's remaining customers as it can, then to
// fewer; who gets none loses the group's value.
func (s *search) option(i, k int, customers int64, money float64, places int64, loss float64) {
	g := &s.groups[i]
	if k == len(g.options) {
		s.group(i+1, money, places, loss+float64(customers)*g.value)
		return
	}
	o := &g.options[k]
	n := min(customers, places)
	if o.Cost > 0 {
		n = int64(math.Min(float64(n), math.Floor(money/o.Cost+slight)))
	}
	next := 0.0 // the best that a customer can do without this one
	if k+1 < len(g.options) {
		next = math.Max(0, g.options[k+1].value)
	}
	// Those it is worth more to get it first, then fewer; the others none first, then more.
	from, step := n, int64(-1)
	if o.value < next-slight {
		from, step = 0, 1
	}
	for m := from; m >= 0 && m <= n && s.left > 0; m += step {
		here := loss + float64(m)*(g.value-o.value)
		if s.best >= 0 && s.bound-here-float64(customers-m)*(g.value-next) <= s.best+slight*math.Max(1, s.best) {
			break // further on more is lost
		}
		s.now[i][k] = m
		s.gain += float64(m) * o.Gain
		s.option(i, k+1, customers-m, money-float64(m)*o.Cost, places-m, here)
		s.gain -= float64(m) * o.Gain
	}
	s.now[i][k] = 0
}
