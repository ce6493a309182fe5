package sheet

import (
	"math"
	"strconv"

	"huiliu/engine/ingest/numfmt"
)

// exact is how many characters a number has at most when nothing was added by the
// binary form it is kept in: Excel shows 15 digits and writes 0.1+0.2 with 17.
const exact = 17

// number64 replaces a serial by its date and takes the noise off long fractions.
func (r *Rows) number64(c cell, from uint32) {
	if r.book.Raw {
		return
	}
	raw := r.text[from:]
	k := r.book.kind(c.style)
	if k == numfmt.Plain && (len(raw) < exact || !fraction(raw)) {
		return
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return
	}
	var moment [32]byte
	if b, ok := k.Append(moment[:0], f, r.book.Date1904); ok {
		r.text = append(r.text[:from], b...)
	} else if k == numfmt.Plain && f < 1e15 && f > -1e15 {
		r.text = appendShown(r.text[:from], f)
	}
}

// appendShown writes f with the 15 digits Excel shows, without zeros at the end.
func appendShown(dst []byte, f float64) []byte {
	if a := math.Abs(f); a >= 1e14 || a < 1e-6 {
		short, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
		return strconv.AppendFloat(dst, short, 'f', -1, 64)
	}
	// 15 digits are never more than a number has, so what is left of them without zeros is
	// the shortest text of the number they stand for.
	var buf [32]byte
	e := strconv.AppendFloat(buf[:0], f, 'e', 14, 64) // -1.23456789012345e+02
	if e[0] == '-' {
		dst, e = append(dst, '-'), e[1:]
	}
	exp := int(e[len(e)-2]-'0')*10 + int(e[len(e)-1]-'0')
	below := e[len(e)-3] == '-'
	var d [15]byte
	d[0] = e[0]
	copy(d[1:], e[2:16])
	n := 15
	for d[n-1] == '0' {
		n--
	}
	switch {
	case below:
		dst = append(dst, "0.00000"[:exp+1]...)
		return append(dst, d[:n]...)
	case n <= exp+1:
		return append(dst, d[:exp+1]...)
	}
	dst = append(append(dst, d[:exp+1]...), '.')
	return append(dst, d[exp+1:n]...)
}

func fraction(b []byte) bool {
	for _, c := range b {
		if c == '.' {
			return true
		}
	}
	return false
}
