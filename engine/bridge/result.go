// Package bridge explains the change of net revenue between two periods: new,
// returned and lapsed customers, and for those who bought in both how often, how
// much, at which prices and discounts; refunds stand alone. The split does not
// depend on any order of the steps (Shapley) and adds up to the last fen.
package bridge

import "huiliu/engine"

// Keys of the parts, in the order they are shown: bridge.part.<key>.
const (
	New       = "new"       // first purchase ever after the earlier period
	Returned  = "returned"  // bought before, not in the earlier period, again in the later
	Lapsed    = "lapsed"    // bought in the earlier period only
	Frequency = "frequency" // kept customers: purchase days
	Basket    = "basket"    // kept customers: goods per purchase day at unchanged prices
	Price     = "price"     // kept customers: list prices of the same goods
	Discount  = "discount"  // kept customers: share of the list value given away
	Refunds   = "refunds"   // everybody: money given back
)

// PartKeys are all parts in order.
var PartKeys = [...]string{New, Returned, Lapsed, Frequency, Basket, Price, Discount, Refunds}

// How the two periods were chosen (Result.Basis).
const (
	YearApart = "year_apart" // the same season one year earlier
	Adjacent  = "adjacent"   // the data is too short for that: one after the other
)

// Result is the bridge from one period to a later one.
type Result struct {
	AsOf   engine.Day `json:"as_of"`
	Basis  string     `json:"basis"`
	Before Totals     `json:"before"`
	After  Totals     `json:"after"`
	// Change is After.Net − Before.Net and the sum of Parts.
	Change engine.Money `json:"change"`
	// ChangeShare is Change ÷ Before.Net, undefined without revenue before.
	ChangeShare engine.Number `json:"change_share"`
	Parts       []Part        `json:"parts"`
	Kept        int64         `json:"kept"`      // customers who bought in both periods
	Products    bool          `json:"products"`  // prices could be told from quantities
	Discounts   bool          `json:"discounts"` // discounts are known
	Movers      []Mover       `json:"movers"`    // the largest customers of each part
	Skipped     string        `json:"skipped"`   // code of why there is no bridge: bridge.skipped.<code>
}

// Totals are one period, (From, To]. Net = Sales + Refunds; sales given back in
// full are in both, on the day of the sale.
type Totals struct {
	From      engine.Day   `json:"from"` // the day before the first
	To        engine.Day   `json:"to"`
	Customers int64        `json:"customers"` // with a purchase
	Days      int64        `json:"purchase_days"`
	Sales     engine.Money `json:"sales"`
	Refunds   engine.Money `json:"refunds"` // ≤ 0
	Net       engine.Money `json:"net"`
}

// Part is one step of the bridge.
type Part struct {
	Key       string       `json:"key"`
	Customers int64        `json:"customers"` // whose amount is not zero
	Amount    engine.Money `json:"amount"`
	// Share is Amount ÷ Before.Net, undefined without revenue before.
	Share engine.Number `json:"share"`
}

// Mover is what one customer adds to one part.
type Mover struct {
	Part       string       `json:"part"`
	CustomerID string       `json:"customer_id"`
	Amount     engine.Money `json:"amount"`
}
