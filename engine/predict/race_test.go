package predict

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/learn"
	"huiliu/engine/learn/kinds"
	"huiliu/engine/learn/tree"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// few are the kinds of model tests race with: one that adds up, one of trees, quick ones.

func few() []kinds.Kind {
	return []kinds.Kind{
		{Estimator: learn.NewLogistic(learn.Options{Ridge: 1}), Grid: []learn.Estimator{learn.NewLogistic(learn.Options{Ridge: 10}), learn.NewLogistic(learn.Options{Ridge: 1})}},
		{Estimator: tree.Boosting{Depth: 3, Rounds: 60, Rate: 0.1, Patience: 10}},
	}
}

func mustRun(t testing.TB, db *store.Store, d churn.Definition, o Options) (Race, *Scorer) {
	t.Helper()
	if o.Kinds == nil {
		o.Kinds = few()
	}
	race, scorer, err := Run(context.Background(), db, d, o, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return race, scorer
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRun_RacesOnCDNOW(t *testing.T) {
	db := storetest.CDNOW(t)
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 180, AsOf: date(t, "1998-06-30")}
	race, _ := mustRun(t, db, d, Options{Seed: 1})
	if race.Skipped != "" || len(race.Entries) != 4+len(few()) || len(race.Test) != 1 || len(race.Train) < 2 {
		t.Fatalf("race %s", asJSON(t, race))
	}
	for i, e := range race.Entries {
		if !(e.AUCLow < e.AUC && e.AUC < e.AUCHigh) || e.AUC < 0.6 || e.AUC > 0.75 {
			t.Errorf("%s: AUC %v (%v–%v)", e.Model, e.AUC, e.AUCLow, e.AUCHigh)
		}
		if i > 0 && e.AUC > race.Entries[i-1].AUC {
			t.Error("entries are not best first")
		}
	}
	t.Log(asJSON(t, race.Verdict), asJSON(t, race.Entries))
}

func TestPlanDates_PurgesLabels(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		horizon, span := 1+r.IntN(400), r.IntN(2000)
		first := engine.Day(10000 + r.IntN(5000))
		last := first + engine.Day(span)
		p := planDates(first, last, horizon, 6, 3)
		for k := range p.tests {
			test := p.days[k*purge]
			if test+engine.Day(horizon) > last {
				t.Fatalf("label of %d is open at %d", test, last)
			}
			if k > 0 && test+engine.Day(horizon) > p.days[(k-1)*purge] {
				t.Fatal("labels of two test days overlap")
			}
			train := p.days[(k+1)*purge:]
			if len(train) == 0 {
				t.Fatal("a test day without training days")
			}
			for _, day := range train {
				if day+engine.Day(horizon) > test || day <= first {
					t.Fatalf("training day %d for test day %d, horizon %d, first %d", day, test, horizon, first)
				}
			}
		}
		if p.tests == 0 && span >= 2*horizon+max(leastHistory, horizon/2)+1 {
			t.Fatalf("history of %d days is enough for a horizon of %d", span, horizon)
		}
	}
}

func TestRun_SaysWhyThereIsNoRace(t *testing.T) {
	few := shopLines(1, 40)
	for name, c := range map[string]struct {
		lines []store.OrderLine
		d     churn.Definition
		want  string
	}{
		"empty":   {nil, shopChurn(60), skippedNoCustomers},
		"few":     {few, shopChurn(60), skippedFewChurners},
		"history": {shopLines(1, 300), shopChurn(400), skippedShortHistory},
		"window":  {few, shopChurn(0), skippedNoWindow},
		"table":   {nil, churn.Definition{Business: churn.Contractual, AsOf: engine.NoDay}, skippedNoCustomers},
	} {
		race, scorer := mustRun(t, storetest.FromLines(t, c.lines), c.d, Options{})
		if race.Skipped != c.want {
			t.Errorf("%s: skipped %q", name, race.Skipped)
		}
		_, err := scorer.Watch(context.Background(), nil, c.d.AsOf, 1, 10)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != "predict.no_race" {
			t.Errorf("%s: watch says %v", name, err)
		}
	}
}

// Same bytes for permuted rows and on any number of threads; rows after the as-of

// day change nothing.

func TestRun_RepeatsItself(t *testing.T) {
	lines := shopLines(3, 700)
	d, o := shopChurn(60), Options{Seed: 9, MaxRows: 150}
	d.AsOf -= 100
	var known []store.OrderLine
	for _, l := range lines {
		if engine.DayOf(l.At) <= d.AsOf {
			known = append(known, l)
		}
	}
	var want string
	r := rand.New(rand.NewPCG(8, 8))
	for k, c := range []struct {
		lines   []store.OrderLine
		threads int
	}{{known, 1}, {known, 2}, {known, 4}} {
		r.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
		db := openWith(t, c.lines, c.threads)
		race, scorer := mustRun(t, db, d, o)
		w, err := scorer.Watch(context.Background(), db, d.AsOf, 0.4, 20)
		if err != nil {
			t.Fatal(err)
		}
		got := asJSON(t, race) + asJSON(t, w)
		if k == 0 {
			want = got
		} else if got != want {
			t.Fatalf("%d threads:\n%s\n%s", c.threads, got, want)
		}
	}
	// Somebody who comes later shifts the numbers of all customers.
	lines = append(lines, storetest.Sale("0", d.AsOf+5, 1))
	race, _ := mustRun(t, openWith(t, lines, 2), d, Options{Seed: 9})
	cut, _ := mustRun(t, openWith(t, known, 2), d, Options{Seed: 9})
	if asJSON(t, race) != asJSON(t, cut) {
		t.Error("later rows changed the race")
	}
}

// noisy is the truth with noise of a given size: less noise, higher AUC.

// twin hardly ranks otherwise.

// The interval of a model's gain and its adjusted p say the same, whatever the scores.

// By hand: 365 days of amounts times the rate; cost replaces the rate where known.

// trained is everything a course of training leads to: the models and their scales.

// rulesAndFew are competitors on made-up rows.

// madeUp are customers on three days with a churn of their own making: by silence alone

// where the truth is the rule, else by nothing at all.

// Whatever became of the test customers, the same models meet them.

// Where nothing can be known nobody wins by luck, however many take part.

// By hand: a tenth of 100 customers leaves, the best fifth holds all of them.

// A column that is the same for everybody on a day, as the season is, tells only one day

// from the other and is left out; one that differs on a single day stays.

// stopAt cancels at the first step of a stage.

type stopAt struct {
	engine.NoProgress
	stage, now string
	cancel     context.CancelFunc
	at         time.Time
}

func (s *stopAt) Stage(key string, _ int64) { s.now = key }

func (s *stopAt) Add(int64) {
	if s.now == s.stage && s.at.IsZero() {
		s.at = time.Now()
		s.cancel()
	}
}

func TestRun_StopsSoonAfterItIsCancelled(t *testing.T) {
	db := storetest.FromLines(t, shopLines(4, 900))
	for _, stage := range []string{"predict.snapshots", "predict.race", "predict.trials"} {
		ctx, cancel := context.WithCancel(context.Background())
		p := &stopAt{stage: stage, cancel: cancel}
		_, _, err := Run(ctx, db, shopChurn(60), Options{Seed: 2, Kinds: few()}, p)
		if !errors.Is(err, context.Canceled) || p.at.IsZero() {
			t.Errorf("%s: %v", stage, err)
		}
		if d := time.Since(p.at); d > 3*time.Second {
			t.Errorf("%s: stopped %v after it was cancelled", stage, d)
		}
		cancel()
	}
}
