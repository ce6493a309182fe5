package ingest

import (
	"strings"
)

// Words that name a column only beside others, like fieldDate: the group of a trial
// when one of its values is the control, the class of a text, how long somebody was
// watched and how it ended.
const (
	fieldSegment  Field = "segment"
	fieldKind     Field = "kind"
	fieldLabel    Field = "label"
	fieldDuration Field = "duration"
	fieldEvent    Field = "event"
)

// What a tenure counts, see [Mapping].TenureUnit.
const (
	UnitDay  = "day"
	UnitWeek = "week"
	UnitYear = "year"
	UnitOwn  = "own" // nobody knows: read as months
)

func pseudo(f Field) bool {
	switch f {
	case fieldSegment, fieldKind, fieldLabel, fieldDuration, fieldEvent:
		return true
	}
	return false
}

// fitsCoded is fits for these words.
func (r *recogniser) fitsCoded(f Field, i int) bool {
	c := &r.t.cols[i]
	switch f {
	case fieldSegment:
		return r.holds[i].can(FieldArm) && r.namesControl(c.samples)
	case fieldKind:
		return c.typeName() == "text" && c.distinct.count()*2 <= c.filled
	case fieldLabel:
		return c.filled > 0 && c.distinct.count() <= maxArms
	case fieldDuration:
		return c.all(c.numbers) && c.low >= 0 && c.distinct.count() > 2 && !c.datelike(true)
	}
	return r.holds[i].has(holdsYesNo) || c.oneTwo()
}

// namesControl reports whether one of the groups is called a control; a plain no is
// none here.
func (r *recogniser) namesControl(groups []string) bool {
	for _, g := range groups {
		if _, flag := parseBool(g); !flag && len(fold(g)) > 1 && r.words.control[fold(g)] && fold(g) != "none" {
			return true
		}
	}
	return false
}

// oneTwo reports whether the values are 1 and 2, which statistics programs write for
// still there and gone.
func (c *stats) oneTwo() bool {
	return c.filled > 0 && c.distinct.count() == 2 && c.all(c.numbers) && c.integers == c.numbers && c.low == 1 && c.high == 2
}

// outcomes recognises the result of a trial: groups, and who responded.
func (r *recogniser) outcomes(s signs) bool {
	return !s.order && r.has(FieldArm) && r.has(FieldResponded)
}

// texts recognises what people wrote, sorted into classes, without a customer.
func (r *recogniser) texts(s signs) bool {
	if s.id || s.money || s.order || r.has(FieldProduct, FieldProductID) {
		return false
	}
	col, _ := r.best(FieldText, "", nil)
	if col < 0 {
		return false
	}
	c := &r.t.cols[col]
	return c.typeName() == "text" && c.distinct.count()*2 > c.filled && r.has(FieldScore, FieldReason, fieldKind, fieldLabel)
}

// survival recognises tables of how long something lasted and whether it ended.
func (r *recogniser) survival(s signs) bool {
	return !s.id && !s.date && !s.money && !s.order && r.has(fieldDuration) && r.has(fieldEvent)
}

// coded gives the columns that only such words name their fields.
func (r *recogniser) coded(m *Mapping) {
	if m.Find(FieldCustomerID) >= 0 {
		return
	}
	set := func(word, f Field) *Column {
		if i, _ := r.best(word, "", nil); i >= 0 && m.Find(f) < 0 && m.Columns[i].Field == FieldIgnore {
			c := &m.Columns[i]
			c.Field, c.Why, c.Confidence = f, "synonym", 0.7
			return c
		}
		return nil
	}
	switch m.Role {
	case RoleFeedback:
		set(fieldKind, FieldReason)
		label := FieldReason
		if i, _ := r.best(fieldLabel, "", nil); i >= 0 && r.holds[i].can(FieldScore) {
			label = FieldScore
		}
		set(fieldLabel, label)
	case RoleCustomers:
		if m.Find(FieldChurned) >= 0 || m.Find(FieldTenure) >= 0 {
			return
		}
		if c := set(fieldDuration, FieldTenure); c != nil {
			m.TenureUnit = durationUnit(c.Header)
		}
		if c := set(fieldEvent, FieldChurned); c != nil {
			m.OneTwo = r.t.cols[c.Index].oneTwo()
		}
	}
}

// durationUnit reads the unit in a header, UnitOwn when it names none.
func durationUnit(header string) string {
	h := fold(header)
	for _, u := range []struct{ unit, words string }{{UnitDay, "day 天 日"}, {UnitWeek, "week 周 星期"}, {"", "month 月"}, {UnitYear, "year 年"}} {
		for _, w := range strings.Fields(u.words) {
			if strings.Contains(h, w) {
				return u.unit
			}
		}
	}
	return UnitOwn
}

// daysPerMonth is that of the Julian year, as elsewhere.
const daysPerMonth = 30.4375

// tenure is the tenure of the row in months; a unit nobody knows counts as months.
func (c *cells) tenure() *float64 {
	n := c.numberOrNil(FieldTenure)
	if n == nil {
		return nil
	}
	months := *n
	switch c.m.TenureUnit {
	case UnitDay:
		months /= daysPerMonth
	case UnitWeek:
		months *= 7 / daysPerMonth
	case UnitYear:
		months *= 12
	}
	return &months
}

// left tells whether the customer of the row has left, nil when it cannot be read.
func (c *cells) left() *bool {
	if !c.m.OneTwo {
		return c.boolOrNil(FieldChurned)
	}
	n := c.numberOrNil(FieldChurned)
	if n == nil || *n != 1 && *n != 2 {
		return nil
	}
	gone := *n == 2
	return &gone
}
