package ingest

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"huiliu/engine"
)

// textFormat is how a text file is read.
type textFormat struct {
	kind      string // text, html, xml or jsonl
	encoding  string
	delimiter string
	end       byte
	cut       bool // the last line is incomplete
}

// detectText finds the encoding by strict decoding of the whole text, then line
// ends and delimiter.
// What the choice says is not looked for.
func detectText(ctx context.Context, m member, c Choice, p engine.Progress) (textFormat, error) {
	name := m.path
	var f textFormat
	var scan encodingScan
	if err := pour(ctx, &scan, m, p); err != nil {
		return f, err
	}
	var err error
	if c.Encoding == "" {
		f.encoding, err = chooseEncoding(ctx, &scan, m)
	} else {
		f.encoding, err = askedEncoding(ctx, &scan, m, c.Encoding)
	}
	if err != nil {
		return f, err
	}
	head, err := io.ReadAll(decoder(bytes.NewReader(scan.head), f.encoding))
	if err != nil {
		return f, fail("import.bad_encoding", name, err)
	}
	for len(head) > 0 && int64(len(scan.head)) < scan.size && !utf8.Valid(head[max(0, len(head)-4):]) && !utf8.RuneStart(head[len(head)-1]) {
		head = head[:len(head)-1]
	}
	if f.kind, err = contentKind(head, scan.size <= int64(len(scan.head)), name); err != nil || f.kind != kindText {
		return f, err
	}
	f.end = '\n'
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		f.end = '\r'
	}
	if f.delimiter = c.Delimiter; f.delimiter == "" {
		f.delimiter = chooseDelimiter(head, f.end, scan.size > int64(len(scan.head)))
	}
	f.cut = incomplete(lastLine(&scan, f.encoding, f.end), head, f)
	return f, nil
}

// pour copies the text of a file into w.
func pour(ctx context.Context, w io.Writer, m member, p engine.Progress) (err error) {
	in, closing, err := m.open(ctx, p)
	if err != nil {
		return err
	}
	defer func() { _ = closing() }() // only read from
	if _, err := io.CopyBuffer(w, in, make([]byte, readSize)); err != nil {
		return readError(ctx, m.path, err)
	}
	return nil
}

func chooseEncoding(ctx context.Context, scan *encodingScan, m member) (string, error) {
	if scan.size == 0 {
		return "", fail("import.empty_file", m.path, nil)
	}
	encoding := mark(scan.head)
	if encoding == "" {
		encoding = scan.wide()
	}
	if encoding == encUTF16LE || encoding == encUTF16BE {
		return encoding, checkWide(ctx, encoding, m)
	}
	if err := scan.checkNUL(ctx, m); err != nil {
		return "", err
	}
	if scan.utf8.valid() || scan.utf8.cut() {
		return cmp.Or(encoding, encUTF8), nil
	}
	return chooseBytes(ctx, scan, m, encoding != "")
}

// chooseBytes decides about a text that is no UTF-8, though it may be marked as such.
func chooseBytes(ctx context.Context, scan *encodingScan, m member, marked bool) (string, error) {
	var gb strictGB
	if err := pour(ctx, &gb, m, engine.NoProgress{}); err != nil {
		return "", err
	}
	chinese := !marked && gb.plausible()
	if chinese && gb.share() >= certain {
		return encGB18030, nil
	}
	names, err := offer(ctx, m, &gb)
	if err != nil {
		return "", err
	}
	if chinese && slices.Equal(names, []string{"gb18030"}) {
		return encGB18030, nil
	}
	code := "import.bad_encoding"
	if len(names) > 0 {
		code = "import.unknown_encoding"
	}
	return "", failEncoding(code, m.path, scan.utf8.line, engine.Args{"candidates": strings.Join(names, ", ")})
}

// certain is the share of everyday Chinese from which text is GB18030 whatever else
// it could be.
const certain = 0.8

func failEncoding(code, name string, line int64, args engine.Args) error {
	e := &engine.Error{Code: code, Place: engine.Place{File: filepath.Base(name), Line: line}, Args: args}
	e.Args["file"], e.Args["line"] = e.Place.File, line
	return e
}

// askedEncoding takes the encoding the user wants, if all of the text is in it.
func askedEncoding(ctx context.Context, scan *encodingScan, m member, asked string) (string, error) {
	encoding := encodingNamed(asked)
	wide := encoding == encUTF16LE || encoding == encUTF16BE
	switch {
	case scan.size == 0:
		return "", fail("import.empty_file", m.path, nil)
	case encoding == encUTF8 && mark(scan.head) == encUTF8BOM:
		encoding = encUTF8BOM
	}
	if !wide {
		if err := scan.checkNUL(ctx, m); err != nil {
			return "", err
		}
	}
	line := int64(0)
	if encoding == encUTF8 || encoding == encUTF8BOM {
		if !scan.utf8.valid() {
			line = max(scan.utf8.line, 1)
		}
	} else {
		var err error
		if line, err = undecodable(ctx, m, encoding); err != nil {
			return "", err
		}
	}
	if line > 0 {
		return "", failEncoding("import.wrong_encoding", m.path, line, engine.Args{"encoding": encoding})
	}
	return encoding, nil
}

// checkWide decodes UTF-16 as a whole; a replacement character before the end is a
// broken pair.
func checkWide(ctx context.Context, encoding string, m member) error {
	name := m.path
	in, closing, err := m.open(ctx, engine.NoProgress{})
	if err != nil {
		return err
	}
	defer func() { _ = closing() }()
	var lost replacement
	if _, err := io.Copy(&lost, decoder(in, encoding)); err != nil {
		return readError(ctx, name, err)
	}
	if lost.found {
		return fail("import.bad_encoding", name, nil)
	}
	return nil
}

// replacement looks for U+FFFD in a stream, but at its end.
type replacement struct {
	last  []byte
	found bool
}

// Write implements io.Writer.
func (r *replacement) Write(p []byte) (int, error) {
	sign := []byte("\uFFFD")
	r.last = append(r.last, p...)
	i := bytes.Index(r.last, sign)
	r.found = r.found || i >= 0 && i+len(sign) < len(r.last)
	r.last = append(r.last[:0], r.last[max(0, len(r.last)-len(sign)):]...)
	return len(p), nil
}

// contentKind recognises text that is something other than delimited.
func contentKind(head []byte, whole bool, name string) (string, error) {
	trimmed := bytes.TrimLeft(head, " \t\r\n\uFEFF\u00a0\u3000,;")
	if len(trimmed) == 0 && whole {
		return "", fail("import.empty_file", name, nil)
	}
	start := strings.ToLower(string(trimmed[:min(len(trimmed), 4096)]))
	switch {
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"), strings.HasPrefix(start, "<head"), strings.HasPrefix(start, "<meta"),
		strings.HasPrefix(start, "<table"), strings.HasPrefix(start, "<!--") && strings.Contains(start, "<html"),
		strings.HasPrefix(start, "<?xml") && strings.Contains(start, "<html"):
		return kindHTML, nil
	case strings.HasPrefix(start, "<?xml") && strings.Contains(start, "urn:schemas-microsoft-com:office:spreadsheet"):
		return kindXML, nil
	case strings.HasPrefix(start, "<?xml"):
		return "", failKind(name, "xml")
	case strings.HasPrefix(start, "mime-version:"): // a page saved with its pictures
		return "", fail("import.web_page", name, nil)
	case strings.HasPrefix(start, "{\\rtf"):
		return "", fail("import.not_a_table", name, nil)
	case strings.HasPrefix(start, "id;p"):
		return "", failKind(name, "SYLK")
	case opensJSON(start):
		return kindJSON, nil
	}
	return kindText, nil
}

// opensJSON recognises {"…, {} and [{; a header like [id],[name] is none of them.
func opensJSON(start string) bool {
	if start == "" || start[0] != '{' && start[0] != '[' {
		return false
	}
	rest := strings.TrimLeft(start[1:], " \t\r\n")
	if start[0] == '[' {
		return strings.HasPrefix(rest, "{")
	}
	return strings.HasPrefix(rest, "\"") || strings.HasPrefix(rest, "}")
}

// sampleRows is how many rows the delimiter and the header are judged by.
const sampleRows = 200

// chooseDelimiter tries every delimiter on the head of the text and takes the one
// with which most rows have the same number of cells.
func chooseDelimiter(head []byte, end byte, cut bool) string {
	if i := bytes.LastIndexByte(head, end); cut && i > 0 {
		head = head[:i+1]
	}
	best, bestScore := ",", 0.0
	for _, d := range []string{",", "\t", ";", "|"} {
		if cells, share := regular(head, d, end); cells > 1 && share*(1+0.01*float64(min(cells, 30))) > bestScore {
			best, bestScore = d, share*(1+0.01*float64(min(cells, 30)))
		}
	}
	if bestScore < 0.6 {
		if cells, share := regular(head, blanks, end); cells > 1 && share >= 0.9 && share > bestScore {
			return blanks
		}
	}
	return best
}

// regular returns the most common number of cells and the share of rows that have it.
func regular(head []byte, delimiter string, end byte) (cells int, share float64) {
	t := newTextReader(bytes.NewReader(head), delimiter, end, nil)
	counts, n := map[int]int{}, 0
	for ; n < sampleRows; n++ {
		r, err := t.next()
		if err != nil {
			break
		}
		counts[len(r.cells)]++
	}
	top := 0
	for c, k := range counts {
		if k > top || k == top && c > cells {
			cells, top = c, k
		}
	}
	return cells, float64(top) / float64(max(n, 1))
}
