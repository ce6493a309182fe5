package bayes

import (
	"fmt"
	"strconv"
	"strings"
)

// evidencePerSum keeps each expression of the exported query shallow.
const evidencePerSum = 40

// SQL writes the model as one DuckDB query that adds a column "probability" to every row
// of a table whose columns have the names of the frame; scores equal Predict's to 1e-12.
// Missing numbers are NULL or NaN, missing words NULL or ”. The text is an export for
// other programs: nothing in Huiliu runs it.
func (m *Fitted) SQL(table string) (string, error) {
	var q strings.Builder
	q.WriteString("-- one row per row of the table, with its probability\nWITH input AS (\n  SELECT *")
	terms := make([]string, len(m.Features))
	for k := range m.Features {
		f := &m.Features[k]
		name := "huiliu_f" + strconv.Itoa(k)
		fmt.Fprintf(&q, ",\n    %s AS %s", f.input(), name)
		terms[k] = f.expression(name)
	}
	fmt.Fprintf(&q, "\n  FROM %s\n), sums AS (\n  SELECT *", identifier(table))
	sums := []string{double(m.Base)}
	for from := 0; from < len(terms); from += evidencePerSum {
		part := "huiliu_s" + strconv.Itoa(len(sums)-1)
		q.WriteString(",\n    " + strings.Join(terms[from:min(from+evidencePerSum, len(terms))], "\n    + ") + " AS " + part)
		sums = append(sums, part)
	}
	fmt.Fprintf(&q, "\n  FROM input\n)\nSELECT COLUMNS(c -> NOT starts_with(c, 'huiliu_')), 1e0 / (1e0 + exp(-(%s))) AS probability\nFROM sums\n",
		strings.Join(sums, " + "))
	return q.String(), nil
}

// input is the column as a number or NULL, or a word, NULL when missing.
func (f *Feature) input() string {
	name := identifier(f.Name)
	if f.Words {
		return "nullif(" + name + "::VARCHAR, '')"
	}
	clean := "nullif(" + name + "::DOUBLE, 'nan'::DOUBLE)"
	if f.Normal != nil && f.Log {
		return "sign(" + clean + ") * ln(1e0 + abs(" + clean + "))"
	}
	return clean
}

// expression is the evidence of an input.
func (f *Feature) expression(name string) string {
	var q strings.Builder
	q.WriteString("CASE WHEN " + name + " IS NULL THEN 0e0")
	switch {
	case f.Normal != nil:
		fmt.Fprintf(&q, " ELSE %s - %s END", f.Normal[1].expression(name), f.Normal[0].expression(name))
		return q.String()
	case f.Words:
		for k, l := range f.Levels {
			fmt.Fprintf(&q, " WHEN %s = %s THEN %s", name, quoted(l), double(f.Evidence[k]))
		}
		rest := 0.0
		if f.Rest {
			rest = f.Evidence[len(f.Levels)]
		}
		q.WriteString(" ELSE " + double(rest) + " END")
	default:
		for k, c := range f.Cuts {
			fmt.Fprintf(&q, " WHEN %s < %s THEN %s", name, double(c), double(f.Evidence[k]))
		}
		q.WriteString(" ELSE " + double(f.Evidence[len(f.Cuts)]) + " END")
	}
	return q.String()
}

// expression is logDensity.
func (n Normal) expression(name string) string {
	z := fmt.Sprintf("greatest(least((%s - %s) / sqrt(%s), %s), %s)", name, double(n.Mean), double(n.Variance),
		double(farthest), double(-farthest))
	return fmt.Sprintf("(-%s * %s / 2e0 - ln(%s) / 2e0)", z, z, double(n.Variance))
}

// double is a number as DuckDB reads it back: an exponent makes it a DOUBLE.
func double(v float64) string { return strconv.FormatFloat(v, 'e', -1, 64) }

func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", "''") + "'" }

func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
