package feature

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// millionLines is a shop of 170,000 customers over three years.
func millionLines() []store.OrderLine {
	r := rand.New(rand.NewPCG(4, 2))
	categories := []string{"茶", "酒", "糖", "米", "油"}
	lines := make([]store.OrderLine, 1_000_000)
	for i := range lines {
		l := storetest.Sale(fmt.Sprintf("c%06d", r.IntN(170_000)), opening+engine.Day(r.IntN(1095)), float64(r.IntN(50000))/100)
		l.Line, l.Category = int64(i), categories[r.IntN(len(categories))]
		lines[i] = l
	}
	return lines
}

func BenchmarkBuild_MillionLines(b *testing.B) {
	db := storetest.FromLines(b, millionLines())
	for name, rows := range map[string]int{"all": 0, "sample": 50_000} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f, err := BuildSpec(context.Background(), db, Spec{AsOf: opening + 900, Window: 180, MaxRows: rows})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(f.Rows()), "rows")
			}
		})
	}
	f, err := Build(context.Background(), db, opening+900, Active, 180)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("labels", func(b *testing.B) {
		for b.Loop() {
			if _, err := Labels(context.Background(), db, f, 180, opening+1095); err != nil {
				b.Fatal(err)
			}
		}
	})
}
