// Package lifetime says how long customers stay: the Kaplan–Meier curve of their
// first lives, compared between groups known at the start, and how much longer the
// present ones may stay. In a shop the end is a rule, not an observation: a life
// ends on the day its silence exceeds the churn window. Contracts end by their flag.
package lifetime

import (
	"huiliu/engine"
	"huiliu/engine/snapshot"
	"huiliu/engine/survival"
)

// Units of time.
const (
	Days   = "days"
	Months = "months"
)

// Result is how long customers stay.
type Result struct {
	AsOf   engine.Day `json:"as_of"`
	Unit   string     `json:"unit"`        // days since the first purchase, or months of tenure
	Window int        `json:"window_days"` // silent longer = the life has ended; 0 when a flag says so
	Lives  int64      `json:"lives"`
	Events int64      `json:"events"`
	// Unknown counts customers left out because their start is not known: they bought
	// within one window of the first day of the data.
	Unknown int64 `json:"start_unknown"`
	Late    int64 `json:"late_entry"` // joined before the data begins: at risk from their first purchase in it
	// Assumed: everybody bought that early, so that first purchases count as starts.
	Assumed   bool        `json:"start_assumed"`
	Overall   Group       `json:"overall"`
	Horizon   float64     `json:"horizon"` // up to where means are restricted
	Table     []Point     `json:"table"`   // at round times
	Curve     []Point     `json:"curve"`   // thinned for drawing
	Groupings []Grouping  `json:"by"`      // the most different first
	Remaining []Remaining `json:"remaining"`
	Cox       *Cox        `json:"cox"`     // contracts only; null otherwise
	Fitted    *Fitted     `json:"fitted"`  // contracts only; null otherwise
	Skipped   string      `json:"skipped"` // lifetime.skipped.<code>
}

// Group is the lifetimes of one group. Everything but the counts is undefined for
// fewer than 30 lives.
type Group struct {
	Label      string        `json:"label"`
	Key        bool          `json:"key"` // Label is a key lifetime.level.<label>, not text of the file
	Lives      int64         `json:"lives"`
	Events     int64         `json:"events"`
	Small      bool          `json:"small"`
	Median     engine.Number `json:"median"` // undefined also when half have not left yet
	MedianLow  engine.Number `json:"median_low"`
	MedianHigh engine.Number `json:"median_high"`
	Mean       engine.Number `json:"mean"` // restricted to Result.Horizon
	MeanLow    engine.Number `json:"mean_low"`
	MeanHigh   engine.Number `json:"mean_high"`
	Curve      []Point       `json:"curve"`
}

// Point is a curve at one time with its 95 % interval (Greenwood, log–log).
type Point struct {
	Time   float64       `json:"time"`
	AtRisk int64         `json:"at_risk"`
	Share  engine.Number `json:"share"` // still there
	Low    engine.Number `json:"low"`
	High   engine.Number `json:"high"`
}

// Grouping compares groups by the log-rank test over the groups that are not small.
type Grouping struct {
	Name   string          `json:"name"`  // header of the file, or a key describe.attribute.<name> when Built
	Built  bool            `json:"built"` // made by us
	Groups []Group         `json:"groups"`
	Tested int64           `json:"tested"` // lives in the test
	ChiSq  engine.Number   `json:"chi2"`
	DF     int             `json:"df"`
	P      engine.Number   `json:"p"`
	Q      engine.Number   `json:"q"`     // Benjamini–Hochberg over all groupings looked at
	Pairs  []survival.Pair `json:"pairs"` // each pair, Holm-adjusted; only for few groups
}

// Remaining is how much longer customers of one age are expected to stay.
type Remaining struct {
	From      int           `json:"from"` // age, Result.Unit
	To        int           `json:"to"`   // 0 = open
	Customers int64         `json:"customers"`
	Mean      engine.Number `json:"mean"`  // further time, at most Ahead
	Stay      engine.Number `json:"stay"`  // expected share still there Ahead later
	Ahead     float64       `json:"ahead"` // one year
	// By Result.Fitted, of each customer's own attributes; undefined without it.
	FittedMean engine.Number `json:"fitted_mean"`
	FittedStay engine.Number `json:"fitted_stay"`
	// FittedHalf is the further time by which the customer in the middle has left with a
	// chance of one half; undefined beyond what was observed.
	FittedHalf engine.Number `json:"fitted_half"`
}

// Fitted is the distribution of lifetimes that fits best, by attributes.
type Fitted struct {
	Family string                   `json:"family"` // survival.Family of the smallest AIC
	AIC    map[string]engine.Number `json:"aic"`    // of every family
	Rows   int                      `json:"rows"`
	Events int                      `json:"events"`
	Off    engine.Number            `json:"off"` // largest distance from the observed curve in Result.Table
}

// Cox is the proportional-hazards model of contracts.
type Cox struct {
	Rows        int                `json:"rows"`
	Events      int                `json:"events"`
	Concordance engine.Number      `json:"concordance"`
	ConcordSE   engine.Number      `json:"concordance_se"`
	Lines       []Line             `json:"lines"`
	Global      engine.Number      `json:"proportional_p"` // Schoenfeld, all terms together
	Dropped     []snapshot.Dropped `json:"dropped"`
	Limited     bool               `json:"limited"` // more attributes than the model takes
}

// Line is one hazard ratio.
type Line struct {
	Column    string        `json:"column"`
	Built     bool          `json:"built"`
	Level     string        `json:"level"`     // "" for a number
	Reference string        `json:"reference"` // level compared with
	Unit      float64       `json:"unit"`      // step of a number
	Ratio     engine.Number `json:"hazard_ratio"`
	Low       engine.Number `json:"low"`
	High      engine.Number `json:"high"`
	P         engine.Number `json:"p"`
	Changes   engine.Number `json:"schoenfeld_p"` // of the whole column: small = the ratio changes over time
}
