package ingest

import (
	"strings"

	"huiliu/engine/store"
)

// Statuses says what a status text makes of an order: sale, refunded or void. Keys
// are texts as [FoldStatus] writes them, and mean the whole text.
type Statuses map[string]string

// FoldStatus makes a status text comparable: half-width, lower case, simplified
// characters, with _ and - as blanks and no blanks around.
func FoldStatus(s string) string {
	s = strings.NewReplacer("_", " ", "-", " ").Replace(strings.Map(simplified, strings.ToLower(narrow(s))))
	return strings.Join(strings.Fields(s), " ")
}

// KnownStatus reports whether kind is one a status may have.
func KnownStatus(kind string) bool {
	return kind == store.KindSale || kind == store.KindRefunded || kind == store.KindVoid
}

// kind reads a status text, by the words of the layout and then by the general rules.
func (s Statuses) kind(words *lexicon, status string) (kind string, known bool) {
	if kind, known = s[FoldStatus(status)]; known {
		return kind, true
	}
	return words.orderKind(status)
}
