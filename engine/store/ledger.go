package store

import (
	"hash/maphash"
	"math"
)

// fact is what a line says about a day of its customer.
type fact struct {
	customer               int32 // place in the register; when the batch goes in, the key
	day, voidOn            int32 // voidOn is never when the line counts for good
	kind                   lineKind
	coupon, late, costed   bool
	amount, discount, cost int64
	order                  uint64 // hash of the order number
}

const never = math.MinInt32

// anySeed is any seed: only whether hashes are equal counts.
var anySeed = maphash.MakeSeed()

// lineKind is the kind of a line in one byte.
type lineKind byte

const (
	kindOther lineKind = iota // counts as money and not as a purchase
	kindSale
	kindRefund
	kindVoid
)

func lineKindOf(kind string) lineKind {
	switch kind {
	case KindSale, KindRefunded:
		return kindSale
	case KindRefund:
		return kindRefund
	case KindVoid:
		return kindVoid
	}
	return kindOther
}

// noteLine notes the line just added.
func (b *Lines) noteLine(l *OrderLine, customer string) {
	i := b.n - 1
	f := fact{customer: b.register.place(customer), day: b.day.values[i], voidOn: never, kind: lineKindOf(l.Kind),
		amount: int64(l.Amount), order: maphash.String(anySeed, l.OrderID)}
	if b.voidOn.has(i) {
		f.voidOn = b.voidOn.values[i]
	}
	if l.Discount != nil {
		f.discount = int64(*l.Discount)
	}
	if l.Cost != nil {
		f.cost, f.costed = int64(*l.Cost), true
	}
	f.coupon = l.Coupon != nil && *l.Coupon
	f.late = l.Promised != nil && l.Actual != nil && *l.Actual > *l.Promised
	b.moved += math.Abs(float64(f.amount)) + math.Abs(float64(f.discount)) + math.Abs(float64(f.cost))
	if b.facts == nil {
		b.facts = make([]fact, 0, cap(b.line.values))
	}
	b.facts = append(b.facts, f)
}

// ledger keeps what was noted of the lines of a write.
type ledger struct {
	pages  [][]fact
	lines  int64
	moved  float64
	broken bool // some lines are not in it
}

const (
	maxNoted = 3_000_000 // lines; of more the database is asked, which needs less memory
	maxMoved = 1e17      // far below what a DECIMAL(18,4) holds, so that no sum is too large
)

// note takes over what a batch has noted, after its keys are filled in.
func (l *ledger) note(b *Lines) {
	if b.n == 0 {
		return
	}
	l.lines += int64(b.n)
	l.moved += b.moved
	if b.text.mended || l.lines > maxNoted || l.moved > maxMoved {
		l.broken, l.pages = true, nil
	}
	if !l.broken {
		l.pages = append(l.pages, b.facts)
	}
	b.facts = nil
}

// whole reports whether the ledger has lines and all that were inserted.
func (l *ledger) whole() bool { return l.lines > 0 && !l.broken }
