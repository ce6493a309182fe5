package survey

import (
	"math"

	"huiliu/engine"
)

// Agreement is how far two coders agree beyond chance.
type Agreement struct {
	N        int64         `json:"n"`
	Observed engine.Number `json:"observed"` // share of equal codes
	Kappa    engine.Number `json:"kappa"`    // Cohen's κ
	Low      engine.Number `json:"low"`      // 95 % interval by the standard error of Fleiss, Cohen and Everitt (1969)
	High     engine.Number `json:"high"`
	Weighted engine.Number `json:"weighted"` // κ with quadratic weights: for marks in order
}

// Kappa is Cohen's κ of a square table: rows are the codes of one coder, columns those
// of the other. κ is undefined when chance alone agrees (both use one code only).
func Kappa(table [][]int64) Agreement {
	u := engine.Undefined()
	a := Agreement{Observed: u, Kappa: u, Low: u, High: u, Weighted: u}
	k := len(table)
	rows, cols := make([]float64, k), make([]float64, k)
	for i, row := range table {
		for j, v := range row {
			a.N += v
			rows[i] += float64(v)
			cols[j] += float64(v)
		}
	}
	if a.N == 0 {
		return a
	}
	n := float64(a.N)
	var same, chance, apart, apartChance float64
	for i := range table {
		rows[i] /= n
		cols[i] /= n
	}
	for i, row := range table {
		same += float64(row[i]) / n
		chance += rows[i] * cols[i]
		for j, v := range row {
			w := float64((i - j) * (i - j))
			apart += w * float64(v) / n
			apartChance += w * rows[i] * cols[j]
		}
	}
	a.Observed = engine.Number(same)
	if chance >= 1 {
		return a
	}
	kappa := (same - chance) / (1 - chance)
	a.Kappa, a.Weighted = engine.Number(kappa), engine.Number(1-apart/apartChance)
	se := math.Sqrt(math.Max(0, kappaVariance(table, rows, cols, kappa, chance)/n))
	a.Low, a.High = engine.Number(math.Max(-1, kappa-engine.Z95*se)), engine.Number(math.Min(1, kappa+engine.Z95*se))
	return a
}

// kappaVariance is n times the large-sample variance of κ.
func kappaVariance(table [][]int64, rows, cols []float64, kappa, chance float64) float64 {
	var n, on, off float64
	for _, row := range table {
		for _, v := range row {
			n += float64(v)
		}
	}
	for i, row := range table {
		for j, v := range row {
			p := float64(v) / n
			if i == j {
				d := 1 - (rows[i]+cols[i])*(1-kappa)
				on += p * d * d
			} else {
				s := cols[i] + rows[j]
				off += p * s * s
			}
		}
	}
	last := kappa - chance*(1-kappa)
	return (on + (1-kappa)*(1-kappa)*off - last*last) / ((1 - chance) * (1 - chance))
}

// Table counts the pairs of codes of two coders in the order of keys; pairs with other
// codes are left out.
func Table(keys []string, pairs [][2]string) [][]int64 {
	at := make(map[string]int, len(keys))
	out := make([][]int64, len(keys))
	for i, k := range keys {
		at[k], out[i] = i, make([]int64, len(keys))
	}
	for _, p := range pairs {
		i, ok := at[p[0]]
		j, also := at[p[1]]
		if ok && also {
			out[i][j]++
		}
	}
	return out
}
