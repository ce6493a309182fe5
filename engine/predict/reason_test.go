package predict

import (
	"math"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/store/storetest"
)

// The contributions the reasons are taken from add up to the log odds of the shown
// probability, and a customer of the model's list gets the strongest first.
func TestReasons_ComeFromExactContributions(t *testing.T) {
	db := storetest.FromLines(t, shopLines(4, 900))
	d := shopChurn(60)
	_, scorer := mustRun(t, db, d, Options{Seed: 2})
	for _, name := range []string{"logistic", "boosting"} {
		scorer.winner = name
		in, err := scorer.shopScoring(t.Context(), db, d.AsOf, 0.3)
		if err != nil {
			t.Fatal(err)
		}
		e, err := newExplainer(t.Context(), in, in.rows)
		if err != nil {
			t.Fatal(err)
		}
		parts, _, err := learn.Explain(t.Context(), in.model.model(), in.here)
		if err != nil {
			t.Fatal(err)
		}
		p := in.model.model().Predict(in.here)
		for _, row := range in.rows {
			sum := parts.Base
			for _, w := range e.parts[row] {
				sum += w
			}
			if got := 1 / (1 + math.Exp(-sum)); math.Abs(got-p[row]) > 1e-9 {
				t.Fatalf("%s: contributions make %v of %v", name, got, p[row])
			}
		}
		used, ok := (&Scorer{last: in}).Used()
		if !ok || used.X.Rows != len(in.rows) || used.IDs[0] != in.id(in.rows[0]) {
			t.Fatalf("%s: used %v, %d rows", name, ok, used.X.Rows)
		}
		for k, got := range used.Model.Predict(used.X) {
			if math.Abs(got-in.probability[k]) > 1e-9 {
				t.Fatalf("%s: the model of the list says %v, the list %v", name, got, in.probability[k])
			}
		}
	}
}

// A rule's list compares with the customer's own rhythm. As of day 400: A came every
// 10 days for 300 days and then not for 100; everybody else keeps coming.
func TestReasons_NameTheBrokenRhythm(t *testing.T) {
	f := frameOf([3]float64{100, 31, 20}, [3]float64{5, 40, 20}, [3]float64{6, 40, 20})
	set := func(row int, name string, v float64) {
		f.Learn().Find(name).Number[row] = v
	}
	for row := range f.Rows() {
		set(row, "tenure_days", 400)
		set(row, "mean_gap", 10)
		set(row, "purchase_days_365", 31)
		set(row, "purchase_days_90", 8)
	}
	set(0, "purchase_days_90", 0)
	in := &scoring{model: &fitted{ranker: plain(bySilence)}, here: f.Learn(), rows: []int{0, 1, 2}}
	e, err := newExplainer(t.Context(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := e.reasons(0)
	if len(got) != 2 || got[0] != (Reason{Code: "overdue", Value: 100, Usual: 10, Unit: "days"}) ||
		got[1].Code != "falling" || got[1].Value != 0 || math.Abs(got[1].Usual-31.0*90/365) > 1e-12 {
		t.Errorf("reasons %+v", got)
	}
	for _, r := range e.reasons(1) {
		if r.Code != "fact_silence_days" && r.Code != "fact_purchase_days" {
			t.Errorf("a loyal customer gets %+v", r)
		}
	}
}
