package pattern_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/cause/causetest"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/pattern"
	"huiliu/engine/snapshot"
	"huiliu/engine/store"
)

func analyse(t *testing.T, r store.Reader, asOf engine.Day) pattern.Result {
	t.Helper()
	ctx := context.Background()
	d, lab, err := churn.Decide(ctx, r, churn.Options{AsOf: asOf, WindowDays: 120})
	if err != nil {
		t.Fatal(err)
	}
	got, err := pattern.Analyse(ctx, r, d, nil, pattern.Options{First: lab.FirstDay, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestQuestions_SeeOnlyTheMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

func date(t *testing.T, s string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// planted reports an item of a cause the sample shop plants.
func planted(i pattern.Item) bool {
	return slices.Contains([]string{"late_last", "ticket", "ticket_open", "score_low", "price_rise"}, i.Kind)
}

func TestAnalyse_SampleShopShowsWhatWasPlanted(t *testing.T) {
	shop := causetest.Sample(t, 3000, 7)
	got := analyse(t, shop.Store, engine.NoDay)
	if got.Design != pattern.DesignLater || got.Checked-got.Found != engine.Day(got.Horizon) || got.Tried < 100 || got.Held < 3 {
		t.Fatalf("%s, %v to %v, %d tried, %d hold", got.Design, got.Found, got.Checked, got.Tried, got.Held)
	}
	found := 0
	for i, r := range got.Rules {
		if r.Lift <= 1 || r.Q >= 0.05 || r.Rate.Base < engine.SmallBase || r.Rate.Events < got.Least || int64(len(got.Members(i))) != r.Now {
			t.Errorf("rule %d: %+v", i, r)
		}
		if r.Verdict == pattern.Holds && (r.Low <= 1 || r.Again.Small()) {
			t.Errorf("rule %d holds with %v in %d", i, r.Low, r.Again.Base)
		}
		if r.Verdict == pattern.Holds && slices.ContainsFunc(r.If, planted) {
			found++
		}
	}
	if found < 2 {
		t.Errorf("%d rules of planted causes hold", found)
	}
	p := got.Paths
	if p.Matched < 300 || p.Matched > p.Lost || len(p.Steps) == 0 {
		t.Fatalf("%d of %d matched, %d steps", p.Matched, p.Lost, len(p.Steps))
	}
	for _, one := range p.Patterns {
		late := len(one.Events) == 1 && one.Events[0].Code == "late"
		if one.Left.Base != p.Matched || one.Stayed.Base != p.Matched || late && (one.Diff.Sign() <= 0 || one.Q >= 0.05) {
			t.Errorf("%+v", one)
		}
	}
}

// What is known on a past day does not hang on what happened afterwards.
func TestAnalyse_KnowsNothingOfLaterDays(t *testing.T) {
	shop := causetest.Sample(t, 1500, 3)
	day := date(t, "2024-12-31")
	want, _ := json.Marshal(analyse(t, shop.Store, day))
	ctx := context.Background()
	if err := shop.Store.Write(ctx, func(tx *store.Tx) error { return later(ctx, tx, day) }); err != nil {
		t.Fatal(err)
	}
	if got, _ := json.Marshal(analyse(t, shop.Store, day)); string(got) != string(want) {
		t.Error("later orders change rules of a past day")
	}
}

// later adds a purchase of many customers after a day.
func later(ctx context.Context, tx *store.Tx, day engine.Day) error {
	var lines []store.OrderLine
	for i := range 300 {
		lines = append(lines, store.OrderLine{Line: int64(900000 + i), OrderID: "later" + strconv.Itoa(i), CustomerID: "C" + strconv.Itoa(1000001 + i)[1:],
			At: (day + 20).Time(), Kind: store.KindSale, VoidOn: engine.NoDay, Product: "别的", Category: "别的", Amount: engine.MoneyOf(100)})
	}
	if err := tx.AppendLines(ctx, lines); err != nil {
		return err
	}
	return tx.Rebuild(ctx)
}

func TestAnalyse_ShortHistoryIsRefused(t *testing.T) {
	shop := causetest.Sample(t, 300, 2)
	got := analyse(t, shop.Store, date(t, "2022-12-01"))
	if got.Skipped != "too_short" || len(got.Rules) != 0 {
		t.Errorf("%+v", got)
	}
}

// table invents customers: those with a and b leave more often than those with either,
// c is noise, d is what was written down after leaving.
func table(seed uint64, n int, effect, answer bool) *snapshot.Table {
	r := rand.New(rand.NewPCG(seed, 5))
	t := &snapshot.Table{AsOf: engine.NoDay}
	columns := make([]snapshot.Column, 4)
	for k, name := range []string{"a", "b", "c", "d"} {
		columns[k].Name = name
	}
	for i := range n {
		level := func(on bool) string {
			if on {
				return "yes"
			}
			return "no"
		}
		a, b := r.Float64() < 0.4, r.Float64() < 0.4
		risk := 0.2
		if effect && a && b {
			risk = 0.6
		}
		left := r.Float64() < risk
		t.Numbers, t.Churned = append(t.Numbers, int32(i)), append(t.Churned, left)
		for k, on := range []bool{a, b, r.Float64() < 0.5, answer && left} {
			columns[k].Text = append(columns[k].Text, level(on))
		}
	}
	t.Columns = columns[:3]
	if answer {
		t.Columns = columns
	}
	return t
}

func contracts(t *testing.T, s *snapshot.Table) pattern.Result {
	t.Helper()
	got, err := pattern.Analyse(context.Background(), nil, churn.Definition{Business: churn.Contractual}, s, pattern.Options{Seed: 4})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAnalyse_TableFindsTwoThingsThatCountTogether(t *testing.T) {
	got := contracts(t, table(1, 4000, true, false))
	if len(got.Rules) == 0 || got.Design != pattern.DesignHalves || got.Left.Base+got.LeftThen.Base != 4000 {
		t.Fatalf("%+v", got)
	}
	top := got.Rules[0]
	if len(top.If) != 2 || top.If[0].Name != "a" || top.If[1].Name != "b" || top.If[0].Value != "yes" || top.Verdict != pattern.Holds || top.Low > top.LiftAgain {
		t.Errorf("%+v", top)
	}
}

func TestAnalyse_NoiseYieldsRulesRarely(t *testing.T) {
	some := 0
	for seed := range uint64(100) {
		if got := contracts(t, table(seed, 600, false, false)); len(got.Rules) > 0 {
			some++
		}
	}
	if some > 10 {
		t.Errorf("rules in %d of 100 tables of noise", some)
	}
}

func TestAnalyse_ColumnThatRestatesLeavingIsNotUsed(t *testing.T) {
	got := contracts(t, table(1, 2000, true, true))
	if len(got.Dropped) != 1 || got.Dropped[0].Name != "d" {
		t.Errorf("%+v", got.Dropped)
	}
	for _, r := range got.Rules {
		for _, i := range r.If {
			if i.Name == "d" {
				t.Errorf("%+v", r)
			}
		}
	}
}
