package modelbook

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/history"
	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

var (
	bg      = context.Background()
	opening = engine.Day(18262) // 2020-01-01
	when    = time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
)

func fitted(t *testing.T, e learn.Estimator, s learn.Sample) learn.Model {
	t.Helper()
	m, err := e.Fit(bg, learn.Training{Sample: s, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func version(t *testing.T, e learn.Estimator) Version {
	t.Helper()
	v := New(fitted(t, e, learntest.Shop(1500, 1)), learntest.Shop(800, 2))
	v.AsOf, v.Known, v.Window, v.Train = opening+400, opening+300, 60, []engine.Day{opening + 200}
	return v
}

func TestKeep_ReadsBackTheSameModel(t *testing.T) {
	s := storetest.Open(t)
	later := learntest.Shop(300, 3)
	for k, e := range []learn.Estimator{learn.NewLogistic(learn.Options{Ridge: 1}), tree.Boosting{Rounds: 20}, tree.Forest{Trees: 10}} {
		want := version(t, e)
		id, err := Keep(bg, s, want, when)
		if err != nil || id != int64(k+1) {
			t.Fatalf("number %d, %v", id, err)
		}
		list, err := List(bg, s)
		if err != nil || len(list) != k+1 {
			t.Fatalf("%d versions, %v", len(list), err)
		}
		got := list[0]
		if got.Kind != e.Kind() || got.Known != want.Known || got.AsOf != want.AsOf || got.Window != 60 || got.KeptAt != "2024-03-01 09:00:00" ||
			!reflect.DeepEqual(got.Train, want.Train) || !reflect.DeepEqual(got.Usual, want.Usual) || got.AUC != want.AUC {
			t.Errorf("read back %+v", got)
		}
		if !slices.Equal(got.Model.Predict(later.X), want.Model.Predict(later.X)) {
			t.Errorf("%s scores otherwise after reading", e.Kind())
		}
	}
}

func TestWithdraw_AndUndoLeaveTheVersionAsItWas(t *testing.T) {
	s := storetest.Open(t)
	id, err := Keep(bg, s, version(t, learn.NewLogistic(learn.Options{Ridge: 1})), when)
	if err != nil {
		t.Fatal(err)
	}
	count := func() int {
		list, err := List(bg, s)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if err := Withdraw(bg, s, id, when); err != nil || count() != 0 {
		t.Errorf("%v, %d versions after taking it out", err, count())
	}
	undo(t, s)
	if count() != 1 {
		t.Errorf("%d versions after the undo", count())
	}
	undo(t, s) // takes back the keeping
	if count() != 0 {
		t.Errorf("%d versions after two undos", count())
	}
}

func undo(t *testing.T, s *store.Store) {
	t.Helper()
	if _, done, err := history.Undo(bg, s, when); err != nil || !done {
		t.Fatal(err)
	}
}

func TestDrift_SeesOtherCustomersAndNotChance(t *testing.T) {
	v := version(t, learn.NewLogistic(learn.Options{Ridge: 1}))
	same := v.DriftOf(learntest.Shop(800, 9).X)
	for _, d := range append([]ColumnDrift{same.Score}, same.Columns...) {
		if d.Acts() || !(d.PSI < 0.1) {
			t.Errorf("the same customers drift: %+v", d)
		}
	}
	other := learntest.Shop(800, 9)
	for i := range other.X.Rows {
		other.X.Columns[0].Number[i] += 1
	}
	d := v.DriftOf(other.X)
	if d.Columns[0].Column != "silence" || !d.Columns[0].Acts() || !d.Score.Acts() || d.Columns[1].Acts() {
		t.Errorf("a standard deviation more silence: %+v", d)
	}
	// Twenty customers tell nothing.
	if few := v.DriftOf(learntest.Shop(20, 9).X); few.Columns[0].Acts() {
		t.Errorf("twenty customers drift: %+v", few.Columns[0])
	}
}

func TestReview_SaysWhenToFitAgain(t *testing.T) {
	v := version(t, learn.NewLogistic(learn.Options{Ridge: 1}))
	held, today := learntest.Shop(900, 5), learntest.Shop(900, 6)
	now := Present{AsOf: v.Known + 60, Day: v.Known + 30, Held: held, Today: today.X, Model: v.Model}
	r := ReviewOf(v, now)
	if r.Refit() || !r.Newer || r.Against.Diff != 0 || r.Quality.AUC.Value < 0.8 {
		t.Errorf("a young model: %+v", r)
	}
	now.AsOf = v.Known + 100
	if r := ReviewOf(v, now); !reflect.DeepEqual(r.Reasons, []string{AdviceOld}) {
		t.Errorf("after more than a quarter: %v", r.Reasons)
	}
	now.AsOf, now.Day = v.Known+60, v.Known
	if r := ReviewOf(v, now); r.Newer || r.Against.Diff.Defined() || r.Refit() {
		t.Errorf("no newer outcomes: %+v", r)
	}
	now.Day = v.Known + 30
	weak := v
	weak.Model = fitted(t, learn.NewLogistic(learn.Options{Ridge: 1}), shuffled(learntest.Shop(1500, 1)))
	if r := ReviewOf(weak, now); r.Advice != AdviceWorse {
		t.Errorf("a model of noise: %v", r.Reasons)
	}
	moved := learntest.Shop(900, 6)
	for i := range moved.X.Rows {
		moved.X.Columns[3].Number[i] += 0.5 // noise the model does not look at
	}
	now.Today = moved.X
	if r := ReviewOf(v, now); r.Refit() || !slices.Equal(r.Drifting, []string{"noise"}) {
		t.Errorf("a column without a say moved: %v, %v", r.Reasons, r.Drifting)
	}
	for i := range moved.X.Rows {
		moved.X.Columns[0].Number[i] += 2
	}
	if r := ReviewOf(v, now); r.Advice != AdviceDrift {
		t.Errorf("the scores moved: %v, %+v", r.Reasons, r.Drift.Score)
	}
	missing := held
	missing.X = &learn.Frame{Rows: held.X.Rows, Columns: held.X.Columns[1:]}
	now.Held = missing
	if r := ReviewOf(v, now); r.Advice != AdviceBroken {
		t.Errorf("a column is gone: %v", r.Reasons)
	}
}

func shuffled(s learn.Sample) learn.Sample {
	r := rand.New(rand.NewPCG(1, 1))
	r.Shuffle(len(s.Y), func(i, j int) { s.Y[i], s.Y[j] = s.Y[j], s.Y[i] })
	return s
}

// By hand: twenty customers, the two riskiest are warned of and one of them leaves, of
// five who leave; 0.25 was expected of each, so that exactly as many left as expected.
func TestJudge_ByHand(t *testing.T) {
	p, y := make([]float64, 20), make([]bool, 20)
	for i := range p {
		p[i] = 0.25 + (9.5-float64(i))*1e-3
	}
	for _, i := range []int{1, 5, 9, 13, 17} {
		y[i] = true
	}
	q := Judge(p, y)
	if q.Alerted.Events != 1 || q.Alerted.Base != 2 || q.Caught.Events != 1 || q.Caught.Base != 5 || math.Abs(float64(q.Ratio)-1) > 1e-12 {
		t.Errorf("%+v", q)
	}
	if q.RatioLow >= 1 || q.RatioHigh <= 1 {
		t.Errorf("interval %v to %v", q.RatioLow, q.RatioHigh)
	}
}

// lines is a shop of customers with their own rhythm, some of whom stop.
func lines(customers, days int, seed uint64) []store.OrderLine {
	r := rand.New(rand.NewPCG(seed, 7))
	var out []store.OrderLine
	for c := range customers {
		gap := 5 + r.IntN(40)
		stop := r.IntN(2 * days)
		for d := r.IntN(days / 2); d < min(days, stop); d += 1 + gap/2 + r.IntN(gap) {
			l := storetest.Sale(fmt.Sprintf("c%04d", c), opening+engine.Day(d), 10+float64(r.IntN(90)))
			l.Line = int64(len(out))
			out = append(out, l)
		}
	}
	return out
}

func plan() Plan {
	return Plan{AsOf: opening + 600, Window: 60, Fit: learn.NewLogistic(learn.Options{Ridge: 1}), Seed: 3}
}

func replay(t *testing.T, s *store.Store, p Plan) History {
	t.Helper()
	h, err := Replay(bg, s, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestReplay_NeverLooksPastTheMonthItPlays(t *testing.T) {
	all := lines(900, 600, 1)
	h := replay(t, storetest.FromLines(t, all), plan())
	if h.Skipped != "" || len(h.Months) != 8 {
		t.Fatalf("%s, %d months", h.Skipped, len(h.Months))
	}
	for k, m := range h.Months {
		if next := m.Day + 1; next.Time().Day() != 1 || m.Closed != m.Day+60 || m.Closed > plan().AsOf {
			t.Errorf("month %s, closed %s", m.Day, m.Closed)
		}
		for _, d := range m.Train {
			if d+60 > m.Day {
				t.Errorf("%s learns from %s, whose outcome is not known yet", m.Day, d)
			}
		}
		if k > 0 && m.Day <= h.Months[k-1].Day {
			t.Errorf("%s after %s", m.Day, h.Months[k-1].Day)
		}
	}
	if f := h.Months[0]; f.Gain.Diff != 0 || f.Fresh != f.Kept {
		t.Errorf("the first month: %+v", f)
	}
	// A month's model is the same when nothing after its day has been written.
	m := h.Months[3]
	early := slices.DeleteFunc(slices.Clone(all), func(l store.OrderLine) bool { return engine.DayOf(l.At) > m.Closed })
	p := plan()
	p.AsOf = m.Closed
	cut := replay(t, storetest.FromLines(t, early), p)
	last := cut.Months[len(cut.Months)-1]
	if last.Day != m.Day || last.Fresh != m.Fresh || last.Churned != m.Churned {
		t.Errorf("known by %s: %+v, from the whole: %+v", m.Closed, last.Fresh, m.Fresh)
	}
}

// The rates of a month equal a count by hand over the features and outcomes.
func TestReplay_AlertsAreCountedRight(t *testing.T) {
	s := storetest.FromLines(t, lines(900, 600, 2))
	h := replay(t, s, plan())
	m := h.Months[len(h.Months)-1]
	f, err := feature.Build(bg, s, m.Day, feature.Active, 60)
	if err != nil {
		t.Fatal(err)
	}
	y, err := feature.Labels(bg, s, f, 60, plan().AsOf)
	if err != nil {
		t.Fatal(err)
	}
	if m.Churned != engine.NewRate(events(y), int64(len(y))) || m.Fresh.Alerted.Base != int64(math.Ceil(float64(len(y))/10)) {
		t.Errorf("%+v of %d, %+v", m.Churned, len(y), m.Fresh.Alerted)
	}
	if m.Fresh.AUC.Low < 0.6 || m.Fresh.Alerted.Value < m.Churned.Value {
		t.Errorf("the model tells nothing: %+v", m.Fresh)
	}
}

func TestReplay_SaysWhyThereIsNone(t *testing.T) {
	short := plan()
	short.AsOf = opening + 120
	if h := replay(t, storetest.FromLines(t, lines(300, 120, 1)), short); h.Skipped != SkippedShort {
		t.Errorf("short: %q", h.Skipped)
	}
	if h := replay(t, storetest.FromLines(t, lines(30, 600, 1)), plan()); h.Skipped != SkippedFew {
		t.Errorf("few: %q", h.Skipped)
	}
}
