// Package describe says what happened: churn, retention and recovery with their
// bases, what was lost in margin, who (by time, value, stage and every attribute),
// the cohort triangle and the monthly customer flow.
package describe

import "huiliu/engine"

// Result is the whole description as of one day under one definition.
type Result struct {
	Rates      Rates       `json:"rates"`
	Loss       Loss        `json:"loss"`
	TimeBands  []Group     `json:"time_bands"`  // lost customers: recent, mid, long
	ValueTiers []Group     `json:"value_tiers"` // lost customers: high, medium, low
	Stages     []Group     `json:"stages"`      // lost customers: new, active, long_standing
	Attributes []Attribute `json:"attributes"`
	// OutcomeColumns are columns left out of Attributes because they only restate who left
	// (every level all or nothing), such as a second churn flag or a reason.
	OutcomeColumns []string    `json:"outcome_columns"`
	Cohorts        Triangle    `json:"cohorts"`
	Flow           []FlowMonth `json:"flow"`
	// Converted is the churn rate a month and a year; empty when contractual.
	Converted    []Converted  `json:"converted"`
	NetRetention NetRetention `json:"net_retention"`
}

// Rates are the headline rates. For a non-contractual business the period is the
// last closed window: active at From (a purchase in the window before it) and not
// active at To = as-of. For a contractual one the base is every contract in the file.
type Rates struct {
	From engine.Day `json:"from"`
	To   engine.Day `json:"to"`
	// Churn: active at From and not at To, of active at From. Retention: the rest.
	Churn     engine.Rate `json:"churn"`
	Retention engine.Rate `json:"retention"`
	// Recovery: lost at From and active at To, of lost at From. Undefined when contractual.
	Recovery engine.Rate `json:"recovery"`
	// Silent: silent longer than the window at To, of every customer who ever bought.
	Silent engine.Rate `json:"silent"`
	// OneTime: one purchase day only, of every customer. OneTimeLost: of them, silent.
	OneTime     engine.Rate `json:"one_time"`
	OneTimeLost engine.Rate `json:"one_time_lost"`
}

// MarginSource says where the margin rate comes from.
type MarginSource string

// Sources of the margin rate.
const (
	MarginFromCost MarginSource = "cost"    // the export has the cost of goods
	MarginUser     MarginSource = "user"    // the user's own figure
	MarginAssumed  MarginSource = "assumed" // the default assumption
)

// Loss is what the lost customers brought while they bought.
type Loss struct {
	Customers int64 `json:"customers"` // lost customers at as-of
	// Revenue: their net revenue in the 365 days up to and including their last purchase,
	// refunds booked later deducted
	// (contractual: 12 × the monthly amount).
	Revenue      engine.Money  `json:"revenue"`
	Margin       engine.Money  `json:"margin"` // Revenue × MarginRate
	MarginRate   engine.Number `json:"margin_rate"`
	MarginSource MarginSource  `json:"margin_source"`
	// Basis says what Revenue is: year_to_last_purchase, monthly_amount, total_over_tenure,
	// or none when the file has no amounts (Revenue and Margin are 0 because unknown).
	Basis string `json:"basis"`
	// TopShare: share of the lost margin that the top 20 % of lost customers hold.
	TopShare engine.Number `json:"top_share"`
}

// Group is one part of a partition of the lost customers; customers and margins of a partition add up to Loss.
type Group struct {
	Key       string       `json:"key"` // catalogue: describe.group.<key>
	Customers int64        `json:"customers"`
	Revenue   engine.Money `json:"revenue"` // yearly, as in Loss
	Margin    engine.Money `json:"margin"`
	Low       float64      `json:"from"` // lower bound of the class (days, yearly net revenue or purchase days)
	High      float64      `json:"to"`   // upper bound, 0 = open
}

// Attribute is churn by the levels of one attribute, against everybody.
type Attribute struct {
	Name   string      `json:"name"`  // header of the file, or a key describe.attribute.<name> when Built
	Built  bool        `json:"built"` // computed by us (first channel, …)
	All    engine.Rate `json:"all"`
	Levels []Level     `json:"levels"`
	Spread float64     `json:"spread"` // largest minus smallest rate among levels that are not small
}

// Level is one level of an attribute; rates on fewer than 30 customers are marked small.
type Level struct {
	Label string      `json:"label"`
	Key   bool        `json:"key"` // Label is a key describe.level.<label>, not text of the file
	Rate  engine.Rate `json:"rate"`
	Small bool        `json:"small"`
}

// Triangle is the cohort table: customers of each first-purchase month who bought k months later.
type Triangle struct {
	Rows []CohortRow `json:"rows"`
}

// CohortRow is one cohort.
type CohortRow struct {
	Month engine.Day   `json:"month"` // first day of the cohort's month
	Size  int64        `json:"size"`
	Cells []CohortCell `json:"cells"` // k = 0, 1, …
}

// CohortCell is one month of a cohort; Open cells are months that have not ended at as-of.
type CohortCell struct {
	K         int   `json:"k"`
	Customers int64 `json:"customers"`
	Open      bool  `json:"open"`
}

// FlowMonth is the movement of customers in one month; Start − Lapsed + New + Returned = End.
type FlowMonth struct {
	End      engine.Day `json:"month_end"`
	Start    int64      `json:"active_start"`
	New      int64      `json:"new"`
	Kept     int64      `json:"kept"`
	Lapsed   int64      `json:"lapsed"`
	Returned int64      `json:"returned"`
	Active   int64      `json:"active_end"`
}
