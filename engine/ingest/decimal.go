package ingest

import (
	"strings"
)

// decimalComma is Mapping.Decimal of tables that write 1.234,56.
const decimalComma = ","

// numberCore returns where the digits of a number begin and end, when nothing but
// digits and marks is between them.
func numberCore(s string) (from, to int) {
	from = strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })
	if from < 0 {
		return 0, 0
	}
	to = strings.LastIndexAny(s, "0123456789") + 1
	for i := from; i < to; i++ {
		if c := s[i]; !digit(c) && c != '.' && c != ',' && c != ' ' {
			return 0, 0
		}
	}
	return from, to
}

// groups reports whether a whole number is cut into groups of three digits by mark.
func groups(s string, mark byte) bool {
	parts := strings.Split(s, string(mark))
	for i, p := range parts {
		if !digitsOnly(p) || i > 0 && len(p) != 3 || i == 0 && len(p) > 3 {
			return false
		}
	}
	return len(parts) > 1
}

// decimalMark returns the mark with which a number can only be read: ',' for 12,5 and
// 1.234,56, '.' for 12.5 and 1,234.56, 0 for 1.234, 1,234, 12 and what is no number.
func decimalMark(s string) byte {
	from, to := numberCore(s)
	core := s[from:to]
	i := strings.LastIndexAny(core, ".,")
	if i < 0 || len(s)-len(core) > 8 {
		return 0
	}
	mark, group := core[i], byte('.'+','-core[i])
	whole, frac := core[:i], core[i+1:]
	switch {
	case !digitsOnly(frac) || strings.IndexByte(whole, mark) >= 0:
		return 0
	case digitsOnly(whole):
		if len(frac) == 3 && len(whole) <= 3 && whole != "0" {
			return 0
		}
		return mark
	case groups(whole, group) || mark == ',' && groups(whole, ' '):
		return mark
	}
	return 0
}

// dotted writes a number with a comma before the decimals with a point instead, and
// without its grouping; one that can only be read with a point stays as it is.
func dotted(s string) string {
	if digitsOnly(s) {
		return s
	}
	s = narrow(s)
	from, to := numberCore(s)
	core := s[from:to]
	whole, frac, comma := strings.Cut(core, ",")
	switch {
	case decimalMark(s) == '.', comma && !digitsOnly(frac):
		return s
	case groups(whole, '.'), groups(whole, ' '):
		whole = strings.NewReplacer(".", "", " ", "").Replace(whole)
	case !digitsOnly(whole):
		return s
	}
	if comma {
		whole += "." + frac
	}
	return s[:from] + whole + s[to:]
}

// mark watches numbers that can only be read with one mark.
func (f *forms) mark(v string) {
	switch decimalMark(narrow(v)) {
	case '.':
		f.point++
	case ',':
		f.comma++
	}
}

// typeComma types a value as it is with a comma before the decimals; f and ok are
// what it is with a point.
func (n *numeric) typeComma(v string, f float64, ok bool) {
	if d := dotted(v); d != v || strings.IndexByte(v, ',') >= 0 {
		f, ok = parseNumber(d)
	}
	if !ok {
		return
	}
	n.count(f)
	if strings.ContainsAny(v, "¥￥$€£元万") {
		n.money++
	}
}

// decimal decides which mark the numbers of the table have, and types the columns
// anew when it is the comma: a column of numbers shows it, and more numbers need the
// comma than the point.
func (t *table) decimal() string {
	shown, comma, point := false, int64(0), int64(0)
	for i := range t.cols {
		c := &t.cols[i]
		comma, point = comma+c.comma, point+c.point
		shown = shown || c.comma > c.point && c.all(c.asComma.numbers)
	}
	if !shown || comma <= point {
		return ""
	}
	for i := range t.cols {
		c := &t.cols[i]
		n := &c.asComma
		c.numbers, c.integers, c.money, c.low, c.high = n.numbers, n.integers, n.money, n.low, n.high
	}
	return decimalComma
}

// number is a number as the table writes it, ready to be parsed.
func (m *Mapping) number(s string) string {
	if m.Decimal == decimalComma {
		return dotted(s)
	}
	return s
}
