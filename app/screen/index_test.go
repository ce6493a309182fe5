package screen

import (
	"math"
	"testing"
)

func TestCompared_AndItsStepGoBackAndForth(t *testing.T) {
	for step := -8.0; step <= 8; step++ {
		v := Compared(step)
		if StepOf(v) != step || math.Abs(v*Compared(-step)-1) > 1e-12 {
			t.Errorf("step %v is %v, step %v again", step, v, StepOf(v))
		}
	}
}
