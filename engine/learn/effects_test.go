package learn_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

// attributes groups the 0/1 columns of one attribute as R names them.
func attributes(columns, attributes []string) (out []learn.Term) {
	for _, a := range attributes {
		t := learn.Term{Name: a}
		for _, c := range columns {
			if c == a || strings.HasPrefix(c, a) && !contains(attributes, c) {
				t.Columns = append(t.Columns, c)
			}
		}
		out = append(out, t)
	}
	return out
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func TestMarginalEffectsAndVIF_EqualReference_02_logistic(t *testing.T) {
	for _, item := range []string{"telco_simple", "telco_full", "mlc_simple", "mlc_full", "bank_simple", "bank_full"} {
		t.Run(item, func(t *testing.T) {
			var want struct {
				VIF []struct {
					Term string
					VIF  float64
				} `json:"vif_columns"`
				AME []struct {
					Term    string
					AME, SE float64
				}
			}
			tol := reference.Item(t, "02_logistic.json", item, &want)
			f := glmData(t, item)
			m := fit(t, f.matrix(), f.y, learn.Options{Names: f.names})
			vif := learn.VIF(f.matrix())
			if len(want.VIF) != len(vif) || len(want.AME) != len(vif) {
				t.Fatalf("%d columns, want %d and %d", len(vif), len(want.VIF), len(want.AME))
			}
			for j, w := range want.VIF {
				tol.Near(t, "VIF "+w.Term, float64(vif[j]), w.VIF)
			}
			columns := map[string][]string{"telco_simple": {"Contract"}, "telco_full": telcoColumns, "mlc_simple": nil,
				"mlc_full": mlcColumns, "bank_simple": {"Geography"}, "bank_full": bankColumns}[item]
			effects, err := m.MarginalEffects(context.Background(), f.matrix(), attributes(f.names, columns))
			if err != nil {
				t.Fatal(err)
			}
			for j, w := range want.AME {
				if effects[j].Name != w.Term {
					t.Fatalf("column %d is %s, R has %s", j, effects[j].Name, w.Term)
				}
				tol.Near(t, "effect "+w.Term, float64(effects[j].Value), w.AME)
				loose := reference.Tolerance{Type: "relative", Value: 2e-5} // glm's weights, as in TestFit_EqualsGLM
				loose.Near(t, "its SE "+w.Term, float64(effects[j].SE), w.SE)
			}
		})
	}
}

func TestGVIF_EqualsReference_02_logistic(t *testing.T) {
	for item, columns := range map[string][]string{"mlc_full": mlcColumns, "bank_full": bankColumns, "telco_full": telcoColumns} {
		var want struct {
			GVIF []struct {
				Term   string
				GVIF   float64
				DF     int
				Scaled float64
			} `json:"gvif_car"`
		}
		reference.Item(t, "02_logistic.json", item, &want)
		f := glmData(t, item)
		m := fit(t, f.matrix(), f.y, learn.Options{Names: f.names})
		got := m.GVIF(f.matrix(), attributes(f.names, columns))
		loose := reference.Tolerance{Type: "relative", Value: 5e-5} // glm's weights again
		for i, w := range want.GVIF {
			if columns[i] != w.Term {
				t.Fatalf("term %d is %s, want %s", i, columns[i], w.Term)
			}
			loose.Near(t, item+" "+w.Term, float64(got[i]), w.GVIF)
		}
	}
}

func TestVIF_EqualsReference_02_logistic_mlc_vif_collinear(t *testing.T) {
	var want map[string]float64
	tol := reference.Item(t, "02_logistic.json", "mlc_vif_collinear", &want)
	columns := []string{"total_day_minutes", "total_day_charge", "total_eve_minutes", "total_eve_charge", "number_customer_service_calls"}
	f := newFrame(t, reference.CSV(t, mlcFile), "churn", "yes", columns, false)
	for j, v := range learn.VIF(f.matrix()) {
		tol.Near(t, columns[j], float64(v), want[columns[j]])
	}
}

func TestVIF_UndefinedForConstantAndRepeatedColumns(t *testing.T) {
	x, _ := noisy(200, 2, 1)
	wide := mat.NewDense(200, 4, nil)
	for i := range 200 {
		wide.SetRow(i, []float64{x.At(i, 0), 3, x.At(i, 1), x.At(i, 0) - x.At(i, 1)})
	}
	v := learn.VIF(wide)
	if v[1].Defined() || v[3].Defined() || !v[0].Defined() || v[0] < 1 {
		t.Errorf("%v", v)
	}
	if learn.VIF(nil) != nil {
		t.Error("nothing has a VIF")
	}
}

func TestMarginalEffects_IgnoreOrderAndRefuse(t *testing.T) {
	x, y := noisy(500, 3, 2)
	m := fit(t, x, y, learn.Options{})
	a, err := m.MarginalEffects(context.Background(), x, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := mat.NewDense(500, 3, nil)
	for to, from := range stat.NewRand(3, "perm").Perm(500) {
		p.SetRow(to, x.RawRowView(from))
	}
	b, _ := m.MarginalEffects(context.Background(), p, nil)
	for j := range a {
		if a[j] != b[j] {
			t.Errorf("%+v, permuted %+v", a[j], b[j])
		}
	}
	if _, err := m.MarginalEffects(context.Background(), mat.NewDense(2, 2, nil), nil); code(err) != "learn.length_mismatch" {
		t.Error(err)
	}
	if _, err := m.MarginalEffects(context.Background(), nil, nil); code(err) != "learn.empty" {
		t.Error(err)
	}
}

func TestFitFirth_EqualsReference_02_logistic_separation_firth(t *testing.T) {
	var want struct {
		X, Y, Coef, SE []float64
		LogLik         float64 `json:"penalised_loglik"`
	}
	tol := reference.Item(t, "02_logistic.json", "separation_firth", &want)
	y := make([]bool, len(want.Y))
	for i, v := range want.Y {
		y[i] = v == 1
	}
	x := mat.NewDense(len(want.X), 1, want.X)
	if _, err := learn.Fit(context.Background(), x, y, learn.Options{}, nil); code(err) != "learn.separation" {
		t.Errorf("plain fit: %v", err)
	}
	m, err := learn.FitFirth(context.Background(), x, y, learn.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range m.Coefficients() {
		tol.Near(t, "coefficient", float64(c.Value), want.Coef[i])
		tol.Near(t, "SE", float64(c.SE), want.SE[i])
	}
	tol.Near(t, "penalised log likelihood", *m.PenalisedLogLik, want.LogLik)
}

func TestFitFirth_NearsPlainFitWithManyRowsAndStops(t *testing.T) {
	x, y := noisy(5000, 3, 4)
	plain := fit(t, x, y, learn.Options{})
	m, err := learn.FitFirth(context.Background(), x, y, learn.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for j, b := range plain.Beta {
		if near := math.Abs(m.Beta[j] - b); near > 5e-3 || near == 0 {
			t.Errorf("column %d: %v, plain %v", j, m.Beta[j], b)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := learn.FitFirth(ctx, x, y, learn.Options{}, engine.NoProgress{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := learn.FitFirth(context.Background(), x, y, learn.Options{Ridge: 1}, nil); code(err) != "learn.bad_option" {
		t.Error(err)
	}
}
