package sheet

import (
	"bytes"
	"io"
	"unicode/utf16"
)

// maxStrings bounds what the shared strings of a workbook may take in memory.
const maxStrings = 1 << 30

// table holds the shared strings of a workbook end to end in one block, which
// takes four bytes more per string than the text itself.
type table struct {
	text []byte
	ends []uint32
	cut  bool // there are more strings than these
}

// get returns string i.
func (t *table) get(i int) ([]byte, bool) {
	if i >= len(t.ends) && t.cut {
		return []byte("…"), true
	}
	if i < 0 || i >= len(t.ends) {
		return nil, false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]], true
}

// readStrings reads xl/sharedStrings.xml, or the first few bytes of strings.
func readStrings(src io.Reader, few int64) (*table, error) {
	s, t := newScanner(src), &table{}
	start, inText, phonetic := 0, false, false
	for {
		text, g, err := s.next()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		if inText && !phonetic {
			t.text = unescape(t.text, text)
		}
		inText = false
		switch string(g.name) {
		case "t":
			inText = !g.close && !g.empty
		case "rPh":
			phonetic = !g.close && !g.empty
		case "si":
			if g.close || g.empty {
				t.text = append(t.text[:start], unhex(t.text[start:])...)
				t.ends = append(t.ends, uint32(len(t.text)))
				phonetic = false
			}
			start = len(t.text)
		}
		if len(t.text)-start > maxToken {
			return nil, tooLong()
		}
		if few > 0 && int64(len(t.text)+4*len(t.ends)) > few {
			t.cut = true
			return t, nil
		}
		if len(t.text)+4*len(t.ends) > maxStrings {
			return nil, tooLong()
		}
	}
}

// unhex turns the _x000D_ with which workbooks write characters XML has no room
// for into those characters, in place.
func unhex(b []byte) []byte {
	i := bytes.Index(b, []byte("_x"))
	if i < 0 {
		return b
	}
	out := b[:i]
	for ; i < len(b); i++ {
		n, ok := hex4(b[i:])
		if !ok {
			out = append(out, b[i])
			continue
		}
		i += len("_x0000_") - 1
		if utf16.IsSurrogate(rune(n)) {
			low, ok := hex4(b[i+1:])
			if r := utf16.DecodeRune(rune(n), rune(low)); ok && r != '\uFFFD' {
				i += len("_x0000_")
				out = append(out, string(r)...)
				continue
			}
		}
		out = append(out, string(rune(n))...)
	}
	return out
}

// hex4 reads _xHHHH_ at the front of b.
func hex4(b []byte) (n uint16, ok bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		n = n<<4 | uint16(c)
	}
	return n, true
}
