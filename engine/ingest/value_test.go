package ingest

import (
	"testing"
	"time"

	"huiliu/engine"
)

func TestParseDay_ReadsTheFormsOfChineseAndEnglishExports(t *testing.T) {
	for _, c := range []struct{ in, order, want string }{
		{"2024/3/5", "ymd", "2024-03-05 00:00:00"},
		{"2024年3月5日", "ymd", "2024-03-05 00:00:00"},
		{"2024年03月05日 08时09分10秒", "ymd", "2024-03-05 08:09:10"},
		{"２０２４－０３－０５", "ymd", "2024-03-05 00:00:00"},
		{"20240305", "ymd", "2024-03-05 00:00:00"},
		{"20240305235959", "ymd", "2024-03-05 23:59:59"},
		{"2024-03-05 14:15", "ymd", "2024-03-05 14:15:00"},
		{"2024-03-05T14:15:16.789+08:00", "ymd", "2024-03-05 14:15:16.789"},
		{"1996-07-04 00:00:00.000", "ymd", "1996-07-04 00:00:00"},
		{"2024.3.5", "ymd", "2024-03-05 00:00:00"},
		{"2024/3/5 下午 2:05", "ymd", "2024-03-05 14:05:00"},
		{"3/5/2024 12:30 AM", "mdy", "2024-03-05 00:30:00"},
		{"5/3/2024", "dmy", "2024-03-05 00:00:00"},
		{"5-Mar-24", "ymd", "2024-03-05 00:00:00"},
		{"Mar 5, 2024", "ymd", "2024-03-05 00:00:00"},
		{"24/3/5", "ymd", "2024-03-05 00:00:00"},
		{"2024-02-29", "ymd", "2024-02-29 00:00:00"},
	} {
		got, ok := ParseDay(c.in, c.order)
		if !ok || got.Format("2006-01-02 15:04:05.999") != c.want {
			t.Errorf("%q (%s): got %v %v, want %s", c.in, c.order, got, ok, c.want)
		}
	}
}

func TestParseDay_RefusesWhatIsNoDay(t *testing.T) {
	for _, s := range []string{"", "2023-02-29", "2024-13-01", "2024/3", "20241305", "12", "1.2.3.4", "2024-03-05 25:00",
		"2024-03-05 noon", "abc", "0000-00-00", "3/5/2024/6", "2024年", "99999999", "NULL"} {
		if got, ok := ParseDay(s, "ymd"); ok {
			t.Errorf("%q read as %v", s, got)
		}
	}
	if _, ok := ParseDay("3/5/2024", "ymd"); ok {
		t.Error("3/5/2024 has no year in front: it must not be guessed")
	}
}

func TestSerialDate_CountsAsExcelDoes(t *testing.T) {
	// 43466.012488425898 is 2019-01-01 00:17:59 in cn_online_orders_2019.xlsx; serials of
	// ECMA-376 18.17.4: 1900 system 45356 = 2024-03-05, 1904 system 1462 less.
	for _, c := range []struct {
		in     string
		base   bool
		expect string
	}{{"43466.012488425898", false, "2019-01-01 00:17:59"}, {"45356", false, "2024-03-05 00:00:00"}, {"43894", true, "2024-03-05 00:00:00"}} {
		if got, ok := serialDate(c.in, c.base); !ok || got.Format(time.DateTime) != c.expect {
			t.Errorf("%s: %v %v", c.in, got, ok)
		}
	}
}

func TestParseMoney_IsExactAndReadsChineseForms(t *testing.T) {
	for in, want := range map[string]engine.Money{
		"12": 120000, "12.3": 123000, "0.0001": 1, "0.00005": 1, "-0.00005": -1, "1,234.50": 12345000, "¥12": 120000,
		"￥1,234": 12340000, "12元": 120000, "1.2万": 120000000, "1.2 万元": 120000000, "３４．５": 345000, "(12.00)": -120000,
		"12.00-": -120000, "-¥5": -50000, "¥-5": -50000, "+7": 70000, "$3.5": 35000, "1,2345": 123450000, "1.2E-3": 12,
		"CNY 88": 880000, "12345678901.23": 123456789012300, ".5": 5000, "5.": 50000,
	} {
		if got, ok := ParseMoney(in); !ok || got != want {
			t.Errorf("%q: got %d %v, want %d", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "abc", "12,34", "1.2.3", "12a", "1,23,456.0", "0.1,5", "--5", "¥", "万", "NaN", "Inf", "0x10", "1e400", "12:30", "."} {
		if got, ok := ParseMoney(in); ok {
			t.Errorf("%q read as %d", in, got)
		}
	}
}

func TestIdent_KeepsIdentifiersAsText(t *testing.T) {
	for in, want := range map[string]string{
		"17850.0": "17850", "00042": "00042", "1.23456789012346E+15": "1234567890123460", "1.38E+10": "1.38E+10",
		`="00123"`: "00123", "'00123": "00123", "123\t": "123", " 张三 ": "张三", "NULL": "", "12.5": "12.5", "A-1.0": "A-1.0",
	} {
		if got := ident(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if !lostDigits("1.38E+10") || lostDigits("17850") {
		t.Error("lost digits are not told from whole ids")
	}
}

func TestMultiply_IsExactForPricesAndQuantities(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"2.55", "6", "15.30"}, {"0.001", "3", "0.003"}, {"1.23", "0.328", "0.4034"}, {"25.23", "0.328", "8.2754"}, {"649.5", "-1", "-649.5"},
	} {
		a, _ := ParseMoney(c.a)
		b, _ := ParseMoney(c.b)
		want, _ := ParseMoney(c.want)
		if got := multiply(a, b); got != want || multiply(b, a) != want {
			t.Errorf("%s × %s = %d, want %d", c.a, c.b, got, want)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2024/3/5", "2024年3月5日 下午3:04", "5-Mar-24", "20240305", "3/5/2024 1:02:03 PM", "２０２４-1-1", "Mar 5, 2024"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, order := range []string{"ymd", "dmy", "mdy"} {
			got, ok := ParseDay(s, order)
			if !ok {
				continue
			}
			if y := got.Year(); y < firstYear || y > lastYear+1 {
				t.Fatalf("%q: year %d", s, y)
			}
			again, ok := ParseDay(got.Format("2006-01-02 15:04:05.999999999"), order)
			if !ok || !again.Equal(got) {
				t.Fatalf("%q: %v does not read back: %v", s, got, again)
			}
		}
	})
}

func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"1,234.5", "¥12元", "(3)", "1.2万", "-0.00005", "１２", "1e5", "5-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := ParseMoney(s)
		if !ok {
			return
		}
		if again, ok := ParseMoney(engineText(m)); !ok || again != m {
			t.Fatalf("%q: %d reads back as %d", s, m, again)
		}
	})
}

// engineText writes all four decimals.
func engineText(m engine.Money) string {
	sign := ""
	u := uint64(m)
	if m < 0 {
		sign, u = "-", uint64(-m)
	}
	digits := []byte("00000")
	whole := u / 10000
	for i, v := 4, u%10000; i > 0; i, v = i-1, v/10 {
		digits[i] = byte('0' + v%10)
	}
	digits[0] = '.'
	return sign + itoa(whole) + string(digits)
}

func itoa(u uint64) string {
	b := []byte{}
	for {
		b = append([]byte{byte('0' + u%10)}, b...)
		if u /= 10; u == 0 {
			return string(b)
		}
	}
}

func TestIsoTime_ReadsAsParseDayDoes(t *testing.T) {
	day := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	for ; day.Year() <= lastYear; day = day.AddDate(0, 0, 1) {
		at := day.Add(time.Duration(day.YearDay()*200) * time.Second)
		for _, form := range [...]string{"2006-01-02", "2006/01/02", "2006-01-02 15:04:05", "2006/01/02 15:04:05"} {
			s := at.Format(form)
			want, _ := ParseDay(s, "ymd")
			if got, ok := isoTime(s); ok && !got.Equal(want) || !ok && at.Day() <= 28 {
				t.Fatalf("%s: %v %v, want %v", s, got, ok, want)
			}
		}
	}
	for _, s := range []string{"", "2024-13-01", "2024-02-30", "2024-0a-01", "2024-01-01 25:00:00", "2024-01-01T10:00:00", "2024-01/01", "20240101"} {
		if got, ok := isoTime(s); ok {
			t.Errorf("%q is %v", s, got)
		}
	}
}
