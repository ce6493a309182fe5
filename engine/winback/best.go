package winback

import "huiliu/engine/budget"

// Best is the best choice of contacts and offers found under the budget and the cap, each
// customer once. The plan follows a simple order that a workbook can repeat; this is what
// it is held against.
type Best struct {
	Steps    []BestStep `json:"steps"`
	Contacts int64      `json:"contacts"`
	Spend    float64    `json:"spend"` // with the fixed cost
	Net      float64    `json:"net"`   // after the fixed cost
	Bound    float64    `json:"bound"` // before the fixed cost nothing nets more
	Exact    bool       `json:"exact"` // there is no better one
	// Yuan is what one more yuan of budget would net, Place what one more contact would.
	Yuan  float64 `json:"shadow_yuan"`
	Place float64 `json:"shadow_contact"`
}

// BestStep is how many customers of a segment get an offer.
type BestStep struct {
	Silence      string `json:"silence"`
	PurchaseDays string `json:"purchase_days"`
	Offer        string `json:"offer"`
	Contacts     int64  `json:"contacts"`
}

// best solves the budget over all offers of all segments.
func best(segments []Segment, a Assumptions) Best {
	var groups []budget.Group
	var of [][]*Segment
	for i := range segments {
		s := &segments[i]
		if i == 0 || segments[i-1].Silence != s.Silence || segments[i-1].PurchaseDays != s.PurchaseDays {
			groups = append(groups, budget.Group{Customers: available(s.Customers, a)})
			of = append(of, nil)
		}
		k := len(groups) - 1
		groups[k].Options = append(groups[k].Options, budget.Option{Gain: s.Profit, Cost: s.Cost})
		of[k] = append(of[k], s)
	}
	found := budget.Solve(groups, budget.Limits{Money: room(a), Contacts: int64(a.ContactCap)})
	out := Best{Steps: []BestStep{}, Contacts: found.Contacts, Spend: found.Spend, Net: found.Gain, Bound: found.Bound, Exact: found.Exact, Yuan: found.Yuan, Place: found.Place}
	for _, c := range found.Choices {
		s := of[c.Group][c.Option]
		out.Steps = append(out.Steps, BestStep{s.Silence, s.PurchaseDays, s.Offer, c.Customers})
	}
	if out.Contacts > 0 {
		out.Spend += float64(a.FixedCost)
		out.Net -= float64(a.FixedCost)
	}
	return out
}
