package cause

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Sources of evidence, strongest first: what a customer said in an option or a
// reason code, in own words, in a ticket nobody resolved; then what is only
// suggestive and therefore must be clearly more frequent among the lost than
// among those who stayed: a resolved ticket, and what happened around the last
// purchases.
const (
	SourceReasonCode     = "reason_code"
	SourceSurvey         = "survey"
	SourceTicket         = "ticket"
	SourceTicketResolved = "ticket_resolved"
	SourceLate           = "late_delivery"     // two or more of the last three parcels late, more than before
	SourceLateLast       = "late_last"         // only the last parcel late
	SourcePriceRise      = "price_rise"        // a thing bought before was at least 8 % dearer on one of the last two purchase days
	SourceRefund         = "refund"            // something was given back within 60 days of the last purchase
	SourceOpenTicket     = "unresolved_ticket" // an unresolved ticket whose words do not tell what it is about
	SourceCouponOnly     = "coupon_only"       // three or more purchase days, all with a coupon
)

// signSet is what happened to a customer.
type signSet uint8

const (
	signLate signSet = 1 << iota
	signLateLast
	signPriceRise
	signRefund
	signOpenTicket
	signCouponOnly
)

func (s *signSet) set(bit signSet, on bool) {
	if on {
		*s |= bit
	}
}

// sign is one kind of event with the cause it points to and how often it was seen.
type sign struct {
	bit    signSet
	source string
	key    string // cause
	lost   engine.Rate
	stayed engine.Rate
	counts bool
	ratio  float64 // how many times as frequent among the lost
}

func allSigns() []sign {
	return []sign{
		{bit: signLate, source: SourceLate, key: "delivery"},
		{bit: signPriceRise, source: SourcePriceRise, key: "price"},
		{bit: signOpenTicket, source: SourceOpenTicket, key: "service"},
		{bit: signLateLast, source: SourceLateLast, key: "delivery"},
		{bit: signRefund, source: SourceRefund, key: "product"},
		{bit: signCouponOnly, source: SourceCouponOnly, key: "promotion"},
	}
}

// minRatio is how many times as frequent among the lost a sign must be: from two
// on, at least half of the lost who show it do so beyond what is usual.
const minRatio = 2

// weigh compares how often each sign is seen among the lost and among those who
// stayed. A sign counts when Newcombe's 95 % interval of the difference lies above
// zero and it is at least minRatio times as frequent. The signs that count come back with the most telling first.
func weigh(people []customer) (all []sign, counting []sign) {
	all = allSigns()
	for i := range all {
		s := &all[i]
		s.measure(people, func(c *customer) bool { return c.signs&s.bit != 0 })
	}
	for _, s := range all {
		if s.counts {
			counting = append(counting, s)
		}
	}
	slices.SortStableFunc(counting, func(a, b sign) int { return cmp.Compare(b.ratio, a.ratio) })
	return all, counting
}

func (s *sign) measure(people []customer, has func(*customer) bool) {
	var n, k [2]int64
	for i := range people {
		g := 0
		if people[i].lost {
			g = 1
		}
		n[g]++
		if has(&people[i]) {
			k[g]++
		}
	}
	s.lost, s.stayed = engine.NewRate(k[1], n[1]), engine.NewRate(k[0], n[0])
	s.counts = stat.TwoProportions(k[1], n[1], k[0], n[0]).Sign() > 0 && float64(k[1])*float64(n[0]) >= minRatio*float64(k[0])*float64(n[1])
	// One more on either side keeps the ratio finite and calm for rare signs.
	s.ratio = (float64(k[1]+1) / float64(n[1]+2)) / (float64(k[0]+1) / float64(n[0]+2))
}

// weighResolved tells which causes resolved tickets may point to: those that
// leavers wrote about clearly more often than others did around their last purchase.
func weighResolved(people []customer, t Taxonomy) map[string]bool {
	counts := map[string]bool{}
	for _, e := range t.Causes {
		var s sign
		s.measure(people, func(c *customer) bool { return c.stated[saidResolved].key == e.Key })
		counts[e.Key] = s.counts
	}
	return counts
}

// verdict is the evidence that may be used, decided once for everybody.
type verdict struct {
	signs    []sign
	counting []sign
	resolved map[string]bool
}

// decide gives a lost customer one cause by its strongest evidence.
func (v *verdict) decide(c *customer) {
	sources := [...]string{SourceReasonCode, SourceSurvey, SourceTicket, SourceTicketResolved}
	vague := -1
	for kind, source := range sources {
		f := c.stated[kind]
		switch {
		case f.key == "" || kind == saidResolved && !v.resolved[f.key]:
		case f.key == Unclear:
			if vague < 0 {
				vague = kind
			}
		default:
			c.take(f, source, kind)
			return
		}
	}
	if s, ok := v.behaved(c); ok {
		c.key, c.by = s.key, s.source
		return
	}
	if vague >= 0 {
		c.take(c.stated[vague], sources[vague], vague)
		return
	}
	c.key = Unexplained
}

func (c *customer) take(f finding, source string, kind int) {
	c.key, c.by = f.key, source
	if kind <= saidSurvey {
		c.written = f.text
	}
}

// behaved is the most telling sign that counts.
func (v *verdict) behaved(c *customer) (sign, bool) {
	for _, s := range v.counting {
		if c.signs&s.bit != 0 {
			return s, true
		}
	}
	return sign{}, false
}

// said is the cause of the strongest clear words, "" when there are none.
func (v *verdict) said(c *customer) string {
	for kind, f := range c.stated {
		if f.key != "" && f.key != Unclear && (kind != saidResolved || v.resolved[f.key]) {
			return f.key
		}
	}
	return ""
}

// minPairs is the number of customers with both kinds of evidence from which agreement is shown.
const minPairs = 30

// agreement is Cohen's κ between stated and behavioural cause over the lost
// customers who have both: (observed − expected) ÷ (1 − expected) agreement.
func (v *verdict) agreement(people []customer) (engine.Number, int64) {
	said, did := map[string]int64{}, map[string]int64{}
	var n, same int64
	for i := range people {
		c := &people[i]
		if !c.lost {
			continue
		}
		a := v.said(c)
		b, ok := v.behaved(c)
		if a == "" || !ok {
			continue
		}
		n++
		said[a]++
		did[b.key]++
		if a == b.key {
			same++
		}
	}
	if n < minPairs {
		return engine.Undefined(), n
	}
	return kappa(said, did, same, n), n
}

func kappa(a, b map[string]int64, same, n int64) engine.Number {
	var chance int64
	for key, k := range a {
		chance += k * b[key]
	}
	total := float64(n)
	expected := float64(chance) / (total * total)
	if expected >= 1 {
		return engine.Undefined() // both name one and the same cause only: chance alone agrees
	}
	return engine.Number((float64(same)/total - expected) / (1 - expected))
}
