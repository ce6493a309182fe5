// Package text learns to sort short texts by examples a person has sorted: multinomial
// naive Bayes on character pairs for Chinese and on words and pairs of words for other
// scripts, judged by cross-validation that keeps equal texts together. Pure: no
// database, no dictionary, the same answer for rows in any order.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tokens cuts a text into the pieces that are counted.
type Tokens func(text string, count func(piece string))

// Pairs counts every two neighbouring characters of the raw text, signs and blanks
// included; several blanks in a row are one.
func Pairs(text string, count func(string)) {
	text = oneBlank(text)
	for i := 0; i < len(text); {
		_, first := utf8.DecodeRuneInString(text[i:])
		if i+first >= len(text) {
			return
		}
		_, second := utf8.DecodeRuneInString(text[i+first:])
		count(text[i : i+first+second])
		i += first
	}
}

// oneBlank replaces two or more white spaces in a row by one blank.
func oneBlank(s string) string {
	var b strings.Builder
	changed, run, start := false, 0, 0
	for i, r := range s {
		if unicode.IsSpace(r) {
			if run++; run == 1 {
				start = i
			}
			continue
		}
		if run > 1 {
			if !changed {
				b.WriteString(s[:start])
				changed = true
			}
			b.WriteByte(' ')
		} else if run == 1 && changed {
			b.WriteString(s[start:i])
		}
		run = 0
		if changed {
			b.WriteRune(r)
		}
	}
	switch {
	case run > 1 && !changed:
		return s[:start] + " "
	case !changed:
		return s
	case run > 1:
		b.WriteByte(' ')
	case run == 1:
		b.WriteString(s[start:])
	}
	return b.String()
}

// Words counts lower-case words of two or more letters, digits or underscores, and
// every two that follow one another.
func Words(text string, count func(string)) {
	before := ""
	for _, w := range strings.FieldsFunc(strings.ToLower(text), notWord) {
		if utf8.RuneCountInString(w) < 2 {
			continue
		}
		count(w)
		if before != "" {
			count(before + " " + w)
		}
		before = w
	}
}

func notWord(r rune) bool {
	return r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
}

// Mixed counts what each script is best read by: pairs of characters where it is
// Chinese, words elsewhere. Case, width and signs do not matter.
func Mixed(text string, count func(string)) {
	var han, latin []rune
	flush := func() {
		switch {
		case len(han) == 1:
			count(string(han))
		case len(han) > 1:
			for i := range len(han) - 1 {
				count(string(han[i : i+2]))
			}
		}
		han = han[:0]
		if len(latin) > 0 {
			Words(string(latin), count)
			latin = latin[:0]
		}
	}
	for _, r := range text {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case unicode.Is(unicode.Han, r):
			if len(latin) > 0 {
				flush()
			}
			han = append(han, r)
		case unicode.IsLetter(r) || unicode.IsNumber(r) || r == ' ' && len(latin) > 0:
			if len(han) > 0 {
				flush()
			}
			latin = append(latin, r)
		default:
			flush()
		}
	}
	flush()
}
