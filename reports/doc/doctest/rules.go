package doctest

import (
	"huiliu/engine"
	"huiliu/engine/campaign"
	"huiliu/engine/pattern"
	"huiliu/engine/stat"
	"huiliu/engine/winback"
)

// Rules are two rules, of which one holds again, and what came before a silence.
func Rules() pattern.Result {
	u := engine.Undefined()
	item := func(kind, value string) pattern.Item { return pattern.Item{Kind: kind, Value: value, Low: u, High: u} }
	r := pattern.None("")
	r.Design, r.Found, r.Checked, r.Horizon = pattern.DesignLater, Day("2024-05-02"), Day("2024-08-31"), 121
	r.Left, r.LeftThen, r.Least = engine.NewRate(300, 1000), engine.NewRate(330, 1100), 15
	r.Tried, r.Likely, r.Kept, r.Different, r.Held = 420, 31, 4, 2, 1
	r.Rules = []pattern.Rule{
		{If: []pattern.Item{item("ticket_open", ""), item("ticket", "物流问题")}, Rate: engine.NewRate(60, 80), Support: 0.06, Lift: 2.5, Leverage: 0.036, Conviction: 2.8,
			P: 1e-12, Q: 1e-10, Again: engine.NewRate(50, 75), LiftAgain: 2.22, Low: 1.9, High: 2.6, Verdict: pattern.Holds, Now: 41},
		{If: []pattern.Item{item("coupon", "never"), {Kind: "built", Name: "tenure_months", Low: u, High: 14}}, Rate: engine.NewRate(90, 200), Support: 0.09, Lift: 1.5, Leverage: 0.03,
			Conviction: 1.27, P: 1e-5, Q: 2e-4, Again: engine.NewRate(70, 210), LiftAgain: 1.11, Low: 0.9, High: 1.35, Verdict: pattern.Open, Now: 190},
	}
	late, refund := pattern.Event{Code: "late"}, pattern.Event{Code: "ticket", Name: "投诉"}
	r.Paths = pattern.Paths{From: Day("2023-09-01"), Days: 5, Reach: 180, After: 14, Lost: 800, Matched: 500,
		Patterns: []pattern.Pattern{{Events: []pattern.Event{late, refund}, Left: engine.NewRate(90, 500), Stayed: engine.NewRate(30, 500), Diff: stat.TwoProportions(90, 500, 30, 500), Q: 1e-6}},
		Steps:    []pattern.Step{{From: late, To: refund, Left: engine.NewRate(60, 140), Stayed: engine.NewRate(12, 90)}}}
	return r
}

// ahead is what the plan of a shop could show.
func ahead(k winback.Result) campaign.Ahead {
	return campaign.LookAhead(campaign.Planned{Without: k.Plan.PlannedP0, With: k.Plan.PlannedP1, Control: k.Plan.ControlSize, Treated: k.Plan.TestSize, Monthly: 212})
}
