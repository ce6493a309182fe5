package uplift

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Value is what a rule of whom to treat would earn per customer, next to treating
// nobody, measured on a trial the rule has not seen.
type Value struct {
	Gain engine.Number `json:"gain"`
	Low  engine.Number `json:"low"`
	High engine.Number `json:"high"`
	// Share is how many the rule treats.
	Share float64 `json:"share"`
}

// Worth is the additional money per customer of treating whom the rule names, by
// inverse propensity: the mean over the named of money·(T/p − (1−T)/(1−p)), p being
// the share drawn for the treatment, and 0 for the others. money has the cost of the
// treatment taken off already. The interval is normal, undefined below two customers
// or without both sides.
func Worth(named, treated []bool, money []float64) Value {
	n := len(named)
	v := Value{Gain: engine.Undefined(), Low: engine.Undefined(), High: engine.Undefined()}
	drawn, picked := 0, 0
	for i := range named {
		drawn += side(treated[i])
		picked += side(named[i])
	}
	if n < 2 || drawn == 0 || drawn == n {
		return v
	}
	p := float64(drawn) / float64(n)
	z := make([]float64, n)
	for i := range z {
		switch {
		case !named[i]:
		case treated[i]:
			z[i] = money[i] / p
		default:
			z[i] = -money[i] / (1 - p)
		}
	}
	mean, half := stat.Mean(z), engine.Z95*math.Sqrt(stat.Variance(z)/float64(n))
	v.Gain, v.Low, v.High, v.Share = engine.Number(mean), engine.Number(mean-half), engine.Number(mean+half), float64(picked)/float64(n)
	return v
}
