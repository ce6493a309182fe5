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
	if short, err := shift.Analyse(context.Background(), storetest.FromLines(t, lines), d, end-110, 1); err != nil || short.Skipped != "too_short" {
		t.Errorf("%v: %+v", err, short)
	}
}
