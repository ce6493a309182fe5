// Package predict runs the honest race — plain rules against a model on the same
// past days — and scores today's customers with whatever won.
//
//	race, scorer, err := predict.Run(ctx, project, definition, predict.Options{Seed: seed}, progress)
//	if race.Skipped == "" {
//		watch, err := scorer.Watch(ctx, project, definition.AsOf, marginRate, 500)
//	}
//
// Purchases: everything a competitor learns is known on the test day (features as of
// earlier days, labels closed by it), and the verdict rests on one test day, on which
// every customer is one row. A customer table without dates: stratified folds; that
// tests the arithmetic, not the foresight.
package predict

import "huiliu/engine"

// Race is the comparison of rules and models on the same test customers.
type Race struct {
	Design  string       `json:"design"` // "rolling_origin" or "stratified_folds" (a snapshot without dates)
	Train   []engine.Day `json:"train_dates"`
	Test    []engine.Day `json:"test_dates"`
	Horizon int          `json:"horizon_days"` // the label looks this far ahead
	// Churned: label rate among the test rows. Rows are customer-snapshots; every customer's
	// rows lie on one side of the split only in time (purged), intervals are by DeLong.
	Churned engine.Rate `json:"churned"`
	Entries []Entry     `json:"entries"` // best first
	Verdict Verdict     `json:"verdict"`
	// Calibration of the winner on the test rows, ten bins.
	Calibration []CalibrationBin `json:"calibration"`
	// Suspicious features alone reach AUC > 0.95 and were left out.
	Suspicious []string `json:"suspicious"`
	// TrainRows and TestRows are the rows behind it; a snapshot of more than Options.MaxRows
	// customers is trained on a seeded sample of that many.
	TrainRows int64 `json:"train_rows"`
	TestRows  int64 `json:"test_rows"`
	// Rounds repeat the race on earlier test dates, latest first, to show whether the order
	// of the competitors lasts; the verdict rests on Test alone.
	Rounds []Round `json:"rounds"`
	// Skipped says why there is no race ("too_few_churners", "history_too_short", …); "" when there is.
	Skipped string `json:"skipped"`
}

// Entry is one competitor.
type Entry struct {
	Model   string        `json:"model"` // catalogue: model.<model>
	Kind    string        `json:"kind"`  // "rule" or "model"
	AUC     engine.Number `json:"auc"`
	AUCLow  engine.Number `json:"auc_low"`
	AUCHigh engine.Number `json:"auc_high"`
	Brier   engine.Number `json:"brier"`
	Lift10  engine.Number `json:"lift10"` // churn rate in the riskiest tenth ÷ overall
	LiftLow engine.Number `json:"lift10_low"`
	LiftHi  engine.Number `json:"lift10_high"`
}

// Round is the race on one earlier test date.
type Round struct {
	Test    engine.Day   `json:"test"`
	Train   []engine.Day `json:"train"`
	Churned engine.Rate  `json:"churned"`
	AUC     []RoundAUC   `json:"auc"` // in the order of Race.Entries
}

// RoundAUC is one competitor in one round.
type RoundAUC struct {
	Model string        `json:"model"`
	AUC   engine.Number `json:"auc"`
}

// Verdict names who should be used and why.
type Verdict struct {
	Winner string `json:"winner"` // what is used from here on
	Best   string `json:"best"`   // highest AUC
	Rule   string `json:"rule"`   // best plain rule
	Tie    bool   `json:"tie"`    // the interval of best − winner covers zero: the simplest is used
	// Gain is AUC(best model) − AUC(best rule) with DeLong's 95 % interval.
	Gain     engine.Number `json:"gain"`
	GainLow  engine.Number `json:"gain_low"`
	GainHigh engine.Number `json:"gain_high"`
	// Chance: the winner's own interval of AUC covers 0.5; its order says nothing
	// (race.verdict.chance).
	Chance bool   `json:"chance"`
	Code   string `json:"code"` // catalogue: race.verdict.<code>: tie_use_rule, model_wins, rule_wins
}

// CalibrationBin compares predicted and observed churn.
type CalibrationBin struct {
	Predicted engine.Number `json:"predicted"`
	Observed  engine.Rate   `json:"observed"`
}

// Watch is the list of customers still here, riskiest expected loss first.
type Watch struct {
	AsOf    engine.Day `json:"as_of"`
	Model   string     `json:"model"` // the verdict's winner
	Horizon int        `json:"horizon_days"`
	// Customers: how many are still here and scored; Rows may be cut to the top.
	Customers int64      `json:"customers"`
	Expected  float64    `json:"expected_churners"` // sum of probabilities
	Rows      []WatchRow `json:"rows"`
	// Levels: customers by risk level high, medium, low and the thresholds.
	Levels []RiskLevel `json:"levels"`
}

// WatchRow is one customer to watch.
type WatchRow struct {
	CustomerID   string       `json:"customer_id"`
	Probability  float64      `json:"probability"` // of no purchase within the horizon
	Level        string       `json:"level"`
	SilenceDays  int          `json:"silence_days"`
	PurchaseDays int          `json:"purchase_days"`
	YearMargin   engine.Money `json:"year_margin"`   // margin of the last 365 days
	ExpectedLoss engine.Money `json:"expected_loss"` // Probability × YearMargin
	Reasons      []Reason     `json:"reasons"`       // two or three, strongest first
}

// Reason is one reason in words: watch.reason.<Code> with {value} and {usual}.
type Reason struct {
	Code  string  `json:"code"`
	Value float64 `json:"value"`
	Usual float64 `json:"usual"`
	// Unit of Value and Usual: days, count, money, ratio, months or number.
	Unit string `json:"unit"`
	// Name and Text are the header and cell of a customer attribute, for codes "attribute…".
	Name string `json:"name,omitempty"`
	Text string `json:"text,omitempty"`
}

// RiskLevel is one level of the watch list.
type RiskLevel struct {
	Level     string  `json:"level"`
	From      float64 `json:"from"` // probability at least
	Customers int64   `json:"customers"`
}
