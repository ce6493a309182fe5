package predict

import (
	"context"
	"math"
	"strings"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
	"huiliu/engine/store"
)

// awkward gives columns names and words that need quoting, and rows unlike the training.
func awkward(n int, seed uint64) learn.Sample {
	s := learntest.Shop(n, seed)
	s.X.Columns[0].Name = `沉默 "天数"`
	for i, word := range s.X.Columns[2].Text {
		if word == "store" {
			s.X.Columns[2].Text[i] = "owner's 店"
		}
	}
	for i := range 3 {
		s.X.Columns[i%2].Number[i] = []float64{1e300, -1e300, math.NaN()}[i]
		s.X.Columns[2].Text[i+3] = []string{"never seen", "", "rare"}[i]
	}
	return s
}

func loadRows(t *testing.T, db *store.Store, s learn.Sample) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		create := `CREATE TABLE rows_to_score (row_no BIGINT, "沉默 ""天数""" DOUBLE, orders DOUBLE, channel VARCHAR, noise DOUBLE)`
		if err := tx.Exec(context.Background(), create, nil); err != nil {
			return err
		}
		return tx.Append(context.Background(), "rows_to_score", func(a *store.Appender) error {
			c := s.X.Columns
			for i := range s.X.Rows {
				var orders, channel store.Value = c[1].Number[i], c[2].Text[i]
				if i%2 == 0 { // both forms of missing
					if math.IsNaN(c[1].Number[i]) {
						orders = nil
					}
					if c[2].Text[i] == "" {
						channel = nil
					}
				}
				if err := a.Row(int64(i), c[0].Number[i], orders, channel, c[3].Number[i]); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSQL_ScoresInsideTheDatabaseAsGoDoes(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, "", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	later := awkward(2000, 32)
	loadRows(t, db, later)
	for _, e := range []learn.Estimator{
		tree.Boosting{Rounds: 100, Rate: 0.1}, tree.Forest{Trees: 60, MinLeaf: 1}, tree.Decision{Folds: -1},
		tree.Boosting{Rounds: 50, Rate: 0.2, Monotone: map[string]int{"orders": 1}}, tree.Additive{Rounds: 30, Rate: 0.2},
		tree.Additive{Rounds: 10, Rate: 0.2, Pairs: 2},
	} {
		train := awkward(1500, 31)
		m, err := e.Fit(ctx, learn.Training{Sample: train}, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := tree.SQL(m, "rows_to_score")
		if err != nil {
			t.Fatal(err)
		}
		want, seen := m.Predict(later.X), 0
		text = "SELECT row_no, probability FROM (" + text + ") ORDER BY row_no"
		err = store.Query(ctx, db, text, nil, func(scan store.Scan) error {
			var row int64
			var p float64
			if err := scan(&row, &p); err != nil {
				return err
			}
			seen++
			if !(math.Abs(p-want[row]) <= 1e-12) {
				t.Fatalf("%s row %d: the database says %.17g, Go %.17g", e.Kind(), row, p, want[row])
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if seen != later.X.Rows {
			t.Errorf("%s: %d rows scored", e.Kind(), seen)
		}
	}
}

func TestSQL_RefusesOtherModels(t *testing.T) {
	m, err := learn.NewLogistic(learn.Options{Ridge: 1}).Fit(context.Background(), learn.Training{Sample: learntest.Shop(300, 1)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := tree.SQL(m, "t"); err == nil || strings.Contains(text, "SELECT") {
		t.Errorf("got %q, %v", text, err)
	}
}
