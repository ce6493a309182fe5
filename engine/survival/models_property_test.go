package survival_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/survival"
)

// drawn is n lives with hazard exp(Σβx), about a third still running at the end.
func drawn(n int, beta []float64, seed uint64) (*mat.Dense, survival.Lives) {
	rng := stat.NewRand(seed, "lives")
	x := mat.NewDense(n, len(beta), nil)
	var l survival.Lives
	for i := range n {
		eta := 0.0
		for j, b := range beta {
			v := rng.NormFloat64()
			if j == 0 {
				v = float64(rng.IntN(2))
			}
			x.Set(i, j, v)
			eta += b * v
		}
		end, open := rng.ExpFloat64()/math.Exp(eta), 2*rng.Float64()
		l.Times, l.Events = append(l.Times, math.Min(end, open)+1e-9), append(l.Events, end <= open)
	}
	return x, l
}

// whole rounds times up to tenths, so that many tie.
func whole(l survival.Lives) survival.Lives {
	for i, v := range l.Times {
		l.Times[i] = math.Ceil(v * 10)
	}
	return l
}

func cox(t testing.TB, x *mat.Dense, l survival.Lives, o survival.CoxOptions) *survival.Cox {
	t.Helper()
	m, err := survival.FitCox(context.Background(), x, l, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// 95 % intervals must hold the truth in 93 to 97 % of samples. HUILIU_LONG=1 draws 2,000
// samples and prints the table, the everyday test 400, of which a share is off by 1 %.
func TestCoverage_OfHazardRatiosAndStretches(t *testing.T) {
	beta := []float64{0.6, -0.4}
	runs, seed := 400, uint64(100)
	if long, _ := strconv.Atoi(os.Getenv("HUILIU_LONG")); long > 0 {
		runs = max(2000, long)
	}
	held := map[string][]int{"cox": {0, 0}, "cox, robust": {0, 0}, "weibull": {0, 0}}
	hold := func(name string, j int, coef float64, se engine.Number, truth float64) {
		if math.Abs(coef-truth) <= 1.959964*float64(se) {
			held[name][j]++
		}
	}
	for run := range uint64(runs) {
		x, l := drawn(250, beta, seed+run)
		m := cox(t, x, l, survival.CoxOptions{Robust: true})
		a, err := survival.FitAFT(context.Background(), x, l, survival.AFTOptions{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for j, b := range beta { // exponential lives: a hazard e^b is a time e^−b
			hold("cox", j, m.Coef[j], m.SE[j], b)
			hold("cox, robust", j, m.Coef[j], m.RobustSE[j], b)
			hold("weibull", j, a.Coef[j+1], a.SE[j+1], -b)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(held)) {
		both := float64(held[name][0]+held[name][1]) / float64(2*runs)
		if both < 0.93 || both > 0.97 {
			t.Errorf("%s: coverage %.4f", name, both)
		}
		line := fmt.Sprintf("%-11s %d runs, seed %d:", name, runs, seed)
		for j, n := range held[name] {
			share := float64(n) / float64(runs)
			if line += fmt.Sprintf("  x%d %.4f", j+1, share); runs > 400 && (share < 0.93 || share > 0.97) {
				t.Errorf("%s: coverage of x%d %.4f", name, j+1, share)
			}
		}
		t.Log(line)
	}
}

// Every life twice is the same answer known better by √2, and every unit of time the same
// predictions.
func TestModels_TakeRepeatedLivesAsWeightsAndAnyUnitOfTime(t *testing.T) {
	x, l := drawn(500, []float64{0.5, -0.3}, 21)
	l = whole(l)
	twice := mat.NewDense(1000, 2, nil)
	twice.Stack(x, x)
	two := survival.Lives{Times: append(slices.Clone(l.Times), l.Times...), Events: append(slices.Clone(l.Events), l.Events...)}
	days := survival.Lives{Events: l.Events}
	for _, v := range l.Times {
		days.Times = append(days.Times, 30.4*v)
	}
	row := []float64{1, 0.4}

	c, c2 := cox(t, x, l, survival.CoxOptions{Breslow: true}), cox(t, twice, two, survival.CoxOptions{Breslow: true})
	cd := cox(t, x, days, survival.CoxOptions{Breslow: true})
	for j := range row {
		near(t, "hazard", c2.Coef[j], c.Coef[j], 1e-8)
		near(t, "its SE", float64(c2.SE[j])*math.Sqrt2, float64(c.SE[j]), 1e-8)
		near(t, "hazard in days", cd.Coef[j], c.Coef[j], 1e-10)
	}
	near(t, "survival in days", cd.Survival(row, "", 30.4*8), c.Survival(row, "", 8), 1e-10)

	for _, family := range []survival.Family{survival.Weibull, survival.LogNormal, survival.LogLogistic, survival.Exponential} {
		o := survival.AFTOptions{Family: family}
		fit := func(x *mat.Dense, l survival.Lives) *survival.AFT {
			m, err := survival.FitAFT(context.Background(), x, l, o, nil)
			if err != nil {
				t.Fatal(family, err)
			}
			return m
		}
		a, a2, ad := fit(x, l), fit(twice, two), fit(x, days)
		near(t, string(family)+" logLik", a2.LogLik, 2*a.LogLik, 1e-7*math.Abs(a.LogLik))
		near(t, string(family)+" in days", ad.Survival(row, 30.4*8), a.Survival(row, 8), 1e-7)
		near(t, string(family)+" median left in days", ad.Remaining(row, 30.4*3, 0.5)/30.4, a.Remaining(row, 3, 0.5), 1e-5)
		for j := range a.Coef {
			near(t, string(family), a2.Coef[j], a.Coef[j], 1e-6)
			near(t, string(family)+" SE", float64(a2.SE[j])*math.Sqrt2, float64(a.SE[j]), 1e-6)
		}
	}

	k, k2 := survival.KaplanMeier(l.Times, l.Events), survival.KaplanMeier(two.Times, two.Events)
	for _, at := range k.Times {
		near(t, "curve", k2.At(at), k.At(at), 1e-12)
		if s := k.SEAt(at); s > 0 {
			near(t, "its SE", float64(k2.SEAt(at))*math.Sqrt2, float64(s), 1e-9)
		}
	}
}

func TestFitCox_IgnoresOrderCoresAndScale(t *testing.T) {
	x, l := drawn(2000, []float64{0.5, -0.3, 0.2}, 3)
	l = whole(l)
	rng := stat.NewRand(4, "more")
	for i := range l.Times {
		l.Stratum = append(l.Stratum, string('a'+rune(rng.IntN(3))))
		l.Cluster = append(l.Cluster, string('a'+rune(rng.IntN(26)))+string('a'+rune(rng.IntN(26))))
		l.Entry = append(l.Entry, math.Floor(l.Times[i]*rng.Float64()*0.5))
	}
	o := survival.CoxOptions{Robust: true, Names: []string{"a", "b", "c"}}
	want := saved(t, cox(t, x, l, o))
	px := mat.NewDense(2000, 3, nil)
	var pl survival.Lives
	for to, from := range rng.Perm(2000) {
		px.SetRow(to, x.RawRowView(from))
		pl.Times, pl.Events = append(pl.Times, l.Times[from]), append(pl.Events, l.Events[from])
		pl.Entry, pl.Stratum = append(pl.Entry, l.Entry[from]), append(pl.Stratum, l.Stratum[from])
		pl.Cluster = append(pl.Cluster, l.Cluster[from])
	}
	if saved(t, cox(t, px, pl, o)) != want {
		t.Error("permuted rows give another model")
	}
	old := runtime.GOMAXPROCS(1)
	if saved(t, cox(t, x, l, o)) != want {
		t.Error("one core gives another model")
	}
	runtime.GOMAXPROCS(old)
	m := cox(t, x, l, o)
	sx := mat.DenseCopyOf(x)
	for i := range 2000 {
		sx.Set(i, 1, 100*x.At(i, 1)+7)
		l.Times[i] *= 7
		l.Entry[i] *= 7
	}
	s := cox(t, sx, l, o)
	near(t, "scaled column", 100*s.Coef[1], m.Coef[1], 1e-9)
	near(t, "its robust SE", 100*float64(s.RobustSE[1]), float64(m.RobustSE[1]), 1e-9)
	near(t, "survival in scaled time", s.Survival(sx.RawRowView(5), "b", 35), m.Survival(x.RawRowView(5), "b", 5), 1e-9)
}

func saved(t *testing.T, m any) string {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Leaving rows out one by one is what the sandwich approximates.
func TestRobustSE_IsAboutTheJackknife(t *testing.T) {
	const n = 400
	x, l := drawn(n, []float64{0.5, -0.6}, 9)
	l = whole(l)
	m := cox(t, x, l, survival.CoxOptions{Robust: true})
	square := make([]float64, 2)
	for out := range n {
		sub := mat.NewDense(n-1, 2, nil)
		var sl survival.Lives
		for i := range n {
			if i != out {
				sub.SetRow(len(sl.Times), x.RawRowView(i))
				sl.Times, sl.Events = append(sl.Times, l.Times[i]), append(sl.Events, l.Events[i])
			}
		}
		s := cox(t, sub, sl, survival.CoxOptions{})
		for j := range square {
			square[j] += (s.Coef[j] - m.Coef[j]) * (s.Coef[j] - m.Coef[j])
		}
	}
	for j, v := range square {
		near(t, "robust SE", float64(m.RobustSE[j])/math.Sqrt(v), 1, 0.05)
	}
	// The same customers counted twice, as clusters, tell nothing new.
	twice := mat.NewDense(2*n, 2, nil)
	var tl survival.Lives
	for i := range 2 * n {
		twice.SetRow(i, x.RawRowView(i%n))
		tl.Times, tl.Events = append(tl.Times, l.Times[i%n]), append(tl.Events, l.Events[i%n])
		tl.Cluster = append(tl.Cluster, fmt.Sprint(i%n))
	}
	one := cox(t, x, l, survival.CoxOptions{Breslow: true, Robust: true})
	two := cox(t, twice, tl, survival.CoxOptions{Breslow: true, Robust: true})
	near(t, "clustered", float64(two.RobustSE[1]), float64(one.RobustSE[1]), 1e-9)
	if float64(two.SE[1]) > 0.75*float64(one.SE[1]) {
		t.Error("the plain SE should have believed the copies")
	}
}

func TestProportionality_SeesAChangingEffectAndNoOther(t *testing.T) {
	rng := stat.NewRand(5, "change")
	const n = 1500
	x := mat.NewDense(n, 2, nil)
	var l survival.Lives
	for i := range n {
		x.Set(i, 0, float64(rng.IntN(2)))
		x.Set(i, 1, rng.NormFloat64())
		end := rng.ExpFloat64() / math.Exp(0.5*x.At(i, 1))
		if x.At(i, 0) == 1 { // effect 1 early, −1 late
			if end *= math.Exp(-1); end > 0.3 {
				end = 0.3 + (end-0.3)*math.Exp(2)
			}
		}
		l.Times, l.Events = append(l.Times, end), append(l.Events, true)
	}
	m := cox(t, x, l, survival.CoxOptions{Names: []string{"changing", "steady"}})
	tests, err := m.Proportionality(context.Background(), x, l, nil, survival.KMTransform)
	if err != nil || len(tests) != 3 || tests[2].Term != "GLOBAL" {
		t.Fatal(tests, err)
	}
	if tests[0].P > 1e-6 || tests[1].P < 0.01 {
		t.Errorf("%+v", tests)
	}
}

func problem(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestModels_RefuseWhatHasNoAnswer(t *testing.T) {
	x, good := drawn(60, []float64{0.5, 0.1}, 1)
	broken := func(f func(x *mat.Dense, l *survival.Lives)) (*mat.Dense, survival.Lives) {
		cx := mat.DenseCopyOf(x)
		l := survival.Lives{Times: slices.Clone(good.Times), Events: slices.Clone(good.Events)}
		f(cx, &l)
		return cx, l
	}
	for _, c := range []struct {
		want string
		f    func(x *mat.Dense, l *survival.Lives)
	}{
		{"survival.length_mismatch", func(_ *mat.Dense, l *survival.Lives) { l.Times = l.Times[1:] }},
		{"survival.no_events", func(_ *mat.Dense, l *survival.Lives) { clear(l.Events) }},
		{"survival.bad_time", func(_ *mat.Dense, l *survival.Lives) { l.Times[3] = math.NaN() }},
		{"survival.bad_time", func(_ *mat.Dense, l *survival.Lives) { l.Times[3] = -1 }},
		{"survival.not_a_number", func(x *mat.Dense, _ *survival.Lives) { x.Set(3, 1, math.Inf(1)) }},
	} {
		bx, bl := broken(c.f)
		if _, err := survival.FitCox(context.Background(), bx, bl, survival.CoxOptions{}, nil); problem(err) != c.want {
			t.Errorf("Cox: %v, want %s", err, c.want)
		}
		if _, err := survival.FitAFT(context.Background(), bx, bl, survival.AFTOptions{}, nil); problem(err) != c.want {
			t.Errorf("AFT: %v, want %s", err, c.want)
		}
	}
	for _, empty := range []*mat.Dense{nil, {}} {
		if _, err := survival.FitCox(context.Background(), empty, survival.Lives{}, survival.CoxOptions{}, nil); problem(err) != "survival.empty" {
			t.Error(err)
		}
	}
	zx, zl := broken(func(_ *mat.Dense, l *survival.Lives) { l.Times[0] = 0 })
	if _, err := survival.FitAFT(context.Background(), zx, zl, survival.AFTOptions{}, nil); problem(err) != "survival.bad_time" {
		t.Error(err)
	}
	if _, err := survival.FitAFT(context.Background(), x, good, survival.AFTOptions{Family: "?"}, nil); problem(err) != "survival.bad_option" {
		t.Error(err)
	}
}

func TestFitCox_SeparationIsAnErrorWithTheLastIterate(t *testing.T) {
	x := mat.NewDense(40, 1, nil)
	var l survival.Lives
	for i := range 40 {
		x.Set(i, 0, float64(i/20))
		l.Times, l.Events = append(l.Times, float64(1+i)), append(l.Events, i < 20)
	}
	_, err := survival.FitCox(context.Background(), x, l, survival.CoxOptions{}, nil)
	var f *survival.FailedCox
	if !errors.As(err, &f) || f.Last == nil || problem(err) != "survival.separation" {
		t.Errorf("%v", err)
	}
}

func TestModels_GiveConstantAndRepeatedColumnsNoSay(t *testing.T) {
	x, l := drawn(300, []float64{0.5, 0.2}, 6)
	wide := mat.NewDense(300, 4, nil)
	for i := range 300 {
		wide.SetRow(i, []float64{x.At(i, 0), 7, x.At(i, 1), x.At(i, 0) + 2*x.At(i, 1)})
	}
	a, b := cox(t, x, l, survival.CoxOptions{}), cox(t, wide, l, survival.CoxOptions{})
	near(t, "coef", b.Coef[2], a.Coef[1], 1e-9)
	if b.Coef[1] != 0 || b.Coef[3] != 0 || b.SE[1].Defined() || len(b.Warnings) != 2 || b.DF != 2 {
		t.Errorf("%v %v %v", b.Coef, b.SE, b.Warnings)
	}
	m, err := survival.FitAFT(context.Background(), wide, l, survival.AFTOptions{}, nil)
	if err != nil || m.Coef[2] != 0 || m.SE[4].Defined() {
		t.Errorf("%+v %v", m, err)
	}
	one := mat.NewDense(1, 1, []float64{3}) // a single row: no column can have a say
	single := cox(t, one, survival.Lives{Times: []float64{2}, Events: []bool{true}}, survival.CoxOptions{})
	if single.DF != 0 || single.Coef[0] != 0 {
		t.Errorf("%+v", single)
	}
	saved(t, single)
}

func TestModels_StopWhenCancelled(t *testing.T) {
	x, l := drawn(100_000, make([]float64, 10), 7)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var at time.Time
	stop := step(func() { at = time.Now(); cancel() })
	_, err := survival.FitCox(ctx, x, l, survival.CoxOptions{}, stop)
	if d := time.Since(at); !errors.Is(err, context.Canceled) || d > 200*time.Millisecond {
		t.Errorf("Cox: %v after %v", err, d)
	}
	ctx, stopAFT := context.WithCancel(context.Background())
	stop = func() { at = time.Now(); stopAFT() }
	defer stopAFT()
	_, err = survival.FitAFT(ctx, x, l, survival.AFTOptions{}, stop)
	if d := time.Since(at); !errors.Is(err, context.Canceled) || d > 200*time.Millisecond {
		t.Errorf("AFT: %v after %v", err, d)
	}
	if _, err = survival.FitCox(ctx, x, l, survival.CoxOptions{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

type step func()

func (step) Stage(string, int64) {}
func (f step) Add(int64)         { f() }
func (step) Rows(int64)          {}
func (step) Warn(engine.Warning) {}

func TestFitAFT_RecoversPredictsAndIgnoresOrder(t *testing.T) {
	rng := stat.NewRand(8, "stretch")
	const n = 4000
	for family, noise := range map[survival.Family]func() float64{
		survival.Weibull:     func() float64 { return math.Log(rng.ExpFloat64()) },
		survival.LogNormal:   rng.NormFloat64,
		survival.LogLogistic: func() float64 { u := rng.Float64(); return math.Log(u / (1 - u)) },
	} {
		x := mat.NewDense(n, 1, nil)
		var l survival.Lives
		for i := range n {
			x.Set(i, 0, rng.NormFloat64())
			end := math.Exp(2 + 0.5*x.At(i, 0) + 0.7*noise())
			l.Times, l.Events = append(l.Times, math.Min(end, 15)), append(l.Events, end <= 15)
		}
		m, err := survival.FitAFT(context.Background(), x, l, survival.AFTOptions{Family: family}, nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, string(family)+" intercept", m.Coef[0], 2, 0.06)
		near(t, string(family)+" slope", m.Coef[1], 0.5, 0.06)
		near(t, string(family)+" scale", m.Scale, 0.7, 0.04)
		row := []float64{0.3}
		for _, p := range []float64{0.1, 0.5, 0.9} {
			near(t, "quantile", m.Survival(row, m.Quantile(row, p)), 1-p, 1e-9)
			left := m.Remaining(row, 5, p)
			near(t, "remaining", m.Survival(row, 5+left)/m.Survival(row, 5), 1-p, 1e-9)
		}
		px := mat.DenseCopyOf(x)
		pl := survival.Lives{Times: slices.Clone(l.Times), Events: slices.Clone(l.Events)}
		for i := range n {
			px.SetRow(i, x.RawRowView(n-1-i))
		}
		slices.Reverse(pl.Times)
		slices.Reverse(pl.Events)
		other, err := survival.FitAFT(context.Background(), px, pl, survival.AFTOptions{Family: family}, nil)
		if err != nil || saved(t, other) != saved(t, m) {
			t.Errorf("%s: permuted rows give another model", family)
		}
	}
}

func TestLogRank_KeepsItsInvariants(t *testing.T) {
	_, l := drawn(400, []float64{0}, 2)
	l = whole(l)
	groups := make([]string, 400)
	rng := stat.NewRand(2, "groups")
	for i := range groups {
		groups[i] = []string{"a", "b", "c"}[rng.IntN(3)]
	}
	c := survival.LogRank(l.Times, l.Events, groups, survival.LogRankWeight)
	var observed, expected float64
	for g := range c.Groups {
		observed, expected = observed+float64(c.Observed[g]), expected+float64(c.Expected[g])
	}
	near(t, "Σ expected", expected, observed, 1e-9)
	renamed, weeks := make([]string, 400), make([]float64, 400)
	for i, g := range groups {
		renamed[i], weeks[i] = map[string]string{"a": "z", "b": "y", "c": "x"}[g], l.Times[i]*7
	}
	other := survival.LogRank(weeks, l.Events, renamed, survival.LogRankWeight)
	near(t, "renamed groups, other unit", float64(other.ChiSq), float64(c.ChiSq), 1e-9)
	for _, none := range []survival.Comparison{
		survival.LogRank(nil, nil, nil, survival.LogRankWeight),
		survival.LogRank([]float64{1, 2}, []bool{true, true}, []string{"a", "a"}, survival.LogRankWeight),
		survival.LogRank([]float64{1, 2}, []bool{false, false}, []string{"a", "b"}, survival.LogRankWeight),
	} {
		if none.ChiSq.Defined() || none.P.Defined() {
			t.Errorf("%+v", none)
		}
	}
}

func TestCumulativeIncidence_AddsUpAndEqualsKaplanMeierForOneCause(t *testing.T) {
	_, l := drawn(500, []float64{0}, 4)
	l = whole(l)
	rng := stat.NewRand(4, "causes")
	causes, only := make([]string, 500), make([]string, 500)
	for i, e := range l.Events {
		if e {
			causes[i], only[i] = []string{"price", "service", "moved"}[rng.IntN(3)], "any"
		}
	}
	in := survival.CumulativeIncidence(l.Times, causes)
	for i := range in.Times {
		sum := in.Survival[i]
		for k := range in.Causes {
			sum += in.Share[k][i]
		}
		near(t, "sum of shares", sum, 1, 1e-12)
	}
	one, km := survival.CumulativeIncidence(l.Times, only), survival.KaplanMeier(l.Times, l.Events)
	for i, at := range one.Times {
		near(t, "one cause", one.Share[0][i], 1-km.At(at), 1e-12)
		if km.SE[i].Defined() {
			near(t, "its SE", float64(one.SE[0][i]), float64(km.SE[i]), 1e-10)
		}
	}
	if empty := survival.CumulativeIncidence(nil, nil); len(empty.Causes) != 0 {
		t.Error(empty)
	}
}

func TestKaplanMeierEntry_FromTheStartIsKaplanMeier(t *testing.T) {
	_, l := drawn(300, []float64{0}, 5)
	l = whole(l)
	a, b := survival.KaplanMeier(l.Times, l.Events), survival.KaplanMeierEntry(make([]float64, 300), l.Times, l.Events)
	b.Lives = 0
	if !sameJSON(t, a, b) {
		t.Error("entry at zero changes the curve")
	}
	if c := survival.KaplanMeierEntry([]float64{3, math.NaN(), 1}, []float64{2, 5, 4}, []bool{true, true, true}); c.Skipped != 2 || c.N() != 1 {
		t.Errorf("%+v", c)
	}
}

func TestRemaining_IsTheAreaUnderConditional(t *testing.T) {
	_, l := drawn(300, []float64{0}, 6)
	l = whole(l)
	c := survival.KaplanMeier(l.Times, l.Events)
	mean, _ := c.RestrictedMean(12)
	near(t, "from the start", c.Remaining(0, 12), mean, 1e-9)
	sum := 0.0
	for k := range 8000 {
		sum += c.Conditional(4, (float64(k)+0.5)/1000) / 1000
	}
	near(t, "later", c.Remaining(4, 8), sum, 1e-3)
	if !math.IsNaN(c.Remaining(4, 1e6)) || !math.IsNaN(c.Conditional(1e6, 1)) && c.At(1e6) == 0 {
		t.Error("unobserved life has a mean")
	}
}

func BenchmarkFitCox(b *testing.B) {
	x, l := drawn(100_000, []float64{0.3, 0.1, -0.2, 0, 0.1, 0.2, 0, -0.1, 0.05, 0.3}, 1)
	for _, ties := range []string{"continuous", "tied"} {
		if ties == "tied" {
			l = whole(l)
		}
		b.Run(ties, func(b *testing.B) {
			for b.Loop() {
				cox(b, x, l, survival.CoxOptions{})
			}
		})
	}
}
