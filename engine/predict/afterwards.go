package predict

import (
	_ "embed"
	"strings"
	"unicode"

	"huiliu/engine"
	"huiliu/engine/learn"
)

//go:embed afterwards.tsv
var afterwardsText string

// LeftOut is a column no competitor has seen, because it knows how things ended.
type LeftOut struct {
	Column string `json:"column"`
	// Why, words race.left_out.<why>: the name says "reason", "fee", "day", "score" (made
	// by another model that may have known the end), "state" or "outcome"; it is filled in
	// for those who left alone ("filled_left") or for those who stayed alone
	// ("filled_stayed"); or it alone orders the customers too well ("telling").
	Why string `json:"why"`
}

// Reasons to leave a column out that come from its values.
const (
	whyLeft    = "filled_left"
	whyStayed  = "filled_stayed"
	whyTelling = "telling"
	earlier    = "earlier" // a name that is spared
)

// leftOut names the columns of a customer table that are known only afterwards, in the
// order of the table.
func leftOut(r *rows, seed uint64) []LeftOut {
	alone := suspicious(r, seed)
	out, words := []LeftOut{}, afterwardsWords()
	for j := range r.X.Columns {
		c := &r.X.Columns[j]
		why := words.why(c.Name)
		if why == "" {
			why = filledFor(c, r.Y)
		}
		if why == "" && len(alone) > 0 && alone[0] == c.Name {
			why = whyTelling
		}
		if len(alone) > 0 && alone[0] == c.Name {
			alone = alone[1:]
		}
		if why != "" {
			out = append(out, LeftOut{Column: c.Name, Why: why})
		}
	}
	return out
}

// tellingAlone are the columns that alone tell too well, with that as the reason.
func tellingAlone(names []string) []LeftOut {
	out := []LeftOut{}
	for _, name := range names {
		out = append(out, LeftOut{Column: name, Why: whyTelling})
	}
	return out
}

func columnsOf(list []LeftOut) []string {
	out := make([]string, 0, len(list))
	for _, l := range list {
		out = append(out, l.Column)
	}
	return out
}

// knownAfter are words of names of columns with what they say, the most telling first.
type knownAfter []struct{ why, words string }

func afterwardsWords() knownAfter {
	var out knownAfter
	for line := range strings.Lines(afterwardsText) {
		why, words, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !strings.HasPrefix(why, "#") {
			out = append(out, struct{ why, words string }{why, words})
		}
	}
	return out
}

// why is what the name of a column says, "" for nothing.
func (k knownAfter) why(name string) string {
	plain, found := " "+plainName(name)+" ", ""
	for _, w := range k {
		hit := strings.Contains(plain, " "+w.words+" ")
		if w.words[0] >= 0x80 { // written without spaces
			hit = strings.Contains(plain, w.words)
		}
		switch {
		case hit && w.why == earlier:
			return ""
		case hit && found == "":
			found = w.why
		}
	}
	return found
}

// plainName writes a name in small letters with one space between words: "ChurnReason"
// and "CHURN_REASON" are both "churn reason".
func plainName(name string) string {
	var b strings.Builder
	before := ' '
	for _, c := range name {
		switch {
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			b.WriteByte(' ')
		case unicode.IsUpper(c) && unicode.IsLower(before):
			b.WriteByte(' ')
			fallthrough
		default:
			b.WriteRune(unicode.ToLower(c))
		}
		before = c
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// oneOutcome is the churn rate of the filled rows, by the near end of its interval,
// beyond which a column is filled for one outcome alone.
const oneOutcome = 0.9

// filledFor says for whom alone a column is filled in; "" for everybody or for nobody in
// particular. A rate near to that of the other rows says nothing.
func filledFor(c *learn.Column, y []bool) string {
	var rows, left [2]int64
	for i := range y {
		k := int(1 - unit(c.Missing(i)))
		rows[k]++
		left[k] += int64(unit(y[i]))
	}
	full, blank := engine.NewRate(left[1], rows[1]), engine.NewRate(left[0], rows[0])
	switch {
	case full.Low > oneOutcome && blank.High < full.Low:
		return whyLeft
	case blank.Low > oneOutcome && full.High < blank.Low:
		return whyStayed
	}
	return ""
}
