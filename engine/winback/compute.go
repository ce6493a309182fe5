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
// The budget has two passes. With B = MAX(0, budget − fixed cost) and K = contact cap,
// the first gives each segment the offer with the highest score (the first of equal ones)
//
//	Score = Profit ÷ (Cost + B ÷ K)             B ÷ K is 0 when K is 0; when the divisor is 0:
//	                                            1E300 if Profit > 0, else −1E300
//
// and takes the segments from high to low, ties by silence and purchase days. B ÷ K is the
// money there is per contact: with plenty of contacts the score is profit per yuan, with
// plenty of money it is profit per contact, and between the two it weighs both scarce
// things. In that order
//
//	Available = Customers − ROUND(Customers·s)
//	Contacts  = 0 if Profit ≤ 0, else MAX(0, MIN(Available, K − contacts before,
//	            INT((B − spend before) ÷ Cost + 1E-9)))        the last term only if Cost > 0
//	Spend, Net = running sums of Contacts·Cost and Contacts·Profit
//	Control   = MIN(Customers − Contacts, ROUND(Contacts·s ÷ (1 − s)))
//
// The second pass spends what is left on the offer with the highest profit instead of the
// first one: Cost and Profit are those of the change, Score = Profit ÷ Cost sorts it, and
// Contacts = MAX(0, MIN(contacts of the first pass, INT((B − spend before) ÷ Cost + 1E-9))).
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
		markFirst(segments[from:], a)
	}
	steps := order(segments, a)
	allot(segments, steps)
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

// markFirst marks the offer with the highest score.
func markFirst(offers []Segment, a Assumptions) {
	first := -1
	for i := range offers {
		if first < 0 || score(offers[i], a) > score(offers[first], a) {
			first = i
		}
	}
	if first >= 0 {
		offers[first].First = true
	}
}

// order makes the steps of both passes.
func order(segments []Segment, a Assumptions) []BudgetStep {
	first, up := []BudgetStep{}, []BudgetStep{}
	for i := range segments {
		s := &segments[i]
		if s.First {
			first = append(first, BudgetStep{
				Silence: s.Silence, PurchaseDays: s.PurchaseDays, Offer: s.Offer, Customers: s.Customers, Available: available(s.Customers, a),
				Profit: s.Profit, Cost: s.Cost, Score: score(*s, a), LastYuan: s.ROI, Profitable: s.Profit > 0,
			})
		}
		if s.Best {
			up = append(up, upgrade(s, firstOf(segments, s)))
		}
	}
	for _, pass := range [][]BudgetStep{first, up} {
		slices.SortFunc(pass, func(x, y BudgetStep) int {
			return cmp.Or(cmp.Compare(y.Score, x.Score),
				compareStates(state{x.Silence, x.PurchaseDays}, state{y.Silence, y.PurchaseDays}))
		})
	}
	fill(first, a)
	raise(first, up, a)
	return append(first, up...)
}

// firstOf is the offer of the first pass to the same segment.
func firstOf(segments []Segment, s *Segment) *Segment {
	for i := range segments {
		if o := &segments[i]; o.First && o.Silence == s.Silence && o.PurchaseDays == s.PurchaseDays {
			return o
		}
	}
	return s
}

// upgrade is the change from one offer to a better one.
func upgrade(to, from *Segment) BudgetStep {
	s := BudgetStep{
		Silence: to.Silence, PurchaseDays: to.PurchaseDays, Offer: to.Offer, From: from.Offer, Customers: to.Customers,
		Profit: to.Profit - from.Profit, Cost: to.Cost - from.Cost, Score: -free, LastYuan: engine.Undefined(),
	}
	if s.Cost > 0 {
		s.LastYuan = engine.Number(s.Profit / s.Cost)
		s.Score, s.Profitable = float64(s.LastYuan), s.Profit > 0
	}
	return s
}

// raise gives better offers to those of the first pass, as far as the money goes.
func raise(first, up []BudgetStep, a Assumptions) {
	var spend, net float64
	taken := map[state]int64{}
	for i := range first {
		s := &first[i]
		taken[state{s.Silence, s.PurchaseDays}] = s.Contacts
		spend, net = s.Spend, s.Net
	}
	for i := range up {
		s := &up[i]
		s.Available = taken[state{s.Silence, s.PurchaseDays}]
		if s.Profitable {
			s.Contacts = max(0, int64(math.Min(float64(s.Available), math.Floor((room(a)-spend)/s.Cost+whole))))
		}
		spend += float64(s.Contacts) * s.Cost
		net += float64(s.Contacts) * s.Profit
		s.Spend, s.Net = spend, net
	}
}

// allot says of each segment and offer how many get it in the end.
func allot(segments []Segment, steps []BudgetStep) {
	at := map[[3]string]*Segment{}
	for i := range segments {
		s := &segments[i]
		at[[3]string{s.Silence, s.PurchaseDays, s.Offer}] = s
	}
	for _, s := range steps {
		at[[3]string{s.Silence, s.PurchaseDays, s.Offer}].Planned += s.Contacts
		if s.From != "" {
			at[[3]string{s.Silence, s.PurchaseDays, s.From}].Planned -= s.Contacts
		}
	}
}

// available is how many of a segment may be contacted when the control group is kept back.
func available(customers int64, a Assumptions) int64 {
	return customers - int64(math.Round(float64(customers)*float64(a.ControlShare)))
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
	p := Plan{Test: []Contact{}, Control: []Contact{}, Detectable: engine.Undefined(), ROI: engine.Undefined(), Best: best(segments, a)}
	p.Bound = p.Best.Bound
	for i := range segments {
		s := &segments[i]
		n := float64(s.Planned)
		p.Natural += n * s.P0
		p.Incremental += n * (s.P1 - s.P0)
	}
	for i := range steps {
		s := &steps[i]
		if s.From == "" {
			p.Contacts += s.Contacts
		}
		p.ControlSize += s.Control
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
