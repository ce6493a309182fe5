package sample

import (
	"cmp"
	"fmt"
	"slices"

	"huiliu/engine"
)

const (
	campaignBefore = 212 // days before the end, about seven months
	campaignWindow = 60  // days in which a purchase counts as a return
	lapsedAfter    = 120 // days of silence that make a customer eligible
	plantedEffect  = 0.06
	armShare       = 1500.0 / defaultCustomers // wanted size of an arm, per customer

	armTreated = "试验组"
	armControl = "对照组"
)

// contactCost is what one treated customer cost: a text message and the coupon slip.
const contactCost = engine.Money(8500)

// campaign is the one past win-back campaign of the shop.
type campaign struct {
	name    string
	day     engine.Day
	list    []*person // treated and control, by customer id
	natural int       // treated customers who would have returned anyway
}

// runCampaign draws lapsed customers, splits them at random, and plants the
// effect: of the treated who would not return by themselves within the window,
// each does with the one probability that makes the expected difference of
// return rates exactly plantedEffect.
func (s *shop) runCampaign() {
	r := s.stream(forCampaign, 0)
	c := &s.campaign
	c.day = s.end - campaignBefore
	c.name = fmt.Sprintf("%d年老客召回", c.day.Time().Year())
	var eligible []*person
	for _, p := range s.people {
		if s.lapsed(p, c.day) {
			eligible = append(eligible, p)
		}
	}
	r.Shuffle(len(eligible), func(i, j int) { eligible[i], eligible[j] = eligible[j], eligible[i] })
	arm := min(len(eligible)/2, int(armShare*float64(len(s.people))))
	treated, control := eligible[:arm], eligible[arm:2*arm]
	for _, p := range control {
		p.arm = armControl
	}
	for _, p := range treated {
		p.arm = armTreated
		if p.returnsWithin(c.day) {
			c.natural++
		}
	}
	for _, p := range treated {
		chance := plantedEffect * float64(arm) / float64(arm-c.natural)
		if !p.returnsWithin(c.day) && r.Float64() < chance {
			s.winBack(p, c.day+1+engine.Day(min(r.ExpFloat64()*16, campaignWindow-1)))
		}
	}
	c.list = eligible[:2*arm]
	slices.SortFunc(c.list, func(a, b *person) int { return cmp.Compare(a.no, b.no) })
}

// lapsed tells who may be on the list: silent for more than lapsedAfter days,
// not a one-time buyer, not back already, and willing to be contacted.
func (s *shop) lapsed(p *person, day engine.Day) bool {
	if p.noContact || p.kind == kindOnce || p.returned != engine.NoDay && p.returned <= day {
		return false
	}
	next, _ := slices.BinarySearch(p.visits, day+1)
	return next > 0 && day-p.visits[next-1] > lapsedAfter
}

// returnsWithin tells whether the customer buys within the window after day.
func (p *person) returnsWithin(day engine.Day) bool {
	next, _ := slices.BinarySearch(p.visits, day+1)
	return next < len(p.visits) && p.visits[next] <= day+campaignWindow
}

// winBack adds the purchase the campaign brought. A customer who had left
// starts a second life; one who was only slow goes on as before.
func (s *shop) winBack(p *person, day engine.Day) {
	if p.left != engine.NoDay && p.left < day {
		p.leftAgain = engine.NoDay
		s.comeBack(p, day, returnCampaign, s.stream(forSecondLife, len(s.people)+p.no))
		return
	}
	p.visits = insertDay(p.visits, day)
	p.firstLife++
}
