package learn_test

import (
	"math"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Scores of a known world: the intervals of 200 samples cover what a very large one gives
// about 95 times in a hundred.
func TestMeasures_IntervalsCoverTheTruth(t *testing.T) {
	draw := func(n int, seed uint64) ([]float64, []bool) {
		rng := stat.NewRand(seed, "measures")
		p, y := make([]float64, n), make([]bool, n)
		for i := range p {
			p[i] = 0.8 * rng.Float64() * rng.Float64()
			y[i] = rng.Float64() < p[i]
		}
		return p, y
	}
	all := func(p []float64, y []bool, seed uint64) map[string]learn.Measure {
		c := learn.AtThreshold(p, y, 0.3)
		return map[string]learn.Measure{"PR": learn.PrecisionRecall(p, y, seed), "Brier": learn.BrierScore(p, y),
			"log loss": learn.LogLossScore(p, y), "F1": {Value: c.F1, Low: c.F1Low, High: c.F1High}}
	}
	p, y := draw(200_000, 1)
	c := learn.AtThreshold(p, y, 0.3)
	truth := map[string]float64{"PR": learn.AveragePrecision(p, y), "Brier": learn.Brier(p, y),
		"log loss": learn.LogLoss(p, y), "F1": float64(c.F1)}
	const samples = 200
	covered := map[string]int{}
	for s := range samples {
		p, y := draw(300, uint64(s+2))
		for name, m := range all(p, y, 1) {
			if float64(m.Low) <= truth[name] && truth[name] <= float64(m.High) {
				covered[name]++
			}
			if !(m.Low <= m.Value && m.Value <= m.High) {
				t.Errorf("%s: %+v", name, m)
			}
		}
	}
	for name := range truth { // 0.90 … 0.99 is within chance and the bootstrap's small-sample bias
		if share := float64(covered[name]) / samples; share < 0.89 || share > 0.995 {
			t.Errorf("%s: the interval covers %.3f", name, share)
		}
	}
}

func TestMeasures_AreUndefinedWhereThereIsNothingToMeasure(t *testing.T) {
	if m := learn.PrecisionRecall([]float64{1, 2}, []bool{false, false}, 1); m.Value.Defined() || m.Low.Defined() {
		t.Errorf("no event: %+v", m)
	}
	if m := learn.BrierScore(nil, nil); m.Value.Defined() {
		t.Errorf("no rows: %+v", m)
	}
	if m := learn.LogLossScore([]float64{math.NaN()}, []bool{true}); m.Value.Defined() {
		t.Errorf("NaN: %+v", m)
	}
	if c := learn.AtThreshold([]float64{0, 0}, []bool{false, false}, 1); c.F1.Defined() || c.F1Low.Defined() {
		t.Errorf("nobody: %+v", c)
	}
}
