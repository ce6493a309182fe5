// Package churn decides what "left" means: contractual or not, the silence window
// suggested from purchase gaps that include the unfinished ones, and how often that
// window would have been wrong. Everything is as of one day.
package churn

import (
	"huiliu/engine"
	"huiliu/engine/store"
)

// Business says whether an end is observed or only silence.
type Business string

// Kinds of business.
const (
	Contractual    Business = "contractual"    // a flag, end date or expired term says who left
	NonContractual Business = "noncontractual" // only silence shows it
)

// Definition is the one definition of churn all later numbers use.
type Definition struct {
	Business   Business `json:"business"`
	WindowDays int      `json:"window_days"` // a customer silent for more than this many days has left; 0 when contractual
	// Rule says how an end is recognised: RuleSilence, RuleRhythm, RuleFlag or RuleDates.
	Rule string `json:"rule"`
	// Times: by RuleRhythm a customer with three finished gaps has left when silent for more than so
	// many times the own median gap, others by WindowDays; 0 otherwise.
	Times int `json:"times"`
	// GraceDays: by RuleDates a customer has left when the last term ended more than so many days ago.
	GraceDays int `json:"grace_days"`
	// Undated customers left on a day nobody told: by RuleDates they are not counted.
	Undated int64 `json:"undated,omitempty"`
	// Declined is the rule that was asked for and that the data do not support on this day; "" for none.
	Declined string     `json:"declined,omitempty"`
	AsOf     engine.Day `json:"as_of"` // last day the analysis may see; NoDay for a snapshot without dates
	// FalseChurn: of those silent longer than the window at CheckedAt, the share that bought again
	// within HorizonDays. Undefined when no past day has a closed horizon, and when contractual.
	FalseChurn  engine.Rate `json:"false_churn"`
	CheckedAt   engine.Day  `json:"checked_at"`
	HorizonDays int         `json:"horizon_days"`
	Chosen      string      `json:"chosen"` // "suggested" or "user"
	Suggested   int         `json:"suggested_days"`
	Reason      string      `json:"reason"` // why this window was suggested: a code of the catalogue, churn.reason.<code>
}

// Silence are the parameters of the questions about silence: whom patient_purchases calls lost.
func (d *Definition) Silence() store.Params {
	return store.Params{"as_of": d.AsOf, "window": d.WindowDays, "times": d.Times}
}

// Ends are the parameters of the questions about contracts, see contracts_at.
func (d *Definition) Ends() store.Params {
	p := store.Params{"ends": nil, "grace": d.GraceDays}
	if d.Rule == RuleDates {
		p["ends"] = d.AsOf
	}
	return p
}

// Patience is how many days of silence after the last of some purchase days, ascending, are
// not yet a loss: what patient_purchases says of that day.
func (d *Definition) Patience(days []engine.Day) int {
	if d.Times == 0 || len(days) <= personalGaps {
		return d.WindowDays
	}
	return int(float64(d.Times) * medianGap(days)) // whole days of silence: more than x is more than its whole part
}

// Lab is the evidence behind the window.
type Lab struct {
	Rhythm  Rhythm      `json:"rhythm"`
	ByOrder []OrderGaps `json:"gaps_by_order"` // after the first, second, third and any later purchase day
	Gaps    Gaps        `json:"gaps"`
	Sweep   []WindowRow `json:"sweep"`
	// Windows are the same for every day from LowestWindow to HighestWindow and for a chosen one
	// outside: what a person sees while moving the window. The JSON has those of Sweep.
	Windows []WindowRow `json:"-"`
	// Cold is the window from which on at most 5 % of those called lost at the check bought again
	// within its horizon; nil when no window that can be checked is that safe. Notice is counted from it.
	Cold      *int       `json:"cold_days"`
	Suggested int        `json:"suggested_days"`
	Reason    string     `json:"reason"`
	Flagged   bool       `json:"flagged"` // a table says of contracts who left
	Dated     bool       `json:"dated"`   // contracts tell their ends: they can be replayed, and a grace can be chosen
	FirstDay  engine.Day `json:"first_day"`
	LastDay   engine.Day `json:"last_day"`
	// OneTime: customers with a single purchase day, of all; a state of their own.
	OneTime engine.Rate `json:"one_time"`

	histories *histories // until the window is decided
}

// Gaps is the Kaplan–Meier curve of days from one purchase day to the next, the
// unfinished gap of every customer included as censored.
type Gaps struct {
	Total      int64      `json:"total"`
	Unfinished int64      `json:"unfinished"`
	Points     []GapPoint `json:"points"` // one per day with an event, by day
	Median     *int       `json:"median"` // smallest day by which half have bought again; nil = not reached
	P75        *int       `json:"p75"`
	P90        *int       `json:"p90"`
	// FinishedP90 is the popular and biased figure that looks at finished gaps only (R type 7).
	FinishedP90 engine.Number `json:"finished_p90"`
}

// GapPoint is the share that has bought again by Day, with its 95 % interval (Greenwood, log–log).
type GapPoint struct {
	Day    int           `json:"day"`
	AtRisk int64         `json:"at_risk"`
	Again  engine.Number `json:"again"` // 1 − S(Day)
	Low    engine.Number `json:"low"`
	High   engine.Number `json:"high"`
}

// WindowRow is what one window would have meant at a past cut-off.
type WindowRow struct {
	Cutoff     engine.Day    `json:"cutoff"`
	Window     int           `json:"window_days"`
	Horizon    int           `json:"horizon_days"`
	Churned    engine.Rate   `json:"churned"`     // silent > window, of all who bought by the cut-off
	False      engine.Rate   `json:"false_churn"` // of those, bought within the horizon; undefined while it is open
	SpendShare engine.Number `json:"spend_share"` // their share of all spend up to the cut-off
	Now        engine.Rate   `json:"now"`         // silent > window today, of all who bought
	NowSpend   engine.Number `json:"now_spend"`   // their share of all net spend so far
	Stable     engine.Rate   `json:"stable"`      // called the same a month later, customers × the latest months
	Notice     *int          `json:"notice_days"` // days from being called lost to having gone cold (Lab.Cold)
}

// OrderGaps is the share that has bought again after the After-th purchase day, the
// last row after any later one; undefined beyond the last gap.
type OrderGaps struct {
	After  int           `json:"after"`
	Gaps   int64         `json:"gaps"`
	By30   engine.Number `json:"by30"`
	By90   engine.Number `json:"by90"`
	By180  engine.Number `json:"by180"`
	Median *int          `json:"median"` // nil = not reached
}
