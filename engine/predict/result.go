// Package predict runs the honest race — plain rules against every kind of model on
// the same past days — and scores today's customers with whatever won.
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

import (
	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
)

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
	Terms   Terms       `json:"terms"` // money behind threshold and profit
	// Calibration of the winner on the test rows, ten bins.
	Calibration []CalibrationBin `json:"calibration"`
	// Gains of the winner, of the best rule and of the model compared with it.
	Gains []Gains `json:"gains"`
	// LeftOut are the columns that know how things ended, with the reason; Suspicious are
	// their names.
	LeftOut    []LeftOut `json:"left_out"`
	Suspicious []string  `json:"suspicious"`
	// TrainRows and TestRows are the rows behind it; a snapshot of more than Options.MaxRows
	// customers is trained on a seeded sample of that many.
	TrainRows int64 `json:"train_rows"`
	TestRows  int64 `json:"test_rows"`
	// Tuned says what the options were judged by: "later_day", or "other_customers" where
	// there is no cut in time.
	Tuned string `json:"tuned"`
	// Rounds repeat the race of the rules and the best model on earlier test dates, latest
	// first, to show whether their order lasts; the verdict rests on Test alone.
	Rounds []Round `json:"rounds"`
	// Learning and Robust are about the winner and the best model.
	Learning []LearningPoint `json:"learning"`
	Robust   []Trial         `json:"robust"`
	Guards   []Guard         `json:"guards"`
	// Proof that no feature knew what came later; not tried ("no_dates") on a customer table.
	Proof feature.Proof `json:"proof"`
	// Skipped says why there is no race ("too_few_churners", "history_too_short", …); "" when there is.
	Skipped string `json:"skipped"`
}

// Entry is one competitor.
type Entry struct {
	Model     string        `json:"model"` // catalogue: model.<model>
	Kind      string        `json:"kind"`  // "rule" or "model"
	AUC       engine.Number `json:"auc"`
	AUCLow    engine.Number `json:"auc_low"`
	AUCHigh   engine.Number `json:"auc_high"`
	Precision Measure       `json:"pr_auc"`
	Brier     engine.Number `json:"brier"`
	BrierLow  engine.Number `json:"brier_low"`
	BrierHigh engine.Number `json:"brier_high"`
	LogLoss   Measure       `json:"log_loss"`
	Lift10    engine.Number `json:"lift10"` // churn rate in the riskiest tenth ÷ overall
	LiftLow   engine.Number `json:"lift10_low"`
	LiftHi    engine.Number `json:"lift10_high"`
	// Slope and Intercept of the outcome on the log odds predicted: 1 and 0 are right.
	Slope     Measure `json:"calibration_slope"`
	Intercept Measure `json:"calibration_intercept"`
	// At are the decisions "contact" at the threshold of cost (Terms), Profit what they
	// bring per customer.
	At     learn.Confusion `json:"at_threshold"`
	Profit Measure         `json:"profit"`
	// Gain is the AUC minus that of the best rule. Its interval is wide enough for having
	// compared several models: it covers zero exactly where PHolm is 5 % or more.
	Gain  Measure       `json:"gain"`
	P     engine.Number `json:"p"`      // DeLong
	PHolm engine.Number `json:"p_holm"` // adjusted for the number of models
	// TrainedOnRows are the rows the final fit was given.
	TrainedOnRows int64   `json:"trained_on_rows"`
	Tried         []Tried `json:"tried"`  // options, plainest first; the validation curve
	Chosen        int     `json:"chosen"` // place in Tried
}

// Tried is one set of options as tuning judged it: mean log loss on the rows it was
// fitted on and on the later ones.
type Tried struct {
	Train engine.Number `json:"train"`
	Later engine.Number `json:"later"`
}

// Gains is the gains curve of one competitor on the test rows.
type Gains struct {
	Model  string       `json:"model"`
	Points []Gain       `json:"points"`
	Profit learn.Profit `json:"profit"` // per customer, of the best share to contact
}

// Gain is a point: the riskiest Share of the customers holds Captured of the churn.
type Gain struct {
	Share     float64       `json:"share"`
	Customers int64         `json:"customers"`
	Churners  float64       `json:"churners"` // fractional where the cut falls into a tie
	Captured  engine.Number `json:"captured"`
	Low       engine.Number `json:"low"`
	High      engine.Number `json:"high"`
}

// LearningPoint is a competitor taught with a share of the customers.
type LearningPoint struct {
	Model    string        `json:"model"`
	Churners int64         `json:"churners"` // among the training rows, mean over the draws
	Draws    int           `json:"draws"`
	Train    Measure       `json:"train"` // AUC on its own training rows; low and high are the least and most over draws
	Test     Measure       `json:"test"`
	Share    engine.Number `json:"share"` // of the customers
}

// Trial is what becomes of a competitor's AUC when something goes wrong.
type Trial struct {
	Model string `json:"model"`
	// Code: "noise", "column", "month" (its orders were never imported, neither for
	// learning nor for scoring), "seed"; Name is the column or month.
	Code   string  `json:"code"`
	Name   string  `json:"name"`
	Rows   int64   `json:"rows"` // test rows compared
	AUC    Measure `json:"auc"`
	Change Measure `json:"change"` // AUC minus the race's, DeLong on the same rows
}

// Guard is one thing that was watched over: race.guard.<Code>.
type Guard struct {
	Code string      `json:"code"`
	Warn bool        `json:"warn"`
	Args engine.Args `json:"args"`
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
	// Model is compared with Rule: the winner if it is a model, else the best model.
	Model    string `json:"model"`
	Compared int    `json:"compared"` // models
	Tie      bool   `json:"tie"`      // the interval of Model − Rule covers zero: the simplest rule is used
	// Gain is AUC(Model) − AUC(Rule) with the interval of Entry.Gain, P its adjusted p.
	Gain     engine.Number `json:"gain"`
	GainLow  engine.Number `json:"gain_low"`
	GainHigh engine.Number `json:"gain_high"`
	P        engine.Number `json:"p_holm"`
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
	DoNotContact bool         `json:"do_not_contact"`
}

// Reason is one reason in words.
type Reason = explain.Reason

// RiskLevel is one level of the watch list.
type RiskLevel struct {
	Level     string  `json:"level"`
	From      float64 `json:"from"` // probability at least
	Customers int64   `json:"customers"`
}
