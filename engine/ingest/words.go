package ingest

import (
	"embed"
	"encoding/json"
	"strings"
	"sync"

	"huiliu/engine/store"
)

//go:embed words/*.json
var wordFiles embed.FS

// fieldDate stands in the word file for headers that only say "date": which date it
// is follows from the role of the table.
const fieldDate Field = "date"

// synonym is a header word of a field; rank orders the words of one field.
type synonym struct {
	field Field
	rank  int
}

type statusRule struct {
	Kind  string   `json:"kind"`
	Words []string `json:"words"`
}

// lexicon is the content of the word files: data anyone can extend.
type lexicon struct {
	headers map[string][]synonym
	leak    map[string]bool
	control map[string]bool
	total   map[string]bool
	mark    map[string]string // header of a marker column: file, line or reason
	status  []statusRule
	voices
}

// lexiconOnce reads the embedded files once; they never change.
var lexiconOnce = sync.OnceValues(readLexicon)

func readLexicon() (*lexicon, error) {
	raw, err := wordFiles.ReadFile("words/headers.json")
	if err != nil {
		return nil, err
	}
	var headers map[Field][]string
	if err := json.Unmarshal(raw, &headers); err != nil {
		return nil, err
	}
	l := &lexicon{headers: map[string][]synonym{}}
	for field, words := range headers {
		for i, w := range words {
			l.headers[w] = append(l.headers[w], synonym{field, i})
		}
	}
	if raw, err = wordFiles.ReadFile("words/rules.json"); err != nil {
		return nil, err
	}
	var rules struct {
		Leak, Control, Total []string
		Status               []statusRule
		Mark                 map[string]string
		voiceRules
	}
	if err := json.Unmarshal(raw, &rules); err != nil {
		return nil, err
	}
	l.leak, l.control, l.total, l.status = set(rules.Leak), set(rules.Control), set(rules.Total), rules.Status
	l.mark = rules.Mark
	l.voices = rules.voiceRules.voices()
	return l, nil
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// orderKind reads a status text; known is false for words nobody has listed.
// Exceptions ("退款中") stand before the words they contain.
func (l *lexicon) orderKind(status string) (kind string, known bool) {
	s := FoldStatus(status)
	for _, rule := range l.status {
		for _, w := range rule.Words {
			if strings.Contains(s, w) {
				switch rule.Kind {
				case "refunded":
					return store.KindRefunded, true
				case "void":
					return store.KindVoid, true
				}
				return store.KindSale, true
			}
		}
	}
	return store.KindSale, false
}
