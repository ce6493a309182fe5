package learn_test

import (
	"testing"

	"huiliu/engine/learn"
)

// METHODS 4, IBM Telco by R's glm on the 7,032 rows with a total: y ~ tenure +
// MonthlyCharges + Contract, then all columns.
func TestFit_MeetsThePublishedTelcoNumbers_METHODS_4(t *testing.T) {
	f := glmData(t, "telco_simple")
	m := fit(t, f.matrix(), f.y, learn.Options{Names: f.names})
	want := []float64{-1.60058962, -0.03593051, 0.02863659, -1.05737802, -1.99353480} // one year, two years
	c := m.Coefficients()
	if len(c) != len(want) {
		t.Fatalf("%d coefficients", len(c))
	}
	for i, v := range want {
		near(t, c[i].Name, float64(c[i].Value), v, 5e-8)
	}
	near(t, "log likelihood", m.LogLik, -3071.742, 5e-4)
	near(t, "AUC", learn.AUC(m.Predict(f.matrix()), f.y), 0.8268747, 5e-8)

	f = glmData(t, "telco_full")
	m = fit(t, f.matrix(), f.y, learn.Options{Names: f.names})
	near(t, "all columns: log likelihood", m.LogLik, -2913.136, 5e-4)
	near(t, "all columns: AUC", learn.AUC(m.Predict(f.matrix()), f.y), 0.8482, 5e-5)
}
