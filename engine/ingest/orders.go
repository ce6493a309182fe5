package ingest

import (
	"math"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/store"
)

// orders loads order lines.
type orders struct {
	*fileLoad
	c                                           *cells
	id, order, when, amount, qty, price, refund int
	off, state, after, item, product, category  int
	channel, region, coupon, promised, actual   int
	cost                                        int
	unitCost                                    bool
	status                                      map[string]orderStatus
	once                                        once
	into                                        *lineBlock
	register                                    *store.Register
	today                                       engine.Day
	line                                        store.OrderLine
	qtyValue, priceValue                        engine.Money
	discountValue, costValue                    engine.Money
}

func newOrders(f *fileLoad) *orders {
	c := newCells(&f.src.Mapping)
	o := &orders{fileLoad: f, c: c, status: map[string]orderStatus{}, register: store.NewRegister(), today: engine.DayOf(f.at)}
	o.id, o.order, o.when = c.at(FieldCustomerID), c.at(FieldOrderID), c.at(FieldOrderAt)
	o.amount, o.qty, o.price, o.refund = c.at(FieldAmount), c.at(FieldQuantity), c.at(FieldUnitPrice), c.at(FieldRefundAmount)
	o.off, o.state, o.after, o.item, o.product = c.at(FieldDiscount), c.at(FieldStatus), c.at(FieldAfterSale), c.at(FieldProductID), c.at(FieldProduct)
	o.category, o.channel, o.region, o.coupon = c.at(FieldCategory), c.at(FieldChannel), c.at(FieldRegion), c.at(FieldCoupon)
	o.promised, o.actual, o.cost = c.at(FieldPromised), c.at(FieldActual), c.at(FieldCost)
	o.once = newOnce(&f.src.Mapping, c)
	if i := o.cost; i >= 0 {
		h := fold(f.src.Mapping.Columns[i].Header)
		o.unitCost = strings.Contains(h, "价") || strings.HasPrefix(h, "unit")
	}
	return o
}

// orderStatus is what a status text says.
type orderStatus struct {
	kind  string
	known bool
}

// add appends the row as a line to b, or says why not.
func (o *orders) add(b *lineBlock, r *row) verdict {
	o.into = b
	o.c.row = o.once.fill(r.cells)
	o.line = store.OrderLine{FileID: o.id32(), Line: r.line, VoidOn: engine.NoDay, Kind: store.KindSale}
	for _, step := range [...]func(*row) verdict{o.who, o.money, o.kind} {
		if v := step(r); v.reason != "" {
			return v
		}
	}
	o.rest()
	b.lines.Add(&o.line)
	return verdict{}
}

func (o *orders) id32() int32 { return o.fileLoad.id }

// who reads customer, day and order.
func (o *orders) who(r *row) verdict {
	l, c := &o.line, o.c
	if l.CustomerID = c.ident(o.id); l.CustomerID == "" {
		return verdict{reason: "no_customer", field: FieldCustomerID}
	}
	if lostDigits(l.CustomerID) {
		o.into.lost++
	}
	at, filled, ok := c.date(o.when)
	if !filled || !ok {
		return verdict{reason: "bad_date", field: FieldOrderAt, value: c.get(o.when)}
	}
	if l.At = at; engine.DayOf(at) > o.today {
		o.into.future++
	}
	if l.OrderID = c.ident(o.order); l.OrderID == "" {
		l.OrderID = o.orderName(r.line)
	}
	return verdict{}
}

// orderName names an order without number: the customer's lines of one second are
// one order; where the export has no time of day every line is its own.
func (o *orders) orderName(line int64) string {
	if at := o.line.At; at.Hour()+at.Minute()+at.Second() > 0 {
		return o.line.CustomerID + "@" + at.Format("20060102150405")
	}
	return "#" + strconv.Itoa(int(o.id32())) + "-" + strconv.FormatInt(line, 10)
}

// money reads quantity, price and amount.
func (o *orders) money(*row) verdict {
	l, c := &o.line, o.c
	if v := o.factors(); v.reason != "" {
		return v
	}
	amount, hasAmount, ok := c.money(o.amount)
	if !ok {
		return verdict{reason: "bad_amount", field: FieldAmount, value: c.get(o.amount)}
	}
	gross, canCompute := o.priceValue, l.UnitPrice != nil
	switch {
	case !canCompute:
		gross = 0
	case l.Quantity != nil:
		gross = multiply(o.priceValue, o.qtyValue)
	}
	off := o.discount(gross, canCompute)
	switch {
	case hasAmount:
	case canCompute:
		amount = gross - off
	case o.amount >= 0 || o.price >= 0:
		return verdict{reason: "bad_amount", field: FieldAmount}
	}
	if l.Amount = amount; abs(amount) >= math.MaxInt64/10 {
		return verdict{reason: "bad_amount", field: FieldAmount, value: c.get(o.amount)}
	}
	return verdict{}
}

// factors reads quantity and price, as far as the row has them.
func (o *orders) factors() verdict {
	l, c := &o.line, o.c
	qty, filled, ok := c.money(o.qty)
	if !ok || !filled && o.qty >= 0 && o.amount < 0 && o.price >= 0 {
		return verdict{reason: "bad_quantity", field: FieldQuantity, value: c.get(o.qty)}
	}
	if filled {
		o.qtyValue = qty
		l.Quantity = &o.qtyValue
	}
	price, filled, ok := c.money(o.price)
	if !ok {
		return verdict{reason: "bad_amount", field: FieldUnitPrice, value: c.get(o.price)}
	}
	if filled {
		o.priceValue = price
		l.UnitPrice = &o.priceValue
	}
	return verdict{}
}

// discount reads the discount, as money; a rate needs a price to become money.
func (o *orders) discount(gross engine.Money, known bool) engine.Money {
	s := o.c.get(o.off)
	if s == "" && o.once.off.left == 0 {
		return 0
	}
	if !o.src.Mapping.DiscountRate {
		m, _, ok := o.c.money(o.off)
		if !ok {
			return 0
		}
		o.discountValue = o.once.off.take(abs(m), gross)
	} else {
		rate, ok := parseNumber(o.c.m.number(s))
		if !ok || !known || rate < 0 || rate > 1 {
			return 0
		}
		o.discountValue = engine.MoneyOf(gross.Float() * rate)
	}
	o.line.Discount = &o.discountValue
	return o.discountValue
}

// kind decides whether the line is a purchase, a refund or nothing.
func (o *orders) kind(*row) verdict {
	l := &o.line
	hasPrice, hasQty := l.UnitPrice != nil, l.Quantity != nil
	badPrice := hasPrice && *l.UnitPrice < 0
	back := o.cancelled(l.OrderID) || hasQty && *l.Quantity < 0 || l.Amount < 0 && !badPrice
	switch {
	case back:
		l.Kind, l.Amount = store.KindRefund, -abs(l.Amount)
		return verdict{}
	case hasPrice && *l.UnitPrice <= 0:
		return verdict{reason: "not_positive", field: FieldUnitPrice, value: o.c.get(o.price)}
	case hasPrice && hasQty && *l.Quantity <= 0:
		return verdict{reason: "not_positive", field: FieldQuantity, value: o.c.get(o.qty)}
	}
	o.readStatus()
	return o.readRefund()
}

// cancelled recognises C536379 among numbers.
func (o *orders) cancelled(order string) bool {
	p := o.src.Mapping.CancelPrefix
	return p != "" && strings.HasPrefix(order, p) && digitsOnly(order[len(p):])
}

// readStatus decides by the status of the order and by that of its after-sale: an
// order closed because its money went back was paid once, so the second decides.
func (o *orders) readStatus() {
	l := &o.line
	l.Status = o.c.get(o.state)
	kind := o.statusKind(l.Status)
	if after := o.c.get(o.after); after != "" {
		if l.Status == "" {
			l.Status = after
		}
		if o.statusKind(after) == store.KindRefunded {
			kind = store.KindRefunded
		}
	}
	switch l.Kind = kind; kind {
	case store.KindVoid:
		l.VoidOn = engine.DayOf(l.At)
	case store.KindRefunded:
		l.VoidOn = o.refundDay()
	}
}

// statusKind reads a status text; an empty one is a sale.
func (o *orders) statusKind(text string) string {
	if text == "" {
		return store.KindSale
	}
	status, seen := o.status[text]
	if !seen {
		status.kind, status.known = o.src.Mapping.Statuses.kind(o.words, text)
		if len(o.status) < maxUnread {
			o.status[strings.Clone(text)] = status
		}
	}
	if !status.known {
		o.into.addUnread(text)
	}
	return status.kind
}

// refundDay is the day from which a line given back no longer counts.
func (o *orders) refundDay() engine.Day {
	return max(o.c.day(FieldRefundAt), engine.DayOf(o.line.At))
}

// readRefund applies an amount refunded in the same row.
func (o *orders) readRefund() verdict {
	l := &o.line
	back, filled, ok := o.c.money(o.refund)
	if !ok {
		return verdict{reason: "bad_amount", field: FieldRefundAmount, value: o.c.get(o.refund)}
	}
	if back = o.once.refund.take(abs(back), l.Amount); !filled && !o.once.refund.on || back == 0 || l.Kind == store.KindVoid {
		return verdict{}
	}
	if back >= l.Amount {
		l.Kind, l.VoidOn = store.KindRefunded, o.refundDay()
		return verdict{}
	}
	l.Kind, l.VoidOn = store.KindSale, engine.NoDay
	l.Amount -= back
	return verdict{}
}

// rest fills the columns that say more about the line.
func (o *orders) rest() {
	l, c := &o.line, o.c
	l.ProductID, l.Product, l.Category = c.ident(o.item), c.get(o.product), c.get(o.category)
	l.Channel, l.Region, l.Coupon = c.get(o.channel), c.get(o.region), c.coupon(o.coupon)
	if o.promised >= 0 {
		l.Promised = c.numberOrNil(FieldPromised)
	}
	if o.actual >= 0 {
		l.Actual = c.numberOrNil(FieldActual)
	}
	cost, filled, ok := c.money(o.cost)
	if !filled || !ok {
		return
	}
	if o.unitCost && l.Quantity != nil {
		cost = multiply(cost, *l.Quantity)
	}
	if l.Kind == store.KindRefund {
		cost = -abs(cost)
	}
	o.costValue = cost
	l.Cost = &o.costValue
}
