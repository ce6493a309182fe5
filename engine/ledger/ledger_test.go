package ledger_test

import (
	"errors"
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/ledger"
)

func assumed() []ledger.Assumed {
	out := []ledger.Assumed{{Slot: ledger.Slot{Per: ledger.Once}, Amount: 240}}
	for _, o := range []string{"reminder", "coupon"} {
		out = append(out, ledger.Assumed{Slot: ledger.Slot{Per: ledger.PerContact, Offer: o}, Amount: 0.05}, ledger.Assumed{Slot: ledger.Slot{Per: ledger.PerReturn, Offer: o}, Amount: 8})
	}
	return out
}

func open(t *testing.T, l ledger.Ledger) ledger.Book {
	t.Helper()
	b, err := ledger.Open(l, assumed())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func codeOf(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// METHODS 3 row 1 and percent_as_money_case of 09_winback.json: direct ¥180,000, "10 % + 5 %
// + 3 %" printed as ¥180,000, a customer value of ¥1,000,000.
func TestLedger_PercentagesAreRefusedAsMoney(t *testing.T) {
	for _, text := range []string{"10%", "10% + 5% + 3%", "10％+5％+3％", "10% 元", "¥10%", "18%×180000", "10% ~ 12% ~ 14%"} {
		l := ledger.Ledger{Entries: []ledger.Entry{{Kind: ledger.Management, Value: text}}}
		if _, err := ledger.Open(l, assumed()); codeOf(err) != "ledger.percent_as_money" && codeOf(err) != "ledger.unreadable" || err == nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ledger.Open(ledger.Ledger{Entries: []ledger.Entry{{Kind: ledger.Management, Value: "10%"}}}, assumed()); codeOf(err) != "ledger.percent_as_money" {
		t.Errorf("10%%: %v", err)
	}
}

func TestLedger_TheCaseOfMethodsGives640000(t *testing.T) {
	cases := []struct {
		indirect, benefit string
		cost, net, roi    float64
	}{
		{"18万元", "100万", 360000, 640000, 1.777777778},
		{"180,000", "360,000", 360000, 0, 0},
		{"18% of direct", "360000", 212400, 147600, 0.6949152542},
		{"收益的18%", "360000", 244800, 115200, 0.4705882353},
	}
	for _, c := range cases {
		l := ledger.Ledger{Benefit: c.benefit, Entries: []ledger.Entry{{Kind: ledger.Contact, Value: "¥180,000"}, {Kind: ledger.Management, Value: c.indirect}}}
		a := ledger.Settle(open(t, l), ledger.Volume{})
		s := a.Case
		if s == nil || float64(s.Cost) != c.cost || math.Abs(float64(s.Net)-c.net) > 1e-9 || math.Abs(float64(s.ROI)-c.roi) > 1e-9 {
			t.Errorf("%s against %s: %+v, want %v", c.indirect, c.benefit, s, c)
		}
	}
}

func TestParse_ReadsEveryForm(t *testing.T) {
	for text, want := range map[string]ledger.Cost{
		"¥300": ledger.Sum{Amount: 300}, "1.2万元": ledger.Sum{Amount: 12000}, "0": ledger.Sum{},
		"2人 × 16小时 × 35元": ledger.Work{People: 2, Hours: 16, Wage: 35}, "35元/小时×16小时×2人": ledger.Work{People: 2, Hours: 16, Wage: 35},
		"2 people x 16 h x ¥35": ledger.Work{People: 2, Hours: 16, Wage: 35}, "6分钟×30": ledger.Work{People: 1, Hours: 0.1, Wage: 30},
		"800~1200~3000元": ledger.Judged{Low: 800, Likely: 1200, High: 3000},
		"10% of direct":  ledger.Share{Part: 0.1, Of: ledger.OfDirect}, "直接成本的10%": ledger.Share{Part: 0.1, Of: ledger.OfDirect}, "5%×收益": ledger.Share{Part: 0.05, Of: ledger.OfBenefit},
	} {
		if got, err := ledger.Parse(text); err != nil || got != want {
			t.Errorf("%q: %#v %v, want %#v", text, got, err, want)
		}
	}
	for text, code := range map[string]string{
		"": "ledger.unreadable", "many": "ledger.unreadable", "3人": "ledger.not_money", "16小时": "ledger.not_money", "-5": "ledger.range",
		"2人×35元": "ledger.labour", "3人×16小时": "ledger.labour", "1~2": "ledger.three_points", "3~2~1": "ledger.three_points", "10% of what": "ledger.percent_as_money",
		"120% of benefit": "ledger.range",
	} {
		if _, err := ledger.Parse(text); codeOf(err) != code {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
}

// PERT: mean (l + 4m + h)/6, deviation (h − l)/6.
func TestJudged_IsAPertJudgement(t *testing.T) {
	j := ledger.Judged{Low: 800, Likely: 1200, High: 3000}
	if math.Abs(float64(j.Mean())-8600.0/6) > 1e-9 || math.Abs(float64(j.Deviation())-2200.0/6) > 1e-9 {
		t.Errorf("mean %v, deviation %v", j.Mean(), j.Deviation())
	}
}

func TestBook_EnteredDirectCostsReplaceAssumedOnesAndIndirectOnesComeOnTop(t *testing.T) {
	b := open(t, ledger.Ledger{Entries: []ledger.Entry{
		{Kind: ledger.Staff, Value: "2人×10小时×30元"},
		{Kind: ledger.Freight, Per: ledger.PerReturn, Offer: "coupon", Value: "6"},
		{Kind: ledger.Gift, Per: ledger.PerReturn, Offer: "coupon", Value: "10"},
		{Kind: ledger.Complaints, Per: ledger.PerContact, Value: "0.02"},
		{Kind: ledger.Systems, Value: "10% of direct"},
		{Kind: ledger.Subsidy, Value: "999"},
	}})
	want := map[ledger.Slot]float64{
		{Per: ledger.Once}: 660, {Per: ledger.PerContact, Offer: "reminder"}: 0.075, {Per: ledger.PerContact, Offer: "coupon"}: 0.075,
		{Per: ledger.PerReturn, Offer: "reminder"}: 8.8, {Per: ledger.PerReturn, Offer: "coupon"}: 17.6,
	}
	for _, c := range b.Charges {
		if math.Abs(float64(c.Total)-want[c.Slot]) > 1e-9 {
			t.Errorf("%v: %v, want %v", c.Slot, c.Total, want[c.Slot])
		}
	}
}

// The ledger explains the plan's own cost to the last fen: nothing twice, nothing missing.
func TestSettle_AddsUpToWhatThePlanSpends(t *testing.T) {
	b := open(t, ledger.Ledger{Entries: []ledger.Entry{
		{Kind: ledger.Management, Value: "10% of direct"}, {Kind: ledger.Cannibal, Value: "20% of benefit"}, {Kind: ledger.Complaints, Per: ledger.PerContact, Value: "0.02"},
	}})
	v := ledger.Volume{Horizon: 90, Used: map[ledger.Slot]ledger.Yuan{}, Offers: map[string]ledger.OfferVolume{"reminder": {Contacts: 100, Returns: 12, Natural: 9}, "coupon": {Contacts: 300, Returns: 50, Natural: 30}}}
	var spend ledger.Yuan
	for _, c := range b.Charges {
		v.Used[c.Slot] = c.Total
		o := v.Offers[c.Offer]
		switch c.Per {
		case ledger.Once:
			spend += c.Total
		case ledger.PerContact:
			spend += c.Total.Times(o.Contacts)
		case ledger.PerReturn:
			spend += c.Total.Times(o.Returns)
		}
	}
	v.Spend, v.Net = spend, 1000
	a := ledger.Settle(b, v)
	if got := a.Plan.Net; math.Abs(float64(got)-1000) > 1e-9 {
		t.Errorf("net %v, the plan has 1000", got)
	}
	var lines ledger.Yuan
	for _, l := range a.Lines {
		lines += l.Total
	}
	if math.Abs(float64(lines-a.Plan.Cost)) > 1e-9 {
		t.Errorf("lines %v, cost %v", lines, a.Plan.Cost)
	}
	if want := 39 * 8.0; math.Abs(float64(a.Plan.Subsidy)-want) > 1e-9 {
		t.Errorf("subsidy %v, want %v", a.Plan.Subsidy, want)
	}
	if p := float64(a.Plan.Payback); math.Abs(p-90*float64(a.Plan.Cost)/float64(a.Plan.Benefit)) > 1e-9 {
		t.Errorf("payback %v", p)
	}
}
