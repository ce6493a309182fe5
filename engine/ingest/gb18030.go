package ingest

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The two-byte codes of GB18030: lead bytes from 0x81, trail bytes from 0x40.
const (
	gbLead  = 0x81
	gbTrail = 0x40
	gbRow   = 0x100 - gbTrail
)

// gbPairs returns the character of every two-byte code, 0 where there is none.
var gbPairs = sync.OnceValue(func() []uint16 {
	table := make([]uint16, (0xFF-gbLead)*gbRow)
	d := simplifiedchinese.GB18030.NewDecoder()
	for lead := gbLead; lead < 0xFF; lead++ {
		for trail := gbTrail; trail < 0xFF; trail++ {
			out, err := d.Bytes([]byte{byte(lead), byte(trail)})
			r, n := utf8.DecodeRune(out)
			if err == nil && n == len(out) && r != utf8.RuneError && r <= 0xFFFF {
				table[(lead-gbLead)*gbRow+trail-gbTrail] = uint16(r) //nolint:gosec // checked
			}
		}
	}
	return table
})

// decodeGB18030 turns whole lines into UTF-8, several times faster than the decoder it
// takes its table from and with the same result: what is no two-byte code goes to
// that decoder up to the end of its line, where every code ends.
func decodeGB18030(src []byte) ([]byte, error) {
	pairs := gbPairs()
	dst := make([]byte, 0, len(src)+len(src)/2+utf8.UTFMax)
	for i := 0; i < len(src); {
		c := src[i]
		if c < utf8.RuneSelf {
			dst = append(dst, c)
			i++
			continue
		}
		if c >= gbLead && c < 0xFF && i+1 < len(src) && src[i+1] >= gbTrail {
			if r := pairs[int(c-gbLead)*gbRow+int(src[i+1]-gbTrail)]; r != 0 {
				dst = utf8.AppendRune(dst, rune(r))
				i += 2
				continue
			}
		}
		to := len(src)
		if n := bytes.IndexByte(src[i:], '\n'); n >= 0 {
			to = i + n
		}
		rest, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src[i:to])
		if err != nil {
			return nil, err
		}
		dst, i = append(dst, rest...), to
	}
	return dst, nil
}
