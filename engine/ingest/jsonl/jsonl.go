// Package jsonl streams JSON objects as rows of text: one object per line
// (.jsonl, .ndjson), one array of objects, such an array inside the one object of a
// file ({"orders":[…]}), or objects one behind the other.
//
//	names, err := jsonl.Columns(ctx, r)       // reads everything once
//	rows := jsonl.NewRows(ctx, again, names)
//	for {
//		line, cells, ok, err := rows.Next() // io.EOF at the end
//	}
//
// Objects inside an object are flattened one level ("buyer.name"); arrays and what
// lies deeper stay JSON. Numbers keep every digit. Reading takes UTF-8.
package jsonl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"huiliu/engine"
)

const (
	maxLine    = 16 << 20
	maxColumns = 4000
)

// Rows streams objects.
type Rows struct {
	ctx     context.Context
	src     *bufio.Reader
	dec     *json.Decoder // set when objects do not stand on lines
	limit   *limit
	array   bool
	line    int64
	buf     []byte
	index   map[string]int
	names   []string
	collect bool
	cells   []string
}

// Columns reads all objects and returns the names of their members in the order in
// which they first appear. It fails when nothing in it is an object.
func Columns(ctx context.Context, src io.Reader) ([]string, error) {
	r := NewRows(ctx, src, nil)
	r.collect = true
	found := false
	for {
		_, _, ok, err := r.Next()
		if err == io.EOF {
			if !found {
				return nil, &engine.Error{Code: "import.not_a_table"}
			}
			return r.names, nil
		}
		if err != nil {
			return nil, err
		}
		found = found || ok
	}
}

// NewRows reads the members called names; others are left out.
func NewRows(ctx context.Context, src io.Reader, names []string) *Rows {
	r := &Rows{ctx: ctx, src: bufio.NewReaderSize(src, 64<<10), index: map[string]int{}, names: slices.Clone(names)}
	for i, n := range names {
		r.index[n] = i
	}
	return r
}

// Name is how a member is called as a column: without blanks around it.
func Name(key string) string { return strings.Join(strings.Fields(key), " ") }

// Next returns the line of the next object (its number, when objects do not stand
// on lines of their own) and its members as cells. ok is false for a line that is
// no object; its text is the only cell then. The slice is valid until the next call.
func (r *Rows) Next() (line int64, cells []string, ok bool, err error) {
	if r.line == 0 {
		if err := r.begin(); err != nil {
			return 0, nil, false, err
		}
	}
	if r.line%256 == 0 && r.ctx.Err() != nil {
		return 0, nil, false, r.ctx.Err()
	}
	text, err := r.text()
	if err != nil {
		return 0, nil, false, err
	}
	r.cells = r.cells[:0]
	for range r.names {
		r.cells = append(r.cells, "")
	}
	if err := r.object(text, "", 0); err != nil {
		var known *engine.Error
		if errors.As(err, &known) {
			return 0, nil, false, err
		}
		if r.dec != nil {
			return 0, nil, false, r.broken(err)
		}
		r.cells = append(r.cells[:0], string(text))
		return r.line, r.cells, false, nil
	}
	return r.line, r.cells, true, nil
}

// begin finds out whether objects stand on lines.
func (r *Rows) begin() error {
	for {
		b, err := r.src.Peek(1)
		if err != nil {
			return err
		}
		if b[0] > ' ' {
			break
		}
		if b[0] == '\n' {
			r.line++
		}
		_, _ = r.src.Discard(1) // has just been peeked
	}
	head, _ := r.src.Peek(32 << 10)
	if path := wrapper(head); head[0] == '{' && path != nil {
		r.limit = &limit{r.src, maxLine}
		r.dec, r.array = json.NewDecoder(r.limit), true
		return r.enter(path)
	}
	first, _, cut := bytes.Cut(head, []byte{'\n'})
	if head[0] == '{' && (json.Valid(first) || !cut && len(head) == 32<<10) {
		return nil
	}
	if head[0] == '{' && !opensObject(first) {
		return nil
	}
	r.limit = &limit{r.src, maxLine}
	r.dec = json.NewDecoder(r.limit)
	if head[0] == '[' {
		r.array = true
		_, err := r.dec.Token()
		return err
	}
	return nil
}

// opensObject reports whether a line is the beginning of an object written over
// several lines, and not a damaged one.
func opensObject(line []byte) bool {
	d := json.NewDecoder(bytes.NewReader(line))
	for {
		if _, err := d.Token(); err != nil {
			return err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF)
		}
	}
}

// text returns the next object as it stands in the file.
func (r *Rows) text() ([]byte, error) {
	if r.dec != nil {
		return r.member()
	}
	for {
		r.buf = r.buf[:0]
		for {
			piece, err := r.src.ReadSlice('\n')
			r.buf = append(r.buf, piece...)
			if len(r.buf) > maxLine {
				return nil, &engine.Error{Code: "import.cell_too_long", Place: engine.Place{Line: r.line + 1}}
			}
			if err == bufio.ErrBufferFull {
				continue
			}
			if err != nil && (err != io.EOF || len(r.buf) == 0) {
				return nil, err
			}
			break
		}
		r.line++
		if b := bytes.TrimSpace(r.buf); len(b) > 0 {
			return b, nil
		}
	}
}

// member returns the next object of an array or of a row of objects.
func (r *Rows) member() ([]byte, error) {
	if r.array && !r.dec.More() {
		if _, err := r.dec.Token(); err != nil {
			return nil, r.broken(err)
		}
		return nil, io.EOF
	}
	var raw json.RawMessage
	r.limit.left = maxLine
	if err := r.dec.Decode(&raw); err != nil {
		if err == io.EOF && !r.array {
			return nil, io.EOF
		}
		return nil, r.broken(err)
	}
	r.line++
	return raw, nil
}

// broken says where objects that do not stand on lines stop being JSON.
func (r *Rows) broken(err error) error {
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	var known *engine.Error
	if errors.As(err, &known) {
		return err
	}
	return &engine.Error{Code: "import.bad_json", Place: engine.Place{Line: r.line + 1}, Cause: err}
}

// object stores the members of an object.
func (r *Rows) object(text []byte, prefix string, depth int) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("no object")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		name = prefix + Name(name)
		if raw[0] == '{' && depth == 0 {
			if err := r.object(raw, name+".", 1); err != nil {
				return err
			}
			continue
		}
		if err := r.store(name, raw); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("text behind the object")
	}
	return nil
}

func (r *Rows) store(name string, raw []byte) error {
	i, known := r.index[name]
	if !known {
		if !r.collect {
			return nil
		}
		if i = len(r.names); i >= maxColumns {
			return &engine.Error{Code: "import.too_wide"}
		}
		r.index[name] = i
		r.names, r.cells = append(r.names, name), append(r.cells, "")
	}
	s, err := plain(raw)
	r.cells[i] = s
	return err
}

// plain writes one value as text.
func plain(raw []byte) (string, error) {
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case 'n':
		return "", nil
	case '[', '{':
		return nested(raw)
	}
	return string(raw), nil
}

// nested writes an array or an inner object on one line, with its letters as letters.
func nested(raw []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// limit ends an object that is longer than any row can be: the decoder would keep
// all of it in memory.
type limit struct {
	src  io.Reader
	left int
}

// Read implements io.Reader.
func (l *limit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, &engine.Error{Code: "import.cell_too_long"}
	}
	n, err := l.src.Read(p)
	l.left -= n
	return n, err
}
