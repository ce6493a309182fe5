package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// narrow turns full-width ASCII (１２３，．％) into its usual form.
func narrow(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return strings.Map(narrowRune, s)
		}
	}
	return s
}

func narrowRune(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000 || r == 0xA0:
		return ' '
	case r == '−' || r == '–':
		return '-'
	}
	return r
}

// clean removes what exports wrap around a value: blanks, a byte order mark, and
// the ="…" with which shops keep Excel from changing numbers.
func clean(s string) string {
	if s == "" {
		return s
	}
	if plainStart(s[0]) && plainEnd(s) {
		return s
	}
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B || r == 0 })
	if len(s) > 2 && s[0] == '=' && s[1] == '"' && s[len(s)-1] == '"' {
		s = s[2 : len(s)-1]
	}
	if len(s) > 1 && (s[0] == '\'' || s[0] == '`') && s[1] >= '0' && s[1] <= '9' {
		s = s[1:]
	}
	return s
}

// plainStart and plainEnd spare most cells the slow way: a cell that begins and
// ends with a printable ASCII or a common Chinese character needs no cleaning.
func plainStart(c byte) bool {
	if c < 0x80 {
		return c > ' ' && c != '=' && c != '"' && c != '\'' && c != '`'
	}
	return c >= 0xE4 && c <= 0xE9
}

func plainEnd(s string) bool {
	if z := s[len(s)-1]; z < 0x80 {
		return z > ' '
	}
	return len(s) >= 3 && s[len(s)-3] >= 0xE4 && s[len(s)-3] <= 0xE9
}

// missing reports whether a cleaned cell stands for "nothing"; the errors of a
// workbook do. The text None is a value: exports use it for "no offer".
func missing(s string) bool {
	if len(s) > 7 {
		return false
	}
	switch s {
	case "", "NULL", "null", "Null", `\N`, "NaN", "nan", "NAN", "N/A", "n/a", "#N/A", "<NA>", "<null>", "-", "--", "—", "——", "无数据",
		"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!":
		return true
	}
	return false
}

// value is the cleaned cell, "" when it is missing.
func value(s string) string {
	if s = clean(s); missing(s) {
		return ""
	}
	return s
}

// ident cleans an identifier: "17850.0" is 17850, 1.23E+05 is 123000 when no digit
// is lost, leading zeros stay.
func ident(s string) string {
	s = value(s)
	if dot := strings.IndexByte(s, '.'); dot > 0 && digitsOnly(s[:dot]) {
		if strings.Trim(s[dot+1:], "0") == "" {
			return s[:dot]
		}
		if mantissa, exp, found := strings.Cut(strings.ToUpper(s), "E+"); found {
			return expand(s, mantissa, exp)
		}
	}
	return s
}

func digitsOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// expand writes 1.2345E+04 as 12345; with digits lost (1.38E+10) it returns s.
func expand(s, mantissa, exp string) string {
	whole, frac, _ := strings.Cut(mantissa, ".")
	if !digitsOnly(frac) || !digitsOnly(exp) || len(exp) > 2 {
		return s
	}
	n := 0
	for _, c := range exp {
		n = n*10 + int(c-'0')
	}
	if n < len(frac) || n-len(frac) > 1 {
		return s
	}
	return whole + frac + strings.Repeat("0", n-len(frac))
}

// lostDigits reports an identifier that Excel has shortened for good: 1.38E+10.
func lostDigits(s string) bool {
	mantissa, exp, found := strings.Cut(s, "E+")
	return found && digitsOnly(exp) && digitsOnly(strings.Replace(mantissa, ".", "", 1))
}

// traditional lists the characters of headers and statuses whose traditional form,
// as in exports from Taiwan and Hong Kong, differs: each is followed by its simplified
// form. Files in Big5 hold no other.
const traditional = "戶户編编號号訂订單单時时間间實实額额數数價价優优狀状態态買买賣卖貨货類类別别區区縣县員员會会電电話话聯联絡络評评論论內内題题處处產产規规總总稱称機机郵邮備备註注應应費费運运幣币" +
	"結结訊讯標标識识級级冊册歲岁離离職职業业戲戏測测傳传銷销動动組组對对觸触達达發发齡龄門门國国個个條条記记錄录點点滿满問问復复關关閉闭開开終终續续約约權权購购還还償偿確确認认繳缴" +
	"於于來来從从為为與与無无後后據据圖图專专師师顧顾積积紅红儲储減减歷历進进過过週周"

// simplified returns the simplified form of a character.
func simplified(r rune) rune {
	if r < 0x4E00 {
		return r
	}
	i := strings.IndexRune(traditional, r)
	if i < 0 || i/3%2 == 1 {
		return r
	}
	s, _ := utf8.DecodeRuneInString(traditional[i+3:])
	return s
}

// fold makes a header comparable: half-width, lower case, simplified characters,
// without blanks, punctuation and a unit in parentheses.
func fold(s string) string {
	s = narrow(clean(s))
	if i := strings.IndexAny(s, "(（["); i > 0 {
		s = s[:i]
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(simplified(unicode.ToLower(r)))
		}
	}
	return b.String()
}

// parseBool reads yes and no words.
func parseBool(s string) (v, ok bool) {
	switch strings.ToLower(narrow(s)) {
	case "1", "1.0", "true", "yes", "y", "t", "是", "有", "真", "已流失", "流失", "churned", "churn", "left", "已解决", "resolved", "closed", "done":
		return true, true
	case "0", "0.0", "false", "no", "n", "f", "否", "无", "没有", "假", "未流失", "留存", "stayed", "retained", "active", "未解决", "open", "unresolved":
		return false, true
	}
	return false, false
}

// hasHan reports whether s holds a Chinese character.
func hasHan(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
