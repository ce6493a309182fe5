package shift_test

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/shift"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func random(r *rand.Rand) []shift.Cell {
	var out []shift.Cell
	for i := range 1 + r.IntN(6) {
		n := r.Int64N(80)
		out = append(out, shift.Cell{Key: strconv.Itoa(i), Base: n, Events: r.Int64N(n + 1)})
	}
	return append(out, shift.Cell{Key: "a", Base: 10, Events: 3})
}

func TestDecompose_PartsAddUpAndFlipWhenSwapped(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		before, after := random(r), random(r)
		s, back := shift.Decompose("x", before, after, 1), shift.Decompose("x", after, before, 1)
		var mix, rate float64
		for _, p := range s.Parts {
			mix += float64(p.Mix)
			rate += float64(p.Rate)
		}
		for what, diff := range map[string]float64{
			"parts of the mix": mix - float64(s.Mix.Value), "parts of the rate": rate - float64(s.Rate.Value),
			"mix and rate": mix + rate - float64(s.Change), "swapped mix": float64(s.Mix.Value + back.Mix.Value),
			"swapped rate": float64(s.Rate.Value + back.Rate.Value), "swapped change": float64(s.Change + back.Change),
		} {
			if math.Abs(diff) > 1e-12 {
				t.Fatalf("%s: off by %v in %v, %v", what, diff, before, after)
			}
		}
	}
}

// Two groups of 50 % and 10 %: only their sizes change, then only their rates.
func TestDecompose_TellsMixFromRate(t *testing.T) {
	before := []shift.Cell{{"a", 500, 250}, {"b", 500, 50}}
	mix := shift.Decompose("x", before, []shift.Cell{{"a", 800, 400}, {"b", 200, 20}}, 1)
	if math.Abs(float64(mix.Mix.Value)-0.12) > 1e-12 || math.Abs(float64(mix.Rate.Value)) > 1e-12 || mix.Mix.Sign() != 1 || mix.Rate.Sign() != 0 {
		t.Errorf("%+v", mix)
	}
	rate := shift.Decompose("x", before, []shift.Cell{{"a", 500, 350}, {"b", 500, 100}}, 1)
	if math.Abs(float64(rate.Rate.Value)-0.15) > 1e-12 || math.Abs(float64(rate.Mix.Value)) > 1e-12 || rate.Rate.Sign() != 1 || rate.Mix.Sign() != 0 {
		t.Errorf("%+v", rate)
	}
	fresh := shift.Decompose("x", before, append(before, shift.Cell{"c", 1000, 900}), 1)
	if math.Abs(float64(fresh.Rate.Value)) > 1e-12 || math.Abs(float64(fresh.Mix.Value)-0.3) > 1e-12 {
		t.Errorf("a new group is all mix: %+v", fresh)
	}
}

func TestDecompose_OfNobodyIsUndefined(t *testing.T) {
	if s := shift.Decompose("x", nil, []shift.Cell{{"a", 5, 1}}, 1); s.Change.Defined() || s.Mix.Value.Defined() || s.Parts == nil {
		t.Errorf("%+v", s)
	}
}

func TestQuestions_SeeOnlyTheMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

// 100 customers bought in each of three windows; in the last one twice as many stop.
func TestAnalyse_ComparesTheLastTwoWindows(t *testing.T) {
	end := engine.Day(20000)
	var lines []store.OrderLine
	buy := func(id string, ago engine.Day, channel string) {
		l := storetest.Sale(id, end-ago, 10)
		l.Channel = channel
		lines = append(lines, l)
	}
	for i := range 200 {
		id, channel := "k"+strconv.Itoa(i), []string{"app", "store"}[i%2]
		buy(id, 100, channel)
		if i%10 != 0 { // a tenth stops in the first period
			buy(id, 50, channel)
			if i%5 != 1 { // of the rest 40 stop in the second, all of the store
				buy(id, 5, channel)
			}
		}
	}
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 40, AsOf: end}
	res, err := shift.Analyse(context.Background(), storetest.FromLines(t, lines), d, end-130, 1)
	if err != nil {
		t.Fatal(err)
	}
	if res.Skipped != "" || res.YearAgo || res.Before.Churn.Events != 20 || res.Before.Churn.Base != 200 || res.After.Churn.Events != 40 || res.After.Churn.Base != 180 {
		t.Fatalf("%+v", res)
	}
	for _, s := range res.Splits {
		if math.Abs(float64(s.Mix.Value+s.Rate.Value-s.Change)) > 1e-12 || math.Abs(float64(s.Change)-(40.0/180-0.1)) > 1e-12 {
			t.Errorf("%+v", s)
		}
	}
	if s := res.Splits[len(res.Splits)-1]; s.By != shift.ByChannel || s.Parts[0].Key != "store" || s.Rate.Sign() != 1 {
		t.Errorf("%+v", s)
	}
	whys(t, &res)
	if short, err := shift.Analyse(context.Background(), storetest.FromLines(t, lines), d, end-110, 1); err != nil || short.Skipped != "too_short" {
		t.Errorf("%v: %+v", err, short)
	}
}

// whys gives every second leaver a cause: the parts of the causes add up to the whole.
func whys(t *testing.T, res *shift.Result) {
	t.Helper()
	of := [2]map[int32]string{{}, {}}
	for i := range int32(400) {
		if i%2 == 0 {
			of[0][i], of[1][i] = "price", "delivery"
		}
	}
	var before, after int64
	var diff, mix, rate float64
	keys := map[string]bool{}
	for _, p := range res.Why(of[0], of[1]) {
		keys[p.Key] = true
		before, after = before+p.Before.Events, after+p.After.Events
		diff, mix, rate = diff+float64(p.Change.Diff), mix+float64(p.Mix), rate+float64(p.Rate)
		if math.Abs(float64(p.Mix+p.Rate-p.Change.Diff)) > 1e-12 || p.Before.Base != res.Before.Churn.Base || p.After.Base != res.After.Churn.Base {
			t.Errorf("%+v", p)
		}
	}
	if before != res.Before.Churn.Events || after != res.After.Churn.Events || len(keys) != 3 || !keys[shift.Unexplained] || math.Abs(diff-float64(res.Change.Diff)) > 1e-12 ||
		math.Abs(mix-float64(res.Splits[0].Mix.Value)) > 1e-12 || math.Abs(rate-float64(res.Splits[0].Rate.Value)) > 1e-12 {
		t.Errorf("%d and %d left of %v; %v = %v + %v, want %+v", before, after, keys, diff, mix, rate, res)
	}
	none := shift.None("few")
	if got := none.Why(of[0], of[1]); got == nil || len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// 120 contracts run in either period; those of the lower third of fees end twice as often in the second.
func TestAnalyse_ComparesPeriodsOfContractsWithDays(t *testing.T) {
	end := engine.Day(20000)
	s := storetest.Open(t)
	ctx := context.Background()
	ended := 0
	err := s.Write(ctx, func(tx *store.Tx) error {
		err := tx.Append(ctx, "customer_rows", func(a *store.Appender) error {
			for i := range 360 {
				joined, until := end-400, any(nil)
				switch {
				case i%10 == 0: // a tenth ends in the first period
					until = (end - 120).Time()
				case i%3 == 0 && i%2 == 0: // of the cheap many in the second
					until = (end - 30).Time()
					ended++
				}
				if err := a.Row(int32(0), int64(i), "k"+strconv.Itoa(i), nil, joined.Time(), until, until != nil, nil, store.Decimal(engine.MoneyOf(float64(10+10*(i%3)))), nil, nil, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	d := churn.Definition{Business: churn.Contractual, Rule: churn.RuleDates, AsOf: end}
	res, err := shift.Analyse(ctx, s, d, end-400, 1)
	if err != nil || res.Skipped != "" || res.YearAgo {
		t.Fatalf("%v: %+v", err, res)
	}
	if res.Before.Churn != engine.NewRate(36, 360) || res.After.Churn != engine.NewRate(int64(ended), 324) {
		t.Errorf("%+v, %+v", res.Before, res.After)
	}
	if f := res.Splits[0]; f.By != shift.ByFee || f.Parts[0].Key != "low" || f.Parts[0].Rate < 0.1 {
		t.Errorf("%+v", f)
	}
	d.Rule = ""
	if res, err := shift.Analyse(ctx, s, d, end-400, 1); err != nil || res.Skipped != "contractual" {
		t.Errorf("%v: %+v", err, res)
	}
}
