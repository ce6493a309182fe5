package associate_test

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/associate"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat/reference"
)

// telco is the 7,032 rows with a total of telco_ibm_v1.csv, as reference telco_simple.
func telco(t testing.TB, order func(n int) []int) *snapshot.Table {
	t.Helper()
	csv := reference.CSV(t, "data/churn/telco_ibm_v1.csv")
	s := &snapshot.Table{AsOf: engine.NoDay}
	columns := []snapshot.Column{{Name: snapshot.Tenure, Built: true}, {Name: snapshot.Monthly, Built: true}, {Name: "Contract"}}
	for _, i := range order(len(csv.Rows)) {
		if strings.TrimSpace(csv.Get(i, "TotalCharges")) == "" {
			continue
		}
		for k, name := range []string{"tenure", "MonthlyCharges"} {
			v, err := strconv.ParseFloat(csv.Get(i, name), 64)
			if err != nil {
				t.Fatal(err)
			}
			columns[k].Number = append(columns[k].Number, v)
		}
		columns[2].Text = append(columns[2].Text, csv.Get(i, "Contract"))
		s.Churned = append(s.Churned, csv.Get(i, "Churn") == "Yes")
	}
	s.Columns = columns
	return s
}

func inOrder(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func analyse(t testing.TB, s *snapshot.Table) associate.Result {
	t.Helper()
	got, err := associate.Analyse(context.Background(), s, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Numbers: reference/02_logistic.json, telco_simple (R glm); its coefficients are per
// month and per dollar, ours per step.
func TestAnalyse_TelcoMeetsR(t *testing.T) {
	got := analyse(t, telco(t, inOrder))
	var want struct {
		Terms       []string
		Coef, SE, Z []float64
		LogLik      float64               `json:"logLik"`
		InSample    struct{ AUC float64 } `json:"in_sample"`
	}
	tol := reference.Item(t, "02_logistic.json", "telco_simple", &want)
	at := map[string]int{}
	for i, term := range want.Terms {
		at[term] = i
	}
	m := got.Together
	if m == nil || m.Rows != 7032 || m.Events != 1869 || m.Firth || m.Limited || len(m.Lines) != 4 {
		t.Fatalf("%+v", m)
	}
	tol.Near(t, "log likelihood", float64(m.LogLik), want.LogLik)
	tol.Near(t, "AUC", float64(m.AUC), want.InSample.AUC)
	for _, l := range m.Lines {
		i := at[map[string]string{snapshot.Tenure: "tenure", snapshot.Monthly: "MonthlyCharges", "Contract": "Contract" + l.Level}[l.Column]]
		tol.Near(t, want.Terms[i], float64(l.Coef)/l.Unit, want.Coef[i])
		// R takes its standard errors from the weights before the last step.
		rough := reference.Tolerance{Type: "relative", Value: 1e-4}
		rough.Near(t, want.Terms[i]+" SE", float64(l.SE)/l.Unit, want.SE[i])
		rough.Near(t, want.Terms[i]+" z", float64(l.Z), want.Z[i])
	}
	if s := got.Single[0]; s.Column != "Contract" || !(s.V > 0.4) || !(s.Q < 1e-10) {
		t.Errorf("%+v", s)
	}
}

func TestAnalyse_RowOrderDoesNotMatter(t *testing.T) {
	want, err := json.Marshal(analyse(t, telco(t, inOrder)))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := json.Marshal(analyse(t, telco(t, rand.New(rand.NewPCG(1, 1)).Perm))); string(got) != string(want) {
		t.Errorf("%s\n%s", got, want)
	}
}

// invent makes n customers of whom noise columns say nothing and one column the truth.
func invent(n, noise int, tell func(left bool, r *rand.Rand) float64) *snapshot.Table {
	r := rand.New(rand.NewPCG(5, 6))
	s := &snapshot.Table{AsOf: engine.NoDay}
	for range n {
		s.Churned = append(s.Churned, r.IntN(3) == 0)
	}
	column := func(name string, f func(i int) float64) {
		c := snapshot.Column{Name: name}
		for i := range n {
			c.Number = append(c.Number, f(i))
		}
		s.Columns = append(s.Columns, c)
	}
	for k := range noise {
		column("noise "+strconv.Itoa(k), func(int) float64 { return r.NormFloat64() })
	}
	column("truth", func(i int) float64 { return tell(s.Churned[i], r) })
	column("twin", func(i int) float64 { return 3 + 2*s.Columns[noise].Number[i] })
	return s
}

func TestAnalyse_NoiseIsNotRelatedAndTwinsEnterOnce(t *testing.T) {
	got := analyse(t, invent(3000, 20, func(left bool, r *rand.Rand) float64 {
		v := r.NormFloat64()
		if left {
			v++
		}
		return v
	}))
	related := 0
	for _, s := range got.Single {
		if s.Q < 0.05 {
			related++
		}
	}
	if related < 2 || related > 3 || got.Single[0].Column != "truth" || got.Single[1].Column != "twin" {
		t.Errorf("%d related, first %s, %s", related, got.Single[0].Column, got.Single[1].Column)
	}
	for _, l := range got.Together.Lines {
		if l.Column == "twin" {
			t.Error("both twins are in the model")
		}
		if l.Column == "truth" && math.Abs(float64(l.Coef)/l.Unit-1) > 0.2 { // normals one apart: log odds of 1 a unit
			t.Errorf("truth: %v per %v", l.Coef, l.Unit)
		}
	}
}

func TestAnalyse_SeparationIsHandled(t *testing.T) {
	got := analyse(t, invent(400, 1, func(left bool, r *rand.Rand) float64 {
		if left {
			return 1 + r.Float64()
		}
		return -r.Float64()
	}))
	if got.Together == nil || !got.Together.Firth {
		t.Fatalf("%+v", got.Together)
	}
	for _, l := range got.Together.Lines {
		if !l.Odds.Defined() || !l.OddsHigh.Defined() {
			t.Errorf("%+v", l)
		}
	}
}

func TestAnalyse_TooFewAreSaid(t *testing.T) {
	if got := analyse(t, nil); got.Skipped != "too_short" {
		t.Errorf("%+v", got)
	}
	got := analyse(t, &snapshot.Table{Churned: make([]bool, 50)})
	if got.Skipped != "too_few" {
		t.Errorf("%+v", got)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
}
