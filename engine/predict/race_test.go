package predict

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
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
func noisy(r *rand.Rand, y []bool, noise float64) []float64 {
	s := make([]float64, len(y))
	for i := range s {
		s[i] = 0.5 * (unit(y[i]) + noise*r.NormFloat64())
	}
	return s
}

// twin hardly ranks otherwise.
func twin(r *rand.Rand, x []float64) []float64 {
	out := append([]float64(nil), x...)
	for i := range out {
		out[i] += 0.001 * r.NormFloat64()
	}
	return out
}

func verdictOn(y []bool, scores [][]float64) (Verdict, []Entry) {
	list := []rival{{name: RuleSilence, kind: kindRule}, {name: RuleFrequencyRecency, kind: kindRule}, {name: RuleRFM, kind: kindRule},
		{name: "logistic", kind: kindModel}, {name: "boosting", kind: kindModel}}
	var outs []outcome
	var entries []Entry
	for i, r := range list {
		outs = append(outs, outcome{rival: r, score: scores[i], probability: scores[i]})
		entries = append(entries, outs[i].entry(y, Terms{}.withDefaults(0)))
	}
	return judge(outs, entries, y), entries
}

func TestJudge_PrefersTheSimplestOnATie(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	y := make([]bool, 4000)
	for i := range y {
		y[i] = r.IntN(2) == 0
	}
	clear, middle, poor := noisy(r, y, 0.7), noisy(r, y, 1.2), noisy(r, y, 4)
	for name, c := range map[string]struct {
		scores       [][]float64
		code, winner string
	}{
		"the model is much better":       {[][]float64{poor, middle, poor, clear, middle}, "model_wins", "logistic"},
		"the later model is much better": {[][]float64{poor, middle, poor, middle, clear}, "model_wins", "boosting"},
		"both models are, the same way":  {[][]float64{poor, middle, poor, twin(r, clear), clear}, "model_wins", "logistic"},
		"the models are much worse":      {[][]float64{poor, clear, middle, poor, poor}, "rule_wins", RuleFrequencyRecency},
		"the models tie with one rule":   {[][]float64{poor, poor, clear, twin(r, clear), poor}, "tie_use_rule", RuleRFM},
		"everybody ties":                 {[][]float64{twin(r, clear), clear, twin(r, clear), twin(r, clear), clear}, "tie_use_rule", RuleSilence},
	} {
		v, _ := verdictOn(y, c.scores)
		if v.Code != c.code || v.Winner != c.winner || v.Tie != (c.code == "tie_use_rule") {
			t.Errorf("%s: %+v", name, v)
		}
		if v.Tie != (v.GainLow <= 0 && v.GainHigh >= 0) {
			t.Errorf("%s: tie %v with gain %v to %v", name, v.Tie, v.GainLow, v.GainHigh)
		}
	}
}

// The interval of a model's gain and its adjusted p say the same, whatever the scores.
func TestJudge_IntervalAndAdjustedPAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 5))
	seen := 0
	for range 400 {
		y := make([]bool, 300)
		for i := range y {
			y[i] = r.IntN(3) == 0
		}
		scores := make([][]float64, 5)
		for k := range scores {
			scores[k] = noisy(r, y, 1.2+r.Float64())
		}
		_, entries := verdictOn(y, scores)
		for _, e := range entries[3:] {
			if e.PHolm > 0.0499999 && e.PHolm < 0.0500001 {
				continue
			}
			if outside := e.Gain.Low > 0 || e.Gain.High < 0; outside != (e.PHolm < 0.05) {
				t.Fatalf("gain %+v, p %v, adjusted %v", e.Gain, e.P, e.PHolm)
			} else if outside {
				seen++
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d differences seen", seen)
	}
}

func TestWatch_AddsUp(t *testing.T) {
	db := storetest.FromLines(t, shopLines(4, 900))
	d := shopChurn(60)
	race, scorer := mustRun(t, db, d, Options{Seed: 2})
	if race.Skipped != "" {
		t.Fatal(race.Skipped)
	}
	for _, model := range append(shopRules(nil, 60), scorer.options.models()...) {
		scorer.winner = model.name
		w, err := scorer.Watch(context.Background(), db, d.AsOf, 0.25, 100000)
		if err != nil {
			t.Fatal(err)
		}
		if w.Customers != int64(len(w.Rows)) || w.Model != model.name || w.Horizon != 60 {
			t.Fatalf("%d customers, %d rows", w.Customers, len(w.Rows))
		}
		var sum float64
		count := map[string]int64{}
		for i, r := range w.Rows {
			sum += r.Probability
			count[r.Level]++
			if r.SilenceDays > 60 || r.PurchaseDays < 1 || len(r.Reasons) < 2 || len(r.Reasons) > 3 {
				t.Fatalf("%s: %+v", model.name, r)
			}
			if !(r.Probability > 0 && r.Probability < 1) {
				t.Fatalf("probability %v", r.Probability)
			}
			if math.Abs(r.ExpectedLoss.Float()-r.Probability*r.YearMargin.Float()) > 1e-4 {
				t.Fatalf("loss %v is not %v × %v", r.ExpectedLoss, r.Probability, r.YearMargin)
			}
			if i > 0 && r.ExpectedLoss > w.Rows[i-1].ExpectedLoss {
				t.Fatal("not by expected loss")
			}
		}
		if math.Abs(sum-w.Expected) > 1e-9*sum {
			t.Errorf("expected churners %v, sum %v", w.Expected, sum)
		}
		for i, l := range w.Levels {
			if l.Customers != count[l.Level] || i > 0 && l.From > w.Levels[i-1].From {
				t.Errorf("%s: levels %+v, counted %v", model.name, w.Levels, count)
			}
		}
		short, err := scorer.Watch(context.Background(), db, d.AsOf, 0.25, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(short.Rows) != 5 || short.Customers != w.Customers || asJSON(t, short.Rows) != asJSON(t, w.Rows[:5]) {
			t.Error("a bounded list is not the top of the whole one")
		}
	}
}

func TestWatch_IsEmptyWhenNobodyIsLeft(t *testing.T) {
	db := storetest.FromLines(t, shopLines(4, 900))
	d := shopChurn(60)
	_, scorer := mustRun(t, db, d, Options{Seed: 2})
	w, err := scorer.Watch(context.Background(), db, d.AsOf+70, 0.25, 10)
	if err != nil {
		t.Fatal(err)
	}
	if w.Customers != 0 || len(w.Rows) != 0 || w.Expected != 0 {
		t.Errorf("%s", asJSON(t, w))
	}
	_, err = scorer.Watch(context.Background(), db, shopOpens+30, 0.25, 10)
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "predict.no_closed_snapshot" {
		t.Errorf("without a closed snapshot: %v", err)
	}
}

// By hand: 365 days of amounts times the rate; cost replaces the rate where known.
func TestWatch_TakesCostWhereKnown(t *testing.T) {
	lines := shopLines(6, 600)
	end := shopEnd()
	cost := engine.MoneyOf(30)
	known := storetest.Sale("zz-known", end-3, 100)
	known.Cost = &cost
	lines = append(lines, known, storetest.Sale("zz-rate", end-3, 100), storetest.Sale("zz-rate", end-365, 1000),
		storetest.Sale("zz-rate", end-364, 60))
	back := storetest.Sale("zz-rate", end-1, -10)
	back.Kind = store.KindRefund
	db := storetest.FromLines(t, append(lines, back))
	d := shopChurn(60)
	_, scorer := mustRun(t, db, d, Options{})
	w, err := scorer.Watch(context.Background(), db, end, 0.5, 100000)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]engine.Money{"zz-known": engine.MoneyOf(70), "zz-rate": engine.MoneyOf((100 + 60 - 10) * 0.5)}
	for _, r := range w.Rows {
		if m, ok := want[r.CustomerID]; ok {
			if r.YearMargin != m {
				t.Errorf("%s: year margin %v, want %v", r.CustomerID, r.YearMargin, m)
			}
			delete(want, r.CustomerID)
		}
	}
	if len(want) > 0 {
		t.Errorf("not on the list: %v", want)
	}
}

// trained is everything a course of training leads to: the models and their scales.
func trained(t *testing.T, h *heat) string {
	t.Helper()
	out := ""
	for _, f := range h.fitted {
		out += f.name + asJSON(t, f.scale) + asJSON(t, f.tried)
		if m := f.model(); m != nil {
			b, err := learn.Save(m)
			if err != nil {
				t.Fatal(err)
			}
			out += string(b)
		}
	}
	return out
}

// rulesAndFew are competitors on made-up rows.
func rulesAndFew() []rival {
	return append(shopRules(nil, 60), Options{Kinds: few()}.models()...)
}

// madeUp are customers on three days with a churn of their own making: by silence alone
// where the truth is the rule, else by nothing at all.
func madeUp(seed uint64, n int, rule bool) *rows {
	r := rand.New(rand.NewPCG(seed, 9))
	out := &rows{Sample: learn.Sample{X: &learn.Frame{Rows: n}}}
	names := []string{colSilence, colPurchaseDays, colMeanAmount, "noise_1", "noise_2", "noise_3"}
	for _, name := range names {
		out.X.Columns = append(out.X.Columns, learn.Column{Name: name, Number: make([]float64, n)})
	}
	for i := range n {
		for j := range names {
			out.X.Columns[j].Number[i] = math.Floor(100 * r.Float64())
		}
		out.group, out.day = append(out.group, int32(i)), append(out.day, engine.Day(1000+60*(i%3)))
		p := 0.3
		if rule {
			p = 1 / (1 + math.Exp(3-out.X.Columns[0].Number[i]/16))
		}
		out.Y = append(out.Y, r.Float64() < p)
	}
	return out
}

func heatOn(t *testing.T, train, test *rows) (Race, *heat) {
	t.Helper()
	h := &heat{course: newCourse(train, 60, 1), test: test}
	if err := h.run(t.Context(), rulesAndFew(), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	race := newRace(designRolling, 60)
	race.Terms = Terms{}.withDefaults(0)
	contest(&race, h.outs, test.Y, 1)
	return race, h
}

// Whatever became of the test customers, the same models meet them.
func TestHeat_LearnsNothingFromTheTestDay(t *testing.T) {
	train, test := madeUp(1, 3000, true), madeUp(2, 1500, true)
	if c := newCourse(train, 60, 1); c.byCustomers || c.late.count() == 0 || c.early.count() == 0 {
		t.Fatal("no cut in time")
	}
	_, before := heatOn(t, train, test)
	want := trained(t, before)
	for i := range test.Y {
		test.Y[i] = !test.Y[i]
		test.X.Columns[0].Number[i]++
	}
	if _, after := heatOn(t, train, test); trained(t, after) != want {
		t.Error("other test customers, other models")
	}
	train.Y[0] = !train.Y[0]
	if _, after := heatOn(t, train, test); trained(t, after) == want {
		t.Error("other training customers, the same models")
	}
}

func TestContest_TheRuleWinsWhereTheTruthIsTheRule(t *testing.T) {
	for seed := range uint64(3) {
		race, _ := heatOn(t, madeUp(10+seed, 3000, true), madeUp(20+seed, 2000, true))
		if race.Verdict.Winner != RuleSilence || race.Verdict.Code == "model_wins" {
			t.Errorf("seed %d: %+v", seed, race.Verdict)
		}
	}
}

// Where nothing can be known nobody wins by luck, however many take part.
func TestContest_NoModelWinsOnNoise(t *testing.T) {
	won := 0
	for seed := range uint64(12) {
		race, _ := heatOn(t, madeUp(100+seed, 1200, false), madeUp(200+seed, 1200, false))
		if race.Verdict.Code == "model_wins" {
			won++
		}
		for _, e := range race.Entries {
			if !(e.AUC > 0.4 && e.AUC < 0.6) {
				t.Errorf("%s finds AUC %v in noise", e.Model, e.AUC)
			}
		}
	}
	if won > 1 {
		t.Errorf("a model won %d of 12 races on noise", won)
	}
}

// By hand: a tenth of 100 customers leaves, the best fifth holds all of them.
func TestGains_PriceFindsTheShareThatPaysMost(t *testing.T) {
	score, y := make([]float64, 100), make([]bool, 100)
	for i := range score {
		score[i], y[i] = float64(-i), i < 20 && i%2 == 0
	}
	g := Gains{Points: gains(score, y)}
	terms := Terms{Value: 100, Offer: 10, Contact: 1, Accept: 0.5}
	p := g.Price(terms, engine.NewRate(10, 100))
	if want := (10*(0.5*90-1) - 9*11) / 100.0; p.Share != 0.19 || math.Abs(float64(p.Profit.Value)-want) > 1e-12 {
		t.Errorf("%+v, want profit %v", p, want)
	}
	if want := (10*44 - 90*11) / 100.0; math.Abs(float64(p.Everybody)-want) > 1e-12 {
		t.Errorf("everybody brings %v, want %v", p.Everybody, want)
	}
	if math.Abs(p.Threshold-11.0/55) > 1e-12 {
		t.Errorf("threshold %v", p.Threshold)
	}
	terms.Contact = 50
	if p := g.Price(terms, engine.NewRate(10, 100)); p.Share != 0 || p.Profit.Value != 0 {
		t.Errorf("dear contacts: %+v", p)
	}
}

// A column that is the same for everybody on a day, as the season is, tells only one day
// from the other and is left out; one that differs on a single day stays.
func TestSameForAll_NamesWhatOrdersNobody(t *testing.T) {
	r := madeUp(3, 300, true)
	season, gone := &r.X.Columns[3], &r.X.Columns[4]
	for i, day := range r.day {
		season.Number[i], gone.Number[i] = float64(day), math.NaN()
	}
	if got := sameForAll(r); !slices.Equal(got, []string{season.Name, gone.Name}) {
		t.Errorf("left out: %v", got)
	}
	gone.Number[7] = 1
	if got := sameForAll(r); !slices.Equal(got, []string{season.Name}) {
		t.Errorf("left out: %v", got)
	}
}

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
