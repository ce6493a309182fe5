package pattern

import (
	"huiliu/engine"
	"huiliu/engine/stat"
)

// Result is what was found; Rules and Paths are empty where nothing was, Skipped says why
// nothing was looked for.
type Result struct {
	Design    string      `json:"design"`       // DesignLater or DesignHalves
	Found     engine.Day  `json:"found_on"`     // what was known up to this day; NoDay for a customer table
	Checked   engine.Day  `json:"checked_on"`   // the later day
	Horizon   int         `json:"horizon_days"` // days after each in which leaving was decided; 0 for a customer table
	Left      engine.Rate `json:"left"`         // of those the rules were found among
	LeftThen  engine.Rate `json:"left_then"`    // of those they were looked at again among
	Least     int64       `json:"least"`        // customers who left that a rule must rest on
	Tried     int64       `json:"tried"`        // rules tested, all of which Q corrects for
	Likely    int64       `json:"likely"`       // of them more frequent among leavers after the correction
	Rules     []Rule      `json:"rules"`        // the different ones, the highest lower bound of LiftAgain first, thin ones last; at most 60
	Kept      int64       `json:"kept"`         // of those without what a shorter rule says
	Different int64       `json:"different"`    // of the kept without those true of nearly the same customers as a shorter or stronger one
	Held      int64       `json:"held"`         // of the different that hold again
	Dropped   []Item      `json:"dropped"`      // things that only restate who left
	Skipped   string      `json:"skipped,omitempty"`
	Paths     Paths       `json:"paths"`
}

// Designs of looking again.
const (
	DesignLater  = "later"  // at the customers of a later day and what they did after it
	DesignHalves = "halves" // at the other half of the customers, drawn by lot: a table without days has no later
)

// Item is something known of a customer. Kind is rules.item.<kind> of the words; Name is
// a header of the file or a built column, Value a value of the file. A number has Low < x
// ≤ High instead, undefined where open.
type Item struct {
	Kind  string        `json:"kind"`
	Name  string        `json:"name,omitempty"`
	Value string        `json:"value,omitempty"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// Rule is a set of things and how many of those of whom they are all true left.
type Rule struct {
	If         []Item        `json:"if"`
	Rate       engine.Rate   `json:"rate"` // its value is the confidence
	Support    engine.Number `json:"support"`
	Lift       engine.Number `json:"lift"`
	Leverage   engine.Number `json:"leverage"`
	Conviction engine.Number `json:"conviction"`
	P          engine.Number `json:"p"` // Fisher, one-sided
	Q          engine.Number `json:"q"` // Benjamini–Hochberg over all rules tried
	// Again is the same among those it was looked at again among.
	Again     engine.Rate   `json:"again"`
	LiftAgain engine.Number `json:"lift_again"`
	Low       engine.Number `json:"lift_low"`
	High      engine.Number `json:"lift_high"`
	Verdict   string        `json:"verdict"` // Holds, Thin, Open or Reversed
	Now       int64         `json:"now"`     // customers of whom it is true today

	members []int32
}

// Verdicts of looking again.
const (
	Holds    = "holds"    // the interval of the lift lies above 1
	Open     = "open"     // the interval covers 1
	Reversed = "reversed" // the interval lies below 1
	Thin     = "thin"     // too few customers to say
)

// Members are the numbers, ascending, of the customers of whom rule i is true today.
func (r *Result) Members(i int) []int32 {
	if i < 0 || i >= len(r.Rules) {
		return nil
	}
	return r.Rules[i].members
}

// Paths compares the last events before a silence with those of customers like them.
type Paths struct {
	From     engine.Day `json:"from"`  // last purchases from this day on
	Days     int        `json:"days"`  // event days that count
	Reach    int        `json:"reach"` // how many days before the last purchase they may lie
	After    int        `json:"after"` // and how many after it, for what is no purchase
	Lost     int64      `json:"lost"`
	Matched  int64      `json:"matched"` // of them with somebody like them who bought on: both sides of each comparison
	Patterns []Pattern  `json:"patterns"`
	Steps    []Step     `json:"steps"`
	Skipped  string     `json:"skipped,omitempty"`
}

// Event is a kind of event: rules.event.<code> of the words; Name is the topic of a ticket.
type Event struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
}

// Pattern is one event, or one followed by another on a later day.
type Pattern struct {
	Events []Event         `json:"events"`
	Left   engine.Rate     `json:"left"`
	Stayed engine.Rate     `json:"stayed"`
	Diff   stat.Difference `json:"difference"`
	Q      engine.Number   `json:"q"`
}

// Step is how often one event was followed by the next, among those who left and among
// those like them who stayed.
type Step struct {
	From   Event       `json:"from"`
	To     Event       `json:"to"`
	Left   engine.Rate `json:"left"`
	Stayed engine.Rate `json:"stayed"`
}
