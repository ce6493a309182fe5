package ledger

import (
	"maps"
	"slices"

	"huiliu/engine"
)

// Volume is how often the plan makes each cost arise.
type Volume struct {
	Offers  map[string]OfferVolume
	Used    map[Slot]Yuan // what the plan reckons with for each occasion
	Spend   Yuan          // the plan's cost, fixed ones included
	Net     Yuan          // the plan's result
	Horizon Days          // in which the benefit arrives
}

// OfferVolume is contacts and expected returns with one offer.
type OfferVolume struct {
	Contacts float64
	Returns  float64 // with the offer, natural ones included
	Natural  float64 // of them those who would have come anyway
}

// Statement is cost, benefit and what is left, on one cost base.
type Statement struct {
	Direct   Yuan          `json:"direct"`
	Subsidy  Yuan          `json:"subsidy"` // offers redeemed by those who would have come anyway: indirect
	Indirect Yuan          `json:"indirect"`
	Cost     Yuan          `json:"cost"` // Direct + Subsidy + Indirect
	Benefit  Yuan          `json:"benefit"`
	Net      Yuan          `json:"net"`
	ROI      engine.Number `json:"roi"`
	// Payback is the days until the benefit covers the cost, when it arrives evenly over the
	// horizon; undefined when it does not within it.
	Payback engine.Number `json:"payback_days"`
}

// Account is the book with the plan's numbers.
type Account struct {
	Book
	Plan Statement `json:"plan"`
	// Case is what was entered by itself, against the benefit entered; nil without one.
	Case *Statement `json:"case"`
	// ByHand is what assumptions typed over the ledger add to or take from its costs.
	ByHand Yuan `json:"by_hand"`
}

// Settle computes the lines' totals and the statements.
func Settle(b Book, v Volume) Account {
	a := Account{Book: b.at(v.Used)}
	contacts := v.Of("").Contacts
	for i := range a.Lines {
		l := &a.Lines[i]
		switch o := v.Of(l.Offer); {
		case l.Per == PerContact:
			l.Units = o.Contacts
		case l.Per == PerReturn:
			l.Units = o.Returns
		case contacts > 0 || b.Benefit != nil && l.Source != FromAssumed:
			l.Units = 1
		}
		l.Total = l.Each.Times(l.Units)
	}
	if b.Benefit != nil {
		a.Case = a.own(*b.Benefit)
	}
	a.Plan = a.plan(v)
	return a
}

// Of is the volume of an offer, of all with "".
func (v *Volume) Of(offer string) OfferVolume {
	if offer != "" {
		return v.Offers[offer]
	}
	var all OfferVolume
	for _, key := range slices.Sorted(maps.Keys(v.Offers)) { // in a fixed order: sums stay the same to the last bit
		o := v.Offers[key]
		all.Contacts += o.Contacts
		all.Returns += o.Returns
		all.Natural += o.Natural
	}
	return all
}

// own is the statement of what was entered.
func (a *Account) own(benefit Yuan) *Statement {
	s := Statement{Benefit: benefit}
	for i := range a.Lines {
		if l := &a.Lines[i]; l.Source != FromAssumed && l.Direct {
			s.Direct += l.Total
		}
	}
	for i := range a.Lines {
		l := &a.Lines[i]
		if l.Direct {
			continue
		}
		amount := l.Total
		if share, ok := l.Cost.(Share); ok {
			base := s.Direct
			if share.Of == OfBenefit {
				base = benefit
			}
			amount = share.Part.Of(base)
		}
		if l.Kind == Subsidy {
			s.Subsidy += amount
		} else {
			s.Indirect += amount
		}
	}
	s.close(0)
	return &s
}

// plan is the statement of the plan: its cost is what the plan spends, its net what the
// plan nets; the ledger says how the cost is made up.
func (a *Account) plan(v Volume) Statement {
	var s Statement
	kept := 1 - a.OnBenefit
	margin := v.Net + v.Spend // after what is only taken from other sales
	s.Benefit = margin / Yuan(kept)
	onBenefit := a.OnBenefit.Of(s.Benefit)
	var direct Yuan
	for i := range a.Charges {
		c := &a.Charges[i]
		o, each := v.Of(c.Offer), c.Direct
		if !c.Entered {
			each = c.Amount
		}
		units := o.Returns
		switch {
		case c.Per == PerContact:
			units = o.Contacts
		case c.Per == Once && v.Of("").Contacts > 0:
			units = 1
		case c.Per == Once:
			units = 0
		}
		direct += each.Times(units)
		a.ByHand += (v.Used[c.Slot] - c.Total).Times(units)
		s.Indirect += (c.OnDirect.Of(each) + c.Indirect).Times(units)
		if c.Per == PerReturn {
			s.Subsidy += each.Times(o.Natural)
		}
	}
	s.Direct = direct - s.Subsidy + a.ByHand
	s.Indirect += onBenefit
	for i := range a.Lines {
		if share, ok := a.Lines[i].Cost.(Share); ok {
			base := direct
			if share.Of == OfBenefit {
				base = s.Benefit
			}
			a.Lines[i].Total = share.Part.Of(base)
		}
	}
	s.close(v.Horizon)
	return s
}

// close adds up.
func (s *Statement) close(horizon Days) {
	s.Cost = s.Direct + s.Subsidy + s.Indirect
	s.Net = s.Benefit - s.Cost
	s.ROI, s.Payback = engine.Undefined(), engine.Undefined()
	if s.Cost > 0 {
		s.ROI = engine.Number(s.Net / s.Cost)
	}
	if s.Benefit > 0 && s.Cost <= s.Benefit && horizon > 0 {
		s.Payback = engine.Number(float64(horizon) * float64(s.Cost) / float64(s.Benefit))
	}
}
