package predict

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
)

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

func rulesAndFew() []rival {
	return append(shopRules(nil, 60), Options{Kinds: few()}.models()...)
}

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
		out.who = append(out.who, int32(i))
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
