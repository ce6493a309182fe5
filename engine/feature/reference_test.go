package feature

import (
	"context"
	"embed"
	"io/fs"
	"math"
	"testing"

	"huiliu/engine/churn/churntest"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

func TestQueries_ReadTheAsOfMacrosOnly(t *testing.T) {
	dir, err := fs.Sub(sqlFiles, "sql")
	if err != nil {
		t.Fatal(err)
	}
	churntest.OnlyMacros(t, dir)
}

// Sums over the 3,317 customers of Online Retail as of 2011-08-31, computed once in
// plain Python (csv, decimal, statistics) from the file: purchases are rows with a
// customer, quantity and price above 0, cancellations the rows whose invoice begins
// with C. The slope is by the textbook formula of least squares.
func TestBuild_EqualsAnIndependentComputationOnOnlineRetail(t *testing.T) {
	f, err := Build(context.Background(), churntest.OnlineRetail(t), on(t, "2011-08-31"), Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	if f.Rows() != 3317 {
		t.Fatalf("%d customers", f.Rows())
	}
	for name, want := range map[string]float64{
		"silence_days": 305638, "tenure_days": 582950, "purchase_days": 10367, "purchase_days_90": 3577,
		"amount": 5012235.502, "max_amount": 1875532.742, "last_amount": 1269245.851, "amount_cv": 856.787156,
		"median_gap": 116782, "last_gap": 121101, "gap_cv": 737.907197, "silence_z": 494.260937, "weekend_share": 396.734744,
		"refund_share": 144.271943, "refunds_365": 5462, "monthly_slope": -61.870871,
	} {
		sum := 0.0
		for _, v := range f.Column(name) {
			if !math.IsNaN(v) {
				sum += v
			}
		}
		if math.Abs(sum-want) > 1e-6*math.Abs(want) {
			t.Errorf("%s: the sum is %v, want %v", name, sum, want)
		}
	}
}
