package predict

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/btyd"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Competitors that are plain rules, simplest first among those of one business.
const (
	RuleSilence          = "silence_days"           // the longer silent, the riskier
	RuleFrequency        = "frequency"              // the fewer purchase days, the riskier; a reference, not in the race
	RuleFrequencyRecency = "frequency_then_recency" // by purchase days, equal ones by silence
	RuleRFM              = "rfm_sum"                // the sum of three quintile scores
	RuleExpected         = "expected_purchases"     // the fewer purchases BG/NBD expects in the horizon
	RuleTenure           = "tenure"                 // the younger the contract, the riskier
	RuleTenureAmount     = "tenure_then_amount"     // equal tenures by monthly amount, the dearer the riskier
	RuleColumn           = "best_column"            // the one column that tells most on the training rows
)

// Columns rules read.
const (
	colSilence      = "silence_days"
	colPurchaseDays = "purchase_days"
	colMeanAmount   = "mean_amount"
	colAge          = "tenure_days"
	colTenure       = "tenure_months"
	colMonthly      = "monthly_amount"
	colTotal        = "total_amount"
)

// plain is a rule that learns nothing: a score from the columns of a row.
type plain func(x *learn.Frame) []float64

// Rank implements ranker.
func (p plain) Rank(x *learn.Frame) []float64 { return p(x) }

func newRule(name string, fit fitter) rival {
	return rival{name: name, kind: kindRule, options: []fitter{fit}}
}

func plainRule(name string, p plain) rival {
	return newRule(name, func(context.Context, learn.Training) (ranker, error) { return p, nil })
}

// shopRules lists the rules on purchases, simplest first; expected is nil where BG/NBD
// could not be fitted.
func shopRules(expected *btyd.Fitted, horizon int) []rival {
	list := []rival{
		plainRule(RuleSilence, bySilence), plainRule(RuleFrequencyRecency, byFrequencyRecency),
		newRule(RuleRFM, func(_ context.Context, t learn.Training) (ranker, error) { return rfmOf(t.X), nil }),
	}
	if expected != nil {
		list = append(list, plainRule(RuleExpected, byExpected(expected, horizon)))
	}
	return list
}

// contractRules lists the rules on a customer table, simplest first. Rules on columns
// the table does not have would only be straw men.
func contractRules(x *learn.Frame) []rival {
	var list []rival
	if varies(x, colTenure) {
		list = append(list, plainRule(RuleTenure, byTenure))
		if varies(x, colMonthly) {
			list = append(list, plainRule(RuleTenureAmount, byTenureAmount))
		}
	}
	return append(list, newRule(RuleColumn, func(_ context.Context, t learn.Training) (ranker, error) { return bestColumn(t.Sample), nil }))
}

// Score gives every customer of a frame the risk score of a plain rule, higher =
// riskier; nil for an unknown rule. RFM quintiles are those of the frame itself.
func Score(rule string, f *feature.Frame) []float64 {
	x := f.Learn()
	switch rule {
	case RuleSilence:
		return bySilence(x)
	case RuleFrequency:
		return minus(numbers(x, colPurchaseDays))
	case RuleFrequencyRecency:
		return byFrequencyRecency(x)
	case RuleRFM:
		return rfmOf(x).Rank(x)
	}
	return nil
}

// lesserScale shrinks the second key of a two-key rule below any step of the first.
const lesserScale = 1e-7

func bySilence(x *learn.Frame) []float64 { return numbers(x, colSilence) }

func byFrequencyRecency(x *learn.Frame) []float64 {
	return thenBy(minus(numbers(x, colPurchaseDays)), numbers(x, colSilence))
}

func byTenure(x *learn.Frame) []float64 { return minus(known(numbers(x, colTenure))) }

func byTenureAmount(x *learn.Frame) []float64 {
	return thenBy(minus(known(numbers(x, colTenure))), known(numbers(x, colMonthly)))
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

// byExpected is minus the purchases expected in the horizon.
func byExpected(m *btyd.Fitted, horizon int) plain {
	return func(x *learn.Frame) []float64 {
		days, silence, age := numbers(x, colPurchaseDays), numbers(x, colSilence), numbers(x, colAge)
		out := make([]float64, x.Rows)
		for i := range out {
			c := btyd.Customer{Repeats: int64(days[i]) - 1, Last: age[i] - silence[i], Age: age[i]}
			out[i] = -m.Expected(c, float64(horizon))
			if math.IsNaN(out[i]) {
				out[i] = 0
			}
		}
		return out
	}
}

// rfm are the 20, 40, 60 and 80 % quantiles of silence, purchase days and mean
// amount per purchase day. The mean, not the sum: a sum would count F twice.
type rfm [3][]float64

func rfmColumns() [3]string { return [3]string{colSilence, colPurchaseDays, colMeanAmount} }

func rfmOf(x *learn.Frame) rfm {
	var cuts rfm
	for k, name := range rfmColumns() {
		v := numbers(x, name)
		slices.Sort(v)
		for _, p := range []float64{0.2, 0.4, 0.6, 0.8} {
			cuts[k] = append(cuts[k], stat.Quantile(v, p))
		}
	}
	return cuts
}

// Rank is minus the sum of the three scores 1…5. A value's level is the number of cut
// points below it, so that equal values always get the same score.
func (cuts rfm) Rank(x *learn.Frame) []float64 {
	score := make([]float64, x.Rows)
	for k, name := range rfmColumns() {
		for i, v := range numbers(x, name) {
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

// oneColumn ranks by one number or level.
type oneColumn struct {
	encoder learn.Encoder
	sign    float64 // +1 = higher is riskier
}

// Rank implements ranker.
func (o *oneColumn) Rank(x *learn.Frame) []float64 {
	score := make([]float64, x.Rows)
	if m := o.encoder.Matrix(x); m != nil {
		mat.Col(score, 0, m)
	}
	for i := range score {
		score[i] *= o.sign
	}
	return score
}

// bestColumn finds the number or level whose AUC alone is farthest from chance; the
// first of equals.
func bestColumn(s learn.Sample) *oneColumn {
	best, most := &oneColumn{sign: 1}, 0.0
	e := learn.NewEncoder(s.X)
	x := e.Matrix(s.X)
	for k := range e.Inputs {
		lead := learn.AUC(mat.Col(nil, k, x), s.Y) - 0.5
		if math.Abs(lead) > most {
			best = &oneColumn{encoder: learn.Encoder{Inputs: e.Inputs[k : k+1]}, sign: math.Copysign(1, lead)}
			most = math.Abs(lead)
		}
	}
	return best
}
