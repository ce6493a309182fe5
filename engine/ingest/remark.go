package ingest

import (
	"bytes"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
)

// lastLine returns the text behind the last line end, nil when the file ends with one
// or the line is too long to tell.
func lastLine(scan *encodingScan, encoding string, end byte) []byte {
	tail := scan.tail
	if wide := encoding == encUTF16LE || encoding == encUTF16BE; wide && len(tail) > 0 {
		tail = tail[(scan.size-int64(len(tail)))%2:]
	}
	if scan.utf8.cut() {
		tail = append(bytes.TrimSuffix(tail, scan.utf8.rest), "\uFFFD"...)
	}
	text, err := io.ReadAll(decoder(bytes.NewReader(tail), encoding))
	i := bytes.LastIndexByte(text, end)
	if err != nil || i < 0 {
		return nil
	}
	return text[i+1:]
}

// incomplete reports whether the last line of a text is only the beginning of a row:
// it ends inside a character or a quote, or has fewer cells than the rows of the head.
func incomplete(line, head []byte, f textFormat) bool {
	if len(line) == 0 {
		return false
	}
	if bytes.HasSuffix(line, []byte("\uFFFD")) {
		return true
	}
	usual, _ := regular(head, f.delimiter, f.end)
	r, err := newTextReader(bytes.NewReader(line), f.delimiter, f.end, nil).next()
	if err != nil || len(r.cells) < 2 { // one cell may be a note below the table
		return false
	}
	return r.bad != "" || len(r.cells) < usual && bytes.Count(line, []byte{'"'})%2 == 0
}

// remark says what else is unusual about the tables of a member. A page under the
// name of a text file that holds no table about customers is no table at all.
func (s *sniffer) remark(m member, out []Source) error {
	name := strings.ToLower(m.name())
	if m.packed == kindGzip {
		name = strings.TrimSuffix(name, ".gz")
	}
	extension := path.Ext(name)
	about := func(src Source) bool { return missingColumn(&src) == nil || src.Mapping.Role != RoleUnknown }
	if out[0].Kind == kindHTML && extensionKinds[extension] == kindText && !slices.ContainsFunc(out, about) {
		return fail("import.web_page", s.name, nil)
	}
	for i := range out {
		src := &out[i]
		if src.Delimiter == "\t" && extension == ".csv" {
			s.warn(src, "import.tab_separated", nil)
		}
		for _, c := range src.Mapping.Columns {
			if c.numbersRows(src) {
				s.warn(src, "import.row_numbers", engine.Args{"column": c.Header})
			}
		}
	}
	return nil
}

// numbersRows reports whether a column that is not used counts the rows from 0 or 1.
func (c *Column) numbersRows(src *Source) bool {
	if c.Field != FieldIgnore || c.Filled < src.Rows-src.BlankRows || c.Distinct*100 < c.Filled*99 || len(c.Samples) < 2 {
		return false
	}
	for i, v := range c.Samples {
		n, err := strconv.Atoi(strings.TrimSuffix(v, ".0"))
		if first := strings.HasPrefix(c.Samples[0], "1"); err != nil || first && n != i+1 || !first && n != i {
			return false
		}
	}
	return true
}
