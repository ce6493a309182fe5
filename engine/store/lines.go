package store

import (
	"context"
	"time"

	"huiliu/engine"
)

// Kinds of order line.
const (
	KindSale     = "sale"     // a purchase
	KindRefund   = "refund"   // a negative or cancellation row, booked on its own day
	KindRefunded = "refunded" // a sale given back in full: does not count from void_on
	KindVoid     = "void"     // never paid
)

// OrderLine is one row of the canonical order_lines table. Empty strings, nil
// pointers and NoDay are NULL.
type OrderLine struct {
	FileID     int32
	Line       int64
	OrderID    string
	CustomerID string
	At         time.Time
	Kind       string
	VoidOn     engine.Day // NoDay when the line counts for good
	ProductID  string
	Product    string
	Category   string
	Quantity   *engine.Money // DECIMAL(18,4), same scale as money
	UnitPrice  *engine.Money
	Amount     engine.Money
	Discount   *engine.Money
	Cost       *engine.Money
	Status     string
	Coupon     *bool
	Channel    string
	Region     string
	Promised   *float64 // delivery days promised
	Actual     *float64 // delivery days taken
}

// AppendLines loads order lines.
func (tx *Tx) AppendLines(ctx context.Context, lines []OrderLine) error {
	var b Lines
	return tx.InsertLines(ctx, func() (*Lines, error) {
		if len(lines) == 0 {
			return nil, nil
		}
		n := min(len(lines), batchLines)
		b.Reset(nil)
		for i := range lines[:n] {
			b.Add(&lines[i])
		}
		lines = lines[n:]
		return &b, nil
	})
}

// batchLines is how many lines AppendLines lays out at once.
const batchLines = 16 << 10
