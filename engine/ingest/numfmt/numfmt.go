// Package numfmt tells which number formats of a workbook show a date or a time of
// day, and writes the numbers below them the way they are meant:
//
//	k := numfmt.Parse(`yyyy"年"m"月"d"日"`)    // numfmt.Date
//	text, ok := k.Text(45356.5, false)         // "2024-03-05 12:00:00", true
//
// Workbooks store dates as counts of days; only the format of the cell says so.
package numfmt

import (
	"math"
	"strings"
	"time"
)

// Kind is what a number format makes of a number.
type Kind uint8

// The kinds. Durations like [h]:mm are Plain: they are amounts and no moments.
const (
	Plain Kind = iota
	Date
	Clock
)

// Builtin returns the kind of a format known by its number alone. 27 to 36 and 50
// to 58 are the dates of Chinese, Japanese and Korean Excel.
func Builtin(id int) Kind {
	switch {
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return Date
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return Clock
	}
	return Plain
}

// Parse reads a format code.
func Parse(code string) Kind {
	if strings.EqualFold(code, "General") || strings.HasPrefix(code, "G/") {
		return Plain
	}
	var seen [256]bool
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return kind(&seen)
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return kind(&seen)
			}
			if elapsed(code[i+1 : i+end]) {
				return Plain
			}
			i += end
		case ';':
			return kind(&seen)
		default:
			seen[c|0x20] = true
		}
	}
	return kind(&seen)
}

// elapsed recognises [h], [mm] and [ss].
func elapsed(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), s[:1]) == "" && strings.ContainsAny(s[:1], "hmsHMS")
}

func kind(seen *[256]bool) Kind {
	switch {
	case seen['#'|0x20], seen['0'|0x20] && !seen['s']:
		return Plain
	case seen['y'], seen['d']:
		return Date
	case seen['h'], seen['s']:
		return Clock
	case seen['m']:
		return Date
	}
	return Plain
}

// maxSerial is 9999-12-31, the last day Excel knows.
const maxSerial = 2958465

// Text writes the serial number f as 2006-01-02, 2006-01-02 15:04:05 or 15:04:05.
// It is not ok when f is no moment of that kind; the number then stays a number.
func (k Kind) Text(f float64, date1904 bool) (string, bool) {
	if k == Plain || !(f >= 0 && f <= maxSerial) {
		return "", false
	}
	days, part := math.Modf(f)
	// Serials carry about a millisecond of noise: 10:17:18.9999 is 10:17:19.
	at := time.Duration(math.Round(part*86400e3)) * time.Millisecond
	var epoch time.Time
	switch {
	case k == Clock && days == 0:
		return clock(time.Time{}.Add(at), ""), true
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 1 || days == 60:
		return "", false // 1900-01-00, and 1900-02-29, which never was
	case days < 60:
		epoch = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	default:
		epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	}
	t := epoch.AddDate(0, 0, int(days)).Add(at)
	if at == 0 {
		return t.Format(time.DateOnly), true
	}
	return clock(t, time.DateOnly+" "), true
}

func clock(t time.Time, before string) string {
	if t.Nanosecond() != 0 {
		return t.Format(before + "15:04:05.000")
	}
	return t.Format(before + time.TimeOnly)
}
