package sample

import (
	"math"
	"strconv"
	"testing"

	"huiliu/engine"
)

func TestTruth_EqualsRecountOfOrderFile(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{Seed: 4, Customers: 300}, {Seed: 1}} {
		dir, truth := makeShop(t, o)
		faults, states := map[string]int{}, map[string]map[string]bool{}
		for _, r := range readTable(t, dir, OrdersFile) {
			if f := fault(r); f != "" {
				faults[f]++
				continue
			}
			if states[r["订单状态"]] == nil {
				states[r["订单状态"]] = map[string]bool{}
			}
			states[r["订单状态"]][r["订单编号"]] = true
		}
		for _, want := range truth.Rejected {
			if want.Rows == 0 || faults[want.Key] != want.Rows {
				t.Errorf("%s: %d rows, truth %d", want.Key, faults[want.Key], want.Rows)
			}
		}
		done, refunded, closed := len(states[stateDone]), len(states[stateRefunded]), len(states[stateClosed])
		if done+refunded != truth.Orders || refunded != truth.Refunded || closed != truth.Closed {
			t.Errorf("recounted %d done, %d refunded, %d closed; truth %d orders, %d refunded, %d closed",
				done, refunded, closed, truth.Orders, truth.Refunded, truth.Closed)
		}
	}
}

func TestTruth_EqualsRecountOfLostCustomers(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{Seed: 4, Customers: 300}, {Seed: 1}} {
		dir, truth := makeShop(t, o)
		orders := soundOrders(t, dir)
		customers, margins := map[string]int{}, map[string]engine.Money{}
		natural, byCampaign := 0, 0
		for _, c := range readTable(t, dir, TruthCustomerFile) {
			rows := orders[c["customer"]]
			checkLife(t, c, rows)
			natural += count(c["returned_by"] == returnNatural)
			byCampaign += count(c["returned_by"] == returnCampaign)
			if c["lost"] != "1" {
				continue
			}
			m := marginUntil(t, rows, day(t, c["lost_on"]))
			if m != money(t, c["lost_margin_per_year"]) {
				t.Fatalf("%s: margin %s by the orders, %s by the truth", c["customer"], m, c["lost_margin_per_year"])
			}
			customers[c["lost_cause"]]++
			margins[c["lost_cause"]] += m
		}
		for _, want := range truth.Causes {
			if customers[want.Key] != want.Customers || margins[want.Key] != want.LostMargin {
				t.Errorf("%s: recounted %d and %s, truth %d and %s",
					want.Key, customers[want.Key], margins[want.Key], want.Customers, want.LostMargin)
			}
		}
		if natural != truth.ReturnedNaturally || byCampaign != truth.ReturnedByCampaign || natural == 0 {
			t.Errorf("returned: %d and %d, truth %d and %d", natural, byCampaign, truth.ReturnedNaturally, truth.ReturnedByCampaign)
		}
	}
}

// checkLife compares a customer's true dates with the orders.
func checkLife(t *testing.T, c record, rows []record) {
	t.Helper()
	if len(rows) == 0 {
		t.Fatalf("%s never bought", c["customer"])
	}
	last := day(t, rows[len(rows)-1]["下单时间"])
	if c["lost"] == "1" && last != day(t, c["lost_on"]) {
		t.Fatalf("%s: last order %s, lost on %s", c["customer"], last, c["lost_on"])
	}
	left, back := day(t, c["left_on"]), day(t, c["returned_on"])
	if left == engine.NoDay {
		return
	}
	next := engine.NoDay
	for _, r := range rows {
		if d := day(t, r["下单时间"]); d > left && next == engine.NoDay {
			next = d
		}
	}
	if next != back {
		t.Fatalf("%s: left %s, next order %s, returned %s", c["customer"], left, next, back)
	}
}

func marginUntil(t *testing.T, rows []record, on engine.Day) engine.Money {
	t.Helper()
	var sum engine.Money
	for _, r := range rows {
		if d := day(t, r["下单时间"]); d <= on && d > on-365 && r["订单状态"] == stateDone {
			sum += money(t, r["实付金额"]) - money(t, r["成本金额"])
		}
	}
	return sum
}

// The shop promises this order with gaps of at least a fifth between neighbours,
// by customers and by margin, whatever the seed.
func TestCauses_ComeInTheirOrderWithClearGaps(t *testing.T) {
	t.Parallel()
	want := []string{"delivery", "price", "service", "competitor", "need_gone", "none"}
	for seed := range uint64(4) {
		_, truth := makeShop(t, Options{Seed: seed})
		for i, c := range truth.Causes {
			if c.Key != want[i] {
				t.Fatalf("cause %d is %s", i, c.Key)
			}
			if i == 0 || c.Key == causeNone {
				continue
			}
			above := truth.Causes[i-1]
			if float64(c.Customers) > 0.8*float64(above.Customers) || c.LostMargin.Float() > 0.8*above.LostMargin.Float() {
				t.Errorf("seed %d: %s (%d, %s) is too near %s (%d, %s)", seed,
					c.Key, c.Customers, c.LostMargin, above.Key, above.Customers, above.LostMargin)
			}
		}
	}
}

func TestCauses_KeepTheirOrderInTheSmallShop(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		_, truth := makeShop(t, Options{Seed: seed, Customers: 300})
		for i := 1; i < 5; i++ {
			if truth.Causes[i].Customers >= truth.Causes[i-1].Customers {
				t.Errorf("seed %d: %+v is not below %+v", seed, truth.Causes[i], truth.Causes[i-1])
			}
		}
	}
}

func TestCampaign_TruthEqualsRecount(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 1})
	orders, c := soundOrders(t, dir), truth.Campaign
	blocked := map[string]bool{}
	for _, r := range readTable(t, dir, CustomersFile) {
		blocked[r["客户编号"]] = r["请勿联系"] == "是"
	}
	refusing := 0
	for _, no := range blocked {
		refusing += count(no)
	}
	if refusing != truth.NoContact || refusing == 0 {
		t.Errorf("%d customers must not be contacted, truth %d", refusing, truth.NoContact)
	}
	size, back := map[string]int{}, map[string]int{}
	for _, r := range readTable(t, dir, CampaignFile) {
		id, sent := r["客户编号"], day(t, r["日期"])
		last, returned := engine.NoDay, false
		for _, o := range orders[id] {
			d := day(t, o["下单时间"])
			if d <= sent {
				last = d
			} else if d <= sent+60 {
				returned = true
				if o["订单状态"] != stateDone {
					t.Fatalf("%s: a return that was refunded", id)
				}
			}
		}
		if sent != c.Date || last == engine.NoDay || sent-last <= 90 || blocked[id] {
			t.Fatalf("%s was silent for %d days on %s, do not contact %v", id, sent-last, sent, blocked[id])
		}
		size[r["组别"]]++
		back[r["组别"]] += count(returned)
	}
	if size[armTreated] != c.Treated || size[armControl] != c.Control ||
		back[armTreated] != c.TreatedReturned || back[armControl] != c.ControlReturned {
		t.Errorf("recounted %v and %v, truth %+v", size, back, c)
	}
	realised := float64(c.TreatedReturned)/float64(c.Treated) - float64(c.ControlReturned)/float64(c.Control)
	if math.Abs(realised-float64(c.Realised)) > 1e-12 {
		t.Errorf("realised %g, truth %g", realised, float64(c.Realised))
	}
}

// The observed difference is binomial around the planted one: within 3.5
// standard errors each, and within 3 over all seeds together.
func TestCampaign_RealisedEffectIsNearPlanted(t *testing.T) {
	t.Parallel()
	const seeds = 8
	sum, variance, lift := 0.0, 0.0, 0.0
	for seed := range uint64(seeds) {
		_, truth := makeShop(t, Options{Seed: 100 + seed, Customers: 4000})
		c := truth.Campaign
		p0, p1 := float64(c.P0), float64(c.TreatedReturned)/float64(c.Treated)
		if p0 < 0.07 || p0 > 0.18 {
			t.Errorf("seed %d: natural return of %.3f", seed, p0)
		}
		v := p0*(1-p0)/float64(c.Control) + p1*(1-p1)/float64(c.Treated)
		if d := float64(c.Realised - c.Effect); math.Abs(d) > 3.5*math.Sqrt(v) {
			t.Errorf("seed %d: realised %.4f, planted %.4f, standard error %.4f", seed, float64(c.Realised), float64(c.Effect), math.Sqrt(v))
		}
		sum, variance = sum+float64(c.Realised), variance+v
		lift += float64(c.TreatedReturned-c.NaturalTreated) / float64(c.Treated)
	}
	if d := sum/seeds - plantedEffect; math.Abs(d) > 3*math.Sqrt(variance)/seeds {
		t.Errorf("over all seeds the realised effect is off by %.4f", d)
	}
	// Against the treated themselves, had they not been treated, the error is smaller.
	if d := lift/seeds - plantedEffect; math.Abs(d) > 0.007 {
		t.Errorf("over all seeds the campaign adds %.4f more than planted", d)
	}
}

func TestKinds_BuyAsTheyAreSaidTo(t *testing.T) {
	t.Parallel()
	dir, _ := makeShop(t, Options{Seed: 5, Customers: 1000})
	orders := soundOrders(t, dir)
	for _, c := range readTable(t, dir, TruthCustomerFile) {
		days := map[engine.Day]bool{}
		for _, r := range orders[c["customer"]] {
			d := day(t, r["下单时间"])
			days[d] = true
			if c["kind"] == kindCoupon && r["优惠券"] == "" && c["campaign_arm"] == "" {
				t.Fatalf("coupon-only %s bought without coupon: %v", c["customer"], r)
			}
			if c["kind"] == kindGift && c["campaign_arm"] == "" && !beforeFestival(d) {
				t.Fatalf("gift-only %s bought on %s", c["customer"], d)
			}
		}
		if c["kind"] == kindOnce && len(days) != 1 {
			t.Fatalf("one-time %s bought on %d days", c["customer"], len(days))
		}
	}
}

func beforeFestival(d engine.Day) bool {
	for _, f := range festivals() {
		if n := f.day - d; n > 0 && n <= 30 {
			return true
		}
	}
	return false
}

// What customers did bears out their cause mostly, and is seen now and then in
// customers with another cause.
func TestEvidence_FollowsTheCauseWithNoise(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 1})
	orders, unsolved := soundOrders(t, dir), map[string]engine.Day{}
	for _, r := range readTable(t, dir, TicketsFile) {
		if r["是否解决"] == "否" && r["类型"] == "投诉" {
			unsolved[r["客户编号"]] = day(t, r["时间"])
		}
	}
	seen, all := map[string]map[string]int{}, map[string]int{}
	for _, c := range readTable(t, dir, TruthCustomerFile) {
		if c["kind"] != kindRegular || c["lost"] != "1" || c["returned_on"] != "" {
			continue
		}
		cause, rows := c["cause"], orders[c["customer"]]
		if seen[cause] == nil {
			seen[cause] = map[string]int{}
		}
		all[cause]++
		on := day(t, c["left_on"])
		told, complained := unsolved[c["customer"]]
		seen[cause]["service"] += count(complained && told >= on-30)
		last := rows[len(rows)-1]
		seen[cause]["delivery"] += count(number(last["实际天数"]) > number(last["承诺天数"]))
		seen[cause]["price"] += count(on >= truth.PriceRise.Date && dearer(rows, on, t))
	}
	for _, key := range []string{"delivery", "service", "price"} {
		for _, cause := range []string{"delivery", "price", "service", "competitor", "need_gone", "none"} {
			share := float64(seen[cause][key]) / float64(all[cause])
			if cause == key && share < 0.75 || cause != key && share > 0.2 {
				t.Errorf("%s evidence in %.3f of those who left for %s", key, share, cause)
			}
		}
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// dearer tells whether something bought on the last day had cost 10 % less before.
func dearer(rows []record, on engine.Day, t *testing.T) bool {
	before := map[string]engine.Money{}
	for _, r := range rows {
		name, price := r["商品名称"], money(t, r["单价"])
		if old, ok := before[name]; ok && day(t, r["下单时间"]) == on && price.Float() > 1.1*old.Float() {
			return true
		} else if !ok {
			before[name] = price
		}
	}
	return false
}

func TestPriceRise_IsVisibleInUnitPrices(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 1, Customers: 700})
	before, after := map[string]float64{}, map[string]float64{}
	rising := map[string]bool{}
	for _, c := range truth.PriceRise.Categories {
		rising[c] = true
	}
	category := map[string]string{}
	for _, rows := range soundOrders(t, dir) {
		for _, r := range rows {
			category[r["商品名称"]] = r["品类"]
			if day(t, r["下单时间"]) < truth.PriceRise.Date {
				before[r["商品名称"]] = max(before[r["商品名称"]], money(t, r["单价"]).Float())
			} else {
				after[r["商品名称"]] = max(after[r["商品名称"]], money(t, r["单价"]).Float())
			}
		}
	}
	for name, old := range before {
		ratio := after[name] / old
		if rising[category[name]] && math.Abs(ratio-1.15) > 0.01 || !rising[category[name]] && math.Abs(ratio-1) > 0.04 {
			t.Errorf("%s (%s): price ratio %.3f", name, category[name], ratio)
		}
	}
}

func TestSurvey_IsAnsweredUnevenlyByCause(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 1})
	cause, once := map[string]string{}, map[string]bool{}
	for _, c := range readTable(t, dir, TruthCustomerFile) {
		cause[c["customer"]], once[c["customer"]] = c["cause"], c["kind"] == kindOnce
	}
	answered, honest := map[string]int{}, 0
	for _, r := range readTable(t, dir, SurveyFile) {
		if s := number(r["评分"]); s < 0 || s > 10 {
			t.Fatalf("score %d", s)
		}
		id := r["客户编号"]
		if r["离开原因"] == "" || once[id] {
			continue
		}
		answered[cause[id]]++
		if cause[id] == causeDelivery && r["离开原因"] == "送货太慢" {
			honest++
		}
	}
	for _, s := range truth.Survey {
		if answered[s.Key] != s.Answered || s.Answered == 0 {
			t.Errorf("%s: %d answers, truth %d", s.Key, answered[s.Key], s.Answered)
		}
	}
	rate := func(i int) float64 { return float64(truth.Survey[i].Answered) / float64(truth.Survey[i].Left) }
	if rate(2) < 1.2*rate(0) || rate(5) > 0.5*rate(0) {
		t.Errorf("response: service %.2f, delivery %.2f, none %.2f", rate(2), rate(0), rate(5))
	}
	if share := float64(honest) / float64(answered[causeDelivery]); share < 0.45 || share > 0.7 { // 80 % honest × 70 % tick the option
		t.Errorf("%.2f of the delivery leavers tick the delivery option", share)
	}
}
