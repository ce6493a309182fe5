package predict

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Measure is a number with its 95 % interval.
type Measure struct {
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

func unknown() Measure {
	u := engine.Undefined()
	return Measure{u, u, u}
}

// z95 is the 97.5 % quantile of the standard normal distribution.
const z95 = 1.959963984540054

// meanOf is the mean of a loss over the rows with its normal interval.
func meanOf(p []float64, y []bool, loss func(p float64, yes bool) float64) Measure {
	each := make([]float64, len(p))
	for i, v := range p {
		each[i] = loss(v, y[i])
	}
	m := stat.Mean(each)
	half := z95 * math.Sqrt(stat.Variance(each)/float64(len(each)))
	return Measure{engine.Number(m), engine.Number(m - half), engine.Number(m + half)}
}

func brier(p []float64, y []bool) Measure {
	m := meanOf(p, y, func(p float64, yes bool) float64 { return (p - unit(yes)) * (p - unit(yes)) })
	m.Value = engine.Number(learn.Brier(p, y))
	return m
}

func logLoss(p []float64, y []bool) Measure {
	m := meanOf(p, y, func(p float64, yes bool) float64 {
		p = math.Min(math.Max(p, 1e-15), 1-1e-15)
		if yes {
			return -math.Log(p)
		}
		return -math.Log1p(-p)
	})
	m.Value = engine.Number(learn.LogLoss(p, y))
	return m
}

// precisionArea is the average precision with the interval of Boyd, Eng and Page
// (2013): normal on the log odds, with as many trials as there are events.
func precisionArea(score []float64, y []bool) Measure {
	v, n := learn.AveragePrecision(score, y), float64(count(y))
	if math.IsNaN(v) || v <= 0 || v >= 1 {
		m := unknown()
		m.Value = engine.Number(v)
		return m
	}
	logit, half := math.Log(v)-math.Log1p(-v), z95/math.Sqrt(n*v*(1-v))
	back := func(x float64) engine.Number { return engine.Number(1 / (1 + math.Exp(-x))) }
	return Measure{engine.Number(v), back(logit - half), back(logit + half)}
}

// f1 follows from the share J of hits among hits and misses, a plain share of rows:
// F1 = 2J/(1+J), which keeps its Wilson interval.
func f1(c learn.Confusion) Measure {
	j := engine.NewRate(c.TP, c.TP+c.FP+c.FN)
	of := func(v engine.Number) engine.Number { return 2 * v / (1 + v) }
	return Measure{c.F1, of(j.Low), of(j.High)}
}

// gains lists how much of the churn the riskiest share of the customers holds, step by
// step; customers tied at a cut count in part.
func gains(score []float64, y []bool) []Gain {
	var out []Gain
	events := count(y)
	for k := 1; k <= gainSteps; k++ {
		share := float64(k) / gainSteps
		l := learn.TopLift(score, y, share)
		if !l.Captured.Defined() {
			return nil
		}
		r := engine.NewRate(int64(math.Round(float64(l.Captured))), int64(events))
		out = append(out, Gain{Share: share, Customers: l.Rows, Churners: float64(l.Captured),
			Captured: l.Captured / engine.Number(events), Low: r.Low, High: r.High})
	}
	return out
}

// gainSteps is the number of points of a gains curve.
const gainSteps = 100
