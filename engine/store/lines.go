package store

import (
	"context"
	"database/sql/driver"
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

// OrderLine appends one order line; the appender must be of table order_lines.
func (a *Appender) OrderLine(l *OrderLine) error {
	return a.Row(l.FileID, l.Line, l.OrderID, l.CustomerID, l.At, engine.DayOf(l.At).Time(), l.Kind, day(l.VoidOn),
		text(l.ProductID), text(l.Product), text(l.Category), money(l.Quantity), money(l.UnitPrice), Decimal(l.Amount),
		money(l.Discount), money(l.Cost), text(l.Status), value(l.Coupon), text(l.Channel), text(l.Region),
		value(l.Promised), value(l.Actual))
}

// AppendLines loads order lines.
func (tx *Tx) AppendLines(ctx context.Context, lines []OrderLine) error {
	return tx.Append(ctx, "order_lines", func(a *Appender) error {
		for i := range lines {
			if err := a.OrderLine(&lines[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func text(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}

func day(d engine.Day) driver.Value {
	if d == engine.NoDay || d == 0 {
		return nil
	}
	return d.Time()
}

func money(m *engine.Money) driver.Value {
	if m == nil {
		return nil
	}
	return Decimal(*m)
}

func value[T any](p *T) driver.Value {
	if p == nil {
		return nil
	}
	return *p
}
