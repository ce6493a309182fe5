package campaign

import (
	"cmp"
	"context"
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/trial"
)

// Options of the analysis.
type Options struct {
	Seed uint64 // of resampling and of the halves of the uplift test
}

// Analyse measures every campaign known at asOf: those matched with purchases (a
// purchase within 60 days of the draw is a return; while the 60 days of any customer
// are not over, everybody is watched for the days that are, and the campaign is
// Open), and those whose table tells the outcome. Campaigns come by day and name.
func Analyse(ctx context.Context, r store.Reader, asOf engine.Day, o Options, p engine.Progress) (Result, error) {
	out := Result{Campaigns: []Campaign{}, Waves: []Waves{}}
	if asOf == engine.NoDay {
		asOf = lastDay
	}
	logs, err := told(ctx, r, asOf)
	if err != nil {
		return out, err
	}
	more, err := matched(ctx, r, asOf)
	if err != nil {
		return out, err
	}
	for _, l := range append(logs, more...) {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		c, err := l.measure(ctx, o, p)
		if err != nil {
			return out, err
		}
		out.Campaigns = append(out.Campaigns, c)
	}
	slices.SortFunc(out.Campaigns, func(a, b Campaign) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Name, b.Name)) })
	out.Waves = waves(out.Campaigns)
	return out, nil
}

// lastDay stands for a project without purchases: nothing is later.
const lastDay engine.Day = 2932896 // 9999-12-31

// manyOffers is the number of offers above which they are one group: names that are
// different for everybody, a code or a sum, are no arms.
const manyOffers = 6

// arms gives every row its arm, the control first; with too many offers all treated are one.
func (l *logged) arms() (names []string, arm []int) {
	seen := map[string]bool{}
	for i, t := range l.treated {
		if t {
			seen[l.offer[i]] = true
		}
	}
	offers := make([]string, 0, len(seen))
	for o := range seen {
		offers = append(offers, o)
	}
	slices.Sort(offers)
	one := len(offers) > manyOffers || len(offers) == 0
	if one {
		offers = []string{""}
	}
	names = append([]string{""}, offers...)
	arm = make([]int, len(l.treated))
	for i, t := range l.treated {
		switch {
		case t && one:
			arm[i] = 1
		case t:
			arm[i] = 1 + slices.Index(offers, l.offer[i])
		}
	}
	return names, arm
}

func (l *logged) measure(ctx context.Context, o Options, p engine.Progress) (Campaign, error) {
	c := Campaign{Name: l.name, Source: l.source, Day: l.day, HorizonDays: l.days, Open: l.source == FromPurchases && l.days < Horizon,
		Effects: []Effect{}, Balance: []trial.Imbalance{}, Further: []Further{}, Groups: []Groups{}, Uplift: []Uplift{}, Twice: l.twice, Channels: l.channels}
	t := trial.Trial{Yes: l.yes, Money: l.revenue}
	t.Names, t.Arm = l.arms()
	c.Before, t.Before = l.before()
	r, err := trial.Measure(t)
	if err != nil {
		return c, err
	}
	c.Ratio = r.Ratio
	for k, e := range r.Effects {
		c.Effects = append(c.Effects, l.effect(t.Arm, k+1, e))
	}
	if c.Code = c.unreadable(); c.Code != "" {
		c.tellEffects()
		return c, nil
	}
	c.tellEffects()
	c.Code = c.best()
	c.Lead = lead(t, c.Effects)
	c.Balance = trial.Balance(t, l.figures())
	if c.Further, err = l.others(t); err != nil {
		return c, err
	}
	if c.Groups, err = l.groups(t); err != nil {
		return c, err
	}
	c.Uplift, err = l.uplifts(ctx, t, o, p)
	return c, err
}

// effect adds what an offer cost.
func (l *logged) effect(arm []int, k int, e trial.Effect) Effect {
	out := Effect{Effect: e, Offer: e.Arm, Each: engine.Undefined(), PerReturn: engine.Undefined()}
	for i, a := range arm {
		if a != k {
			continue
		}
		if l.cost != nil {
			out.Cost += l.cost[i]
		}
		out.Channel = max(out.Channel, l.channel[i])
	}
	if n := e.Treated.Base; n > 0 && l.cost != nil {
		out.Each = engine.Number(out.Cost / float64(n))
	}
	if out.Cost > 0 && float64(e.Additional) > 0 {
		out.PerReturn = engine.Number(out.Cost / float64(e.Additional))
	}
	return out
}

// figures are the numeric columns known before.
func (l *logged) figures() []trial.Column {
	var out []trial.Column
	for _, c := range l.known {
		if c.text == nil {
			out = append(out, trial.Column{Name: c.name, Values: c.number})
		}
	}
	return out
}

// others measures the further outcomes, those told of everybody.
func (l *logged) others(t trial.Trial) ([]Further, error) {
	out := []Further{}
	for _, c := range l.further {
		yes := make([]bool, len(t.Arm))
		whole := c.text == nil
		for i := range yes {
			whole = whole && !c.missing(i)
			yes[i] = whole && c.number[i] > 0
		}
		if !whole {
			continue
		}
		r, err := trial.Measure(trial.Trial{Names: t.Names, Arm: t.Arm, Yes: yes})
		if err != nil {
			return nil, err
		}
		out = append(out, Further{Name: c.name, Effects: r.Effects})
	}
	return out, nil
}
