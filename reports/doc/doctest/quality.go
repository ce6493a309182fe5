package doctest

import (
	"huiliu/engine"
	"huiliu/engine/quality"
)

// Quality is a report with a finding of every code.
func Quality() quality.Report {
	money := func(v float64) *engine.Money { m := engine.MoneyOf(v); return &m }
	r := quality.Report{AsOf: Day("2024-12-31"), Today: Day("2025-01-02"),
		Levels: []quality.Level{
			{Code: "read", Rows: 61234},
			{Code: "loaded", Rows: 61100, Orders: 40211, Days: 39876, Customers: 8012, Amount: money(4123456.78)},
			{Code: "counted", Rows: 59876, Orders: 39322, Days: 39011, Customers: 7990, Amount: money(4001234.56)},
		}}
	for i, rule := range []string{"cancel_prefix", "given_back", "negative_amount", "negative_quantity", "void"} {
		r.Netting = append(r.Netting, quality.Rule{Code: rule, Lines: int64(100 + i), Orders: int64(90 + i), Customers: int64(80 + i), Amount: engine.MoneyOf(1234.5 + float64(i))})
	}
	for i, code := range quality.Codes() {
		f := quality.Finding{Code: code, Role: "orders", Severity: quality.Look, Rows: int64(4000 - 37*i), Share: engine.NewRate(int64(4000-37*i), 61100),
			Customers: int64(500 + i), Amount: money(98765.4 - 1000*float64(i)), AmountShare: engine.Number(0.0247 - 0.00025*float64(i)),
			From: engine.NoDay, To: engine.NoDay, Factor: engine.Undefined(), Done: quality.DoneKept,
			Examples: []quality.Example{{File: "订单.csv", Line: 12, OrderID: "24050112", CustomerID: "C000017", Day: Day("2024-05-01"), Amount: money(99)}, {File: "订单.csv", Line: 25, Day: engine.NoDay}}}
		switch code {
		case "missing", "constant", "column_stops":
			f.Column, f.From, f.To = "category", Day("2024-10-01"), Day("2024-12-31")
		case "gap_in_days", "first_month_cut", "last_month_cut":
			f.Share, f.Amount, f.AmountShare, f.Customers, f.Examples = engine.NewRate(0, 0), nil, engine.Undefined(), 0, nil
			f.From, f.To = Day("2024-02-03"), Day("2024-02-19")
		case "unit_slip":
			f.Factor, f.Severity = 100, quality.Act
		case "walk_in", "test_account", "huge_buyer":
			f.Who = "散客"
		case "rejected":
			f.Code, f.Severity, f.Done = "rejected.no_customer", quality.Act, quality.DoneRejected
		case "sum_mismatch":
			f.Difference = money(-321.5)
		}
		r.Findings = append(r.Findings, f)
	}
	slip := r.Findings[0]
	slip.Code, slip.Factor, slip.From, slip.To = "unit_slip", 0.01, Day("2024-05-01"), Day("2024-05-31")
	r.Findings = append(r.Findings, slip)
	return r
}
