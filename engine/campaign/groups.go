package campaign

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine/stat"
	"huiliu/engine/trial"
)

// manyLevels is the number of different values above which a figure is cut into quarters
// and a word is no group.
const manyLevels = 12

// groups measures the trial within the levels of every column known before.
func (l *logged) groups(t trial.Trial) ([]Groups, error) {
	out := []Groups{}
	for i := range l.known {
		levels := l.known[i].levels()
		if levels == nil {
			continue
		}
		list, err := trial.By(t, levels)
		if err != nil {
			return nil, err
		}
		if len(list) > 1 {
			slices.SortStableFunc(list, func(a, b trial.Group) int { return cmp.Compare(leading(a.Level), leading(b.Level)) })
			out = append(out, Groups{Column: l.known[i].name, Levels: list})
		}
	}
	return out, nil
}

// leading is the number a level begins with, so that groups of figures come in their
// order; words come as they are.
func leading(level string) float64 {
	text, _, _ := strings.Cut(level, "–")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return v
}

// levels names the group of every row, "" when missing; nil when the column makes no groups.
func (c *column) levels() []string {
	if c.text != nil {
		if distinct(c.text) > manyLevels {
			return nil
		}
		return c.text
	}
	out := make([]string, len(c.number))
	for i, v := range c.number {
		if !math.IsNaN(v) {
			out[i] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	if distinct(out) <= manyLevels {
		return out
	}
	return c.quarters()
}

// quarters cuts a figure at its quartiles; equal values stay together. A level is
// "low–high", both included.
func (c *column) quarters() []string {
	var sorted []float64
	for _, v := range c.number {
		if !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	cuts := []float64{stat.Quantile(sorted, 0.25), stat.Quantile(sorted, 0.5), stat.Quantile(sorted, 0.75)}
	cuts = slices.Compact(cuts)
	part := func(v float64) int {
		k, _ := slices.BinarySearch(cuts, v)
		return k
	}
	low, high := make([]float64, len(cuts)+1), make([]float64, len(cuts)+1)
	for k := range low {
		low[k], high[k] = math.Inf(1), math.Inf(-1)
	}
	for _, v := range sorted {
		k := part(v)
		low[k], high[k] = min(low[k], v), max(high[k], v)
	}
	out := make([]string, len(c.number))
	for i, v := range c.number {
		if k := part(v); !math.IsNaN(v) {
			out[i] = strconv.FormatFloat(low[k], 'f', -1, 64) + "–" + strconv.FormatFloat(high[k], 'f', -1, 64)
		}
	}
	return out
}

func distinct(v []string) int {
	seen := map[string]bool{}
	for _, s := range v {
		if s != "" {
			seen[s] = true
		}
		if len(seen) > manyLevels {
			break
		}
	}
	return len(seen)
}
