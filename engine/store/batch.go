package store

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"

	"huiliu/engine"
)

// Lines is a batch of order lines on their way into the project, kept in columns as
// the database keeps them. Fill it with [Lines.Add], hand it to [Tx.InsertLines].
// The zero value is ready for use.
type Lines struct {
	n    int
	text texts

	fileID                                      column[int32]
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
	b.n = 0
	b.text = texts{block: block}
}

// Len returns the number of lines.
func (b *Lines) Len() int { return b.n }

// columns lists the columns in the order of the table order_lines.
func (b *Lines) columns() [22]filler {
	return [...]filler{&b.fileID, &b.line, &b.orderID, &b.customerID, &b.placedAt, &b.day, &b.kind, &b.voidOn, &b.productID, &b.product,
		&b.category, &b.quantity, &b.unitPrice, &b.amount, &b.discount, &b.cost, &b.status, &b.coupon, &b.channel, &b.region,
		&b.promised, &b.actual}
}

// Add appends one line.
func (b *Lines) Add(l *OrderLine) {
	b.n++
	b.fileID.add(l.FileID)
	b.line.add(l.Line)
	b.orderID.add(b.text.varchar(l.OrderID))
	b.customerID.add(b.text.varchar(l.CustomerID))
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

// pin keeps the texts in place while the database looks at them.
func (b *Lines) pin(p *runtime.Pinner) {
	if len(b.text.block) > 0 {
		p.Pin(unsafe.SliceData(b.text.block))
	}
	for _, a := range b.text.full {
		p.Pin(unsafe.SliceData(a))
	}
}

// incoming is the name of the table function that [Tx.InsertLines] reads from.
const incoming = "incoming_lines"

// registerIncoming makes the function known to the database. It returns the lines of
// the running insert; outside of InsertLines it fails.
func registerIncoming(ctx context.Context, s *Store) (err error) {
	if !chunkReadable() || !connReadable() {
		return errors.New("store: the database driver keeps its chunks or connections in another way than expected")
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return duckdb.RegisterTableUDF(conn, incoming, duckdb.ChunkTableFunction{
		BindArguments: func(map[string]any, ...any) (duckdb.ChunkTableSource, error) {
			f := s.incoming.Load()
			if f == nil {
				return nil, errors.New(incoming + " is only for imports")
			}
			return f, nil
		},
	})
}

// feed hands batches to the database, vector by vector.
type feed struct {
	ctx   context.Context
	next  func() (*Lines, error)
	batch *Lines
	at    int
	pins  runtime.Pinner
	err   error
}

// ColumnInfos implements duckdb.ChunkTableSource.
func (f *feed) ColumnInfos() []duckdb.ColumnInfo {
	names := [22]string{"file_id", "line", "order_id", "customer_id", "placed_at", "day", "kind", "void_on", "product_id", "product", "category",
		"quantity", "unit_price", "amount", "discount", "cost", "status", "coupon", "channel", "region", "promised_days", "actual_days"}
	var infos []duckdb.ColumnInfo
	for i, c := range (&Lines{}).columns() {
		infos = append(infos, duckdb.ColumnInfo{Name: names[i], T: typeOf(c, names[i])})
	}
	return infos
}

// typeOf returns the type of a column in the database, nil when there is none.
func typeOf(c filler, name string) duckdb.TypeInfo {
	t := duckdb.TYPE_VARCHAR
	switch c.(type) {
	case *column[int32]:
		if t = duckdb.TYPE_DATE; name == "file_id" {
			t = duckdb.TYPE_INTEGER
		}
	case *column[int64]:
		switch name {
		case "line":
			t = duckdb.TYPE_BIGINT
		case "placed_at":
			t = duckdb.TYPE_TIMESTAMP
		default:
			info, _ := duckdb.NewDecimalInfo(18, 4) // both are in range
			return info
		}
	case *column[bool]:
		t = duckdb.TYPE_BOOLEAN
	case *column[float64]:
		t = duckdb.TYPE_DOUBLE
	}
	info, _ := duckdb.NewTypeInfo(t) // none of them needs more than its name
	return info
}

// Cardinality implements duckdb.ChunkTableSource.
func (f *feed) Cardinality() *duckdb.CardinalityInfo { return nil }

// Init implements duckdb.ChunkTableSource.
func (f *feed) Init() {}

// FillChunk implements duckdb.ChunkTableSource. The texts of a batch stay pinned
// until the database asks for the next one: by then it has copied them.
func (f *feed) FillChunk(chunk duckdb.DataChunk) error {
	for f.batch == nil || f.at >= f.batch.n {
		f.pins.Unpin()
		if f.err == nil {
			f.err = f.ctx.Err()
		}
		if f.err == nil {
			f.batch, f.err = f.next()
			f.at = 0
		}
		if f.err != nil {
			return f.err
		}
		if f.batch == nil {
			return chunk.SetSize(0)
		}
		f.batch.pin(&f.pins)
	}
	n := min(f.batch.n-f.at, duckdb.GetDataChunkCapacity())
	raw := rawChunk(&chunk)
	for i, c := range f.batch.columns() {
		c.fill(mapping.DataChunkGetVector(raw, mapping.IdxT(i)), f.at, n)
	}
	f.at += n
	return chunk.SetSize(n)
}

// rawChunk returns the chunk of the database inside a chunk of the driver, whose
// own setters box every value. chunkReadable says whether that is its first field.
func rawChunk(c *duckdb.DataChunk) mapping.DataChunk {
	return *(*mapping.DataChunk)(unsafe.Pointer(c))
}

func chunkReadable() bool {
	t := reflect.TypeFor[duckdb.DataChunk]()
	return t.NumField() > 0 && t.Field(0).Offset == 0 && t.Field(0).Type == reflect.TypeFor[mapping.DataChunk]()
}

// InsertLines appends the batches that next returns, in their order, until it
// returns nil. A batch may be used again when next is called for the one after it.
// An error of next ends the insert and is returned; next must not use the transaction
// and runs on another goroutine's thread, one call at a time. A cancelled ctx is
// noticed between batches, so next should return soon after it.
func (tx *Tx) InsertLines(ctx context.Context, next func() (*Lines, error)) error {
	f := &feed{ctx: ctx, next: next}
	defer f.pins.Unpin()
	tx.store.incoming.Store(f)
	defer tx.store.incoming.Store(nil)
	// The feed itself watches ctx: an interrupt would hide its error.
	err := tx.patient(context.WithoutCancel(ctx), mustText("insert_lines.sql"))
	if f.err != nil {
		return f.err
	}
	return err
}
