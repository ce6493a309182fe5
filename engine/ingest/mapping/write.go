package mapping

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"huiliu/engine/ingest"
)

// Explain returns the comment for a key of the file, in the user's language: "file",
// "name", "fingerprint", "role", "date_order", "decimal", "amount_unit",
// "cancel_prefix", "encoding", "delimiter", "header", "once", "columns", "statuses", "field.amount" and so on; "" writes none.
type Explain func(key string) string

// Plain explains nothing.
func Plain(string) string { return "" }

// Write writes mappings as TOML that Read reads back equal.
func Write(saved []Saved, explain Explain) []byte {
	w := writer{explain: explain}
	w.comment("file")
	w.line("version = " + strconv.Itoa(Version))
	for i := range saved {
		w.table(&saved[i])
	}
	return []byte(w.text.String())
}

type writer struct {
	text    strings.Builder
	explain Explain
}

func (w *writer) line(s string) { w.text.WriteString(s + "\n") }

func (w *writer) comment(key string) {
	text := w.explain(key)
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		w.line(strings.TrimRight("# "+printable(line), " "))
	}
}

func (w *writer) set(key, value string) {
	w.comment(key)
	w.line(key + " = " + quote(value))
}

func (w *writer) table(s *Saved) {
	w.line("")
	w.line("[[table]]")
	w.set("name", s.Name)
	if s.Fingerprint != "" {
		w.set("fingerprint", s.Fingerprint)
	}
	w.set("role", string(s.Role))
	for _, kv := range [][2]string{
		{"date_order", s.DateOrder}, {"decimal", s.Decimal}, {"amount_unit", s.AmountUnit}, {"cancel_prefix", s.CancelPrefix},
		{"encoding", s.Encoding}, {"delimiter", s.Delimiter},
	} {
		if kv[1] != "" {
			w.set(kv[0], kv[1])
		}
	}
	if s.Header != 0 {
		w.comment("header")
		w.line("header = " + strconv.FormatInt(s.Header, 10))
	}
	if s.Once != nil {
		w.comment("once")
		w.line("once = " + list(s.Once))
	}
	w.line("")
	w.line("[table.columns]")
	w.comment("columns")
	for _, c := range s.Columns {
		line := quote(c.Header) + " = " + quote(string(c.Field))
		if text := w.explain("field." + string(c.Field)); text != "" {
			line += " # " + printable(text)
		}
		w.line(line)
	}
	w.statuses(s.Statuses)
}

func (w *writer) statuses(list ingest.Statuses) {
	if len(list) == 0 {
		return
	}
	w.line("")
	w.line("[table.statuses]")
	w.comment("statuses")
	for _, word := range slices.Sorted(maps.Keys(list)) {
		w.line(quote(word) + " = " + quote(list[word]))
	}
}

// list writes an array of strings.
func list(fields []ingest.Field) string {
	quoted := make([]string, len(fields))
	for i, f := range fields {
		quoted[i] = quote(string(f))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// printable leaves out what may not stand in a comment.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
}

// quote writes a basic string of TOML.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7F:
			b.WriteString(`\u00`)
			b.WriteString(strconv.FormatInt(int64(r)+0x100, 16)[1:])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
