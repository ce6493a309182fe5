package ingest

import (
	"slices"
	"strings"
	"time"

	"huiliu/engine"
)

// cells gives canonical access to the row being loaded.
type cells struct {
	m     *Mapping
	index map[Field]int
	fen   []int // columns of amounts in hundredths
	row   []string
	// Dates repeat a lot in exports: the last one read is remembered.
	lastText string
	lastTime time.Time
}

func newCells(m *Mapping) *cells {
	c := &cells{m: m, index: map[Field]int{}}
	for i := range m.Columns {
		f := m.Columns[i].Field
		if _, taken := c.index[f]; !taken && !f.Many() {
			c.index[f] = m.Columns[i].Index
			if m.inFen(f) {
				c.fen = append(c.fen, m.Columns[i].Index)
			}
		}
	}
	return c
}

// at returns the position of f in a row, -1 when the table has no such column.
func (c *cells) at(f Field) int {
	if i, ok := c.index[f]; ok {
		return i
	}
	return -1
}

// get returns the cleaned cell at position i, "" for none.
func (c *cells) get(i int) string {
	if i < 0 || i >= len(c.row) {
		return ""
	}
	return value(c.row[i])
}

// text returns a text cell; blank cells are "".
func (c *cells) text(f Field) string { return c.get(c.at(f)) }

func (c *cells) ident(i int) string { return ident(c.get(i)) }

// date reads a date cell. A number is a serial of Excel unless it reads yyyymmdd.
func (c *cells) date(i int) (t time.Time, filled, ok bool) {
	s := c.get(i)
	if s == "" {
		return t, false, true
	}
	if s == c.lastText {
		return c.lastTime, true, true
	}
	if t, ok = isoTime(s); ok {
		return t, true, true
	}
	if t, ok = ParseDay(s, c.m.DateOrder); !ok {
		t, ok = serialDate(s, c.m.Date1904)
	}
	if ok {
		c.lastText, c.lastTime = s, t
	}
	return t, true, ok
}

// isoTime reads the commonest forms fast, with the result of ParseDay:
// 2006-01-02, 2006/01/02 and either with 15:04:05. Other texts are not ok.
func isoTime(s string) (t time.Time, ok bool) {
	if len(s) != 10 && len(s) != 19 || s[4] != s[7] || s[4] != '-' && s[4] != '/' {
		return t, false
	}
	bad := 0
	at := func(i int) int {
		a, b := int(s[i])-'0', int(s[i+1])-'0'
		if uint(a) > 9 || uint(b) > 9 {
			bad++
		}
		return a*10 + b
	}
	y, m, d := at(0)*100+at(2), at(5), at(8)
	seconds := int64(0)
	if len(s) == 19 {
		hour, minute, sec := at(11), at(14), at(17)
		if s[10] != ' ' || s[13] != ':' || s[16] != ':' || hour > 23 || minute > 59 || sec > 59 {
			return t, false
		}
		seconds = int64(hour*3600 + minute*60 + sec)
	}
	if bad > 0 || y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || d > 28 {
		return t, false
	}
	return time.Unix(civilDay(y, m, d)*86400+seconds, 0).UTC(), true
}

// civilDay counts days from 1970-01-01 (Fliegel and Van Flandern 1968); the
// year begins in March.
func civilDay(y, m, d int) int64 {
	if m -= 2; m <= 0 {
		m += 12
		y--
	}
	return int64(y*365+y/4-y/100+y/400) + int64(367*m/12-30+d) - 719469
}

// day is date without the time; NoDay when empty or unreadable.
func (c *cells) day(f Field) engine.Day {
	t, filled, ok := c.date(c.at(f))
	if !filled || !ok {
		return engine.NoDay
	}
	return engine.DayOf(t)
}

// money reads an amount cell.
func (c *cells) money(i int) (m engine.Money, filled, ok bool) {
	s := c.get(i)
	if s == "" {
		return 0, false, true
	}
	if m, ok = ParseMoney(c.m.number(s)); slices.Contains(c.fen, i) {
		m = hundredth(m)
	}
	return m, true, ok
}

// moneyOrNil is an amount that may be absent or unreadable.
func (c *cells) moneyOrNil(f Field) *engine.Money {
	m, filled, ok := c.money(c.at(f))
	if !filled || !ok {
		return nil
	}
	return &m
}

func (c *cells) numberOrNil(f Field) *float64 {
	n, ok := parseNumber(c.m.number(c.text(f)))
	if !ok {
		return nil
	}
	return &n
}

func (c *cells) boolOrNil(f Field) *bool {
	b, ok := parseBool(c.text(f))
	if !ok {
		return nil
	}
	return &b
}

// coupon reads the coupon cell at position i: yes or no, or the name of a coupon.
func (c *cells) coupon(i int) *bool {
	if i < 0 {
		return nil
	}
	s := c.get(i)
	used, ok := parseBool(s)
	if !ok {
		used = s != "" && !strings.HasPrefix(s, "无") && !strings.HasPrefix(s, "未")
	}
	return &used
}
