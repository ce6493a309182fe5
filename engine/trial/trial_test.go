package trial_test

import (
	"math"
	"testing"

	"huiliu/engine/stat"
	"huiliu/engine/trial"
)

func TestPool_OfOneWaveIsItsDifference(t *testing.T) {
	p := trial.Pool([]trial.Wave{{Yes: 120, N: 1000, ControlYes: 97, ControlN: 1000}, {N: 5}})
	d := stat.TwoProportions(120, 1000, 97, 1000)
	if math.Abs(float64(p.Diff-d.Diff)) > 1e-15 || math.Abs(float64(p.Low-d.Low)) > 2e-4 || math.Abs(float64(p.High-d.High)) > 2e-4 {
		t.Errorf("pooled %+v, alone %+v", p, d)
	}
	if q := trial.Pool([]trial.Wave{{Yes: 1, N: 3}}); q.Diff.Defined() {
		t.Errorf("no control, yet %+v", q)
	}
}

// Waves of different sizes, splits and natural return; one true effect of 4 points.
func TestPool_CoversTheTruthAsOftenAsItSays(t *testing.T) {
	const runs, truth = 2000, 0.04
	sizes := [][2]int64{{300, 100}, {90, 90}, {40, 160}}
	base := []float64{0.05, 0.12, 0.3}
	rng := stat.NewRand(7, "waves")
	draw := func(n int64, p float64) (k int64) {
		for range n {
			if rng.Float64() < p {
				k++
			}
		}
		return k
	}
	covered, naive := 0, 0
	for range runs {
		var waves []trial.Wave
		var all trial.Wave
		for w, s := range sizes {
			v := trial.Wave{Yes: draw(s[0], base[w]+truth), N: s[0], ControlYes: draw(s[1], base[w]), ControlN: s[1]}
			waves = append(waves, v)
			all.Yes, all.N, all.ControlYes, all.ControlN = all.Yes+v.Yes, all.N+v.N, all.ControlYes+v.ControlYes, all.ControlN+v.ControlN
		}
		if p := trial.Pool(waves); float64(p.Low) <= truth && truth <= float64(p.High) {
			covered++
		}
		if d := stat.TwoProportions(all.Yes, all.N, all.ControlYes, all.ControlN); float64(d.Low) <= truth && truth <= float64(d.High) {
			naive++
		}
	}
	if share := float64(covered) / runs; share < 0.935 || share > 0.965 {
		t.Errorf("intervals hold the truth in %.1f %% of runs", 100*share)
	}
	if float64(naive)/runs > 0.5 {
		t.Error("throwing waves of different splits together should have been wrong here")
	}
}

// One column is what decided who was treated; the other has nothing to do with it.
func TestBalance_FindsTheColumnThatDecided(t *testing.T) {
	rng := stat.NewRand(3, "balance")
	tr := trial.Trial{Names: []string{"control", "treated"}}
	var decided, idle []float64
	for range 1000 {
		v := rng.NormFloat64()
		k := 0
		if v+rng.NormFloat64() > 0 {
			k = 1
		}
		tr.Arm, decided, idle = append(tr.Arm, k), append(decided, v), append(idle, rng.NormFloat64())
	}
	idle[0] = math.NaN()
	b := trial.Balance(tr, []trial.Column{{Name: "idle", Values: idle}, {Name: "decided", Values: decided}})
	if len(b) != 2 || math.Abs(float64(b[0].Difference)) > 0.2 || float64(b[0].P) < 0.01 {
		t.Errorf("idle: %+v", b)
	}
	if float64(b[1].Difference) < 0.8 || float64(b[1].P) > 1e-6 {
		t.Errorf("decided: %+v", b[1])
	}
}

// With money that repeats itself, the adjusted interval is narrower and holds the truth as often.
func TestCuped_NarrowsAndStillCovers(t *testing.T) {
	const runs, truth = 600, 3.0
	rng := stat.NewRand(5, "cuped")
	covered, narrower := 0, 0
	for range runs {
		var g, b [2][]float64
		for i := range 240 {
			before := 20 * rng.ExpFloat64()
			k := i % 2
			b[k] = append(b[k], before)
			g[k] = append(g[k], 0.8*before+10*rng.ExpFloat64()+truth*float64(k))
		}
		c := trial.NewCuped(g[1], b[1], g[0], b[0])
		if float64(c.Low) <= truth && truth <= float64(c.High) {
			covered++
		}
		if plain := stat.MeanDifference(g[1], g[0]); c.High-c.Low < plain.High-plain.Low {
			narrower++
		}
	}
	if share := float64(covered) / runs; share < 0.925 || share > 0.972 {
		t.Errorf("intervals hold the truth in %.1f %% of runs", 100*share)
	}
	if narrower < runs*99/100 {
		t.Errorf("narrower in %d of %d", narrower, runs)
	}
}
