// Package winback turns lost customers into a decision: how many come back by
// themselves, what an offer would have to achieve to pay, whom to contact under a
// budget, and seeded test and control lists so that the effect can be measured.
//
// Per contact: profit = (p1 − p0)·V − p1·d − f, with p0 the natural return, p1 the
// return with the offer, V the margin of the second life, d the offer cost paid by
// every returner, f the contact cost; break-even p1* = (p0·V + f) ÷ (V − d).
package winback

import "huiliu/engine"

// Assumptions are everything a person may change; each has a cell on the workbook's
// assumptions sheet and a name for --set. Source tells measured from assumed.
type Assumptions struct {
	MarginRate   Percent `json:"margin_rate"`
	DiscountRate Percent `json:"discount_rate"` // yearly
	FixedCost    Yuan    `json:"fixed_cost"`    // once per campaign: preparing, people
	Budget       Yuan    `json:"budget"`
	ContactCap   Count   `json:"contact_cap"`   // at most so many contacts
	ControlShare Percent `json:"control_share"` // kept back to measure the effect
	Offers       []Offer `json:"offers"`
	// Cannibalised is the share of the margin of returns that is only taken from full-price sales.
	Cannibalised Percent `json:"cannibalised"`
	HorizonDays  Days    `json:"horizon_days"` // return within, and V counted over
	Sources      Sources `json:"sources"`      // by name: "data", "measured", "ledger", "assumed", "user"
}

// Sources maps an assumption's name to where its value comes from.
type Sources map[string]string

// Offer is one thing a lost customer may be offered.
type Offer struct {
	Key         string  `json:"key"`          // catalogue: offer.<key>
	ContactCost Yuan    `json:"contact_cost"` // f, per contact
	OfferCost   Yuan    `json:"offer_cost"`   // d, per returner, natural ones included
	Lift        Percent `json:"lift"`         // relative lift of the return rate: p1 = min(1, p0·(1 + lift))
}

// Result is the win-back analysis.
type Result struct {
	Assumptions Assumptions   `json:"assumptions"`
	Cutoff      engine.Day    `json:"cutoff"` // natural return was observed from this day
	Natural     []NaturalCell `json:"natural_return"`
	Overall     engine.Rate   `json:"natural_overall"` // all lost customers at Cutoff
	Segments    []Segment     `json:"segments"`        // segment × offer
	Budget      []BudgetStep  `json:"budget"`          // best first (see Compute), cumulative
	Plan        Plan          `json:"plan"`
	// Skipped says why there is no win-back model, "" when there is: contractual_no_history, no_dates,
	// short_history (no past day whose horizon has closed had lost customers), nobody_lost. Catalogue: winback.skipped.<code>.
	Skipped string `json:"skipped"`
	// Base is the data the segments are computed from; with the assumptions it gives Segments, Budget and Plan (Compute).
	Base []SegmentBase `json:"base"`
}

// SegmentBase is what the data say about one segment of lost customers, before any assumption.
type SegmentBase struct {
	Silence      string      `json:"silence"`
	PurchaseDays string      `json:"purchase_days"`
	Customers    int64       `json:"customers"` // lost, contact allowed
	Natural      engine.Rate `json:"natural"`   // the rate p0 is taken from, pooled when Pooled
	Pooled       bool        `json:"pooled"`
	P0           float64     `json:"p0"`
	Revenue      float64     `json:"revenue_per_return"`
}

// NaturalCell is the share of customers in a state who bought within the horizon without being contacted, as far as known.
type NaturalCell struct {
	Silence      string      `json:"silence"`       // "091-120" days
	PurchaseDays string      `json:"purchase_days"` // "1", "2", "3-4", "5+"
	Rate         engine.Rate `json:"rate"`
}

// Segment is one offer to one segment of lost customers.
type Segment struct {
	Silence      string      `json:"silence"`
	PurchaseDays string      `json:"purchase_days"`
	Offer        string      `json:"offer"`
	Customers    int64       `json:"customers"` // lost, contact allowed
	Natural      engine.Rate `json:"natural"`   // p0
	Pooled       bool        `json:"pooled"`    // base too small: p0 of the silence band, or of all
	// Revenue: mean net revenue of a returner within the horizon from the return on, from history.
	Revenue     float64       `json:"revenue_per_return"`
	P0          float64       `json:"p0"`
	P1          float64       `json:"p1"`
	Value       float64       `json:"value"`  // V = Revenue × margin rate × (1 − cannibalised) ÷ (1 + discount rate)^(horizon/730)
	Profit      float64       `json:"profit"` // per contact
	Cost        float64       `json:"cost"`   // per contact, expected: p1·d + f
	Net         float64       `json:"net"`    // Customers × Profit
	ROI         engine.Number `json:"roi"`    // Profit ÷ Cost
	BreakEven   engine.Number `json:"break_even"`
	Incremental float64       `json:"incremental_returns"`
	CostPerInc  engine.Number `json:"cost_per_incremental_return"`
	Best        bool          `json:"best"`    // the offer with the highest profit for this segment
	First       bool          `json:"first"`   // the offer with the highest score: the one of the first pass of Compute
	Planned     int64         `json:"planned"` // customers who get it in the plan
	NaiveROI    engine.Number `json:"naive_roi"`
}

// BudgetStep is one segment taken into the plan with an offer, or getting a better one, in
// the order of Compute: all first offers, then all better ones.
type BudgetStep struct {
	Silence      string        `json:"silence"`
	PurchaseDays string        `json:"purchase_days"`
	Offer        string        `json:"offer"`
	From         string        `json:"from"`       // the first offer that this better one takes the place of; "" for a first offer
	Contacts     int64         `json:"contacts"`   // taken within budget and cap
	Customers    int64         `json:"customers"`  // in the segment, contact allowed
	Available    int64         `json:"available"`  // of them, without the control group: Customers − ROUND(Customers × control share); of a better offer, those with the first one
	Control      int64         `json:"control"`    // kept back to measure the contacts of this step
	Profit       float64       `json:"profit"`     // per contact; of a better offer, more than the first one
	Cost         float64       `json:"cost"`       // per contact; of a better offer, more than the first one
	Spend        float64       `json:"spend"`      // cumulative expected cost, fixed cost not included
	Net          float64       `json:"net"`        // cumulative expected profit, fixed cost not included
	Score        float64       `json:"score"`      // what the order goes by, see Compute
	LastYuan     engine.Number `json:"last_yuan"`  // profit per yuan of this step
	Profitable   bool          `json:"profitable"` // false: contacting these loses money
}

// Plan is the decision under the budget.
type Plan struct {
	Contacts    int64         `json:"contacts"`
	Spend       float64       `json:"spend"` // with the fixed cost
	Net         float64       `json:"net"`   // after the fixed cost
	ROI         engine.Number `json:"roi"`
	Incremental float64       `json:"incremental_returns"`
	Natural     float64       `json:"natural_returns"` // would have come anyway
	Test        []Contact     `json:"-"`
	Control     []Contact     `json:"-"`
	TestSize    int64         `json:"test"`
	ControlSize int64         `json:"control"`
	// Detectable is the smallest return rate of the test group that the lists can tell from p0
	// (80 % power, two-sided 5 %); Measurable says whether the planned p1 reaches it.
	PlannedP0  float64       `json:"planned_p0"`
	PlannedP1  float64       `json:"planned_p1"`
	Detectable engine.Number `json:"detectable"`
	Measurable bool          `json:"measurable"`
	Seed       uint64        `json:"seed"`
	DoNot      int64         `json:"do_not_contact"` // lost customers left out because they asked so
	// Involuntary customers (moved, deceased, payment) are left out as well: an offer is not what they need.
	Involuntary int64 `json:"involuntary_left_out"`
	// NotDue customers buy for a festival, in a season or with coupons and are not due yet: they
	// are left out unless IncludesNotDue.
	NotDue         int64 `json:"not_due_left_out"`
	IncludesNotDue bool  `json:"includes_not_due"`
	// Bound is more than any choice of contacts and offers could net before the fixed cost under
	// the budget and the cap; the plan's distance to it is what its simple order may have missed.
	Bound float64 `json:"net_bound"`
	Best  Best    `json:"best"`
}

// Contact is one customer of a list.
type Contact struct {
	CustomerID   string       `json:"customer_id"`
	Silence      string       `json:"silence"`
	PurchaseDays string       `json:"purchase_days"`
	SilenceDays  int          `json:"silence_days"`
	Offer        string       `json:"offer"`
	LastDay      engine.Day   `json:"last_day"`
	Revenue      engine.Money `json:"revenue"` // net revenue of the 365 days up to the last purchase
	Profit       float64      `json:"profit"`  // expected, per contact
	Cause        string       `json:"cause"`   // key of the cause analysis
	Coupons      bool         `json:"coupons"` // buys with coupons only
}
