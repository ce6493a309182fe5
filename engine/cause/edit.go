package cause

import (
	"maps"
	"slices"
	"strings"
)

// Renamed gives a cause another name in a language.
func (t Taxonomy) Renamed(key, language, name string) Taxonomy {
	out := t.clone()
	for i := range out.Causes {
		if e := &out.Causes[i]; e.Key == key && strings.TrimSpace(name) != "" {
			e.Label = maps.Clone(e.Label)
			e.Label[language] = strings.TrimSpace(name)
		}
	}
	return out
}

// WithWord lets a phrase point to a cause; the cause that had it before loses it.
func (t Taxonomy) WithWord(key, word string) Taxonomy {
	out := t.clone()
	word = normal(word)
	if word == "" {
		return out
	}
	for i := range out.Causes {
		e := &out.Causes[i]
		e.Words = slices.DeleteFunc(slices.Clone(e.Words), func(w string) bool { return normal(w) == word })
		if e.Key == key {
			e.Words = append(e.Words, word)
		}
	}
	return out
}

// Merged puts a cause with its words into another. The last resorts [Unclear] and
// [Unexplained] stay as they are.
func (t Taxonomy) Merged(from, into string) Taxonomy {
	out := t.clone()
	source, ok := t.Entry(from)
	_, found := t.Entry(into)
	if !ok || !found || from == into || !changeable(from) || !changeable(into) {
		return out
	}
	for i := range out.Causes {
		if e := &out.Causes[i]; e.Key == into {
			e.Words = append(slices.Clone(e.Words), source.Words...)
			e.Reasons = append(slices.Clone(e.Reasons), source.Reasons...)
			e.Negators = append(slices.Clone(e.Negators), source.Negators...)
		}
	}
	out.Causes = slices.DeleteFunc(out.Causes, func(e Entry) bool { return e.Key == from })
	for was, now := range out.Into {
		if now == from {
			out.Into[was] = into
		}
	}
	out.Into[from] = into
	return out
}

func changeable(key string) bool { return key != Unclear && key != Unexplained }

// Home is where a cause that was put into another is counted.
func (t Taxonomy) Home(key string) string {
	if into, ok := t.Into[key]; ok {
		return into
	}
	return key
}

func (t Taxonomy) clone() Taxonomy {
	t.Causes = slices.Clone(t.Causes)
	if t.Into = maps.Clone(t.Into); t.Into == nil {
		t.Into = map[string]string{}
	}
	return t
}
