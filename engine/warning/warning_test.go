package warning_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
	"huiliu/engine/warning"
)

const first = engine.Day(19000)

// buyer is somebody who buys as chance has it, from first on, until they stop.
type buyer struct {
	rate float64 // purchases per day
	stop engine.Day
}

// shop writes the purchases of buyers up to end.
func shop(list []buyer, end engine.Day, rng *rand.Rand) []store.OrderLine {
	var out []store.OrderLine
	for i, b := range list {
		id := fmt.Sprintf("C%05d", i)
		for at := float64(first); ; {
			d := engine.Day(math.Floor(at))
			if d > min(end, b.stop) {
				break
			}
			out = append(out, storetest.Sale(id, d, 50))
			at = math.Floor(at) + 1 + rng.ExpFloat64()/b.rate
		}
	}
	return out
}

func definition(end engine.Day, window int) churn.Definition {
	return churn.Definition{Business: churn.NonContractual, Rule: churn.RuleSilence, AsOf: end, WindowDays: window}
}

func analyse(t *testing.T, lines []store.OrderLine, d churn.Definition, o warning.Options) warning.Result {
	t.Helper()
	r, err := warning.Analyse(context.Background(), storetest.FromLines(t, lines), d, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rule(t *testing.T, r warning.Result, key string) warning.Rule {
	t.Helper()
	for _, x := range r.Backtest.Rules {
		if x.Key == key {
			return x
		}
	}
	t.Fatalf("no rule %s", key)
	return warning.Rule{}
}

const never = engine.Day(1 << 30)

// Nobody changes: every alarm is false, and as many ring as was stated.
func TestAnalyse_RingsAsOftenAsStatedWhenNobodyChanges(t *testing.T) {
	const budget = 12
	sum := map[string]float64{}
	stated := map[string]float64{}
	const shops = 5
	for seed := range uint64(shops) {
		rng := stat.NewRand(seed, "unchanged")
		list := make([]buyer, 800)
		for i := range list {
			list[i] = buyer{rate: math.Exp(-3.4 + 0.6*rng.NormFloat64()), stop: never}
		}
		r := analyse(t, shop(list, first+600, rng), definition(first+600, 120), warning.Options{Budget: budget, Seed: seed})
		for _, k := range r.Kinds {
			sum[k.Key] += float64(k.Alarms)
			stated[k.Key] += float64(k.Expected)
			if k.Expected > budget {
				t.Errorf("%s: %v false alarms expected, %d allowed", k.Key, k.Expected, budget)
			}
		}
	}
	for _, key := range []string{warning.Surprise, warning.Slowing, warning.Slope} {
		got, want := sum[key], stated[key]
		if want < shops*budget*0.8 || math.Abs(got-want) > 3*math.Sqrt(2*want) {
			t.Errorf("%s: %v alarms in %d shops, %.0f stated", key, got, shops, want)
		}
	}
}

// Half buy every five days, half every fifty; some of both stop. The own rate tells them
// apart, 60 days of silence do not.
func TestBacktest_SaysMoreNoticeWhereHabitsDifferAndNotWhereTheyAreAlike(t *testing.T) {
	for _, c := range []struct {
		slow float64
		want string
	}{{1.0 / 45, warning.MoreNotice}, {1.0 / 6, warning.NoVerdict}} {
		rng := stat.NewRand(3, "differ")
		list := make([]buyer, 1500)
		for i := range list {
			list[i] = buyer{rate: 1.0 / 5, stop: never}
			if i%2 == 0 {
				list[i].rate = c.slow
			} else if i%4 == 1 || c.slow > 0.1 {
				list[i].stop = first + 200 + engine.Day(rng.IntN(700))
			}
		}
		end := first + 1000
		r := analyse(t, shop(list, end, rng), definition(end, 120), warning.Options{Seed: 1, Budget: 20})
		b := &r.Backtest
		e := b.Of(warning.Surprise, warning.Silence)
		if c.want == warning.MoreNotice && (b.Verdict != c.want || e.Low <= 0 || e.Rule.Right.Value < rule(t, r, warning.Silence).Right.Value) {
			t.Errorf("slow %.3f: %s, %v more days [%v, %v] at %v", c.slow, b.Verdict, e.More, e.Low, e.High, e.Rule.Right)
		}
		if c.want != warning.MoreNotice && b.Verdict == warning.MoreNotice && e.Low <= 0 {
			t.Errorf("the verdict does not follow the interval: %+v", e)
		}
		for _, e := range b.Equal {
			checkVerdict(t, e)
		}
	}
}

func checkVerdict(t *testing.T, e warning.Equal) {
	t.Helper()
	want := warning.NoVerdict
	switch {
	case !e.Low.Defined():
		want = warning.Untested
	case e.Low > 0:
		want = warning.MoreNotice
	case e.High < 0:
		want = warning.LessNotice
	}
	if e.Code != want {
		t.Errorf("%s against %s: %s with [%v, %v]", e.Key, e.Against, e.Code, e.Low, e.High)
	}
}

// What a check of the past says must be what it would have said then.
func TestBacktest_ReadsNothingLater(t *testing.T) {
	rng := stat.NewRand(9, "later")
	list := make([]buyer, 300)
	for i := range list {
		list[i] = buyer{rate: math.Exp(-3 + 0.5*rng.NormFloat64()), stop: first + 150 + engine.Day(rng.IntN(600))}
	}
	end := first + 700
	lines := shop(list, end, rng)
	for i := range lines {
		if i%11 == 0 { // given back in full some weeks later
			lines[i].Kind, lines[i].VoidOn = store.KindRefunded, engine.DayOf(lines[i].At)+engine.Day(20+i%50)
		}
	}
	whole := analyse(t, lines, definition(end, 90), warning.Options{Seed: 4})
	if len(whole.Backtest.Days) == 0 {
		t.Fatal("nothing was tried")
	}
	then := whole.Backtest.Days[len(whole.Backtest.Days)/2]
	s := storetest.FromLines(t, lines)
	var cut []store.OrderLine
	for _, l := range lines {
		if engine.DayOf(l.At) > then {
			continue
		}
		if l.VoidOn != engine.NoDay && l.VoidOn > then {
			l.Kind, l.VoidOn = store.KindSale, engine.NoDay
		}
		cut = append(cut, l)
	}
	d := definition(then, 90)
	a, err := warning.Analyse(context.Background(), s, d, warning.Options{Seed: 4})
	if err != nil {
		t.Fatal(err)
	}
	b := analyse(t, cut, d, warning.Options{Seed: 4})
	x, y := text(t, a), text(t, b)
	if x != y {
		t.Errorf("as of %s the whole data says\n%s\nthe truncated\n%s", then, x, y)
	}
	if len(a.Rows) == 0 {
		t.Error("no alarm to compare")
	}
}

func text(t *testing.T, r warning.Result) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAnalyse_IsTheSameForPermutedRows(t *testing.T) {
	rng := stat.NewRand(2, "permuted")
	list := make([]buyer, 200)
	for i := range list {
		list[i] = buyer{rate: 0.05, stop: first + 100 + engine.Day(rng.IntN(800))}
	}
	lines := shop(list, first+700, rng)
	for i := range lines {
		lines[i].Category = []string{"tea", "cups", "books"}[rng.IntN(3)]
	}
	d := definition(first+700, 90)
	a := analyse(t, lines, d, warning.Options{Seed: 4})
	rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	if b := analyse(t, lines, d, warning.Options{Seed: 4}); !reflect.DeepEqual(text(t, a), text(t, b)) {
		t.Error("the order of the rows can be seen in the warnings")
	}
}

func TestAnalyse_HasAReasonWhereItCannotWarn(t *testing.T) {
	contract := definition(first, 0)
	contract.Business = churn.Contractual
	one := []store.OrderLine{storetest.Sale("A", first, 10), storetest.Sale("A", first+300, 10)}
	var alike []store.OrderLine
	for i := range 60 {
		for k := range 10 {
			alike = append(alike, storetest.Sale(fmt.Sprintf("C%d", i), first+engine.Day(30*k), 10))
		}
	}
	for name, c := range map[string]struct {
		lines []store.OrderLine
		d     churn.Definition
		want  string
	}{
		"contracts": {nil, contract, warning.SkippedContractual},
		"nobody":    {nil, definition(first+300, 60), warning.SkippedFew},
		"one":       {one, definition(first+300, 60), warning.SkippedFew},
		"alike":     {alike, definition(first+270, 60), ""},
	} {
		r := analyse(t, c.lines, c.d, warning.Options{Seed: 1})
		if r.Skipped != c.want {
			t.Errorf("%s: skipped %q, want %q", name, r.Skipped, c.want)
		}
		if r.Skipped == "" && r.Alarmed != 0 {
			t.Errorf("%s: %d alarms among customers who do the same", name, r.Alarmed)
		}
	}
}

// Somebody who came every four days and stopped is on the list, with what it goes by.
func TestAnalyse_ListsWhoStoppedWithReasonsAndAnAction(t *testing.T) {
	rng := stat.NewRand(8, "list")
	list := make([]buyer, 400)
	for i := range list {
		list[i] = buyer{rate: 0.04, stop: never}
	}
	end := first + 500
	list[0] = buyer{rate: 0.25, stop: end - 60}
	lines := shop(list, end, rng)
	for i := range lines {
		lines[i].Category = "tea"
	}
	r := analyse(t, lines, definition(end, 90), warning.Options{Seed: 1, MarginRate: 0.4, Costs: warning.Costs{Message: 500, Call: engine.MoneyOf(10)}})
	if r.Alarmed != int64(len(r.Rows)) || len(r.Rows) == 0 {
		t.Fatalf("%d alarmed, %d listed", r.Alarmed, len(r.Rows))
	}
	for _, a := range r.Rows {
		if a.CustomerID != "C00000" {
			continue
		}
		e := a.Evidence
		if e.P > 0.02 || e.Halved < 10 || e.Gap > 12 || e.Expected < 4 || e.Count > 2 {
			t.Errorf("evidence %+v", e)
		}
		if e.From != "" || e.To != "" {
			t.Errorf("buys what they bought, told as %q to %q", e.From, e.To)
		}
		if a.YearMargin <= 0 || len(a.Kinds) < 2 {
			t.Errorf("%+v", a)
		}
		return
	}
	t.Error("who stopped is not on the list")
}
