package ingest

import (
	"strconv"
	"strings"
)

// pow10 are the powers of ten that a float64 holds exactly and plainKind needs.
var pow10 = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13}

// plainKind types the values that most cells hold, as kind does in a tenth of the
// time: decimals without any mark but a point, days like 2006-01-02, codes like
// U00065493, and texts without a digit. It returns false for all others.
func (c *stats) plainKind(v string) bool {
	switch first := v[0]; {
	case digit(first):
		if f, point, ok := plainNumber(v); ok {
			c.plainNumber(v, f, point)
			return true
		}
		_, day := isoTime(v)
		if day {
			c.dates++
		}
		return day
	case isLetter(first) && plainCode(v):
		return true
	}
	return c.plainText(v)
}

// plainNumber reads whole numbers, and 12.5 of at most 13 digits. A number with three
// decimals may be 1.234 with its thousands set apart and is not read.
func plainNumber(v string) (f float64, point int, ok bool) {
	if len(v) > len(pow10) {
		if !digitsOnly(v) {
			return 0, 0, false
		}
		f, err := strconv.ParseFloat(v, 64)
		return f, -1, err == nil
	}
	n, point := int64(0), -1
	for i := 0; i < len(v); i++ {
		switch {
		case digit(v[i]):
			n = n*10 + int64(v[i]-'0')
		case v[i] == '.' && point < 0 && i > 0:
			point = i
		default:
			return 0, 0, false
		}
	}
	if point < 0 {
		return float64(n), -1, true
	}
	places := len(v) - point - 1
	return float64(n) / pow10[places], point, places != 0 && places != 3
}

func (c *stats) plainNumber(v string, f float64, point int) {
	if f <= 1 && (v == "0" || v == "1" || v == "0.0" || v == "1.0") {
		c.bools++
	}
	if point < 0 && len(v) > 1 && v[0] == '0' {
		c.zeros++
	}
	c.asComma.count(f)
	if point >= 0 {
		c.point++
	}
	c.number(v, f)
}

// count takes a number without a currency.
func (n *numeric) count(f float64) {
	if n.numbers++; n.numbers == 1 {
		n.low, n.high = f, f
	}
	n.low, n.high = min(n.low, f), max(n.high, f)
	if f == float64(int64(f)) {
		n.integers++
	}
}

// plainCode recognises codes of letters and digits that are no number, no day and no
// yes: what begins with a letter and has a digit, but no currency and no month.
func plainCode(v string) bool {
	digits := false
	for i := 0; i < len(v); i++ {
		switch {
		case digit(v[i]):
			digits = true
		case !isLetter(v[i]) && v[i] != '_' && (v[i] != '-' || i == len(v)-1):
			return false
		}
	}
	if !digits || strings.IndexByte("jfmasond", v[0]|0x20) >= 0 && len(v) > 2 && isLetter(v[1]) {
		return false
	}
	for _, sign := range [...]string{"CNY", "RMB", "USD"} {
		if strings.HasPrefix(v, sign) || strings.HasSuffix(v, sign) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// plainText types a text without a digit, which can be no number and no day.
func (c *stats) plainText(v string) bool {
	ascii := true
	for i := 0; i < len(v); i++ {
		if digit(v[i]) || v[i] == 0xEF { // full-width digits begin with 0xEF
			return false
		}
		ascii = ascii && v[i] < 0x80
	}
	if !ascii && hasHan(v) {
		c.han++
	}
	if len(v) <= len("unresolved") {
		if _, ok := parseBool(v); ok {
			c.bools++
		}
	}
	return true
}
