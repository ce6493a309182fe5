package sample

import (
	"math/rand/v2"

	"huiliu/engine"
)

// Order states, as they stand in 订单.csv.
const (
	stateDone     = "交易成功"
	stateRefunded = "退款成功"
	stateClosed   = "交易关闭" // not paid: the order never existed
)

const (
	daySeconds   = 86400
	shareRefund  = 0.03
	shareClosed  = 0.025
	lineAppetite = 1.42 // sets the mean number of lines per order
)

// moment is a time of day without zone, in seconds since 1970-01-01.
type moment int64

const noMoment moment = 0

func (m moment) day() engine.Day { return engine.Day(m / daySeconds) }

type line struct {
	product  *product
	quantity int
	price    engine.Money // per piece
	discount engine.Money // of the line
}

func (l line) paid() engine.Money { return l.price*engine.Money(l.quantity) - l.discount }
func (l line) cost() engine.Money { return l.product.cost * engine.Money(l.quantity) }

type order struct {
	person   *person
	id       string
	at       moment
	state    string
	refunded moment
	coupon   string
	promised int
	actual   int // days until delivery; 0 when not delivered by the end
	lines    []line
	dirt     string // the fault put in on purpose, empty in a sound order
}

// margin is what the order left: paid less cost, nothing after a refund.
func (o *order) margin() engine.Money {
	if o.state != stateDone {
		return 0
	}
	var m engine.Money
	for _, l := range o.lines {
		m += l.paid() - l.cost()
	}
	return m
}

// late tells by how many days the promise was broken.
func (o *order) late() int { return max(o.actual-o.promised, 0) }

// fillOrders makes an order of each visit of p.
func (s *shop) fillOrders(p *person) {
	r := s.stream(forOrder, p.no)
	for k, d := range p.visits {
		o := &order{person: p, state: stateDone, at: timeOfDay(d, r)}
		discount := s.drawCoupon(o, k, r)
		s.fillLines(o, k, discount, r)
		s.ship(o, k, r)
		s.maybeRefund(o, k, r)
		if r.Float64() < shareClosed {
			closed := *o
			closed.at -= moment(60 + r.IntN(1500))
			closed.state, closed.refunded, closed.promised, closed.actual = stateClosed, noMoment, 0, 0
			s.orders = append(s.orders, &closed)
		}
		s.orders = append(s.orders, o)
	}
}

func timeOfDay(d engine.Day, r *rand.Rand) moment {
	hours := []int{8, 9, 10, 10, 11, 12, 12, 13, 14, 15, 16, 17, 18, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23}
	return moment(d)*daySeconds + moment(pick(r, hours)*3600+r.IntN(3600))
}

type coupon struct {
	name    string
	percent int
}

// drawCoupon decides on the coupon of the order and returns the discount as a
// share. Coupon-only customers always have one; who looks at a competitor
// starts to look for coupons.
func (s *shop) drawCoupon(o *order, k int, r *rand.Rand) float64 {
	p, d := o.person, o.at.day()
	chance := 0.16
	if couponDay(d) {
		chance = 0.38
	}
	switch {
	case p.kind == kindCoupon:
		chance = 1
	case p.kind == kindGift:
		chance = 0.08
	case p.arm == armTreated && d > s.campaign.day && d <= s.campaign.day+campaignWindow:
		chance = 0.8
	case p.cause == causeCompetitor && p.shows && k < p.firstLife && k >= p.firstLife-3:
		chance = 0.55
	}
	if r.Float64() < chance {
		c := pick(r, []coupon{{"会员95折券", 5}, {"店铺9折券", 10}, {"满减券", 12}, {"老客85折券", 15}})
		o.coupon = c.name
		return float64(c.percent) / 100
	}
	if couponDay(d) && p.kind != kindGift && r.Float64() < 0.3 {
		return 0.05 // a sale price without coupon
	}
	return 0
}

func (s *shop) fillLines(o *order, k int, discount float64, r *rand.Rand) {
	p, d := o.person, o.at.day()
	wanted := 1 + min(int(r.ExpFloat64()*lineAppetite*p.size), 6)
	for i := 0; i < wanted; i++ {
		g := s.choose(p, k, i, r)
		if o.has(g) {
			continue
		}
		l := line{product: g, price: g.price(d), quantity: 1 + min(int(r.ExpFloat64()*0.5*p.size), 9)}
		if p.kind == kindGift {
			l.quantity += r.IntN(3)
		}
		l.discount = toCents((l.price * engine.Money(l.quantity)).Float() * discount)
		o.lines = append(o.lines, l)
	}
}

func (o *order) has(g *product) bool {
	for _, l := range o.lines {
		if l.product == g {
			return true
		}
	}
	return false
}

// choose picks the product of line i of visit k. Those who leave over the price
// rise and show it buy the same product before and after the rise.
func (s *shop) choose(p *person, k, i int, r *rand.Rand) *product {
	favourite := 0.6
	if p.cause == causePrice && k < p.firstLife {
		risen := p.visits[k] >= s.goods.rise
		next := k+1 < p.firstLife && p.visits[k+1] >= s.goods.rise
		switch {
		case p.shows && (risen || next):
			favourite = 1
		case risen && i == 0:
			return pick(r, p.taste.other)
		}
	}
	u := r.Float64()
	switch {
	case i == 0 && u < favourite:
		return p.taste.usual[0]
	case i == 0 || u < 0.55:
		return pick(r, p.taste.usual)
	}
	return pick(r, p.taste.other)
}

// ship sets promised and actual days. Parcels are late now and then for
// everybody; those who leave over delivery had their last two late.
func (s *shop) ship(o *order, k int, r *rand.Rand) {
	p, d := o.person, o.at.day()
	o.promised = 3
	for _, far := range farProvinces() {
		if p.province == far {
			o.promised = 6
		}
	}
	chance := 0.06
	if s.calendar.holiday(d) {
		o.promised += 2
		chance = 0.2
	}
	o.actual = max(o.promised-r.IntN(3), 1)
	extra, u := 1+r.IntN(3), r.Float64()
	switch {
	case p.cause == causeDelivery && p.shows && k < p.firstLife && k >= p.firstLife-2:
		o.actual = o.promised + 2 + extra + r.IntN(5)
	case u < chance:
		o.actual = o.promised + extra
	}
	if d+engine.Day(o.actual) > s.end {
		o.actual = 0
	}
}

// maybeRefund refunds some orders, more when a bad delivery or bad service ends
// a life. Purchases of listed customers inside the campaign window are never
// refunded, so that every definition of "returned" counts the same people.
func (s *shop) maybeRefund(o *order, k int, r *rand.Rand) {
	p, d := o.person, o.at.day()
	chance := shareRefund
	if k == p.firstLife-1 && p.shows && (p.cause == causeDelivery || p.cause == causeService) {
		chance = 0.09
	}
	at := o.at + moment(2*daySeconds+r.IntN(9*daySeconds))
	refund := r.Float64() < chance
	counted := p.arm != "" && d > s.campaign.day && d <= s.campaign.day+campaignWindow
	if refund && !counted && at.day() <= s.end {
		o.state, o.refunded = stateRefunded, at
	}
}
