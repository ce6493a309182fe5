// Package doctest makes results by hand for the tests of the report: a shop without
// contracts and a provider with them. The figures are plausible and add up.
package doctest

import (
	"fmt"
	"math"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/campaign"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
	"huiliu/engine/ingest"
	"huiliu/engine/ledger"
	"huiliu/engine/modelbook"
	"huiliu/engine/playbook"
	"huiliu/engine/predict"
	"huiliu/engine/risk"
	"huiliu/engine/segment"
	"huiliu/engine/stat"
	"huiliu/engine/trial"
	"huiliu/engine/uplift"
	"huiliu/engine/winback"
	"huiliu/reports/doc"
)

// Day is 2024-12-31, the as-of day of Shop.
func Day(s string) engine.Day {
	d, err := engine.ParseDay(s)
	if err != nil {
		return engine.NoDay
	}
	return d
}

// Base is the data side of the win-back model of Shop.
func Base() []winback.SegmentBase {
	var out []winback.SegmentBase
	for i, silence := range []string{"091-120", "121-180", "181-365", "366+"} {
		for j, days := range []string{"1", "2", "3-4", "5+"} {
			base := int64(1400 - 180*i - 160*j)
			events := int64(float64(base) * (0.03 + 0.06*float64(j)) / (1 + 0.5*float64(i)))
			rate := engine.NewRate(events, base)
			out = append(out, winback.SegmentBase{Silence: silence, PurchaseDays: days, Customers: int64(620 - 90*i - 110*j + 7*i*j), Natural: rate,
				P0: float64(rate.Value), Revenue: 118.37 + 41.9*float64(j) - 3.3*float64(i), Pooled: base < 60})
		}
	}
	return out
}

// Assumptions are those of Shop.
func Assumptions() winback.Assumptions {
	return winback.Assumptions{MarginRate: 0.35, DiscountRate: 0.08, FixedCost: 240, Budget: 2400, ContactCap: 1000, ControlShare: 0.2, HorizonDays: 90,
		Offers: []winback.Offer{
			{Key: "reminder", ContactCost: 0.05, Lift: 0.10},
			{Key: "coupon", ContactCost: 0.05, OfferCost: 12, Lift: 0.45},
			{Key: "call_gift", ContactCost: 4, OfferCost: 18, Lift: 0.9},
		},
		Sources: winback.Sources{"margin_rate": "assumed", "coupon.lift": "measured", "budget": "user"}}
}

// Winback is the win-back analysis under a.
func Winback(a winback.Assumptions) winback.Result {
	base := Base()
	segments, steps, plan := winback.Compute(base, a)
	out := winback.Result{Assumptions: a, Cutoff: Day("2024-09-30"), Overall: engine.NewRate(486, 5012), Segments: segments, Budget: steps, Plan: plan}
	for _, b := range base {
		out.Natural = append(out.Natural, winback.NaturalCell{Silence: b.Silence, PurchaseDays: b.PurchaseDays, Rate: b.Natural})
	}
	for i := range 40 {
		c := winback.Contact{CustomerID: fmt.Sprintf("00138%08d", i*7919), Silence: "091-120", PurchaseDays: "3-4", SilenceDays: 95 + i%25, Offer: "coupon", LastDay: Day("2024-09-20"), Revenue: engine.MoneyOf(200 + float64(i)), Profit: 3.21, Cause: "price"}
		if i%5 == 0 {
			out.Plan.Control = append(out.Plan.Control, c)
		} else {
			out.Plan.Test = append(out.Plan.Test, c)
		}
	}
	out.Plan.Seed = 20241231
	return out
}

// Costs is a ledger with an entry of every form.
func Costs() ledger.Ledger {
	return ledger.Ledger{Benefit: "5000", Entries: []ledger.Entry{
		{Kind: ledger.Staff, Value: "2人×3小时×40元", Author: "王芳", Day: "2024-12-30"},
		{Kind: ledger.Freight, Per: ledger.PerReturn, Offer: "coupon", Value: "12.5", Source: ledger.FromBenchmark, Note: "同行"},
		{Kind: ledger.Management, Value: "10% of direct"},
		{Kind: ledger.Cannibal, Value: "5% of benefit"},
		{Kind: ledger.Complaints, Per: ledger.PerContact, Value: "0.01~0.02~0.06"},
		{Kind: ledger.Subsidy, Value: "70"},
	}}
}

// Ledger is the account of Costs in the plan under a, which are charged by Charged.
func Ledger(a winback.Assumptions) ledger.Account {
	b, err := ledger.Open(Costs(), winback.Occasions(Assumptions()))
	if err != nil {
		return ledger.Account{}
	}
	return winback.Account(b, Winback(a))
}

// Risk is the risk of the plan under a.
func Risk(a winback.Assumptions) risk.Study {
	w := Winback(a)
	s, err := risk.Assess(winback.Lines(&w), float64(a.FixedCost), risk.Spread{}, 1)
	if err != nil {
		return s
	}
	if list, err := risk.ReadRegister(assets.Risks()); err == nil {
		s.Register, _ = risk.Weigh(list, Ledger(a).Plan.Benefit)
	}
	return s
}

// Plays is the built-in playbook with a rule of the shop's own.
func Plays() []playbook.Rule {
	list, err := playbook.Read(assets.Playbook())
	if err != nil {
		return nil
	}
	all := func(s string) playbook.Text { return playbook.Text{"": s} }
	return playbook.Put(list, playbook.Rule{Cause: "price", Value: playbook.High, Stage: playbook.Gone, Offer: all("送样品"), Channel: "visit", Words: all("上门看看"), Owner: all("老板"), Days: 3, Author: "王芳", Day: "2024-12-30"})
}

// Tasks are those of the plan under a.
func Tasks(a winback.Assumptions) []playbook.Task {
	var list []playbook.Customer
	for i, c := range Winback(a).Plan.Test {
		k := playbook.Customer{ID: c.CustomerID, Cause: c.Cause, Value: playbook.Middle, Stage: playbook.Once, Price: playbook.Sensitive, Offer: c.Offer}
		if i%7 == 0 {
			k.Cause, k.Value, k.Price = "", playbook.High, playbook.Usual
		}
		list = append(list, k)
	}
	return playbook.Tasks(Plays(), list, Day("2025-01-01"))
}

// Charged are the assumptions with Costs in them.
func Charged() winback.Assumptions {
	a := Assumptions()
	b, err := ledger.Open(Costs(), winback.Occasions(a))
	if err == nil {
		winback.Charge(&a, b)
	}
	return a
}

// Campaigns are a campaign with one offer that shows nothing, and a later one with two.
func Campaigns() campaign.Result {
	u := engine.Undefined()
	effect := func(offer string, x1, n1, x0, n0 int64, money, low, high, cost float64, code string) campaign.Effect {
		d := stat.TwoProportions(x1, n1, x0, n0)
		return campaign.Effect{Effect: trial.Effect{Arm: offer, Treated: engine.NewRate(x1, n1), Control: engine.NewRate(x0, n0), Response: d, Adjusted: d.P,
			Lift: d.Diff / engine.NewRate(x0, n0).Value, Additional: d.Diff * engine.Number(n1),
			Money: stat.Means{Diff: engine.Number(money), Low: engine.Number(low), High: engine.Number(high), P: 0.04}, MoneyTotal: engine.Number(money * float64(n1)), MoneyAdjusted: 0.05,
			Cuped: trial.Cuped{Means: stat.Means{Diff: engine.Number(money * 0.97), Low: engine.Number(low + 0.2), High: engine.Number(high - 0.2)}, Theta: 0.3, Variance: 0.81}},
			Offer: offer, Cost: cost, Each: engine.Number(cost / float64(n1)), PerReturn: engine.Number(cost / (float64(d.Diff) * float64(n1))), Code: code}
	}
	ratio := trial.Ratio{Count: []int64{1000, 1000}, Design: []float64{0.5, 0.5}, Chi2: 0, P: 1}
	first := campaign.Campaign{Name: "618召回", Source: campaign.FromPurchases, Day: Day("2024-06-10"), HorizonDays: 60, Ratio: ratio, Before: "revenue_365",
		Effects: []campaign.Effect{effect("满减券", 140, 1000, 97, 1000, 2.1, 0.3, 3.9, 1200, campaign.Works), effect("短信", 101, 1000, 97, 1000, 0.2, -1.6, 2.0, 200, campaign.NoDifference)},
		Balance: []trial.Imbalance{{Arm: "满减券", Column: "revenue_365", Treated: 320.5, Control: 318.2, Difference: 0.01, P: 1}},
		Further: []campaign.Further{}, Code: campaign.Works,
		Lead: &campaign.Lead{Best: "满减券", Next: "短信", Money: stat.Means{Diff: 1.9, Low: 0.1, High: 3.7, P: 0.04}, Clear: true, Earns: true},
		Uplift: []campaign.Uplift{{Arm: "满减券", Method: "two_models", Train: 1000, Test: 1000, Qini: 0.004, Low: -0.002, High: 0.01, All: 0.043,
			Tops: []campaign.Top{{Share: 0.1, Effect: stat.TwoProportions(20, 100, 9, 100)}}, Curve: []uplift.Point{{}, {Share: 0.5, Gain: 0.03}, {Share: 1, Gain: 0.043}}}}}
	first.Groups = []campaign.Groups{{Column: "silence_days", Levels: []trial.Group{{Level: "91–120", Effects: []trial.Effect{first.Effects[0].Effect}}}}}
	last := campaign.Campaign{Name: "双11召回", Source: campaign.FromPurchases, Day: Day("2024-11-01"), HorizonDays: 60, Ratio: ratio, Balance: []trial.Imbalance{}, Further: []campaign.Further{},
		Groups: []campaign.Groups{}, Uplift: []campaign.Uplift{}, Code: campaign.NoDifference,
		Effects: []campaign.Effect{effect("", 120, 1000, 97, 1000, 1.6, -1.05, 4.2, 1500, campaign.NoDifference)}}
	last.Effects[0].PerReturn = u
	return campaign.Result{Campaigns: []campaign.Campaign{first, last}, Waves: []campaign.Waves{}}
}

// Shop is a shop without contracts.
func Shop() *doc.Results { return ShopWith(Assumptions()) }

// ShopWith is Shop under other assumptions.
func ShopWith(a winback.Assumptions) *doc.Results {
	asOf := Day("2024-12-31")
	median, p75 := 48, 211
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: asOf, FalseChurn: engine.NewRate(486, 5012), CheckedAt: Day("2024-09-30"), HorizonDays: 90, Chosen: "suggested", Suggested: 90, Reason: "flattened"}
	r := &doc.Results{Version: "0.1.0", Fingerprint: "b1946ac92492d234", Definition: d,
		Money:  doc.MoneyBasis{Currency: "CNY", Basis: "margin", MarginRate: 0.35, MarginSource: describe.MarginAssumed},
		Import: imports(), Quality: Quality(), Identity: Identity(), Winback: Winback(a), Rules: Rules(), Ahead: ahead(Winback(a)), Ledger: Ledger(a), Risk: Risk(a), Plays: Plays(), Tasks: Tasks(a), Campaigns: Campaigns(), Sides: Sides(), Warnings: []engine.Warning{{Code: "import.dates_guessed", Place: engine.Place{File: "订单.csv", Column: "下单时间"}}},
		Skipped: map[string]string{"forecast": "not_built"}}
	r.Lab = churn.Lab{Gaps: churn.Gaps{Total: 61234, Unfinished: 8012, Median: &median, P75: &p75, FinishedP90: 164}, Suggested: 90, Reason: "flattened", FirstDay: Day("2022-01-01"), LastDay: asOf, OneTime: engine.NewRate(2210, 8012)}
	again := 44
	r.Lab.ByOrder = []churn.OrderGaps{{After: 1, Gaps: 8012, By30: 0.17, By90: 0.29, By180: 0.37}, {After: 2, Gaps: 5802, By30: 0.24, By90: 0.42, By180: 0.55}, {After: 3, Gaps: 4100, By30: 0.28, By90: 0.51, By180: 0.66}, {After: 4, Gaps: 43320, By30: 0.48, By90: 0.73, By180: 0.85, Median: &again}}
	r.Lab.Rhythm = churn.Rhythm{Customers: 4100, K: 1.08, Low: 1.05, High: 1.11, Moments: 1.06, Verdict: churn.RhythmRandom, Cutoff: Day("2024-09-30"), Horizon: 90, Judged: 3900, Personal: engine.NewRate(640, 1400), Fixed: engine.NewRate(486, 1300)}
	for day := 1; day <= 400; day += 2 {
		again := 0.76 * (1 - math.Exp(-float64(day)/70))
		r.Lab.Gaps.Points = append(r.Lab.Gaps.Points, churn.GapPoint{Day: day, AtRisk: int64(61234 - 130*day), Again: engine.Number(again), Low: engine.Number(again - 0.01), High: engine.Number(again + 0.01)})
	}
	for _, cut := range []string{"2024-06-30", "2024-09-30"} {
		for _, w := range []int{15, 30, 45, 60, 90, 120, 180, 270, 365} {
			c := int64(6800 - 12*w)
			r.Lab.Sweep = append(r.Lab.Sweep, churn.WindowRow{Cutoff: Day(cut), Window: w, Horizon: 90, Churned: engine.NewRate(c, 7800), False: engine.NewRate(int64(float64(c)*0.4*math.Exp(-float64(w)/80)), c), SpendShare: engine.Number(0.5 * float64(c) / 7800)})
		}
	}
	definitionLab(&r.Lab)
	r.Describe = description(asOf)
	r.Explain, r.Life = study(), modelLife(asOf)
	r.RFM = rfm(asOf)
	r.Bridge = revenueBridge()
	r.Describe.Converted = describe.Convert(r.Describe.Rates.Churn, 91, 30.4375, 365.25)
	r.Describe.NetRetention = describe.NetRetention{Customers: 4338, Before: engine.MoneyOf(812_300), After: engine.MoneyOf(640_100), Value: 0.788, Low: 0.76, High: 0.82}
	r.Movement = movement(asOf)
	r.Segments = segments(asOf)
	r.Clusters, r.Habits = clusters(asOf), habits(asOf, r.Describe.Rates.Churn)
	r.Lifetime = lifetimes(asOf)
	r.Value = values(asOf)
	r.Outlook = lossOutlook(asOf)
	r.Associate = associations(asOf)
	r.Race = race()
	r.Features, r.Race.Proof = featuresAndProof()
	r.Watch = watch(asOf)
	r.Causes = causes(r.Describe.Loss)
	return r
}

func imports() ingest.Report {
	return ingest.Report{FirstDay: Day("2022-01-01"), LastDay: Day("2024-12-31"), Customers: 8012, Orders: 69246, Lines: 120332, Currency: "CNY", Files: []ingest.FileReport{
		{File: "订单.csv", Kind: "csv", Encoding: "GB18030", Role: "orders", Read: 120400, Loaded: 120332, Rejected: 50, Merged: 18,
			Reasons: []ingest.ReasonCount{{Reason: "no_customer", Rows: 40}, {Reason: "bad_date", Rows: 10}}, Recognised: []ingest.Recognised{{Field: "customer_id", Header: "会员号"}, {Field: "order_at", Header: "下单时间"}}},
		{File: "售后.xlsx", Sheet: "工单", Kind: "xlsx", Role: "tickets", Read: 2100, Loaded: 2100}}}
}

func description(asOf engine.Day) describe.Result {
	loss := describe.Loss{Customers: 5030, Revenue: engine.MoneyOf(2_345_678.9), MarginRate: 0.35, Margin: engine.MoneyOf(820_987.615), MarginSource: describe.MarginAssumed, TopShare: 0.583}
	out := describe.Result{Loss: loss, Rates: describe.Rates{From: asOf - 90, To: asOf, Churn: engine.NewRate(1846, 4338), Retention: engine.NewRate(2492, 4338), Recovery: engine.NewRate(490, 3674), Silent: engine.NewRate(5030, 8012), OneTime: engine.NewRate(2210, 8012), OneTimeLost: engine.NewRate(1903, 2210)}}
	part := func(keys []string, bounds [][2]float64) []describe.Group {
		var g []describe.Group
		left, revenue := loss.Customers, loss.Revenue
		for i, k := range keys {
			n, m := loss.Customers/3+int64(i*7), loss.Revenue/3
			if i == len(keys)-1 {
				n, m = left, revenue
			}
			left, revenue = left-n, revenue-m
			g = append(g, describe.Group{Key: k, Customers: n, Revenue: m, Margin: margin(m, loss), Low: bounds[i][0], High: bounds[i][1]})
		}
		return g
	}
	out.TimeBands = part([]string{"recent", "mid", "long"}, [][2]float64{{91, 180}, {181, 365}, {366, 0}})
	out.ValueTiers = part([]string{"high", "medium", "low"}, [][2]float64{{812.5, 0}, {211, 812.5}, {0, 211}})
	out.Stages = part([]string{"new", "active", "long_standing"}, [][2]float64{{1, 1}, {2, 4}, {5, 0}})
	all := engine.NewRate(1846, 4338)
	out.Attributes = []describe.Attribute{
		{Name: "城市", All: all, Spread: 0.11, Levels: []describe.Level{{Label: "上海", Rate: engine.NewRate(610, 1500)}, {Label: "成都", Rate: engine.NewRate(720, 1460)}, {Label: "=HYPERLINK(\"http://x\")", Rate: engine.NewRate(516, 1360)}, {Label: "拉萨", Rate: engine.NewRate(3, 18), Small: true}}},
		{Name: "first_channel", Built: true, All: all, Spread: 0.05, Levels: []describe.Level{{Label: "小程序", Rate: engine.NewRate(900, 2200)}, {Label: "门店", Rate: engine.NewRate(946, 2138)}}}}
	active := int64(900)
	for m := range 24 {
		y, mo := 2023+m/12, m%12+1
		end := Day(fmt.Sprintf("%04d-%02d-28", y, mo))
		f := describe.FlowMonth{End: end, Start: active, New: int64(150 + 11*(m%7)), Lapsed: int64(120 + 9*(m%5)), Returned: int64(30 + m%11)}
		f.Kept = f.Start - f.Lapsed
		f.Active = f.Kept + f.New + f.Returned
		active = f.Active
		out.Flow = append(out.Flow, f)
		row := describe.CohortRow{Month: Day(fmt.Sprintf("%04d-%02d-01", y, mo)), Size: f.New}
		for k := 0; k <= 23-m; k++ {
			row.Cells = append(row.Cells, describe.CohortCell{K: k, Customers: int64(float64(f.New) / (1 + 1.7*float64(k))), Open: k == 23-m})
		}
		out.Cohorts.Rows = append(out.Cohorts.Rows, row)
	}
	return out
}

func rfm(asOf engine.Day) segment.RFM {
	out := segment.RFM{AsOf: asOf, Rule: "mean", Recency: 143.2, Freq: 4.1, Money: 611.3}
	for i, k := range segment.ClassKeys {
		c := segment.Class{Class: k, R: i == 0 || i == 2 || i == 4 || i == 6, F: i < 2 || i == 4 || i == 5, M: i < 4, Customers: int64(400 + 171*i), Amount: engine.MoneyOf(900000 / float64(i+1)), Lost: int64(100 + 90*i)}
		out.Classes = append(out.Classes, c)
		out.Total += c.Customers
		out.Amount += c.Amount
	}
	return out
}

func race() predict.Race {
	out := predict.Race{Design: "rolling_origin", Train: []engine.Day{Day("2024-03-31"), Day("2024-06-30")}, Test: []engine.Day{Day("2024-09-30")}, Horizon: 90, Churned: engine.NewRate(1700, 3900)}
	for _, e := range []struct {
		m, k string
		auc  float64
	}{{"logistic", "model", 0.7832}, {"frequency_then_recency", "rule", 0.7791}, {"silence_days", "rule", 0.7712}, {"rfm_sum", "rule", 0.741}} {
		entry := predict.Entry{Model: e.m, Kind: e.k, AUC: engine.Number(e.auc), AUCLow: engine.Number(e.auc - 0.015), AUCHigh: engine.Number(e.auc + 0.015), Brier: 0.1834, Lift10: 1.92, LiftLow: 1.8, LiftHi: 2.05}
		raceMeasures(&entry)
		out.Entries = append(out.Entries, entry)
	}
	out.Verdict = predict.Verdict{Winner: "frequency_then_recency", Best: "logistic", Model: "logistic", Compared: 1, Rule: "frequency_then_recency", Tie: true, Gain: 0.0041, GainLow: -0.003, GainHigh: 0.0113, Code: "tie_use_rule"}
	for i := range 10 {
		p := 0.05 + 0.09*float64(i)
		out.Calibration = append(out.Calibration, predict.CalibrationBin{Predicted: engine.Number(p), Observed: engine.NewRate(int64(390*(p+0.01*math.Sin(float64(i)))), 390)})
	}
	raceDetails(&out)
	return out
}

func watch(asOf engine.Day) predict.Watch {
	out := predict.Watch{AsOf: asOf, Model: "frequency_then_recency", Horizon: 90, Customers: 2982, Expected: 1121.4, Levels: []predict.RiskLevel{{Level: "high", From: 0.6, Customers: 611}, {Level: "medium", From: 0.3, Customers: 1300}, {Level: "low", From: 0, Customers: 1071}}}
	for i := range 200 {
		p := 0.95 - 0.004*float64(i)
		m := engine.MoneyOf(900 - 3*float64(i))
		id := fmt.Sprintf("%011d", 13800000000+i)
		if i == 3 {
			id = "=1+1"
		}
		out.Rows = append(out.Rows, predict.WatchRow{CustomerID: id, Probability: p, Level: "high", SilenceDays: 80 - i%60, PurchaseDays: 2 + i%9, YearMargin: m, ExpectedLoss: engine.MoneyOf(p * m.Float()),
			Reasons: []predict.Reason{{Code: "long_silence", Value: float64(80 - i%60), Usual: 31.5, Unit: "days"}, {Code: "few_purchases", Value: float64(2 + i%9), Usual: 4.1, Unit: "count"}}})
	}
	return out
}

func margin(revenue engine.Money, loss describe.Loss) engine.Money {
	return engine.MoneyOf(revenue.Float() * float64(loss.MarginRate))
}

func causes(loss describe.Loss) cause.Result {
	out := cause.Result{Lost: loss.Customers, LostMargin: loss.Margin, Agreement: 0.41, AgreementPairs: 320}
	keys := []string{"delivery", "price", "service", "competitor", "own_need", cause.Unclear, cause.Unexplained}
	names := []string{"送货慢", "觉得贵", "服务不好", "去了别家", "用不上了", "", ""}
	customers, revenue := loss.Customers, loss.Revenue
	for i, k := range keys {
		n, m := int64(520-70*i), engine.Money(int64(loss.Revenue)*int64(16-2*i)/100)
		if i == len(keys)-1 {
			n, m = customers, revenue
		}
		customers, revenue = customers-n, revenue-m
		low, high := m-m/10, m+m/9
		out.Causes = append(out.Causes, cause.Cause{Key: k, Label: names[i], Customers: n, Revenue: m, RevenueLow: low, RevenueHigh: high,
			Margin: margin(m, loss), Low: margin(low, loss), High: margin(high, loss), Share: engine.NewRate(n, loss.Customers), Stated: n / 2, Behaved: n - n/2,
			Reasons: []cause.Stated{{Text: "+送货慢", Customers: n / 3, Revenue: m / 3, Margin: margin(m/3, loss)}}})
	}
	out.Sources = []cause.Source{{Key: "survey", Customers: engine.NewRate(700, loss.Customers)}, {Key: "ticket", Customers: engine.NewRate(410, loss.Customers)}}
	out.Quotes = []cause.Quote{{Key: "delivery", CustomerID: "13800000007", Day: Day("2024-06-18"), Text: "等了九天才到，以后不买了"}}
	return out
}

// Contract is a provider with contracts, without dates, campaigns or costs.
func Contract() *doc.Results {
	d := churn.Definition{Business: churn.Contractual, AsOf: engine.NoDay, FalseChurn: engine.NewRate(0, 0), CheckedAt: engine.NoDay, Chosen: "suggested"}
	r := &doc.Results{Version: "0.1.0", Fingerprint: "c157a79031e1c40f", Definition: d,
		Money:  doc.MoneyBasis{Basis: "margin", MarginRate: 0.3, MarginSource: describe.MarginAssumed},
		Import: ingest.Report{FirstDay: engine.NoDay, LastDay: engine.NoDay, Customers: 7043, Files: []ingest.FileReport{{File: "telco.xlsx", Sheet: "Sheet1", Kind: "xlsx", Role: "customers", Read: 7043, Loaded: 7043}}}}
	loss := describe.Loss{Customers: 1869, Revenue: engine.MoneyOf(1_669_570.2), MarginRate: 0.3, Margin: engine.MoneyOf(500_871.06), MarginSource: describe.MarginAssumed, TopShare: 0.31}
	all := engine.NewRate(1869, 7043)
	none := engine.NewRate(0, 0)
	r.Describe = describe.Result{Loss: loss, Rates: describe.Rates{From: engine.NoDay, To: engine.NoDay, Churn: all, Retention: engine.NewRate(5174, 7043), Recovery: none, Silent: none, OneTime: none, OneTimeLost: none},
		Attributes: []describe.Attribute{{Name: "Contract", All: all, Spread: 0.4, Levels: []describe.Level{{Label: "Month-to-month", Rate: engine.NewRate(1655, 3875)}, {Label: "Two year", Rate: engine.NewRate(48, 1695)}}}}}
	r.Explain, r.Life = study(), modelbook.None(modelbook.SkippedContract)
	r.Explain.Used = true
	r.Lifetime = contractLifetimes()
	r.Value = contractValues()
	r.Associate = associations(engine.NoDay)
	r.Causes = causes(loss)
	r.Race = race()
	r.Race.Design, r.Race.Horizon, r.Race.Train, r.Race.Test = "stratified_folds", 0, nil, nil
	r.Race.Verdict = predict.Verdict{Winner: "logistic", Best: "logistic", Model: "logistic", Compared: 1, Rule: "tenure", Gain: 0.08, GainLow: 0.06, GainHigh: 0.1, Code: "model_wins"}
	r.Watch = predict.Watch{AsOf: engine.NoDay, Model: "logistic", Customers: 5174, Expected: 910.2}
	r.Winback = winback.Result{Skipped: "contractual_no_history", Overall: none, Cutoff: engine.NoDay}
	return r
}

// definitionLab fills in what every window would mean today, and the rhythm.
func definitionLab(l *churn.Lab) {
	cold := 210
	l.Cold = &cold
	for i := range l.Sweep {
		row := &l.Sweep[i]
		left := max(0, cold-row.Window)
		row.Now, row.NowSpend, row.Notice = row.Churned, row.SpendShare, &left
		row.Stable = engine.NewRate(int64(40000+10*row.Window), 46000)
	}
	l.Windows = l.Sweep[len(l.Sweep)/2:]
}
