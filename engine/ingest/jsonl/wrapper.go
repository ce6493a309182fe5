package jsonl

import (
	"bytes"
	"encoding/json"
	"io"
)

// wrapperDepth is how deep inside objects the array of a wrapped table may lie.
const wrapperDepth = 3

// wrapper finds the array of objects in the one object that is all of a file, as
// shops answer: {"code":0,"data":{"list":[{…},{…}]}}. It returns the names on the way
// to the array, nil when the objects are the rows themselves. head is the beginning of
// the file.
func wrapper(head []byte) []string {
	d := json.NewDecoder(bytes.NewReader(head))
	var one json.RawMessage
	if d.Decode(&one) == nil && len(bytes.TrimSpace(head[d.InputOffset():])) > 0 {
		return nil // more than one object
	}
	d = json.NewDecoder(bytes.NewReader(head))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	return findArray(d, 1)
}

// findArray looks through the object whose brace has been read. A cut text ends the
// search.
func findArray(d *json.Decoder, depth int) []string {
	for d.More() {
		key, err := d.Token()
		name, isName := key.(string)
		if err != nil || !isName {
			return nil
		}
		value, err := d.Token()
		if err != nil {
			return nil
		}
		switch value {
		case json.Delim('{'):
			if depth < wrapperDepth {
				if path := findArray(d, depth+1); path != nil {
					return append([]string{name}, path...)
				}
				continue
			}
			skip(d)
		case json.Delim('['):
			if first, err := d.Token(); err != nil || first == json.Delim('{') {
				return found(name, err)
			} else if first == json.Delim('[') {
				skip(d)
				skip(d)
			} else if first != json.Delim(']') {
				skip(d)
			}
		}
	}
	_, _ = d.Token() // the closing brace
	return nil
}

func found(name string, err error) []string {
	if err != nil {
		return nil
	}
	return []string{name}
}

// skip reads to the end of the array or object that is open.
func skip(d *json.Decoder) {
	for open := 1; open > 0; {
		t, err := d.Token()
		if err != nil {
			return
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			open++
		case json.Delim('}'), json.Delim(']'):
			open--
		}
	}
}

// enter reads up to the first member of the array that path leads to.
func (r *Rows) enter(path []string) error {
	for _, name := range path {
		if _, err := r.dec.Token(); err != nil {
			return r.broken(err)
		}
		for {
			r.limit.left = maxLine
			key, err := r.dec.Token()
			if err != nil {
				return r.broken(err)
			}
			if key == name {
				break
			}
			if _, isName := key.(string); !isName {
				return r.broken(io.ErrUnexpectedEOF)
			}
			var other json.RawMessage
			if err := r.dec.Decode(&other); err != nil {
				return r.broken(err)
			}
		}
	}
	_, err := r.dec.Token()
	r.limit.left = maxLine
	return err
}
