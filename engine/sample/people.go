package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"huiliu/engine"
)

// Cause keys, shared with the taxonomy of loss causes.
const (
	causeDelivery   = "delivery"
	causePrice      = "price"
	causeService    = "service"
	causeCompetitor = "competitor"
	causeNeedGone   = "need_gone"
	causeNone       = "none"
)

// Kinds of customers.
const (
	kindRegular = "regular"
	kindCoupon  = "coupon_only"
	kindGift    = "gift_only"
	kindOnce    = "one_time"
)

// person is a customer with everything that is true about it.
type person struct {
	no     int // 1-based, in order of registration
	id     string
	kind   string
	cause  string // why the first life ends; empty when it does not
	shows  bool   // whether behaviour or words bear out the cause
	joined engine.Day
	rate   float64 // purchases per unit of busy time
	size   float64 // how large the baskets are, 1 on average
	taste  taste

	female                             bool
	age                                int
	province, city, phone, source, via string
	noContact                          bool

	visits    []engine.Day // days of purchases, in order
	firstLife int          // how many visits belong to the first life
	left      engine.Day   // last purchase before leaving
	mayReturn bool         // would come back by itself some day
	returned  engine.Day
	returnBy  string
	leftAgain engine.Day
	arm       string
}

// causePlan is the share of all customers who leave for a cause. How strongly
// they buy beforehand makes the order by lost margin the same as by customers.
type causePlan struct {
	key   string
	share float64
	rate  float64
	// answers is the share of the lost who answer the survey: the angry do, the
	// others hardly. A survey alone therefore misleads, by a known amount.
	answers float64
	// tickets is the share of those who show it who also write a ticket on it.
	tickets float64
}

func causePlans() []causePlan {
	return []causePlan{
		{causeDelivery, .130, 1.30, .28, .45},
		{causePrice, .085, 0.78, .22, .20},
		{causeService, .061, 0.97, .42, 1},
		{causeCompetitor, .045, 0.88, .30, .65},
		{causeNeedGone, .031, 1.05, .36, .50},
		{causeNone, .045, 0.95, .08, 0},
	}
}

func planOf(cause string) causePlan {
	for _, p := range causePlans() {
		if p.key == cause {
			return p
		}
	}
	return causePlan{key: causeNone, rate: 1}
}

const (
	shareCoupon  = .06
	shareGift    = .03
	shareOnce    = .12
	shareBefore  = .30 // customers from before the first day of orders
	shareShown   = .85 // of leavers whose cause can be seen
	yearlyOrders = 5.75
	rateShape    = 2.5
)

// drawPeople decides who there is: kinds and causes by exact shares, in a
// shuffled order, then each customer's own features.
func (s *shop) drawPeople(n int) []*person {
	people := make([]*person, n)
	for i := range people {
		people[i] = &person{kind: kindRegular, left: engine.NoDay, returned: engine.NoDay, leftAgain: engine.NoDay}
	}
	at := 0
	take := func(share float64, set func(p *person, k int)) {
		for k := 0; k < int(math.Round(share*float64(n))) && at < n; k++ {
			set(people[at], k)
			at++
		}
	}
	for _, plan := range causePlans() {
		take(plan.share, func(p *person, k int) {
			p.cause = plan.key
			p.mayReturn = k%returnEvery == returnEvery-1 // evenly over the causes
		})
	}
	take(shareCoupon, func(p *person, _ int) { p.kind = kindCoupon })
	take(shareGift, func(p *person, _ int) { p.kind = kindGift })
	take(shareOnce, func(p *person, _ int) { p.kind, p.cause = kindOnce, causeNone })

	for i, p := range people {
		s.drawPerson(p, s.stream(forPerson, i))
	}
	s.stream(forKinds, 0).Shuffle(n, func(i, j int) { people[i], people[j] = people[j], people[i] })
	sort.SliceStable(people, func(i, j int) bool { return people[i].joined < people[j].joined })
	for i, p := range people {
		p.no, p.id = i+1, fmt.Sprintf("C%06d", i+1)
	}
	return people
}

func (s *shop) drawPerson(p *person, r *rand.Rand) {
	plan := planOf(p.cause)
	p.shows = r.Float64() < shareShown
	p.joined = s.drawJoined(p, r)
	p.rate = gamma(rateShape, r) / rateShape * yearlyOrders / 365 * plan.rate
	p.size = math.Exp(0.45*r.NormFloat64() - 0.10)
	p.taste = s.goods.drawTaste(drawCategory(p, s.goods, r), r.Float64(), r)
	p.female = r.Float64() < 0.62 || p.cause == causeNeedGone && r.Float64() < 0.6
	p.age = min(max(int(math.Round(34+9*r.NormFloat64())), 18), 68)
	if p.cause == causeNeedGone {
		p.age = 27 + r.IntN(14)
	}
	remote := 0.08
	if p.cause == causeDelivery {
		remote = 0.22
	}
	p.province = drawProvince(remote, r)
	p.city = pick(r, []string{"一线", "新一线", "二线", "三线", "四线及以下"})
	p.phone = fmt.Sprintf("%s****%04d", pick(r, []string{"138", "139", "150", "158", "186", "177", "199"}), r.IntN(10000))
	p.source = pick(r, []string{"自然搜索", "短视频", "老客推荐", "直播间", "广告投放"})
	p.via = pick(r, []string{"天猫旗舰店", "京东店", "抖音小店", "微信小程序"})
	p.noContact = r.Float64() < 0.04
}

// drawJoined draws the registration day: part of the customers are from before,
// the others come in growing numbers. Those who leave joined early enough.
func (s *shop) drawJoined(p *person, r *rand.Rand) engine.Day {
	last := s.end
	switch {
	case p.cause == causePrice:
		last = s.goods.rise - 60
	case p.kind == kindGift:
		last = s.end - 420
	case p.kind == kindOnce, p.kind == kindCoupon:
		last = s.end - 60
	case p.cause != "":
		last = s.end - 200
	}
	if p.kind != kindOnce && r.Float64() < shareBefore {
		return s.start - 1 - engine.Day(r.IntN(700))
	}
	// The density grows linearly to 1.8 times its first value over the period.
	const growth = 0.8
	for {
		f := r.Float64()
		if r.Float64()*(1+growth) > 1+growth*f {
			continue
		}
		if d := s.start + engine.Day(f*float64(s.end-s.start)); d <= last {
			return d
		}
	}
}

func drawCategory(p *person, c *catalogue, r *rand.Rand) string {
	switch {
	case p.kind == kindGift:
		return gift
	case p.cause == causeNeedGone:
		return baby
	case p.cause == causePrice:
		return pick(r, risingCategories())
	}
	return c.drawOrdinary(r)
}

func drawProvince(remote float64, r *rand.Rand) string {
	if r.Float64() < remote {
		return pick(r, farProvinces())
	}
	return pick(r, []string{
		"广东省", "浙江省", "江苏省", "上海市", "北京市", "山东省", "四川省", "湖北省", "福建省", "河南省",
		"湖南省", "安徽省", "陕西省", "重庆市", "辽宁省", "河北省", "江西省", "天津市", "广西壮族自治区", "云南省",
	})
}

func farProvinces() []string {
	return []string{"新疆维吾尔自治区", "西藏自治区", "青海省", "内蒙古自治区", "甘肃省", "黑龙江省"}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// gamma draws from the gamma distribution with the shape and scale 1
// (Marsaglia and Tsang 2000, for shapes of at least 1).
func gamma(shape float64, r *rand.Rand) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := (1 + c*x) * (1 + c*x) * (1 + c*x)
		if v <= 0 {
			continue
		}
		if math.Log(1-r.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
