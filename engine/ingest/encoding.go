package ingest

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Names of encodings as shown to the user.
const (
	encUTF8    = "UTF-8"
	encUTF8BOM = "UTF-8 BOM"
	encGB18030 = "GB18030"
	encUTF16LE = "UTF-16 LE"
	encUTF16BE = "UTF-16 BE"
	encBig5    = "Big5"
	encLatin1  = "Latin-1" // as Windows writes it: windows-1252
)

// encodingNamed returns the encoding a user names, "" for none we know.
func encodingNamed(name string) string {
	switch strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name)) {
	case "utf8", "utf8bom", "utf8sig":
		return encUTF8
	case "gb18030", "gbk", "gb2312", "cp936":
		return encGB18030
	case "big5", "cp950":
		return encBig5
	case "latin1", "windows1252", "cp1252", "iso88591":
		return encLatin1
	case "utf16le":
		return encUTF16LE
	case "utf16be":
		return encUTF16BE
	}
	return ""
}

// encodingScan reads a whole file once and remembers which encodings are still
// possible. A file is never judged by its first kilobytes.
type encodingScan struct {
	head  []byte // the first bytes, for marks and for a look at the content
	tail  []byte // the last bytes, see lastLine
	size  int64
	nul   [2]int64 // NUL bytes at even and odd positions
	lines int64
	utf8  strictUTF8
}

const (
	headSize = 64 << 10
	tailSize = 64 << 10
)

// Write takes the next bytes of the file.
func (e *encodingScan) Write(p []byte) (int, error) {
	if room := headSize - len(e.head); room > 0 {
		e.head = append(e.head, p[:min(room, len(p))]...)
	}
	if bytes.IndexByte(p, 0) >= 0 {
		for i, c := range p {
			if c == 0 {
				e.nul[(e.size+int64(i))&1]++
			}
		}
	}
	e.tail = append(e.tail, p[max(0, len(p)-tailSize):]...)
	if n := len(e.tail) - tailSize; n > 0 {
		e.tail = append(e.tail[:0], e.tail[n:]...)
	}
	e.utf8.write(p, e.lines)
	e.lines += int64(bytes.Count(p, []byte{'\n'}))
	e.size += int64(len(p))
	return len(p), nil
}

// strictUTF8 accepts valid UTF-8 cut into any pieces.
type strictUTF8 struct {
	rest []byte
	bad  bool
	wide bool  // has a whole character beyond ASCII
	line int64 // line of the first bad byte
}

func (u *strictUTF8) write(p []byte, lines int64) {
	if u.bad {
		return
	}
	if len(u.rest) > 0 {
		p = append(u.rest, p...)
	}
	keep := openRune(p)
	body := p[:len(p)-keep]
	if !utf8.Valid(body) {
		u.bad = true
		n := 0
		for n < len(body) {
			r, size := utf8.DecodeRune(body[n:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			n += size
		}
		u.line = lines + int64(bytes.Count(body[:n], []byte{'\n'})) + 1
		return
	}
	u.wide = u.wide || bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0
	u.rest = append(u.rest[:0:0], p[len(p)-keep:]...)
}

// openRune returns how many bytes at the end of p begin a character that goes on.
func openRune(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if tail := p[len(p)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

func (u *strictUTF8) valid() bool { return !u.bad && len(u.rest) == 0 }

// cut reports whether the text is UTF-8 that ends inside a character.
func (u *strictUTF8) cut() bool { return !u.bad && len(u.rest) > 0 && u.wide }

// strictGB checks the byte structure of GB18030 and counts how much of it is
// everyday Chinese: other 8-bit encodings also pass the structure by luck.
type strictGB struct {
	state        int // 0 start, 1 after a lead byte, 2 and 3 inside a four-byte code
	lead         byte
	pairs, usual int64
	bad          bool
	line, lines  int64
}

func (g *strictGB) Write(p []byte) (int, error) {
	for i := 0; i < len(p); i++ {
		c := p[i]
		if g.state == 0 {
			if c < 0x80 {
				if c == '\n' {
					g.lines++
				}
				continue
			}
			if i+1 < len(p) && c >= 0x81 && c <= 0xFE && p[i+1] >= 0x80 && p[i+1] != 0xFF {
				g.pair(c, p[i+1])
				i++
				continue
			}
		}
		if !g.step(c) && !g.bad {
			g.bad, g.line = true, g.lines+1
		}
	}
	return len(p), nil
}

func (g *strictGB) step(c byte) bool {
	switch g.state {
	case 0:
		g.state, g.lead = 1, c
		return c != 0x80 && c != 0xFF
	case 1:
		g.state = 0
		if c >= 0x30 && c <= 0x39 {
			g.state = 2
			return true
		}
		g.pair(g.lead, c)
		return c >= 0x40 && c != 0x7F && c != 0xFF
	case 2:
		g.state = 3
		return c >= 0x81 && c <= 0xFE
	}
	g.state = 0
	return c >= 0x30 && c <= 0x39
}

// pair counts a code of two bytes.
func (g *strictGB) pair(lead, trail byte) {
	g.pairs++
	// GB2312 symbols, full-width forms and first-level characters.
	if trail >= 0xA1 && (lead >= 0xB0 && lead <= 0xD7 || lead >= 0xA1 && lead <= 0xA3) {
		g.usual++
	}
}

// share is how much of the text beyond ASCII is everyday Chinese.
func (g *strictGB) share() float64 { return share(g.usual, g.pairs) }

// plausible reports whether the text is GB18030 and reads like Chinese; it may end
// inside a character.
func (g *strictGB) plausible() bool {
	return !g.bad && g.usual*2 >= g.pairs
}

// mark returns the encoding named by a byte order mark.
func mark(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return encUTF8BOM
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return encUTF16LE
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return encUTF16BE
	}
	return ""
}

// wide guesses UTF-16 without a mark: most bytes on one side are zero.
func (e *encodingScan) wide() string {
	half := e.size / 2
	switch {
	case half == 0 || e.size%2 != 0:
		return ""
	case e.nul[1]*10 >= half*4 && e.nul[0]*20 < half:
		return encUTF16LE
	case e.nul[0]*10 >= half*4 && e.nul[1]*20 < half:
		return encUTF16BE
	}
	return ""
}

// decoder returns src as UTF-8 without a byte order mark and without a piece of a
// character at the end.
func decoder(src io.Reader, encoding string) io.Reader {
	switch encoding {
	case encGB18030:
		return transform.NewReader(src, simplifiedchinese.GB18030.NewDecoder())
	case encBig5:
		return transform.NewReader(src, traditionalchinese.Big5.NewDecoder())
	case encLatin1:
		return transform.NewReader(src, charmap.Windows1252.NewDecoder())
	case encUTF16LE:
		return transform.NewReader(src, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case encUTF16BE:
		return transform.NewReader(src, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case encUTF8BOM:
		return &wholeRunes{src: &skipMark{src: src}}
	}
	return &wholeRunes{src: src}
}

// wholeRunes leaves out a character that the end of the text cuts off.
type wholeRunes struct {
	src  io.Reader
	rest [utf8.UTFMax]byte // the beginning of a character
	n    int
	out  []byte // read for a short p and not yet given
}

// Read implements io.Reader.
func (w *wholeRunes) Read(p []byte) (n int, err error) {
	if len(w.out) == 0 {
		if len(p) >= utf8.UTFMax {
			return w.read(p)
		}
		some := make([]byte, 2*utf8.UTFMax)
		n, err = w.read(some)
		w.out = some[:n]
	}
	n = copy(p, w.out)
	if w.out = w.out[n:]; len(w.out) > 0 {
		err = nil // the source gives it again
	}
	return n, err
}

func (w *wholeRunes) read(p []byte) (int, error) {
	n := copy(p, w.rest[:w.n])
	m, err := w.src.Read(p[n:])
	n += m
	keep := openRune(p[:n])
	w.n = copy(w.rest[:], p[n-keep:n])
	return n - keep, err
}

// skipMark leaves out the three bytes of a UTF-8 mark.
type skipMark struct {
	src  io.Reader
	done bool
}

// Read implements io.Reader.
func (s *skipMark) Read(p []byte) (int, error) {
	if !s.done {
		var head [3]byte
		if _, err := io.ReadFull(s.src, head[:]); err != nil {
			return 0, err
		}
		s.done = true
	}
	return s.src.Read(p)
}
