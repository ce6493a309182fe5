package predict

import (
	"slices"

	"huiliu/engine/feature"
	"huiliu/engine/stat"
)

// Competitors, simplest first among those of one business.
const (
	RuleSilence          = "silence_days"           // the longer silent, the riskier
	RuleFrequency        = "frequency"              // the fewer purchase days, the riskier; a reference, not in the race
	RuleFrequencyRecency = "frequency_then_recency" // by purchase days, equal ones by silence
	RuleRFM              = "rfm_sum"                // the sum of three quintile scores
	RuleTenure           = "tenure"                 // the younger the contract, the riskier
	RuleTenureAmount     = "tenure_then_amount"     // equal tenures by monthly amount, the dearer the riskier
	RuleColumn           = "best_column"            // the one column that tells most on the training rows
	ModelLogistic        = "logistic_ridge"
)

// Score gives every customer of a frame the risk score of a plain rule, higher =
// riskier; nil for an unknown rule. RFM quintiles are those of the frame itself.
func Score(rule string, f *feature.Frame) []float64 {
	t := fromFrame(f)
	return ruleScore(rule, t, all(t.rows()), rfmCuts(t, all(t.rows())))
}

// lesserScale shrinks the second key of a two-key rule below any step of the first.
const lesserScale = 1e-7

func ruleScore(rule string, t *table, rows []int, cuts [3][]float64) []float64 {
	switch rule {
	case RuleSilence:
		return t.pick("silence_days", rows)
	case RuleFrequency:
		return minus(t.pick("purchase_days", rows))
	case RuleFrequencyRecency:
		return thenBy(minus(t.pick("purchase_days", rows)), t.pick("silence_days", rows))
	case RuleRFM:
		return rfmScore(t, rows, cuts)
	case RuleTenure:
		return minus(known(t.pick("tenure_months", rows)))
	case RuleTenureAmount:
		return thenBy(minus(known(t.pick("tenure_months", rows))), known(t.pick("monthly_amount", rows)))
	}
	return nil
}

func minus(x []float64) []float64 {
	for i := range x {
		x[i] = -x[i]
	}
	return x
}

func thenBy(first, second []float64) []float64 {
	for i := range first {
		first[i] += second[i] * lesserScale
	}
	return first
}

// known puts missing values at 0: a rule has to say something about everybody.
func known(x []float64) []float64 {
	for i, v := range x {
		if v != v {
			x[i] = 0
		}
	}
	return x
}

// rfmCuts are the 20, 40, 60 and 80 % quantiles of silence, purchase days and mean
// amount per purchase day. The mean, not the sum: a sum would count F twice.
func rfmCuts(t *table, rows []int) [3][]float64 {
	var cuts [3][]float64
	for k, name := range rfmColumns() {
		x := t.pick(name, rows)
		slices.Sort(x)
		for _, p := range []float64{0.2, 0.4, 0.6, 0.8} {
			cuts[k] = append(cuts[k], stat.Quantile(x, p))
		}
	}
	return cuts
}

func rfmColumns() [3]string { return [3]string{"silence_days", "purchase_days", "mean_amount"} }

// rfmScore is minus the sum of the three scores 1…5. A value's level is the number
// of cut points below it, so that equal values always get the same score.
func rfmScore(t *table, rows []int, cuts [3][]float64) []float64 {
	score := make([]float64, len(rows))
	for k, name := range rfmColumns() {
		for i, v := range t.pick(name, rows) {
			level, _ := slices.BinarySearch(cuts[k], v)
			if k == 0 {
				score[i] -= float64(5 - level)
			} else {
				score[i] -= float64(1 + level)
			}
		}
	}
	return score
}
