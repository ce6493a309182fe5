package sample

import (
	"math/rand/v2"
	"slices"

	"huiliu/engine"
)

const (
	returnNatural  = "natural"
	returnCampaign = "campaign"

	returnEvery = 6   // one leaver in so many would come back by itself some day
	returnAfter = 60  // days of silence before anyone comes back
	returnMean  = 170 // further days, exponentially distributed
	secondRate  = .6  // how often a returned customer buys, against before
	secondMean  = 260 // days of a second life
	couponRate  = 3.2 // busy time of coupon days is about a sixth of all
)

// live decides on which days a customer buys, leaves and returns.
func (s *shop) live(p *person) {
	r := s.stream(forLife, p.no)
	switch p.kind {
	case kindOnce:
		p.visits = []engine.Day{p.joined}
	case kindGift:
		p.visits = s.giftVisits(p, r)
	case kindCoupon:
		p.visits = s.couponVisits(p, r)
	default:
		p.visits = s.regularVisits(p, r)
	}
	if p.kind != kindRegular && p.joined >= s.start {
		p.joined = p.visits[0] // they register when they first buy
	}
	p.firstLife = len(p.visits)
	if p.cause == "" {
		return
	}
	p.left = p.visits[len(p.visits)-1]
	if p.kind == kindRegular {
		s.maybeReturn(p)
	}
}

// poisson returns the purchase days of [from, to] on the given season.
func poisson(se season, rate float64, from, to engine.Day, r *rand.Rand) []engine.Day {
	var days []engine.Day
	for at := from; ; {
		d, ok := se.after(at, r.ExpFloat64()/rate)
		if !ok || d > to {
			return days
		}
		days = append(days, d)
		at = d + 1
	}
}

func (s *shop) giftVisits(p *person, r *rand.Rand) []engine.Day {
	autumnToo := r.Float64() < 0.5
	var days []engine.Day
	for _, f := range s.calendar.festivals {
		if f.name == "中秋" && !autumnToo {
			continue
		}
		d := f.day - 4 - engine.Day(r.IntN(22))
		skips := len(days) > 0 && r.Float64() < 0.1
		if d >= max(p.joined, s.start) && d <= s.end && !skips {
			days = append(days, d)
		}
	}
	return days
}

func (s *shop) couponVisits(p *person, r *rand.Rand) []engine.Day {
	from := max(p.joined, s.start)
	days := poisson(s.calendar.coupon, p.rate*couponRate, from, s.end, r)
	if len(days) == 0 {
		d, _ := s.calendar.coupon.after(from, 0)
		days = []engine.Day{d}
	}
	return days
}

func (s *shop) regularVisits(p *person, r *rand.Rand) []engine.Day {
	from, to := max(p.joined, s.start), s.end
	if p.cause != "" {
		to = s.drawLeaving(p, from, r)
	}
	days := poisson(s.calendar.all, p.rate, from, to, r)
	if p.joined >= s.start && (len(days) == 0 || days[0] > p.joined) {
		days = append([]engine.Day{p.joined}, days...)
	}
	if len(days) == 0 {
		days = append(days, from+engine.Day(r.IntN(int(min(to-from, 180))+1)))
	}
	switch {
	case p.cause == causePrice:
		days = s.aroundRise(days, from, r)
	case p.cause != "":
		// Evidence compares the last purchase with former ones, so there are some.
		for len(days) < 3 {
			days = insertDay(days, from+engine.Day(r.IntN(int(to-from)+1)))
		}
	}
	return days
}

// drawLeaving draws when a leaver's first life ends; few leave in the last
// months, where silence could not be told from an ordinary pause.
func (s *shop) drawLeaving(p *person, from engine.Day, r *rand.Rand) engine.Day {
	if p.cause == causePrice {
		return s.goods.rise + 20 + engine.Day(r.IntN(120))
	}
	low, high := from+60, s.end-190
	if low >= high || r.Float64() < 0.06 {
		high = s.end - 45
	}
	return low + engine.Day(r.IntN(int(high-low)))
}

// aroundRise keeps one or two purchases after the price rise and at least one before.
func (s *shop) aroundRise(days []engine.Day, from engine.Day, r *rand.Rand) []engine.Day {
	rise := s.goods.rise
	before, _ := slices.BinarySearch(days, rise)
	if keep := before + 1 + r.IntN(2); len(days) > keep {
		days = days[:keep]
	}
	if before == len(days) {
		days = append(days, rise+1+engine.Day(r.IntN(60)))
	}
	for before == 0 || len(days) < 3 {
		days = insertDay(days, from+engine.Day(r.IntN(int(rise-from))))
		before++
	}
	return days
}

func insertDay(days []engine.Day, d engine.Day) []engine.Day {
	at, _ := slices.BinarySearch(days, d)
	return slices.Insert(days, at, d)
}

// maybeReturn lets part of the leavers come back without being asked.
func (s *shop) maybeReturn(p *person) {
	r := s.stream(forSecondLife, p.no)
	back := p.left + returnAfter + engine.Day(r.ExpFloat64()*returnMean)
	if p.mayReturn && back < s.end {
		s.comeBack(p, back, returnNatural, r)
	}
}

// comeBack gives the customer a second life that begins on day back.
func (s *shop) comeBack(p *person, back engine.Day, by string, r *rand.Rand) {
	p.returned, p.returnBy = back, by
	p.visits = append(p.visits[:p.firstLife:p.firstLife], back)
	until := back + engine.Day(r.ExpFloat64()*secondMean)
	if by == returnCampaign && r.Float64() < 0.5 {
		until = back // came for the offer only
	}
	p.visits = append(p.visits, poisson(s.calendar.all, p.rate*secondRate, back+1, min(until, s.end), r)...)
	if until < s.end {
		p.leftAgain = p.visits[len(p.visits)-1]
	}
}

// lost tells whether the customer is away at the end of the period, since when
// and why. The end of a second life has no visible reason.
func (p *person) lost() (on engine.Day, cause string, ok bool) {
	switch {
	case p.left == engine.NoDay:
		return engine.NoDay, "", false
	case p.returned == engine.NoDay:
		return p.left, p.cause, true
	case p.leftAgain != engine.NoDay:
		return p.leftAgain, causeNone, true
	}
	return engine.NoDay, "", false
}
