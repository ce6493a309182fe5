package stat_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat"
)

func TestStandardise_LeavesOutWhatHasNoSay(t *testing.T) {
	rng := stat.NewRand(1, "columns")
	x := mat.NewDense(50, 5, nil)
	order := make([]int, 50)
	for i := range 50 {
		a, b := 1e6+rng.NormFloat64(), 3*rng.NormFloat64()
		x.SetRow(i, []float64{a, 0.1, b, a - 2*b, rng.NormFloat64()}) // the second constant, the fourth a sum
		order[i] = 49 - i
	}
	c, bad := stat.Standardise(x, order, false)
	if bad != -1 || !slices.Equal(c.Kept, []int{0, 2, 4}) || !slices.Equal(c.Constant, []int{1}) || !slices.Equal(c.Aliased, []int{3}) {
		t.Fatalf("%d %+v", bad, c)
	}
	if c.Mean[1] != 0.1 || c.SD[1] != 0 || c.SD[3] != 0 {
		t.Errorf("mean %v, SD %v", c.Mean, c.SD)
	}
	for k, j := range c.Kept {
		sum, square := 0.0, 0.0
		for i := range 50 {
			v := c.Row(i)[k]
			sum, square = sum+v, square+v*v
			if back := v*c.SD[j] + c.Mean[j]; math.Abs(back-x.At(order[i], j)) > 1e-9 {
				t.Fatalf("row %d, column %d: %v", i, j, back)
			}
		}
		if math.Abs(sum) > 1e-6 || math.Abs(square-50) > 1e-6 {
			t.Errorf("column %d: sum %v, squares %v", j, sum, square)
		}
	}
	if all, _ := stat.Standardise(x, order, true); !slices.Equal(all.Kept, []int{0, 2, 3, 4}) {
		t.Errorf("kept %v", all.Kept)
	}
	x.Set(7, 4, 1e200)
	if _, bad := stat.Standardise(x, order, false); bad != 4 {
		t.Errorf("overflow in column %d", bad)
	}
}
