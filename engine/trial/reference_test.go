package trial_test

import (
	"math"
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/stat/reference"
	"huiliu/engine/trial"
)

// hillstrom reads the e-mail trial of 64,000 customers in three arms (MineThatData, 2008).
func hillstrom(t *testing.T) (reference.Table, trial.Trial) {
	t.Helper()
	csv := reference.CSV(t, "data/campaigns/hillstrom_email.csv.gz")
	tr := trial.Trial{Names: []string{"No E-Mail", "Mens E-Mail", "Womens E-Mail"}}
	at := map[string]int{}
	for k, n := range tr.Names {
		at[n] = k
	}
	for i := range csv.Rows {
		tr.Arm = append(tr.Arm, at[csv.Get(i, "segment")])
		tr.Yes = append(tr.Yes, csv.Get(i, "visit") == "1")
	}
	tr.Money, tr.Before = numbers(t, csv, "spend"), numbers(t, csv, "history")
	return csv, tr
}

func numbers(t *testing.T, csv reference.Table, column string) []float64 {
	t.Helper()
	out := make([]float64, len(csv.Rows))
	for i := range out {
		v, err := strconv.ParseFloat(csv.Get(i, column), 64)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = v
	}
	return out
}

type proportions struct {
	Treated, Control     int64
	TreatedYes           int64 `json:"treated_yes"`
	ControlYes           int64 `json:"control_yes"`
	Difference, Chisq, P float64
	Newcombe             [2]float64 `json:"newcombe_ci"`
	Lift                 float64    `json:"relative_lift"`
	Total                float64    `json:"incremental_total"`
}

type means struct {
	Difference, T, DF, P, Theta float64
	Welch                       [2]float64 `json:"welch_ci"`
	Variance                    float64    `json:"variance_ratio"`
}

type effects struct {
	Visit, Conversion proportions
	Spend             means
	Cuped             means   `json:"spend_cuped_history"`
	SpendTotal        float64 `json:"spend_incremental_total"`
}

func checkProportions(t *testing.T, tol reference.Tolerance, what string, e trial.Effect, want proportions) {
	t.Helper()
	if e.Treated.Events != want.TreatedYes || e.Treated.Base != want.Treated || e.Control.Events != want.ControlYes || e.Control.Base != want.Control {
		t.Errorf("%s: %v against %v, want %+v", what, e.Treated, e.Control, want)
	}
	for name, v := range map[string][2]float64{
		"difference": {float64(e.Response.Diff), want.Difference}, "low": {float64(e.Response.Low), want.Newcombe[0]},
		"high": {float64(e.Response.High), want.Newcombe[1]}, "chi2": {float64(e.Response.Chi2), want.Chisq}, "p": {float64(e.Response.P), want.P},
		"lift": {float64(e.Lift), want.Lift}, "additional": {float64(e.Additional), want.Total},
	} {
		tol.Near(t, what+" "+name, v[0], v[1])
	}
}

func checkMeans(t *testing.T, tol reference.Tolerance, what string, m [6]engine.Number, want means) {
	t.Helper()
	for i, w := range []float64{want.Difference, want.Welch[0], want.Welch[1], want.T, want.DF, want.P} {
		tol.Near(t, what+" "+strconv.Itoa(i), float64(m[i]), w)
	}
}

// reference/07_campaigns.json: hillstrom_arms, hillstrom_mens, hillstrom_womens.
func TestMeasure_EqualsReference_07_campaigns(t *testing.T) {
	csv, visit := hillstrom(t)
	conversion := visit
	conversion.Yes = make([]bool, len(csv.Rows))
	for i := range csv.Rows {
		conversion.Yes[i] = csv.Get(i, "conversion") == "1"
	}
	v, err := trial.Measure(visit)
	if err != nil {
		t.Fatal(err)
	}
	c, err := trial.Measure(conversion)
	if err != nil {
		t.Fatal(err)
	}
	for k, id := range []string{"hillstrom_mens", "hillstrom_womens"} {
		var want effects
		tol := reference.Item(t, "07_campaigns.json", id, &want)
		e := v.Effects[k]
		checkProportions(t, tol, id+" visit", e, want.Visit)
		checkProportions(t, tol, id+" conversion", c.Effects[k], want.Conversion)
		m := e.Money
		checkMeans(t, tol, id+" spend", [6]engine.Number{m.Diff, m.Low, m.High, m.T, m.DF, m.P}, want.Spend)
		m = e.Cuped.Means
		checkMeans(t, tol, id+" cuped", [6]engine.Number{m.Diff, m.Low, m.High, m.T, m.DF, m.P}, want.Cuped)
		tol.Near(t, id+" theta", float64(e.Cuped.Theta), want.Cuped.Theta)
		tol.Near(t, id+" variance ratio", float64(e.Cuped.Variance), want.Cuped.Variance)
		tol.Near(t, id+" total", float64(e.MoneyTotal), want.SpendTotal)
	}
	var arms struct{ Chisq, P float64 }
	tol := reference.Item(t, "07_campaigns.json", "hillstrom_arms", &arms)
	tol.Near(t, "chi2", float64(v.Ratio.Chi2), arms.Chisq)
	tol.Near(t, "p", float64(v.Ratio.P), arms.P)
	if v.Ratio.Broken() {
		t.Error("equal arms called broken")
	}
}

// reference/07_campaigns.json: hillstrom_mens_subgroups, hillstrom_womens_subgroups.
func TestBy_EqualsReference_07_campaigns_subgroups(t *testing.T) {
	csv, visit := hillstrom(t)
	for k, id := range []string{"hillstrom_mens_subgroups", "hillstrom_womens_subgroups"} {
		var want []struct {
			Column           string
			Level            any
			Treated, Control int64
			TreatedYes       int64 `json:"treated_yes"`
			ControlYes       int64 `json:"control_yes"`
			Difference, P    float64
			Newcombe         [2]float64 `json:"newcombe_ci"`
		}
		tol := reference.Item(t, "07_campaigns.json", id, &want)
		for _, w := range want {
			level, ok := w.Level.(string)
			if f, number := w.Level.(float64); number {
				level, ok = strconv.FormatFloat(f, 'f', -1, 64), true
			}
			if !ok || csv.Column[w.Column] == 0 && w.Column != "recency" {
				t.Fatalf("%s: level %v of %s", id, w.Level, w.Column)
			}
			levels := make([]string, len(csv.Rows))
			for i := range levels {
				levels[i] = csv.Get(i, w.Column)
			}
			groups, err := trial.By(visit, levels)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, g := range groups {
				if g.Level != level {
					continue
				}
				found = true
				e := g.Effects[k]
				if e.Treated.Events != w.TreatedYes || e.Treated.Base != w.Treated || e.Control.Base != w.Control {
					t.Errorf("%s %s %s: %v %v", id, w.Column, level, e.Treated, e.Control)
				}
				tol.Near(t, id+" "+w.Column+" "+level, float64(e.Response.Diff), w.Difference)
				tol.Near(t, id+" low", float64(e.Response.Low), w.Newcombe[0])
				tol.Near(t, id+" high", float64(e.Response.High), w.Newcombe[1])
				if w.P > 1e-300 {
					tol.Near(t, id+" p", float64(e.Response.P), w.P)
				}
			}
			if !found {
				t.Errorf("%s: no group %s of %s", id, level, w.Column)
			}
		}
	}
}

func TestMeasure_IsUndefinedWhereNothingWasSeen(t *testing.T) {
	r, err := trial.Measure(trial.Trial{Names: []string{"left alone", "sms"}, Arm: []int{1, 1}, Yes: []bool{true, false}})
	if err != nil {
		t.Fatal(err)
	}
	e := r.Effects[0]
	if e.Response.Diff.Defined() || e.Lift.Defined() || e.Money.Diff.Defined() || e.Cuped.Theta.Defined() || r.Ratio.P.Defined() {
		t.Errorf("an effect without a control: %+v", e)
	}
}

func TestMeasure_RefusesColumnsOfDifferentLengths(t *testing.T) {
	for _, tr := range []trial.Trial{
		{Names: []string{"a"}, Arm: []int{0}},
		{Names: []string{"a", "b"}, Arm: []int{0, 1}, Yes: []bool{true}},
		{Names: []string{"a", "b"}, Arm: []int{0, 2}},
		{Names: []string{"a", "b"}, Arm: []int{0, 1}, Design: []float64{1}},
	} {
		if _, err := trial.Measure(tr); err == nil {
			t.Errorf("%+v measured", tr)
		}
	}
}

func TestMeasure_DoesNotDependOnTheOrderOfRows(t *testing.T) {
	tr := trial.Trial{Names: []string{"c", "t"}}
	for i := range 400 {
		tr.Arm = append(tr.Arm, i*7%3%2)
		tr.Yes = append(tr.Yes, i%5 == 0)
		tr.Money = append(tr.Money, math.Sqrt(float64(i)))
		tr.Before = append(tr.Before, float64(i%11))
	}
	back := trial.Trial{Names: tr.Names}
	for i := len(tr.Arm) - 1; i >= 0; i-- {
		back.Arm, back.Yes = append(back.Arm, tr.Arm[i]), append(back.Yes, tr.Yes[i])
		back.Money, back.Before = append(back.Money, tr.Money[i]), append(back.Before, tr.Before[i])
	}
	a, _ := trial.Measure(tr)
	b, _ := trial.Measure(back)
	if x, y := a.Effects[0], b.Effects[0]; x.Response != y.Response || math.Abs(float64(x.Cuped.Diff-y.Cuped.Diff)) > 1e-12 {
		t.Errorf("%+v and %+v", x, y)
	}
}
