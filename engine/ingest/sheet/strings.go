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
	s, r := newScanner(src), stringReader{table: &table{}}
	for {
		text, g, err := s.next()
		if err == io.EOF {
			return r.table, nil
		}
		if err != nil {
			return nil, err
		}
		r.take(text, g)
		size := len(r.text) + 4*len(r.ends)
		if len(r.text)-r.start > maxToken || size > maxStrings {
			return nil, tooLong()
		}
		if few > 0 && int64(size) > few {
			r.cut = true
			return r.table, nil
		}
	}
}

// stringReader fills a table; start is where the string being read begins.
type stringReader struct {
	*table
	start            int
	inText, phonetic bool
}

// take takes a tag and the text before it.
func (r *stringReader) take(text []byte, g tag) {
	if r.inText && !r.phonetic {
		r.text = unescape(r.text, text)
	}
	r.inText = false
	opens := !g.close && !g.empty
	switch string(g.name) {
	case "t":
		r.inText = opens
	case "rPh":
		r.phonetic = opens
	case "si":
		if !opens {
			r.text = r.text[:r.start+len(unhex(r.text[r.start:]))]
			r.ends = append(r.ends, uint32(len(r.text)))
			r.phonetic = false
		}
		r.start = len(r.text)
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
