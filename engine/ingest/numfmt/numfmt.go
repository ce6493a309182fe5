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
	"strconv"
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
	b, ok := k.Append(nil, f, date1904)
	return string(b), ok
}

// Days from the first days of the two calendars to 1970-01-01.
const (
	from1900 = 25569
	from1904 = 24107
)

// Append is Text behind dst; it adds nothing when it is not ok.
func (k Kind) Append(dst []byte, f float64, date1904 bool) ([]byte, bool) {
	if k == Plain || !(f >= 0 && f <= maxSerial) {
		return dst, false
	}
	days, part := math.Modf(f)
	// Serials carry about a millisecond of noise: 10:17:18.9999 is 10:17:19.
	at := int64(math.Round(part * 86400e3))
	epoch := int64(from1900)
	switch {
	case k == Clock && days == 0:
		return clock(dst, at%86400e3), true
	case date1904:
		epoch = from1904
	case days < 1 || days == 60:
		return dst, false // 1900-01-00, and 1900-02-29, which never was
	case days < 60:
		epoch--
	}
	whole := at / 86400e3
	y, m, d := time.Unix((int64(days)+whole-epoch)*86400, 0).UTC().Date()
	dst = strconv.AppendInt(dst, int64(y), 10)
	dst = digits(append(dst, '-'), int(m))
	dst = digits(append(dst, '-'), d)
	if at == 0 {
		return dst, true
	}
	return clock(append(dst, ' '), at-whole*86400e3), true
}

// clock writes milliseconds as 15:04:05 or 15:04:05.000.
func clock(dst []byte, ms int64) []byte {
	s := int(ms / 1000)
	dst = digits(dst, s/3600)
	dst = digits(append(dst, ':'), s/60%60)
	dst = digits(append(dst, ':'), s%60)
	if ms %= 1000; ms != 0 {
		dst = append(dst, '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	}
	return dst
}

// digits writes a number below 100 with two digits.
func digits(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }
