package app_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/learn"
	"huiliu/engine/learn/kinds"
	"huiliu/engine/modelbook"
	"huiliu/engine/stat"
	"huiliu/reports/doc"
)

// modelled are results whose best model is a logistic regression on two columns.
func modelled(t *testing.T) *doc.Results {
	t.Helper()
	rng := stat.NewRand(5, "app.model")
	sample := func(n int) learn.Sample {
		x := &learn.Frame{Rows: n, Columns: []learn.Column{{Name: "silence_days", Number: make([]float64, n)}, {Name: "last_channel", Text: make([]string, n)}}}
		y := make([]bool, n)
		for i := range n {
			x.Columns[0].Number[i], x.Columns[1].Text[i] = math.Floor(100*rng.Float64()), []string{"门店", "线上"}[rng.IntN(2)]
			y[i] = rng.Float64() < x.Columns[0].Number[i]/100
		}
		return learn.Sample{X: x, Y: y}
	}
	train, held := sample(800), sample(400)
	m, err := learn.NewLogistic(learn.Options{Ridge: 1}).Fit(context.Background(), learn.Training{Sample: train}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &doc.Results{}
	day, _ := engine.ParseDay("2024-12-31")
	r.Definition.AsOf, r.Definition.WindowDays, r.Import.LastDay = day, 90, day
	r.Life.Now = modelbook.Present{AsOf: day, Day: day - 90, Model: m, Held: held, Today: held.X}
	v := modelbook.New(m, held)
	v.AsOf, v.Known, v.Window = day, day-90, 90
	r.Life.Present = &v
	r.Subject = &explain.Subject{Model: m, Listed: true}
	if err := r.Subject.Know(context.Background(), held.X, make([]string, held.X.Rows), nil); err != nil {
		t.Fatal(err)
	}
	r.Subject.IDs[3] = "甲"
	return r
}

func TestKeepModel_IsReviewedAndTakenBack(t *testing.T) {
	ctx := context.Background()
	s, err := app.Open(ctx, "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	r := modelled(t)
	next, err := s.TurnModel(ctx, r, true, "")
	if err != nil || len(next.Life.Reviews) != 1 || len(r.Life.Reviews) != 0 {
		t.Fatalf("%v, %d versions", err, len(next.Life.Reviews))
	}
	if v := next.Life.Reviews[0]; v.Advice != modelbook.AdviceFine || v.Newer || v.Window != 90 {
		t.Errorf("%+v", v.Reasons)
	}
	if err := s.WithdrawModel(ctx, next.Life.Reviews[0].ID); err != nil {
		t.Fatal(err)
	}
	if next, err = s.RenewLife(ctx, next); err != nil || len(next.Life.Reviews) != 0 {
		t.Errorf("%v, %d versions after taking it out of use", err, len(next.Life.Reviews))
	}
	r.Definition.AsOf-- // a replayed day keeps nothing
	if _, ok, err := s.KeepModel(ctx, r); ok || err != nil {
		t.Errorf("a replay kept a model: %v %v", ok, err)
	}
}

func TestExportModel_WritesWhatScoresTheSame(t *testing.T) {
	r, dir := modelled(t), t.TempDir()
	if err := app.ExportModel(r, filepath.Join(dir, "m.json")); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "m.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := learn.Load(b, kinds.Blank)
	if err != nil {
		t.Fatal(err)
	}
	x := r.Subject.X
	for i, p := range r.Life.Model().Predict(x) {
		if q := m.Predict(x)[i]; q != p {
			t.Fatalf("row %d: %v after reading, %v before", i, q, p)
		}
	}
	if err := app.ExportModel(r, filepath.Join(dir, "m.SQL")); err != nil {
		t.Fatal(err)
	}
	if b, err = os.ReadFile(filepath.Join(dir, "m.SQL")); err != nil || !strings.Contains(string(b), `FROM "customers"`) {
		t.Errorf("%v: %.80s", err, b)
	}
	var e *engine.Error
	if err := app.ExportModel(&doc.Results{}, filepath.Join(dir, "no.json")); !errors.As(err, &e) || e.Code != "model.none" {
		t.Errorf("no model: %v", err)
	}
}

func TestWhatIf_KnowsItsCustomersOnly(t *testing.T) {
	r := modelled(t)
	w, ok, err := app.WhatIf(r, "甲", []explain.Change{{Column: "silence_days", Number: 99}})
	if err != nil || !ok || w.Before != r.Subject.Model.Predict(r.Subject.X)[3] || w.After < 0.8 {
		t.Errorf("%v %v %+v", ok, err, w)
	}
	if _, ok, err := app.WhatIf(r, "乙", nil); ok || err != nil {
		t.Errorf("a stranger: %v %v", ok, err)
	}
}
