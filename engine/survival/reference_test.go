package survival_test

import (
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/stat/reference"
	"huiliu/engine/survival"
)

// kmItem is the layout of Kaplan–Meier items in 01_survival.json (R survival).
type kmItem struct {
	N, Events   int64
	Median      *float64
	MedianLower *float64 `json:"median_lower"`
	MedianUpper *float64 `json:"median_upper"`
	Quartiles   struct{ Q25, Q50, Q75 *float64 }
	Tau, Rmst   float64
	RmstSE      float64 `json:"rmst_se"`
	AtTimes     []kmRow `json:"at_times"`
	Curve       []kmRow
}

type kmRow struct {
	Time         float64
	NRisk        int64   `json:"n_risk"`
	NEvent       int64   `json:"n_event"`
	S            float64 `json:"S"`
	SE           float64 `json:"se_S"`
	Lower, Upper *float64
}

func TestKaplanMeier_EqualsReference_01_survival(t *testing.T) {
	all := func(reference.Table, int) bool { return true }
	is := func(column, value string) func(reference.Table, int) bool {
		return func(c reference.Table, i int) bool { return c.Get(i, column) == value }
	}
	const rossi, lung, telco = "data/survival/rossi.csv", "data/survival/lung.csv", "data/churn/telco_ibm_v1.csv"
	for _, c := range []struct {
		item, file, time, event, yes string
		keep                         func(reference.Table, int) bool
	}{
		{"rossi_km", rossi, "week", "arrest", "1", all},
		{"rossi_km_fin0", rossi, "week", "arrest", "1", is("fin", "0")},
		{"rossi_km_fin1", rossi, "week", "arrest", "1", is("fin", "1")},
		{"lung_km", lung, "time", "status", "1", all},
		{"lung_km_sex1", lung, "time", "status", "1", is("sex", "1")},
		{"lung_km_sex2", lung, "time", "status", "1", is("sex", "2")},
		{"telco_km", telco, "tenure", "Churn", "Yes", all},
		{"telco_km_month_to_month", telco, "tenure", "Churn", "Yes", is("Contract", "Month-to-month")},
		{"telco_km_one_year", telco, "tenure", "Churn", "Yes", is("Contract", "One year")},
		{"telco_km_two_year", telco, "tenure", "Churn", "Yes", is("Contract", "Two year")},
	} {
		t.Run(c.item, func(t *testing.T) {
			table := reference.CSV(t, c.file)
			var times []float64
			var events []bool
			for i := range table.Rows {
				if !c.keep(table, i) {
					continue
				}
				v, err := strconv.ParseFloat(table.Get(i, c.time), 64)
				if err != nil {
					t.Fatal(err)
				}
				times, events = append(times, v), append(events, table.Get(i, c.event) == c.yes)
			}
			var want kmItem
			tol := reference.Item(t, "01_survival.json", c.item, &want)
			compare(t, survival.KaplanMeier(times, events), want, tol)
		})
	}
}

func compare(t *testing.T, got survival.Curve, want kmItem, tol reference.Tolerance) {
	t.Helper()
	if got.N() != want.N || got.TotalEvents() != want.Events {
		t.Errorf("n, events = %d, %d, want %d, %d", got.N(), got.TotalEvents(), want.N, want.Events)
	}
	if len(want.AtTimes) == 0 && len(want.Curve) == 0 {
		t.Fatal("the reference item holds no curve")
	}
	for _, r := range append(want.Curve, want.AtTimes...) {
		name := strconv.FormatFloat(r.Time, 'g', -1, 64)
		if got.AtRiskAt(r.Time) != r.NRisk {
			t.Errorf("at risk at %s = %d, want %d", name, got.AtRiskAt(r.Time), r.NRisk)
		}
		tol.Near(t, "S at "+name, got.At(r.Time), r.S)
		if r.S > 0 {
			tol.Near(t, "SE at "+name, float64(got.SEAt(r.Time)), r.SE)
		}
		low, high := got.IntervalAt(r.Time)
		if r.Lower != nil && r.Upper != nil && r.S < 1 {
			tol.Near(t, "lower at "+name, float64(low), *r.Lower)
			tol.Near(t, "upper at "+name, float64(high), *r.Upper)
		}
	}
	mean, se := got.RestrictedMean(want.Tau)
	tol.Near(t, "restricted mean", mean, want.Rmst)
	tol.Near(t, "its SE", se, want.RmstSE)
	median, ok := got.Median()
	optional(t, tol, "median", engine.Number(median), ok, want.Median)
	low, high := got.QuantileInterval(0.5)
	optional(t, tol, "median lower", low, low.Defined(), want.MedianLower)
	optional(t, tol, "median upper", high, high.Defined(), want.MedianUpper)
	for _, q := range []struct {
		p    float64
		want *float64
	}{{0.25, want.Quartiles.Q25}, {0.5, want.Quartiles.Q50}, {0.75, want.Quartiles.Q75}} {
		v, ok := got.Quantile(q.p)
		optional(t, tol, "quantile", engine.Number(v), ok, q.want)
	}
}

func optional(t *testing.T, tol reference.Tolerance, what string, got engine.Number, ok bool, want *float64) {
	t.Helper()
	if ok != (want != nil) {
		t.Errorf("%s reached = %v (%v), want %v", what, ok, got, want != nil)
		return
	}
	if ok {
		tol.Near(t, what, float64(got), *want)
	}
}

func TestKaplanMeierCounts_EqualsSecondLivesInR(t *testing.T) {
	var want struct {
		N      int64
		Median float64
		At     []struct {
			Day   float64
			S, SE float64
		}
	}
	tol := reference.Item(t, "09_winback.json", "winback_second_life", &want)
	table := reference.CSV(t, "data/winback/smcrm_customerWinBack.csv")
	var days []int
	var done []int64
	for i := range table.Rows {
		if table.Get(i, "reacquire") == "1" {
			d, err := strconv.Atoi(table.Get(i, "duration_2"))
			if err != nil {
				t.Fatal(err)
			}
			days, done = append(days, d), append(done, 1)
		}
	}
	c := survival.KaplanMeierCounts(days, done, make([]int64, len(days)))
	if c.N() != want.N {
		t.Errorf("n = %d, want %d", c.N(), want.N)
	}
	m, ok := c.Median()
	optional(t, tol, "median", engine.Number(m), ok, &want.Median)
	for _, a := range want.At {
		tol.Near(t, "S", c.At(a.Day), a.S)
		tol.Near(t, "SE", float64(c.SEAt(a.Day)), a.SE)
	}
}
