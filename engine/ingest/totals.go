package ingest

import (
	"math"
	"slices"

	"huiliu/engine"
)

// What it takes to believe that the amount of a row is the order's, told again in
// every row of it.
const (
	totalOrders  = 30   // orders of several rows that tell
	totalShare   = 0.98 // of them: with one amount in all rows
	doubtOrders  = 5    // enough for a warning
	doubtShare   = 0.8
	sameByChance = 0.2 // chance of equal amounts, from how often each occurs
	totalCell    = 64  // bytes of a cell that are compared
)

// The codes of what is found.
const (
	codeRepeated = "import.order_total_repeated"
	codeDoubtful = "import.order_total_doubtful"
)

// sample returns the rows from the beginning of the file.
func (t *table) sample() [][]string {
	n := 0
	for n < len(t.shown) && t.shown[n] <= sampleLines {
		n++
	}
	return t.preview[:n]
}

// OrderTotals is what the rows of orders at the beginning of a file say about their
// amounts.
type OrderTotals struct {
	Column  string // the column of amounts; "" when nothing makes one doubt
	Orders  int    // orders whose rows differ and have one amount
	Of      int    // orders whose rows differ
	decided string // the column of amounts about which somebody has decided
	refunds bool   // refunds are told in every row too
}

// OrderTotals says whether the amount of a row may be that of its order, told again in
// every row of it: then a person should be able to say so, see CountAmountOnce.
func (s *Source) OrderTotals() (t OrderTotals, doubtful bool) {
	return s.totals, s.totals.Column != ""
}

// AmountOnce reports whether the amount of an order counts once and not in every row.
func (m *Mapping) AmountOnce() bool { return slices.Contains(m.Once, FieldAmount) }

// CountAmountOnce decides whether the amount is the order's, told again in every row,
// or the row's own. FindOrderTotals keeps the decision while the column is the same.
func (s *Source) CountAmountOnce(once bool) {
	fields := slices.DeleteFunc(slices.Clone(s.Mapping.Once), func(f Field) bool { return f == FieldAmount || f == FieldRefundAmount })
	if once {
		fields = append(fields, FieldAmount)
		if s.totals.refunds {
			fields = append(fields, FieldRefundAmount)
		}
	}
	s.SetOnce(fields)
}

// SetOnce says what is told of the order and not of its row, see Mapping.Once.
func (s *Source) SetOnce(fields []Field) {
	s.forgetTotals()
	s.Mapping.Once = slices.Clone(fields)
	if i := s.Mapping.Find(FieldAmount); i >= 0 {
		s.totals.decided = s.Mapping.Columns[i].Header
	}
}

func (s *Source) forgetTotals() {
	s.Warnings = slices.DeleteFunc(slices.Clone(s.Warnings), func(w engine.Warning) bool {
		return w.Code == codeRepeated || w.Code == codeDoubtful
	})
}

// FindOrderTotals notices an export that tells the amount of an order in every row of
// it, by comparing the rows of orders at the beginning of the file: the amounts are
// equal although products, quantities or prices differ. The amount then counts once per
// order, with a warning; when the evidence is weak there is only a warning. Call it
// after changing the columns: it takes its former finding back.
func (s *Source) FindOrderTotals() {
	m := &s.Mapping
	if slices.ContainsFunc(s.Warnings, func(w engine.Warning) bool { return w.Code == codeRepeated }) {
		m.Once = slices.DeleteFunc(slices.Clone(m.Once), func(f Field) bool { return f == FieldAmount || f == FieldRefundAmount })
	}
	s.forgetTotals()
	s.totals = OrderTotals{decided: s.totals.decided}
	amount := m.Find(FieldAmount)
	if m.Role != RoleOrders || amount < 0 || m.Find(FieldOrderID) < 0 {
		return
	}
	t := newTotals(m)
	t.read(s.sample)
	column := m.Columns[amount].Header
	if m.AmountOnce() || t.sure() || t.likely() {
		s.totals = OrderTotals{Column: column, Orders: t.equal, Of: t.telling, decided: s.totals.decided, refunds: t.refunds.repeated()}
	}
	args := engine.Args{"column": column, "orders": t.equal, "of": t.telling}
	switch {
	case m.AmountOnce() || s.totals.decided == column:
	case t.sure():
		m.Once = append(slices.Clone(m.Once), FieldAmount)
		if s.totals.refunds {
			m.Once = append(m.Once, FieldRefundAmount)
		}
		s.Warn(codeRepeated, args)
	case t.likely():
		s.Warn(codeDoubtful, args)
	}
}

// totals counts what the orders of several rows say about their amounts.
type totals struct {
	m                                            *Mapping
	order, amount, price, quantity, item, refund int

	telling   int // orders whose rows differ in product, or price times quantity
	equal     int // of them: one amount in all rows
	explained int // of them: each amount is price times quantity
	priced    int // of them: the others whose prices are known
	whole     int // of these: the amount is about that of all rows together
	apart     int // orders whose rows do not stand together
	amounts   map[engine.Money]int
	refunds   refunds
}

// refunds counts orders of several rows with a refund.
type refunds struct{ orders, equal int }

func (r refunds) repeated() bool {
	return r.orders >= doubtOrders && float64(r.equal) >= totalShare*float64(r.orders)
}

func newTotals(m *Mapping) *totals {
	t := &totals{m: m, order: m.Find(FieldOrderID), amount: m.Find(FieldAmount), price: m.Find(FieldUnitPrice),
		quantity: m.Find(FieldQuantity), item: m.Find(FieldProductID), refund: m.Find(FieldRefundAmount), amounts: map[engine.Money]int{}}
	if t.item < 0 {
		t.item = m.Find(FieldProduct)
	}
	return t
}

// read compares rows that stand together and have one order number.
func (t *totals) read(rows [][]string) {
	seen := map[string]bool{}
	for i := 0; i < len(rows); {
		name, end := t.text(rows[i], t.order), i+1
		for end < len(rows) && t.text(rows[end], t.order) == name {
			end++
		}
		if name != "" && seen[name] {
			t.apart++
		}
		seen[name] = true
		if name != "" && end-i > 1 {
			t.one(rows[i:end])
		}
		i = end
	}
}

// one compares the rows of one order.
func (t *totals) one(rows [][]string) {
	first, ok := t.money(rows[0], t.amount, FieldAmount)
	if !ok || first <= 0 || !t.differ(rows) {
		return
	}
	t.telling++
	for _, r := range rows[1:] {
		if a, ok := t.money(r, t.amount, FieldAmount); !ok || a != first {
			return
		}
	}
	t.equal++
	t.amounts[first]++
	t.back(rows)
	t.compare(rows, first.Float())
}

// differ reports whether the rows are of different products, or differ in price times
// quantity.
func (t *totals) differ(rows [][]string) bool {
	gross, known := t.gross(rows[0])
	for _, r := range rows[1:] {
		g, ok := t.gross(r)
		if t.text(r, t.item) != t.text(rows[0], t.item) || known && ok && g != gross {
			return true
		}
	}
	return false
}

// compare holds the amount against the prices: of one row, or of all together.
func (t *totals) compare(rows [][]string, amount float64) {
	sum, own := 0.0, true
	for _, r := range rows {
		g, ok := t.gross(r)
		if !ok {
			return
		}
		sum += g
		own = own && math.Abs(g-amount) <= 0.005*amount
	}
	if own {
		t.explained++
		return
	}
	t.priced++
	if amount*math.Sqrt(float64(len(rows))) > sum { // nearer to the sum than to an even part of it
		t.whole++
	}
}

func (t *totals) back(rows [][]string) {
	first, ok := t.money(rows[0], t.refund, FieldRefundAmount)
	if !ok || first == 0 {
		return
	}
	t.refunds.orders++
	for _, r := range rows[1:] {
		if b, ok := t.money(r, t.refund, FieldRefundAmount); !ok || b != first {
			return
		}
	}
	t.refunds.equal++
}

// gross is price times quantity; without a column of quantities it is the price.
func (t *totals) gross(r []string) (float64, bool) {
	p, ok := t.money(r, t.price, FieldUnitPrice)
	if !ok || p <= 0 {
		return 0, false
	}
	if t.quantity < 0 {
		return p.Float(), true
	}
	q, ok := t.money(r, t.quantity, FieldQuantity)
	return p.Float() * q.Float(), ok && q > 0
}

// sure reports strong evidence.
func (t *totals) sure() bool {
	return t.enough(totalOrders, totalShare) && t.apart*50 <= t.telling &&
		(t.priced >= totalOrders || t.chance() <= sameByChance)
}

// likely reports evidence enough to ask the person to look.
func (t *totals) likely() bool {
	return t.enough(doubtOrders, doubtShare) && (t.priced >= doubtOrders || t.chance() <= sameByChance)
}

// enough reports whether share of at least n orders have one amount in all rows that
// the prices of the rows do not explain.
func (t *totals) enough(n int, share float64) bool {
	return t.telling >= n && float64(t.equal-t.explained) >= share*float64(t.telling) &&
		float64(t.whole) >= 0.9*float64(t.priced)
}

// chance is how often two of the amounts are equal: 1 in a shop with one price
// (Simpson's index, Nature 163, 688).
func (t *totals) chance() float64 {
	n, same := 0.0, 0.0
	for _, k := range t.amounts {
		n += float64(k)
		same += float64(k) * float64(k)
	}
	return same / max(n*n, 1)
}

func (t *totals) text(r []string, i int) string {
	if i < 0 || i >= len(r) {
		return ""
	}
	v := value(r[i])
	return v[:min(len(v), totalCell)]
}

func (t *totals) money(r []string, i int, f Field) (engine.Money, bool) {
	v := t.text(r, i)
	if v == "" {
		return 0, false
	}
	m, ok := ParseMoney(t.m.number(v))
	if t.m.inFen(f) {
		m = hundredth(m)
	}
	return m, ok
}
