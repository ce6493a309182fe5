package ingest

import (
	"math"
	"strconv"
	"strings"

	"huiliu/engine"
)

// decimals is the scale of engine.Money.
const decimals = 4

// currencySigns may stand before or after an amount.
var currencySigns = [...]string{"CNY", "RMB", "USD", "元整", "人民币", "¥", "￥", "$", "€", "£", "元", "圆", "块"}

// units are words behind a number that multiply it.
var units = [...]struct {
	word  string
	times float64
}{{"千万", 1e7}, {"百万", 1e6}, {"万", 1e4}, {"亿", 1e8}, {"千", 1e3}}

// ParseMoney reads an amount as people write it: "1,234.50", "¥12", "12元", "1.2万",
// full-width digits, "(12.00)" and "12.00-" for negatives. It is exact to four
// decimals, rounded half away from zero; ok is false for anything else.
func ParseMoney(s string) (m engine.Money, ok bool) {
	if m, ok := plainDecimal(s); ok {
		return m, true
	}
	a := amount{text: strings.TrimSpace(narrow(s)), unit: 1}
	for a.sign() || a.times() || a.minus() {
		a.text = strings.TrimSpace(a.text)
	}
	if a.text, ok = ungroup(a.text); !ok || a.negative && strings.ContainsAny(a.text[:min(1, len(a.text))], "+-") {
		return 0, false
	}
	if m, ok = anyDecimal(a.text, a.unit); !ok {
		return 0, false
	}
	if a.negative {
		m = -m
	}
	return m, true
}

// amount is an amount being read: what stands around its number is taken off step
// by step.
type amount struct {
	text     string
	unit     float64
	negative bool
}

// sign takes off a currency.
func (a *amount) sign() bool {
	for _, sign := range currencySigns {
		if t := strings.TrimSuffix(strings.TrimPrefix(a.text, sign), sign); len(t) < len(a.text) {
			a.text = t
			return true
		}
	}
	return false
}

// times takes off 万 and the like, once.
func (a *amount) times() bool {
	for _, u := range units {
		if t, found := strings.CutSuffix(a.text, u.word); found && a.unit == 1 {
			a.text, a.unit = t, u.times
			return true
		}
	}
	return false
}

// minus takes off a minus before or behind the number, or parentheses, once.
func (a *amount) minus() bool {
	s := a.text
	switch n := len(s); {
	case n < 2 || a.negative:
		return false
	case n > 2 && s[0] == '(' && s[n-1] == ')':
		a.text = s[1 : n-1]
	case s[0] == '-':
		a.text = s[1:]
	case s[n-1] == '-':
		a.text = s[:n-1]
	default:
		return false
	}
	a.negative = true
	return true
}

// anyDecimal reads a number without sign marks, scaled by unit.
func anyDecimal(s string, unit float64) (engine.Money, bool) {
	if m, ok := plainDecimal(s); ok && unit == 1 {
		return m, true
	}
	if s == "" || strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789.eE+-", r) }) >= 0 {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if f *= unit; err != nil || math.Abs(f) >= 1e14 {
		return 0, false
	}
	return engine.MoneyOf(f), true
}

// plainDecimal reads [+-]digits[.digits] exactly; up to 13 whole digits.
func plainDecimal(s string) (engine.Money, bool) {
	i, negative := 0, false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		negative, i = s[0] == '-', 1
	}
	var v int64
	start := i
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		if i-start >= 18 || v >= 1e13 {
			return 0, false
		}
		v = v*10 + int64(s[i]-'0')
	}
	digits := i - start
	v, i, frac := fraction(s, i, v)
	if i != len(s) || digits+frac == 0 || v >= 1e18 {
		return 0, false
	}
	if negative {
		v = -v
	}
	return engine.Money(v), true
}

// fraction adds four decimals to v, rounding by the fifth digit.
func fraction(s string, i int, v int64) (value int64, end, digits int) {
	n, up := 0, int64(0)
	if i < len(s) && s[i] == '.' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			if n < decimals {
				v = v*10 + int64(s[i]-'0')
			} else if n == decimals && s[i] >= '5' {
				up = 1
			}
			n++
		}
	}
	for k := n; k < decimals; k++ {
		v *= 10
	}
	return v + up, i, n
}

// ungroup removes thousands separators when they stand at every third digit
// (or fourth, as some Chinese systems write).
func ungroup(s string) (string, bool) {
	if !strings.Contains(s, ",") {
		return s, true
	}
	whole, frac, dot := strings.Cut(s, ".")
	if !strings.Contains(whole, ",") {
		return s, false
	}
	parts := strings.Split(whole, ",")
	for i, p := range parts {
		if strings.Trim(p, "0123456789") != "" || p == "" || i == 0 && len(p) > 4 || i > 0 && len(p) != len(parts[1]) {
			return s, false
		}
	}
	if n := len(parts[1]); n != 3 && n != 4 || len(parts[0]) > n || strings.Contains(frac, ",") {
		return s, false
	}
	whole = strings.Join(parts, "")
	if dot {
		whole += "." + frac
	}
	return whole, true
}

// multiply returns a×b of two amounts at Money scale, rounded half away from zero.
// The price part is exact for up to 15 digits, far beyond a shop's prices.
func multiply(a, b engine.Money) engine.Money {
	const scale = 10000
	if whole := a / scale; whole*scale == a && abs(whole) < 1e6 && abs(b) < 1e12 {
		return whole * b
	}
	if abs(a) < 1<<31 && abs(b) < 1<<31 {
		p := a * b
		if p >= 0 {
			return (p + scale/2) / scale
		}
		return (p - scale/2) / scale
	}
	return engine.MoneyOf(a.Float() * b.Float())
}

func abs(m engine.Money) engine.Money {
	if m < 0 {
		return -m
	}
	return m
}

// parsePercent reads "15%" or "15％" as 0.15.
func parsePercent(s string) (float64, bool) {
	t, found := strings.CutSuffix(strings.TrimSpace(narrow(s)), "%")
	if !found {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(t), 64)
	return f / 100, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// parseNumber reads a plain number or a percentage.
func parseNumber(s string) (float64, bool) {
	if f, ok := parsePercent(s); ok {
		return f, true
	}
	m, ok := ParseMoney(s)
	if ok && !strings.ContainsAny(s, "eE") {
		// Money keeps four decimals; a latitude or a rate has more.
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return f, true
		}
		return m.Float(), true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || strings.ContainsAny(s, "xXpP_") {
		return 0, false
	}
	return f, true
}
