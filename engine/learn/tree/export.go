package tree

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// termsPerColumn keeps each expression of the exported query shallow.
const termsPerColumn = 40

// SQL writes a model of this package as one DuckDB query that adds a column
// "probability" to every row of a table whose columns have the names of the frame;
// scores equal Predict's to 1e-12. Numbers may be of any numeric type, missing is NULL
// or NaN; missing words are NULL or ”. The text is an export for other programs:
// nothing in Huiliu runs it. A model of another package is Error "learn.unknown_model".
func SQL(m learn.Model, table string) (string, error) {
	switch m := m.(type) {
	case *Boosted:
		return query(m.Bins, terms(m.Bins, m.Trees), table, double(m.Base)+" + %s", logistic), nil
	case *Grove:
		return query(m.Bins, terms(m.Bins, m.Trees), table, "%s", "(%s) / "+double(float64(len(m.Trees)))), nil
	case *Single:
		return query(m.Bins, terms(m.Bins, []Tree{m.Tree}), table, "%s", "%s"), nil
	case *Curves:
		return query(m.Bins, m.terms(), table, double(m.Base)+" + %s", logistic), nil
	}
	return "", &engine.Error{Code: "learn.unknown_model"}
}

const logistic = "1e0 / (1e0 + exp(-(%s)))"

// terms are the trees as expressions.
func terms(b *Bins, trees []Tree) []string {
	out := make([]string, len(trees))
	for k := range trees {
		var q strings.Builder
		trees[k].writeCase(&q, b, 0)
		out[k] = q.String()
	}
	return out
}

// terms are the curves, and the surfaces as a choice of curves.
func (m *Curves) terms() []string {
	var out []string
	for j, c := range m.Curve {
		out = append(out, m.Bins.Features[j].choice(j, func(b int) string { return double(c[b]) }))
	}
	for _, s := range m.Pairs {
		out = append(out, m.Bins.Features[s.A].choice(s.A, func(a int) string {
			row := s.Value[s.StepA[a]]
			return m.Bins.Features[s.B].choice(s.B, func(b int) string { return double(row[s.StepB[b]]) })
		}))
	}
	return out
}

// choice is an expression that depends on the bin; neighbours of equal value share a
// line.
func (f *Feature) choice(j int, value func(bin int) string) string {
	var q strings.Builder
	name := alias(j)
	known := f.Size() - 1
	switch {
	case f.Words:
		q.WriteString("CASE " + name + " WHEN '' THEN " + value(missingBin))
		for k, l := range f.Levels {
			q.WriteString(" WHEN " + quoted(l) + " THEN " + value(k+1))
		}
	default:
		q.WriteString("CASE WHEN " + name + " IS NULL THEN " + value(missingBin))
		for b := 1; b < known; b++ {
			if v := value(b); v != value(b+1) {
				q.WriteString(" WHEN " + name + " <= " + double(f.Cuts[b-1]) + " THEN " + v)
			}
		}
	}
	q.WriteString(" ELSE " + value(known) + " END")
	return q.String()
}

// query sums terms in three steps: clean inputs, sums of some terms each, the score.
func query(b *Bins, terms []string, table, total, link string) string {
	var q strings.Builder
	q.WriteString("-- one row per row of the table, with its probability\nWITH input AS (\n  SELECT *")
	for j := range b.Features {
		fmt.Fprintf(&q, ",\n    %s AS %s", b.Features[j].input(), alias(j))
	}
	fmt.Fprintf(&q, "\n  FROM %s\n), sums AS (\n  SELECT *", identifier(table))
	var parts []string
	for some := range slices.Chunk(terms, termsPerColumn) {
		part := "huiliu_s" + strconv.Itoa(len(parts))
		parts = append(parts, part)
		q.WriteString(",\n    " + strings.Join(some, "\n    + ") + " AS " + part)
	}
	if len(parts) == 0 {
		parts = []string{"0e0"}
	}
	score := fmt.Sprintf(link, fmt.Sprintf(total, strings.Join(parts, " + ")))
	fmt.Fprintf(&q, "\n  FROM input\n)\nSELECT COLUMNS(c -> NOT starts_with(c, 'huiliu_')), %s AS probability\nFROM sums\n", score)
	return q.String()
}

func alias(j int) string { return "huiliu_f" + strconv.Itoa(j) }

// input turns a column into a number or NULL, or a word, ” when missing.
func (f *Feature) input() string {
	if f.Words {
		return "coalesce(" + identifier(f.Name) + "::VARCHAR, '')"
	}
	return "nullif(" + identifier(f.Name) + "::DOUBLE, 'nan'::DOUBLE)"
}

func (t *Tree) writeCase(q *strings.Builder, b *Bins, at int32) {
	n := &t.nodes[at]
	if n.feature < 0 {
		q.WriteString(double(n.value))
		return
	}
	f := &b.Features[n.feature]
	left, _ := t.conditions(n, f)
	first, second := n.left, n.left+1
	test := ""
	switch {
	case f.Words:
		test = t.wordTest(n, f)
	case left.Only:
		test = alias(int(n.feature)) + " IS NULL"
		if !left.Missing {
			first, second = second, first
		}
	case left.Missing: // NULL > border is unknown, so it goes on to ELSE
		test = alias(int(n.feature)) + " > " + double(left.Border)
		first, second = second, first
	default:
		test = alias(int(n.feature)) + " <= " + double(left.Border)
	}
	q.WriteString("CASE WHEN " + test + " THEN ")
	t.writeCase(q, b, first)
	q.WriteString(" ELSE ")
	t.writeCase(q, b, second)
	q.WriteString(" END")
}

// wordTest is true for the words that go left: listed, or all but those listed where
// unknown words go left.
func (t *Tree) wordTest(n *node, f *Feature) string {
	other := t.goesLeft(n, uint8(len(f.Levels)+1))
	var listed []string
	for k := -1; k < len(f.Levels); k++ {
		word := ""
		if k >= 0 {
			word = f.Levels[k]
		}
		if t.goesLeft(n, uint8(k+1)) != other {
			listed = append(listed, quoted(word))
		}
	}
	if len(listed) == 0 {
		return strconv.FormatBool(other)
	}
	not := ""
	if other {
		not = "NOT "
	}
	return alias(int(n.feature)) + " " + not + "IN (" + strings.Join(listed, ", ") + ")"
}

// double is a number as DuckDB reads it back: an exponent makes it a DOUBLE.
func double(v float64) string { return strconv.FormatFloat(v, 'e', -1, 64) }

func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", "''") + "'" }

func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
