package cause

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/survey"
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
	SourceLearnt         = "classified"        // words nobody could read, by what was learnt from coded ones
	SourceLearntTicket   = "classified_ticket" // words of a ticket, likewise
	SourceTicketResolved = "ticket_resolved"
	SourceLate           = "late_delivery"     // two or more of the last three parcels late, more than before
	SourceLateLast       = "late_last"         // only the last parcel late
	SourcePriceRise      = "price_rise"        // a thing bought before was at least 8 % dearer on one of the last two purchase days
	SourceRefund         = "refund"            // something was given back within 60 days of the last purchase
	SourceOpenTicket     = "unresolved_ticket" // an unresolved ticket whose words do not tell what it is about
	SourceCouponOnly     = "coupon_only"       // three or more purchase days, all with a coupon
	SourceStockOut       = "stock_out"         // an order around the last purchase was closed because nothing was there
	// These are shown beside the reasons and decide nothing.
	SourceNoAnswer   = "no_answer"      // any unresolved ticket around the last purchase
	SourceCancelled  = "cancelled"      // an order around the last purchase was closed unpaid
	SourceDiscountUp = "discount_up"    // the discount share of the last three purchase days is 10 points above the earlier ones
	SourceChannel    = "channel_change" // the last purchase came by a channel never used before
	SourceProduct    = "product_change" // the last purchase held only categories never bought before
)

// signSet is what happened to a customer.
type signSet uint16

const (
	signLate signSet = 1 << iota
	signLateLast
	signPriceRise
	signRefund
	signOpenTicket
	signCouponOnly
	signStockOut
	signNoAnswer
	signCancelled
	signDiscountUp
	signChannel
	signProduct
)

// signKinds is the number of signs.
const signKinds = 12

// sign is one kind of event with the cause it points to and how often it was seen.
type sign struct {
	bit    signSet
	source string
	key    string // cause; "" for what is only shown beside the reasons
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
		{bit: signStockOut, source: SourceStockOut, key: "channel"},
		{bit: signNoAnswer, source: SourceNoAnswer},
		{bit: signCancelled, source: SourceCancelled},
		{bit: signDiscountUp, source: SourceDiscountUp},
		{bit: signChannel, source: SourceChannel},
		{bit: signProduct, source: SourceProduct},
	}
}

// minRatio is how many times as frequent among the lost a sign must be: from two
// on, at least half of the lost who show it do so beyond what is usual.
const minRatio = 2

// weigh compares how often each sign is seen among the lost and among those who
// stayed. A sign counts when Newcombe's 95 % interval of the difference lies above
// zero and it is at least minRatio times as frequent. The signs that count come back with the most telling first.
func weigh(people []customer, t Taxonomy) (all []sign, counting []sign) {
	all = allSigns()
	for i := range all {
		s := &all[i]
		s.key = t.Home(s.key)
		s.measure(people, func(c *customer) bool { return c.signs&s.bit != 0 })
	}
	for _, s := range all {
		if s.counts && s.key != "" {
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

// spoken are the sources of what customers said, by kind.
func spoken() [statedKinds]string {
	return [...]string{SourceReasonCode, SourceSurvey, SourceTicket, SourceLearnt, SourceLearntTicket, SourceTicketResolved}
}

// decide gives a lost customer one cause by its strongest evidence.
func (v *verdict) decide(c *customer) {
	sources := spoken()
	vague := -1
	for kind, source := range sources {
		f := c.stated[kind]
		switch {
		case f.key == "" || kind == saidResolved && !v.resolved[f.key]:
		case f.key == Unclear:
			if vague < 0 {
				vague = kind
			}
		case f.learnt:
			c.take(f, SourceLearntTicket, kind)
			return
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

// said is the cause of the strongest clear words and their source, "" when there are none.
func (v *verdict) said(c *customer) (key, source string) {
	for kind, f := range c.stated {
		if f.key != "" && f.key != Unclear && (kind != saidResolved || v.resolved[f.key]) {
			if f.learnt {
				return f.key, SourceLearntTicket
			}
			return f.key, spoken()[kind]
		}
	}
	return "", ""
}

// minPairs is the number of customers with both kinds of evidence from which agreement is shown.
const minPairs = 30

// agreement is Cohen's κ between stated and behavioural cause over the lost
// customers who have both, undefined below [minPairs].
func (v *verdict) agreement(people []customer, t Taxonomy) survey.Agreement {
	var pairs [][2]string
	for i := range people {
		c := &people[i]
		if !c.lost {
			continue
		}
		a, _ := v.said(c)
		b, ok := v.behaved(c)
		if a != "" && ok {
			pairs = append(pairs, [2]string{a, b.key})
		}
	}
	keys := make([]string, len(t.Causes))
	for i := range t.Causes {
		keys[i] = t.Causes[i].Key
	}
	out := survey.Kappa(survey.Table(keys, pairs))
	if out.N < minPairs {
		u := engine.Undefined()
		out.Kappa, out.Low, out.High, out.Weighted, out.Observed = u, u, u, u, u
	}
	return out
}
