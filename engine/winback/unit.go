package winback

import (
	"math"
	"strconv"
	"strings"

	"huiliu/engine"
)

// Kinds of unit a value may have.
const (
	unitPercent = "percent"
	unitMoney   = "money"
	unitCount   = "count"
	unitNone    = ""
)

const mostMoney = 1e12

// amount is a number with the unit it was written with.
type amount struct {
	value float64
	unit  string // unitNone for a bare number
}

func percentInto(to *Percent, low, high float64) setFunc {
	return func(name, value string) error {
		v, err := parse(name, value, unitPercent, low, high)
		if err == nil {
			*to = Percent(v)
		}
		return err
	}
}

func moneyInto(to *Yuan) setFunc {
	return func(name, value string) error {
		v, err := parse(name, value, unitMoney, 0, mostMoney)
		if err == nil {
			*to = Yuan(v)
		}
		return err
	}
}

func countInto(to *Count) setFunc {
	return func(name, value string) error {
		v, err := parse(name, value, unitCount, 0, 1e9)
		if err == nil && v != math.Trunc(v) {
			err = rangeError(name, value, unitCount, 0, 1e9)
		}
		if err == nil {
			*to = Count(v)
		}
		return err
	}
}

func rangeError(name, value, want string, low, high float64) error {
	return &engine.Error{Code: "assumption.range", Args: engine.Args{"name": name, "value": value, "want": want, "low": low, "high": high}}
}

// parse reads a value of the wanted unit within [low, high]. A bare number is in the
// wanted unit, for percent as a share: 0.3, not 30.
func parse(name, value, want string, low, high float64) (float64, error) {
	a, ok := parseAmount(value)
	if !ok || a.unit != unitNone && a.unit != want {
		return 0, &engine.Error{Code: "assumption.unit", Args: engine.Args{"name": name, "value": value, "want": want}}
	}
	if a.value < low || a.value > high {
		return 0, rangeError(name, value, want, low, high)
	}
	return a.value, nil
}

// parseAmount reads digits with an optional sign, thousands separators, 万, and a
// unit before or after.
func parseAmount(text string) (amount, bool) {
	s, a := cutUnit(plainMarks(text))
	for _, mark := range []string{"¥", "$", "€", "£"} {
		t, ok := strings.CutPrefix(s, mark)
		if !ok {
			continue
		}
		if a.unit != unitNone && a.unit != unitMoney {
			return amount{}, false // "¥10%"
		}
		s, a.unit = t, unitMoney
	}
	if t, ok := strings.CutSuffix(s, "万"); ok {
		s, a.value = t, a.value*10000
	}
	v, ok := plainNumber(s)
	a.value *= v
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
func cutUnit(s string) (rest string, one amount) {
	for _, u := range []struct {
		mark, unit string
		scale      float64
	}{
		{"%", unitPercent, 0.01}, {"元", unitMoney, 1}, {"块", unitMoney, 1}, {"yuan", unitMoney, 1},
		{"人", unitCount, 1}, {"位", unitCount, 1}, {"个", unitCount, 1},
	} {
		if t, ok := strings.CutSuffix(s, u.mark); ok {
			return t, amount{unit: u.unit, value: u.scale}
		}
	}
	return s, amount{value: 1}
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
