package sides_test

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/sides"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
	"huiliu/engine/survey"
)

func TestQuestions_SeeOnlyTheMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

// answer is one mark of one person.
type answer struct {
	side, person, item string
	day                engine.Day
	mark               float64
}

func analyse(t *testing.T, answers []answer) sides.Result {
	t.Helper()
	s := storetest.FromLines(t, []store.OrderLine{storetest.Sale("k", 20000, 10)})
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		err := tx.Append(context.Background(), "questionnaire_marks", func(a *store.Appender) error {
			for i, x := range answers {
				if err := a.Row(int32(1), int64(i+1), x.side, x.person, "", x.day.Time(), x.item, int32(0), x.mark); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return tx.Rebuild(context.Background())
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sides.Analyse(context.Background(), s, engine.NoDay)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// drawn is marks of several people about two questions; mean tells around what.
func drawn(r *rand.Rand, side string, people int, mean func(item int) float64) []answer {
	var out []answer
	for p := range people {
		own := r.NormFloat64() * 0.5
		for item := range 2 {
			m := math.Round(mean(item) + own + r.NormFloat64()*0.8)
			out = append(out, answer{side, side + strconv.Itoa(p), "q" + strconv.Itoa(item), 19000, min(5, max(1, m))})
		}
	}
	return out
}

func TestAnalyse_FindsThePlantedGapAndOnlyThat(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	all := drawn(r, "customer", 300, func(i int) float64 { return 3 })
	all = append(all, drawn(r, "staff", 60, func(i int) float64 { return 3 + float64(i) })...)
	all = append(all, drawn(r, "audit", 12, func(i int) float64 { return 4 })...)
	got := analyse(t, all)
	if len(got.Items) != 2 || got.Items[0].Low != 1 || got.Items[0].High != 5 || got.Marks != int64(len(all)) {
		t.Fatalf("%+v", got)
	}
	for i, want := range []string{sides.Alike, sides.Lower} {
		g := got.Items[i].Gaps
		if len(g) != 2 || g[0].Side != "staff" || g[0].Verdict != want || g[1].Verdict != sides.Small || g[0].First.N != 300 || g[0].Second.N != 60 {
			t.Errorf("question %d: %+v", i, g)
		}
	}
	if a := got.Scales; a[0].Code != "" || !(a[0].Low < a[0].Alpha && a[0].Alpha < a[0].High) || a[0].People != 300 || a[2].Code != sides.FewFull || a[2].Alpha.Defined() {
		t.Errorf("%+v", a)
	}
	var n int64
	for _, c := range got.Items[0].Voices[0].Shares {
		n += c
	}
	if n != 300 {
		t.Errorf("%d of 300 marks in the distribution", n)
	}
}

// Whatever the order of rows, the result is the same bit for bit.
func TestAnalyse_DoesNotDependOnTheOrderOfPeople(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	all := append(drawn(r, "customer", 50, func(int) float64 { return 3 }), drawn(r, "staff", 40, func(int) float64 { return 4 })...)
	want := analyse(t, all)
	for range 2 {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		got := analyse(t, all)
		for i := range got.Items { // questions stand in the order of the file
			for j := range want.Items {
				if got.Items[i].Name == want.Items[j].Name && !reflect.DeepEqual(got.Items[i], want.Items[j]) {
					t.Errorf("%+v, %+v", got.Items[i], want.Items[j])
				}
			}
		}
	}
}

func TestAnalyse_CountsAPersonOnceByTheLatestAnswer(t *testing.T) {
	got := analyse(t, []answer{
		{"customer", "a", "q", 19000, 1}, {"customer", "a", "q", 19005, 5}, {"customer", "b", "q", 19000, 3},
		{"customer", "", "q", 19000, 2}, {"customer", "", "q", 19000, 2}, // two people nobody names
		{"audit", "x", "q", 19000, 4}, {"audit", "x", "q", 19001, 3}, {"audit", "x", "q", 19001, 2}, // two visits
	})
	v := got.Items[0].Voices
	if got.Repeated != 2 || v[0].Mean.N != 4 || v[0].Mean.Value != 3 || v[1].Mean.N != 2 || v[1].Mean.Value != 3 {
		t.Errorf("%+v", got)
	}
}

func TestAnalyse_SaysWhatCannotBeComputed(t *testing.T) {
	if r := analyse(t, nil); r.Skipped != sides.NoItems || r.Items == nil {
		t.Errorf("%+v", r)
	}
	var same, one []answer
	for p := range 40 {
		for _, side := range []string{"customer", "staff"} {
			for _, q := range []string{"q0", "q1"} {
				same = append(same, answer{side, strconv.Itoa(p), q, 19000, 4})
			}
			one = append(one, answer{side, strconv.Itoa(p), "q", 19000, float64(1 + p%5)})
		}
	}
	if r := analyse(t, same); r.Scales[0].Code != sides.AllEqual || r.Items[0].Gaps[0].Verdict != sides.Even || r.Items[0].Gaps[0].Low.Defined() {
		t.Errorf("%+v", r)
	}
	if r := analyse(t, one); r.Scales[0].Code != sides.OneItem || r.Items[0].Gaps[0].Verdict != sides.Alike {
		t.Errorf("%+v", r)
	}
	if r := analyse(t, []answer{{"staff", "e", "q", 19000, 4}}); r.Items[0].Voices[0].Mean.N != 1 || r.Items[0].Voices[0].Mean.Low.Defined() || len(r.Items[0].Gaps) != 0 {
		t.Errorf("%+v", r)
	}
}

// One slip in a hundred does not turn a scale of five into one of seven.
func TestAnalyse_LeavesOutMarksBeyondTheScale(t *testing.T) {
	var all []answer
	for p := range 300 {
		all = append(all, answer{"customer", strconv.Itoa(p), "q", 19000, float64(1 + p%5)})
	}
	all[7].mark = 6
	if r := analyse(t, all); r.Items[0].High != 5 || r.Outside != 1 || r.Items[0].Voices[0].Mean.N != 299 {
		t.Errorf("%+v", r)
	}
}

// Over many draws the interval of a gap covers the true one about as often as it says.
func TestGaps_CoverTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const runs = 800
	in := 0
	for range runs {
		a, b := make([]float64, 80), make([]float64, 35)
		for i := range a {
			a[i] = float64(1 + r.IntN(5))
		}
		for i := range b {
			b[i] = float64(2 + r.IntN(4))
		}
		if g := survey.Compare(a, b); float64(g.Low) <= -0.5 && -0.5 <= float64(g.High) {
			in++
		}
	}
	if share := float64(in) / runs; share < 0.93 || share > 0.97 {
		t.Errorf("%v of the intervals cover the gap", share)
	}
}
