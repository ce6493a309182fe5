package learn

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Measure is a figure with its 95 % interval.
type Measure struct {
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// PrecisionRecall is AveragePrecision with a bootstrap interval over rows.
func PrecisionRecall(score []float64, y []bool, seed uint64) Measure {
	m := Measure{Value: engine.Number(AveragePrecision(score, y)), Low: engine.Undefined(), High: engine.Undefined()}
	if !m.Value.Defined() {
		return m
	}
	low, high := newLadder(score, y).bootstrap(seed, "learn.average_precision", averagePrecision)
	m.Low, m.High = engine.Number(low), engine.Number(high)
	return m
}

// averagePrecision of a resample; NaN when it has no event.
func averagePrecision(curve []rung) float64 {
	all := curve[len(curve)-1].events
	if all == 0 {
		return math.NaN()
	}
	var sum, before float64
	for _, c := range curve {
		if c.events > before {
			sum += (c.events - before) / all * c.events / (c.events + c.others)
			before = c.events
		}
	}
	return sum
}

// BrierScore is Brier with the interval of a mean (normal approximation).
func BrierScore(p []float64, y []bool) Measure {
	return meanOf(p, y, squareLoss)
}

// LogLossScore is LogLoss with the interval of a mean (normal approximation); one
// confident mistake makes it wide.
func LogLossScore(p []float64, y []bool) Measure { return meanOf(p, y, loss) }

func meanOf(p []float64, y []bool, of func(v float64, yes bool) float64) Measure {
	u := engine.Undefined()
	if len(p) != len(y) || len(p) == 0 {
		return Measure{u, u, u}
	}
	each := make([]float64, len(p))
	for i, v := range p {
		each[i] = of(v, y[i])
	}
	mean, half := stat.Mean(each), engine.Z95*math.Sqrt(stat.Variance(each)/float64(len(each)))
	return Measure{engine.Number(mean), engine.Number(max(0, mean-half)), engine.Number(mean + half)}
}

// f1Interval is Wilson's of TP/(TP+FP+FN), of which F1 is a rising function (Hand,
// Christen and Kirielle 2021).
func f1Interval(c *Confusion) (low, high engine.Number) {
	r := engine.NewRate(c.TP, c.TP+c.FP+c.FN)
	f1 := func(v engine.Number) engine.Number { return 2 * v / (1 + v) }
	return f1(r.Low), f1(r.High)
}
