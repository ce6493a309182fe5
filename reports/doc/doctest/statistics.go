package doctest

import (
	"fmt"
	"math"

	"huiliu/engine"
	"huiliu/engine/associate"
	"huiliu/engine/bridge"
	"huiliu/engine/btyd"
	"huiliu/engine/habit"
	"huiliu/engine/lifetime"
	"huiliu/engine/outlook"
	"huiliu/engine/segment"
	"huiliu/engine/segment/cluster"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat"
	"huiliu/engine/survival"
	"huiliu/engine/value"
)

// revenueBridge is computed from people made up here, so that it adds up.
func revenueBridge() bridge.Result {
	before := bridge.Totals{From: Day("2022-12-31"), To: Day("2023-12-31")}
	after := bridge.Totals{From: Day("2023-12-31"), To: Day("2024-12-31")}
	var people []bridge.Person
	for i := range 400 {
		p := bridge.Person{ID: fmt.Sprintf("00139%08d", i*7919), First: Day("2023-02-01") + engine.Day(2*i)}
		if i%3 != 0 {
			p.Before = bridge.Side{Days: int64(1 + i%5), Volume: int64(1_000_000 + 9_000*i), List: int64(1_010_000 + 9_000*i), Sales: int64(950_000 + 8_900*i)}
		}
		if i%4 != 0 {
			p.After = bridge.Side{Days: int64(1 + i%4), Volume: int64(900_000 + 8_000*i), List: int64(960_000 + 8_000*i), Sales: int64(880_000 + 7_900*i), Refunds: -int64(i % 7 * 10_000)}
		}
		people = append(people, p)
	}
	out := bridge.Compute(people, before, after)
	out.AsOf, out.Basis = after.To, bridge.YearApart
	return out
}

func curvePoint(t float64, n int64, half float64) lifetime.Point {
	share := math.Pow(0.5, t/half)
	return lifetime.Point{Time: t, AtRisk: int64(float64(n) * share), Share: engine.Number(share), Low: engine.Number(share * 0.97), High: engine.Number(math.Min(1, share*1.03))}
}

func lifeGroup(label string, key bool, n int64, half float64) lifetime.Group {
	g := lifetime.Group{Label: label, Key: key, Lives: n, Events: n * 2 / 3, Median: engine.Number(half), MedianLow: engine.Number(half * 0.9), MedianHigh: engine.Number(half * 1.1),
		Mean: engine.Number(1.2 * half), MeanLow: engine.Number(1.1 * half), MeanHigh: engine.Number(1.3 * half)}
	for k := range 12 {
		g.Curve = append(g.Curve, curvePoint(float64(k)*half/4, n, half))
	}
	if g.Small = n < engine.SmallBase; g.Small {
		u := engine.Undefined()
		g.Median, g.MedianLow, g.MedianHigh, g.Mean, g.MeanLow, g.MeanHigh, g.Curve = u, u, u, u, u, u, nil
	}
	return g
}

func lifetimes(asOf engine.Day) lifetime.Result {
	out := lifetime.Result{AsOf: asOf, Unit: lifetime.Days, Window: 90, Lives: 6400, Events: 4100, Unknown: 1500, Late: 112, Horizon: 730, Overall: lifeGroup("", false, 6400, 300)}
	out.Curve, out.Overall.Curve = out.Overall.Curve, nil
	for _, t := range []float64{90, 180, 365, 730} {
		out.Table = append(out.Table, curvePoint(t, 6400, 300))
	}
	out.Groupings = []lifetime.Grouping{
		{Name: "first_value", Built: true, ChiSq: 31.2, DF: 2, P: 1.7e-7, Q: 3.4e-7, Tested: 6380, Groups: []lifetime.Group{lifeGroup("first_high", true, 2100, 340), lifeGroup("first_medium", true, 2140, 300), lifeGroup("first_low", true, 2160, 260)},
			Pairs: []survival.Pair{{A: "first_high", B: "first_low", ChiSq: 30, P: 4e-8, Holm: 1.2e-7, BH: 1.2e-7}, {A: "first_high", B: "first_medium", ChiSq: 2, P: 0.16, Holm: 0.16, BH: 0.16}}},
		{Name: "first_channel", Built: true, ChiSq: 0.3, DF: 1, P: 0.58, Q: 0.58, Tested: 6380, Groups: []lifetime.Group{lifeGroup("小程序", false, 4000, 300), lifeGroup("门店", false, 2380, 298), lifeGroup("电话", false, 20, 200)}},
	}
	out.Remaining = []lifetime.Remaining{{From: 0, To: 90, Customers: 900, Mean: 210.5, Stay: 0.41, Ahead: 365, FittedMean: engine.Undefined(), FittedStay: engine.Undefined(), FittedHalf: engine.Undefined()},
		{From: 90, Customers: 1400, Mean: engine.Undefined(), Stay: engine.Undefined(), Ahead: 365, FittedMean: engine.Undefined(), FittedStay: engine.Undefined(), FittedHalf: engine.Undefined()}}
	return out
}

func contractLifetimes() lifetime.Result {
	out := lifetimes(engine.NoDay)
	out.Unit, out.Window, out.Unknown, out.Late, out.Horizon = lifetime.Months, 0, 0, 0, 69
	out.Table = []lifetime.Point{curvePoint(6, 6400, 70), curvePoint(12, 6400, 70), curvePoint(24, 6400, 70)}
	out.Groupings = []lifetime.Grouping{{Name: "Contract", ChiSq: 2352, DF: 1, P: 0, Q: 0, Tested: 6400, Groups: []lifetime.Group{lifeGroup("Month-to-month", false, 3875, 35), lifeGroup("Two year", false, 1695, 300)}}}
	out.Remaining = []lifetime.Remaining{{From: 0, To: 7, Customers: 700, Mean: 11.3, Stay: 0.9, Ahead: 12, FittedMean: 9.8, FittedStay: 0.68, FittedHalf: 21.7},
		{From: 7, Customers: 4000, Mean: 11.6, Stay: 0.94, Ahead: 12, FittedMean: 11.5, FittedStay: 0.92, FittedHalf: engine.Undefined()}}
	out.Fitted = &lifetime.Fitted{Family: "lognormal", Rows: 7032, Events: 1869, Off: 0.087,
		AIC: map[string]engine.Number{"weibull": 18386.6, "lognormal": 18182.2, "loglogistic": 18320, "exponential": 18452.6}}
	u := engine.Undefined()
	out.Cox = &lifetime.Cox{Rows: 7032, Events: 1869, Concordance: 0.86, ConcordSE: 0.004, Global: 0.0001, Dropped: []snapshot.Dropped{{Name: "TotalCharges", Code: "clock"}}, Lines: []lifetime.Line{
		{Column: "Contract", Level: "Two year", Reference: "Month-to-month", Unit: 1, Ratio: 0.037, Low: 0.027, High: 0.051, P: 0, Changes: 0.001},
		{Column: "TechSupport", Level: snapshot.Other, Reference: "No", Unit: 1, Ratio: u, Low: u, High: u, P: u, Changes: 0.2},
		{Column: snapshot.Monthly, Built: true, Unit: 20, Ratio: 1.31, Low: 1.12, High: 1.54, P: 0.001, Changes: 0.3},
		{Column: "SeniorCitizen", Unit: 1, Ratio: 1.02, Low: 0.9, High: 1.15, P: 0.7, Changes: 0.6}}}
	return out
}

func values(asOf engine.Day) value.Result {
	out := value.None("")
	out.AsOf, out.Terms, out.Customers, out.Repeaters, out.Used = asOf, value.Terms{Months: 12, Margin: 0.35, Discount: 0.08}, 8012, 5802, "mbgnbd"
	out.Purchases, out.Value = btyd.Estimate{Value: 20457.4, Low: 20143.9, High: 20775.7}, btyd.Estimate{Value: 1_508_091.7, Low: 1_485_237, High: 1_531_298}
	out.Mean = out.Value.Value / 8012
	out.Spend.Dependence = stat.Correlation{N: 5802, Value: -0.07, Low: -0.1, High: -0.05, P: 0.001}
	out.Holdout = value.Holdout{Cutoff: Day("2023-12-31"), Days: 365, Customers: 6241, Actual: 18594, Entrants: []value.Entrant{
		{Key: "bgnbd", Kind: "model", Expected: 20094.1, Bias: 0.0807, MAE: 2.61, RMSE: 3.49, Corr: 0.62},
		{Key: "mbgnbd", Kind: "model", Expected: 19199.9, Bias: 0.0326, MAE: 2.6, RMSE: 3.51, Corr: 0.617},
		{Key: "paretonbd", Kind: "model", Expected: engine.Undefined(), Bias: engine.Undefined(), MAE: engine.Undefined(), RMSE: engine.Undefined(), Corr: engine.Undefined(), Problem: "btyd.not_converged"},
		{Key: value.RuleRecent, Kind: "rule", Expected: 25814, Bias: 0.388, MAE: 2.74, RMSE: 4.01, Corr: 0.55}}}
	for k := range 20 {
		out.Holdout.Track = append(out.Holdout.Track, value.TrackPoint{Day: Day("2022-01-01") + engine.Day(56*k), Actual: int64(3000 * k), Expected: engine.Number(2900 * k)})
	}
	for k := range 10 {
		share := engine.Number(0.19 - 0.02*float64(k))
		out.Bands = append(out.Bands, value.Band{From: 10 * k, To: 10*k + 10, Customers: 801, Purchases: 20457.4 * share, Value: 1_508_091.7 * share, Share: share})
		out.Top = append(out.Top, value.Customer{CustomerID: fmt.Sprintf("00137%08d", k), PurchaseDays: int64(40 - k), Silence: k, Purchases: engine.Number(20 - k), Value: engine.Number(4000 - 100*k), Alive: 0.98})
	}
	return out
}

func contractValues() value.Result {
	out := value.None("")
	out.Terms, out.Customers, out.Used = value.Terms{Months: 12, Margin: 0.3, Discount: 0.08}, 5174, "sbg"
	out.Value = btyd.Estimate{Value: 1_065_204.9, Low: 1_063_481.5, High: 1_066_931.1}
	out.Mean = out.Value.Value / 5174
	u := engine.Undefined()
	out.Bands = []value.Band{{From: 0, To: 7, Customers: 697, Purchases: u, Value: 98_285.97, Share: 0.092}, {From: 7, Customers: 4477, Purchases: u, Value: 966_918.93, Share: 0.908}}
	out.Retention = &value.Retention{Curve: []value.RetentionPoint{{Month: 12, Observed: 0.843, Fitted: 0.819}, {Month: 24, Observed: 0.789, Fitted: 0.757}}}
	return out
}

func lossOutlook(asOf engine.Day) outlook.Result {
	out := outlook.None("")
	out.AsOf, out.Window, out.Open = asOf, 90, asOf-90
	for m := range 20 {
		start := Day(fmt.Sprintf("%04d-%02d-01", 2023+(m+4)/12, (m+4)%12+1))
		out.Months = append(out.Months, outlook.Month{Start: start, Lost: int64(150 + 7*(m%5)), Revenue: engine.MoneyOf(20_000 + 300*float64(m)), Margin: engine.MoneyOf(7_000 + 105*float64(m))})
	}
	series := func(mean float64) outlook.Series {
		s := outlook.Series{Method: "ses", MASE: 0.91, Coverage: engine.NewRate(17, 18), Lanes: []outlook.Lane{
			{Method: "naive", N: 18, MAE: engine.Number(mean / 9), MASE: 1.1, Bias: 1, Coverage: engine.NewRate(18, 18)},
			{Method: "ses", N: 18, MAE: engine.Number(mean / 10), MASE: 0.91, Bias: -1, Coverage: engine.NewRate(17, 18)},
			{Method: "hw_additive", MAE: engine.Undefined(), MASE: engine.Undefined(), Bias: engine.Undefined(), Coverage: engine.NewRate(0, 0), Problem: "forecast.too_short"}}}
		for m := range 6 {
			s.Points = append(s.Points, outlook.Point{Month: Day(fmt.Sprintf("2025-%02d-01", m+1)), Mean: engine.Number(mean), Low: engine.Number(mean * 0.8), High: engine.Number(mean * 1.2)})
		}
		return s
	}
	out.Customers, out.Margin = series(163.4), series(9_100.5)
	return out
}

func associations(asOf engine.Day) associate.Result {
	out := associate.None("")
	out.AsOf, out.Horizon, out.Left = asOf, 91, engine.NewRate(1200, 3500)
	u := engine.Undefined()
	out.Single = []associate.Single{
		{Column: "silence_days", Built: true, Kind: associate.Numbers, N: 3500, Strength: 0.31, PointBiserial: 0.28, Spearman: 0.31, Low: 0.28, High: 0.34, Larger: 0.68, LargerLow: 0.66, LargerHigh: 0.7,
			MedianLeft: 61, MedianStayed: 28.5, V: u, Thin: u, P: 0, Q: 0},
		{Column: "城市", Kind: associate.Levels, N: 3500, Strength: 0.12, PointBiserial: u, Spearman: u, Low: u, High: u, Larger: u, LargerLow: u, LargerHigh: u, MedianLeft: u, MedianStayed: u, V: 0.12, Thin: 0.1, P: 0.002, Q: 0.004},
		{Column: "mean_amount", Built: true, Kind: associate.Numbers, N: 3500, Strength: 0.01, PointBiserial: 0.01, Spearman: -0.01, Low: -0.04, High: 0.02, Larger: 0.5, LargerLow: 0.48, LargerHigh: 0.52,
			MedianLeft: 88, MedianStayed: 89, V: u, Thin: u, P: 0.6, Q: 0.6}}
	out.Together = &associate.Model{Rows: 3500, Events: 1200, AUC: 0.741, AUCLow: 0.72, AUCHigh: 0.76, Firth: true, Lines: []associate.Line{
		{Column: "silence_days", Built: true, Unit: 20, Coef: 0.51, SE: 0.04, Z: 12.7, P: 0, Odds: 1.67, OddsLow: 1.54, OddsHigh: 1.8, VIF: 1.2, Effect: 0.09, EffectLow: 0.08, EffectHigh: 0.1},
		{Column: "城市", Level: "成都", Reference: "上海", Unit: 1, Coef: 0.1, SE: 0.08, Z: 1.2, P: 0.21, Odds: 1.1, OddsLow: 0.94, OddsHigh: 1.3, VIF: 1.05, Effect: 0.02, EffectLow: -0.01, EffectHigh: 0.05},
		{Column: "amount", Built: true, Unit: 100, Coef: u, SE: u, Z: u, P: u, Odds: u, OddsLow: u, OddsHigh: u, VIF: u, Effect: u, EffectLow: u, EffectHigh: u}}}
	out.Dropped = []snapshot.Dropped{{Name: "categories", Code: "missing"}}
	return out
}

func movement(asOf engine.Day) segment.Movement {
	out := segment.Movement{From: asOf - 91, To: asOf, States: segment.StateKeys[:], Total: 8012}
	for i, state := range segment.StateKeys {
		r := segment.MoveRow{State: state, To: []int64{0, 0, int64(100 + 10*i), int64(80 + 7*i), int64(300 + 90*i)}}
		if i == 0 {
			r.To = []int64{0, 420, 30, 12, 9}
		}
		for _, n := range r.To {
			r.Customers += n
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

func segments(asOf engine.Day) segment.Detail {
	out := segment.Detail{Tiers: moves(asOf, segment.TierKeys[:]), Classes: moves(asOf, append([]string{segment.StateNotYet}, segment.ClassKeys[:]...)), Median: []int64{1843, 412, 217, 2010, 715, 1012, 543, 1260}}
	out.Scores = segment.Scores{Best: 812, Worst: 640, Dimensions: []segment.Dimension{
		{Key: "r", Cuts: []float64{41, 132, 285, 512}, Customers: [6]int{0, 1590, 1610, 1602, 1600, 1610}},
		{Key: "f", Cuts: []float64{1, 2, 3, 5}, Customers: [6]int{0, 2210, 1500, 1400, 1500, 1402}},
		{Key: "m", Cuts: []float64{60, 140, 310, 800}, Customers: [6]int{0, 1603, 1602, 1602, 1602, 1603}}}}
	for _, share := range []float64{0.01, 0.05, 0.1, 0.2, 0.5} {
		out.Top = append(out.Top, segment.Top{Customers: int64(8012*share) + 1, Share: engine.Number(share), Revenue: engine.Number(math.Sqrt(share))})
	}
	return out
}

// moves are made-up movements between classes.
func moves(asOf engine.Day, states []string) segment.Movement {
	out := segment.Movement{From: asOf - 91, To: asOf, States: states}
	for i, state := range states {
		r := segment.MoveRow{State: state, To: make([]int64, len(states))}
		for j := 1; j < len(states); j++ {
			r.To[j] = int64(40 + 30*i + 7*j)
			r.Customers += r.To[j]
		}
		out.Total += r.Customers
		out.Rows = append(out.Rows, r)
	}
	return out
}

func clusters(asOf engine.Day) segment.Clusters {
	trait := func(name string, mean, lost, everyone, fromLost, diff engine.Number) segment.Trait {
		return segment.Trait{Feature: name, Mean: mean, Lost: lost, Everyone: everyone, FromLost: fromLost, Diff: diff}
	}
	often, large := trait("purchase_days", 9.1, 3.4, 4.2, 1.3, 1.0), trait("mean_amount", 210, 96, 101, 0.8, 0.7)
	rare, level := trait("purchase_days", 1.6, 3.4, 4.2, -0.6, -0.7), trait("mean_amount", 81, 96, 101, -0.2, -0.3)
	return segment.Clusters{AsOf: asOf, Looked: 5030, Verdict: segment.GroupsSome, Silhouette: 0.41, Chance: 0.29,
		Tried: []cluster.Quality{{K: 2, Silhouette: 0.41, CalinskiHarabasz: 812.3, DaviesBouldin: 0.91, NearBest: engine.NewRate(12, 15)}, {K: 3, Silhouette: 0.33, CalinskiHarabasz: 640, DaviesBouldin: 1.2, NearBest: engine.NewRate(6, 15)}},
		Groups: []segment.LostGroup{
			{Customers: 3600, Share: 3600.0 / 5030, Stability: 0.93, Stable: true, Silhouette: 0.5, Names: []segment.Trait{rare}, Traits: []segment.Trait{rare, level}},
			{Customers: 1430, Share: 1430.0 / 5030, Stability: 0.68, Silhouette: 0.2, Names: []segment.Trait{often, large}, Traits: []segment.Trait{often, large}}}}
}

func habits(asOf engine.Day, churn engine.Rate) habit.Result {
	out := habit.Result{AsOf: asOf, Silent: 5030, Asleep: 180, Churn: churn, Awake: engine.NewRate(churn.Events-176, churn.Base), Others: engine.NewRate(churn.Events-190, churn.Base-560), CheckedAt: asOf - 365,
		Kinds: []habit.Kind{
			{Key: habit.Gift, Customers: 144, Right: 132.5, Silent: 144, Asleep: 134, Lost: 130, Kept: engine.NewRate(39, 39), Usual: engine.NewRate(3346, 18144)},
			{Key: habit.Seasonal, Right: engine.Undefined(), Kept: engine.NewRate(0, 0), Usual: engine.NewRate(0, 0), Reason: habit.ReasonHistory},
			{Key: habit.CouponOnly, Customers: 442, Right: 430.2, Silent: 85, Asleep: 46, Lost: 46, Kept: engine.NewRate(1545, 1557), Usual: engine.NewRate(3879, 16626)}}}
	for i := range 30 {
		out.Rows = append(out.Rows, habit.Row{CustomerID: fmt.Sprintf("00138%08d", i), Kind: habit.Gift, PurchaseDays: 3, LastDay: asOf - engine.Day(200-i), Due: asOf + engine.Day(i)})
	}
	return out
}
