package learn_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

// R: isoreg(c(1,0,4,3,3,5,4,2,0)) is 0.5 0.5 3 3 3 3 3 3 3 (Barlow et al. 1972, as in ?isoreg).
func TestIsotonic_EqualsIsoreg(t *testing.T) {
	got := learn.Isotonic([]float64{1, 0, 4, 3, 3, 5, 4, 2, 0}, nil)
	closeTo(t, "isoreg", got, []float64{0.5, 0.5, 3, 3, 3, 3, 3, 3, 3}, 1e-15)
	// By hand: 3 and 1 (twice) pool to 5/3, below 2; 5 and 4 (three times) to 17/4.
	closeTo(t, "weighted", learn.Isotonic([]float64{3, 1, 2, 5, 4}, []float64{1, 2, 1, 1, 3}),
		[]float64{5.0 / 3, 5.0 / 3, 2, 4.25, 4.25}, 1e-15)
}

func TestIsotonic_RefusesNonsense(t *testing.T) {
	if learn.Isotonic([]float64{1, math.NaN()}, nil) != nil || learn.Isotonic([]float64{1}, []float64{0}) != nil ||
		learn.Isotonic([]float64{1, 2}, []float64{1}) != nil {
		t.Error("fitted NaN, a zero weight or unequal lengths")
	}
	if got := learn.Isotonic(nil, nil); len(got) != 0 {
		t.Errorf("fit of nothing: %v", got)
	}
}

func TestIsotonic_IsTheBestRisingFit(t *testing.T) {
	rng := stat.NewRand(4, "iso")
	y, w := make([]float64, 40), make([]float64, 40)
	for i := range y {
		y[i], w[i] = rng.NormFloat64()+float64(i)/20, 0.5+rng.Float64()
	}
	loss := func(f []float64) (s float64) {
		for i := range f {
			s += w[i] * (y[i] - f[i]) * (y[i] - f[i])
		}
		return s
	}
	best := learn.Isotonic(y, w)
	if !slices.IsSorted(best) {
		t.Fatal("the fit falls")
	}
	for range 3000 { // any other rising sequence is worse
		other := slices.Clone(best)
		for i := range other {
			other[i] += 0.05 * rng.NormFloat64()
		}
		slices.Sort(other)
		if loss(other) < loss(best)-1e-12 {
			t.Fatalf("%v beats the fit", other)
		}
	}
}

func TestIsotonic_EqualsReferenceOnFittedValues(t *testing.T) {
	var want struct {
		MLC struct {
			Levels   int
			Brier    float64
			BrierRaw float64 `json:"brier_raw"`
		}
	}
	tol := reference.Item(t, "06a_statistics.json", "isotonic", &want)
	f := glmData(t, "mlc_simple")
	score := fit(t, f.matrix(), f.y, learn.Options{}).Predict(f.matrix())
	tol.Near(t, "raw Brier", learn.Brier(score, f.y), want.MLC.BrierRaw)
	rule, ok := learn.FitRule(score, f.y)
	if !ok || len(rule.Scores) != want.MLC.Levels {
		t.Fatalf("%d levels, want %d", len(rule.Scores), want.MLC.Levels)
	}
	// Half an event of margin at 0 and 1 costs at most that much squared.
	near(t, "calibrated Brier", learn.Brier(rule.Predict(score), f.y), want.MLC.Brier, 1e-7)
}

func TestFitRule_GivesSilenceDaysAProbability(t *testing.T) {
	days := []float64{10, 10, 20, 20, 40, 40, 40, 90, 90, 90}
	gone := bools([]int{0, 0, 0, 1, 0, 1, 0, 1, 1, 1})
	r, ok := learn.FitRule(days, gone)
	if !ok {
		t.Fatal("no fit")
	}
	closeTo(t, "rule", r.Predict([]float64{0, 10, 15, 20, 50, 90, 400}), []float64{0.05, 0.05, 0.05, 0.4, 0.4, 0.95, 0.95}, 1e-15)
	if p := r.Predict([]float64{math.NaN()}); !math.IsNaN(p[0]) {
		t.Error("NaN days have a probability")
	}
	if b, err := json.Marshal(r); err != nil || len(b) == 0 {
		t.Error(err)
	}
	for _, bad := range [][]float64{nil, {1}, {1, math.NaN()}} {
		if _, ok := learn.FitRule(bad, []bool{true, false}); ok {
			t.Errorf("fitted %v", bad)
		}
	}
}

func TestFitRule_IgnoresOrderAndKeepsTheRanking(t *testing.T) {
	score, y := tied(800, 9)
	a, _ := learn.FitRule(score, y)
	want, _ := json.Marshal(a)
	stat.NewRand(1, "s").Shuffle(800, func(i, j int) { score[i], score[j] = score[j], score[i]; y[i], y[j] = y[j], y[i] })
	b, _ := learn.FitRule(score, y)
	if got, _ := json.Marshal(b); string(got) != string(want) {
		t.Error("order of rows matters")
	}
	order := slices.Clone(score)
	slices.Sort(order)
	if !slices.IsSorted(a.Predict(order)) {
		t.Error("a higher score got a lower probability")
	}
	if learn.AUC(a.Predict(score), y) < learn.AUC(score, y)-1e-12 {
		t.Error("calibration on its own data lost ranking")
	}
}

func TestFolds_AreEvenAndRepeat(t *testing.T) {
	_, y := tied(1003, 2)
	fold := learn.StratifiedFolds(y, 5, 42)
	if !slices.Equal(fold, learn.StratifiedFolds(y, 5, 42)) || slices.Equal(fold, learn.StratifiedFolds(y, 5, 43)) {
		t.Error("not a function of the seed")
	}
	var rows, events [5]int
	for i, f := range fold {
		rows[f]++
		if y[i] {
			events[f]++
		}
	}
	if slices.Max(rows[:])-slices.Min(rows[:]) > 1 || slices.Max(events[:])-slices.Min(events[:]) > 1 {
		t.Errorf("rows %v, events %v", rows, events)
	}
	train, test := learn.Split(fold, 3)
	if len(test) != rows[3] || len(train)+len(test) != 1003 || !slices.IsSorted(train) {
		t.Error("split loses rows")
	}
	if f := learn.StratifiedFolds(y, 0, 1); slices.Max(f) != 0 {
		t.Error("no folds should be one")
	}
	if len(learn.StratifiedFolds(nil, 5, 1)) != 0 || len(learn.GroupFolds(nil, 5, 1)) != 0 {
		t.Error("folds of nothing")
	}
}

func TestGroupFolds_NeverPartACustomer(t *testing.T) {
	rng := stat.NewRand(6, "groups")
	group, y := make([]int32, 900), make([]bool, 900)
	for i := range group {
		group[i], y[i] = int32(rng.IntN(200)), rng.IntN(9) == 0
	}
	for name, deal := range map[string]func() []int{
		"plain":      func() []int { return learn.GroupFolds(group, 4, 8) },
		"stratified": func() []int { return learn.StratifiedGroupFolds(group, y, 4, 8) },
	} {
		of := map[int32]int{}
		for i, f := range deal() {
			if old, seen := of[group[i]]; seen && old != f {
				t.Fatalf("%s: customer %d in folds %d and %d", name, group[i], old, f)
			}
			of[group[i]] = f
		}
		var size [4]int
		for _, f := range of {
			size[f]++
		}
		if slices.Max(size[:])-slices.Min(size[:]) > 1 {
			t.Errorf("%s: customers per fold %v", name, size)
		}
		slices.Reverse(group)
		slices.Reverse(y)
		for i, f := range deal() {
			if of[group[i]] != f {
				t.Fatalf("%s: the order of rows moved customer %d", name, group[i])
			}
		}
	}
}
