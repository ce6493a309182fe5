package ledger

import (
	"strconv"
	"strings"
)

// Unit says what kind of thing a written number counts.
type Unit string

// Units of a written number.
const (
	UnitPercent Unit = "percent"
	UnitMoney   Unit = "money"
	UnitCount   Unit = "count" // people, customers
	UnitHours   Unit = "hours"
	UnitNone    Unit = "" // a bare number
)

// Amount is a number with the unit it was written with.
type Amount struct {
	Value float64
	Unit  Unit
}

// ReadAmount reads digits with an optional sign, thousands separators, 万, and a unit
// before or after: "30%", "¥1.2万", "3人", "16小时". A percent is a share: 0.3.
func ReadAmount(text string) (Amount, bool) {
	s, a := cutUnit(plainMarks(text))
	for _, mark := range []string{"¥", "$", "€", "£"} {
		t, ok := strings.CutPrefix(s, mark)
		if !ok {
			continue
		}
		if a.Unit != UnitNone && a.Unit != UnitMoney {
			return Amount{}, false // "¥10%"
		}
		s, a.Unit = t, UnitMoney
	}
	if t, ok := strings.CutSuffix(s, "万"); ok {
		s, a.Value = t, a.Value*10000
	}
	v, ok := plainNumber(s)
	a.Value *= v
	return a, ok
}

// plainMarks writes full-width characters in their usual form, without blanks.
func plainMarks(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == ' ' || r == '\t' || r == '　':
			return -1
		case r == '¥' || r == '￥':
			return '¥'
		}
		return r
	}, text)
}

// cutUnit takes the unit off the end; the value is what one of it counts.
func cutUnit(s string) (rest string, one Amount) {
	for _, u := range []struct {
		mark  string
		unit  Unit
		scale float64
	}{
		{"%", UnitPercent, 0.01}, {"元", UnitMoney, 1}, {"块", UnitMoney, 1}, {"yuan", UnitMoney, 1},
		{"人", UnitCount, 1}, {"位", UnitCount, 1}, {"个", UnitCount, 1}, {"people", UnitCount, 1}, {"person", UnitCount, 1},
		{"小时", UnitHours, 1}, {"分钟", UnitHours, 1.0 / 60}, {"hours", UnitHours, 1}, {"hour", UnitHours, 1},
		{"minutes", UnitHours, 1.0 / 60}, {"min", UnitHours, 1.0 / 60}, {"h", UnitHours, 1},
	} {
		if t, ok := strings.CutSuffix(s, u.mark); ok {
			return t, Amount{Unit: u.unit, Value: u.scale}
		}
	}
	return s, Amount{Value: 1}
}

// plainNumber reads decimal digits; nothing like "inf" or "0x10" passes, and commas
// must stand where thousands end.
func plainNumber(s string) (float64, bool) {
	if strings.Trim(s, "+-0123456789.,") != "" {
		return 0, false
	}
	head, _, _ := strings.Cut(s, ".")
	if groups := strings.Split(head, ","); len(groups) > 1 {
		for _, g := range groups[1:] {
			if len(g) != 3 {
				return 0, false
			}
		}
		s = strings.ReplaceAll(head, ",", "") + s[len(head):]
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}
