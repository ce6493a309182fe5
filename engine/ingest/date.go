package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Years outside this range are typing errors, not shop data.
const (
	firstYear = 1900
	lastYear  = 2199
)

// ParseDay reads a date or date-time: 2024/3/5, 2024年3月5日, 2024-03-05T08:00:00Z,
// 20240305, 5-Mar-24, 3/5/2024 by order ("ymd", "dmy", "mdy"), with or without time,
// 上午/下午 and AM/PM. A zone is read and ignored: the clock on the wall counts.
func ParseDay(s, order string) (time.Time, bool) {
	if t, ok := compactDate(s); ok {
		return t, true
	}
	d := dateScan{s: narrow(s)}
	if !d.parts() {
		return time.Time{}, false
	}
	y, m, day, ok := d.order(order)
	if !ok {
		return time.Time{}, false
	}
	hour, minute, sec, nano, ok := d.clock()
	if !ok {
		return time.Time{}, false
	}
	return makeTime(y, m, day, [4]int{hour, minute, sec, nano})
}

// makeTime refuses days and hours that do not exist.
func makeTime(y, m, d int, clock [4]int) (time.Time, bool) {
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || clock[0] > 24 || clock[1] > 59 || clock[2] > 60 {
		return time.Time{}, false
	}
	if d > 28 && d > time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return time.Time{}, false
	}
	return time.Date(y, time.Month(m), d, clock[0], clock[1], clock[2], clock[3], time.UTC), true
}

// compactDate reads yyyymmdd and yyyymmddhhmmss.
func compactDate(s string) (time.Time, bool) {
	if len(s) != 8 && len(s) != 14 || !digitsOnly(s) {
		return time.Time{}, false
	}
	at := func(from, to int) int { n, _ := strconv.Atoi(s[from:to]); return n }
	var clock [4]int
	if len(s) == 14 {
		clock = [4]int{at(8, 10), at(10, 12), at(12, 14)}
	}
	return makeTime(at(0, 4), at(4, 6), at(6, 8), clock)
}

// serialDate reads an Excel serial; the 1900 system counts a 29 February 1900 that
// never was, which days from March 1900 on contain.
func serialDate(s string, date1904 bool) (time.Time, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return time.Time{}, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 61 || f >= 110000 {
		return time.Time{}, false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	days, part := math.Modf(f)
	// Serials carry about a millisecond of noise: 10:17:18.9999 is 10:17:19.
	ms := time.Duration(math.Round(part*86400e3)) * time.Millisecond
	return epoch.AddDate(0, 0, int(days)).Add(ms), true
}

// dateScan splits a date text.
type dateScan struct {
	s     string
	n     [3]int // the three parts as written
	width [3]int // digits of each part
	month int    // index of a month written as a word, -1
}

var months = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
	"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

// parts reads the three date parts from the front of the text.
func (d *dateScan) parts() bool {
	d.month = -1
	for i := range d.n {
		if !d.part(i) {
			return false
		}
	}
	return true
}

func (d *dateScan) part(i int) bool {
	s := d.s
	k := 0
	for k < len(s) && s[k] >= '0' && s[k] <= '9' {
		d.n[i] = d.n[i]*10 + int(s[k]-'0')
		if k++; k > 4 {
			return false
		}
	}
	d.width[i] = k
	if k == 0 {
		for k < len(s) && (s[k]|0x20) >= 'a' && (s[k]|0x20) <= 'z' {
			k++
		}
		if k < 3 || d.month >= 0 {
			return false
		}
		m, ok := months[strings.ToLower(s[:3])]
		if !ok || i == 2 {
			return false
		}
		d.n[i], d.month = m, i
	}
	d.s = s[k:]
	return i == 2 || d.separator(i)
}

func (d *dateScan) separator(i int) bool {
	for _, mark := range []string{"年", "月", ", ", "-", "/", ".", " "} {
		if rest, found := strings.CutPrefix(d.s, mark); found {
			if mark == "年" && i != 0 || mark == "月" && i != 1 || mark == " " && d.month < 0 && i == 0 && !startsLetter(rest) {
				return false
			}
			d.s = strings.TrimLeft(rest, " ")
			return true
		}
	}
	return false
}

func startsLetter(s string) bool { return s != "" && (s[0]|0x20) >= 'a' && (s[0]|0x20) <= 'z' }

// order decides which part is year, month and day.
func (d *dateScan) order(order string) (y, m, day int, ok bool) {
	n, w := d.n, d.width
	switch {
	case d.month == 1: // 5-Mar-24
		y, m, day = fullYear(n[2], w[2]), n[1], n[0]
	case d.month == 0: // Mar 5, 2024
		y, m, day = fullYear(n[2], w[2]), n[0], n[1]
	case w[0] == 4:
		y, m, day = n[0], n[1], n[2]
	case w[0] == 3 || w[1] > 2 || w[2] == 3:
		return 0, 0, 0, false
	case order == "mdy":
		y, m, day = fullYear(n[2], w[2]), n[0], n[1]
	case order == "dmy":
		y, m, day = fullYear(n[2], w[2]), n[1], n[0]
	case w[2] == 4: // no year in front although asked for: not readable without an order
		return 0, 0, 0, false
	default:
		y, m, day = fullYear(n[0], w[0]), n[1], n[2]
	}
	return y, m, day, true
}

// fullYear completes two-digit years: 24 is 2024, 97 is 1997.
func fullYear(y, width int) int {
	switch {
	case width > 2:
		return y
	case y >= 70:
		return 1900 + y
	}
	return 2000 + y
}

// clock reads the rest after the date: nothing, a weekday, a time, a zone.
func (d *dateScan) clock() (hour, minute, sec, nano int, ok bool) {
	s := strings.TrimPrefix(d.s, "日")
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s, "T"), "t"))
	if i := strings.Index(s, "星期"); i == 0 {
		s = strings.TrimSpace(s[min(len(s), len("星期一")):])
	}
	if s == "" {
		return 0, 0, 0, 0, true
	}
	s, half := dayHalf(s)
	n, s, ok := twoDigits(s)
	if !ok {
		return 0, 0, 0, 0, false
	}
	hour = n
	rest, found := cutAny(s, ":", "时", "点")
	if !found {
		return 0, 0, 0, 0, false
	}
	if rest != "" {
		if minute, rest, ok = twoDigits(rest); !ok {
			return 0, 0, 0, 0, false
		}
	}
	rest = strings.TrimSuffix(rest, "分")
	if after, found := cutAny(rest, ":", "分"); found && after != "" {
		if sec, rest, ok = twoDigits(after); !ok {
			return 0, 0, 0, 0, false
		}
		nano, rest = fractionOfSecond(rest)
	}
	if half == 2 && hour < 12 {
		hour += 12
	} else if half == 1 && hour == 12 {
		hour = 0
	}
	return hour, minute, sec, nano, zoneOnly(strings.TrimPrefix(rest, "秒"))
}

// dayHalf takes 上午/下午/AM/PM off the text: 1 morning, 2 afternoon, 0 not said.
func dayHalf(s string) (rest string, half int) {
	if digit(s[0]) && digit(s[len(s)-1]) {
		return s, 0
	}
	for i, mark := range [...]string{"上午", "AM", "am", "下午", "PM", "pm", "晚上"} {
		h := 1 + min(i/3, 1)
		if t, found := strings.CutPrefix(s, mark); found {
			return strings.TrimSpace(t), h
		}
		if t, found := strings.CutSuffix(s, mark); found {
			return strings.TrimSpace(t), h
		}
	}
	return s, 0
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func cutAny(s string, marks ...string) (string, bool) {
	for _, m := range marks {
		if t, found := strings.CutPrefix(s, m); found {
			return t, true
		}
	}
	return s, false
}

func twoDigits(s string) (n int, rest string, ok bool) {
	k := 0
	for k < len(s) && k < 2 && s[k] >= '0' && s[k] <= '9' {
		n = n*10 + int(s[k]-'0')
		k++
	}
	return n, s[k:], k > 0
}

func fractionOfSecond(s string) (nano int, rest string) {
	if s == "" || s[0] != '.' && s[0] != ',' {
		return 0, s
	}
	k, unit := 1, 100_000_000
	for ; k < len(s) && s[k] >= '0' && s[k] <= '9'; k++ {
		nano += int(s[k]-'0') * unit
		unit /= 10
	}
	return nano, s[k:]
}

// zoneOnly reports whether s is empty or a time zone.
func zoneOnly(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || s == "Z" || s == "z" || s == "UTC" || s == "GMT" {
		return true
	}
	if s[0] != '+' && s[0] != '-' {
		return false
	}
	return digitsOnly(strings.Replace(s[1:], ":", "", 1)) && len(s) <= len("+08:00")
}
