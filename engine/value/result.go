// Package value says how much customers are expected to buy and to be worth: purchase
// models (BG/NBD and its relatives) with Gamma–Gamma spend for shops, sBG and BdW for
// contracts. Every model is first judged on a past stretch it has not seen, beside
// plain rules; whether a customer "is still there" is never the headline.
package value

import (
	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/stat"
)

// Keys of the plain rules beside the models: value.entrant.<key>.
const (
	RuleRecent = "recent" // as many purchase days as in the stretch before
	RuleRate   = "rate"   // the customer's own rate so far
	RuleActive = "active" // the same, nothing for those called lost
)

// Result is what customers are expected to bring.
type Result struct {
	AsOf      engine.Day `json:"as_of"`
	Terms     Terms      `json:"terms"`
	Customers int64      `json:"customers"`
	Repeaters int64      `json:"repeaters"` // with more than one purchase day
	Used      string     `json:"used"`      // the model behind all figures
	Holdout   Holdout    `json:"holdout"`
	Model     Model      `json:"model"`
	Spend     Spend      `json:"spend"`
	// Purchases and Value are totals of all customers over the horizon; the intervals
	// hold the uncertainty of the model's parameters, not that the model is wrong: for
	// that look at Holdout. Value is discounted margin.
	Purchases btyd.Estimate `json:"purchases"`
	Value     btyd.Estimate `json:"value"`
	Mean      engine.Number `json:"mean"` // value per customer
	Bands     []Band        `json:"bands"`
	Top       []Customer    `json:"top"`
	Retention *Retention    `json:"retention"` // contracts only; null otherwise
	Skipped   string        `json:"skipped"`   // value.skipped.<code>
	NoValue   string        `json:"no_value"`  // code of why there are purchases but no money
	// Order is the ids of all customers of a shop in the order of Bands, which take a
	// tenth each: the customers behind them.
	Order []string `json:"-"`
}

// Members are the ids of the customers in a band of a shop.
func (r *Result) Members(band int) []string {
	n := len(r.Order)
	return r.Order[n*band/10 : n*(band+1)/10]
}

// Terms make a future value explicit.
type Terms struct {
	Months   int           `json:"months"`
	Margin   engine.Number `json:"margin_rate"`
	Discount engine.Number `json:"discount_rate"` // a year
}

// Holdout is the past stretch all entrants were judged on.
type Holdout struct {
	Cutoff    engine.Day    `json:"cutoff"`
	Days      int           `json:"days"`
	Customers int64         `json:"customers"`
	Actual    int64         `json:"actual"` // purchase days
	Entrants  []Entrant     `json:"entrants"`
	By        []btyd.Bucket `json:"by"`    // of the used model, by repeat purchases before
	Track     []TrackPoint  `json:"track"` // cumulative repeat purchases
}

// Entrant is one model or rule.
type Entrant struct {
	Key      string        `json:"key"`
	Kind     string        `json:"kind"` // model or rule
	Expected engine.Number `json:"expected"`
	Bias     engine.Number `json:"bias"` // expected ÷ actual − 1
	MAE      engine.Number `json:"mae"`  // purchase days per customer
	RMSE     engine.Number `json:"rmse"`
	Corr     engine.Number `json:"corr"`
	LogLik   engine.Number `json:"loglik"`            // of all customers
	Fitted   int64         `json:"fitted"`            // customers the model was fitted to; 0 for a rule
	Limits   []string      `json:"limits,omitempty"`  // edges of the model the data lie at: btyd.Limit…
	Problem  string        `json:"problem,omitempty"` // code of a fit that failed
}

// TrackPoint is the cumulative number of repeat purchases on one day.
type TrackPoint struct {
	Day      engine.Day    `json:"day"`
	Actual   int64         `json:"actual"`
	Expected engine.Number `json:"expected"` // by the model as fitted at the cut-off
}

// Model is the used model fitted to everything known.
type Model struct {
	Names  []string        `json:"names"`
	Params []engine.Number `json:"params"`
	Low    []engine.Number `json:"low"`
	High   []engine.Number `json:"high"`
	LogLik engine.Number   `json:"loglik"`
	Limits []string        `json:"limits,omitempty"` // btyd.Limit…
}

// Spend is the Gamma–Gamma model of the amount of a purchase.
type Spend struct {
	Model
	Buyers int64         `json:"buyers"`
	Left   int64         `json:"left_out"` // no repeat or no positive amount
	Mean   engine.Number `json:"mean"`     // revenue per purchase day, population
	// Dependence is the correlation of frequency and amount that the model takes to be 0.
	Dependence stat.Correlation `json:"dependence"`
}

// Band is a tenth of the customers, by expected value from the top (by purchases
// without money).
type Band struct {
	From      int           `json:"from"` // percent of customers above
	To        int           `json:"to"`
	Customers int64         `json:"customers"`
	Purchases engine.Number `json:"purchases"`
	Value     engine.Number `json:"value"`
	Share     engine.Number `json:"share"`
}

// Customer is one of the most valuable.
type Customer struct {
	CustomerID   string        `json:"customer_id"`
	PurchaseDays int64         `json:"purchase_days"`
	Silence      int           `json:"silence_days"` // months of tenure for contracts
	Purchases    engine.Number `json:"purchases"`
	Value        engine.Number `json:"value"`
	Alive        engine.Number `json:"p_alive"` // of the model; 1 by construction for one-time buyers under BG/NBD
}

// Retention is the contract model.
type Retention struct {
	Model
	AICs  map[string]engine.Number `json:"aic"`
	Curve []RetentionPoint         `json:"curve"`
}

// RetentionPoint compares the model with the observed curve.
type RetentionPoint struct {
	Month    int           `json:"month"`
	Observed engine.Number `json:"observed"` // Kaplan–Meier
	Fitted   engine.Number `json:"fitted"`
}
