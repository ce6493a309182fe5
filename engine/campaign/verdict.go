package campaign

import (
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/trial"
)

// unreadable says why no effect of the campaign can be read, "" when they can.
func (c *Campaign) unreadable() string {
	switch {
	case len(c.Effects) == 0 || c.Effects[0].Control.Base == 0, !slices.ContainsFunc(c.Effects, func(e Effect) bool { return e.Treated.Base > 0 }):
		return NoControl
	case c.Ratio.Broken():
		return BrokenSplit
	case c.Open:
		return Open
	}
	return ""
}

// tellEffects gives every effect its verdict: what the interval says, and with
// several offers also Holm's correction.
func (c *Campaign) tellEffects() {
	for i := range c.Effects {
		e := &c.Effects[i]
		switch {
		case c.Code != "":
			e.Code = c.Code
		case e.Treated.Small() || e.Control.Small():
			e.Code = Small
		case e.Response.Sign() == 0 || float64(e.Adjusted) >= 0.05:
			e.Code = NoDifference
		case e.Response.Sign() > 0:
			e.Code = Works
		default:
			e.Code = Hurts
		}
	}
}

// best is the verdict of the campaign: something works, or what the effects have in common.
func (c *Campaign) best() string {
	for _, code := range []string{Works, NoDifference, Hurts} {
		if slices.ContainsFunc(c.Effects, func(e Effect) bool { return e.Code == code }) {
			return code
		}
	}
	return Small
}

// lead compares the two offers with the highest money per customer head to head; nil
// with fewer than two, or when no money is told.
func lead(t trial.Trial, effects []Effect) *Lead {
	if len(effects) < 2 || t.Money == nil {
		return nil
	}
	order := make([]int, len(effects))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return descending(effects[a].net(), effects[b].net()) })
	best, next := order[0], order[1]
	money := make([][]float64, len(t.Names))
	for i, k := range t.Arm {
		money[k] = append(money[k], t.Money[i])
	}
	m := stat.MeanDifference(money[best+1], money[next+1])
	return &Lead{Best: effects[best].Offer, Next: effects[next].Offer, Money: m, Clear: m.Sign() != 0, Earns: effects[best].Money.Sign() > 0}
}

// net is the additional revenue per customer.
func (e *Effect) net() float64 { return float64(e.Money.Diff) }

func descending(a, b float64) int {
	switch {
	case math.IsNaN(a) && math.IsNaN(b):
		return 0
	case a > b || math.IsNaN(b):
		return -1
	case a < b || math.IsNaN(a):
		return 1
	}
	return 0
}

// waves puts campaigns with the same offer together, those that can be read.
func waves(list []Campaign) []Waves {
	var order []string
	parts := map[string][]trial.Wave{}
	for i := range list {
		if list[i].Code == BrokenSplit || list[i].Code == Open || list[i].Code == NoControl {
			continue
		}
		for _, e := range list[i].Effects {
			if e.Offer == "" || e.Treated.Base == 0 {
				continue
			}
			if parts[e.Offer] == nil {
				order = append(order, e.Offer)
			}
			parts[e.Offer] = append(parts[e.Offer], wave(e.Treated, e.Control))
		}
	}
	out := []Waves{}
	for _, offer := range order {
		if len(parts[offer]) > 1 {
			out = append(out, Waves{Offer: offer, Campaigns: len(parts[offer]), Effect: trial.Pool(parts[offer])})
		}
	}
	return out
}

func wave(treated, control engine.Rate) trial.Wave {
	return trial.Wave{Yes: treated.Events, N: treated.Base, ControlYes: control.Events, ControlN: control.Base}
}
