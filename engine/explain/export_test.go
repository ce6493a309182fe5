package explain

import (
	"context"
	"math"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/bayes"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/neural"
	"huiliu/engine/learn/svm"
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
		s.X.Columns[i%2].Number[i] = []float64{1e6, -1e6, math.NaN()}[i]
		s.X.Columns[2].Text[i+3] = []string{"never seen", "", "rare"}[i]
	}
	return s
}

func loadRows(t *testing.T, db *store.Store, s learn.Sample) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		create := `CREATE TABLE rows_to_score (row_no BIGINT, "沉默 ""天数""" DOUBLE, orders DOUBLE, channel VARCHAR, noise DOUBLE)`
		if err := tx.Exec(ctx, create, nil); err != nil {
			return err
		}
		return tx.Append(ctx, "rows_to_score", func(a *store.Appender) error {
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
	later := awkward(2000, 82)
	loadRows(t, db, later)
	for _, e := range []learn.Estimator{bayes.Naive{}, bayes.Naive{Gaussian: true}, svm.Linear{}.Estimator(), svm.Radial{MaxRows: 400}.Estimator(), svm.Radial{MaxRows: 300, Gamma: 3}.Estimator(),
		neural.Perceptron{}.Estimator(), neural.Perceptron{Ramp: true}.Estimator(), neural.Perceptron{Hidden: []int{50, 8}, Epochs: 20}.Estimator(), calibrating{tree.Boosting{Rounds: 30}, learn.Platt},
		calibrating{svm.Linear{}.Estimator(), learn.IsotonicSteps}, learn.NewLogistic(learn.Options{Ridge: 0.5}), learn.NewElasticNet(learn.NetOptions{Mix: 1, Lambda: 0.02}), tree.Boosting{Rounds: 40}, tree.Decision{Folds: -1},
		tree.Boosting{Rounds: 50, Rate: 0.2, Monotone: map[string]int{"orders": 1}}, tree.Forest{Trees: 60, MinLeaf: 1},
		tree.Additive{Rounds: 30, Rate: 0.2}, tree.Additive{Rounds: 10, Rate: 0.2, Pairs: 2}} {
		m := fitOn(t, e, awkward(1500, 81))
		text, err := SQL(m, "rows_to_score")
		if err != nil {
			t.Fatal(err)
		}
		want, seen := m.Predict(later.X), 0
		err = store.Query(ctx, db, "SELECT row_no, probability FROM ("+text+") ORDER BY row_no", nil, func(scan store.Scan) error {
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

// calibrating calibrates what it fitted on the rows that are scored later, so that some
// lie exactly where steps begin.
type calibrating struct {
	learn.Estimator
	method string
}

func (c calibrating) Fit(ctx context.Context, t learn.Training, p engine.Progress) (learn.Model, error) {
	m, err := c.Estimator.Fit(ctx, t, p)
	if err != nil {
		return nil, err
	}
	return learn.Calibrate(m, awkward(2000, 82), c.method)
}

// odd is a model that has no SQL.
type odd struct{}

func (odd) Kind() string                   { return "odd" }
func (odd) Predict(*learn.Frame) []float64 { return nil }

func TestSQL_RefusesModelsWithoutAForm(t *testing.T) {
	if text, err := SQL(odd{}, "t"); code(err) != "explain.no_sql" || strings.Contains(text, "SELECT") {
		t.Errorf("got %q, %v", text, err)
	}
}
