package platform

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// Read reads all *.json of a folder, sorted by name. Files that cannot be used are
// left out; what is wrong with them is in the joined error beside the rest, as
// *engine.Error import.platform_syntax and import.platform_bad_value.
func Read(folder fs.FS) ([]Platform, error) {
	names, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []Platform
	var problems []error
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			problems = append(problems, &engine.Error{Code: "import.cannot_open", Place: engine.Place{File: name},
				Args: engine.Args{"file": name}, Cause: err})
			continue
		}
		p, err := Parse(name, text)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		out = append(out, p)
	}
	return out, errors.Join(problems...)
}

// Join adds descriptions to others; one with the same id takes the place of the first.
func Join(base, more []Platform) []Platform {
	out := slices.Clone(base)
	for _, p := range more {
		if i := slices.IndexFunc(out, func(o Platform) bool { return o.ID == p.ID }); i >= 0 {
			out[i] = p
		} else {
			out = append(out, p)
		}
	}
	return out
}

// Parse reads one description from the text of a file called name.
func Parse(name string, text []byte) (Platform, error) {
	var p Platform
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Platform{}, syntax(name, text, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Platform{}, syntax(name, text, cmp.Or(err, errors.New("text behind the description")))
	}
	if key, value := p.wrong(); key != "" {
		return Platform{}, &engine.Error{Code: "import.platform_bad_value", Place: engine.Place{File: name, Line: lineOf(text, value, key)},
			Args: engine.Args{"file": name, "key": key, "value": value}}
	}
	return p, nil
}

// syntax says the line of a text that is no description.
func syntax(name string, text []byte, err error) error {
	offset := len(text)
	var at *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &at):
		offset = int(at.Offset)
	case errors.As(err, &kind):
		offset = int(kind.Offset)
	default:
		if _, key, ok := strings.Cut(err.Error(), "unknown field "); ok {
			offset = max(bytes.Index(text, []byte(key)), 0)
		}
	}
	line := int64(1 + bytes.Count(text[:min(max(offset, 0), len(text))], []byte("\n")))
	return &engine.Error{Code: "import.platform_syntax", Place: engine.Place{File: name, Line: line},
		Args: engine.Args{"file": name, "line": line, "detail": err.Error()}, Cause: err}
}

// lineOf finds the line on which one of the words stands first, 1 when none does.
func lineOf(text []byte, words ...string) int64 {
	for _, w := range words {
		if i := bytes.Index(text, []byte(`"`+w+`"`)); w != "" && i >= 0 {
			return int64(1 + bytes.Count(text[:i], []byte("\n")))
		}
	}
	return 1
}

// minRequired is how many headers a description must require: fewer would take other
// people's tables for its own.
const minRequired = 3

var (
	kinds   = []string{"orders", "lines", "customers", "refunds"}
	refunds = []string{"column", "rows", "status", "none"}
	roles   = ingest.Roles()
)

// wrong returns the first key whose value cannot be, "" for none.
func (p *Platform) wrong() (key, value string) {
	switch {
	case p.ID == "" || strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
		return "id", p.ID
	case p.Name["zh-Hans"] == "" && p.Name["en"] == "":
		return "name", ""
	case !slices.Contains(kinds, p.Kind):
		return "kind", p.Kind
	case !slices.Contains(roles, p.Role):
		return "role", string(p.Role)
	case !slices.Contains(refunds, p.Refunds):
		return "refunds", p.Refunds
	case !slices.Contains([]string{"", "ymd", "dmy", "mdy"}, p.DateOrder):
		return "date_order", p.DateOrder
	case !ingest.KnownUnit(p.AmountUnit):
		return "amount_unit", p.AmountUnit
	case strings.TrimSpace(p.Source) == "":
		return "source", ""
	}
	return p.wrongHeaders()
}

func (p *Platform) wrongHeaders() (key, value string) {
	for _, list := range []struct {
		key     string
		headers []string
	}{{"required", p.Required}, {"optional", p.Optional}, {"forbidden", p.Forbidden}} {
		for _, h := range list.headers {
			if len(names(h)) == 0 {
				return list.key, h
			}
		}
	}
	if len(p.Required) < minRequired {
		return "required", strings.Join(p.Required, ", ")
	}
	allowed := ingest.FieldsOf(p.Role)
	for _, f := range slices.Sorted(maps.Keys(p.Fields)) {
		if !slices.Contains(allowed, f) {
			return "fields", string(f)
		}
		for _, h := range p.Fields[f] {
			if len(names(h)) != 1 {
				return string(f), h
			}
		}
	}
	for _, f := range p.Once {
		if len(p.Fields[f]) == 0 {
			return "once", string(f)
		}
	}
	return p.wrongStatuses()
}

// wrongStatuses finds a kind that is none, or a word that has two kinds.
func (p *Platform) wrongStatuses() (key, value string) {
	seen := map[string]string{}
	for _, kind := range slices.Sorted(maps.Keys(p.Statuses)) {
		if !ingest.KnownStatus(kind) {
			return "statuses", kind
		}
		for _, word := range p.Statuses[kind] {
			w := ingest.FoldStatus(word)
			if w == "" || seen[w] != "" && seen[w] != kind {
				return kind, word
			}
			seen[w] = kind
		}
	}
	return "", ""
}

// names returns the names of a header, "A|B" has two.
func names(header string) []string {
	var out []string
	for n := range strings.SplitSeq(header, "|") {
		if ingest.Letters(n) != "" {
			out = append(out, n)
		}
	}
	return out
}
