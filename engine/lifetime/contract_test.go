package lifetime_test

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/lifetime"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat/reference"
)

// telco is telco_ibm_v1.csv as a snapshot, in the given order of rows.
func telco(t testing.TB, order func(n int) []int) *snapshot.Table {
	t.Helper()
	csv := reference.CSV(t, "data/churn/telco_ibm_v1.csv")
	s := &snapshot.Table{AsOf: engine.NoDay}
	rows := order(len(csv.Rows))
	for _, i := range rows {
		months, err := strconv.ParseFloat(csv.Get(i, "tenure"), 64)
		if err != nil {
			t.Fatal(err)
		}
		s.Tenure, s.Churned = append(s.Tenure, months), append(s.Churned, csv.Get(i, "Churn") == "Yes")
	}
	for _, name := range []string{"Contract", "PaymentMethod", "gender", "Partner"} {
		c := snapshot.Column{Name: name}
		for _, i := range rows {
			c.Text = append(c.Text, strings.TrimSpace(csv.Get(i, name)))
		}
		s.Columns = append(s.Columns, c)
	}
	number := func(name string) {
		c := snapshot.Column{Name: name}
		for _, i := range rows {
			v, err := strconv.ParseFloat(strings.TrimSpace(csv.Get(i, name)), 64)
			if err != nil {
				v = math.NaN()
			}
			c.Number = append(c.Number, v)
		}
		s.Columns = append(s.Columns, c)
	}
	number("MonthlyCharges")
	number("TotalCharges")
	return s
}

func inOrder(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func contracts(t testing.TB, s *snapshot.Table) lifetime.Result {
	t.Helper()
	got, err := lifetime.Contracts(context.Background(), s, engine.NoProgress{})
	if err != nil || got.Skipped != "" {
		t.Fatal(got.Skipped, err)
	}
	return got
}

// Numbers: reference/01_survival.json, telco_km, telco_logrank_contract, telco_pairwise_contract (R survival).
func TestContracts_TelcoMeetsR(t *testing.T) {
	got := contracts(t, telco(t, inOrder))
	var km struct {
		N, Events int64
		AtTimes   []struct {
			Time, S, Lower, Upper float64
			NRisk                 int64 `json:"n_risk"`
		} `json:"at_times"`
	}
	tol := reference.Item(t, "01_survival.json", "telco_km", &km)
	if got.Lives != km.N || got.Events != km.Events || got.Overall.Median.Defined() {
		t.Errorf("%d lives, %d events, median %v", got.Lives, got.Events, got.Overall.Median)
	}
	compared := 0
	for _, want := range km.AtTimes {
		for _, p := range got.Table {
			if p.Time != want.Time {
				continue
			}
			compared++
			tol.Near(t, "share", float64(p.Share), want.S)
			tol.Near(t, "low", float64(p.Low), want.Lower)
			tol.Near(t, "high", float64(p.High), want.Upper)
			if p.AtRisk != want.NRisk {
				t.Errorf("%v months: %d at risk, want %d", p.Time, p.AtRisk, want.NRisk)
			}
		}
	}
	if compared < 5 {
		t.Errorf("only %d times compared", compared)
	}
	var test struct{ Chisq float64 }
	tol = reference.Item(t, "01_survival.json", "telco_logrank_contract", &test)
	by := got.Groupings[0]
	if by.Name != "Contract" || by.DF != 2 {
		t.Fatalf("%s on %d df", by.Name, by.DF)
	}
	tol.Near(t, "log-rank", float64(by.ChiSq), test.Chisq)
	var pairs []struct {
		Chisq float64
		Holm  float64 `json:"p_holm"`
	}
	tol = reference.Item(t, "01_survival.json", "telco_pairwise_contract", &pairs)
	for i, want := range pairs {
		tol.Near(t, by.Pairs[i].A+"/"+by.Pairs[i].B, float64(by.Pairs[i].ChiSq), want.Chisq)
		tol.Near(t, "Holm", float64(by.Pairs[i].Holm), want.Holm)
	}
}

func TestContracts_CoxLeavesOutWhatOnlyCountsTime(t *testing.T) {
	x := contracts(t, telco(t, inOrder)).Cox
	if x == nil || x.Rows != 7032 || x.Events != 1869 {
		t.Fatalf("%+v", x)
	}
	for _, l := range x.Lines {
		if l.Column == "TotalCharges" {
			t.Error("total charges grow with tenure and are no covariate")
		}
		if l.Column == "Contract" && !(l.High < 0.4) {
			t.Errorf("%s: %v to %v", l.Level, l.Low, l.High)
		}
	}
	if len(x.Dropped) != 1 || x.Dropped[0].Code != "clock" {
		t.Errorf("dropped %+v", x.Dropped)
	}
	if !(x.Concordance > 0.8 && x.Concordance < 0.9) {
		t.Errorf("concordance %v", x.Concordance)
	}
}

func TestContracts_RowOrderDoesNotMatter(t *testing.T) {
	want, err := json.Marshal(contracts(t, telco(t, inOrder)))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(contracts(t, telco(t, rand.New(rand.NewPCG(1, 1)).Perm)))
	if string(got) != string(want) {
		t.Errorf("%s\n%s", got, want)
	}
}

func TestContracts_WithoutTenureSaySo(t *testing.T) {
	s := &snapshot.Table{Churned: make([]bool, 100), Tenure: make([]float64, 100)}
	for i := range s.Tenure {
		s.Tenure[i] = math.NaN()
	}
	got, err := lifetime.Contracts(context.Background(), s, engine.NoProgress{})
	if err != nil || got.Skipped != "no_tenure" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
}

// With exponential lives remaining life does not depend on age, and curve and model agree.
func TestContracts_RemainingLifeByTheBestFamily(t *testing.T) {
	got := contracts(t, telco(t, inOrder))
	f := got.Fitted
	if f == nil || f.Rows != 7032 || f.Events != 1869 || len(f.AIC) != 4 {
		t.Fatalf("%+v", f)
	}
	for family, aic := range f.AIC {
		if aic < f.AIC[f.Family] {
			t.Errorf("%s fits better than %s", family, f.Family)
		}
	}
	if !(f.Off > 0 && f.Off < 0.1) {
		t.Errorf("off by %v", f.Off)
	}
	before := 0.0
	for _, r := range got.Remaining {
		if !(float64(r.FittedStay) > before && r.FittedStay < 1 && r.FittedMean < 12 && float64(r.FittedMean) > 12*float64(r.FittedStay)) {
			t.Errorf("from %d: %+v", r.From, r)
		}
		before = float64(r.FittedStay) // those who stayed longer are the more faithful
	}

	rng := rand.New(rand.NewPCG(3, 4))
	s := &snapshot.Table{AsOf: engine.NoDay}
	for range 20000 { // leave at 0.05 a month, observed up to five years
		life, open := rng.ExpFloat64()/0.05, 60*rng.Float64()
		s.Tenure, s.Churned = append(s.Tenure, math.Min(life, open)), append(s.Churned, life <= open)
	}
	got = contracts(t, s)
	if got.Fitted == nil || got.Fitted.Off > 0.01 {
		t.Fatalf("%+v", got.Fitted)
	}
	for _, r := range got.Remaining[:3] {
		if math.Abs(float64(r.FittedStay)-math.Exp(-0.6)) > 0.01 || math.Abs(float64(r.FittedMean)-(1-math.Exp(-0.6))/0.05) > 0.05 ||
			math.Abs(float64(r.FittedHalf)-math.Ln2/0.05) > 0.5 {
			t.Errorf("exponential lives, from %d: %+v", r.From, r)
		}
		if math.Abs(float64(r.FittedStay-r.Stay)) > 0.02 {
			t.Errorf("curve and model: %+v", r)
		}
	}
}
