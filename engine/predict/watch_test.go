package predict

import (
	"context"
	"errors"
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

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
