package cause

import (
	"math"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
)

// drawn invents lost customers of three causes and none whose shares, visibility, answers and
// honesty are known.
func drawn(r *rand.Rand, n int) (*adjuster, []float64) {
	share, seen, answers := []float64{.45, .25, .2, .1}, []float64{0, .8, .7, .5}, []float64{.04, .25, .4, .3}
	noise, chance := []float64{.6, .15, .1, .15}, []float64{.9, .05, .03, .02}
	a := &adjuster{}
	a.causes, a.bands, a.groups, a.before = 4, 1, 1, [][]float64{chance}
	a.loose = make([]bool, 4)
	index, truth := map[[2]int]int{}, make([]float64, 4)
	for range n {
		k := pickFrom(r, share)
		truth[k]++
		visible, answer := pickFrom(r, chance), 0
		if r.Float64() < seen[k] {
			visible = k
		}
		if r.Float64() < answers[k] {
			if answer = a.home(k); r.Float64() >= 0.8 {
				answer = 1 + pickFrom(r, noise)
			}
		}
		i, ok := index[[2]int{visible, answer}]
		if !ok {
			i = len(a.cells)
			index[[2]int{visible, answer}] = i
			a.cells = append(a.cells, listCell{visible: visible, answer: answer})
		}
		a.cells[i].n++
		a.cells[i].revenue += 10
		a.cell, a.revenue = append(a.cell, i), append(a.revenue, 10)
	}
	return a, truth
}

func pickFrom(r *rand.Rand, p []float64) int {
	u := r.Float64()
	for i, v := range p {
		if u -= v; u < 0 {
			return i
		}
	}
	return len(p) - 1
}

// The counts by the stronger list are off by a fifth or more; the estimate from both is not,
// and its intervals hold the truth about as often as they say.
func TestTwoLists_FindWhatWasInvented(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const trials = 40
	held, off := make([]int, 4), make([]float64, 4)
	for range trials {
		a, truth := drawn(r, 2000)
		if code := a.estimable(); code != AdjustOK {
			t.Fatal(code)
		}
		f, d := a.start(), a.desk()
		a.fit(f, d, closeEnough, steps)
		n, revenue := make([]float64, a.causes+1), make([]float64, a.causes+1)
		a.spread(f, d, n, revenue)
		total := 0.0
		for k := range n {
			total += n[k]
			if math.Abs(revenue[k]-10*n[k]) > 1e-6*revenue[k] {
				t.Fatalf("%v customers with %v", n, revenue)
			}
		}
		if math.Abs(total-2000) > 1e-6 {
			t.Fatalf("%v of 2000 customers", total)
		}
		n[0] += n[a.causes]
		sd, _, err := a.spreads(t.Context(), f, d, 1)
		if err != nil {
			t.Fatal(err)
		}
		sd[0] = math.Hypot(sd[0], sd[a.causes])
		for k := range truth {
			off[k] += (n[k]/truth[k] - 1) / trials
			if math.Abs(n[k]-truth[k]) <= engine.Z95*sd[k] {
				held[k]++
			}
		}
	}
	for k := range held {
		t.Logf("cause %d: off by %.3f on average, held %d of %d", k, off[k], held[k], trials)
		if math.Abs(off[k]) > 0.06 || held[k] < 35 {
			t.Errorf("cause %d: off by %.3f, held %d of %d", k, off[k], held[k], trials)
		}
	}
}

func TestEstimable_NeedsAnswersOfThoseSomethingIsVisibleOf(t *testing.T) {
	a := &adjuster{}
	a.causes = 3
	a.cells = []listCell{{visible: 0, answer: 0, n: 500}, {visible: 1, answer: 0, n: 200}, {visible: 0, answer: 1, n: 20}}
	if code := a.estimable(); code != AdjustAnswers {
		t.Errorf("20 answers: %s", code)
	}
	a.cells[2].n = 200
	if code := a.estimable(); code != AdjustBoth {
		t.Errorf("nobody on both lists: %s", code)
	}
	a.cells = append(a.cells, listCell{visible: 1, answer: 1, n: 28}, listCell{visible: 2, answer: 1, n: 3})
	if code := a.estimable(); code != AdjustOK || a.tied[1] || !a.tied[2] {
		t.Errorf("31 on both lists, 3 of the second cause: %s %v", code, a.tied)
	}
}
