package store

import (
	"context"
	"runtime"

	"github.com/duckdb/duckdb-go/v2"

	"huiliu/engine"
)

// Lines is a batch of order lines on their way into the project, kept in columns as
// the database keeps them. Fill it with [Lines.Add], hand it to [Tx.InsertLines].
// The zero value is ready for use.
type Lines struct {
	n    int
	text texts

	register *Register
	facts    []fact
	moved    float64 // sum of the absolute amounts of facts

	fileID, key                                 column[int32]
	line, placedAt                              column[int64]
	day, voidOn                                 column[int32]
	quantity, unitPrice, amount, discount, cost column[int64]
	orderID, customerID, kind                   column[varchar]
	productID, product, category, status        column[varchar]
	channel, region                             column[varchar]
	coupon                                      column[bool]
	promised, actual                            column[float64]
}

// Reset empties the batch. Texts that are parts of block, which must be UTF-8 and
// must not change until the next Reset, are used where they are.
func (b *Lines) Reset(block []byte) {
	for _, c := range b.columns() {
		c.reset()
	}
	b.n, b.register, b.facts, b.moved = 0, nil, nil, 0
	b.text = texts{block: block}
}

// Register lets the batch, just reset, look up its customers in a register shared
// with other batches of the same goroutine, which is faster than its own.
func (b *Lines) Register(r *Register) { b.register = r }

// Len returns the number of lines.
func (b *Lines) Len() int { return b.n }

func (b *Lines) fillers() []filler {
	list := b.columns()
	return list[:]
}

// columns lists the columns in the order of the table order_lines.
func (b *Lines) columns() [23]filler {
	return [...]filler{&b.fileID, &b.line, &b.orderID, &b.customerID, &b.placedAt, &b.day, &b.kind, &b.voidOn, &b.productID, &b.product,
		&b.category, &b.quantity, &b.unitPrice, &b.amount, &b.discount, &b.cost, &b.status, &b.coupon, &b.channel, &b.region,
		&b.promised, &b.actual, &b.key}
}

// Add appends one line.
func (b *Lines) Add(l *OrderLine) {
	if b.register == nil {
		b.register = NewRegister()
	}
	b.n++
	customer := b.text.valid(l.CustomerID)
	b.fileID.add(l.FileID)
	b.line.add(l.Line)
	b.orderID.add(b.text.varchar(l.OrderID))
	b.customerID.add(b.text.varchar(customer))
	at := l.At.UnixMicro()
	b.placedAt.add(at)
	b.day.add(dayOf(at))
	b.kind.add(b.text.varchar(l.Kind))
	if l.VoidOn == engine.NoDay || l.VoidOn == 0 {
		b.voidOn.addNull()
	} else {
		b.voidOn.add(int32(l.VoidOn))
	}
	b.addText(&b.productID, l.ProductID)
	b.addText(&b.product, l.Product)
	b.addText(&b.category, l.Category)
	addMoney(&b.quantity, l.Quantity)
	addMoney(&b.unitPrice, l.UnitPrice)
	b.amount.add(int64(l.Amount))
	addMoney(&b.discount, l.Discount)
	addMoney(&b.cost, l.Cost)
	b.addText(&b.status, l.Status)
	addValue(&b.coupon, l.Coupon)
	b.addText(&b.channel, l.Channel)
	b.addText(&b.region, l.Region)
	addValue(&b.promised, l.Promised)
	addValue(&b.actual, l.Actual)
	b.key.add(0) // when the batch goes in, see keys
	b.noteLine(l, customer)
}

// dayOf is the day of a clock on the wall, which the database keeps as UTC.
func dayOf(micros int64) int32 {
	const perDay = 86400 * 1_000_000
	d := micros / perDay
	if micros%perDay < 0 {
		d--
	}
	return int32(d)
}

func (b *Lines) addText(c *column[varchar], s string) {
	if s == "" {
		c.addNull()
		return
	}
	c.add(b.text.varchar(s))
}

func addMoney(c *column[int64], m *engine.Money) {
	if m == nil {
		c.addNull()
		return
	}
	c.add(int64(*m))
}

func addValue[T any](c *column[T], p *T) {
	if p == nil {
		c.addNull()
		return
	}
	c.add(*p)
}

func (b *Lines) pin(p *runtime.Pinner) { b.text.pin(p) }

// lineFields are the columns of the table order_lines.
var lineFields = [...]field{
	{"file_id", duckdb.TYPE_INTEGER}, {"line", duckdb.TYPE_BIGINT}, {"order_id", duckdb.TYPE_VARCHAR}, {"customer_id", duckdb.TYPE_VARCHAR},
	{"placed_at", duckdb.TYPE_TIMESTAMP}, {"day", duckdb.TYPE_DATE}, {"kind", duckdb.TYPE_VARCHAR}, {"void_on", duckdb.TYPE_DATE},
	{"product_id", duckdb.TYPE_VARCHAR}, {"product", duckdb.TYPE_VARCHAR}, {"category", duckdb.TYPE_VARCHAR},
	{"quantity", duckdb.TYPE_DECIMAL}, {"unit_price", duckdb.TYPE_DECIMAL}, {"amount", duckdb.TYPE_DECIMAL},
	{"discount", duckdb.TYPE_DECIMAL}, {"cost", duckdb.TYPE_DECIMAL}, {"status", duckdb.TYPE_VARCHAR}, {"coupon", duckdb.TYPE_BOOLEAN},
	{"channel", duckdb.TYPE_VARCHAR}, {"region", duckdb.TYPE_VARCHAR}, {"promised_days", duckdb.TYPE_DOUBLE}, {"actual_days", duckdb.TYPE_DOUBLE},
	{"customer_key", duckdb.TYPE_INTEGER},
}

// InsertLines appends the batches that next returns, in their order, until it
// returns nil. A batch may be used again when next is called for the one after it.
// An error of next ends the insert and is returned; next must not use the transaction
// and runs on another goroutine's thread, one call at a time. A cancelled ctx is
// noticed between batches, so next should return soon after it.
func (tx *Tx) InsertLines(ctx context.Context, next func() (*Lines, error)) error {
	if err := tx.loadKeys(ctx); err != nil {
		return err
	}
	known := len(tx.keys.ids)
	err := tx.pour(&feed{name: incomingLines, ctx: ctx, fields: lineFields[:], threads: 1, next: func() (batch, error) {
		b, err := next()
		if b == nil || err != nil {
			return nil, err
		}
		tx.keys.fill(b)
		tx.ledger.note(b)
		return b, nil
	}}, mustText("insert_lines.sql"))
	if err != nil {
		return err
	}
	return tx.insertKeys(ctx, known)
}
