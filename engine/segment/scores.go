package segment

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// quintiles is how many parts scores are made of.
const quintiles = 5

// Scores are the customers by quintile of each of R, F and M as of a day. The score of F
// or M is one more than the number of cut points strictly below the value, that of R
// counts down from five. Ties keep equal scores, so the groups are unequal; where half of
// all customers bought on one day, several scores of F do not occur.
type Scores struct {
	Dimensions []Dimension `json:"dimensions"` // R, F, M
	Best       int64       `json:"best"`       // customers with 5, 5, 5
	Worst      int64       `json:"worst"`      // customers with 1, 1, 1
}

// Dimension is one of R (days since the last purchase day), F (purchase days) and M (net
// amount of the purchase days).
type Dimension struct {
	Key       string             `json:"key"`       // "r", "f", "m"
	Cuts      []float64          `json:"cuts"`      // 20, 40, 60 and 80 % quantiles, R type 7
	Customers [quintiles + 1]int `json:"customers"` // by score; nobody has score 0
}

// scoresOf scores everybody.
func scoresOf(list []facts) Scores {
	if len(list) == 0 {
		return Scores{Dimensions: []Dimension{}}
	}
	dimensions := []struct {
		key string
		of  func(facts) float64
	}{
		{"r", func(f facts) float64 { return float64(f.silent) }},
		{"f", func(f facts) float64 { return float64(f.days) }},
		{"m", func(f facts) float64 { return engine.Money(f.money).Float() }},
	}
	out := Scores{}
	total := make([]int, len(list))
	for _, d := range dimensions {
		values := make([]float64, len(list))
		for i, f := range list {
			values[i] = d.of(f)
		}
		sorted := slices.Sorted(slices.Values(values))
		dim := Dimension{Key: d.key}
		for _, p := range []float64{0.2, 0.4, 0.6, 0.8} {
			dim.Cuts = append(dim.Cuts, stat.Quantile(sorted, p))
		}
		for i, v := range values {
			below, _ := slices.BinarySearch(dim.Cuts, v)
			score := 1 + below
			if d.key == "r" {
				score = quintiles - below
			}
			dim.Customers[score]++
			total[i] += score
		}
		out.Dimensions = append(out.Dimensions, dim)
	}
	for _, sum := range total {
		switch sum {
		case 3 * quintiles:
			out.Best++
		case 3:
			out.Worst++
		}
	}
	return out
}

// Top is the share of all net revenue that the customers who spent most brought.
type Top struct {
	Customers int64         `json:"customers"`
	Share     engine.Number `json:"share_of_customers"` // rounded up to whole customers
	Revenue   engine.Number `json:"share_of_revenue"`
}

// concentrationOf says how much the top 1, 5, 10, 20 and 50 % brought.
func concentrationOf(list []facts) []Top {
	out := []Top{}
	money := make([]int64, len(list))
	var all int64
	for i, f := range list {
		money[i] = f.money
		all += f.money
	}
	slices.SortFunc(money, func(a, b int64) int { return cmp.Compare(b, a) })
	for _, percent := range []float64{1, 5, 10, 20, 50} {
		n := int(math.Ceil(percent / 100 * float64(len(list))))
		var sum int64
		for _, m := range money[:n] {
			sum += m
		}
		top := Top{Customers: int64(n), Share: engine.Number(percent / 100), Revenue: engine.Undefined()}
		if all > 0 {
			top.Revenue = engine.Number(float64(sum) / float64(all))
		}
		out = append(out, top)
	}
	return out
}

// atMedian counts the eight classes with R, F and M split at their medians: strictly
// more recent, strictly more.
func atMedian(list []facts) []int64 {
	dims := [3][]float64{}
	for _, f := range list {
		for k, v := range [3]float64{float64(f.silent), float64(f.days), engine.Money(f.money).Float()} {
			dims[k] = append(dims[k], v)
		}
	}
	var middle [3]float64
	for k := range dims {
		middle[k] = stat.Median(dims[k])
	}
	out := make([]int64, len(ClassKeys))
	for i := range list {
		out[slices.Index(classBits[:], [3]bool{dims[0][i] < middle[0], dims[1][i] > middle[1], dims[2][i] > middle[2]})]++
	}
	return out
}
