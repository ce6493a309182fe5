package pattern

import (
	"cmp"
	"context"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/rules"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

const (
	// maxItems is how many things a rule may name: more nobody remembers.
	maxItems = 3
	// A rule rests on at least fewLeft customers who left and share of all looked at.
	fewLeft = 15
	share   = 0.01
	// level is where the corrected p of a rule, and what the last item adds, count.
	level = 0.05
	// shownRules bounds the result; all are counted.
	shownRules = 60
)

// Options of an analysis.
type Options struct {
	First engine.Day // first day of the data
	Seed  uint64     // draws the halves of a customer table
}

// Analyse looks for rules and, in a shop, for what happened before a silence. t is the
// customer table as it stands, nil for a shop.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, t *snapshot.Table, o Options) (Result, error) {
	if d.Business == churn.Contractual {
		return contracts(t, o.Seed), nil
	}
	out, err := shop(ctx, r, d, o.First)
	if err != nil {
		return out, err
	}
	out.Paths, err = paths(ctx, r, d, o.First)
	return out, err
}

// None is the result where nothing can be looked for.
func None(code string) Result {
	return Result{Found: engine.NoDay, Checked: engine.NoDay, Left: engine.NewRate(0, 0), LeftThen: engine.NewRate(0, 0), Rules: []Rule{}, Dropped: []Item{}, Skipped: code,
		Paths: Paths{From: engine.NoDay, Patterns: []Pattern{}, Steps: []Step{}, Skipped: code}}
}

// crowd is customers on one day, what is known of them as items, and who left.
type crowd struct {
	numbers []int32
	baskets [][]int32
	left    []bool
}

func (c *crowd) rate() engine.Rate {
	var n int64
	for _, left := range c.left {
		if left {
			n++
		}
	}
	return engine.NewRate(n, int64(len(c.left)))
}

// shop finds rules one horizon before the day on which they are looked at again, so that
// nothing that decided the first decides the second.
func shop(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) (Result, error) {
	horizon := engine.Day(d.WindowDays) + 1
	checked := d.AsOf - horizon
	found := checked - horizon
	out := None("")
	if found-first < engine.Day(d.WindowDays) {
		out.Skipped = "too_short"
		return out, nil
	}
	out.Design, out.Found, out.Checked, out.Horizon = DesignLater, found, checked, int(horizon)
	b := newBook()
	var on [3]crowd
	for i, day := range []engine.Day{found, checked, d.AsOf} {
		var err error
		if on[i], err = known(ctx, r, d, day, b); err != nil {
			return out, err
		}
		if day == d.AsOf {
			break // nobody knows yet
		}
		if err := on[i].decide(ctx, r, day, day+horizon); err != nil {
			return out, err
		}
	}
	out.find(b, &on[0], &on[1], &on[2])
	return out, nil
}

// contracts finds rules in one half of a customer table and looks at the other.
func contracts(t *snapshot.Table, seed uint64) Result {
	if t == nil {
		return None("too_short")
	}
	b := newBook()
	all := ofTable(t, b)
	var half [2]crowd
	var here crowd
	for k, i := range stat.NewRand(seed, "rules.halves").Perm(len(all.left)) {
		half[k%2].take(&all, i)
	}
	for i, left := range all.left {
		if !left {
			here.take(&all, i)
		}
	}
	out := None("")
	out.Paths.Skipped = "contractual"
	out.Design = DesignHalves
	out.find(b, &half[0], &half[1], &here)
	return out
}

func (c *crowd) take(from *crowd, i int) {
	c.numbers, c.baskets, c.left = append(c.numbers, from.numbers[i]), append(c.baskets, from.baskets[i]), append(c.left, from.left[i])
}

// find fills the result.
func (out *Result) find(b *book, found, checked, today *crowd) {
	out.Left, out.LeftThen = found.rate(), checked.rate()
	if out.Left.Events < engine.SmallBase || out.Left.Base-out.Left.Events < engine.SmallBase {
		out.Skipped = "too_few"
		return
	}
	b.dropRestating(found, checked, today)
	out.Dropped = b.dropped
	out.Least = max(fewLeft, rules.MinCount(share, len(found.left)))
	list := rules.Toward(found.baskets, found.left, rules.Options{MinCount: out.Least, MaxItems: maxItems})
	list = slices.DeleteFunc(list, func(r rules.Rule) bool { return r.CountIf < engine.SmallBase })
	out.Tried = int64(len(list))
	q := corrected(list)
	var at [][]int // places of the customers each rule is true of
	for _, r := range rules.Prune(list, level) {
		if v := q[key(r.If)]; v.q < level && r.Count*r.N > r.CountIf*r.Marked {
			out.Rules = append(out.Rules, measure(b, &r, v))
			out.again(&out.Rules[len(out.Rules)-1], r.If, checked, today)
			at = append(at, found.with(r.If))
		}
	}
	for _, v := range q {
		if v.q < level {
			out.Likely++
		}
	}
	out.Kept = int64(len(out.Rules))
	out.Rules = different(out.Rules, at)
	out.Different = int64(len(out.Rules))
	for i := range out.Rules {
		if out.Rules[i].Verdict == Holds {
			out.Held++
		}
	}
	slices.SortStableFunc(out.Rules, func(a, b Rule) int { return cmp.Compare(b.floor(), a.floor()) })
	out.Rules = out.Rules[:min(len(out.Rules), shownRules)]
}

// floor is what the lift is at least when looked at again; what too few say comes last.
func (r *Rule) floor() engine.Number {
	if r.Verdict == Thin {
		return 0
	}
	return r.Low
}

// alike is the share of customers two rules have in common, of those either is true of,
// from which only one is listed.
const alike = 0.5

// different leaves out rules that are true of nearly the same customers as a shorter one,
// or as one as short and stronger. The order is kept.
func different(list []Rule, at [][]int) []Rule {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return len(list[i].If) - len(list[j].If) })
	var kept []int
	for _, i := range order {
		if !slices.ContainsFunc(kept, func(k int) bool { return overlap(at[i], at[k]) > alike }) {
			kept = append(kept, i)
		}
	}
	slices.Sort(kept)
	out := []Rule{}
	for _, i := range kept {
		out = append(out, list[i])
	}
	return out
}

// overlap is Jaccard's share of two ascending lists.
func overlap(a, b []int) float64 {
	both, j := 0, 0
	for _, v := range a {
		for j < len(b) && b[j] < v {
			j++
		}
		if j < len(b) && b[j] == v {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// tested is the p of a rule and its correction.
type tested struct{ p, q float64 }

func corrected(list []rules.Rule) map[string]tested {
	ps := make([]float64, len(list))
	for i := range list {
		ps[i] = list[i].P()
	}
	out := make(map[string]tested, len(list))
	for i, q := range stat.BenjaminiHochberg(ps) {
		out[key(list[i].If)] = tested{ps[i], q}
	}
	return out
}

func measure(b *book, r *rules.Rule, v tested) Rule {
	out := Rule{Rate: engine.NewRate(r.Count, r.CountIf), Support: r.Support(), Lift: r.Lift(), Leverage: r.Leverage(), Conviction: r.Conviction(),
		P: engine.Number(v.p), Q: engine.Number(v.q)}
	for _, i := range r.If {
		out.If = append(out.If, b.items[i])
	}
	return out
}

// again looks at a rule among those of the later day, and lists of whom it is true today.
func (out *Result) again(r *Rule, items []int32, checked, today *crowd) {
	var events int64
	at := checked.with(items)
	for _, i := range at {
		if checked.left[i] {
			events++
		}
	}
	same := rules.Rule{Count: events, CountIf: int64(len(at)), Marked: out.LeftThen.Events, N: out.LeftThen.Base}
	r.Again, r.LiftAgain = engine.NewRate(events, same.CountIf), same.Lift()
	r.Low, r.High = same.LiftInterval()
	switch {
	case r.Again.Small() || !r.Low.Defined():
		r.Verdict = Thin
	case r.Low > 1:
		r.Verdict = Holds
	case r.High < 1:
		r.Verdict = Reversed
	default:
		r.Verdict = Open
	}
	for _, i := range today.with(items) {
		r.members = append(r.members, today.numbers[i])
	}
	r.Now = int64(len(r.members))
}

// with are the places of the customers of whom all items are true.
func (c *crowd) with(items []int32) []int {
	var out []int
	for i, basket := range c.baskets {
		if !slices.ContainsFunc(items, func(item int32) bool { return !slices.Contains(basket, item) }) {
			out = append(out, i)
		}
	}
	return out
}
