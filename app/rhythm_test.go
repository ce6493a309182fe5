package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
	"huiliu/engine/roster"
	"huiliu/reports/doc"
)

// regulars writes orders of customers who buy at gamma gaps of shape 6, each at a rhythm of
// their own, a third of whom leave at some time.
func regulars(t *testing.T, path string) {
	t.Helper()
	r := rand.New(rand.NewPCG(8, 9))
	start, err := engine.ParseDay("2022-01-01")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("订单号,客户编号,付款时间,实付金额\n")
	for i := range 600 {
		mean, end := 10+60*r.Float64(), 1000.0
		if i%3 == 0 {
			end = 100 + 900*r.Float64()
		}
		n := 0
		for at := mean * r.Float64(); at < end; n++ {
			fmt.Fprintf(&b, "O%03d-%d,c%03d,%s,%d\n", i, n, i, start+engine.Day(at), 10+r.IntN(90))
			gap := 0.0
			for range 6 {
				gap += r.ExpFloat64()
			}
			at += math.Max(1, mean*gap/6)
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// By the personal rhythm, too, everything as of a past day equals what a project says that
// holds nothing later, partitions sum, and the lists have as many customers as the counts.
func TestAnalyse_ByPersonalRhythmReplaysAndAddsUp(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	orders, full, cut := filepath.Join(dir, "orders.csv"), filepath.Join(dir, "full.huiliu"), filepath.Join(dir, "cut.huiliu")
	regulars(t, orders)
	s, err := app.Open(ctx, full, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(ctx, []string{orders}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	plain, err := s.Begin(ctx, app.Question{}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.Begin(ctx, app.Question{Rule: churn.RuleRhythm}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	checkRhythm(t, s, plain, own)
	if err := s.Define(ctx, app.Defined{Rule: churn.RuleRhythm}); err != nil {
		t.Fatal(err)
	}
	if d, err := s.Definition(ctx); err != nil || d.Rule != churn.RuleRhythm {
		t.Errorf("remembered %+v, %v", d, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(full)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	day, err := engine.ParseDay("2024-05-10")
	if err != nil {
		t.Fatal(err)
	}
	truncate(t, cut, day)
	want, got := answers(t, cut, app.Question{Rule: churn.RuleRhythm}), answers(t, full, app.Question{AsOf: day, Rule: churn.RuleRhythm})
	var d struct{ Rule string }
	if err := json.Unmarshal(want["definition"], &d); err != nil || d.Rule != churn.RuleRhythm {
		t.Errorf("the truncated project uses %+v, %v", d, err)
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if string(got[key]) != string(want[key]) {
			t.Errorf("%s differs: %s", key, firstDifference(got[key], want[key]))
		}
	}
}

// checkRhythm checks results by the own rhythm against those by the window.
func checkRhythm(t *testing.T, s *app.Session, plain, own *doc.Results) {
	t.Helper()
	d, h := own.Definition, own.Lab.Rhythm
	if d.Rule != churn.RuleRhythm || d.Times != h.Times || d.Chosen != churn.ChosenUser || d.FalseChurn != h.False || !(d.FalseChurn.Value < plain.Definition.FalseChurn.Value) {
		t.Errorf("definition %+v, rhythm %+v", d, h)
	}
	silent := own.Describe.Rates.Silent
	if silent != h.Now || silent.Events != plain.Describe.Rates.Silent.Events+h.More-h.Fewer || h.More+h.Fewer == 0 {
		t.Errorf("%+v silent, the lab foretold %+v (%d more, %d fewer than %+v)", silent, h.Now, h.More, h.Fewer, plain.Describe.Rates.Silent)
	}
	lost := own.Describe.Loss.Customers
	for name, groups := range map[string][]describe.Group{"time": own.Describe.TimeBands, "value": own.Describe.ValueTiers, "stage": own.Describe.Stages} {
		var n int64
		for _, g := range groups {
			n += g.Customers
		}
		if n != lost {
			t.Errorf("%s: %d in the classes, %d lost", name, n, lost)
		}
	}
	var rfm int64
	for _, c := range own.RFM.Classes {
		rfm += c.Lost
	}
	last := own.Describe.Flow[len(own.Describe.Flow)-1]
	if rfm != lost || own.Habits.Silent != lost || lost != silent.Events || last.Start-last.Lapsed+last.New+last.Returned != last.Active {
		t.Errorf("%d lost by class, %d by habit, %d of %d silent; flow %+v", rfm, own.Habits.Silent, silent.Events, lost, last)
	}
	ids, err := s.Behind(context.Background(), own, doc.Group{Of: roster.Rates, Part: "silent"})
	if err != nil || int64(len(ids)) != lost {
		t.Errorf("%d listed of %d, %v", len(ids), lost, err)
	}
	churned := 0
	for _, c := range ids {
		if c.Churned {
			churned++
		}
	}
	if churned != len(ids) {
		t.Errorf("%d of %d listed customers are called lost", churned, len(ids))
	}
	c, err := s.Card(context.Background(), own, ids[0].ID)
	if err != nil || c.State != "lost" {
		t.Errorf("card of %s: %s, %v", ids[0].ID, c.State, err)
	}
}
