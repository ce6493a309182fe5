package survival_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"huiliu/engine/stat/reference"
	"huiliu/engine/survival"
)

const answers = "01_survival.json"

func TestLogRank_EqualsReference_01_survival(t *testing.T) {
	band := func(v string) string {
		switch {
		case v == "0" || v == "1":
			return "0-1"
		case v == "2" || v == "3":
			return "2-3"
		}
		return "4+"
	}
	same := func(v string) string { return v }
	whole := func(v string) string { return strings.TrimSuffix(v, ".0") }
	for _, c := range []struct {
		item, pairs string
		study       study
		by          string
		label       func(string) string
	}{
		{"rossi_logrank_fin", "", rossi, "fin", same},
		{"rossi_logrank_prio", "rossi_pairwise_prio", rossi, "prio", band},
		{"lung_logrank_sex", "", lung, "sex", same},
		{"lung_logrank_ecog", "", lung, "ph.ecog", whole},
		{"telco_logrank_contract", "telco_pairwise_contract", telco, "Contract", same},
		{"telco_logrank_payment", "telco_pairwise_payment", telco, "PaymentMethod", same},
		{"telco_logrank_gender", "", telco, "gender", same},
	} {
		t.Run(c.item, func(t *testing.T) {
			_, l, table, rows := c.study.read(t, nil, func(table reference.Table, i int) bool { return table.Get(i, c.by) != "" })
			groups := column(table, rows, c.by)
			for i, g := range groups {
				groups[i] = c.label(g)
			}
			var want struct {
				Groups      []string
				N, Observed []int64
				Expected    []float64
				ChiSq, P    float64
				DF          int
				Peto        float64 `json:"peto_chisq"`
				PetoP       float64 `json:"peto_p"`
			}
			tol := reference.Item(t, answers, c.item, &want)
			got := survival.LogRank(l.Times, l.Events, groups, survival.LogRankWeight)
			if !slices.Equal(got.Groups, want.Groups) || !slices.Equal(got.N, want.N) ||
				!slices.Equal(got.Observed, want.Observed) || got.DF != want.DF {
				t.Errorf("%+v", got)
			}
			for i, e := range want.Expected {
				tol.Near(t, "expected", float64(got.Expected[i]), e)
			}
			tol.Near(t, "chi-square", float64(got.ChiSq), want.ChiSq)
			tol.Near(t, "p", float64(got.P), want.P)
			peto := survival.LogRank(l.Times, l.Events, groups, survival.PetoPetoWeight)
			tol.Near(t, "Peto chi-square", float64(peto.ChiSq), want.Peto)
			tol.Near(t, "Peto p", float64(peto.P), want.PetoP)
			if c.pairs != "" {
				checkPairs(t, c.pairs, survival.LogRankPairs(l.Times, l.Events, groups, survival.LogRankWeight))
			}
		})
	}
}

func checkPairs(t *testing.T, item string, got []survival.Pair) {
	t.Helper()
	var want []struct {
		A, B     string
		ChiSq, P float64
		Holm     float64 `json:"p_holm"`
		BH       float64 `json:"p_bh"`
	}
	tol := reference.Item(t, answers, item, &want)
	if len(got) != len(want) {
		t.Fatalf("%d pairs, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.A != w.A || g.B != w.B {
			t.Errorf("pair %d is %s and %s", i, g.A, g.B)
		}
		tol.Near(t, "chi-square", float64(g.ChiSq), w.ChiSq)
		tol.Near(t, "p", float64(g.P), w.P)
		tol.Near(t, "Holm", float64(g.Holm), w.Holm)
		tol.Near(t, "BH", float64(g.BH), w.BH)
	}
}

type coxItem struct {
	N, Events   int
	Terms       []string
	Coef, SE, P []float64
	Z           []float64
	Ratio       []float64 `json:"hazard_ratio"`
	Null        float64   `json:"loglik_null"`
	LogLik      float64
	LR          float64 `json:"lr_chisq"`
	LRDF        int     `json:"lr_df"`
	Wald        float64 `json:"wald_chisq"`
	Score       float64 `json:"score_chisq"`
	Concordance float64
	CSE         float64          `json:"concordance_se"`
	Counts      map[string]int64 `json:"concordance_counts"`
	AIC         float64
	Breslow     struct {
		Coef   []float64
		LogLik float64
	}
	KM       []phLine `json:"schoenfeld_km"`
	Identity []phLine `json:"schoenfeld_identity"`
	Base     []struct {
		Time, H0 float64
	} `json:"baseline_cumhaz"`
	Predicted struct {
		New  []map[string]float64 `json:"newdata"`
		Time []float64
		S    [][]float64
	}
}

type phLine struct {
	Term     string
	ChiSq, P float64
	DF       int
}

func TestFitCox_EqualsReference_01_survival(t *testing.T) {
	for _, c := range []struct {
		item   string
		study  study
		strata string
	}{
		{"rossi_cox", rossi, ""}, {"rossi_cox_strat", rossi, "wexp"}, {"lung_cox", lung, ""},
		{"lung_cox_full", lung, ""}, {"telco_cox", telco, ""}, {"telco_cox_strata", telco, "Contract"},
	} {
		t.Run(c.item, func(t *testing.T) {
			var want coxItem
			tol := reference.Item(t, answers, c.item, &want)
			x, l, table, rows := c.study.read(t, want.Terms, nil)
			if c.strata != "" {
				l.Stratum = column(table, rows, c.strata)
			}
			m, err := survival.FitCox(context.Background(), x, l, survival.CoxOptions{Names: want.Terms}, nil)
			if err != nil {
				t.Fatal(err)
			}
			checkCox(t, m, want, tol)
			for _, scale := range []struct {
				scale survival.Transform
				want  []phLine
			}{{survival.KMTransform, want.KM}, {survival.IdentityTransform, want.Identity}} {
				got, err := m.Proportionality(context.Background(), x, l, terms(table, want.Terms, scale.want), scale.scale)
				if err != nil {
					t.Fatal(err)
				}
				for i, w := range scale.want {
					if got[i].Term != w.Term || got[i].DF != w.DF {
						t.Fatalf("test %d is %+v, want %s", i, got[i], w.Term)
					}
					tol.Near(t, "Schoenfeld "+w.Term, float64(got[i].ChiSq), w.ChiSq)
					tol.Near(t, "Schoenfeld p "+w.Term, float64(got[i].P), w.P)
				}
			}
			b, err := survival.FitCox(context.Background(), x, l, survival.CoxOptions{Breslow: true}, nil)
			if err != nil {
				t.Fatal(err)
			}
			tol.Near(t, "Breslow logLik", b.LogLik, want.Breslow.LogLik)
			for i, v := range want.Breslow.Coef {
				tol.Near(t, "Breslow "+want.Terms[i], b.Coef[i], v)
			}
		})
	}
}

// terms groups the columns of one attribute, as R does.
func terms(table reference.Table, columns []string, lines []phLine) (out []survival.Term) {
	for _, l := range lines[:len(lines)-1] {
		one := survival.Term{Name: l.Term}
		for _, c := range columns {
			if c == l.Term || attribute(table, c) == l.Term {
				one.Columns = append(one.Columns, c)
			}
		}
		out = append(out, one)
	}
	return out
}

func checkCox(t *testing.T, m *survival.Cox, want coxItem, tol reference.Tolerance) {
	t.Helper()
	if m.Rows != want.N || m.Events != want.Events || m.DF != want.LRDF || len(m.Coef) != len(want.Coef) {
		t.Fatalf("rows %d, events %d, df %d", m.Rows, m.Events, m.DF)
	}
	for i, l := range m.Table() {
		tol.Near(t, l.Name, float64(l.Coef), want.Coef[i])
		tol.Near(t, "SE "+l.Name, float64(l.SE), want.SE[i])
		tol.Near(t, "z "+l.Name, float64(l.Z), want.Z[i])
		wide := tol
		wide.Value *= 1 + want.Z[i]*want.Z[i] // p magnifies what z is off by
		wide.Near(t, "p "+l.Name, float64(l.P), want.P[i])
		tol.Near(t, "ratio "+l.Name, float64(l.Ratio), want.Ratio[i])
	}
	tol.Near(t, "null logLik", m.NullLogLik, want.Null)
	tol.Near(t, "logLik", m.LogLik, want.LogLik)
	tol.Near(t, "LR", float64(m.LR.ChiSq), want.LR)
	tol.Near(t, "Wald", float64(m.Wald.ChiSq), want.Wald)
	tol.Near(t, "score", float64(m.Score.ChiSq), want.Score)
	tol.Near(t, "AIC", m.AIC(), want.AIC)
	tol.Near(t, "concordance", float64(m.Agreement.Value), want.Concordance)
	tol.Near(t, "concordance SE", float64(m.Agreement.SE), want.CSE)
	for k, v := range map[string]int64{"concordant": m.Agreement.Concordant, "discordant": m.Agreement.Discordant,
		"tied.x": m.Agreement.TiedHazard, "tied.y": m.Agreement.TiedTime, "tied.xy": m.Agreement.TiedBoth} {
		if v != want.Counts[k] {
			t.Errorf("%s = %d, want %d", k, v, want.Counts[k])
		}
	}
	for _, b := range want.Base {
		tol.Near(t, "baseline", m.CumulativeHazard("", b.Time), b.H0)
	}
	for k, at := range want.Predicted.Time {
		for i, values := range want.Predicted.New {
			row := make([]float64, len(want.Terms))
			for j, name := range want.Terms {
				row[j] = values[name]
			}
			tol.Near(t, "predicted", m.Survival(row, "", at), want.Predicted.S[k][i])
		}
	}
}

func TestFitAFT_EqualsReference_01_survival(t *testing.T) {
	for item, s := range map[string]study{"rossi_aft": rossi, "lung_aft": lung, "telco_aft": telco} {
		var want map[string]struct {
			Terms              []string
			Coef, SE           []float64
			Scale, LogLik, AIC float64
		}
		tol := reference.Item(t, answers, item, &want)
		for family, w := range want {
			x, l, _, _ := s.read(t, w.Terms[1:], func(c reference.Table, i int) bool { return c.Get(i, s.time) != "0" })
			o := survival.AFTOptions{Family: survival.Family(family), Names: w.Terms[1:]}
			m, err := survival.FitAFT(context.Background(), x, l, o, nil)
			if err != nil {
				t.Fatal(err)
			}
			name := item + " " + family
			for i, line := range m.Table() {
				tol.Near(t, name+" "+w.Terms[i], float64(line.Coef), w.Coef[i])
				tol.Near(t, name+" SE "+w.Terms[i], float64(line.SE), w.SE[i])
			}
			tol.Near(t, name+" scale", m.Scale, w.Scale)
			if len(w.SE) > len(w.Coef) {
				tol.Near(t, name+" SE log(scale)", float64(m.LogScaleSE), w.SE[len(w.Coef)])
			} else if m.LogScaleSE.Defined() {
				t.Errorf("%s: a fixed scale has a standard error", name)
			}
			tol.Near(t, name+" logLik", m.LogLik, w.LogLik)
			tol.Near(t, name+" AIC", m.AIC(), w.AIC)
		}
	}
}

func TestConditional_EqualsReference_01_survival(t *testing.T) {
	for item, s := range map[string]study{"rossi_conditional": rossi, "telco_conditional": telco} {
		var want []struct{ T, U, Cond float64 }
		tol := reference.Item(t, answers, item, &want)
		_, l, _, _ := s.read(t, nil, nil)
		c := survival.KaplanMeier(l.Times, l.Events)
		if len(want) == 0 {
			t.Fatal("nothing to compare")
		}
		for _, w := range want {
			tol.Near(t, item, c.Conditional(w.T, w.U), w.Cond)
		}
	}
}

func TestNelsonAalen_EqualsReference_01_survival(t *testing.T) {
	for item, s := range map[string]study{"rossi_km": rossi, "lung_km": lung, "telco_km": telco} {
		var want struct {
			Curve []struct {
				Time float64
				H    float64 `json:"nelson_aalen"`
			}
		}
		tol := reference.Item(t, answers, item, &want)
		_, l, _, _ := s.read(t, nil, nil)
		c := survival.KaplanMeier(l.Times, l.Events)
		for _, w := range want.Curve {
			tol.Near(t, item, c.CumulativeHazard(w.Time), w.H)
		}
	}
}

func TestLateEntry_EqualsReference_01_survival_lung_late_entry(t *testing.T) {
	var want struct {
		N   int64
		At  []kmRow `json:"at_times"`
		Cox struct {
			Coef   map[string]float64
			SE     []float64
			Null   float64 `json:"loglik_null"`
			LogLik float64
		}
	}
	tol := reference.Item(t, answers, "lung_late_entry", &want)
	x, l, _, rows := lung.read(t, []string{"age", "sex"}, nil)
	for k, i := range rows {
		l.Entry = append(l.Entry, math.Floor(l.Times[k]*float64((i+1)%4)/8))
	}
	c := survival.KaplanMeierEntry(l.Entry, l.Times, l.Events)
	if c.N() != want.N {
		t.Errorf("n = %d, want %d", c.N(), want.N)
	}
	for _, w := range want.At {
		if got := c.AtRiskAt(w.Time); got != w.NRisk {
			t.Errorf("at risk at %v = %d, want %d", w.Time, got, w.NRisk)
		}
		low, high := c.IntervalAt(w.Time)
		tol.Near(t, "S", c.At(w.Time), w.S)
		tol.Near(t, "SE", float64(c.SEAt(w.Time)), w.SE)
		tol.Near(t, "lower", float64(low), *w.Lower)
		tol.Near(t, "upper", float64(high), *w.Upper)
	}
	m, err := survival.FitCox(context.Background(), x, l, survival.CoxOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tol.Near(t, "age", m.Coef[0], want.Cox.Coef["age"])
	tol.Near(t, "sex", m.Coef[1], want.Cox.Coef["sex"])
	for i, se := range want.Cox.SE {
		tol.Near(t, "SE", float64(m.SE[i]), se)
	}
	tol.Near(t, "null logLik", m.NullLogLik, want.Cox.Null)
	tol.Near(t, "logLik", m.LogLik, want.Cox.LogLik)
}

func TestCumulativeIncidence_EqualsReference_01_survival_telco_competing_causes(t *testing.T) {
	var want struct {
		N         int
		Causes    map[string]int64
		Incidence []map[string]float64
		SE        []map[string]float64
	}
	tol := reference.Item(t, answers, "telco_competing_causes", &want)
	services, status := workbook(t, "data/churn/telco_ibm_services.xlsx"), workbook(t, "data/churn/telco_ibm_status.xlsx")
	tenure := map[string]float64{}
	for i := range services.Rows {
		tenure[services.Get(i, "Customer ID")] = number(t, services.Get(i, "Tenure in Months"))
	}
	var times []float64
	var causes []string
	for i := range status.Rows {
		cause := ""
		if status.Get(i, "Churn Label") == "Yes" {
			cause = status.Get(i, "Churn Category")
		}
		times, causes = append(times, tenure[status.Get(i, "Customer ID")]), append(causes, cause)
	}
	got := survival.CumulativeIncidence(times, causes)
	if len(times) != want.N || got.AtRisk[0] != int64(want.N) {
		t.Errorf("n = %d, want %d", len(times), want.N)
	}
	for k, name := range got.Causes {
		if got.Count[k] != want.Causes[name] {
			t.Errorf("%s = %d, want %d", name, got.Count[k], want.Causes[name])
		}
	}
	for i, w := range want.Incidence {
		s, se := got.SurvivalAt(w["time"])
		tol.Near(t, "still there", s, w["(s0)"])
		tol.Near(t, "its SE", float64(se), want.SE[i]["(s0)"])
		for k, name := range got.Causes {
			f, se := got.At(k, w["time"])
			tol.Near(t, name, f, w[name])
			tol.Near(t, "SE of "+name, float64(se), want.SE[i][name])
		}
	}
}
