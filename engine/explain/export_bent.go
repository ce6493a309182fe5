package explain

import (
	"fmt"
	"strconv"
	"strings"

	"huiliu/engine/learn"
	"huiliu/engine/learn/neural"
	"huiliu/engine/learn/svm"
)

// standardSQL are the inputs that have a say, per standard deviation.
func standardSQL(e *learn.Encoder, s *learn.Scale, alias map[string]string) []string {
	var out []string
	for k := range e.Inputs {
		if s.SD[k] > 0 {
			out = append(out, fmt.Sprintf("((%s) - %s) / %s", inputSQL(&e.Inputs[k], alias[e.Inputs[k].Column]), double(s.Mean[k]), double(s.SD[k])))
		}
	}
	return out
}

// networkSQL takes one step for each layer: every unit is a column.
func networkSQL(e *learn.Encoder, m *neural.Network, table string) string {
	var q strings.Builder
	alias := writeInput(&q, e, table)
	q.WriteString("), layer0 AS (\n  SELECT *")
	for k, x := range standardSQL(e, &m.Scale, alias) {
		fmt.Fprintf(&q, ",\n    %s AS %s", x, unitName(0, k))
	}
	q.WriteString("\n  FROM input\n")
	last := len(m.Layers) - 1
	for at := range m.Layers[:last] {
		fmt.Fprintf(&q, "), layer%d AS (\n  SELECT *", at+1)
		for u := range m.Layers[at].Out {
			bend := "tanh(%s)"
			if m.Options.Ramp {
				bend = "greatest(0e0, %s)"
			}
			fmt.Fprintf(&q, ",\n    "+bend+" AS %s", unitSQL(&m.Layers[at], u, at), unitName(at+1, u))
		}
		fmt.Fprintf(&q, "\n  FROM layer%d\n", at)
	}
	q.WriteString(")\n" + scoreSQL(unitSQL(&m.Layers[last], 0, last), "layer"+strconv.Itoa(last)))
	return q.String()
}

func unitName(layer, unit int) string {
	return "huiliu_u" + strconv.Itoa(layer) + "_" + strconv.Itoa(unit)
}

// unitSQL is what a unit sees of the layer below, some terms in brackets each so that no
// expression is deep.
func unitSQL(l *neural.Layer, unit, below int) string {
	sums := []string{double(l.Bias[unit])}
	for from := 0; from < l.In; from += termsPerSum {
		var terms []string
		for k := from; k < min(from+termsPerSum, l.In); k++ {
			terms = append(terms, double(l.Weights[unit*l.In+k])+" * "+unitName(below, k))
		}
		sums = append(sums, "("+strings.Join(terms, " + ")+")")
	}
	return strings.Join(sums, "\n      + ")
}

// cloudSQL compares every row with the support rows in their order, so that the sum is
// the same every time.
func cloudSQL(e *learn.Encoder, m *svm.Cloud, table string) string {
	var q strings.Builder
	alias := writeInput(&q, e, table)
	inputs := standardSQL(e, &m.Scale, alias)
	fmt.Fprintf(&q, "), place AS (\n  SELECT *, [%s]::DOUBLE[] AS huiliu_x\n  FROM input\n), cloud AS (\n  SELECT [", strings.Join(inputs, ",\n    "))
	for k, dual := range m.Dual {
		if k > 0 {
			q.WriteString(",")
		}
		numbers := make([]string, len(inputs))
		for j := range numbers {
			numbers[j] = double(m.Support[k*len(inputs)+j])
		}
		fmt.Fprintf(&q, "\n    {'dual': %s, 'place': [%s]::DOUBLE[]}", double(dual), strings.Join(numbers, ", "))
	}
	q.WriteString("] AS huiliu_cloud\n), far AS (\n  SELECT *, " + double(m.Bias) + " + coalesce(list_sum(list_transform(huiliu_cloud,\n" +
		"    s -> s.dual * exp(" + double(-m.Options.Gamma) + " * pow(list_distance(huiliu_x, s.place), 2)))), 0e0) AS huiliu_far\n  FROM place, cloud\n)\n")
	q.WriteString(scoreSQL(double(m.Map.Slope)+" * huiliu_far + "+double(m.Map.Intercept), "far"))
	return q.String()
}
