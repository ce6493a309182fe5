package assets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Lang is a language the program speaks.
type Lang string

// The languages. Chinese is the first.
const (
	ZH Lang = "zh-Hans"
	EN Lang = "en"
)

// Langs returns all languages, first one first.
func Langs() []Lang { return []Lang{ZH, EN} }

// ParseLang reads a language as people and systems write it: zh, zh-CN,
// zh_CN.UTF-8, zh-Hans, cn, 中文, en, en-US, english.
func ParseLang(s string) (Lang, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if i := strings.IndexAny(s, ".@"); i >= 0 {
		s = s[:i]
	}
	head, _, _ := strings.Cut(strings.ReplaceAll(s, "_", "-"), "-")
	switch head {
	case "zh", "cn", "chinese", "中文":
		return ZH, true
	case "en", "english":
		return EN, true
	}
	return "", false
}

// Words is the word catalogue of one language. It never changes after it was
// made and may be used by several goroutines.
type Words struct {
	lang Lang
	text map[string]string
}

// Catalogue merges all embedded text/*.<lang>.json files. A key that occurs twice,
// in one file or in two, is an error: somebody's words would be lost.
func Catalogue(l Lang) (*Words, error) { return catalogueFrom(texts, l) }

func catalogueFrom(files fs.FS, l Lang) (*Words, error) {
	names, err := fs.Glob(files, "text/*."+string(l)+".json")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("assets: no words for language %q", l)
	}
	slices.Sort(names)
	w := &Words{lang: l, text: make(map[string]string)}
	owner := make(map[string]string)
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		pairs, err := flatPairs(raw)
		if err != nil {
			return nil, fmt.Errorf("assets: %s: %w", name, err)
		}
		for _, p := range pairs {
			if first, dup := owner[p.key]; dup {
				return nil, fmt.Errorf("assets: key %q of %s is already in %s", p.key, name, first)
			}
			owner[p.key], w.text[p.key] = name, p.text
		}
	}
	return w, nil
}

type pair struct{ key, text string }

// flatPairs reads a flat JSON object of strings in file order. encoding/json into
// a map would silently keep the last of two equal keys.
func flatPairs(raw []byte) ([]pair, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("want a JSON object of texts (%v)", err)
	}
	var out []pair
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := dec.Token()
		if err != nil {
			return nil, err
		}
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("key %q: want a text, found %v", k, v)
		}
		out = append(out, pair{k.(string), text})
	}
	_, err := dec.Token()
	return out, err
}

// Lang returns the language of the catalogue.
func (w *Words) Lang() Lang { return w.lang }

// Has reports whether the catalogue knows key.
func (w *Words) Has(key string) bool { _, ok := w.text[key]; return ok }

// Keys returns all keys, sorted.
func (w *Words) Keys() []string {
	keys := make([]string, 0, len(w.text))
	for k := range w.text {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Say returns the text of key with its {name} placeholders replaced by args.
// Texts are put in as they are, whole numbers get thousands separators; format
// other numbers first (Percent, Money). An unknown key comes back as ⟦key⟧ and a
// placeholder without argument stays, so that a test sees both.
func (w *Words) Say(key string, args map[string]any) string {
	text, ok := w.text[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		b.WriteString(text[:open])
		name := text[open+1 : open+end]
		if v, ok := args[name]; ok {
			b.WriteString(w.argument(v))
		} else {
			b.WriteString(text[open : open+end+1])
		}
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// argument formats one placeholder value.
func (w *Words) argument(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case fmt.Stringer:
		return v.String()
	case int:
		return w.Int(int64(v))
	case int32:
		return w.Int(int64(v))
	case int64:
		return w.Int(v)
	case float64:
		return trimZeros(w.Decimal(v, 2))
	}
	return fmt.Sprint(v)
}

// Numbers returns a catalogue without words, for those who only write numbers.
func Numbers(l Lang) *Words {
	if l != EN {
		l = ZH
	}
	return &Words{lang: l}
}
