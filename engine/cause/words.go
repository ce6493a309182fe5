package cause

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	gapRunes   = 6 // what a * in a phrase may stand for, and how far a Chinese negator reaches
	reachWords = 4 // how far an English negator reaches
)

// reader finds the cause that words point to.
type reader struct {
	codes   map[string]string // normalised reason code → key
	entries []phrases         // in the order of the taxonomy, which settles ties
	near    []string
	tight   []string
	known   map[string]string // texts read before: people and templates repeat themselves
	coded   map[string]string // texts people have read, as written
	channel string            // the cause an order closed for want of goods points to
}

type phrases struct {
	key   string
	words [][]string // each phrase cut at its gaps
	near  []string
}

func newReader(t Taxonomy) *reader {
	r := &reader{codes: map[string]string{}, near: t.Negators, tight: t.TightNegators, known: map[string]string{}, channel: t.Home("channel")}
	for _, e := range t.Causes {
		for _, c := range e.Reasons {
			r.codes[normal(c)] = e.Key
		}
		p := phrases{key: e.Key, near: append(e.Negators[:len(e.Negators):len(e.Negators)], t.Negators...)}
		for _, w := range e.Words {
			p.words = append(p.words, strings.Split(normal(w), "*"))
		}
		if len(p.words) > 0 {
			r.entries = append(r.entries, p)
		}
	}
	return r
}

// code looks a whole reason up; "" when it is none of the taxonomy's.
func (r *reader) code(text string) string { return r.codes[normal(text)] }

// read returns the cause a coder found in the text, else the one whose phrases cover most of the text, negated ones left
// out; "" when there is none. Ties go to the cause that stands first; [Unclear]
// only when nothing else is said.
func (r *reader) read(text string) string {
	if key, ok := r.coded[text]; ok {
		if key == noReason {
			return ""
		}
		return key
	}
	text = normal(text)
	if text == "" {
		return ""
	}
	if key, ok := r.known[text]; ok {
		return key
	}
	best, most, vague := "", 0, false
	pieces := clauses(text)
	for i := range r.entries {
		covered := 0
		for _, c := range pieces {
			covered += r.cover(c, &r.entries[i])
		}
		switch {
		case covered == 0:
		case r.entries[i].key == Unclear:
			vague = true
		case covered > most:
			best, most = r.entries[i].key, covered
		}
	}
	if best == "" && vague {
		best = Unclear
	}
	r.known[text] = best
	return best
}

// cover counts the runes of a clause that phrases of p match.
func (r *reader) cover(clause string, p *phrases) int {
	var hit []bool
	for _, w := range p.words {
		for from := 0; from < len(clause); {
			start, end := find(clause, w, from)
			if start < 0 {
				break
			}
			from = end
			if r.negated(clause[:start], p.near) {
				continue
			}
			if hit == nil {
				hit = make([]bool, len(clause))
			}
			for i := start; i < end; i++ {
				hit[i] = true
			}
		}
	}
	n := 0
	for i, h := range hit {
		if h && utf8.RuneStart(clause[i]) {
			n++
		}
	}
	return n
}

// find returns where the parts of a phrase stand one after the other, with at
// most gapRunes between them; -1 when nowhere.
func find(clause string, parts []string, from int) (start, end int) {
	for from <= len(clause) {
		i := indexWord(clause, parts[0], from)
		if i < 0 {
			return -1, -1
		}
		end, ok := i+len(parts[0]), true
		for _, p := range parts[1:] {
			j := indexWord(clause, p, end)
			if ok = j >= 0 && utf8.RuneCountInString(clause[end:j]) <= gapRunes; !ok {
				break
			}
			end = j + len(p)
		}
		if ok {
			return i, end
		}
		from = i + 1
	}
	return -1, -1
}

// indexWord finds w from an offset on; Latin words must stand alone.
func indexWord(s, w string, from int) int {
	for from <= len(s) {
		i := strings.Index(s[from:], w)
		if i < 0 {
			return -1
		}
		i += from
		if !(latin(s, i-1) && latin(w, 0)) && !(latin(s, i+len(w)) && latin(w, len(w)-1)) {
			return i
		}
		from = i + len(w)
	}
	return -1
}

func latin(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
}

// negated tells whether what stands before a phrase in its clause denies it.
func (r *reader) negated(before string, near []string) bool {
	for _, n := range r.tight {
		if strings.HasSuffix(before, n) {
			return true
		}
	}
	tail, words := lastRunes(before, gapRunes), lastWords(before, reachWords)
	for _, n := range near {
		if latin(n, 0) {
			if indexWord(words, n, 0) >= 0 {
				return true
			}
		} else if strings.Contains(tail, n) {
			return true
		}
	}
	return false
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

func lastWords(s string, n int) string {
	f := strings.Fields(s)
	return strings.Join(f[max(0, len(f)-n):], " ")
}

// clauses cuts a text where a denial ends: at punctuation and turns of speech.
func clauses(s string) []string {
	for _, turn := range []string{"而是", "但", "只是", "可是", "不过", " but ", " however ", " because "} {
		s = strings.ReplaceAll(s, turn, "\n")
	}
	return strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case ',', '.', '!', '?', ';', ':', '\n', '。', '、', '…', '~', '"', '“', '”', '(', ')':
			return true
		}
		return false
	})
}

// normal makes spellings alike: lower case, half width, straight apostrophes, single blanks.
func normal(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '’' || r == '‘':
			return '\''
		case r == '\n' || r == '\r':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}
