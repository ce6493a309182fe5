package numfmt

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The codes are those Excel and WPS write (ECMA-376 18.8.30) and some found in shop exports.
func TestParse_TellsDatesFromNumbers(t *testing.T) {
	for code, want := range map[string]Kind{
		"General": Plain, "G/通用格式": Plain, "0.00": Plain, "#,##0.00_);[Red](#,##0.00)": Plain, "0.00E+00": Plain, "@": Plain,
		`#,##0"元"`: Plain, `0" days"`: Plain, `"¥"#,##0.00;[Red]"¥"-#,##0.00`: Plain, "[h]:mm:ss": Plain, "[mm]:ss": Plain, `\d0`: Plain, "0%": Plain,
		"yyyy/m/d": Date, `yyyy"年"m"月"d"日"`: Date, `[$-804]yyyy"年"m"月"d"日";@`: Date, "[$-F800]dddd\\, mmmm dd\\, yyyy": Date,
		"m/d/yy h:mm": Date, "mmm-yy": Date, "yyyy年m月": Date, "[DBNum1][$-804]yyyy\"年\"m\"月\"": Date, "[Red]yyyy-mm-dd": Date, "mmmm": Date,
		"h:mm AM/PM": Clock, `上午/下午h"时"mm"分"`: Clock, "mm:ss.0": Clock, "yyyy-mm-dd hh:mm:ss.000": Date, "": Plain, `"never closed`: Plain, "[": Plain,
	} {
		if got := Parse(code); got != want {
			t.Errorf("%q: got %d, want %d", code, got, want)
		}
	}
}

func TestText_CountsAsExcelDoes(t *testing.T) {
	for _, c := range []struct {
		k     Kind
		f     float64
		from4 bool
		want  string
	}{
		{Date, 45356, false, "2024-03-05"}, {Date, 45356.5, false, "2024-03-05 12:00:00"}, {Date, 43894, true, "2024-03-05"},
		{Date, 1, false, "1900-01-01"}, {Date, 59, false, "1900-02-28"}, {Date, 60, false, ""}, {Date, 61, false, "1900-03-01"},
		{Date, 43466.42868055555, false, "2019-01-01 10:17:18"}, {Date, 43466.4286863426, false, "2019-01-01 10:17:18.500"},
		{Date, 0, false, ""}, {Date, 0, true, "1904-01-01"}, {Date, -1, false, ""}, {Date, 2958466, false, ""}, {Plain, 45356, false, ""},
		{Clock, 0.5, false, "12:00:00"}, {Clock, 45356.25, false, "2024-03-05 06:00:00"}, {Date, 2958465, false, "9999-12-31"},
		{Date, 45355.999999999, false, "2024-03-05 00:00:00"},
	} {
		if got, ok := c.k.Text(c.f, c.from4); got != c.want || ok != (c.want != "") {
			t.Errorf("%d %v: got %q %v, want %q", c.k, c.f, got, ok, c.want)
		}
	}
}

// Days of both calendars, and moments of some, as the clock of the library has them.
func TestText_IsTheDateOfTheCalendar(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // seeded on purpose
	for day := 61; day <= maxSerial; day += 7 + day%3 {
		ms := []int{0, r.IntN(86400e3), r.IntN(86400) * 1000}[day%3]
		for from4, first := range map[bool]time.Time{false: time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC), true: time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)} {
			at := first.AddDate(0, 0, day).Add(time.Duration(ms) * time.Millisecond)
			layout := time.DateTime
			if ms%1000 != 0 {
				layout += ".000"
			} else if ms == 0 {
				layout = time.DateOnly
			}
			if got, ok := Date.Text(float64(day)+float64(ms)/86400e3, from4); !ok && day < maxSerial || ok && got != at.Format(layout) {
				t.Fatalf("%d + %d ms: got %q, want %q", day, ms, got, at.Format(layout))
			}
		}
	}
}

func TestBuiltin_KnowsChineseDates(t *testing.T) {
	for id, want := range map[int]Kind{0: Plain, 2: Plain, 14: Date, 21: Clock, 22: Date, 31: Date, 32: Clock, 46: Plain, 57: Date, 49: Plain, 164: Plain} {
		if got := Builtin(id); got != want {
			t.Errorf("%d: got %d, want %d", id, got, want)
		}
	}
}
