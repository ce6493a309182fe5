// Package survival estimates how long things last when some have not ended yet:
// the Kaplan–Meier curve of lifetimes, or of gaps between purchases whose last,
// unfinished one is still running. It compares groups (LogRank), relates lifetimes
// to what is known of each life (FitCox, FitAFT) and splits ends by cause
// (CumulativeIncidence). Lives may come under observation late.
//
//	c := survival.KaplanMeier(days, ended)
//	again := 1 - c.At(90)            // share that bought again within 90 days
//	window, ok := c.Quantile(0.9)    // not ok: 90 % is never reached
package survival

import (
	"math"
	"sort"

	"huiliu/engine"
)

// Curve is a Kaplan–Meier estimate. The slices are parallel, one entry for each
// distinct time at which something ended or observation stopped. SE is
// Greenwood's standard error of Survival; Low and High are the 95 % log(−log)
// interval. They are undefined where the formula has no value: interval at a
// survival of 1 or 0, SE at 0.
type Curve struct {
	Times    []float64       `json:"times"`
	AtRisk   []int64         `json:"atRisk"` // still running just before the time
	Events   []int64         `json:"events"`
	Survival []float64       `json:"survival"`
	SE       []engine.Number `json:"se"`
	Low      []engine.Number `json:"low"`
	High     []engine.Number `json:"high"`
	// Skipped counts inputs left out: NaN, infinite or negative times and counts.
	Skipped int64 `json:"skipped,omitempty"`
	// Lives is the number of lives when some entered late; N says it in all cases.
	Lives int64 `json:"lives,omitempty"`
}

// N is the number of lives the curve was computed from.
func (c Curve) N() int64 {
	if c.Lives > 0 {
		return c.Lives
	}
	if len(c.AtRisk) == 0 {
		return 0
	}
	return c.AtRisk[0]
}

// TotalEvents is the number of lives that ended.
func (c Curve) TotalEvents() int64 {
	var n int64
	for _, e := range c.Events {
		n += e
	}
	return n
}

// Last is the longest time observed; NaN for an empty curve. Beyond it the
// curve is carried on flat and says nothing new.
func (c Curve) Last() float64 {
	if len(c.Times) == 0 {
		return math.NaN()
	}
	return c.Times[len(c.Times)-1]
}

// At is the share lasting longer than t; the drop at t is included. NaN for an
// empty curve or NaN t.
func (c Curve) At(t float64) float64 {
	if len(c.Times) == 0 || math.IsNaN(t) {
		return math.NaN()
	}
	if i := c.before(t); i >= 0 {
		return c.Survival[i]
	}
	return 1
}

// SEAt is the standard error of At(t).
func (c Curve) SEAt(t float64) engine.Number {
	if len(c.Times) == 0 || math.IsNaN(t) {
		return engine.Undefined()
	}
	if i := c.before(t); i >= 0 {
		return c.SE[i]
	}
	return 0
}

// IntervalAt is the 95 % interval of At(t).
func (c Curve) IntervalAt(t float64) (low, high engine.Number) {
	if i := c.before(t); i >= 0 {
		return c.Low[i], c.High[i]
	}
	return engine.Undefined(), engine.Undefined()
}

// AtRiskAt is the number still running just before t.
func (c Curve) AtRiskAt(t float64) int64 {
	i := sort.SearchFloat64s(c.Times, t)
	if i == len(c.Times) {
		return 0
	}
	return c.AtRisk[i]
}

// Conditional is the share lasting u longer of those that have lasted longer than
// t: S(t+u)/S(t). NaN when nobody is left at t.
func (c Curve) Conditional(t, u float64) float64 {
	now := c.At(t)
	if !(now > 0) || !(u >= 0) {
		return math.NaN()
	}
	return c.At(t+u) / now
}

// Remaining is the mean time still to live, up to tau more, of those that have
// lasted longer than t: the area under Conditional. NaN when nobody is left at t
// or t+tau was not observed.
func (c Curve) Remaining(t, tau float64) float64 {
	now := c.At(t)
	if !(now > 0) || !(tau > 0) || t+tau > c.Last() && c.At(c.Last()) > 0 {
		return math.NaN()
	}
	left, s, area := t, now, 0.0
	for i, time := range c.Times {
		if time > t && time <= t+tau {
			area += (time - left) * s
			left, s = time, c.Survival[i]
		}
	}
	return (area + (t+tau-left)*s) / now
}

// CumulativeHazard is the Nelson–Aalen estimate at t; 0 before the first end.
func (c Curve) CumulativeHazard(t float64) float64 {
	if len(c.Times) == 0 || math.IsNaN(t) {
		return math.NaN()
	}
	var h float64
	for i := 0; i <= c.before(t); i++ {
		if c.Events[i] > 0 {
			h += float64(c.Events[i]) / float64(c.AtRisk[i])
		}
	}
	return h
}

// before is the index of the last time ≤ t, −1 for none.
func (c Curve) before(t float64) int {
	return sort.Search(len(c.Times), func(i int) bool { return c.Times[i] > t }) - 1
}

// slack forgives the rounding of the product: 9/10·8/9·… is not exactly 1/2.
const slack = 1e-12

// Quantile is the smallest time by which at least the share p has ended; not ok
// if observation stopped before that, or p is outside 0…1.
func (c Curve) Quantile(p float64) (float64, bool) {
	if !(p >= 0 && p <= 1) {
		return math.NaN(), false
	}
	for i, s := range c.Survival {
		if 1-s >= p-slack {
			return c.Times[i], true
		}
	}
	return math.NaN(), false
}

// QuantileInterval is the 95 % interval of Quantile(p), from the times at which
// the limits of the curve pass 1−p; an end that is never reached is undefined.
func (c Curve) QuantileInterval(p float64) (low, high engine.Number) {
	return c.firstBelow(c.Low, p), c.firstBelow(c.High, p)
}

func (c Curve) firstBelow(limit []engine.Number, p float64) engine.Number {
	for i, v := range limit {
		if 1-float64(v) >= p-slack { // false for an undefined limit
			return engine.Number(c.Times[i])
		}
	}
	return engine.Undefined()
}

// Median is the time by which half have ended; not ok if half never ended. When
// the curve rests at exactly one half, it is the middle of that rest, as in R.
func (c Curve) Median() (float64, bool) {
	m, ok := c.Quantile(0.5)
	if !ok || math.Abs(c.At(m)-0.5) > slack {
		return m, ok
	}
	for i, s := range c.Survival {
		if s < 0.5-slack {
			return (m + c.Times[i]) / 2, true
		}
	}
	return m, true
}

// RestrictedMean is the mean time lived up to tau, the area under the curve, and
// its standard error. Both are NaN for an empty curve, for tau ≤ 0, and for a
// tau beyond Last while some still live: that part was not observed.
func (c Curve) RestrictedMean(tau float64) (mean, se float64) {
	if len(c.Times) == 0 || !(tau > 0) {
		return math.NaN(), math.NaN()
	}
	end := len(c.Times) - 1
	if tau > c.Times[end] && c.Survival[end] > 0 {
		return math.NaN(), math.NaN()
	}
	var area, variance float64
	right := tau
	for i := c.before(tau); i >= 0; i-- { // from the right: area is what lies beyond Times[i]
		area += (right - c.Times[i]) * c.Survival[i]
		right = c.Times[i]
		if d, n := float64(c.Events[i]), float64(c.AtRisk[i]); d < n {
			variance += area * area * d / (n * (n - d))
		}
	}
	return area + right, math.Sqrt(variance)
}
