package predict

import (
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Measure is a number with its 95 % interval.
type Measure = learn.Measure

func unknown() Measure {
	u := engine.Undefined()
	return Measure{Value: u, Low: u, High: u}
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
	logit, half := math.Log(v)-math.Log1p(-v), engine.Z95/math.Sqrt(n*v*(1-v))
	back := func(x float64) engine.Number { return engine.Number(1 / (1 + math.Exp(-x))) }
	return Measure{Value: engine.Number(v), Low: back(logit - half), High: back(logit + half)}
}

// profit is what contacting everybody at or above the threshold brings per customer:
// the mean over the rows, with its normal interval.
func (t Terms) profit(p []float64, y []bool) Measure {
	each := make([]float64, len(p))
	for i, v := range p {
		switch {
		case !(v >= t.Threshold()):
		case y[i]:
			each[i] = t.Accept*(t.Value-t.Offer) - t.Contact
		default:
			each[i] = -t.Offer - t.Contact
		}
	}
	mean, half := stat.Mean(each), engine.Z95*math.Sqrt(stat.Variance(each)/float64(len(each)))
	return Measure{Value: engine.Number(mean), Low: engine.Number(mean - half), High: engine.Number(mean + half)}
}

// best is the most profit a competitor's order can bring, MPC and EMPC (METHODS 1.13).
func (t Terms) best(score []float64, y []bool, seed uint64) learn.Profit {
	r := learn.Retention{CLV: t.Value, Incentive: t.Offer, Contact: t.Contact, Alpha: certainty * t.Accept, Beta: certainty * (1 - t.Accept)}
	return learn.MaximumProfit(coarse(score), y, r, seed)
}

// certainty is α+β of the share that accepts, that of the literature (6 and 14).
const certainty = 20

// finest is how many levels of a score are told apart where the profit is resampled.
const finest = 2000

// coarse puts scores into at most finest levels, equal ones always together.
func coarse(score []float64) []float64 {
	if len(score) <= finest {
		return score
	}
	sorted := slices.Clone(score)
	slices.Sort(sorted)
	out := make([]float64, len(score))
	for i, v := range score {
		at, _ := slices.BinarySearch(sorted, v)
		out[i] = float64(at * finest / len(score))
	}
	return out
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
