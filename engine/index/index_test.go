package index_test

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/index"
	"huiliu/engine/stat/reference"
)

type ahpCase struct {
	Matrix     [][]float64
	Weights    []float64
	Geometric  []float64 `json:"weights_geometric_mean"`
	Lambda     float64   `json:"lambda_max"`
	CI, RI, CR float64
}

func TestAHP_EqualsReference_06a_statistics_ahp(t *testing.T) {
	var want map[string]ahpCase
	tol := reference.Item(t, "06a_statistics.json", "ahp", &want)
	if len(want) != 3 {
		t.Fatalf("%d matrices, want 3", len(want))
	}
	for name, c := range want {
		j, err := index.AHP(c.Matrix)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		g := index.Geometric(c.Matrix)
		for i := range c.Weights {
			tol.Near(t, name+" weight", j.Weights[i], c.Weights[i])
			tol.Near(t, name+" geometric", g[i], c.Geometric[i])
		}
		tol.Near(t, name+" lambda", j.LambdaMax, c.Lambda)
		tol.Near(t, name+" RI", j.RI, c.RI)
		// λ−n loses the digits that the ten of the matrix leave: the stated tolerance holds for λ.
		slack := reference.Tolerance{Type: "absolute", Value: tol.Value * c.Lambda / float64(len(c.Weights)-1)}
		slack.Near(t, name+" CI", j.CI, c.CI)
		slack.Near(t, name+" CR", j.CR, c.CR)
		if j.Consistent() == (name == "inconsistent") {
			t.Errorf("%s: CR %.3f, consistent %v", name, j.CR, j.Consistent())
		}
	}
}

// The drinks of Saaty (1980) to the printed digits, METHODS 1.9.
func TestAHP_EqualsSaatysDrinks(t *testing.T) {
	third, ninth := 1.0/3, 1.0/9
	j, err := index.AHP([][]float64{
		{1, 9, 5, 2, 1, 1, 0.5}, {ninth, 1, third, ninth, ninth, ninth, ninth}, {0.2, 3, 1, third, 0.25, third, ninth},
		{0.5, 9, 3, 1, 0.5, 1, third}, {1, 9, 4, 2, 1, 2, 0.5}, {1, 9, 3, 1, 0.5, 1, third}, {2, 9, 9, 3, 2, 3, 1}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327} {
		if math.Abs(j.Weights[i]-want) > 0.0005 {
			t.Errorf("weight %d = %.4f, want %.3f", i, j.Weights[i], want)
		}
	}
	if math.Abs(j.LambdaMax-7.1766) > 5e-5 || math.Abs(j.CR-0.022) > 5e-4 {
		t.Errorf("λmax %.4f, CR %.4f, want 7.1766, 0.022", j.LambdaMax, j.CR)
	}
}

func TestAHP_RefusesWhatIsNoComparison(t *testing.T) {
	for code, m := range map[string][][]float64{
		"index.matrix_size":       {{1, 2}, {0.5}},
		"index.matrix_entry":      {{1, -2}, {-0.5, 1}},
		"index.matrix_reciprocal": {{1, 2}, {2, 1}},
	} {
		_, err := index.AHP(m)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%v: %v, want %s", m, err, code)
		}
	}
	if _, err := index.AHP(nil); err == nil {
		t.Error("nothing compared is accepted")
	}
	if j, err := index.AHP([][]float64{{1}}); err != nil || j.Weights[0] != 1 || j.CR != 0 {
		t.Errorf("one indicator: %v %v", j, err)
	}
}

func TestPrincipal_EqualsReference_06a_statistics_pca_usarrests(t *testing.T) {
	var want struct {
		Data        [][]float64
		Eigenvalues []float64
		Share       []float64
		Loadings    [][]float64 // by column, then component
	}
	tol := reference.Item(t, "06a_statistics.json", "pca_usarrests", &want)
	c := index.Principal(transposed(want.Data))
	checkComponents(t, tol, c, want.Eigenvalues, want.Loadings)
	for k, s := range want.Share {
		tol.Near(t, "share", c.Share(k), s)
	}
}

func TestPrincipal_EqualsReference_06a_statistics_pca_telco(t *testing.T) {
	var want struct {
		Eigenvalues []float64
		Loadings    [][]float64
	}
	tol := reference.Item(t, "06a_statistics.json", "pca_telco", &want)
	checkComponents(t, tol, index.Principal(telco(t)), want.Eigenvalues, want.Loadings)
}

func checkComponents(t *testing.T, tol reference.Tolerance, c index.Components, values []float64, loadings [][]float64) {
	t.Helper()
	for k, v := range values {
		tol.Near(t, "eigenvalue", c.Eigenvalues[k], v)
		sign := 1.0
		if c.Loadings[k][0]*loadings[0][k] < 0 {
			sign = -1 // free
		}
		for j := range loadings {
			tol.Near(t, "loading", sign*c.Loadings[k][j], loadings[j][k])
		}
	}
}

func TestEntropy_EqualsReference_06a_statistics_entropy_weights(t *testing.T) {
	var want struct {
		Matrix  [][]float64
		Weights []float64
		Telco   []float64
	}
	tol := reference.Item(t, "06a_statistics.json", "entropy_weights", &want)
	for j, w := range index.Entropy(transposed(want.Matrix)) {
		tol.Near(t, "weight", w, want.Weights[j])
	}
	columns := telco(t)
	for j := range columns {
		columns[j] = index.Scale(columns[j], index.MinMax, true)
	}
	for j, w := range index.Entropy(columns) {
		tol.Near(t, "telco", w, want.Telco[j])
	}
}

// telco are tenure, monthly and total charges of the 7,032 complete rows.
func telco(t *testing.T) [][]float64 {
	t.Helper()
	c := reference.CSV(t, "data/churn/telco_ibm_v1.csv")
	out := make([][]float64, 3)
	for i := range c.Rows {
		if strings.TrimSpace(c.Get(i, "TotalCharges")) == "" {
			continue
		}
		for j, name := range []string{"tenure", "MonthlyCharges", "TotalCharges"} {
			v, err := strconv.ParseFloat(c.Get(i, name), 64)
			if err != nil {
				t.Fatal(err)
			}
			out[j] = append(out[j], v)
		}
	}
	return out
}

func transposed(rows [][]float64) [][]float64 {
	out := make([][]float64, len(rows[0]))
	for _, r := range rows {
		for j, v := range r {
			out[j] = append(out[j], v)
		}
	}
	return out
}

func TestPrincipal_GivesAConstantColumnNoWeight(t *testing.T) {
	c := index.Principal([][]float64{{1, 2, 3, math.NaN()}, {5, 5, 5, 5}, {3, 1, 0, 1}})
	if c.Rows != 3 || len(c.Eigenvalues) != 2 || c.Loadings[0][1] != 0 {
		t.Errorf("%+v", c)
	}
	if c := index.Principal([][]float64{{1, 1}, {2, 2}}); c.Weights() != nil {
		t.Errorf("all equal: %+v", c)
	}
	if w := index.Entropy([][]float64{{1, 1, 1}, {0, 0, 0}}); w[0] != 0.5 || w[1] != 0.5 {
		t.Errorf("entropy of equal rows: %v", w)
	}
}

func TestScale_OrientsAndKeepsMissing(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		method index.Method
		risky  bool
		want   []float64
	}{
		{index.MinMax, true, []float64{0, 1, 0.5, nan, 0.5}},
		{index.MinMax, false, []float64{1, 0, 0.5, nan, 0.5}},
		{index.Percentile, true, []float64{0.125, 0.875, 0.5, nan, 0.5}},
		{index.Percentile, false, []float64{0.875, 0.125, 0.5, nan, 0.5}},
	} {
		for i, v := range index.Scale([]float64{2, 10, 6, nan, 6}, c.method, c.risky) {
			if v != c.want[i] && !(math.IsNaN(v) && math.IsNaN(c.want[i])) {
				t.Errorf("%s %v: %d is %v, want %v", c.method, c.risky, i, v, c.want[i])
			}
		}
	}
	z := index.Scale([]float64{1, 2, 3}, index.Z, true)
	if z[0] != -1 || z[2] != 1 {
		t.Errorf("z = %v", z)
	}
	for _, m := range []index.Method{index.MinMax, index.Z, index.Percentile} {
		same := index.Scale([]float64{4, 4}, m, true)
		if same[0] != same[1] || math.IsNaN(same[0]) {
			t.Errorf("%s of equal ones: %v", m, same)
		}
	}
}

func TestCombine_LeavesTheWeightOfWhatIsMissingToTheOthers(t *testing.T) {
	nan := math.NaN()
	got := index.Combine([][]float64{{1, nan, nan}, {0, 0.5, nan}}, index.Manual([]float64{3, 1}))
	if got[0] != 0.75 || got[1] != 0.5 || !math.IsNaN(got[2]) {
		t.Errorf("%v", got)
	}
	if w := index.Manual([]float64{-1, nan, 2, 2}); w[0] != 0 || w[1] != 0 || w[2] != 0.5 {
		t.Errorf("manual weights %v", w)
	}
}
