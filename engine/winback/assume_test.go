package winback

import (
	"errors"
	"testing"

	"huiliu/engine"
)

func assumptions() Assumptions {
	return Assumptions{MarginRate: 0.3, Sources: Sources{"margin_rate": SourceData}, Offers: []Offer{{Key: OfferCoupon, ContactCost: 0.05, OfferCost: 10, Lift: 0.3}}}
}

func TestOverride_ReadsWhatPeopleWrite(t *testing.T) {
	for _, c := range []struct {
		name, value string
		get         func(Assumptions) float64
		want        float64
	}{
		{"margin_rate", "35%", func(a Assumptions) float64 { return float64(a.MarginRate) }, 0.35},
		{"margin_rate", "０．３５", func(a Assumptions) float64 { return float64(a.MarginRate) }, 0.35},
		{"budget", "￥1,234.50", func(a Assumptions) float64 { return float64(a.Budget) }, 1234.5},
		{"budget", "1.2万元", func(a Assumptions) float64 { return float64(a.Budget) }, 12000},
		{"fixed_cost", "$ 99", func(a Assumptions) float64 { return float64(a.FixedCost) }, 99},
		{"contact_cap", "1,000 位", func(a Assumptions) float64 { return float64(a.ContactCap) }, 1000},
		{"coupon.offer_cost", "15", func(a Assumptions) float64 { return float64(a.Offers[0].OfferCost) }, 15},
		{"coupon.lift", "150%", func(a Assumptions) float64 { return float64(a.Offers[0].Lift) }, 1.5},
		{"control_share", "0", func(a Assumptions) float64 { return float64(a.ControlShare) }, 0},
	} {
		a := assumptions()
		if err := Override(&a, c.name, c.value); err != nil {
			t.Errorf("%s=%s: %v", c.name, c.value, err)
			continue
		}
		near(t, c.name+"="+c.value, c.get(a), c.want)
		if a.Sources[c.name] != SourceUser {
			t.Errorf("%s: source %q", c.name, a.Sources[c.name])
		}
	}
}

func TestOverride_RefusesWrongUnitsNamesAndRanges(t *testing.T) {
	for _, c := range []struct{ name, value, code string }{
		{"fixed_cost", "10%", "assumption.unit"}, {"budget", "¥10%", "assumption.unit"}, {"coupon.offer_cost", "5％", "assumption.unit"},
		{"margin_rate", "¥10", "assumption.unit"}, {"coupon.lift", "10元", "assumption.unit"}, {"contact_cap", "30%", "assumption.unit"},
		{"contact_cap", "¥5", "assumption.unit"}, {"budget", "", "assumption.unit"}, {"budget", "many", "assumption.unit"},
		{"budget", "inf", "assumption.unit"}, {"budget", "0x10", "assumption.unit"}, {"budget", "1,23", "assumption.unit"},
		{"margin_rate", "30", "assumption.range"}, {"margin_rate", "-1%", "assumption.range"}, {"budget", "-5", "assumption.range"},
		{"contact_cap", "1.5", "assumption.range"}, {"control_share", "95%", "assumption.range"}, {"coupon.lift", "-2", "assumption.range"},
		{"profit", "1", "assumption.unknown"}, {"sms.lift", "1", "assumption.unknown"}, {"coupon.price", "1", "assumption.unknown"},
	} {
		a, before := assumptions(), assumptions()
		var e *engine.Error
		if err := Override(&a, c.name, c.value); !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s=%s: got %v, want %s", c.name, c.value, err, c.code)
		}
		if a.Offers[0] != before.Offers[0] || a.Budget != 0 || a.Sources[c.name] == SourceUser {
			t.Errorf("%s=%s changed something", c.name, c.value)
		}
	}
}

func TestOverride_LeavesCopiesAlone(t *testing.T) {
	a := assumptions()
	b := a
	if err := Override(&b, "coupon.lift", "99%"); err != nil {
		t.Fatal(err)
	}
	if a.Offers[0].Lift != 0.3 || a.Sources["coupon.lift"] != "" {
		t.Errorf("%+v", a)
	}
}

// reference/09_winback.json percent_as_money_case: 10 % + 5 % + 3 % is 18 %, a pure
// number, and no amount; 180,000 + 18 % of it is 212,400, and only that may be added.
func TestOverride_PercentIsNeverMoney(t *testing.T) {
	var ref struct {
		Sum    float64 `json:"percent_sum"`
		Direct struct {
			Direct, Indirect, Benefit, Cost, Net, ROI float64
		} `json:"case_18pct_of_direct"`
	}
	reference(t, "percent_as_money_case", &ref)
	var sum Percent
	for _, text := range []string{"10%", "5%", "3%"} {
		a := assumptions()
		if err := Override(&a, "fixed_cost", text); err == nil {
			t.Errorf("%s became money", text)
		}
		if err := Override(&a, "margin_rate", text); err != nil {
			t.Error(err)
		}
		sum += a.MarginRate
	}
	near(t, "sum of percentages", float64(sum), ref.Sum)
	direct := Yuan(ref.Direct.Direct)
	indirect := direct * Yuan(sum) // a share of a named base is money, by an explicit conversion only
	near(t, "indirect", float64(indirect), ref.Direct.Indirect)
	near(t, "net", ref.Direct.Benefit-float64(direct+indirect), ref.Direct.Net)
}
