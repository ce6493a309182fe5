package predict

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/learn/kinds"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// millionLines are 170,000 customers over three years, each with a pace of their own.
func millionLines() []store.OrderLine {
	r := rand.New(rand.NewPCG(4, 2))
	categories := []string{"茶", "酒", "糖", "米", "油"}
	lines := make([]store.OrderLine, 0, 1_000_000)
	for c := 0; len(lines) < cap(lines); c++ {
		id := fmt.Sprintf("c%06d", c)
		gap := 20 + r.ExpFloat64()*150
		for day := float64(r.IntN(1095)); day < 1095 && len(lines) < cap(lines); day += 1 + r.ExpFloat64()*gap {
			l := storetest.Sale(id, shopOpens+engine.Day(day), float64(r.IntN(50000))/100)
			l.Line, l.Category = int64(len(lines)), categories[r.IntN(len(categories))]
			lines = append(lines, l)
			if r.IntN(8) == 0 {
				break
			}
		}
	}
	return lines
}

func BenchmarkRun_MillionLines(b *testing.B) {
	db := storetest.FromLines(b, millionLines())
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 150, AsOf: shopOpens + 1094}
	for b.Loop() {
		at := time.Now()
		race, scorer := mustRun(b, db, d, Options{Seed: 1, Kinds: kinds.Standard()})
		b.ReportMetric(time.Since(at).Seconds(), "race-s")
		b.ReportMetric(float64(race.TrainRows), "train-rows")
		b.ReportMetric(float64(race.TestRows), "test-rows")
		at = time.Now()
		w, err := scorer.Watch(context.Background(), db, d.AsOf, 0.3, 500)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(at).Seconds(), "watch-s")
		b.ReportMetric(float64(w.Customers), "watched")
	}
}
