package sample

import "huiliu/engine"

// Truth is what is known about the sample shop, in totals; truth/truth.json holds it.
// The truth of each customer is in truth/customers.csv.
type Truth struct {
	Seed       uint64     `json:"seed"`
	Start      engine.Day `json:"start"`
	End        engine.Day `json:"end"`
	Customers  int        `json:"customers"`
	Files      []FileRows `json:"files"`    // data rows, without the header
	Rejected   []Reason   `json:"rejected"` // rows of 订单.csv that are wrong on purpose
	Orders     int        `json:"orders"`   // sound orders that happened: neither closed nor spoilt
	Refunded   int        `json:"refunded_orders"`
	Closed     int        `json:"closed_orders"`
	CouponOnly int        `json:"coupon_only"`
	GiftOnly   int        `json:"gift_only"`
	OneTime    int        `json:"one_time"`
	NoContact  int        `json:"do_not_contact"`
	// Causes holds the customers who are away at End by why they left; "none"
	// includes one-time buyers and those whose second life ended.
	Causes             []CauseTruth  `json:"causes"`
	ReturnedNaturally  int           `json:"returned_naturally"`
	ReturnedByCampaign int           `json:"returned_by_campaign"`
	Survey             []SurveyTruth `json:"survey"`
	Campaign           CampaignTruth `json:"campaign"`
	PriceRise          PriceRise     `json:"price_rise"`
	Sides              []ItemTruth   `json:"questionnaire"`
}

// FileRows is the number of data rows of a file.
type FileRows struct {
	File string `json:"file"`
	Rows int    `json:"rows"`
}

// Reason counts rows with one fault: "missing_customer", "impossible_date", "text_amount".
type Reason struct {
	Key  string `json:"key"`
	Rows int    `json:"rows"`
}

// CauseTruth is one cause of leaving. LostMargin is the margin (paid less cost,
// refunded orders zero) these customers left in the 365 days up to and
// including their last purchase: what the shop loses per year.
type CauseTruth struct {
	Key        string       `json:"key"`
	Customers  int          `json:"customers"`
	LostMargin engine.Money `json:"lost_margin_per_year"`
}

// SurveyTruth is the response bias: of the regular customers who ever left for a
// cause, how many answered.
type SurveyTruth struct {
	Key      string `json:"key"`
	Left     int    `json:"left"`
	Answered int    `json:"answered"`
}

// CampaignTruth is the past campaign. Returned means a purchase in the Window
// days after Date. NaturalTreated is how many of the treated would have returned
// anyway; Effect is the planted, Realised the observed difference of return rates.
type CampaignTruth struct {
	Name            string        `json:"name"`
	Date            engine.Day    `json:"date"`
	Window          int           `json:"window_days"`
	Treated         int           `json:"treated"`
	Control         int           `json:"control"`
	TreatedReturned int           `json:"treated_returned"`
	ControlReturned int           `json:"control_returned"`
	NaturalTreated  int           `json:"natural_treated"`
	P0              engine.Number `json:"p0"` // observed return rate of the control group
	Effect          engine.Number `json:"effect"`
	Realised        engine.Number `json:"realised"`
}

// PriceRise is when and where goods became dearer.
type PriceRise struct {
	Date       engine.Day `json:"date"`
	Percent    int        `json:"percent"`
	Categories []string   `json:"categories"`
}

const yearDays = 365

func (s *shop) truth() Truth {
	t := Truth{
		Seed: s.seed, Start: s.start, End: s.end, Customers: len(s.people),
		Rejected:  dirtRows(len(s.people)),
		Campaign:  s.campaignTruth(),
		PriceRise: PriceRise{s.goods.rise, priceRisePercent, risingCategories()},
		Sides:     itemTruths(),
	}
	for _, o := range s.orders {
		switch {
		case o.dirt != "":
		case o.state == stateClosed:
			t.Closed++
		default:
			t.Orders++
			if o.state == stateRefunded {
				t.Refunded++
			}
		}
	}
	t.countPeople(s.people)
	t.Causes = causeTruths(s.people, s.yearlyMargins())
	t.Survey = s.surveyTruths()
	for _, f := range s.files() {
		t.Files = append(t.Files, FileRows{f.name, f.rows})
	}
	return t
}

func (t *Truth) countPeople(people []*person) {
	for _, p := range people {
		switch p.kind {
		case kindCoupon:
			t.CouponOnly++
		case kindGift:
			t.GiftOnly++
		case kindOnce:
			t.OneTime++
		}
		switch p.returnBy {
		case returnNatural:
			t.ReturnedNaturally++
		case returnCampaign:
			t.ReturnedByCampaign++
		}
		if p.noContact {
			t.NoContact++
		}
	}
}

// yearlyMargins returns, by customer number, the margin of the last 365 days
// before a lost customer's leaving.
func (s *shop) yearlyMargins() []engine.Money {
	sums := make([]engine.Money, len(s.people)+1)
	for _, o := range s.orders {
		on, _, lost := o.person.lost()
		if d := o.at.day(); lost && o.dirt == "" && d <= on && d > on-yearDays {
			sums[o.person.no] += o.margin()
		}
	}
	return sums
}

func causeTruths(people []*person, margins []engine.Money) []CauseTruth {
	var list []CauseTruth
	for _, plan := range causePlans() {
		c := CauseTruth{Key: plan.key}
		for _, p := range people {
			if _, cause, lost := p.lost(); lost && cause == plan.key {
				c.Customers++
				c.LostMargin += margins[p.no]
			}
		}
		list = append(list, c)
	}
	return list
}

func (s *shop) surveyTruths() []SurveyTruth {
	answered := map[string]int{}
	for _, a := range s.answers {
		if a.person.kind == kindRegular {
			answered[a.person.cause]++
		}
	}
	left := map[string]int{}
	for _, p := range s.people {
		if p.kind == kindRegular {
			left[p.cause]++
		}
	}
	var list []SurveyTruth
	for _, plan := range causePlans() {
		list = append(list, SurveyTruth{plan.key, left[plan.key], answered[plan.key]})
	}
	return list
}

func (s *shop) campaignTruth() CampaignTruth {
	t := CampaignTruth{
		Name: s.campaign.name, Date: s.campaign.day, Window: campaignWindow,
		NaturalTreated: s.campaign.natural, Effect: plantedEffect,
	}
	for _, p := range s.campaign.list {
		back := p.returnsWithin(s.campaign.day)
		switch {
		case p.arm == armTreated:
			t.Treated++
			t.TreatedReturned += count(back)
		default:
			t.Control++
			t.ControlReturned += count(back)
		}
	}
	t.P0, t.Realised = engine.Undefined(), engine.Undefined()
	if t.Control > 0 {
		t.P0 = engine.Number(float64(t.ControlReturned) / float64(t.Control))
		t.Realised = engine.Number(float64(t.TreatedReturned)/float64(t.Treated)) - t.P0
	}
	return t
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
