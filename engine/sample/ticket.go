package sample

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"huiliu/engine"
)

// ticket is one contact with the service desk.
type ticket struct {
	id     string
	person *person
	at     moment
	topic  topic
	text   string
	solved bool
}

// background is what all customers write about, however content they are.
type background struct {
	topic  topic
	chance float64 // per order
	solved float64
}

func backgrounds() []background {
	return []background{
		{topicAsk, .040, .97},
		{topicDenial, .008, .93},
		{topicQuality, .008, .88},
		{topicService, .0035, .80},
		{topicPrice, .005, .90},
		{topicCompetitor, .0025, .90},
		{topicNeedGone, .001, .95},
	}
}

const (
	lateTicket = 0.18 // share of late parcels that bring a ticket
	lateSolved = 0.90
)

// complain writes the tickets of p: the ordinary ones on its orders, and the
// one that shows why it left.
func (s *shop) complain(p *person, orders []*order) {
	r := s.stream(forTicket, p.no)
	var last *order
	for _, o := range orders {
		if o.state == stateClosed {
			continue
		}
		if o.at.day() == p.left {
			last = o
		}
		for _, b := range backgrounds() {
			if r.Float64() < b.chance {
				s.addTicket(o, b.topic, r.Float64() < b.solved, r)
			}
		}
		if o.late() > 0 && r.Float64() < lateTicket {
			s.addTicket(o, topicDelivery, r.Float64() < lateSolved, r)
		}
	}
	plan := planOf(p.cause)
	if last == nil || !p.shows || p.kind != kindRegular || r.Float64() >= plan.tickets {
		return
	}
	solved := map[string]float64{causeService: 0, causeDelivery: .5}
	chance, bad := solved[p.cause]
	if !bad {
		chance = .8
	}
	s.addTicket(last, topicOf(p.cause), r.Float64() < chance, r)
}

// addTicket writes one ticket a few days after order o, unless that is after the end.
func (s *shop) addTicket(o *order, t topic, solved bool, r *rand.Rand) {
	days := 1 + r.IntN(10)
	if t == topicDelivery {
		days = o.promised + 1 + r.IntN(max(o.late(), 1))
	}
	at := timeOfDay(o.at.day()+engine.Day(days), r)
	text := fillWords(pick(r, ticketWords(t)), o, r)
	if at.day() <= s.end {
		s.tickets = append(s.tickets, ticket{person: o.person, at: at, topic: t, text: text, solved: solved})
	}
}

// fillWords puts the particulars of the order into a template.
func fillWords(template string, o *order, r *rand.Rand) string {
	first := o.lines[0]
	return strings.NewReplacer(
		"{商品}", first.product.name,
		"{品类}", first.product.category,
		"{天}", strconv.Itoa(o.promised+max(o.late(), 2)),
		"{快递}", pick(r, []string{"快递", "某通快递", "邮政", "快递公司", "派送点"}),
		"{别家}", pick(r, []string{"别家店", "隔壁店铺", "另一个平台", "小区团购", "新开的会员店", "楼下超市"}),
		"{元}", strconv.Itoa(3+r.IntN(28)),
	).Replace(template)
}
