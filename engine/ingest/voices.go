package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Who answers a questionnaire. An audit looks at a competitor with the same questions.
const (
	SideCustomer = "customer"
	SideStaff    = "staff"
	SideAudit    = "audit"
)

// Sides lists who may answer, in the order of a choice list.
func Sides() []string { return []string{SideCustomer, SideStaff, SideAudit} }

// Marks of questionnaires lie between these; no scale in use goes further.
const (
	lowestMark  = 0
	highestMark = 10
	maxMarks    = 21 // different values in a column of marks, half marks included
	slips       = 3  // different values beyond the scale in such a column
)

// voiceRules are the words about questionnaires in the word file. Rules are tried in
// their order.
type voiceRules struct {
	Side []struct {
		Side  string
		Words []string
	}
	Survey, Asked, Aside, Unsaid []string
	Points                       []struct {
		Mark  float64
		Words []string
	}
}

// voices is the same to look up.
type voices struct {
	rules  voiceRules
	points map[string]float64 // folded words of an answer
	unsaid map[string]bool
}

func (r voiceRules) voices() voices {
	v := voices{rules: r, points: map[string]float64{}, unsaid: set(r.Unsaid)}
	for _, p := range r.Points {
		for _, w := range p.Words {
			v.points[fold(w)] = p.Mark
		}
	}
	return v
}

// side reads who answered out of a text; "" when it names nobody, or somebody else.
func (v *voices) side(text string) string {
	s := strings.ToLower(narrow(text))
	for _, rule := range v.rules.Side {
		if contains(s, rule.Words) {
			return rule.Side
		}
	}
	return ""
}

func contains(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// marked reads an answer as a mark from 0 to 10: 4, "4分", "4/5", "5 = 很好", "★★★", and words
// of five degrees such as 非常满意. said is false for no answer and words that are none
// ("不清楚"), ok is false for what cannot be a mark.
func (v *voices) marked(text string) (mark float64, said, ok bool) {
	s := strings.ToLower(narrow(strings.TrimSpace(text)))
	if s == "" || v.unsaid[fold(s)] {
		return 0, false, true
	}
	if n := strings.Count(s, "★"); n > 0 && strings.Trim(s, "★☆ ") == "" {
		return float64(n), true, n <= highestMark
	}
	if mark, ok = leadingMark(s); !ok {
		if mark, ok = v.points[fold(s)]; !ok {
			return 0, true, false
		}
	}
	return mark, true, mark >= lowestMark && mark <= highestMark
}

// leadingMark reads a number with a unit or words behind it: 4分, 4/5, 4 (满意), 5=很好.
func leadingMark(s string) (float64, bool) {
	end := 0
	for end < len(s) && (digit(s[end]) || s[end] == '.' && end+1 < len(s) && digit(s[end+1])) {
		end++
	}
	if end == 0 || end > 4 {
		return 0, false
	}
	number, ok := parseNumber(s[:end])
	rest := strings.TrimSpace(s[end:])
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "分"))
	if rest == "" || !ok {
		return number, ok
	}
	first, size := utf8.DecodeRuneInString(rest)
	tail := strings.TrimSpace(rest[size:])
	if first == '/' {
		of, fits := parseNumber(strings.TrimSuffix(tail, "分"))
		return number, fits && of >= number && of <= highestMark
	}
	if !strings.ContainsRune("=:-—、.)）(星,，", first) && !unicode.IsLetter(first) {
		return 0, false
	}
	return number, !strings.ContainsAny(tail, "0123456789%") && first != 'e'
}

// marksIn tells whether the values of a column are marks, by the first different ones.
func (l *lexicon) marksIn(c *stats) holds {
	several := c.distinct.count()
	if len(c.samples) == 0 || several > maxMarks || c.high > highestMark && several > highestMark+slips || c.dates > 0 || c.money > 0 || c.numbers > 0 && c.low < lowestMark {
		return 0
	}
	if c.all(c.bools) && (c.numbers == 0 || several == 2) {
		return 0 // yes and no
	}
	good, said := 0, 0
	for _, s := range c.samples {
		_, given, ok := l.marked(s)
		if ok && given {
			good++
		}
		if !ok || given {
			said++
		}
	}
	if good > 0 && good*3 >= said*2 {
		return holdsMarks
	}
	return 0
}

// itemName is what is asked in a header: without the number before it and the scale
// behind it, so that the files of several sides name it alike.
func itemName(header string) string {
	name := strings.TrimSpace(clean(header))
	body, counted := strings.CutPrefix(name, "第")
	if !counted && len(name) > 1 && (name[0] == 'Q' || name[0] == 'q') && digit(name[1]) {
		body, counted = name[1:], true
	}
	rest := strings.TrimLeft(body, "0123456789")
	if digits := len(body) - len(rest); digits > 0 && digits <= 3 {
		rest, asked := strings.CutPrefix(rest, "题")
		cut := strings.TrimLeft(rest, " .．、:：_-)）")
		if counted || asked || cut != rest {
			name = cut
		}
	}
	if i := strings.LastIndexAny(name, "(（["); i > 0 && strings.ContainsAny(name[i:], "0123456789") {
		if last, _ := utf8.DecodeLastRuneInString(name); strings.ContainsRune(")）]", last) {
			name = name[:i]
		}
	}
	if name = strings.TrimSpace(name); name == "" {
		return strings.TrimSpace(clean(header))
	}
	return name
}
