package snapshot

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
)

const (
	// maxLevels is how many levels of a text column stand for themselves.
	maxLevels = 12
	// Other and Unknown are the levels of what is too rare and of what is missing.
	Other   = "\x00other"
	Unknown = "\x00unknown"
	// telling is the AUC above which a column looks like the answer itself.
	telling = 0.95
	// fewEvents is what a level needs to stand alone.
	fewRows = engine.SmallBase
)

// add takes a column in, or notes why not: it says nothing (constant), names
// everybody (identifier), only restates who left (outcome), or is mostly missing.
func (t *Table) add(c Column) {
	code := ""
	switch {
	case c.Text != nil:
		c.Text, code = tidyText(c.Text)
	default:
		code = checkNumber(c.Number)
	}
	if code == "" && t.restates(&c) {
		code = "outcome"
	}
	if code != "" {
		// A column of ours that the file cannot fill, or that is about the day, was never there.
		if !c.Built || code != "missing" && code != "constant" {
			t.Dropped = append(t.Dropped, Dropped{c.Name, code})
		}
		return
	}
	t.Columns = append(t.Columns, c)
}

func checkNumber(x []float64) string {
	distinct, whole, filled := map[float64]bool{}, true, 0
	for _, v := range x {
		if math.IsNaN(v) {
			continue
		}
		filled++
		distinct[v] = true
		whole = whole && v == math.Floor(v)
	}
	switch {
	case 2*filled < len(x) || filled == 0:
		return "missing"
	case len(distinct) < 2:
		return "constant"
	case whole && len(distinct) == filled && filled >= fewRows:
		return "identifier"
	}
	return ""
}

// tidyText names missing values, and puts rare levels together.
func tidyText(text []string) ([]string, string) {
	count := map[string]int{}
	missing := 0
	for _, s := range text {
		if s == "" {
			missing++
			continue
		}
		count[s]++
	}
	filled := len(text) - missing
	switch {
	case 2*filled < len(text) || filled == 0:
		return text, "missing"
	case len(count) < 2:
		return text, "constant"
	case len(count) > 50 && 2*len(count) > filled || len(count) > 1000:
		return text, "identifier"
	}
	levels := make([]string, 0, len(count))
	for s := range count {
		levels = append(levels, s)
	}
	slices.SortFunc(levels, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	keep := map[string]bool{}
	for i, s := range levels {
		keep[s] = i < maxLevels && count[s] >= min(fewRows, len(text)/20)
	}
	out := make([]string, len(text))
	for i, s := range text {
		switch {
		case s == "":
			out[i] = Unknown
		case keep[s]:
			out[i] = s
		default:
			out[i] = Other
		}
	}
	return out, ""
}

// restates reports a column that tells who left too well to have been known before.
func (t *Table) restates(c *Column) bool {
	score := c.Number
	if c.Text != nil {
		hit, n := map[string]float64{}, map[string]float64{}
		for i, s := range c.Text {
			n[s]++
			if t.Churned[i] {
				hit[s]++
			}
		}
		score = make([]float64, len(c.Text))
		for i, s := range c.Text {
			score[i] = hit[s] / n[s]
		}
	}
	var x []float64
	var y []bool
	for i, v := range score {
		if !math.IsNaN(v) {
			x, y = append(x, v), append(y, t.Churned[i])
		}
	}
	a := learn.AUC(x, y)
	return math.Max(a, 1-a) > telling
}
