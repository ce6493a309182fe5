package cause

import (
	"encoding/json"
	"slices"

	"huiliu/engine"
)

// languages every label and action must have.
var languages = [...]string{"zh-Hans", "en"}

// ParseTaxonomy reads and checks a taxonomy: unique keys, labels and actions in
// both languages, no word or reason code under two causes, and the keys
// [Unclear] and [Unexplained] present, the latter without words. What is wrong is
// Error taxonomy.invalid with the entry and the problem.
func ParseTaxonomy(raw []byte) (Taxonomy, error) {
	var t Taxonomy
	if err := json.Unmarshal(raw, &t); err != nil {
		return Taxonomy{}, &engine.Error{Code: "taxonomy.unreadable", Cause: err}
	}
	return t, t.check()
}

func invalid(key, problem, value string) error {
	return &engine.Error{Code: "taxonomy.invalid", Args: engine.Args{"key": key, "problem": problem, "value": value}}
}

func (t Taxonomy) check() error {
	keys, words, reasons := map[string]bool{}, map[string]string{}, map[string]string{}
	for _, e := range t.Causes {
		switch {
		case e.Key == "":
			return invalid(e.Key, "no_key", "")
		case keys[e.Key]:
			return invalid(e.Key, "duplicate_key", e.Key)
		case e.Key == Unexplained && len(e.Words)+len(e.Reasons) > 0:
			return invalid(e.Key, "words_not_allowed", "")
		}
		keys[e.Key] = true
		for _, l := range languages {
			if e.Label[l] == "" || e.Action[l] == "" {
				return invalid(e.Key, "language_missing", l)
			}
		}
		if err := claim(e.Key, e.Words, words); err != nil {
			return err
		}
		if err := claim(e.Key, e.Reasons, reasons); err != nil {
			return err
		}
	}
	for _, k := range []string{Unclear, Unexplained} {
		if !keys[k] {
			return invalid(k, "missing", k)
		}
	}
	return nil
}

// claim notes the phrases of a cause; one phrase cannot point to two causes.
func claim(key string, phrases []string, owner map[string]string) error {
	for _, w := range phrases {
		n := normal(w)
		if n == "" {
			return invalid(key, "empty_word", w)
		}
		if owner[n] != "" {
			return invalid(key, "duplicate_word", w)
		}
		owner[n] = key
	}
	return nil
}

// Entry returns the entry of a key.
func (t Taxonomy) Entry(key string) (Entry, bool) {
	i := slices.IndexFunc(t.Causes, func(e Entry) bool { return e.Key == key })
	if i < 0 {
		return Entry{}, false
	}
	return t.Causes[i], true
}

// Label returns the name of a cause in a language, the key itself when unknown.
func (t Taxonomy) Label(key, language string) string {
	if e, ok := t.Entry(key); ok && e.Label[language] != "" {
		return e.Label[language]
	}
	return key
}

// Action returns what to do about a cause, "" when unknown.
func (t Taxonomy) Action(key, language string) string {
	e, _ := t.Entry(key)
	return e.Action[language]
}
