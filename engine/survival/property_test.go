package survival_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"huiliu/engine/survival"
)

const hair = 1e-12

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// Leukaemia remission under 6-MP, Freireich et al. 1963; estimates and standard
// errors as printed in Kalbfleisch and Prentice and in every textbook since.
func TestKaplanMeier_EqualsPublishedRemissionTimes(t *testing.T) {
	times := []float64{6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35}
	ended := []bool{true, true, true, false, true, false, true, false, false, true, true, false, false,
		false, true, true, false, false, false, false, false}
	c := survival.KaplanMeier(times, ended)
	for _, w := range []struct{ t, s, se float64 }{
		{6, 0.857, 0.0764}, {7, 0.807, 0.0869}, {10, 0.753, 0.0963}, {13, 0.690, 0.1068},
		{16, 0.627, 0.1141}, {22, 0.538, 0.1282}, {23, 0.448, 0.1346},
	} {
		near(t, "S", c.At(w.t), w.s, 5e-4)
		near(t, "SE", float64(c.SEAt(w.t)), w.se, 5e-5)
	}
	if m, ok := c.Median(); !ok || m != 23 {
		t.Errorf("median = %v %v, want 23", m, ok)
	}
	if c.AtRiskAt(10) != 15 || c.N() != 21 || c.TotalEvents() != 9 || c.Last() != 35 {
		t.Errorf("at risk %d, n %d, events %d, last %v", c.AtRiskAt(10), c.N(), c.TotalEvents(), c.Last())
	}
}

func TestKaplanMeier_WithoutCensoringIsTheEmpiricalCurve(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	times, events := make([]float64, 500), make([]bool, 500)
	var sum float64
	for i := range times {
		times[i], events[i] = float64(rng.IntN(60)), true
		sum += times[i]
	}
	c := survival.KaplanMeier(times, events)
	for day := 0.0; day < 62; day++ {
		longer := 0
		for _, v := range times {
			if v > day {
				longer++
			}
		}
		near(t, "S", c.At(day), float64(longer)/500, hair)
	}
	mean, _ := c.RestrictedMean(100)
	near(t, "restricted mean of complete lives", mean, sum/500, 1e-10)
}

func TestKaplanMeier_IgnoresOrderAndAgreesWithCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, longest = 2000, 90
	times, events := make([]float64, n), make([]bool, n)
	days, done, open := make([]int, longest), make([]int64, longest), make([]int64, longest)
	for i := range times {
		d := rng.IntN(longest)
		times[i], events[i], days[d] = float64(d), rng.IntN(3) > 0, d
		if events[i] {
			done[d]++
		} else {
			open[d]++
		}
	}
	want := survival.KaplanMeier(times, events)
	rng.Shuffle(n, func(i, j int) {
		times[i], times[j] = times[j], times[i]
		events[i], events[j] = events[j], events[i]
	})
	if !reflect.DeepEqual(survival.KaplanMeier(times, events), want) {
		t.Error("the order of lives changed the curve")
	}
	rng.Shuffle(longest, func(i, j int) {
		days[i], days[j] = days[j], days[i]
		done[i], done[j] = done[j], done[i]
		open[i], open[j] = open[j], open[i]
	})
	if !sameJSON(t, survival.KaplanMeierCounts(days, done, open), want) {
		t.Error("counts by day and single lives disagree")
	}
	for i := 1; i < len(want.Times); i++ {
		if want.Survival[i] > want.Survival[i-1] || want.AtRisk[i] >= want.AtRisk[i-1] {
			t.Fatal("survival or the number at risk rises")
		}
	}
}

func TestKaplanMeierCounts_AddsRepeatedDays(t *testing.T) {
	a := survival.KaplanMeierCounts([]int{5, 2, 5}, []int64{1, 2, 3}, []int64{0, 1, 4})
	b := survival.KaplanMeierCounts([]int{2, 5, 9}, []int64{2, 4, 0}, []int64{1, 4, 0})
	if !sameJSON(t, a, b) {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func TestCurve_ScaledTimeScalesTheAnswers(t *testing.T) {
	times := []float64{1, 3, 3, 4, 6, 8, 8, 9}
	events := []bool{true, true, false, true, false, true, true, false}
	weeks := make([]float64, len(times))
	for i, v := range times {
		weeks[i] = v * 7
	}
	a, b := survival.KaplanMeier(times, events), survival.KaplanMeier(weeks, events)
	ma, _ := a.RestrictedMean(8.5)
	mb, _ := b.RestrictedMean(59.5)
	near(t, "restricted mean", mb, 7*ma, hair)
	for p := 0.0; p < 0.8; p += 0.1 {
		qa, oka := a.Quantile(p)
		qb, okb := b.Quantile(p)
		if oka != okb || oka && qb != 7*qa {
			t.Errorf("quantile %v: %v %v, %v %v", p, qa, oka, qb, okb)
		}
	}
}

func TestCurve_UnfinishedLivesAreUnknownNotEnded(t *testing.T) {
	c := survival.KaplanMeier([]float64{10, 20, 30}, []bool{false, false, false})
	if _, ok := c.Median(); ok || c.At(25) != 1 {
		t.Errorf("nobody ended, yet median reached or S(25) = %v", c.At(25))
	}
	if m, _ := c.RestrictedMean(40); !math.IsNaN(m) {
		t.Errorf("restricted mean beyond the last observation = %v, want NaN", m)
	}
	near(t, "restricted mean inside", first(c.RestrictedMean(25)), 25, hair)
}

func TestCurve_EdgesAreUndefinedNotZero(t *testing.T) {
	for name, c := range map[string]survival.Curve{
		"empty": survival.KaplanMeier(nil, nil), "zero value": {},
		"no counts": survival.KaplanMeierCounts([]int{3}, []int64{0}, []int64{0}),
	} {
		low, high := c.IntervalAt(3)
		m, se := c.RestrictedMean(3)
		_, ok := c.Quantile(0.5)
		if !math.IsNaN(c.At(3)) || c.SEAt(3).Defined() || low.Defined() || high.Defined() ||
			!math.IsNaN(m) || !math.IsNaN(se) || ok || c.N() != 0 || c.AtRiskAt(0) != 0 || !math.IsNaN(c.Last()) {
			t.Errorf("%s: something is defined", name)
		}
	}
	one := survival.KaplanMeier([]float64{4}, []bool{true})
	if m, ok := one.Median(); !ok || m != 4 || one.At(4) != 0 || one.At(3.9) != 1 || one.SE[0].Defined() {
		t.Errorf("one ended life: median %v %v, S %v, SE %v", m, ok, one.At(4), one.SE[0])
	}
	if _, ok := one.Quantile(math.NaN()); ok || !math.IsNaN(one.At(math.NaN())) {
		t.Error("NaN asked, number answered")
	}
	bad := survival.KaplanMeier([]float64{1, math.NaN(), -2, math.Inf(1), 5}, []bool{true, true, true, true})
	if bad.Skipped != 4 || bad.N() != 1 {
		t.Errorf("skipped %d of n %d, want 4 and 1", bad.Skipped, bad.N())
	}
	neg := survival.KaplanMeierCounts([]int{-1, 2, 3}, []int64{4, 1, -1}, []int64{0, 1})
	if neg.Skipped != 5 || neg.N() != 2 {
		t.Errorf("skipped %d of n %d, want 5 and 2", neg.Skipped, neg.N())
	}
	if _, err := json.Marshal(one); err != nil {
		t.Error(err)
	}
}

func TestCurve_MedianRestsBetweenTwoTimesAtExactlyHalf(t *testing.T) {
	c := survival.KaplanMeier([]float64{1, 2, 3, 4}, []bool{true, true, true, true})
	if m, _ := c.Median(); m != 2.5 { // R: survfit gives 2.5
		t.Errorf("median = %v, want 2.5", m)
	}
	if q, _ := c.Quantile(0.5); q != 2 {
		t.Errorf("smallest time with half ended = %v, want 2", q)
	}
}

func first(v, _ float64) float64 { return v }

func sameJSON(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(x) == string(y)
}

func BenchmarkKaplanMeier(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	times, events := make([]float64, 100_000), make([]bool, 100_000)
	for i := range times {
		times[i], events[i] = float64(rng.IntN(720)), rng.IntN(2) == 0
	}
	for b.Loop() {
		survival.KaplanMeier(times, events)
	}
}
