package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
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

// gbPairs returns the UTF-8 of every two-byte code, its first byte lowest and the
// number of its bytes in the highest; 0 where there is no character.
var gbPairs = sync.OnceValue(func() []uint32 {
	table := make([]uint32, (0xFF-gbLead)*gbRow)
	d := simplifiedchinese.GB18030.NewDecoder()
	for lead := gbLead; lead < 0xFF; lead++ {
		for trail := gbTrail; trail < 0xFF; trail++ {
			out, err := d.Bytes([]byte{byte(lead), byte(trail)})
			r, n := utf8.DecodeRune(out)
			if err == nil && n == len(out) && r != utf8.RuneError && n < utf8.UTFMax {
				var four [4]byte
				copy(four[:3], out)
				four[3] = byte(n)
				table[(lead-gbLead)*gbRow+trail-gbTrail] = binary.LittleEndian.Uint32(four[:])
			}
		}
	}
	return table
})

// aheadGB is how much may be written behind the text decoded so far.
const aheadGB = 8

// decodeGB18030 turns whole lines into UTF-8, many times faster than the decoder it
// takes its table from and with the same result: what is no two-byte code goes to
// that decoder up to the end of its line, where every code ends.
func decodeGB18030(src []byte) ([]byte, error) {
	pairs := gbPairs()
	dst := make([]byte, roomGB(len(src)))
	n := 0
	for i := 0; i < len(src); {
		k := asciiRun(dst[n:], src[i:])
		if i, n = i+k, n+k; i == len(src) {
			break
		}
		c := src[i]
		if c < utf8.RuneSelf {
			dst[n] = c
			i, n = i+1, n+1
			continue
		}
		if c >= gbLead && c < 0xFF && i+1 < len(src) && src[i+1] >= gbTrail && src[i+1] < 0xFF {
			if u := pairs[int(c-gbLead)*gbRow+int(src[i+1]-gbTrail)]; u != 0 {
				binary.LittleEndian.PutUint32(dst[n:], u)
				i, n = i+2, n+int(u>>24)
				continue
			}
		}
		to := len(src)
		if end := bytes.IndexByte(src[i:], '\n'); end >= 0 {
			to = i + end
		}
		rest, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src[i:to])
		if err != nil {
			return nil, err
		}
		dst = append(dst[:n], rest...)
		n, i = len(dst), to
		if more := roomGB(len(src) - i); len(dst)+more > cap(dst) {
			dst = append(make([]byte, 0, len(dst)+more), dst...)
		}
		dst = dst[:cap(dst)]
	}
	return dst[:n:n], nil
}

// roomGB is how much room n bytes of text may take, codes of two bytes becoming three.
func roomGB(n int) int { return n + n/2 + aheadGB }

// asciiRun copies ASCII text eight bytes at a time and returns how much of it there is
// at the beginning of src, less than eight bytes at its end left out.
func asciiRun(dst, src []byte) (n int) {
	const high = 0x8080808080808080
	for n+aheadGB <= len(src) {
		w := binary.LittleEndian.Uint64(src[n:])
		binary.LittleEndian.PutUint64(dst[n:], w)
		if w&high != 0 {
			return n + bits.TrailingZeros64(w&high)/8
		}
		n += 8
	}
	return n
}
