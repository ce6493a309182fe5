package assets

import (
	"math"
	"strconv"
	"strings"
)

// undefinedText stands for a number that cannot be observed or computed.
const undefinedText = "—"

// Chinese readers count large money in 万 (ten thousand) and 亿 (hundred million).
const (
	wan = 1e4
	yi  = 1e8
)

// Int formats a whole number with thousands separators: 1,234,567.
func (w *Words) Int(n int64) string { return group(strconv.FormatInt(n, 10)) }

// Percent formats a fraction as a percentage: Percent(0.417, 1) is "41.7%".
// NaN and infinities are "—".
func (w *Words) Percent(v float64, digits int) string {
	if !finite(v) {
		return undefinedText
	}
	return fixed(v*100, digits) + "%"
}

// Decimal formats a number with that many decimals and thousands separators.
// NaN and infinities are "—".
func (w *Words) Decimal(v float64, digits int) string {
	if !finite(v) {
		return undefinedText
	}
	return fixed(v, digits)
}

// Money formats an amount for a sentence or a label. Chinese counts in 万 and 亿
// from ten thousand on (¥1.23 万, ¥384.6 万, ¥1.2 亿), English writes all digits
// (¥123,456); amounts below 100 keep two decimals. currency is a symbol ("¥") or an
// ISO code ("CNY"); "" is an unknown currency and shows none.
func (w *Words) Money(amount float64, currency string) string {
	if !finite(amount) {
		return undefinedText
	}
	sign := ""
	if amount < 0 {
		sign, amount = "-", -amount
	}
	body := smallMoney(amount)
	if w.lang == ZH && math.Round(amount) >= wan {
		body = chineseMoney(amount)
	}
	if body == "0.00" {
		sign = ""
	}
	return sign + currencySymbol(currency) + body
}

// smallMoney shows cents only where they matter.
func smallMoney(amount float64) string {
	if amount == 0 {
		return "0"
	}
	if math.Round(amount*100) < 100*100 {
		return fixed(amount, 2)
	}
	return fixed(amount, 0)
}

// chineseMoney shows about four digits in 万 or 亿. The limits are compared after
// rounding, so that 99,999,999 is 1.0 亿 and not 10,000.0 万.
func chineseMoney(amount float64) string {
	switch {
	case math.Round(amount/wan*10)/10 >= yi/wan:
		return fixed(amount/yi, 1) + " 亿"
	case math.Round(amount/wan*100)/100 >= 10:
		return fixed(amount/wan, 1) + " 万"
	}
	return fixed(amount/wan, 2) + " 万"
}

func currencySymbol(currency string) string {
	switch strings.ToUpper(currency) {
	case "CNY", "RMB", "JPY", "¥", "￥":
		return "¥"
	case "USD", "$":
		return "$"
	case "EUR", "€":
		return "€"
	case "GBP", "£":
		return "£"
	case "":
		return ""
	}
	if c := currency[0]; c >= 'A' && c <= 'z' {
		return currency + " "
	}
	return currency
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// fixed rounds half away from zero, as people do on paper; strconv alone rounds
// 1234.5 to the even neighbour. It never shows a negative zero.
func fixed(v float64, digits int) string {
	digits = max(0, min(digits, 9))
	scale := math.Pow10(digits)
	if math.Abs(v) < 1e15/scale {
		v = math.Round(v*scale) / scale
	}
	if v == 0 {
		v = 0
	}
	return group(strconv.FormatFloat(v, 'f', digits, 64))
}

// group puts commas between thousands of a plain decimal number.
func group(s string) string {
	sign, rest := "", s
	if strings.HasPrefix(rest, "-") {
		sign, rest = "-", rest[1:]
	}
	whole, frac, dot := strings.Cut(rest, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if dot {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	return b.String()
}

// trimZeros turns 1.50 into 1.5 and 2.00 into 2.
func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
