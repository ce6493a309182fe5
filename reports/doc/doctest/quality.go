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
	r.Reversed = &quality.Reversed{Refunds: 512, Matched: 401, Amount: engine.MoneyOf(22334.5), Open: engine.MoneyOf(4321),
		Before: quality.Level{Code: "purchases", Rows: 59876, Orders: 39322, Days: 39011, Customers: 7990, Amount: money(4001234.56)},
		After:  quality.Level{Code: "kept", Rows: 59475, Orders: 39020, Days: 38722, Customers: 7971, Amount: money(3978900.06)}}
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

// Identity is a study with a pair of each level, life and verdict.
func Identity() quality.Study {
	s := quality.Study{Queue: quality.Queue{AsOf: Day("2024-12-31"), Columns: []quality.Column{{Header: "手机", Kind: "phone"}}}}
	lives := []string{quality.LifeHandover, quality.LifeParallel, quality.LifeUnknown}
	reasons := [][]string{{quality.SamePhone, quality.SameEmail, quality.SameName}, {quality.MaskedPhone, quality.SameName, quality.SameAddress}, {quality.SimilarName, quality.SimilarAddress}}
	for i, level := range quality.Levels() {
		s.Pairs = append(s.Pairs, quality.Pair{Level: level, Score: 0.9 - 0.1*float64(i), Reasons: reasons[i], Life: lives[i], GapDays: 12,
			Verdict:  []string{"", quality.Accepted, quality.Rejected}[i],
			Kept:     quality.Side{CustomerID: "C000" + level, Orders: 5, First: Day("2024-05-01"), Last: Day("2024-12-01"), Amount: engine.MoneyOf(321)},
			Absorbed: quality.Side{CustomerID: "C001" + level, Orders: 7, First: Day("2022-05-01"), Last: Day("2024-04-01"), Amount: engine.MoneyOf(654)}})
		s.Counts = append(s.Counts, quality.LevelCount{Level: level, Pairs: int64(40 - i), Accepted: int64(i)})
	}
	for i, level := range append([]string{quality.Unmerged}, quality.Levels()...) {
		s.Effects = append(s.Effects, quality.Effect{Level: level, Merged: int64(39 * i), Customers: int64(7990 - 39*i), Churn: engine.NewRate(int64(1700-25*i), int64(4400-30*i)),
			Repeat: engine.NewRate(5000, int64(7990-39*i)), Spend: engine.Number(500 + 3*float64(i)), SpendLow: 480, SpendHigh: 530})
	}
	return s
}
