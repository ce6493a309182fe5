package stat_test

import (
	"math"
	"testing"

	"huiliu/engine/stat"
)

// Numbers: R 4.2 fisher.test(alternative = "greater") and phyper(lower.tail = FALSE).
func TestFisherGreater_EqualsR(t *testing.T) {
	for _, c := range []struct {
		x, a, k, n int64
		want       float64
	}{
		{3, 4, 4, 8, 0.242857142857143},
		{30, 100, 230, 2000, 2.18772325412155e-07},
		{10, 80, 20, 220, 0.139225912599363},
		{3, 30, 10, 100, 0.6271434},
		{1, 30, 10, 100, 0.9770828},
	} {
		if got := stat.FisherGreater(c.x, c.a, c.k, c.n); math.Abs(got-c.want) > 1e-7*math.Max(c.want, 1e-3*c.want) {
			t.Errorf("%+v: %.15g", c, got)
		}
	}
}

func TestFisherGreater_AddsUpAndHasEnds(t *testing.T) {
	if p := stat.FisherGreater(0, 5, 5, 20); p != 1 {
		t.Error("at least none is certain", p)
	}
	if p := stat.FisherGreater(3, 18, 5, 20); p != 1 {
		t.Error("fewer than three are not possible", p)
	}
	for _, c := range [][4]int64{{6, 5, 5, 20}, {-1, 5, 5, 20}, {0, 25, 5, 20}, {0, 0, 0, 0}} {
		if p := stat.FisherGreater(c[0], c[1], c[2], c[3]); !math.IsNaN(p) {
			t.Error(c, p)
		}
	}
	// At least x marked among a drawn is the same table as at least x drawn among k marked.
	for x := int64(0); x <= 12; x++ {
		a, b := stat.FisherGreater(x, 12, 30, 100), stat.FisherGreater(x, 30, 12, 100)
		if math.Abs(a-b) > 1e-12 {
			t.Errorf("%d: %v and %v", x, a, b)
		}
		if x > 0 && a >= stat.FisherGreater(x-1, 12, 30, 100) {
			t.Errorf("p does not fall at %d", x)
		}
	}
}
