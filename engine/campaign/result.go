package campaign

import (
	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/trial"
	"huiliu/engine/uplift"
)

// Horizon is the days after the draw in which a purchase counts as a return.
const Horizon = 60

// Verdicts; words report.campaign.verdict.<code>.
const (
	Works        = "works"
	NoDifference = "no_difference"
	Hurts        = "hurts"
	BrokenSplit  = "broken_split"
	Open         = "open"
	NoControl    = "no_control"
	Small        = "small"
)

// Sources of what came of a campaign.
const (
	FromPurchases = "purchases" // a purchase within the horizon
	FromTable     = "table"     // the campaign's own table tells
)

// Result is every campaign by day and name.
type Result struct {
	Campaigns []Campaign `json:"campaigns"`
	// Waves put together what campaigns with the same offer say, offers with two or more that can be read.
	Waves []Waves `json:"waves"`
}

// Campaign is one campaign.
type Campaign struct {
	Name   string     `json:"name"`
	Source string     `json:"source"`
	Day    engine.Day `json:"day"` // of the first assignment; NoDay when the table does not tell
	// HorizonDays is how long everybody was watched; 0 when the table does not tell.
	HorizonDays int         `json:"horizon_days"`
	Open        bool        `json:"open"` // the horizon has not closed
	Ratio       trial.Ratio `json:"sample_ratio"`
	Effects     []Effect    `json:"effects"` // by offer; one when the offers are not told
	// Balance compares what was known before the draw.
	Balance []trial.Imbalance `json:"balance"`
	// Before is the figure the money is adjusted by (CUPED), "" for none.
	Before string `json:"before"`
	// Further are other outcomes the table tells, each with the effect on it.
	Further []Further `json:"further"`
	Groups  []Groups  `json:"groups"`
	// Lead compares the offer that brought most money with the next.
	Lead *Lead `json:"lead"`
	// Uplift is undefined for campaigns too small for it.
	Uplift []Uplift `json:"uplift"`
	// Twice is how many customers had several contacts, and Channels over more than one channel: each is one row.
	Twice    int64  `json:"contacted_twice"`
	Channels int64  `json:"several_channels"`
	Code     string `json:"code"` // of the whole: that of the best effect, or why none can be read
}

// Effect is one offer against the control.
type Effect struct {
	trial.Effect
	Offer string        `json:"offer"` // as logged; "" when not
	Cost  float64       `json:"cost"`  // logged, of all contacts
	Each  engine.Number `json:"cost_per_contact"`
	// PerReturn is Cost ÷ additional returns; undefined unless there are some.
	PerReturn engine.Number `json:"cost_per_additional_return"`
	Channel   string        `json:"channel"`
	Code      string        `json:"code"`
}

// Further is another outcome of the same draw.
type Further struct {
	Name    string         `json:"name"`
	Effects []trial.Effect `json:"effects"`
}

// Groups is the effect within the levels of one column known before.
type Groups struct {
	Column string        `json:"column"`
	Levels []trial.Group `json:"levels"`
}

// Lead is the difference in money per customer between two offers.
type Lead struct {
	Best  string     `json:"best"`
	Next  string     `json:"next"`
	Money stat.Means `json:"money"`
	Clear bool       `json:"clear"` // the interval excludes zero
	Earns bool       `json:"earns"` // the best offer's own interval is above zero
}

// Uplift judges an order of whom to treat on customers it has not seen.
type Uplift struct {
	Arm    string         `json:"arm"`
	Method string         `json:"method"` // words report.uplift.<method>
	Train  int            `json:"train"`
	Test   int            `json:"test"`
	Qini   engine.Number  `json:"qini"`
	Low    engine.Number  `json:"low"`
	High   engine.Number  `json:"high"`
	All    engine.Number  `json:"all"` // additional responses per treated customer, everybody treated
	Tops   []Top          `json:"tops"`
	Curve  []uplift.Point `json:"curve"`
	// Switched is Qini of the other way to learn an order, from the transformed outcome.
	Switched Judged `json:"switched"`
	// Everybody and Third are the additional revenue per customer, next to treating nobody, of
	// treating all and of treating the best-scored 30 %; undefined when no money is told.
	Everybody uplift.Value `json:"worth_all"`
	Third     uplift.Value `json:"worth_top_30"`
	// Tells: the interval of Qini is above zero, so the order is better than drawing lots.
	Tells bool `json:"tells"`
}

// Judged is Qini's coefficient with its interval.
type Judged struct {
	Qini engine.Number `json:"qini"`
	Low  engine.Number `json:"low"`
	High engine.Number `json:"high"`
}

// Top is the effect among the best-scored share of the customers.
type Top struct {
	Share  float64         `json:"share"`
	Effect stat.Difference `json:"effect"`
}

// Waves is one offer over several campaigns.
type Waves struct {
	Offer     string       `json:"offer"`
	Campaigns int          `json:"campaigns"`
	Effect    trial.Pooled `json:"effect"`
}
