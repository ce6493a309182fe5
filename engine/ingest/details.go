package ingest

import (
	"context"
	_ "embed" // the SQL texts
	"encoding/json"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Details reports whether the table lists the lines of orders whose customer and day
// stand in another table: it has an order number and what was bought, and no customer.
// Its lines are joined to their orders by the number, whichever table comes first.
func (m *Mapping) Details() bool {
	if m.Role != RoleOrders || m.Find(FieldCustomerID) >= 0 || m.Find(FieldOrderID) < 0 {
		return false
	}
	for _, f := range []Field{FieldProductID, FieldProduct, FieldQuantity, FieldUnitPrice} {
		if m.Find(f) >= 0 {
			return true
		}
	}
	return false
}

// heads reports whether the table says whose an order of a number is.
func (m *Mapping) heads() bool {
	return m.Role == RoleOrders && m.Find(FieldCustomerID) >= 0 && m.Find(FieldOrderID) >= 0
}

//go:embed sql/any_orders.sql
var sqlAnyOrders string

// orderless refuses lines of orders when no table says whose the orders are.
func orderless(ctx context.Context, r store.Reader, sources []Source) error {
	var lines *Source
	for i := range sources {
		switch m := &sources[i].Mapping; {
		case sources[i].Correction:
		case m.heads():
			return nil
		case m.Details() && lines == nil:
			lines = &sources[i]
		}
	}
	if lines == nil {
		return nil
	}
	var orders int64
	_, err := store.One(ctx, r, sqlAnyOrders, nil, &orders)
	if err != nil || orders > 0 {
		return err
	}
	// Sales with a day of their own are more likely to be all there is, without customers.
	if lines.Mapping.Find(FieldOrderAt) >= 0 {
		return unusable(lines, "import.no_customer_column")
	}
	return unusable(lines, "import.no_order_table")
}

// details loads lines of orders whose customer and day stand in another table. What
// they say is read as in other order lines; store.Tx.Rebuild joins them.
type details struct {
	*orders
	block lineBlock
	none  bool // the table has no amounts
}

func newDetails(f *fileLoad) *details {
	d := &details{orders: newOrders(f)}
	d.none = d.amount < 0 && d.price < 0
	return d
}

func (d *details) table() string { return "order_details" }

func (d *details) flush(context.Context) error { return nil }

func (d *details) end() { d.remark(&d.block.remarks) }

func (d *details) add(a *store.Appender, r *row) (verdict, error) {
	o, c := d.orders, d.c
	o.into = &d.block
	c.row = o.once.fill(r.cells)
	o.line = store.OrderLine{FileID: o.id32(), Line: r.line, VoidOn: engine.NoDay, Kind: store.KindSale}
	l := &o.line
	if l.OrderID = c.ident(o.order); l.OrderID == "" {
		return verdict{reason: "no_order", field: FieldOrderID}, nil
	}
	if lostDigits(l.OrderID) {
		d.block.lost++
	}
	for _, step := range [...]func(*row) verdict{o.money, o.kind} {
		if v := step(r); v.reason != "" {
			return v, nil
		}
	}
	o.rest()
	if l.VoidOn = engine.NoDay; l.Kind == store.KindRefunded {
		l.VoidOn = c.day(FieldRefundAt)
	}
	amount := &l.Amount
	if d.none {
		amount = nil
	}
	return verdict{}, a.Row(l.FileID, l.Line, strings.Clone(l.OrderID), l.Kind, day(l.VoidOn), text(l.ProductID), text(l.Product), text(l.Category),
		money(l.Quantity), money(l.UnitPrice), money(amount), money(l.Discount), money(l.Cost), text(l.Status), pointer(l.Coupon),
		text(l.Channel), text(l.Region), pointer(l.Promised), pointer(l.Actual), joinCells(r.cells))
}

// metaTotals keeps the warnings about orders whose lines do not sum to their total.
const metaTotals = "import.order_totals"

//go:embed sql/order_totals.sql
var sqlOrderTotals string

// noteTotals compares the totals of orders with the sums of their lines.
func noteTotals(ctx context.Context, tx *store.Tx) error {
	list := []engine.Warning{}
	err := store.Query(ctx, tx, sqlOrderTotals, nil, func(scan store.Scan) error {
		var file, sheet string
		var differ, orders int64
		var total, lines engine.Money
		if err := scan(&file, &sheet, &differ, &orders, &total, &lines); err != nil {
			return err
		}
		list = append(list, engine.Warning{Code: "import.totals_differ", Place: engine.Place{File: file, Sheet: sheet},
			Args: engine.Args{"file": file, "orders": differ, "all": orders, "total": total.Float(), "lines": lines.Float(), "difference": (total - lines).Float()}})
		return nil
	})
	if err != nil {
		return err
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return tx.SetMeta(ctx, metaTotals, string(text))
}

//go:embed sql/joined_files.sql
var sqlJoinedFiles string

// joinedAmounts takes back that a table has no amounts when the lines of its orders
// have them, and tells where both have some and differ.
func joinedAmounts(ctx context.Context, s *store.Store, r *Report) error {
	err := store.Query(ctx, s, sqlJoinedFiles, nil, func(scan store.Scan) error {
		var place engine.Place
		if err := scan(&place.File, &place.Sheet); err != nil {
			return err
		}
		r.Warnings = slices.DeleteFunc(r.Warnings, func(w engine.Warning) bool { return w.Code == "import.no_amount" && w.Place == place })
		return nil
	})
	if err != nil {
		return err
	}
	return readWarnings(ctx, s, metaTotals, r)
}
