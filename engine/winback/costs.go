package winback

import (
	"huiliu/engine/ledger"
	"huiliu/engine/risk"
)

// mostCannibalised keeps something of the margin.
const mostCannibalised = 0.95

// Occasions are the costs the assumptions reckon with, one for each occasion of a ledger.
func Occasions(a Assumptions) []ledger.Assumed {
	out := []ledger.Assumed{{Slot: ledger.Slot{Per: ledger.Once}, Amount: a.FixedCost}}
	for _, o := range a.Offers {
		out = append(out, ledger.Assumed{Slot: ledger.Slot{Per: ledger.PerContact, Offer: o.Key}, Amount: o.ContactCost},
			ledger.Assumed{Slot: ledger.Slot{Per: ledger.PerReturn, Offer: o.Key}, Amount: o.OfferCost})
	}
	return out
}

// Name is the assumption that holds the cost of an occasion.
func Name(s ledger.Slot) string {
	switch s.Per {
	case ledger.PerContact:
		return s.Offer + ".contact_cost"
	case ledger.PerReturn:
		return s.Offer + ".offer_cost"
	}
	return "fixed_cost"
}

// Charge lets a ledger say what things cost: fixed cost, contact and offer costs, and the
// share of the margin that is only taken from other sales.
func Charge(a *Assumptions, b ledger.Book) {
	for i := range b.Charges {
		c := &b.Charges[i]
		if !c.Changed() {
			continue
		}
		a.Sources[Name(c.Slot)] = SourceLedger
		if c.Per == ledger.Once {
			a.FixedCost = c.Total
		}
		for k := range a.Offers {
			switch o := &a.Offers[k]; {
			case o.Key != c.Offer:
			case c.Per == ledger.PerContact:
				o.ContactCost = c.Total
			case c.Per == ledger.PerReturn:
				o.OfferCost = c.Total
			}
		}
	}
	if b.OnBenefit > 0 {
		a.Cannibalised, a.Sources["cannibalised"] = b.OnBenefit, SourceLedger
	}
}

// Account settles a ledger with the plan: what the costs are made up of.
func Account(b ledger.Book, r Result) ledger.Account {
	b.OnBenefit = r.Assumptions.Cannibalised
	return ledger.Settle(b, Volume(&r))
}

// Volume is how often the plan makes each cost arise.
func Volume(r *Result) ledger.Volume {
	a := &r.Assumptions
	v := ledger.Volume{Offers: map[string]ledger.OfferVolume{}, Used: map[ledger.Slot]ledger.Yuan{}, Spend: Yuan(r.Plan.Spend), Net: Yuan(r.Plan.Net), Horizon: a.HorizonDays}
	for _, u := range Occasions(*a) {
		v.Used[u.Slot] = u.Amount
	}
	for i := range r.Segments {
		g := &r.Segments[i]
		o, n := v.Offers[g.Offer], float64(g.Planned)
		o.Contacts += n
		o.Returns += n * g.P1
		o.Natural += n * g.P0
		v.Offers[g.Offer] = o
	}
	return v
}

// Lines are the customers of the plan by segment and offer, for its risk.
func Lines(r *Result) []risk.Line {
	var out []risk.Line
	for i := range r.Segments {
		g := &r.Segments[i]
		if g.Planned == 0 {
			continue
		}
		for _, o := range r.Assumptions.Offers {
			if o.Key == g.Offer {
				out = append(out, risk.Line{Customers: float64(g.Planned), Events: g.Natural.Events, Base: g.Natural.Base, P0: g.P0, Lift: float64(o.Lift),
					Value: g.Value, OfferCost: float64(o.OfferCost), ContactCost: float64(o.ContactCost)})
			}
		}
	}
	return out
}
