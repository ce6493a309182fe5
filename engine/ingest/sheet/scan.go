package sheet

import (
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"

	"huiliu/engine"
)

// maxToken is the longest tag or text taken. Excel cuts a cell at 32,767
// characters; written as &#12345; that is 256 KB.
const maxToken = 1 << 20

// The problems a workbook can have, see assets/text/import.*.json.
func damaged(cause error) error { return &engine.Error{Code: "import.truncated", Cause: cause} }

func tooLong() error { return &engine.Error{Code: "import.cell_too_long"} }

func refused() error { return &engine.Error{Code: "import.unsafe"} }

// scanner cuts a stream of XML into tags and the text before them. It knows just
// as much XML as the parts of a workbook use: no entities of its own, which are
// refused, and no checks of well-formedness beyond what the reader needs.
type scanner struct {
	src  io.Reader
	buf  []byte
	r, w int
	end  error // why nothing more comes
}

func newScanner(src io.Reader) *scanner { return &scanner{src: src, buf: make([]byte, 64<<10)} }

// tag is one tag: its name without prefix, and what stands behind the name.
type tag struct {
	name  []byte
	attrs []byte
	close bool // </name>
	empty bool // <name/>
}

// next returns the next tag and the raw text before it; both are valid until the
// next call. text is nil when want is false. At the end it returns io.EOF.
func (s *scanner) next() (text []byte, t tag, err error) {
	from := 0 // start of the text, relative to s.r
	skip := 0 // bytes known to hold no '<'
	for {
		i := bytes.IndexByte(s.buf[s.r+skip:s.w], '<')
		if i < 0 {
			skip = s.w - s.r
			if err := s.fill(); err != nil {
				return nil, t, err
			}
			continue
		}
		open := skip + i
		end, err := s.closing(open)
		if err != nil {
			return nil, t, err
		}
		body := s.buf[s.r+open+1 : s.r+end]
		if len(body) > 0 && (body[0] == '!' || body[0] == '?') {
			if bytes.HasPrefix(body, []byte("!DOCTYPE")) || bytes.HasPrefix(body, []byte("!ENTITY")) {
				return nil, t, refused()
			}
			if bytes.HasPrefix(body, []byte("![CDATA[")) {
				s.cdata(open, end)
				skip = end + 1
				continue
			}
			s.blank(open, end+1)
			skip = end + 1
			continue
		}
		text = s.buf[s.r+from : s.r+open]
		s.r += end + 1
		return text, split(body), nil
	}
}

// blank overwrites a comment by NULs, which no XML text may hold; unescape drops them.
func (s *scanner) blank(from, to int) {
	clear(s.buf[s.r+from : s.r+to])
}

// cdata leaves only the text of <![CDATA[text]]>, whose < and & mean themselves.
func (s *scanner) cdata(open, end int) {
	s.blank(open, open+len("<![CDATA["))
	s.blank(end-2, end+1)
	b := s.buf[s.r+open : s.r+end]
	for i, c := range b {
		switch c {
		case '<':
			b[i] = hiddenLess
		case '&':
			b[i] = hiddenAmp
		}
	}
}

// What stands for < and & of a CDATA section until unescape; no XML text may hold
// these characters itself.
const (
	hiddenLess = 1
	hiddenAmp  = 2
)

// closing returns the position of the '>' that ends the tag at open.
func (s *scanner) closing(open int) (int, error) {
	b := s.buf[s.r+open+1 : s.w]
	if i := bytes.IndexByte(b, '>'); i > 0 && b[0] != '!' && balanced(b[:i]) {
		return open + 1 + i, nil
	}
	return s.closingSlow(open)
}

// balanced reports whether no quote is left open in b.
func balanced(b []byte) bool {
	if len(b) > 8 {
		return bytes.IndexByte(b, '\'') < 0 && bytes.Count(b, []byte{'"'})%2 == 0
	}
	for _, c := range b {
		if c == '"' || c == '\'' {
			return false
		}
	}
	return true
}

// closingSlow looks at every byte, and reads on where the tag goes on.
func (s *scanner) closingSlow(open int) (int, error) {
	quote := byte(0)
	for k := open + 1; ; k++ {
		if err := s.reach(k); err != nil {
			return 0, err
		}
		switch c := s.buf[s.r+k]; {
		case k == open+1 && c == '!':
			return s.closingMark(open)
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return k, nil
		case c == '"' || c == '\'':
			quote = c
		}
	}
}

// closingMark ends a comment, a CDATA section or a declaration, in which quotes
// mean nothing.
func (s *scanner) closingMark(open int) (int, error) {
	if err := s.need(open + 9); err != nil {
		return 0, err
	}
	end := []byte(">")
	switch b := s.buf[s.r+open+1 : s.w]; {
	case bytes.HasPrefix(b, []byte("!--")):
		end = []byte("-->")
	case bytes.HasPrefix(b, []byte("![CDATA[")):
		end = []byte("]]>")
	}
	for k := open + 1 + len(end); ; k++ {
		if err := s.reach(k); err != nil {
			return 0, err
		}
		if s.buf[s.r+k] == '>' && bytes.HasSuffix(s.buf[s.r+open:s.r+k+1], end) {
			return k, nil
		}
	}
}

// reach reads until byte k behind the unread position is there.
func (s *scanner) reach(k int) error {
	for s.r+k >= s.w {
		if err := s.fill(); err == io.EOF {
			return damaged(io.ErrUnexpectedEOF)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// need reads until n bytes are unread, or the end comes.
func (s *scanner) need(n int) error {
	for s.w-s.r < n {
		if err := s.fill(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// fill reads more; unread bytes move to the front.
func (s *scanner) fill() error {
	if s.end != nil {
		return s.end
	}
	if s.r > 0 {
		copy(s.buf, s.buf[s.r:s.w])
		s.w -= s.r
		s.r = 0
	}
	if s.w == len(s.buf) {
		if len(s.buf) >= maxToken {
			return tooLong()
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.src.Read(s.buf[s.w:])
	s.w += n
	if err != nil {
		s.end = err
		if n > 0 {
			return nil
		}
	}
	return err
}

// split cuts the inside of a tag.
func split(b []byte) (t tag) {
	if len(b) > 0 && b[0] == '/' {
		t.close, b = true, b[1:]
	}
	if n := len(b); n > 0 && b[n-1] == '/' {
		t.empty, b = true, b[:n-1]
	}
	for i, c := range b {
		switch c {
		case ':':
			b = b[i+1:]
			return t.named(b)
		case ' ', '\t', '\n', '\r':
			return t.named(b)
		}
	}
	t.name = b
	return t
}

func (t tag) named(b []byte) tag {
	for i, c := range b {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			t.name, t.attrs = b[:i], b[i:]
			return t
		}
	}
	t.name = b
	return t
}

// attr takes the next attribute off b: its name without prefix and its raw value.
func attr(b []byte) (name, value, rest []byte) {
	for len(b) > 0 && b[0] <= ' ' {
		b = b[1:]
	}
	eq := bytes.IndexByte(b, '=')
	if eq < 0 {
		return nil, nil, nil
	}
	if name = b[:eq]; eq > 0 && name[eq-1] <= ' ' {
		name = bytes.TrimRight(name, " \t\r\n")
	}
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	b = b[eq+1:]
	for len(b) > 0 && b[0] <= ' ' {
		b = b[1:]
	}
	if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return nil, nil, nil
	}
	end := bytes.IndexByte(b[1:], b[0])
	if end < 0 {
		return nil, nil, nil
	}
	return name, b[1 : 1+end], b[end+2:]
}

// find returns the value of the attribute called want, unescaped.
func find(attrs []byte, want string) (string, bool) {
	for len(attrs) > 0 {
		var name, v []byte
		if name, v, attrs = attr(attrs); string(name) == want {
			return string(unescape(nil, v)), true
		}
	}
	return "", false
}

// unescape appends the text that raw stands for. Entities beyond the five of XML
// and the numbered ones stay as written; line ends become \n as XML asks.
func unescape(dst, raw []byte) []byte {
	for len(raw) > 0 {
		i := 0
		for i < len(raw) && raw[i] > hiddenAmp && raw[i] != '&' && raw[i] != '\r' {
			i++
		}
		dst = append(dst, raw[:i]...)
		if i == len(raw) {
			break
		}
		c := raw[i]
		raw = raw[i+1:]
		switch c {
		case '\r':
			if len(raw) == 0 || raw[0] != '\n' {
				dst = append(dst, '\n')
			}
		case hiddenLess:
			dst = append(dst, '<')
		case hiddenAmp:
			dst = append(dst, '&')
		case '&':
			var n int
			if dst, n = entity(dst, raw); n == 0 {
				dst = append(dst, '&')
			}
			raw = raw[n:]
		}
	}
	return dst
}

// entity appends the character of &raw and returns the bytes it takes, 0 for none.
func entity(dst, raw []byte) ([]byte, int) {
	semi := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
	if semi < 1 {
		return dst, 0
	}
	switch name := raw[:semi]; string(name) {
	case "lt":
		return append(dst, '<'), semi + 1
	case "gt":
		return append(dst, '>'), semi + 1
	case "amp":
		return append(dst, '&'), semi + 1
	case "quot":
		return append(dst, '"'), semi + 1
	case "apos":
		return append(dst, '\''), semi + 1
	default:
		if name[0] != '#' {
			return dst, 0
		}
		return numbered(dst, name[1:], semi+1)
	}
}

func numbered(dst, digits []byte, n int) ([]byte, int) {
	base := 10
	if len(digits) > 1 && (digits[0] == 'x' || digits[0] == 'X') {
		base, digits = 16, digits[1:]
	}
	if base == 10 {
		// The usual case of Chinese text written by tools, without a detour over strings.
		r := rune(0)
		for _, c := range digits {
			if c < '0' || c > '9' || r > utf8.MaxRune {
				return dst, 0
			}
			r = r*10 + rune(c-'0')
		}
		return character(dst, r, len(digits) > 0), n
	}
	v, err := strconv.ParseUint(string(digits), base, 32)
	return character(dst, rune(min(v, utf8.MaxRune+1)), err == nil), n
}

func character(dst []byte, r rune, ok bool) []byte {
	if !ok || r == 0 || !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	return utf8.AppendRune(dst, r)
}
