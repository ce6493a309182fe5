package trial

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Imbalance is one figure known before the assignment, compared between an arm and
// the control. By lot nothing but chance can differ.
type Imbalance struct {
	Arm     string        `json:"arm"`
	Column  string        `json:"column"`
	Treated engine.Number `json:"treated"` // mean
	Control engine.Number `json:"control"`
	// Difference is standardised: (treated − control) ÷ √((s²+s²)/2).
	Difference engine.Number `json:"difference"`
	P          engine.Number `json:"p_holm"` // Welch, Holm over all columns and arms
}

// Notable is the standardised difference from which a figure is worth a word; a
// convention (Austin, Statistics in Medicine 2009), not a test.
const Notable = 0.1

// Column is a figure of every assigned customer, known before the assignment; NaN is missing.
type Column struct {
	Name   string
	Values []float64
}

// Balance compares every column of every arm with the control, column by column.
func Balance(t Trial, columns []Column) []Imbalance {
	var out []Imbalance
	var p []float64
	for _, c := range columns {
		groups := make([][]float64, len(t.Names))
		for i, k := range t.Arm {
			if v := c.Values[i]; !math.IsNaN(v) {
				groups[k] = append(groups[k], v)
			}
		}
		for k := 1; k < len(groups); k++ {
			a, b := groups[k], groups[0]
			m := stat.MeanDifference(a, b)
			out = append(out, Imbalance{
				Arm: t.Names[k], Column: c.Name, Treated: engine.Number(stat.Mean(a)), Control: engine.Number(stat.Mean(b)),
				Difference: ratio(float64(m.Diff), math.Sqrt((stat.Variance(a)+stat.Variance(b))/2)),
			})
			p = append(p, float64(m.P))
		}
	}
	for i, v := range stat.Holm(p) {
		out[i].P = engine.Number(v)
	}
	return out
}
