package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"unicode"
	"unicode/utf8"

	"huiliu/engine"
)

// EncodingGuess says how well a text fits one encoding.
type EncodingGuess struct {
	Name   string  `json:"name"`   // as Choice.Encoding
	Valid  bool    `json:"valid"`  // every byte is text in it
	Share  float64 `json:"share"`  // of the characters beyond ASCII, those of everyday use; 1 when there are none
	Sample string  `json:"sample"` // the first line with such a character, as it would read
}

// choosable are the encodings a user may ask for, by the names of Choice.Encoding.
var choosable = [...]struct{ name, encoding string }{
	{"utf-8", encUTF8}, {"gb18030", encGB18030}, {"big5", encBig5}, {"latin-1", encLatin1}, {"utf-16le", encUTF16LE}, {"utf-16be", encUTF16BE},
}

// strictText watches decoded text for what the encoding has no character for.
type strictText struct {
	encoding string
	rest     []byte
	lines    int64
	bad      int64 // line of the first such character, 0 for none
}

// Write takes the next decoded bytes.
func (s *strictText) Write(p []byte) (int, error) {
	if s.bad > 0 {
		return len(p), nil
	}
	text := p
	if len(s.rest) > 0 {
		text = append(s.rest, p...)
	}
	keep := openRune(text)
	for _, r := range string(text[:len(text)-keep]) {
		switch {
		case r == '\n':
			s.lines++
		case r == utf8.RuneError || s.encoding == encLatin1 && r >= 0x80 && r <= 0x9F:
			s.bad = s.lines + 1
			return len(p), nil
		}
	}
	s.rest = slices.Clone(text[len(text)-keep:])
	return len(p), nil
}

// undecodable returns the line of the first bytes that are no text in the encoding,
// 0 when all are.
func undecodable(ctx context.Context, m member, encoding string) (line int64, err error) {
	in, closing, err := m.open(ctx, engine.NoProgress{})
	if err != nil {
		return 0, err
	}
	defer func() { _ = closing() }() // only read from
	s := strictText{encoding: encoding}
	if _, err := io.CopyBuffer(&s, decoder(in, encoding), make([]byte, readSize)); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) && encoding == encUTF8BOM {
			return 1, nil // shorter than the mark
		}
		return 0, readError(ctx, m.path, err)
	}
	if len(s.rest) > 0 && s.bad == 0 {
		s.bad = s.lines + 1
	}
	return s.bad, nil
}

// everyday counts how much of raw text beyond ASCII is of everyday use, if it is in
// Big5 or Latin-1. The measure for GB18030 is strictGB.
type everyday struct {
	lead          byte // of a pair of Big5, 0 for none
	pairs, usual  int64
	run           []byte // of bytes beyond ASCII
	before        byte   // the byte before the run
	high, letters int64
}

// Write takes the next raw bytes.
func (e *everyday) Write(p []byte) (int, error) {
	for _, c := range p {
		e.big5(c)
		if c >= 0x80 {
			e.high++
			if len(e.run) < 3 {
				e.run = append(e.run, c)
			}
			continue
		}
		e.endRun(c)
	}
	return len(p), nil
}

// big5 counts the pairs of Big5; symbols and the first level of characters have
// the leads A1 to C6.
func (e *everyday) big5(c byte) {
	switch {
	case e.lead != 0:
		e.pairs++
		if e.lead >= 0xA1 && e.lead <= 0xC6 && (c >= 0x40 && c <= 0x7E || c >= 0xA1 && c <= 0xFE) {
			e.usual++
		}
		e.lead = 0
	case c >= 0x80:
		e.lead = c
	}
}

// endRun judges one or two letters with accents, which stand beside plain letters,
// and the signs of Latin-1 that people use.
func (e *everyday) endRun(after byte) {
	if n := len(e.run); n == 1 || n == 2 {
		beside := asciiLetter(e.before) || asciiLetter(after)
		for _, c := range e.run {
			if accented(c) && beside || bytes.IndexByte([]byte("\x80\x85\x91\x92\x93\x94\x96\x97\xA0\xA1\xA3\xA7\xA9\xAB\xAE\xB0\xBB\xBF"), c) >= 0 {
				e.letters++
			}
		}
	}
	e.run, e.before = e.run[:0], after
}

func asciiLetter(c byte) bool { return (c|0x20) >= 'a' && (c|0x20) <= 'z' }

func accented(c byte) bool {
	return c >= 0xC0 && c != 0xD7 && c != 0xF7 || bytes.IndexByte([]byte("\x8A\x8C\x8E\x9A\x9C\x9E\x9F"), c) >= 0
}

func share(n, of int64) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// likely is the share of everyday characters from which an encoding is offered.
const likely = 0.5

// offer lists the encodings in which all of a member is text and reads like one.
func offer(ctx context.Context, m member, gb *strictGB) (names []string, err error) {
	var e everyday
	if err := pour(ctx, &e, m, engine.NoProgress{}); err != nil {
		return nil, err
	}
	e.endRun(0)
	for _, c := range [...]struct {
		name, encoding string
		share          float64
	}{
		{"gb18030", encGB18030, gb.share()},
		{"big5", encBig5, share(e.usual, e.pairs)},
		{"latin-1", encLatin1, share(e.letters, e.high)},
	} {
		if c.share < likely {
			continue
		}
		line, err := undecodable(ctx, m, c.encoding)
		if err != nil {
			return nil, err
		}
		if line == 0 {
			names = append(names, c.name)
		}
	}
	return names, nil
}

// guesses judges a piece of text in every encoding a user may ask for. The piece may
// be cut inside a character, at its end only.
func guesses(piece []byte, cut bool) []EncodingGuess {
	var gb strictGB
	var e everyday
	_, _ = gb.Write(piece) // neither fails
	_, _ = e.Write(piece)
	e.endRun(0)
	out := make([]EncodingGuess, 0, len(choosable))
	for _, c := range choosable {
		g := EncodingGuess{Name: c.name}
		text, ok := decodePiece(piece, c.encoding, cut)
		g.Valid = ok
		switch c.encoding {
		case encGB18030:
			g.Share = gb.share()
		case encBig5:
			g.Share = share(e.usual, e.pairs)
		case encLatin1:
			g.Share = share(e.letters, e.high)
		default:
			g.Share = readable(text)
		}
		g.Sample = telling(text)
		out = append(out, g)
	}
	return out
}

// decodePiece decodes text that may be cut at its end.
func decodePiece(piece []byte, encoding string, cut bool) (text []byte, ok bool) {
	text, err := io.ReadAll(decoder(bytes.NewReader(piece), encoding))
	if err != nil {
		return nil, false
	}
	if encoding == encUTF8 {
		text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	}
	whole := text
	if cut {
		whole = whole[:bytes.LastIndexByte(whole, '\n')+1]
	}
	s := strictText{encoding: encoding}
	_, _ = s.Write(whole)
	return text, s.bad == 0 && len(s.rest) == 0 && bytes.IndexByte(whole, 0) < 0
}

// readable is the share of the characters beyond ASCII that are neither signs for
// private use nor unknown ones.
func readable(text []byte) float64 {
	var n, of int64
	for _, r := range string(text) {
		if r < 0x80 {
			continue
		}
		of++
		if r != utf8.RuneError && unicode.IsGraphic(r) && (r < 0x3400 || r > 0x4DBF) {
			n++
		}
	}
	return share(n, of)
}

// sampleRunes is how much of a line tells one encoding from another.
const sampleRunes = 60

// telling returns the first line with a character beyond ASCII, else the first line.
func telling(text []byte) string {
	first := ""
	for line := range bytes.Lines(text[:min(len(text), readSize)]) {
		line = bytes.TrimSpace(line)
		r := []rune(string(line[:min(len(line), 4*sampleRunes)]))
		r = r[:min(len(r), sampleRunes)]
		if first == "" {
			first = string(r)
		}
		if slices.ContainsFunc(r, func(r rune) bool { return r >= 0x80 }) {
			return string(r)
		}
	}
	return first
}
