package winback

import (
	"context"
	_ "embed"
	"math/rand/v2"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/lost.sql
var lostSQL string

// Options of the analysis.
type Options struct {
	Seed          uint64         // of the split into test and control
	NotDue        map[int32]bool // lost customers whose silence still fits their habit: left out of the lists
	IncludeNotDue bool           // contact them all the same
	Coupons       map[int32]bool // customers who buy with coupons only
}

// Why there is no win-back model: Result.Skipped.
const (
	SkippedContractual = "contractual_no_history"
	SkippedNoDates     = "no_dates"
	SkippedShort       = "short_history"
	SkippedNobody      = "nobody_lost"
)

// causeInvoluntary is the cause whose customers get no offer.
const causeInvoluntary = "involuntary"

// Analyse computes natural return, segments, budget and the two lists as of d.AsOf.
// causes names the cause of each lost customer by number (cause.Result.Of); it may
// be nil. Natural return is observed on the latest day whose horizon has closed.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, a Assumptions, causes map[int32]string, o Options, p engine.Progress) (Result, error) {
	res := Result{
		Assumptions: a, Cutoff: engine.NoDay, Natural: []NaturalCell{}, Overall: engine.NewRate(0, 0), Segments: []Segment{},
		Budget: []BudgetStep{}, Plan: Plan{Detectable: engine.Undefined(), ROI: engine.Undefined(), Seed: o.Seed}, Base: []SegmentBase{},
	}
	switch {
	case d.Business == churn.Contractual:
		res.Skipped = SkippedContractual
		return res, nil
	case d.AsOf == engine.NoDay:
		res.Skipped = SkippedNoDates
		return res, nil
	}
	p.Stage("winback.read", 0)
	cutoff := d.AsOf - engine.Day(a.HorizonDays)
	all, err := grains(ctx, r, cutoff, int(a.HorizonDays))
	if err != nil {
		return Result{}, err
	}
	lost, err := loadLost(ctx, r, d)
	if err != nil {
		return Result{}, err
	}
	away := total(all, d.WindowDays, 1)
	switch {
	case away.n == 0:
		res.Skipped = SkippedShort
		return res, nil
	case len(lost) == 0:
		res.Skipped = SkippedNobody
	}
	res.Cutoff, res.Natural, res.Overall = cutoff, cells(all), away.rate()
	notDue := o.NotDue
	if o.IncludeNotDue {
		notDue = nil
	}
	groups, left := contactable(lost, causes, notDue)
	res.Base = bases(groups, all, d.WindowDays)
	res.Segments, res.Budget, res.Plan = Compute(res.Base, a)
	res.Plan.Seed, res.Plan.DoNot, res.Plan.Involuntary, res.Plan.NotDue, res.Plan.IncludesNotDue = o.Seed, left.doNot, left.involuntary, left.notDue, o.IncludeNotDue
	res.Plan.lists(res.Segments, res.Budget, groups, causes, o.Coupons, o.Seed)
	return res, nil
}

// lostCustomer is one customer that may be contacted.
type lostCustomer struct {
	no           int32
	id           string
	last         engine.Day
	silent, days int
	revenue      engine.Money
	doNot        bool
}

func loadLost(ctx context.Context, r store.Reader, d churn.Definition) ([]lostCustomer, error) {
	p := d.Silence()
	return store.All(ctx, r, lostSQL, p, func(scan store.Scan, c *lostCustomer) error {
		return scan(&c.no, &c.id, &c.last, &c.silent, &c.days, &c.revenue, &c.doNot)
	})
}

// contactable groups the lost customers by state, most revenue first, without those
// who must or should not be contacted.
func contactable(lost []lostCustomer, causes map[int32]string, notDue map[int32]bool) (groups map[state][]lostCustomer, out leftOut) {
	groups = map[state][]lostCustomer{}
	for _, c := range lost {
		switch {
		case c.doNot:
			out.doNot++
		case causes[c.no] == causeInvoluntary:
			out.involuntary++
		case notDue[c.no]:
			out.notDue++
		default:
			s := stateOf(c.silent, c.days)
			groups[s] = append(groups[s], c)
		}
	}
	return groups, out
}

// leftOut counts the lost customers who are on no list, by the first reason that holds.
type leftOut struct{ doNot, involuntary, notDue int64 }

// bases gives each segment its natural return and the revenue of a return. The
// rate is that of the segment's state among those who were lost at the cut-off,
// with fewer than 30 of them of its silence band, with fewer than 30 of all lost;
// the revenue likewise with fewer than 30 returns, of its purchase-days band or all.
func bases(groups map[state][]lostCustomer, all []grain, window int) []SegmentBase {
	var every tally
	cell, bySilence, byDays := map[state]tally{}, map[string]tally{}, map[string]tally{}
	for _, g := range all {
		if g.silent <= window {
			continue
		}
		s := stateOf(g.silent, g.days)
		every.add(g.tally)
		cell[s] = plus(cell[s], g.tally)
		bySilence[s.silence] = plus(bySilence[s.silence], g.tally)
		byDays[s.days] = plus(byDays[s.days], g.tally)
	}
	out := make([]SegmentBase, 0, len(groups))
	for s, members := range groups {
		rate, pooled := cell[s].rate(), false
		for _, wider := range []tally{bySilence[s.silence], every} {
			if rate.Small() {
				rate, pooled = wider.rate(), true
			}
		}
		worth := cell[s]
		for _, wider := range []tally{byDays[s.days], every} {
			if worth.back < engine.SmallBase {
				worth = wider
			}
		}
		out = append(out, SegmentBase{
			Silence: s.silence, PurchaseDays: s.days, Customers: int64(len(members)),
			Natural: rate, Pooled: pooled, P0: float64(rate.Value), Revenue: worth.mean(),
		})
	}
	slices.SortFunc(out, func(a, b SegmentBase) int {
		return compareStates(state{a.Silence, a.PurchaseDays}, state{b.Silence, b.PurchaseDays})
	})
	return out
}

func plus(a, b tally) tally {
	a.add(b)
	return a
}

// lists draws who is contacted and who is kept back. Of each segment the customers
// with the most revenue are taken, as many as the step needs for both groups, and
// chance decides who of them is kept back; so both groups are alike within every
// segment. Chance also decides who gets the better offer where the money is enough for
// some only. The draws of a segment depend on the seed and the segment only.
func (p *Plan) lists(segments []Segment, steps []BudgetStep, groups map[state][]lostCustomer, causes map[int32]string, coupons map[int32]bool, seed uint64) {
	for _, s := range steps {
		if s.From != "" {
			continue
		}
		st := state{s.Silence, s.PurchaseDays}
		taken := groups[st][:s.Contacts+s.Control]
		back := keepBack(len(taken), int(s.Control), stat.NewRand(seed, "winback.control."+st.silence+"."+st.days))
		better := betterOffer(steps, st)
		raised := keepBack(int(s.Contacts), int(better.Contacts), stat.NewRand(seed, "winback.better."+st.silence+"."+st.days))
		k := 0
		for i, c := range taken {
			offer := s.Offer
			if !back[i] {
				if raised[k] {
					offer = better.Offer
				}
				k++
			}
			contact := Contact{
				CustomerID: c.id, Silence: s.Silence, PurchaseDays: s.PurchaseDays, SilenceDays: c.silent, Offer: offer,
				LastDay: c.last, Revenue: c.revenue, Profit: profitOf(segments, st, offer), Cause: causes[c.no], Coupons: coupons[c.no],
			}
			if back[i] {
				p.Control = append(p.Control, contact)
			} else {
				p.Test = append(p.Test, contact)
			}
		}
	}
}

// betterOffer is the step that raises a segment.
func betterOffer(steps []BudgetStep, st state) BudgetStep {
	for _, s := range steps {
		if s.From != "" && (state{s.Silence, s.PurchaseDays}) == st {
			return s
		}
	}
	return BudgetStep{}
}

func profitOf(segments []Segment, st state, offer string) float64 {
	for i := range segments {
		if s := &segments[i]; s.Offer == offer && (state{s.Silence, s.PurchaseDays}) == st {
			return s.Profit
		}
	}
	return 0
}

// keepBack marks k of n places at random.
func keepBack(n, k int, rng *rand.Rand) []bool {
	out := make([]bool, n)
	for _, i := range rng.Perm(n)[:k] {
		out[i] = true
	}
	return out
}
