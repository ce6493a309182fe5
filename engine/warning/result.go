package warning

import "huiliu/engine"

// Kinds of alarm, in this order everywhere: alarm.kind.<key>.
const (
	Surprise = "surprise" // fewer purchases than chance explains
	Slowing  = "cusum"    // evidence that the rate has halved
	Slope    = "slope"    // at most half as often as before
	Mix      = "mix"      // buys other things than before
)

// Rules the alarms are compared with.
const (
	Any     = "any"        // one of the alarms at least
	Silence = "silence_60" // no purchase in 60 days
	Own     = "own_rule"   // lost by the shop's own definition
)

// Why there are no warnings: ui.unlock.warning.<code>.
const (
	SkippedContractual = "contractual" // nobody's purchases are known
	SkippedFew         = "few"         // fewer than 30 customers can be judged
)

// Result is the warnings of one day.
type Result struct {
	AsOf   engine.Day `json:"as_of"`
	Window int        `json:"window_days"`
	// Active customers are those not lost on the day; Judged have bought for at least a window
	// and a quarter, so that their own rate is known.
	Active int64 `json:"active"`
	Judged int64 `json:"judged"`
	// Budget is the number of false alarms per monthly check that every kind may cause among
	// customers who do not change; Chosen says whether a person chose it.
	Budget float64 `json:"false_alarms_allowed"`
	Chosen bool    `json:"chosen"`
	// Season is the shop's pace in the same weeks a year before, as a share of its average in
	// the year around them; undefined without that much history. Alarms do not know the season.
	Season   engine.Number `json:"season"`
	Prior    Prior         `json:"prior"`
	Kinds    []Kind        `json:"kinds"`
	Alarmed  int64         `json:"alarmed"` // customers with at least one alarm
	Levels   []Level       `json:"levels"`  // by cost
	Rows     []Alarm       `json:"rows"`    // largest expected loss first, at most AlarmRows
	Backtest Backtest      `json:"backtest"`
	System   System        `json:"index"`
	Skipped  string        `json:"skipped"`
}

// Kind is one kind of alarm on the day.
type Kind struct {
	Key string `json:"kind"`
	// Threshold of the score, whatever its unit; undefined when the kind cannot be used.
	Threshold engine.Number `json:"threshold"`
	// Expected false alarms per check at that threshold, found by simulation; at most Budget.
	Expected engine.Number `json:"expected_false_alarms"`
	// Every is how many months pass between two false alarms about one customer who does not change.
	Every  engine.Number `json:"months_between"`
	Alarms int64         `json:"alarms"`
}

// Alarm is one customer of whom some alarm rings.
type Alarm struct {
	CustomerID   string     `json:"customer_id"`
	Kinds        []string   `json:"kinds"`
	Silence      int        `json:"silence_days"`
	LastDay      engine.Day `json:"last_day"`
	PurchaseDays int        `json:"purchase_days"`
	Evidence     Evidence   `json:"evidence"`
	// Chance is the share of customers alarmed by as many kinds who left, on past checks; undefined
	// without a past.
	Chance       engine.Number `json:"chance"`
	YearMargin   engine.Money  `json:"year_margin"`
	ExpectedLoss engine.Money  `json:"expected_loss"`
	Level        string        `json:"level"`  // high, medium or low, by cost
	Action       string        `json:"action"` // alarm.action.<key>
}

// Evidence is what the alarms of a customer go by.
type Evidence struct {
	// Gap is the usual number of days between purchases.
	Gap float64 `json:"usual_gap_days"`
	// In the last Span days there were Count purchases where Expected were due; P is the chance
	// of so few without a change.
	Span     int     `json:"span_days"`
	Count    int     `json:"count"`
	Expected float64 `json:"expected"`
	P        float64 `json:"p"`
	// Halved is how many times likelier half the usual rate is than the usual one.
	Halved float64 `json:"halved_odds"`
	// Slope is the rate of the last SlopeDays days divided by the one before; undefined without one.
	Slope     engine.Number `json:"slope"`
	SlopeDays int           `json:"slope_days"`
	// Shift is the Jensen–Shannon divergence of what is bought, 0 to ln 2; From and To are the
	// categories that lost and gained most.
	Shift engine.Number `json:"shift"`
	From  string        `json:"from_category"`
	To    string        `json:"to_category"`
}

// Backtest tells what the alarms would have done on past month-ends, for the customers
// judged then.
type Backtest struct {
	Days  []engine.Day `json:"days"`           // ascending; the window after the last is over
	Share float64      `json:"customer_share"` // drawn from all customers; below 1 in a large shop
	Rules []Rule       `json:"rules"`
	// Equal compares every kind with Silence and with Own at thresholds of equal precision.
	Equal []Equal `json:"equal_precision"`
	Curve []Point `json:"curve"`
	// Head is the kind the verdict is about, named before anything was tried.
	Head string `json:"head"`
	// Chances are the shares of alarms that were right, by how many kinds rang: 1, 2, 3 and more.
	Chances [kinds - 1]engine.Rate `json:"right_by_kinds"`
	Verdict string                 `json:"verdict"` // alarm.verdict.<code>, against Silence
	Skipped string                 `json:"skipped"` // "history": no window of a past month-end is over
}

// Verdicts of the comparison in days of notice.
const (
	MoreNotice = "more"
	LessNotice = "less"
	NoVerdict  = "alike"   // the interval covers 0
	Untested   = "unknown" // too few alarms to say
)

// Rule is what one rule did over all checks. A silence, from one purchase to the next, is
// alarmed once: at the first check at which the rule holds.
type Rule struct {
	Key    string `json:"rule"`
	Alarms int64  `json:"alarms"`
	// Right: no purchase in the window after the alarm. Caught: of the losses by the shop's own
	// rule, those alarmed before or when they were certain.
	Right  engine.Rate `json:"precision"`
	Caught engine.Rate `json:"recall"`
	// False alarms per monthly check: the customer bought again within the window.
	False engine.Number `json:"false_per_month"`
	// Notice is the median number of days from a right alarm until the shop's own rule was sure.
	Notice engine.Number `json:"notice_days"`
}

// Equal is a kind of alarm against Silence or Own, its threshold moved until as large a
// share of its alarms is right.
type Equal struct {
	Key     string        `json:"rule"`
	Against string        `json:"against"`
	Rule    Rule          `json:"at"` // at the moved threshold
	More    engine.Number `json:"more_notice_days"`
	Low     engine.Number `json:"low"` // 95 %, bootstrap over customers
	High    engine.Number `json:"high"`
	Caught  engine.Number `json:"more_caught"` // difference of the shares caught
	CLow    engine.Number `json:"caught_low"`
	CHigh   engine.Number `json:"caught_high"`
	Code    string        `json:"verdict"`
}

// Point is a kind at one threshold: precision against notice.
type Point struct {
	Key       string        `json:"rule"`
	Alarms    int64         `json:"alarms"`
	Precision engine.Number `json:"precision"`
	Caught    engine.Number `json:"recall"`
	Notice    engine.Number `json:"notice_days"`
}

// Level is a level of risk by cost: from From of expected loss on its action costs less than
// it may keep.
type Level struct {
	Key       string       `json:"level"`
	Action    string       `json:"action"`
	From      engine.Money `json:"from_expected_loss"`
	Customers int64        `json:"customers"`
}

// Levels of risk and what is suggested: watch.level.<key>, alarm.action.<key>.
const (
	High   = "high"
	Medium = "medium"
	Low    = "low"

	Call    = "call"    // a call with a gift pays
	Message = "message" // only a message pays
	Wait    = "wait"    // neither pays
	NotDue  = "not_due" // silent by habit
	Leave   = "leave"   // does not wish to be contacted
)
