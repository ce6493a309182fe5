package ingest

import (
	"math"
	"slices"
	"strings"

	"huiliu/engine"
)

// Units of the amounts of a table, see [Mapping].AmountUnit.
const (
	UnitYuan      = "yuan"       // amounts are what they say, and somebody said so
	UnitFen       = "fen"        // every amount counts hundredths: 12345 is 123.45
	UnitFenAmount = "fen_amount" // only the amounts do, unit prices do not
	UnitFenPrice  = "fen_price"  // only the unit price does
)

// KnownUnit reports whether unit is one of the units, "" included.
func KnownUnit(unit string) bool {
	return slices.Contains([]string{"", UnitYuan, UnitFen, UnitFenAmount, UnitFenPrice}, unit)
}

// moneyFields are the fields a unit applies to.
var moneyFields = []Field{FieldAmount, FieldUnitPrice, FieldDiscount, FieldRefundAmount, FieldCost,
	FieldMonthlyAmount, FieldTotalAmount, FieldContactCost, FieldOutcome}

// inFen reports whether the cells of f count hundredths.
func (m *Mapping) inFen(f Field) bool {
	switch m.AmountUnit {
	case UnitFen:
		return slices.Contains(moneyFields, f)
	case UnitFenAmount:
		return f != FieldUnitPrice && slices.Contains(moneyFields, f)
	case UnitFenPrice:
		return f == FieldUnitPrice
	}
	return false
}

// hundredth divides by 100, rounded half away from zero; whole fen are exact.
func hundredth(m engine.Money) engine.Money {
	if m < 0 {
		return -hundredth(-m)
	}
	return (m + 50) / 100
}

// FindUnit notices amounts in hundredths: the header says so, or price times quantity
// is a hundred times the amount, or a hundredth, in nearly every row looked at.
func (s *Source) FindUnit() {
	m := &s.Mapping
	if m.AmountUnit != "" || m.Role == RoleUnknown {
		return
	}
	for i := range m.Columns {
		if c := &m.Columns[i]; slices.Contains(moneyFields, c.Field) && saysFen(c.Header) {
			m.AmountUnit = UnitFen
			return
		}
	}
	m.AmountUnit = s.unitByRatio()
}

// saysFen reads the unit in parentheses: 实付金额(分), 金额（单位：分）.
func saysFen(header string) bool {
	h := narrow(header)
	i := strings.IndexAny(h, "([")
	return i >= 0 && strings.HasSuffix(strings.TrimRight(h[i:], " )]"), "分")
}

// Rows the ratio is judged by: so many at least, and so many different prices, and
// nearly all must agree.
const (
	ratioRows   = 5
	ratioPrices = 3
	ratioShare  = 0.9
)

func (s *Source) unitByRatio() string {
	m := &s.Mapping
	amount, price, quantity := m.Find(FieldAmount), m.Find(FieldUnitPrice), m.Find(FieldQuantity)
	if m.Role != RoleOrders || amount < 0 || price < 0 || quantity < 0 {
		return ""
	}
	var n ratios
	for _, cells := range s.Preview {
		n.add(positive(cells, amount), positive(cells, price), positive(cells, quantity))
	}
	return n.unit()
}

// ratios counts what amount ÷ (price × quantity) says in the rows looked at.
type ratios struct {
	rows, fenAmount, fenPrice float64
	prices                    map[float64]bool
}

func (n *ratios) add(amount, price, quantity float64) {
	if amount == 0 || price == 0 || quantity == 0 {
		return
	}
	if n.prices == nil {
		n.prices = map[float64]bool{}
	}
	n.rows++
	n.prices[price] = true
	ratio := amount / (price * quantity)
	// A discount makes the amount smaller; nothing makes it fifty times larger.
	if ratio > 50 && ratio < 101 && amount == math.Trunc(amount) {
		n.fenAmount++
	}
	if ratio > 0.0099 && ratio < 0.0101 && price == math.Trunc(price) {
		n.fenPrice++
	}
}

func (n *ratios) unit() string {
	switch {
	case n.rows < ratioRows || len(n.prices) < ratioPrices:
		return ""
	case n.fenAmount >= ratioShare*n.rows:
		return UnitFenAmount
	case n.fenPrice >= ratioShare*n.rows:
		return UnitFenPrice
	}
	return ""
}

// positive is the number in a cell, 0 when there is none above it.
func positive(cells []string, i int) float64 {
	if i >= len(cells) {
		return 0
	}
	f, ok := parseNumber(value(cells[i]))
	if !ok {
		return 0
	}
	return max(f, 0)
}
