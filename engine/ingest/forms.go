package ingest

import (
	"strconv"
	"strings"

	"huiliu/engine"
)

// forms is what the values of a column say about how dates and numbers are written:
// which part of 3/5/2024 is the month, which mark of 1.234,56 begins the decimals.
// It comes from every row, so that one telling value decides.
type forms struct {
	short                int64  // dates that begin with one or two digits
	dayFirst, monthFirst int64  // of them: the first, or the second part is above 12
	unclear              string // the first by text of those that are two different days
	// The first and last parts of short dates whose year has two digits.
	two                                      int64
	firstLow, firstHigh, thirdLow, thirdHigh int
	point, comma                             int64 // numbers that can only be read with that mark
	asComma                                  numeric
}

// numeric is what typing found with a comma before the decimals.
type numeric struct {
	numbers, integers, money int64
	low, high                float64
}

// shortDate watches which part of 3/5/2024 goes above 12, over the whole column.
func (f *forms) shortDate(v string) {
	if len(v) < 5 || !dateMark(v[1]) && !dateMark(v[2]) {
		return
	}
	n, width, ok := shortParts(v)
	if !ok {
		return
	}
	f.short++
	if width < 3 {
		if f.two++; f.two == 1 {
			f.firstLow, f.firstHigh, f.thirdLow, f.thirdHigh = n[0], n[0], n[2], n[2]
		}
		f.firstLow, f.firstHigh = min(f.firstLow, n[0]), max(f.firstHigh, n[0])
		f.thirdLow, f.thirdHigh = min(f.thirdLow, n[2]), max(f.thirdHigh, n[2])
	}
	switch {
	case n[0] > 12 && n[1] <= 12:
		f.dayFirst++
	case n[1] > 12 && n[0] <= 12:
		f.monthFirst++
	case n[0] != n[1] && n[0] <= 12 && (f.unclear == "" || v < f.unclear):
		f.unclear = strings.Clone(v)
	}
}

// shortParts reads d/m/y, whose first two parts have one or two digits, and the
// digits of the third.
func shortParts(v string) (n [3]int, width int, ok bool) {
	mark := byte(0)
	for i := range n {
		k := 0
		for k < len(v) && k < 4 && digit(v[k]) {
			k++
		}
		if k == 0 || i < 2 && (k > 2 || k == len(v)) {
			return n, 0, false
		}
		n[i], _ = strconv.Atoi(v[:k])
		if i == 2 {
			return n, k, len(v) == k || !digit(v[k])
		}
		if c := v[k]; !dateMark(c) || i == 1 && c != mark {
			return n, 0, false
		}
		mark, v = v[k], v[k+1:]
	}
	return n, 0, false
}

func dateMark(c byte) bool { return c == '/' || c == '-' || c == '.' }

// yearFirst reports dates like 24-03-05: what stands first changes less than what
// stands last, and is never a month.
func (f *forms) yearFirst() bool {
	return f.two > 0 && f.two == f.short && f.monthFirst == 0 && f.firstLow > 12 && f.thirdHigh <= 31 &&
		f.firstHigh-f.firstLow < f.thirdHigh-f.thirdLow
}

// merge adds what other rows of the same column say.
func (f *forms) merge(o *forms) {
	if o.two > 0 {
		if f.two == 0 {
			f.firstLow, f.firstHigh, f.thirdLow, f.thirdHigh = o.firstLow, o.firstHigh, o.thirdLow, o.thirdHigh
		}
		f.firstLow, f.firstHigh = min(f.firstLow, o.firstLow), max(f.firstHigh, o.firstHigh)
		f.thirdLow, f.thirdHigh = min(f.thirdLow, o.thirdLow), max(f.thirdHigh, o.thirdHigh)
	}
	if f.unclear == "" || o.unclear != "" && o.unclear < f.unclear {
		f.unclear = o.unclear
	}
	if o.asComma.numbers > 0 {
		if f.asComma.numbers == 0 {
			f.asComma.low, f.asComma.high = o.asComma.low, o.asComma.high
		}
		f.asComma.low, f.asComma.high = min(f.asComma.low, o.asComma.low), max(f.asComma.high, o.asComma.high)
	}
	mine, other := f.counts(), o.counts()
	for i := range mine {
		*mine[i] += *other[i]
	}
}

func (f *forms) counts() [9]*int64 {
	return [...]*int64{&f.short, &f.dayFirst, &f.monthFirst, &f.two, &f.point, &f.comma, &f.asComma.numbers, &f.asComma.integers, &f.asComma.money}
}

// order decides how short dates of the table are written, by most of those that say
// so; month first when none does, as exports in English do, and only when there are
// such dates at all.
func (t *table) order() string {
	var all forms
	for i := range t.cols {
		if t.cols[i].yearFirst() {
			return "ymd"
		}
		all.merge(&t.cols[i].forms)
	}
	switch {
	case all.short == 0:
		return "ymd"
	case all.dayFirst > all.monthFirst:
		return "dmy"
	}
	return "mdy"
}

// unclearDate returns a date of a mapped column that could be two different days, "" when
// the values decide.
func (t *table) unclearDate(m *Mapping) string {
	var all forms
	for i := range t.cols {
		all.merge(&t.cols[i].forms)
	}
	if m.DateOrder == "ymd" || (all.dayFirst > 0) != (all.monthFirst > 0) {
		return ""
	}
	for i := range m.Columns {
		c := &m.Columns[i]
		if f := &t.cols[c.Index].forms; c.Field != FieldIgnore && c.Type == "date" && f.unclear != "" {
			return f.unclear
		}
	}
	return ""
}

// askDate warns of dates that no value explains.
func (s *sniffer) askDate(src *Source, t *table) {
	m := &src.Mapping
	example := t.unclearDate(m)
	if src.Choice.DateOrder != "" || example == "" {
		return
	}
	m.DateAsk = true
	other := "dmy"
	if m.DateOrder == other {
		other = "mdy"
	}
	taken, _ := ParseDay(example, m.DateOrder)
	instead, _ := ParseDay(example, other)
	s.warn(src, "import.date_order", engine.Args{"value": example, "order": m.DateOrder,
		"taken": engine.DayOf(taken).String(), "instead": engine.DayOf(instead).String()})
}
