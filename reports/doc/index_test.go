package doc

import (
	"testing"

	"huiliu/engine"
	"huiliu/engine/predict"
	"huiliu/engine/warning"
)

// Intervals may overlap though the difference is beyond chance: 0.723 (0.701 to 0.745)
// against 0.761 (0.739 to 0.783) is 2.4 standard errors.
func TestBesideCode_LooksAtTheDifference(t *testing.T) {
	for _, c := range []struct {
		index, model float64
		want         string
	}{{0.723, 0.761, "worse"}, {0.761, 0.723, "better"}, {0.740, 0.761, "alike"}, {0.761, 0.761, "alike"}} {
		w, e := &warning.Way{}, &predict.Entry{}
		n := engine.Number(c.index)
		w.Area.Value, w.Area.Low, w.Area.High = n, n-0.022, n+0.022
		n = engine.Number(c.model)
		e.AUC, e.AUCLow, e.AUCHigh = n, n-0.022, n+0.022
		if got := besideCode(w, e); got != c.want {
			t.Errorf("%g against %g: %s, want %s", c.index, c.model, got, c.want)
		}
	}
}
