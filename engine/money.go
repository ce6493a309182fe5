package engine

import (
	"encoding/json"
	"math"
	"strconv"
)

// moneyScale is the number of Money units in one yuan (or other currency unit).
const moneyScale = 10000

// Money is an exact amount in ten-thousandths of the currency unit, the scale of
// the project's DECIMAL(18,4) columns. Currency and basis (revenue or margin) are
// those of the result that holds it; adding amounts of two bases is a bug, so
// results name the basis in the field ("LostMargin", "Revenue").
type Money int64

// MoneyOf rounds a float amount half away from zero to Money.
func MoneyOf(f float64) Money { return Money(math.Round(f * moneyScale)) }

// Float returns the amount in currency units.
func (m Money) Float() float64 { return float64(m) / moneyScale }

// String formats with two decimals.
func (m Money) String() string { return strconv.FormatFloat(m.Float(), 'f', 2, 64) }

// MarshalJSON writes the amount in currency units.
func (m Money) MarshalJSON() ([]byte, error) { return json.Marshal(m.Float()) }

// UnmarshalJSON reads an amount in currency units.
func (m *Money) UnmarshalJSON(b []byte) error {
	var f float64
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	*m = MoneyOf(f)
	return nil
}
