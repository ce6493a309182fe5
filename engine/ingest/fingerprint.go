package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

// Fingerprint identifies the layout of a table by its column names in order: 16
// hexadecimal digits of a SHA-256. Case, blanks, punctuation and full-width forms do
// not matter; a unit in parentheses does, 金额(元) and 金额(分) are two layouts.
func Fingerprint(headers []string) string {
	h := sha256.New()
	for _, name := range headers {
		h.Write([]byte(Letters(name)))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Fingerprint identifies the layout of the table, see [Fingerprint].
func (m *Mapping) Fingerprint() string {
	names := make([]string, len(m.Columns))
	for i := range m.Columns {
		names[i] = m.Columns[i].Header
	}
	return Fingerprint(names)
}

// Letters keeps the letters and digits of a header, half-width and in lower case, so
// that two writings of one header are equal.
func Letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, narrow(clean(s)))
}

// Fold is Letters without a unit in parentheses and what follows it.
func Fold(header string) string { return fold(header) }
