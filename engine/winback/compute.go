package winback

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// daysPerTwoYears turns the middle of the horizon into years: horizon ÷ 2 ÷ 365.
const daysPerTwoYears = 730

// whole keeps a quotient that is a whole number from being rounded down by its last bit.
const whole = 1e-9

// Compute turns the data cells and the assumptions into segments, budget and plan.
// It is pure and every figure is a closed form, so that a workbook can hold the
// same formulas. With m margin rate, c the share only taken from full-price sales, r
// discount rate, h horizon, s control share:
//
//	p1        = MIN(1, p0·(1 + lift))
//	V         = revenue·m·(1 − c) ÷ (1 + r)^(h÷730)
//	Profit    = (p1 − p0)·V − p1·d − f          per contact
//	Cost      = p1·d + f                        per contact, natural returners redeem too
//	Net       = Customers·Profit                ROI = Profit ÷ Cost
//	BreakEven = (p0·V + f) ÷ (V − d)            undefined unless V > d; above 1 it cannot be reached
//	Incremental = Customers·(p1 − p0)           CostPerInc = Cost ÷ (p1 − p0), undefined unless p1 > p0
//	NaiveROI  = (p1·V − Cost) ÷ Cost            what is usually reported; Naive − true profit = p0·V
//
// The budget takes the offer with the highest profit of each segment (the first of
// equal ones). With B = MAX(0, budget − fixed cost) and K = contact cap, the segments
// are sorted by
//
//	Score = Profit ÷ (Cost + B ÷ K)             B ÷ K is 0 when K is 0; when the divisor is 0:
//	                                            1E300 if Profit > 0, else −1E300
//
// from high to low, ties by silence and purchase days. B ÷ K is the money there is per
// contact: with plenty of contacts the score is profit per yuan, with plenty of money
// it is profit per contact, and between the two it weighs both scarce things. In that order
//
//	Available = Customers − ROUND(Customers·s)
//	Contacts  = 0 if Profit ≤ 0, else MAX(0, MIN(Available, K − contacts before,
//	            INT((B − spend before) ÷ Cost + 1E-9)))        the last term only if Cost > 0
//	Spend, Net = running sums of Contacts·Cost and Contacts·Profit
//	Control   = MIN(Customers − Contacts, ROUND(Contacts·s ÷ (1 − s)))
//
// The plan adds the fixed cost to Spend and takes it from Net as soon as anybody is
// contacted, so that Spend never exceeds the budget; ROI = Net ÷ Spend.
func Compute(base []SegmentBase, a Assumptions) ([]Segment, []BudgetStep, Plan) {
	segments := make([]Segment, 0, len(base)*len(a.Offers))
	for _, b := range base {
		from := len(segments)
		for _, o := range a.Offers {
			segments = append(segments, segment(b, o, a))
		}
		markBest(segments[from:])
	}
	steps := budget(segments, a)
	return segments, steps, plan(segments, steps, a)
}

func segment(b SegmentBase, o Offer, a Assumptions) Segment {
	f, d := float64(o.ContactCost), float64(o.OfferCost)
	s := Segment{
		Silence: b.Silence, PurchaseDays: b.PurchaseDays, Offer: o.Key, Customers: b.Customers,
		Natural: b.Natural, Pooled: b.Pooled, Revenue: b.Revenue, P0: b.P0,
		P1:    math.Min(1, b.P0*(1+float64(o.Lift))),
		Value: b.Revenue * float64(a.MarginRate) * (1 - float64(a.Cannibalised)) / math.Pow(1+float64(a.DiscountRate), float64(a.HorizonDays)/daysPerTwoYears),
	}
	gain := s.P1 - s.P0
	s.Cost = s.P1*d + f
	s.Profit = gain*s.Value - s.P1*d - f
	s.Net = float64(s.Customers) * s.Profit
	s.Incremental = float64(s.Customers) * gain
	s.ROI, s.NaiveROI = ratio(s.Profit, s.Cost), ratio(s.P1*s.Value-s.Cost, s.Cost)
	s.BreakEven, s.CostPerInc = engine.Undefined(), engine.Undefined()
	if s.Value > d {
		s.BreakEven = engine.Number((s.P0*s.Value + f) / (s.Value - d))
	}
	if gain > 0 {
		s.CostPerInc = engine.Number(s.Cost / gain)
	}
	return s
}

func ratio(a, b float64) engine.Number {
	if b <= 0 {
		return engine.Undefined()
	}
	return engine.Number(a / b)
}

func markBest(offers []Segment) {
	best := -1
	for i := range offers {
		if best < 0 || offers[i].Profit > offers[best].Profit {
			best = i
		}
	}
	if best >= 0 {
		offers[best].Best = true
	}
}

// budget orders the best offers and fills the contacts.
func budget(segments []Segment, a Assumptions) []BudgetStep {
	steps := []BudgetStep{}
	for _, s := range segments {
		if !s.Best {
			continue
		}
		steps = append(steps, BudgetStep{
			Silence: s.Silence, PurchaseDays: s.PurchaseDays, Offer: s.Offer, Customers: s.Customers,
			Available: s.Customers - int64(math.Round(float64(s.Customers)*float64(a.ControlShare))),
			Profit:    s.Profit, Cost: s.Cost, Score: score(s, a), LastYuan: s.ROI, Profitable: s.Profit > 0,
		})
	}
	slices.SortFunc(steps, func(x, y BudgetStep) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score),
			compareStates(state{x.Silence, x.PurchaseDays}, state{y.Silence, y.PurchaseDays}))
	})
	fill(steps, a)
	return steps
}

// room is the money for contacts and offers.
func room(a Assumptions) float64 { return math.Max(0, float64(a.Budget-a.FixedCost)) }

// free is the score of what takes nothing scarce; the workbook uses the same number.
const free = 1e300

func score(s Segment, a Assumptions) float64 {
	scarce := s.Cost
	if a.ContactCap > 0 {
		scarce += room(a) / float64(a.ContactCap)
	}
	switch {
	case scarce > 0:
		return s.Profit / scarce
	case s.Profit > 0:
		return free
	}
	return -free
}

// fill sets Contacts, Control and the running sums of steps in their order.
func fill(steps []BudgetStep, a Assumptions) {
	var contacts int64
	var spend, net float64
	share := float64(a.ControlShare)
	for i := range steps {
		s := &steps[i]
		if s.Profitable {
			n := min(s.Available, int64(a.ContactCap)-contacts)
			if s.Cost > 0 {
				// Compared as floats: the quotient may be larger than any int64.
				n = int64(math.Min(float64(n), math.Floor((room(a)-spend)/s.Cost+whole)))
			}
			s.Contacts = max(0, n)
		}
		s.Control = min(s.Customers-s.Contacts, int64(math.Round(float64(s.Contacts)*share/(1-share))))
		contacts += s.Contacts
		spend += float64(s.Contacts) * s.Cost
		net += float64(s.Contacts) * s.Profit
		s.Spend, s.Net = spend, net
	}
}

// Power and level of the question whether the planned effect can be seen.
const (
	power = 0.80
	level = 0.05
)

func plan(segments []Segment, steps []BudgetStep, a Assumptions) Plan {
	p := Plan{Test: []Contact{}, Control: []Contact{}, Detectable: engine.Undefined(), ROI: engine.Undefined(), Bound: bound(steps, a)}
	best := map[state]*Segment{}
	for i := range segments {
		if s := &segments[i]; s.Best {
			best[state{s.Silence, s.PurchaseDays}] = s
		}
	}
	for _, s := range steps {
		b, n := best[state{s.Silence, s.PurchaseDays}], float64(s.Contacts)
		p.Contacts += s.Contacts
		p.ControlSize += s.Control
		p.Natural += n * b.P0
		p.Incremental += n * (b.P1 - b.P0)
		p.Spend, p.Net = s.Spend, s.Net
	}
	p.TestSize = p.Contacts
	if p.Contacts == 0 {
		return p
	}
	p.Spend += float64(a.FixedCost)
	p.Net -= float64(a.FixedCost)
	p.ROI = ratio(p.Net, p.Spend)
	p.PlannedP0 = p.Natural / float64(p.Contacts)
	p.PlannedP1 = (p.Natural + p.Incremental) / float64(p.Contacts)
	p.Detectable = engine.Number(stat.SmallestDetectable(p.PlannedP0, int(p.ControlSize), int(p.TestSize), power, level))
	p.Measurable = p.Detectable.Defined() && p.PlannedP1 >= float64(p.Detectable)
	return p
}

// bound is the smaller of two fractional relaxations: only the budget limits
// (filled by profit per yuan), or only the cap limits (filled by profit). Nothing
// that obeys both can net more with the same offers.
func bound(steps []BudgetStep, a Assumptions) float64 {
	worth := slices.DeleteFunc(slices.Clone(steps), func(s BudgetStep) bool { return !s.Profitable })
	// Compared crosswise: costs may be zero.
	slices.SortStableFunc(worth, func(x, y BudgetStep) int { return cmp.Compare(y.Profit*x.Cost, x.Profit*y.Cost) })
	byBudget, left := 0.0, room(a)
	for _, s := range worth {
		n := float64(s.Available)
		if s.Cost > 0 {
			n = math.Min(n, left/s.Cost)
		}
		left = math.Max(0, left-n*s.Cost)
		byBudget += n * s.Profit
	}
	slices.SortStableFunc(worth, func(x, y BudgetStep) int { return cmp.Compare(y.Profit, x.Profit) })
	byCap, places := 0.0, max(0, int64(a.ContactCap))
	for _, s := range worth {
		n := min(places, s.Available)
		places -= n
		byCap += float64(n) * s.Profit
	}
	return math.Min(byBudget, byCap)
}
