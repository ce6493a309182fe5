package learn_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

func bools(v []int) []bool {
	y := make([]bool, len(v))
	for i := range v {
		y[i] = v[i] == 1
	}
	return y
}

// tied draws coarse scores that lean towards the outcome.
func tied(n int, seed uint64) ([]float64, []bool) {
	rng := stat.NewRand(seed, "tied")
	score, y := make([]float64, n), make([]bool, n)
	for i := range score {
		y[i] = rng.IntN(4) == 0
		score[i] = math.Round(2*rng.NormFloat64()) + 1
		if y[i] {
			score[i]++
		}
	}
	return score, y
}

// structural is the definition: the share of the other class each row beats.
func structural(score []float64, y []bool) (auc float64, yes, not []float64) {
	beats := func(a, b float64) float64 {
		switch {
		case a > b:
			return 1
		case a == b:
			return 0.5
		}
		return 0
	}
	for i := range score {
		var sum, n float64
		for j := range score {
			if y[i] && !y[j] {
				sum, n = sum+beats(score[i], score[j]), n+1
			}
			if !y[i] && y[j] {
				sum, n = sum+beats(score[j], score[i]), n+1
			}
		}
		if y[i] {
			yes = append(yes, sum/n)
		} else {
			not = append(not, sum/n)
		}
	}
	return stat.Mean(yes), yes, not
}

func TestDeLong_EqualsItsDefinition(t *testing.T) {
	for seed := range uint64(20) {
		score, y := tied(60, seed)
		want, yes, not := structural(score, y)
		auc, v := learn.DeLong(score, y)
		near(t, "AUC", auc, want, 1e-14)
		near(t, "AUC alone", learn.AUC(score, y), want, 1e-14)
		near(t, "variance", v, stat.Variance(yes)/float64(len(yes))+stat.Variance(not)/float64(len(not)), 1e-14)
	}
}

// pROC on aSAH: wfns 0.8237 against s100b 0.7314, Z 2.20898, p 0.02718, difference 0.0104 to 0.1742.
func TestDeLongTest_EqualsPROC(t *testing.T) {
	type pair struct {
		AUC1, AUC2, Var1, Var2, Z, P float64
		CI                           [2]float64 `json:"auc1_ci"`
		DiffCI                       [2]float64 `json:"diff_ci"`
	}
	var want struct {
		Y                 []int
		Wfns, Ndka, S100b []float64
		S1, S2, S3        []float64
		Ndka1             pair `json:"wfns_vs_ndka"`
		S100              pair `json:"wfns_vs_s100b"`
	}
	tol := reference.Item(t, "06a_statistics.json", "delong_aSAH", &want)
	y := bools(want.Y)
	for _, c := range []struct {
		b []float64
		w pair
	}{{want.Ndka, want.Ndka1}, {want.S100b, want.S100}} {
		got := learn.DeLongTest(want.Wfns, c.b, y)
		_, v := learn.DeLong(c.b, y)
		area := learn.AreaUnderROC(want.Wfns, y)
		for _, n := range []struct {
			what string
			got  engine.Number
			want float64
		}{{"AUC 1", got.AUCA, c.w.AUC1}, {"AUC 2", got.AUCB, c.w.AUC2}, {"variance 2", engine.Number(v), c.w.Var2},
			{"z", got.Z, c.w.Z}, {"p", got.P, c.w.P}, {"low", got.Low, c.w.DiffCI[0]}, {"high", got.High, c.w.DiffCI[1]},
			{"AUC 1 low", area.Low, c.w.CI[0]}, {"AUC 1 high", area.High, c.w.CI[1]}} {
			tol.Near(t, n.what, float64(n.got), n.want)
		}
		if got.Tie() {
			t.Error("a difference of 0.09 with p 0.03 is called a tie")
		}
	}
}

func TestAUC_Properties(t *testing.T) {
	score, y := tied(500, 3)
	auc := learn.AUC(score, y)
	up, down, not := make([]float64, 500), make([]float64, 500), make([]bool, 500)
	for i, s := range score {
		up[i], down[i], not[i] = math.Exp(s/3), -s, !y[i]
	}
	if learn.AUC(up, y) != auc {
		t.Error("a rising transformation changed the AUC")
	}
	near(t, "reversed", learn.AUC(down, y), 1-auc, 1e-15)
	near(t, "other class", learn.AUC(score, not), 1-auc, 1e-15)
	if learn.AUC(repeat(2, 500), y) != 0.5 {
		t.Error("a constant score is not a coin")
	}
	self := learn.DeLongTest(score, up, y)
	if self.Diff != 0 || self.P != 1 || !self.Tie() {
		t.Errorf("a score against itself: %+v", self)
	}
}

func TestMeasures_UndefinedNotZero(t *testing.T) {
	one := []bool{true, true}
	bad := []float64{math.NaN(), 1}
	for name, v := range map[string]float64{
		"AUC of nothing": learn.AUC(nil, nil), "AUC one class": learn.AUC([]float64{1, 2}, one),
		"AUC NaN": learn.AUC(bad, []bool{true, false}), "AUC lengths": learn.AUC([]float64{1}, one),
		"Brier": learn.Brier(nil, nil), "Brier NaN": learn.Brier(bad, one), "log loss": learn.LogLoss([]float64{1}, one),
		"AP": learn.AveragePrecision(nil, nil), "AP one class": learn.AveragePrecision([]float64{1, 2}, one),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s = %v, want NaN", name, v)
		}
	}
	if auc, v := learn.DeLong([]float64{1, 2}, []bool{false, true}); auc != 1 || !math.IsNaN(v) {
		t.Errorf("one of each: %v %v", auc, v)
	}
	if c := learn.DeLongTest(bad, []float64{1, 2}, []bool{true, false}); c.AUCA.Defined() || !c.AUCB.Defined() || c.P.Defined() || !c.Tie() {
		t.Errorf("%+v", c)
	}
	if l := learn.TopLift([]float64{1, 2}, []bool{false, false}, 0.1); l.Lift.Defined() || l.Low.Defined() {
		t.Errorf("%+v", l)
	}
	if r := learn.Calibration(nil, nil, 5); len(r.Bins) != 0 || r.Slope.Defined() {
		t.Errorf("%+v", r)
	}
	if c := learn.AtThreshold(nil, nil, 0.5); c.F1.Defined() || c.Recall.Value.Defined() {
		t.Errorf("%+v", c)
	}
	if _, ok := learn.BestF1(bad, one); ok {
		t.Error("best threshold of NaN")
	}
}

func TestAtThreshold_CountsByHand(t *testing.T) {
	score := []float64{0.9, 0.8, 0.7, 0.4, 0.3, 0.1}
	y := []bool{true, false, true, true, false, false}
	c := learn.AtThreshold(score, y, 0.7)
	if c.TP != 2 || c.FP != 1 || c.FN != 1 || c.TN != 2 {
		t.Errorf("%+v", c)
	}
	near(t, "F1", float64(c.F1), 2.0/3, 1e-15)
	near(t, "precision", float64(c.Precision.Value), 2.0/3, 1e-15)
	near(t, "accuracy", float64(c.Accuracy.Value), 4.0/6, 1e-15)
	best, _ := learn.BestF1(score, y)
	near(t, "best F1", float64(best.F1), 6.0/7, 1e-15)
	near(t, "its threshold", float64(best.Threshold), 0.4, 0)
	near(t, "average precision", learn.AveragePrecision(score, y), (1+2.0/3+3.0/4)/3, 1e-15)
	near(t, "Brier", learn.Brier(score, y), (0.01+0.64+0.09+0.36+0.09+0.01)/6, 1e-15)
	near(t, "log loss", learn.LogLoss([]float64{0.8, 0.4}, []bool{true, false}), -(math.Log(0.8)+math.Log(0.6))/2, 1e-15)
	if v := learn.LogLoss([]float64{0}, []bool{true}); math.IsInf(v, 0) {
		t.Error("a confident mistake costs infinity")
	}
}

// Ridge 1 is scikit-learn's default C = 1: the same split gives the same measures.
func TestFit_ReachesTheBarsOfScikitLearn(t *testing.T) {
	type bars struct {
		AUC, Brier float64
		AP         float64 `json:"PR_AUC"`
		LogLoss    float64 `json:"log_loss"`
		F1         float64 `json:"F1_best"`
		Lift       float64 `json:"top_decile_lift"`
		SE         float64 `json:"auc_se_delong"`
	}
	for item, c := range map[string]struct{ file, outcome, yes string }{
		"bank": {bankFile, "Exited", "1"}, "mlc": {mlcFile, "churn", "yes"}, "telco": {telcoFile, "Churn", "Yes"},
	} {
		t.Run(item, func(t *testing.T) {
			var want struct {
				Fixed struct{ Logistic bars } `json:"fixed_split"`
			}
			reference.Item(t, "03_classifiers.json", item, &want)
			columns := map[string][]string{"bank": bankColumns, "mlc": append([]string{"state"}, mlcWithCharges()...), "telco": telcoColumns}[item]
			f := newFrame(t, reference.CSV(t, c.file), c.outcome, c.yes, columns, true)
			split := reference.CSV(t, "reference/splits/"+item+".csv")
			train, test := part(t, f, split, "train"), part(t, f, split, "test")
			m := fit(t, train.matrix(), train.y, learn.Options{Ridge: 1, Names: f.names})
			p, y, w := m.Predict(test.matrix()), test.y, want.Fixed.Logistic
			near(t, "AUC", learn.AUC(p, y), w.AUC, 2e-4)
			near(t, "average precision", learn.AveragePrecision(p, y), w.AP, 1e-3)
			near(t, "Brier", learn.Brier(p, y), w.Brier, 1e-4)
			near(t, "log loss", learn.LogLoss(p, y), w.LogLoss, 3e-4)
			near(t, "top-decile lift", float64(learn.TopLift(p, y, 0.1).Lift), w.Lift, 0.03)
			_, v := learn.DeLong(p, y)
			near(t, "SE of the AUC", math.Sqrt(v), w.SE, 1e-5)
			best, _ := learn.BestF1(p, y)
			near(t, "best F1", float64(best.F1), w.F1, 2e-3)
		})
	}
}

// METHODS 1.11: an unpenalised glm on all Telco columns has a 10-fold AUC of 0.845 and Brier 0.136.
func TestStratifiedFolds_GiveTheKnownTenFoldAUC(t *testing.T) {
	f := glmData(t, "telco_full")
	x := f.matrix()
	p := make([]float64, len(f.y))
	fold := learn.StratifiedFolds(f.y, 10, 1)
	for k := range 10 {
		in, out := learn.Split(fold, k)
		rows := mat.NewDense(len(in), len(f.cols), nil)
		y := make([]bool, len(in))
		for r, i := range in {
			rows.SetRow(r, x.RawRowView(i))
			y[r] = f.y[i]
		}
		m := fit(t, rows, y, learn.Options{})
		for _, i := range out {
			p[i] = m.Predict(x.Slice(i, i+1, 0, len(f.cols)).(*mat.Dense))[0]
		}
	}
	near(t, "AUC", learn.AUC(p, f.y), 0.8447, 1e-3)
	near(t, "Brier", learn.Brier(p, f.y), 0.136, 1e-3)
}

func mlcWithCharges() []string {
	return append(slices.Clone(mlcColumns), "total_day_charge", "total_eve_charge", "total_night_charge", "total_intl_charge")
}

func part(t *testing.T, f *frame, split reference.Table, name string) *frame {
	t.Helper()
	out := &frame{names: f.names, cols: make([][]float64, len(f.cols))}
	for r := range split.Rows {
		if split.Get(r, "split") != name {
			continue
		}
		i, err := strconv.Atoi(split.Get(r, "row"))
		if err != nil {
			t.Fatal(err)
		}
		out.y = append(out.y, f.y[i])
		for j := range f.cols {
			out.cols[j] = append(out.cols[j], f.cols[j][i])
		}
	}
	return out
}

func TestTopLift_CountsTiesInPart(t *testing.T) {
	// Top 3 of 10: one certain row (an event), then two of four tied ones, two of which are events.
	score := []float64{9, 5, 5, 5, 5, 1, 1, 1, 1, 1}
	y := []bool{true, true, false, true, false, false, false, false, false, true}
	l := learn.TopLift(score, y, 0.3)
	near(t, "captured", float64(l.Captured), 2, 1e-15)
	near(t, "lift", float64(l.Lift), (2.0/3)/(4.0/10), 1e-14)
	slices.Reverse(score)
	slices.Reverse(y)
	near(t, "lift of the rows turned round", float64(learn.TopLift(score, y, 0.3).Lift), (2.0/3)/0.4, 1e-14)
	flat := learn.TopLift(repeat(1, 10), y, 0.2)
	near(t, "lift of a constant", float64(flat.Lift), 1, 1e-14)
	if all := learn.TopLift(score, y, 1); math.Abs(float64(all.Lift)-1) > 1e-14 || all.Rows != 10 {
		t.Errorf("everyone: %+v", all)
	}
	none := learn.TopLift([]float64{3, 2, 1}, []bool{false, false, true}, 0.3)
	if none.Lift != 0 || none.Low != 0 || !(none.High > 0 && none.High <= 3) {
		t.Errorf("nothing captured: %+v", none)
	}
}

// The interval holds the true lift in about 95 of 100 samples, rare events or not.
func TestTopLift_IntervalCoversTheTruth(t *testing.T) {
	for name, shift := range map[string]float64{"rare": -3, "common": 0} {
		rng := stat.NewRand(17, "lift "+name)
		draw := func(n int) ([]float64, []bool) {
			s, y := make([]float64, n), make([]bool, n)
			for i := range s {
				s[i] = rng.NormFloat64()
				y[i] = rng.Float64() < 1/(1+math.Exp(-1.2*s[i]-shift))
			}
			return s, y
		}
		s, y := draw(400_000)
		truth := learn.TopLift(s, y, 0.1).Lift
		held := 0
		const runs = 600
		for range runs {
			s, y := draw(2000)
			if l := learn.TopLift(s, y, 0.1); l.Low <= truth && truth <= l.High {
				held++
			}
		}
		if share := float64(held) / runs; share < 0.925 || share > 0.975 {
			t.Errorf("%s: coverage %v, want about 0.95", name, share)
		}
	}
}

func TestCalibration_OfAMaximumLikelihoodFitIsPerfectInSample(t *testing.T) {
	x, y := noisy(5000, 2, 12)
	p := fit(t, x, y, learn.Options{}).Predict(x)
	r := learn.Calibration(p, y, 10)
	near(t, "in the large", float64(r.InLarge), 0, 1e-9)
	near(t, "intercept", float64(r.Intercept), 0, 1e-7)
	near(t, "slope", float64(r.Slope), 1, 1e-7)
	var rows, events int64
	for i, b := range r.Bins {
		rows, events = rows+b.Observed.Base, events+b.Observed.Events
		if b.Observed.Base != 500 || b.Expected < b.From || b.Expected > b.To || i > 0 && b.From <= r.Bins[i-1].To {
			t.Errorf("bin %d: %+v", i, b)
		}
	}
	if len(r.Bins) != 10 || rows != 5000 || events != int64(count(y)) {
		t.Errorf("%d bins hold %d rows, %d events", len(r.Bins), rows, events)
	}
	// Twice the log odds is overconfidence by exactly one half.
	over := make([]float64, len(p))
	for i, v := range p {
		l := math.Log(v / (1 - v))
		over[i] = 1 / (1 + math.Exp(-2*l-0.3))
	}
	r = learn.Calibration(over, y, 10)
	near(t, "slope of the overconfident", float64(r.Slope), 0.5, 1e-7)
	near(t, "its intercept", float64(r.Intercept), -0.15, 1e-7)
}

func TestCalibration_KeepsEqualProbabilitiesTogether(t *testing.T) {
	p := []float64{0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.7, 0.7, 0.9}
	y := bools([]int{0, 0, 1, 0, 0, 0, 1, 1, 0, 1})
	r := learn.Calibration(p, y, 5)
	if len(r.Bins) != 3 || r.Bins[0].Observed.Base != 7 || r.Bins[1].Observed.Events != 1 || r.Bins[2].Observed.Base != 1 {
		t.Errorf("%+v", r.Bins)
	}
	if c := learn.Calibration(repeat(0.3, 10), y, 5); len(c.Bins) != 1 || c.Slope.Defined() || !c.InLarge.Defined() {
		t.Errorf("constant prediction: %+v", c)
	}
	near(t, "in the large of a constant", float64(learn.Calibration(repeat(0.3, 10), y, 5).InLarge),
		math.Log(0.4/0.6)-math.Log(0.3/0.7), 1e-12)
}

func count(y []bool) (n int) {
	for _, v := range y {
		if v {
			n++
		}
	}
	return n
}

func BenchmarkDeLongTest(b *testing.B) {
	score, y := tied(100_000, 1)
	other, _ := tied(100_000, 2)
	for b.Loop() {
		learn.DeLongTest(score, other, y)
	}
}
