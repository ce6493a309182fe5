package sheet

import "bytes"

// usualCells takes cells off the front as long as they are written the way spreadsheet
// programs write them, like <c r="B2" s="1" t="s"><v>12</v></c>, and are in the buffer
// as a whole. Whatever else comes stays for the general reader, which would read these
// cells to the same effect.
func (r *Rows) usualCells(st *reading) error {
	for {
		b := r.s.buf[r.s.r:r.s.w]
		c, n, empty := openCell(b, st.column)
		if n == 0 {
			return nil
		}
		from := uint32(len(r.text))
		if !empty {
			m := r.usualValue(c.kind, b[n:])
			if m == 0 {
				return nil
			}
			n += m
		}
		r.s.r += n
		st.column, st.phonetic = c.column, false
		if empty {
			continue
		}
		if err := r.store(c, from); err != nil {
			return err
		}
	}
}

// openCell reads the tag that opens a cell and returns its length, 0 when it is
// written in another way or goes on behind b.
func openCell(b []byte, before int) (c cell, n int, empty bool) {
	if len(b) < 3 || b[0] != '<' || b[1] != 'c' {
		return c, 0, false
	}
	c.column = before + 1
	i := 2
	for i+4 < len(b) && b[i] == ' ' {
		size := c.attribute(b[i+1:])
		if size == 0 {
			return c, 0, false
		}
		i += 1 + size
	}
	if c.column >= maxColumn || i+1 >= len(b) {
		return c, 0, false
	}
	if b[i] == '/' && b[i+1] == '>' {
		return c, i + 2, true
	}
	if b[i] == '>' {
		return c, i + 1, false
	}
	return c, 0, false
}

// attribute reads r="AB12" and returns its length, 0 for one that is not usual.
func (c *cell) attribute(b []byte) int {
	if b[1] != '=' || b[2] != '"' {
		return 0
	}
	size := 0
	switch v := b[3:]; b[0] {
	case 'r':
		size = c.reference(v)
	case 's':
		size = c.styled(v)
	case 't':
		size = c.typed(v)
	}
	if size == 0 {
		return 0
	}
	return 3 + size
}

// reference reads AB12" and returns its length, 0 for anything else.
func (c *cell) reference(b []byte) int {
	n, i := 0, 0
	for ; i < len(b) && i < 4 && b[i] >= 'A' && b[i] <= 'Z'; i++ {
		n = n*26 + int(b[i]-'A') + 1
	}
	if i == 0 {
		return 0
	}
	c.column = n - 1
	for ; i < len(b) && i < 12; i++ {
		if b[i] == '"' {
			return i + 1
		}
		if b[i] < '0' || b[i] > '9' {
			return 0
		}
	}
	return 0
}

// styled reads 12" and returns its length, 0 for anything else.
func (c *cell) styled(b []byte) int {
	c.style = 0
	for i := 0; i < len(b) && i < 6; i++ {
		if b[i] == '"' && i > 0 {
			return i + 1
		}
		if b[i] < '0' || b[i] > '9' {
			return 0
		}
		c.style = c.style*10 + int(b[i]-'0')
	}
	return 0
}

// typed reads the type of a cell with its quote and returns its length, 0 for a type
// that is not usual.
func (c *cell) typed(b []byte) int {
	if len(b) > 1 && b[1] == '"' {
		switch b[0] {
		case 'n':
			c.kind = 0
			return 2
		case kindShared, kindBool, 'e', 'd':
			c.kind = b[0]
			return 2
		}
		return 0
	}
	if bytes.HasPrefix(b, []byte(`inlineStr"`)) {
		c.kind = kindInline
		return len(`inlineStr"`)
	}
	if bytes.HasPrefix(b, []byte(`str"`)) {
		c.kind = kindFormula
		return len(`str"`)
	}
	return 0
}

// The ways in which the value of a cell is usually wrapped.
const (
	openValue, shutValue   = "<v>", "</v></c>"
	openInline, shutInline = "<is><t>", "</t></is></c>"
	keepInline             = `<is><t xml:space="preserve">`
)

// usualValue appends the value at the front of b and returns the length with the end
// of the cell, 0 when it is written in another way or goes on behind b.
func (r *Rows) usualValue(kind byte, b []byte) int {
	open, shut := openValue, shutValue
	if kind == kindInline {
		if open, shut = openInline, shutInline; len(b) > len(keepInline) && b[len("<is><t")] == ' ' {
			open = keepInline
		}
	}
	if len(b) < len(open) || string(b[:len(open)]) != open {
		return 0
	}
	text, escaped := b[len(open):], false
	n := 0
	for ; n < len(text) && text[n] != '<'; n++ {
		escaped = escaped || special[text[n]]
	}
	if len(text) < n+len(shut) || string(text[n:n+len(shut)]) != shut {
		return 0
	}
	if escaped {
		r.text = unescape(r.text, text[:n])
	} else {
		r.text = append(r.text, text[:n]...)
	}
	return len(open) + n + len(shut)
}

// special are the bytes that unescape does not leave as they are.
var special = [256]bool{0: true, hiddenLess: true, hiddenAmp: true, '&': true, '\r': true}
