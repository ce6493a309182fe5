package explain

import (
	"fmt"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/neural"
	"huiliu/engine/learn/svm"
	"huiliu/engine/learn/tree"
)

// Scripted is a Model that writes itself as a query in the form of [SQL].
type Scripted interface {
	learn.Model
	SQL(table string) (string, error)
}

// SQL writes a model as one DuckDB query that adds a column "probability" to every row
// of a table whose columns have the names of the model's; scores equal Predict's to
// 1e-12. Numbers may be of any numeric type, missing is NULL or NaN; missing words are
// NULL or ”. The text is an export for other programs: nothing in Huiliu runs it. A
// model that has no such form is Error "explain.no_sql".
func SQL(m learn.Model, table string) (string, error) {
	switch m := m.(type) {
	case Scripted:
		return m.SQL(table)
	case *learn.EncodedModel[*learn.Logistic]:
		return linearSQL(m.Encoder, m.Inner, table), nil
	case *learn.EncodedModel[*learn.Net]:
		return linearSQL(m.Encoder, m.Inner.Logistic, table), nil
	case *learn.EncodedModel[*svm.Border]:
		return linearSQL(m.Encoder, m.Inner.Logistic(), table), nil
	case *learn.EncodedModel[*neural.Network]:
		return networkSQL(m.Encoder, m.Inner, table), nil
	case *learn.EncodedModel[*svm.Cloud]:
		return cloudSQL(m.Encoder, m.Inner, table), nil
	case *learn.Calibrated:
		inner, err := SQL(m.Inner, table)
		return calibratedSQL(inner, m.Map), err
	}
	if text, err := tree.SQL(m, table); err == nil {
		return text, nil
	}
	return "", &engine.Error{Code: "explain.no_sql", Args: engine.Args{"model": m.Kind()}}
}

// nextTo is how far below a step's beginning, in log odds, a score counts as on it: the
// database's logarithms may differ from Go's in the last digit, and the rows a step was
// learnt from lie exactly on its beginning.
const nextTo = 1e-9

// calibratedSQL maps the probability of another query as learn.Calibrator does.
func calibratedSQL(inner string, c *learn.Calibrator) string {
	const odds = "(ln(greatest(least(probability, 1e0 - 1e-15), 1e-15)) - ln(1e0 - greatest(least(probability, 1e0 - 1e-15), 1e-15)))"
	scored := "1e0 / (1e0 + exp(-(" + double(c.Slope) + " * " + odds + " + " + double(c.Intercept) + ")))"
	if c.Steps != nil {
		var q strings.Builder
		q.WriteString("CASE")
		for k := 1; k < len(c.Steps.Scores); k++ {
			fmt.Fprintf(&q, "\n    WHEN %s < %s THEN %s", odds, double(c.Steps.Scores[k]-nextTo), double(c.Steps.Probabilities[k-1]))
		}
		fmt.Fprintf(&q, "\n    WHEN true THEN %s END", double(c.Steps.Probabilities[len(c.Steps.Probabilities)-1]))
		scored = q.String()
	}
	return "-- one row per row of the table, with its calibrated probability\nSELECT * REPLACE (" + scored + " AS probability)\nFROM (\n" + inner + ")\n"
}

// termsPerSum keeps each expression of the exported query shallow.
const termsPerSum = 40

// linearSQL cleans the columns, adds up the terms some at a time, then scores.
func linearSQL(e *learn.Encoder, m *learn.Logistic, table string) string {
	var q strings.Builder
	alias := writeInput(&q, e, table)
	q.WriteString("), sums AS (\n  SELECT *")
	var terms []string
	for k := range e.Inputs {
		if m.SD[k] > 0 && m.Beta[k] != 0 {
			terms = append(terms, fmt.Sprintf("%s * ((%s) - %s) / %s", double(m.Beta[k]), inputSQL(&e.Inputs[k], alias[e.Inputs[k].Column]), double(m.Mean[k]), double(m.SD[k])))
		}
	}
	sums := []string{double(m.Base)}
	for from := 0; from < len(terms); from += termsPerSum {
		part := "huiliu_s" + strconv.Itoa(len(sums)-1)
		q.WriteString(",\n    " + strings.Join(terms[from:min(from+termsPerSum, len(terms))], "\n    + ") + " AS " + part)
		sums = append(sums, part)
	}
	q.WriteString("\n  FROM input\n)\n" + scoreSQL(strings.Join(sums, " + "), "sums"))
	return q.String()
}

// writeInput begins a query with the cleaned columns and returns their names.
func writeInput(q *strings.Builder, e *learn.Encoder, table string) (alias map[string]string) {
	q.WriteString("-- one row per row of the table, with its probability\nWITH input AS (\n  SELECT *")
	alias = map[string]string{}
	for k := range e.Inputs {
		in := &e.Inputs[k]
		if _, ok := alias[in.Column]; ok {
			continue
		}
		alias[in.Column] = "huiliu_f" + strconv.Itoa(len(alias))
		clean := "nullif(" + identifier(in.Column) + "::DOUBLE, 'nan'::DOUBLE)"
		if in.Text {
			clean = "coalesce(" + identifier(in.Column) + "::VARCHAR, '')"
		}
		fmt.Fprintf(q, ",\n    %s AS %s", clean, alias[in.Column])
	}
	fmt.Fprintf(q, "\n  FROM %s\n", identifier(table))
	return alias
}

// scoreSQL ends a query with the probability of log odds.
func scoreSQL(odds, from string) string {
	return "SELECT COLUMNS(c -> NOT starts_with(c, 'huiliu_')), 1e0 / (1e0 + exp(-(" + odds + "))) AS probability\nFROM " + from + "\n"
}

// inputSQL is one input of the encoder over the cleaned column.
func inputSQL(in *learn.Input, name string) string {
	switch {
	case in.Other:
		listed := make([]string, len(in.Levels))
		for k, l := range in.Levels {
			listed[k] = quoted(l)
		}
		return "CASE WHEN " + name + " IN (" + strings.Join(listed, ", ") + ") THEN 0e0 ELSE 1e0 END"
	case in.Text:
		return "CASE WHEN " + name + " = " + quoted(in.Level) + " THEN 1e0 ELSE 0e0 END"
	case in.Flag:
		return "CASE WHEN " + name + " IS NULL THEN 1e0 ELSE 0e0 END"
	case in.Log:
		return "coalesce(sign(" + name + ") * ln(1e0 + abs(" + name + ")), " + double(in.Fill) + ")"
	}
	return "coalesce(" + name + ", " + double(in.Fill) + ")"
}

// double is a number as DuckDB reads it back: an exponent makes it a DOUBLE.
func double(v float64) string { return strconv.FormatFloat(v, 'e', -1, 64) }

func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", "''") + "'" }

func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
