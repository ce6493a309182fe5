package secondlife

import (
	"huiliu/engine"
)

// Reach is how many days after a contact a return is listed with its offer.
const Reach = 60

// ByThemselves is the group of returns without a contact in the Reach days before.
const ByThemselves = ""

// Marks are the days after the return at which survival is told.
var marks = [...]int{30, 90, 180, 365, 730}

// Result is the ledger of second lives.
type Result struct {
	AsOf   engine.Day `json:"as_of"`
	Window int        `json:"window_days"`
	// Lives are all second (and later) lives, Customers who had one, Running those that still last.
	Lives     int64   `json:"lives"`
	Customers int64   `json:"customers"`
	Running   int64   `json:"running"`
	All       Group   `json:"all"`
	Groups    []Group `json:"groups"` // by offer, most lives first; ByThemselves among them
	// P is the log-rank test of the groups; undefined with fewer than two large enough.
	P engine.Number `json:"p"`
	// Rows are the lives, latest first.
	Rows []Life `json:"rows"`
	// Again is why they left before and after, filled by Why.
	Again Again `json:"again"`
	// Skipped says why there is no ledger: "contractual", "no_returns"; "" when there is.
	Skipped string `json:"skipped"`
}

// Group is the second lives that began with one offer.
type Group struct {
	Offer   string        `json:"offer"`
	Contact bool          `json:"contact"` // a contact within Reach days came before
	Lives   int64         `json:"lives"`
	Ended   int64         `json:"ended"`
	Median  engine.Number `json:"median_days"` // until lost again; undefined when not reached
	At      []Mark        `json:"at"`
	// Revenue so far per life, and its interval (Student); Cost is what the contacts before cost per life.
	Revenue engine.Number `json:"revenue_so_far"`
	Low     engine.Number `json:"revenue_low"`
	High    engine.Number `json:"revenue_high"`
	Cost    engine.Number `json:"cost"`
	// Half is the revenue in the first 180 days of lives begun at least so long ago: comparable between groups.
	Half     engine.Number `json:"revenue_180"`
	HalfBase int64         `json:"revenue_180_base"`
}

// Mark is the share of second lives that last longer than Days.
type Mark struct {
	Days   int           `json:"days"`
	Share  engine.Number `json:"share"`
	Low    engine.Number `json:"low"`
	High   engine.Number `json:"high"`
	AtRisk int64         `json:"at_risk"`
}

// Life is one second life.
type Life struct {
	CustomerID string       `json:"customer_id"`
	Number     int          `json:"number"` // 1 is the second life
	First      engine.Day   `json:"first"`
	Ended      engine.Day   `json:"ended"` // NoDay: still running
	Silence    int          `json:"silence_before"`
	Days       int64        `json:"purchase_days"`
	Revenue    engine.Money `json:"revenue"`
	Contact    bool         `json:"contact"`
	Offer      string       `json:"offer"`
	Cost       engine.Money `json:"cost"`

	customer int32
	half     engine.Money // revenue of the first 180 days
}
