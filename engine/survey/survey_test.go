package survey_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/stat/reference"
	"huiliu/engine/survey"
)

type kappaCase struct {
	Table     [][]int64
	Kappa     float64
	Weighted  float64 `json:"weighted_kappa_quadratic"`
	Agreement float64
}

// published reads item "survey" of reference/06a_statistics.json.
func published(t *testing.T) (out struct {
	NPS struct {
		Promoters, Detractors, N int64
		NPS, SE                  float64
		CI                       [2]float64
	}
	Alpha struct {
		Items [][]float64
		Alpha float64
	}
	Kappa  kappaCase
	Kappa3 kappaCase
}) {
	t.Helper()
	reference.Item(t, "06a_statistics.json", "survey", &out)
	return out
}

func near(t *testing.T, what string, got engine.Number, want float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= 1e-8*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestReference_NPSAlphaAndKappaAreEqual(t *testing.T) {
	want := published(t)
	n := survey.NPSOf(want.NPS.Promoters, want.NPS.N-want.NPS.Promoters-want.NPS.Detractors, want.NPS.Detractors)
	near(t, "nps", n.Value, want.NPS.NPS)
	near(t, "nps se", n.SE, want.NPS.SE)
	near(t, "nps low", n.Low, want.NPS.CI[0])
	near(t, "nps high", n.High, want.NPS.CI[1])
	a := survey.Alpha(want.Alpha.Items)
	near(t, "alpha", a.Alpha, want.Alpha.Alpha)
	if !(a.Low < a.Alpha && a.Alpha < a.High && a.High < 1) {
		t.Errorf("α %v in %v to %v", a.Alpha, a.Low, a.High)
	}
	for _, c := range []kappaCase{want.Kappa, want.Kappa3} {
		k := survey.Kappa(c.Table)
		near(t, "kappa", k.Kappa, c.Kappa)
		near(t, "weighted", k.Weighted, c.Weighted)
		near(t, "observed", k.Observed, c.Agreement)
	}
}

func TestNPS_CountsMarksAndLeavesOthersOut(t *testing.T) {
	r := survey.NPS([]float64{10, 9, 8, 7, 6, 0, 11, -1, math.NaN()})
	if r.N != 6 || r.Promoters != 2 || r.Passives != 2 || r.Detractors != 2 || r.Value != 0 {
		t.Errorf("%+v", r)
	}
	if survey.NPS(nil).Value.Defined() {
		t.Error("NPS of nobody is defined")
	}
	if all := survey.NPSOf(10, 0, 0); all.Value != 1 || all.High > 1 {
		t.Errorf("%+v", all)
	}
}

func TestCSAT_IsTheShareOfTheTwoBestMarks(t *testing.T) {
	if r := survey.CSAT([]float64{5, 4, 3, 2, 1, math.NaN()}, 5); r.Events != 2 || r.Base != 5 {
		t.Errorf("%+v", r)
	}
}

// Fleiss, Cohen and Everitt (1969): with independent coders κ is near 0 and its interval
// covers it about as often as it says.
func TestKappa_IntervalCoversTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const truth, runs = 0.55, 1000
	in := 0
	for range runs {
		pairs := make([][2]string, 200)
		for i := range pairs {
			a := string(rune('a' + r.IntN(3)))
			b := a
			if r.Float64() >= truth { // else a copy: κ of this scheme is its share of copies
				b = string(rune('a' + r.IntN(3)))
			}
			pairs[i] = [2]string{a, b}
		}
		k := survey.Kappa(survey.Table([]string{"a", "b", "c"}, pairs))
		if k.Low <= truth && truth <= k.High {
			in++
		}
	}
	if share := float64(in) / runs; share < 0.92 || share > 0.98 {
		t.Errorf("%v of intervals cover κ", share)
	}
}

func TestKappa_OfOneCodeOnlyIsUndefined(t *testing.T) {
	if k := survey.Kappa([][]int64{{7, 0}, {0, 0}}); k.Kappa.Defined() || k.Low.Defined() || k.Observed != 1 {
		t.Errorf("%+v", k)
	}
	if k := survey.Kappa(nil); k.Observed.Defined() {
		t.Errorf("%+v", k)
	}
}

func TestAlpha_LeavesOutHalfFilledRows(t *testing.T) {
	nan := math.NaN()
	rows := [][]float64{{1, 2}, {2, 3}, {5, 4}, {3, nan}}
	if a, b := survey.Alpha(rows), survey.Alpha(rows[:3]); a != b || a.People != 3 {
		t.Errorf("%+v, %+v", a, b)
	}
	if a := survey.Alpha([][]float64{{1}, {2}}); a.Alpha.Defined() {
		t.Errorf("one item has α %v", a.Alpha)
	}
}

func TestPostStratify_WeightsSumToThePopulationThatAnswered(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		strata := make([]survey.Stratum, 1+r.IntN(9))
		for i := range strata {
			n := 1 + r.Int64N(500)
			strata[i] = survey.Stratum{Population: n, Answered: r.Int64N(n + 1)}
		}
		w := survey.PostStratify(strata)
		sum := 0.0
		for i, s := range strata {
			sum += w.Each[i] * float64(s.Answered)
		}
		if math.Abs(sum-float64(w.Covered)) > 1e-6 || w.Effective > engine.Number(float64(w.Answered)*(1+1e-12)) {
			t.Fatalf("%v: weights sum to %v of %d, %v effective of %d", strata, sum, w.Covered, w.Effective, w.Answered)
		}
	}
}

// Who is angry answers four times as often: raw shares mislead, adjusted ones do not.
func TestAdjusted_RecoversTheShareUnderNonResponse(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const runs = 400
	raw, in := 0, 0
	for range runs {
		strata := []survey.Stratum{{Population: 3000}, {Population: 1000}}
		yes := make([]int64, 2)
		var all, answered int64
		for h, chance := range []float64{0.05, 0.20} {
			share := []float64{0.1, 0.7}[h]
			for range strata[h].Population {
				said := r.Float64() < share
				if said {
					all++
				}
				if r.Float64() < chance {
					strata[h].Answered++
					answered++
					if said {
						yes[h]++
					}
				}
			}
		}
		truth := engine.Number(float64(all) / 4000)
		plain := engine.NewRate(yes[0]+yes[1], answered)
		if plain.Low <= truth && truth <= plain.High {
			raw++
		}
		if a := survey.Adjusted(strata, yes); a.Low <= truth && truth <= a.High {
			in++
		}
	}
	if raw > runs/10 || in < runs*92/100 {
		t.Errorf("raw intervals cover in %d, adjusted in %d of %d", raw, in, runs)
	}
}

func TestAdjustedNPS_WithEqualSharesIsTheRawOne(t *testing.T) {
	s := survey.AdjustedNPS([]survey.Stratum{{Population: 100, Answered: 10}, {Population: 200, Answered: 20}}, []int64{5, 8}, []int64{1, 6})
	near(t, "nps", s.Value, 6.0/30)
}

func TestCompare_IsWelchAndSymmetric(t *testing.T) {
	a, b := []float64{5, 4, 4, 3, 5}, []float64{3, 2, 4, 3}
	g, h := survey.Compare(a, b), survey.Compare(b, a)
	near(t, "difference", g.Diff, 1.2)
	near(t, "swapped", h.Diff, -1.2)
	near(t, "low is the other's high", g.Low, -float64(h.High))
	if g.Sign() != 0 || g.Low > 0 || g.High < 2 {
		t.Errorf("%+v", g)
	}
	if survey.Compare(a, []float64{4}).Low.Defined() {
		t.Error("the gap to one answer has an interval")
	}
}

func TestCES_ShowsTheDistributionBesideTheMean(t *testing.T) {
	e := survey.CES([]float64{1, 2, 3, 4, 5, 6, 7, 7, 0, 9, math.NaN()})
	if e.Mean.N != 8 || e.Easy.Events != 4 || e.Hard.Events != 3 || e.Easy.Base != 8 || e.Shares[6] != 2 {
		t.Errorf("%+v", e)
	}
	if e := survey.CES(nil); e.Easy.Value.Defined() || e.Mean.Value.Defined() {
		t.Errorf("%+v", e)
	}
}
