package predict

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// outcome is how one competitor scored the test rows.
type outcome struct {
	rival
	score, probability []float64
	rows               int
	tried              []Tried
	chosen             int
}

// topShare is the share of riskiest customers the lift looks at.
const topShare = 0.1

func (o *outcome) entry(y []bool, terms Terms) Entry {
	area := learn.AreaUnderROC(o.score, y)
	lift := learn.TopLift(o.score, y, topShare)
	b := learn.BrierScore(o.probability, y)
	fit := learn.Calibration(o.probability, y, calibrationBins)
	return Entry{
		Model: o.name, Kind: o.kind, AUC: area.Value, AUCLow: area.Low, AUCHigh: area.High,
		Precision: precisionArea(o.score, y),
		Brier:     b.Value, BrierLow: b.Low, BrierHigh: b.High, LogLoss: learn.LogLossScore(o.probability, y),
		Lift10: lift.Lift, LiftLow: lift.Low, LiftHi: lift.High,
		Slope:     Measure{Value: fit.Slope, Low: fit.SlopeLow, High: fit.SlopeHigh},
		Intercept: Measure{Value: fit.Intercept, Low: fit.InterceptLow, High: fit.InterceptHigh},
		At:        learn.AtThreshold(o.probability, y, terms.Threshold()), Profit: terms.profit(o.probability, y),
		Gain: unknown(), P: engine.Undefined(), PHolm: engine.Undefined(),
		TrainedOnRows: int64(o.rows), Tried: o.tried, Chosen: o.chosen,
	}
}

// contest fills the race from outcomes on the same test rows, simplest competitor first.
func contest(race *Race, outs []outcome, y []bool, seed uint64) {
	race.Churned = engine.NewRate(int64(count(y)), int64(len(y)))
	race.TestRows = int64(len(y))
	race.Entries = make([]Entry, len(outs))
	for i := range outs {
		race.Entries[i] = outs[i].entry(y, race.Terms)
	}
	race.Verdict = judge(outs, race.Entries, y)
	for _, e := range race.Entries {
		if e.Model == race.Verdict.Winner {
			race.Verdict.Chance = !(e.AUCLow > 0.5) && !(e.AUCHigh < 0.5)
		}
	}
	// Stable: of equals the simpler one comes first.
	slices.SortStableFunc(race.Entries, func(a, b Entry) int { return cmp.Compare(b.AUC, a.AUC) })
	for i := range outs {
		o := &outs[i]
		if o.name == race.Verdict.Winner {
			race.Calibration = calibration(o.probability, y)
		}
		if o.name == race.Verdict.Winner || o.name == race.Verdict.Model || o.name == race.Verdict.Rule {
			race.Gains = append(race.Gains, Gains{Model: o.name, Points: gains(o.score, y), Profit: race.Terms.best(o.score, y, seed)})
		}
	}
}

// judge compares every model with the best rule. Having compared several, it counts
// what each p is worth by Holm's steps; of the models that are better than the rule the
// simplest that cannot be told from the best one wins. Without any the simplest of the
// rules that cannot be told from the best competitor wins (METHODS 2, B3). Taking the best
// of several rules on the test rows favours the rules a little; that is the careful side.
func judge(outs []outcome, entries []Entry, y []bool) Verdict {
	rule, model, best := leaders(entries)
	against(outs, entries, rule, y)
	e := &entries[model]
	v := Verdict{Best: outs[best].name, Rule: outs[rule].name, Model: outs[model].name, Compared: 0,
		Gain: e.Gain.Value, GainLow: e.Gain.Low, GainHigh: e.Gain.High, P: e.PHolm}
	for i := range entries {
		if entries[i].Kind == kindModel {
			v.Compared++
		}
	}
	if w := simplestModel(outs, entries, y); w >= 0 {
		v.Code, v.Winner = "model_wins", outs[w].name
		e = &entries[w]
		v.Gain, v.GainLow, v.GainHigh, v.P = e.Gain.Value, e.Gain.Low, e.Gain.High, e.PHolm
		v.Model = outs[w].name
		return v
	}
	v.Code, v.Tie = "tie_use_rule", true
	if v.GainHigh < 0 {
		v.Code, v.Tie = "rule_wins", false
	}
	for i := range outs { // simplest first; the best rule ties with itself
		if i == rule || isRule(outs[i].rival) && learn.DeLongTest(outs[rule].score, outs[i].score, y).Tie() {
			v.Winner = outs[i].name
			break
		}
	}
	return v
}

// leaders are the places of the best rule, the best model and the best of all by AUC;
// of equals the simpler.
func leaders(entries []Entry) (rule, model, best int) {
	rule, model = -1, -1
	for i, e := range entries {
		if e.AUC > entries[best].AUC {
			best = i
		}
		switch {
		case e.Kind == kindModel && (model < 0 || e.AUC > entries[model].AUC):
			model = i
		case e.Kind == kindRule && (rule < 0 || e.AUC > entries[rule].AUC):
			rule = i
		}
	}
	return rule, model, best
}

// against fills in the differences of the models from the rule. The level of each
// interval is that of Holm's step for it, so that it covers zero exactly where the
// adjusted p is 5 % or more.
func against(outs []outcome, entries []Entry, rule int, y []bool) {
	var place []int
	var p []float64
	for i := range entries {
		if entries[i].Kind != kindModel {
			continue
		}
		d := learn.DeLongTest(outs[i].score, outs[rule].score, y)
		entries[i].Gain = Measure{Value: d.Diff, Low: d.Low, High: d.High}
		entries[i].P = d.P
		place, p = append(place, i), append(p, float64(d.P))
	}
	for k, v := range stat.Holm(p) {
		entries[place[k]].PHolm = engine.Number(v)
	}
	order := all(len(p))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	left, stopped := len(p), false
	for _, k := range order {
		widen(&entries[place[k]].Gain, math.Sqrt2*math.Erfinv(1-0.05/float64(left))/engine.Z95)
		if stopped = stopped || !(p[k] < 0.05/float64(left)); !stopped {
			left--
		}
	}
}

// widen moves the ends of an interval away from its middle.
func widen(m *Measure, factor float64) {
	m.Low, m.High = m.Value-(m.Value-m.Low)*engine.Number(factor), m.Value+(m.High-m.Value)*engine.Number(factor)
}

// simplestModel is the simplest of the models better than the rule that cannot be
// told from the best of them; -1 for none.
func simplestModel(outs []outcome, entries []Entry, y []bool) int {
	best := -1
	better := func(e *Entry) bool { return e.Kind == kindModel && e.Gain.Low > 0 }
	for i := range entries {
		if better(&entries[i]) && (best < 0 || entries[i].AUC > entries[best].AUC) {
			best = i
		}
	}
	if best < 0 {
		return -1
	}
	for i := range entries {
		if i == best || better(&entries[i]) && learn.DeLongTest(outs[best].score, outs[i].score, y).Tie() {
			return i
		}
	}
	return best
}

// calibrationBins is the number of bars of the reliability diagram.
const calibrationBins = 10

func calibration(p []float64, y []bool) []CalibrationBin {
	var out []CalibrationBin
	for _, b := range learn.Calibration(p, y, calibrationBins).Bins {
		out = append(out, CalibrationBin{Predicted: engine.Number(b.Expected), Observed: b.Observed})
	}
	return out
}
