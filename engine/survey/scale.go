package survey

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Reliability is how well the items of a scale go together.
type Reliability struct {
	People int64         `json:"people"` // who answered all items
	Items  int           `json:"items"`
	Alpha  engine.Number `json:"alpha"`
	Low    engine.Number `json:"low"`
	High   engine.Number `json:"high"`
}

// Alpha is Cronbach's α of rows (people) × columns (items) with sample variances, and
// Feldt's interval (Psychometrika 1965). Rows with a missing (NaN) answer are left out.
// Undefined with fewer than two items or people, or when all sums are equal.
func Alpha(rows [][]float64) Reliability {
	u := engine.Undefined()
	r := Reliability{Alpha: u, Low: u, High: u}
	var full [][]float64
	for _, row := range rows {
		if r.Items = max(r.Items, len(row)); complete(row) {
			full = append(full, row)
		}
	}
	r.People = int64(len(full))
	k, n := float64(r.Items), float64(len(full))
	if k < 2 || n < 2 {
		return r
	}
	sums, parts := make([]float64, len(full)), 0.0
	column := make([]float64, len(full))
	for j := range r.Items {
		for i, row := range full {
			column[i] = row[j]
			sums[i] += row[j]
		}
		parts += variance(column)
	}
	whole := variance(sums)
	if whole <= 0 {
		return r
	}
	alpha := k / (k - 1) * (1 - parts/whole)
	f := distuv.F{D1: n - 1, D2: (n - 1) * (k - 1)}
	r.Alpha = engine.Number(alpha)
	r.Low, r.High = engine.Number(1-(1-alpha)*f.Quantile(0.975)), engine.Number(1-(1-alpha)*f.Quantile(0.025))
	return r
}

func complete(row []float64) bool {
	for _, v := range row {
		if math.IsNaN(v) {
			return false
		}
	}
	return len(row) > 0
}

func variance(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return squares(x, sum/float64(len(x))) / float64(len(x)-1)
}

// Gap is how much higher one side marks an item than the other.
type Gap struct {
	First  Score `json:"first"`
	Second Score `json:"second"`
	// Means is the mean of the first less the mean of the second with its 95 % interval
	// (Welch); Sign is 0 when no difference is visible.
	stat.Means
}

// Compare measures the gap between two sides that marked the same item.
func Compare(first, second []float64) Gap {
	return Gap{First: Mean(first), Second: Mean(second), Means: stat.MeanDifference(first, second)}
}
