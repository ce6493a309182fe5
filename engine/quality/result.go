// Package quality says what is wrong or odd in the imported data, how much money
// it touches and what was done about it, and finds customers who appear under
// several ids. It repairs nothing by itself: money totals are never trimmed, and
// ids are put together only by a decision that can be undone. Its questions read
// base tables, because they are about the import itself.
package quality

import "huiliu/engine"

// Severity says how urgent a finding is.
type Severity string

// The severities.
const (
	Act  Severity = "act"  // numbers are wrong or lack something until it is settled
	Look Severity = "look" // may be true, may be a fault: somebody should look
	Note Severity = "note" // good to know
)

// What happened to the rows of a finding.
const (
	DoneKept     = "kept"     // counted as they are
	DoneRejected = "rejected" // left out, kept in the list of rejected rows
	DoneNetted   = "netted"   // taken off by a stated rule
	DoneExcluded = "excluded" // kept and counted for nobody, see [Exclude]
	DoneNothing  = "nothing"  // no rows of their own: a property of the table
)

// Report is what Inspect found, worst first.
type Report struct {
	AsOf     engine.Day `json:"as_of"` // NoDay: everything
	Today    engine.Day `json:"today"` // later days are in the future
	Findings []Finding  `json:"findings"`
	Levels   []Level    `json:"levels"`
	Netting  []Rule     `json:"netting"`
	Reversed *Reversed  `json:"reversed"` // nil when no row takes anything back
}

// Finding is one thing about the data. Code's words are quality.finding.<code>
// (a column's name may follow: Column), quality.meaning.<code>, quality.todo.<code>.
type Finding struct {
	Code      string        `json:"code"`
	Role      string        `json:"role"`   // orders, customers, tickets, feedback, contacts
	Column    string        `json:"column"` // canonical column, or header of an attribute; "" when the row as a whole is meant
	Severity  Severity      `json:"severity"`
	Rows      int64         `json:"rows"`
	Share     engine.Rate   `json:"share"`     // rows of the table's rows; base 0 where a share has no meaning
	Customers int64         `json:"customers"` // customers touched, 0 unknown
	Amount    *engine.Money `json:"amount"`    // absolute revenue on these rows; nil when unknown
	// AmountShare is Amount of the absolute revenue of all loaded lines, of a rejection
	// together with the rejected.
	AmountShare engine.Number `json:"amount_share"`
	Difference  *engine.Money `json:"difference"` // price × quantity − discount − amount, summed, where that is the finding
	From        engine.Day    `json:"from"`       // period the finding is about, NoDay for none
	To          engine.Day    `json:"to"`
	Factor      engine.Number `json:"factor"` // how many times too large, for units
	Who         string        `json:"who"`    // the id, where the finding is one customer
	Done        string        `json:"done"`
	Examples    []Example     `json:"examples"` // at most five, first in the files

	distorts bool // whether its amount counts when ranking
}

// Example is one row of a finding.
type Example struct {
	File       string        `json:"file"`
	Line       int64         `json:"line"` // as a text editor or Excel counts
	OrderID    string        `json:"order_id"`
	CustomerID string        `json:"customer_id"`
	Day        engine.Day    `json:"day"`
	Amount     *engine.Money `json:"amount"`
}

// Level is the size of the data at one step from rows to customers. A count of 0
// with a nil amount means that the step has none.
type Level struct {
	Code      string        `json:"code"` // read, loaded, counted
	Rows      int64         `json:"rows"`
	Orders    int64         `json:"orders"`
	Days      int64         `json:"customer_days"`
	Customers int64         `json:"customers"`
	Amount    *engine.Money `json:"amount"` // net revenue
}

// Rule is one rule by which lines are netted.
type Rule struct {
	Code      string       `json:"code"` // cancel_prefix, negative_quantity, negative_amount, given_back, void
	Lines     int64        `json:"lines"`
	Orders    int64        `json:"orders"`
	Customers int64        `json:"customers"`
	Amount    engine.Money `json:"amount"` // absolute
}

// Reversed says which refund rows give back exactly one purchase line, and what the data
// would hold without those lines. Nothing is netted by it: a refund counts on its own day,
// and a day on which somebody bought stays a purchase day.
//
// Every refund row, in the order of time, takes the latest earlier purchase line that none
// has taken yet, of the same customer and product with the same price and quantity (where
// the export has none: with the same amount).
type Reversed struct {
	Refunds int64        `json:"refunds"` // refund rows
	Matched int64        `json:"matched"` // of them, those that give back one line
	Amount  engine.Money `json:"amount"`  // of the lines given back
	Open    engine.Money `json:"open"`    // absolute, of the refund rows that give back no one line
	Before  Level        `json:"before"`  // purchases as they count
	After   Level        `json:"after"`   // without the lines given back
}
