package doctest

import (
	"math"

	"huiliu/engine/sides"
)

// Sides is a questionnaire of three questions: staff see delivery two marks better than
// customers do; too few auditors answered.
func Sides() sides.Result {
	var sheets [3][][]float64
	for s, people := range []int{90, 40, 12} {
		for p := range people {
			own := float64(p % 3)
			delivery := 1 + own
			if s > 0 {
				delivery = 3 + own
			}
			row := []float64{2 + own, delivery, float64(1 + (p+s)%5)}
			if p == 7 {
				row[2] = math.NaN()
			}
			sheets[s] = append(sheets[s], row)
		}
	}
	return sides.Of([]string{"商品质量", "物流速度", "价格"}, sheets)
}
