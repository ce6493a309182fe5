package uplift_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/uplift"
)

// shop is a trial in which only customers with x > 0 can be persuaded; everybody's own
// habit h decides who comes anyway.
func shop(n int, rng *rand.Rand) uplift.Sample {
	s := uplift.Sample{X: &learn.Frame{Rows: n, Columns: []learn.Column{{Name: "x"}, {Name: "h"}}}}
	for range n {
		x, h, treated := rng.NormFloat64(), rng.Float64(), rng.IntN(2) == 1
		p := 0.4 * h
		if treated && x > 0 {
			p += 0.3
		}
		s.X.Columns[0].Number, s.X.Columns[1].Number = append(s.X.Columns[0].Number, x), append(s.X.Columns[1].Number, h)
		s.Yes, s.Treated = append(s.Yes, rng.Float64() < p), append(s.Treated, treated)
	}
	return s
}

func TestUplift_FindsWhoCanBePersuadedAndNotWhoComesAnyway(t *testing.T) {
	rng := stat.NewRand(11, "uplift")
	train, test := shop(4000, rng), shop(4000, rng)
	risk, err := learn.NewLogistic(learn.Options{}).Fit(context.Background(), learn.Training{Sample: learn.Sample{X: train.X, Y: train.Yes}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	two, err := uplift.FitTwoModels(context.Background(), learn.NewLogistic(learn.Options{}), train, 1)
	if err != nil {
		t.Fatal(err)
	}
	switched, err := uplift.FitSwitched(context.Background(), learn.NewLogistic(learn.Options{}), train, 1)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(score []float64) (float64, float64) {
		o := uplift.Outcome{Score: score, Yes: test.Yes, Treated: test.Treated}
		low, _ := uplift.Interval(o, 3)
		return float64(uplift.Qini(o).Qini), float64(low)
	}
	wanted, lowTwo := judge(two.Predict(test.X))
	_, lowSwitched := judge(switched.Predict(test.X))
	responders, _ := judge(risk.Predict(test.X))
	if lowTwo <= 0 || lowSwitched <= 0 {
		t.Errorf("a real difference is not seen: %v, %v", lowTwo, lowSwitched)
	}
	if responders > wanted*0.8 {
		t.Errorf("ordering by who responds (%v) should not be near ordering by who is persuaded (%v)", responders, wanted)
	}
}

func TestQini_OfAnOrderThatSaysNothingCoversZero(t *testing.T) {
	rng := stat.NewRand(13, "idle")
	covered, runs := 0, 60
	for range runs {
		s := shop(600, rng)
		o := uplift.Outcome{Yes: s.Yes, Treated: s.Treated}
		for range s.Yes {
			o.Score = append(o.Score, rng.Float64())
		}
		if low, high := uplift.Interval(o, 1); low <= 0 && high >= 0 {
			covered++
		}
	}
	if covered < runs*88/100 {
		t.Errorf("covers zero in %d of %d", covered, runs)
	}
}

func TestQini_EqualScoresAreTheStraightLine(t *testing.T) {
	s := shop(500, stat.NewRand(17, "ties"))
	c := uplift.Qini(uplift.Outcome{Score: make([]float64, 500), Yes: s.Yes, Treated: s.Treated})
	if math.Abs(float64(c.Qini)) > 1e-15 || math.Abs(c.At(0.25)-float64(c.End)/4) > 1e-15 || c.At(1) != float64(c.End) || c.At(0) != 0 {
		t.Errorf("qini %v, quarter %v of %v", c.Qini, c.At(0.25), c.End)
	}
}

func TestQini_DoesNotDependOnTheOrderOfRows(t *testing.T) {
	rng := stat.NewRand(19, "order")
	s := shop(400, rng)
	o := uplift.Outcome{Yes: s.Yes, Treated: s.Treated}
	for range s.Yes {
		o.Score = append(o.Score, float64(rng.IntN(9))) // many ties
	}
	var p uplift.Outcome
	for _, i := range rng.Perm(400) {
		p.Score, p.Yes, p.Treated = append(p.Score, o.Score[i]), append(p.Yes, o.Yes[i]), append(p.Treated, o.Treated[i])
	}
	if a, b := uplift.Qini(o), uplift.Qini(p); a.Qini != b.Qini || a.AUUC != b.AUUC {
		t.Errorf("%v and %v", a.Qini, b.Qini)
	}
}

func TestQini_WithoutAControlIsUndefined(t *testing.T) {
	c := uplift.Qini(uplift.Outcome{Score: []float64{1, 2}, Yes: []bool{true, false}, Treated: []bool{true, true}})
	if c.Qini.Defined() || c.End.Defined() {
		t.Errorf("%+v", c)
	}
}

func TestFitTwoModels_SaysWhichSideCannotBeLearnt(t *testing.T) {
	s := shop(50, stat.NewRand(23, "one"))
	for i := range s.Yes {
		s.Yes[i] = s.Treated[i] && i%2 == 0
	}
	var e *engine.Error
	if _, err := uplift.FitTwoModels(context.Background(), learn.NewLogistic(learn.Options{}), s, 1); !errors.As(err, &e) || e.Code != "learn.one_class" {
		t.Errorf("%v", err)
	}
}

// Treating everybody is worth the plain difference of means; nobody is worth nothing; the persuadable alone more than all.
func TestWorth_MeasuresARuleOnATrial(t *testing.T) {
	s := shop(20000, stat.NewRand(29, "worth"))
	money, all, good := make([]float64, 20000), make([]bool, 20000), make([]bool, 20000)
	for i := range money {
		if s.Yes[i] {
			money[i] = 10
		}
		if s.Treated[i] {
			money[i] -= 1.2 // what treating costs
		}
		all[i], good[i] = true, s.X.Columns[0].Number[i] > 0
	}
	a, g, none := uplift.Worth(all, s.Treated, money), uplift.Worth(good, s.Treated, money), uplift.Worth(make([]bool, 20000), s.Treated, money)
	if none.Gain != 0 || none.Share != 0 {
		t.Errorf("nobody: %+v", none)
	}
	// True values: half the customers gain 3, everybody costs 1.2.
	if float64(a.Low) > 0.3 || float64(a.High) < 0.3 || float64(g.Low) > 0.9 || float64(g.High) < 0.9 {
		t.Errorf("all %+v, persuadable %+v", a, g)
	}
}
