package warning_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/stat"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
	"huiliu/engine/warning"
)

// leaving is a shop in which rare buyers leave more than others.
func leaving(t *testing.T) (*store.Store, engine.Day) {
	t.Helper()
	rng := stat.NewRand(31, "index")
	list := make([]buyer, 500)
	for i := range list {
		list[i] = buyer{rate: 0.02 + 0.1*rng.Float64(), stop: never}
		if rng.Float64() > list[i].rate*8 {
			list[i].stop = first + 100 + engine.Day(rng.IntN(700))
		}
	}
	return storetest.FromLines(t, shop(list, first+800, rng)), first + 800
}

func system(t *testing.T, s *store.Store, end engine.Day) warning.System {
	t.Helper()
	r, err := warning.Analyse(context.Background(), s, definition(end, 90), warning.Options{Seed: 1, MarginRate: 0.5, Costs: warning.Costs{Message: 500, Call: engine.MoneyOf(20)}})
	if err != nil {
		t.Fatal(err)
	}
	return r.System
}

func way(t *testing.T, y warning.System, key string) warning.Way {
	t.Helper()
	for _, w := range y.Ways {
		if w.Key == key {
			return w
		}
	}
	t.Fatalf("no way %s", key)
	return warning.Way{}
}

func TestSystem_TriesEveryWayAgainstWhoLeft(t *testing.T) {
	s, end := leaving(t)
	y := system(t, s, end)
	if y.Skipped != "" || y.Used != warning.ByOpinion || len(y.Ways) != 4 || y.Tried != end-90 || y.Learnt != end-180 {
		t.Fatalf("%+v", y)
	}
	for _, w := range y.Ways {
		var sum float64
		for _, v := range w.Weights {
			sum += v
		}
		var n, left int64
		for k, f := range w.Fifths {
			n, left = n+f.Left.Base, left+f.Left.Events
			if k > 0 && f.From < w.Fifths[k-1].From {
				t.Errorf("%s: fifth %d begins before the one below", w.Key, k)
			}
		}
		if math.Abs(sum-1) > 1e-9 || n != y.Left.Base || left != y.Left.Events || len(w.Weights) != len(y.Indicators) {
			t.Errorf("%s: weights add up to %v, %d of %d customers, %d of %d left", w.Key, sum, n, y.Left.Base, left, y.Left.Events)
		}
		if !w.Area.Low.Defined() || w.Area.Low > w.Area.Value || w.Area.High < w.Area.Value {
			t.Errorf("%s: AUC %+v", w.Key, w.Area)
		}
	}
	if w := way(t, y, warning.ByOpinion); w.Area.Low <= 0.5 {
		t.Errorf("who is silent and rare leaves, the index says %+v", w.Area)
	}
	var levels int64
	for _, l := range y.Levels {
		levels += l.Customers
	}
	if levels != y.Customers || len(y.Rows) == 0 || y.Rows[0].ExpectedLoss < y.Rows[len(y.Rows)-1].ExpectedLoss {
		t.Errorf("%d customers in levels of %d", levels, y.Customers)
	}
}

func TestKeepOpinion_HoldsWithItsAuthorAndIsNotUsedWhenItContradictsItself(t *testing.T) {
	s, end := leaving(t)
	at := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	keep := func(author string, m [][]float64) {
		t.Helper()
		err := warning.KeepOpinion(context.Background(), s, warning.Opinion{Author: author, Indicators: []string{"silence", "frequency", "spend"}, Matrix: m}, at)
		if err != nil {
			t.Fatal(err)
		}
	}
	keep("Wang", [][]float64{{1, 3, 5}, {1.0 / 3, 1, 2}, {0.2, 0.5, 1}})
	y := system(t, s, end)
	if o := y.Opinion; o.Author != "Wang" || o.Day != "2026-05-04" || math.Abs(o.Judgement.CR-0.0031849983) > 1e-8 {
		t.Errorf("%+v", o)
	}
	w := way(t, y, warning.ByOpinion)
	for k, i := range y.Indicators {
		want := map[string]float64{"silence": 0.6483290138, "frequency": 0.2296507941, "spend": 0.1220201921}[i.Key] // 06a_statistics.json, ahp, three
		if math.Abs(w.Weights[k]-want) > 1e-8 {
			t.Errorf("%s weighs %v, want %v", i.Key, w.Weights[k], want)
		}
	}
	keep("Li", [][]float64{{1, 9, 0.2}, {1.0 / 9, 1, 7}, {5, 1.0 / 7, 1}})
	if y = system(t, s, end); y.Opinion.Author != "Li" || y.Opinion.Judgement.Consistent() || y.Used != warning.Alike {
		t.Errorf("%s with CR %v uses %s", y.Opinion.Author, y.Opinion.Judgement.CR, y.Used)
	}
	if err := warning.KeepOpinion(context.Background(), s, warning.Opinion{Author: "X", Indicators: []string{"silence"}, Matrix: [][]float64{{-1}}}, at); err == nil {
		t.Error("a negative comparison is kept")
	}
}

func TestKeepHand_HoldsAboveTheComparisonsUntilItIsUndone(t *testing.T) {
	s, end := leaving(t)
	ctx, at := context.Background(), time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	for _, wrong := range []map[string]float64{{"silence": 0.5, "spend": 0.49}, {"silence": 1.2, "spend": -0.2}, {"silence": 0.5, "weather": 0.5}, {"silence": math.NaN()}} {
		var e *engine.Error
		if err := warning.KeepHand(ctx, s, warning.Hand{Author: "Li", Weights: wrong}, at); !errors.As(err, &e) || e.Code != "warning.weights" {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	if err := warning.KeepHand(ctx, s, warning.Hand{Author: "Li", Weights: map[string]float64{"silence": 0.7, "frequency": 0.3}}, at); err != nil {
		t.Fatal(err)
	}
	y := system(t, s, end)
	w := way(t, y, warning.ByHand)
	for k, i := range y.Indicators {
		if want := map[string]float64{"silence": 0.7, "frequency": 0.3}[i.Key]; math.Abs(w.Weights[k]-want) > 1e-12 {
			t.Errorf("%s weighs %v, want %v", i.Key, w.Weights[k], want)
		}
	}
	if y.Used != warning.ByHand || y.Hand.Author != "Li" || y.Hand.Day != "2026-05-04" || !w.Area.Value.Defined() {
		t.Errorf("%s used, %+v, %+v", y.Used, y.Hand, w.Area)
	}
	if _, done, err := history.Undo(ctx, s, at); err != nil || !done {
		t.Fatal(done, err)
	}
	if y = system(t, s, end); y.Used != warning.ByOpinion || len(y.Hand.Weights) != 0 || len(y.Ways) != 4 {
		t.Errorf("after undo %s is used of %d ways, %+v", y.Used, len(y.Ways), y.Hand)
	}
}
