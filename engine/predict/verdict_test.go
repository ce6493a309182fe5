package predict

import (
	"math/rand/v2"
	"testing"
)

func noisy(r *rand.Rand, y []bool, noise float64) []float64 {
	s := make([]float64, len(y))
	for i := range s {
		s[i] = 0.5 * (unit(y[i]) + noise*r.NormFloat64())
	}
	return s
}

func twin(r *rand.Rand, x []float64) []float64 {
	out := append([]float64(nil), x...)
	for i := range out {
		out[i] += 0.001 * r.NormFloat64()
	}
	return out
}

func verdictOn(y []bool, scores [][]float64) (Verdict, []Entry) {
	list := []rival{{name: RuleSilence, kind: kindRule}, {name: RuleFrequencyRecency, kind: kindRule}, {name: RuleRFM, kind: kindRule},
		{name: "logistic", kind: kindModel}, {name: "boosting", kind: kindModel}}
	var outs []outcome
	var entries []Entry
	for i, r := range list {
		outs = append(outs, outcome{rival: r, score: scores[i], probability: scores[i]})
		entries = append(entries, outs[i].entry(y, Terms{}.withDefaults(0)))
	}
	return judge(outs, entries, y), entries
}

func TestJudge_PrefersTheSimplestOnATie(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	y := make([]bool, 4000)
	for i := range y {
		y[i] = r.IntN(2) == 0
	}
	clear, middle, poor := noisy(r, y, 0.7), noisy(r, y, 1.2), noisy(r, y, 4)
	for name, c := range map[string]struct {
		scores       [][]float64
		code, winner string
	}{
		"the model is much better":       {[][]float64{poor, middle, poor, clear, middle}, "model_wins", "logistic"},
		"the later model is much better": {[][]float64{poor, middle, poor, middle, clear}, "model_wins", "boosting"},
		"both models are, the same way":  {[][]float64{poor, middle, poor, twin(r, clear), clear}, "model_wins", "logistic"},
		"the models are much worse":      {[][]float64{poor, clear, middle, poor, poor}, "rule_wins", RuleFrequencyRecency},
		"the models tie with one rule":   {[][]float64{poor, poor, clear, twin(r, clear), poor}, "tie_use_rule", RuleRFM},
		"everybody ties":                 {[][]float64{twin(r, clear), clear, twin(r, clear), twin(r, clear), clear}, "tie_use_rule", RuleSilence},
	} {
		v, _ := verdictOn(y, c.scores)
		if v.Code != c.code || v.Winner != c.winner || v.Tie != (c.code == "tie_use_rule") {
			t.Errorf("%s: %+v", name, v)
		}
		if v.Tie != (v.GainLow <= 0 && v.GainHigh >= 0) {
			t.Errorf("%s: tie %v with gain %v to %v", name, v.Tie, v.GainLow, v.GainHigh)
		}
	}
}

func TestJudge_IntervalAndAdjustedPAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 5))
	seen := 0
	for range 400 {
		y := make([]bool, 300)
		for i := range y {
			y[i] = r.IntN(3) == 0
		}
		scores := make([][]float64, 5)
		for k := range scores {
			scores[k] = noisy(r, y, 1.2+r.Float64())
		}
		_, entries := verdictOn(y, scores)
		for _, e := range entries[3:] {
			if e.PHolm > 0.0499999 && e.PHolm < 0.0500001 {
				continue
			}
			if outside := e.Gain.Low > 0 || e.Gain.High < 0; outside != (e.PHolm < 0.05) {
				t.Fatalf("gain %+v, p %v, adjusted %v", e.Gain, e.P, e.PHolm)
			} else if outside {
				seen++
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d differences seen", seen)
	}
}
