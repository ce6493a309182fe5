package predict

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

const (
	shopOpens = engine.Day(19000)
	shopDays  = 900
)

// shopLines are customers with a pace of their own who may stop for good at any visit.
func shopLines(seed uint64, customers int) []store.OrderLine {
	r := rand.New(rand.NewPCG(seed, 2))
	var lines []store.OrderLine
	for c := range customers {
		id := fmt.Sprintf("c%05d", c)
		gap, stop := 5+r.ExpFloat64()*40, 0.02+0.2*r.Float64()
		for day := float64(r.IntN(600)); day < shopDays; day += 1 + r.ExpFloat64()*gap {
			l := storetest.Sale(id, shopOpens+engine.Day(day), 10+float64(r.IntN(9000))/100)
			l.Line = int64(len(lines))
			lines = append(lines, l)
			if r.Float64() < stop {
				break
			}
		}
	}
	return lines
}

func shopEnd() engine.Day { return shopOpens + shopDays - 1 }

func shopChurn(window int) churn.Definition {
	return churn.Definition{Business: churn.NonContractual, WindowDays: window, AsOf: shopEnd()}
}

// openWith opens lines on a number of threads.
func openWith(t *testing.T, lines []store.OrderLine, threads int) *store.Store {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, "", store.Options{TempDir: t.TempDir(), Threads: threads})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	err = s.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AppendLines(ctx, lines); err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
