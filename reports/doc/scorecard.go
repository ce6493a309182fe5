package doc

import (
	"math"
	"strconv"
	"strings"

	"huiliu/engine/explain"
	"huiliu/engine/feature"
	"huiliu/engine/learn/tree"
)

// scorecardSheet is a page of points with live formulas: type what a customer is like,
// read the points and the probability.
func (c *composer) scorecardSheet() (Sheet, bool) {
	k := c.r.Explain.Card
	if k == nil || len(k.Columns) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("scorecard", paragraph(c.say("report.scorecard.how", nil)), tableBlock(c.scoreInput(k)), tableBlock(c.scoreTotal(k)),
		tableBlock(c.scoreLines(k)), tableBlock(c.scoreBands(k)))
	s.Inputs, s.Portrait = true, true
	return s, true
}

// featureLabel names a feature, or a column of the customer table.
func (c *composer) featureLabel(name string) string { return featureLabelOf(c.w, name) }

// unitOfFeature is "" for columns that are no features.
func unitOfFeature(name string) feature.Unit {
	for _, f := range feature.Catalogue() {
		if f.Name == name {
			return f.Unit
		}
	}
	return ""
}

func lineKey(column, line int) string { return strconv.Itoa(column) + "." + strconv.Itoa(line) }

// scoreInput has a cell to type in for each column, filled with a usual customer.
func (c *composer) scoreInput(k *explain.Card) *Table {
	t := c.table("score_input", "item:text", "value:decimal2", "points:int", "column:text!")
	for i := range k.Columns {
		column, usual := &k.Columns[i], k.Usual[i]
		cell := TableCell{Value: number(usual.Number), Input: &Input{Low: -1e12, High: 1e12, Hint: c.say("report.scorecard.hint", nil)}}
		if column.Words {
			cell.Value, cell.Kind = usual.Text, KindText
			cell.Input = &Input{Words: wordsOf(column), Hint: c.say("report.scorecard.hint.words", nil)}
		}
		if v := float64(usual.Number); v == math.Trunc(v) {
			cell.Kind, cell.Digits = KindDecimal, 0
		}
		key := strconv.Itoa(i)
		t.add(key, c.featureLabel(column.Name), cell,
			live(pointsOf(column, usual), "SUMPRODUCT(({scorecard.column:col}={column})*{scorecard.applies:col}*{scorecard.points:col})"), "c"+key)
	}
	return t
}

func wordsOf(column *tree.ScorecardColumn) []string {
	var out []string
	for _, l := range column.Lines {
		out = append(out, l.Levels...)
	}
	return out
}

// lineOf is the line that applies to a value.
func lineOf(column *tree.ScorecardColumn, v explain.CardValue) int {
	for i, l := range column.Lines {
		missing := v.Text == "" && !v.Number.Defined()
		switch {
		case l.Missing || missing:
			if l.Missing && missing {
				return i
			}
		case l.Other:
			return i
		case column.Words:
			for _, level := range l.Levels {
				if strings.EqualFold(level, v.Text) {
					return i
				}
			}
		case (!l.Above.Defined() || v.Number > l.Above) && (!l.UpTo.Defined() || v.Number <= l.UpTo):
			return i
		}
	}
	return -1
}

func pointsOf(column *tree.ScorecardColumn, v explain.CardValue) int64 {
	if i := lineOf(column, v); i >= 0 {
		return int64(column.Lines[i].Points)
	}
	return 0
}

// scoreTotal adds up the points and says what they mean.
func (c *composer) scoreTotal(k *explain.Card) *Table {
	t := c.table("score_total", "item:text", "value:decimal2", "note:text")
	total := int64(k.Start)
	for i := range k.Columns {
		total += pointsOf(&k.Columns[i], k.Usual[i])
	}
	add := func(key string, v TableCell, kind Kind, digits int) {
		v.Kind, v.Digits = kind, digits
		note := ""
		if n := "report.score_total." + key + ".note"; c.w.Has(n) {
			note = c.say(n, nil)
		}
		t.add(key, c.say("report.score_total."+key, nil), v, note)
	}
	add("start", TableCell{Value: int64(k.Start)}, KindInt, 0)
	add("scale", TableCell{Value: k.Scale}, KindDecimal, 0)
	add("total", live(total, "{score_total.value@start}+SUM({score_input.points:col})"), KindInt, 0)
	add("probability", live(k.Probability(int(total)), "1/(1+EXP(-{score_total.value@total}/{score_total.value@scale}))"), KindPercent, 1)
	add("auc", TableCell{Value: number(k.Held.AUCA)}, KindDecimal, 3)
	add("full", TableCell{Value: number(k.Held.AUCB)}, KindDecimal, 3)
	add("lost", TableCell{Value: number(-k.Held.Diff)}, KindDecimal, 3)
	add("lost_low", TableCell{Value: number(-k.Held.High)}, KindDecimal, 3)
	add("lost_high", TableCell{Value: number(-k.Held.Low)}, KindDecimal, 3)
	return t
}

// scoreLines are the lines of the page; applies is 1 for the one that holds.
func (c *composer) scoreLines(k *explain.Card) *Table {
	t := c.table("scorecard", "feature:text", "above:decimal2_", "up_to:decimal2_", "words:text", "points:int", "applies:int!", "column:text!")
	t.Group = true
	for i := range k.Columns {
		column := &k.Columns[i]
		holds := lineOf(column, k.Usual[i])
		for j := range column.Lines {
			l := &column.Lines[j]
			if l.Rows == 0 && !l.Missing {
				continue
			}
			applies := int64(0)
			if j == holds {
				applies = 1
			}
			t.add(lineKey(i, j), c.featureLabel(column.Name), number(l.Above), number(l.UpTo), c.lineWords(l), l.Points,
				live(applies, lineFormula(column, l, "{score_input.value@"+strconv.Itoa(i)+"}")), "c"+strconv.Itoa(i))
		}
	}
	return t
}

func (c *composer) lineWords(l *tree.ScorecardLine) string {
	switch {
	case l.Missing:
		return c.say("report.scorecard.missing", nil)
	case l.Other:
		return c.say("report.scorecard.other", nil)
	}
	return strings.Join(l.Levels, c.say("common.list.separator", nil))
}

// lineFormula is 1 when a line holds for the value in a cell.
func lineFormula(column *tree.ScorecardColumn, l *tree.ScorecardLine, cell string) string {
	var tests []string
	switch {
	case l.Missing:
		return "IF(" + cell + "=\"\",1,0)"
	case l.Other:
		for _, w := range append(wordsOf(column), "") {
			tests = append(tests, cell+"="+quotedText(w))
		}
		return "IF(OR(" + strings.Join(tests, ",") + "),0,1)"
	case column.Words:
		for _, w := range l.Levels {
			tests = append(tests, cell+"="+quotedText(w))
		}
		return "IF(OR(" + strings.Join(tests, ",") + "),1,0)"
	}
	tests = append(tests, cell+"<>\"\"")
	if l.Above.Defined() {
		tests = append(tests, cell+">{above}")
	}
	if l.UpTo.Defined() {
		tests = append(tests, cell+"<={up_to}")
	}
	return "IF(AND(" + strings.Join(tests, ",") + "),1,0)"
}

func quotedText(s string) string { return "\"" + strings.ReplaceAll(s, "\"", "\"\"") + "\"" }

// scoreBands reads totals as probabilities, beside what happened on rows nobody had
// learnt from.
func (c *composer) scoreBands(k *explain.Card) *Table {
	t := c.table("score_bands", "from:int", "to:int", "probability:percent", "observed:percent_", "low:percent", "high:percent", "base:int")
	for _, b := range k.Table {
		v := rateCells(b.Observed)
		t.add(itoa(b.From), b.From, b.To-1, b.Probability, v[0], v[1], v[2], b.Observed.Base)
	}
	return t
}
