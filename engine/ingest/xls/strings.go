package xls

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"huiliu/engine"
)

// maxStrings bounds the table of strings in memory; 2-byte text takes up to half
// more as UTF-8.
const maxStrings = 1 << 30

// stringTable holds the shared strings end to end.
type stringTable struct {
	text []byte
	ends []uint32
}

func (t *stringTable) get(i uint32) (string, bool) {
	if int64(i) >= int64(len(t.ends)) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return string(t.text[from:t.ends[i]]), true
}

// pieces reads across the borders of a record and its continuations.
type pieces struct {
	r    *records
	body []byte
}

// more goes on with the next continuation.
func (p *pieces) more() bool {
	for len(p.body) == 0 {
		if p.r.peek() != recContinue {
			return false
		}
		_, body, ok := p.r.next()
		if !ok {
			return false
		}
		p.body = body
	}
	return true
}

// take returns n bytes, which may lie on both sides of a border.
func (p *pieces) take(n int) ([]byte, bool) {
	if len(p.body) >= n {
		out := p.body[:n]
		p.body = p.body[n:]
		return out, true
	}
	var out []byte
	for len(out) < n {
		if !p.more() {
			return nil, false
		}
		k := min(n-len(out), len(p.body))
		out = append(out, p.body[:k]...)
		p.body = p.body[k:]
	}
	return out, true
}

// skip leaves out n bytes.
func (p *pieces) skip(n int) bool {
	for n > 0 {
		if !p.more() {
			return false
		}
		k := min(n, len(p.body))
		p.body = p.body[k:]
		n -= k
	}
	return true
}

// readStrings reads the shared strings (MS-XLS 2.4.265). A string may be cut by a
// border anywhere; the part behind it begins with its own flag of 1 or 2 bytes.
func (b *Book) readStrings(r *records, body []byte) error {
	p := &pieces{r, body}
	head, ok := p.take(8)
	if !ok {
		return damaged()
	}
	count := binary.LittleEndian.Uint32(head[4:])
	t := &b.strings
	for range count {
		if !p.more() {
			return damaged()
		}
		if t.text, ok = p.text(t.text); !ok {
			return damaged()
		}
		if len(t.text) > maxStrings {
			return &engine.Error{Code: "import.cell_too_long"}
		}
		t.ends = append(t.ends, uint32(len(t.text)))
	}
	return nil
}

// Flags of a string.
const (
	flagWide = 1
	flagExt  = 4
	flagRich = 8
)

// text appends one string.
func (p *pieces) text(to []byte) ([]byte, bool) {
	head, ok := p.take(3)
	if !ok {
		return to, false
	}
	chars, flags := int(binary.LittleEndian.Uint16(head)), head[2]
	behind := 0
	if flags&flagRich != 0 {
		if head, ok = p.take(2); !ok {
			return to, false
		}
		behind += 4 * int(binary.LittleEndian.Uint16(head))
	}
	if flags&flagExt != 0 {
		if head, ok = p.take(4); !ok {
			return to, false
		}
		behind += int(min(binary.LittleEndian.Uint32(head), maxStrings))
	}
	for chars > 0 {
		if len(p.body) == 0 {
			if !p.more() {
				return to, false
			}
			flags, p.body = p.body[0], p.body[1:]
		}
		if flags&flagWide == 0 {
			n := min(chars, len(p.body))
			to = latin(to, p.body[:n])
			p.body, chars = p.body[n:], chars-n
			continue
		}
		n := min(chars, len(p.body)/2)
		if n == 0 {
			return to, false
		}
		to = wide(to, p.body[:2*n])
		p.body, chars = p.body[2*n:], chars-n
	}
	return to, p.skip(behind)
}

// latin appends the characters of one byte each.
func latin(to, b []byte) []byte {
	for _, c := range b {
		to = utf8.AppendRune(to, rune(c))
	}
	return to
}

// wide appends UTF-16.
func wide(to, b []byte) []byte {
	for i := 0; i+1 < len(b); i += 2 {
		r := rune(binary.LittleEndian.Uint16(b[i:]))
		if utf16.IsSurrogate(r) && i+3 < len(b) {
			if two := utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b[i+2:]))); two != utf8.RuneError {
				to = utf8.AppendRune(to, two)
				i += 2
				continue
			}
		}
		to = utf8.AppendRune(to, r)
	}
	return to
}

// unicode reads a string of BIFF8 with a length of size bytes.
func (b *Book) unicode(body []byte, size int) string {
	if len(body) < size+1 {
		return ""
	}
	chars := int(body[0])
	if size == 2 {
		chars = int(binary.LittleEndian.Uint16(body))
	}
	flags, body := body[size], body[size+1:]
	if flags&flagWide == 0 {
		return string(latin(nil, body[:min(chars, len(body))]))
	}
	return string(wide(nil, body[:min(2*chars, len(body))]))
}

// bytes reads a string of BIFF5 in the code page of the workbook.
func (b *Book) bytes(body []byte, size int) string {
	if len(body) < size {
		return ""
	}
	n := int(body[0])
	if size == 2 {
		n = int(binary.LittleEndian.Uint16(body))
	}
	body = body[size:]
	text, err := codePage(b.page).NewDecoder().Bytes(body[:min(n, len(body))])
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

func codePage(n uint16) encoding.Encoding {
	switch n {
	case 936:
		return simplifiedchinese.GB18030
	case 950:
		return traditionalchinese.Big5
	case 932:
		return japanese.ShiftJIS
	case 949:
		return korean.EUCKR
	case 1251:
		return charmap.Windows1251
	case 10000, 32768:
		return charmap.Macintosh
	}
	return charmap.Windows1252
}
