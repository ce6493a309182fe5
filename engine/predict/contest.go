package predict

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// outcome is how one competitor scored the test rows.
type outcome struct {
	competitor
	score, probability []float64
}

// topShare is the share of riskiest customers the lift looks at.
const topShare = 0.1

func (o *outcome) entry(y []bool) Entry {
	area := learn.AreaUnderROC(o.score, y)
	lift := learn.TopLift(o.score, y, topShare)
	return Entry{
		Model: o.name, Kind: o.kind, AUC: area.Value, AUCLow: area.Low, AUCHigh: area.High,
		Brier:  engine.Number(learn.Brier(o.probability, y)),
		Lift10: lift.Lift, LiftLow: lift.Low, LiftHi: lift.High,
	}
}

// contest fills the race from outcomes on the same test rows, simplest competitor first.
func contest(race *Race, outs []outcome, y []bool) {
	race.Churned = engine.NewRate(int64(count(y)), int64(len(y)))
	race.TestRows = int64(len(y))
	race.Entries = make([]Entry, len(outs))
	for i := range outs {
		race.Entries[i] = outs[i].entry(y)
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
		if outs[i].name == race.Verdict.Winner {
			race.Calibration = calibration(outs[i].probability, y)
		}
	}
}

// judge compares the model with the best rule. If the interval of their difference
// covers zero it is a tie and the simplest of the rules that cannot be told from the
// best competitor wins (METHODS 2, B3). Taking the best of several rules on the test rows
// favours the rules a little; that is the careful side.
func judge(outs []outcome, entries []Entry, y []bool) Verdict {
	model, rule, best := -1, -1, 0
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
	d := learn.DeLongTest(outs[model].score, outs[rule].score, y)
	v := Verdict{Best: outs[best].name, Rule: outs[rule].name, Gain: d.Diff, GainLow: d.Low, GainHigh: d.High, Tie: d.Tie()}
	switch {
	case d.Tie():
		v.Code = "tie_use_rule"
	case d.Low > 0:
		v.Code, v.Winner = "model_wins", outs[model].name
		return v
	default:
		v.Code = "rule_wins"
	}
	for i := range outs { // simplest first; the best rule ties with itself
		if i == rule || outs[i].kind == kindRule && learn.DeLongTest(outs[rule].score, outs[i].score, y).Tie() {
			v.Winner = outs[i].name
			break
		}
	}
	return v
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
