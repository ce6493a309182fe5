package mapping

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// Version is the version of the file this package writes and the highest it reads.
const Version = 1

// maxFile is how long a mapping file may be, in bytes.
const maxFile = 4 << 20

// file and table are the file as TOML sees it.
type file struct {
	Version int     `toml:"version"`
	Tables  []table `toml:"table"`
}

type table struct {
	Name         string            `toml:"name"`
	Fingerprint  string            `toml:"fingerprint"`
	Role         string            `toml:"role"`
	DateOrder    string            `toml:"date_order"`
	AmountUnit   string            `toml:"amount_unit"`
	CancelPrefix string            `toml:"cancel_prefix"`
	Decimal      string            `toml:"decimal"`
	Encoding     string            `toml:"encoding"`
	Delimiter    string            `toml:"delimiter"`
	Header       int64             `toml:"header"`
	Once         []ingest.Field    `toml:"once"`
	Columns      map[string]string `toml:"columns"`
	Statuses     map[string]string `toml:"statuses"`
}

// Read reads mappings from the text of a file called name. Anything it does not
// understand is an *engine.Error with the line: import.mapping_syntax,
// import.mapping_unknown_key, import.mapping_bad_value.
func Read(name string, text []byte) ([]Saved, error) {
	r := reader{name: filepath.Base(name)}
	if len(text) > maxFile {
		return nil, r.fail("import.mapping_syntax", 0, nil, fmt.Errorf("longer than %d bytes", maxFile))
	}
	var f file
	meta, err := toml.Decode(string(text), &f)
	if err != nil {
		return nil, r.syntax(err)
	}
	r.lines = findLines(string(text))
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		key := unknown[0]
		return nil, r.fail("import.mapping_unknown_key", r.lines.ofKey(key), engine.Args{"key": key.String()}, nil)
	}
	if f.Version < 0 || f.Version > Version {
		return nil, r.bad(place{key: "version"}, fmt.Sprint(f.Version), fmt.Sprint(Version))
	}
	out := make([]Saved, 0, len(f.Tables))
	for i := range f.Tables {
		s, err := r.table(i, &f.Tables[i])
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// reader turns what TOML has read into mappings.
type reader struct {
	name  string
	lines lines
}

func (r *reader) fail(code string, line int64, args engine.Args, cause error) error {
	if args == nil {
		args = engine.Args{}
	}
	args["file"], args["line"] = r.name, line
	return &engine.Error{Code: code, Place: engine.Place{File: r.name, Line: line}, Args: args, Cause: cause}
}

func (r *reader) syntax(err error) error {
	line := int64(1)
	var at toml.ParseError
	if errors.As(err, &at) {
		line = int64(max(at.Position.Line, 1))
	}
	return r.fail("import.mapping_syntax", line, nil, err)
}

// bad reports a value that is none of those allowed.
func (r *reader) bad(at place, value string, allowed ...string) error {
	return r.fail("import.mapping_bad_value", r.lines.at(at),
		engine.Args{"key": at.key, "value": value, "allowed": strings.Join(allowed, ", ")}, nil)
}

func (r *reader) table(i int, t *table) (Saved, error) {
	s := Saved{Name: t.Name, Fingerprint: t.Fingerprint, Role: ingest.Role(t.Role), DateOrder: t.DateOrder,
		AmountUnit: t.AmountUnit, CancelPrefix: t.CancelPrefix, Decimal: t.Decimal,
		Encoding: t.Encoding, Delimiter: t.Delimiter, Header: t.Header, Once: t.Once}
	if err := r.words(i, t); err != nil {
		return s, err
	}
	if err := r.reading(i, &s); err != nil {
		return s, err
	}
	if len(t.Columns) == 0 {
		return s, r.bad(place{table: i, key: "columns"}, "")
	}
	fields := ingest.FieldsOf(s.Role)
	used := map[ingest.Field]bool{}
	for _, c := range r.columns(i, t.Columns) {
		if !slices.Contains(fields, c.Field) {
			return s, r.bad(place{i, "columns", c.Header}, string(c.Field), texts(fields)...)
		}
		single := !c.Field.Many()
		if single && used[c.Field] {
			return s, r.fail("import.mapping_twice", r.lines.at(place{i, "columns", c.Header}),
				engine.Args{"key": c.Header, "value": string(c.Field)}, nil)
		}
		used[c.Field] = true
		s.Columns = append(s.Columns, c)
	}
	var err error
	s.Statuses, err = r.statuses(i, t.Statuses)
	return s, err
}

// words checks the keys whose values are from a list.
func (r *reader) words(i int, t *table) error {
	roles := texts(ingest.Roles())
	units := []string{ingest.UnitYuan, ingest.UnitFen, ingest.UnitFenAmount, ingest.UnitFenPrice}
	for _, w := range []struct {
		key, value string
		needed     bool
		allowed    []string
	}{
		{"role", t.Role, true, roles},
		{"date_order", t.DateOrder, false, []string{"ymd", "dmy", "mdy"}},
		{"amount_unit", t.AmountUnit, false, units},
		{"decimal", t.Decimal, false, []string{point, ","}},
	} {
		if (w.needed || w.value != "") && !slices.Contains(w.allowed, w.value) {
			return r.bad(place{table: i, key: w.key}, w.value, w.allowed...)
		}
	}
	hex := strings.Trim(t.Fingerprint, "0123456789abcdef") == ""
	if n := len(t.Fingerprint); n != 0 && n != 16 || !hex {
		return r.bad(place{table: i, key: "fingerprint"}, t.Fingerprint, "16 × 0-9 a-f")
	}
	return nil
}

// reading checks how the file is to be read, and what of it counts once.
func (r *reader) reading(i int, s *Saved) error {
	for _, w := range []struct {
		key, value string
		choice     ingest.Choice
		allowed    string
	}{
		{"encoding", s.Encoding, ingest.Choice{Encoding: s.Encoding}, "utf-8, gb18030, big5, latin-1, utf-16le, utf-16be"},
		{"delimiter", s.Delimiter, ingest.Choice{Delimiter: s.Delimiter}, `",", ";", "\t", "|", "blanks"`},
		{"header", strconv.FormatInt(s.Header, 10), ingest.Choice{Header: s.Header}, "-1, 1, 2, …"},
	} {
		if w.choice.Check() != nil {
			return r.bad(place{table: i, key: w.key}, w.value, w.allowed)
		}
	}
	fields := ingest.FieldsOf(s.Role)
	for _, f := range s.Once {
		if s.Role != ingest.RoleOrders || !slices.Contains(fields, f) {
			return r.bad(place{table: i, key: "once"}, string(f), texts(ingest.FieldsOf(ingest.RoleOrders))...)
		}
	}
	return nil
}

// columns returns the columns in the order of the file.
func (r *reader) columns(i int, m map[string]string) []Column {
	out := make([]Column, 0, len(m))
	for h, f := range m {
		out = append(out, Column{h, ingest.Field(f)})
	}
	slices.SortFunc(out, func(a, b Column) int {
		return cmp.Or(cmp.Compare(r.lines.at(place{i, "columns", a.Header}), r.lines.at(place{i, "columns", b.Header})),
			strings.Compare(a.Header, b.Header))
	})
	return out
}

func (r *reader) statuses(i int, m map[string]string) (ingest.Statuses, error) {
	if len(m) == 0 {
		return nil, nil
	}
	out := ingest.Statuses{}
	for word, kind := range m {
		if !ingest.KnownStatus(kind) {
			return nil, r.bad(place{i, "statuses", word}, kind, "sale", "refunded", "void")
		}
		out[ingest.FoldStatus(word)] = kind
	}
	return out, nil
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
